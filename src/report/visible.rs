//! Which characters of a source may reach a terminal as they are, and what stands in for the others.
//!
//! A source can hold escape sequences that repaint the screen and directional marks that make code read other than it
//! runs. Whatever is printed passes through here first.

use std::borrow::Cow;

/// What is shown instead of `c`, one column wide; `None` where `c` is shown as it is. Tabs and line ends are the
/// caller's: they are control characters here.
pub(super) fn stand_in(c: char) -> Option<char> {
    match c {
        // Unicode has a picture of each of the old control characters.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        _ if is_unseen(c) => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// Whether `c`, which is no ASCII control character, is a control character, changes the reading direction, ends a line
/// on some terminals, or takes no room although it is a character of its own.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// `text` fit for one line of a terminal: nothing that moves the cursor, line ends and tabs included.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| stand_in(c).is_some()) {
        Cow::Owned(text.chars().map(|c| stand_in(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_instead() {
        assert_eq!(line("a\u{1b}[2Jb"), "a\u{241b}[2Jb");
        assert_eq!(line("a\u{202e}b\u{9b}c\n"), "a\u{fffd}b\u{fffd}c\u{240a}");
    }

    #[test]
    fn what_people_write_stays() {
        let text = "größer 日本語 e\u{301} 🚀 = “x”";
        assert!(matches!(line(text), Cow::Borrowed(same) if same == text));
    }
}
