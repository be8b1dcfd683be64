//! Which characters may stand as themselves in what is written.
//!
//! A reviewer must see what a reader will read: whatever is invisible, reorders its surroundings or looks like a blank is
//! escaped. That covers all that YAML forbids raw, too.

/// Decides about the characters of one text, in order.
pub(super) struct Printable {
    /// The letter that a combining mark would sit on; anything else where there is none.
    base: char,
}

impl Printable {
    /// At the start of a text.
    pub(super) fn new() -> Printable {
        Printable { base: '\n' }
    }

    /// Passes over an ASCII character.
    pub(super) fn ascii(&mut self, c: char) {
        self.base = c;
    }

    /// Whether `c`, not ASCII, may stand raw after the characters before it.
    pub(super) fn accepts(&mut self, c: char) -> bool {
        if invisible(c) {
            self.base = '\n';
            return false;
        }
        // The standard library escapes what is no graphic character: controls, formats, blanks, unassigned and private ones.
        if c.escape_debug().len() == 1 {
            self.base = c;
            return true;
        }
        // It also escapes combining marks, but not behind another character.
        let mut buffer = [0; 5];
        let mark = self.base.is_alphabetic() && {
            let [first, rest @ ..] = &mut buffer;
            *first = b'a';
            let length = 1 + c.encode_utf8(rest).len();
            let text = buffer.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
            text.escape_debug().count() == 2
        };
        if !mark {
            self.base = '\n';
        }
        mark
    }
}

/// Letters, marks and symbols by their category, yet nothing is to be seen of them.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}
