//! What is wrong with a text that must follow a grammar.

use ecow::EcoString;
use std::ops::Range;

/// Why a text is not what its type says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FormatError {
    /// The offending bytes of the text.
    pub range: Range<usize>,
    /// The matter in one sentence, without a full stop.
    pub cause: String,
    /// What to do.
    pub help: Option<String>,
    /// The whole text that was certainly meant, to be put in by machine.
    pub fix: Option<EcoString>,
}

impl FormatError {
    /// An error about the bytes `range`.
    pub(crate) fn new(range: Range<usize>, cause: impl Into<String>) -> FormatError {
        FormatError { range, cause: cause.into(), help: None, fix: None }
    }

    /// What to do.
    pub(crate) fn help(self, help: impl Into<String>) -> FormatError {
        FormatError { help: Some(help.into()), ..self }
    }

    /// The text to write instead, which is also the fix. The caller has checked it.
    pub(crate) fn meant(self, text: impl Into<EcoString>) -> FormatError {
        let text = text.into();
        FormatError { help: Some(format!("write `{text}`")), fix: Some(text), ..self }
    }

    /// The error of a part, as one of the whole text in which the part starts at `offset`. The fix of a part is none.
    pub(crate) fn within(self, offset: usize) -> FormatError {
        FormatError { range: self.range.start + offset..self.range.end + offset, fix: None, ..self }
    }
}

/// `c` as a message may show it.
pub(crate) fn shown(c: char) -> String {
    if c.is_ascii_graphic() || c.is_alphanumeric() {
        format!("`{c}`")
    } else if c == ' ' {
        "a space".into()
    } else if c == '\n' {
        "a line end".into()
    } else {
        format!("`{}`", c.escape_unicode())
    }
}

/// The range of the character at byte `at` of `text`.
pub(crate) fn char_at(text: &str, at: usize) -> Range<usize> {
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    at..at + length
}

/// An error about a blank anywhere in `text`; one without those at its ends, the habit of all copied texts, is the fix
/// if it `is_right`.
pub(crate) fn no_blanks(text: &str, a: &str, is_right: impl Fn(&str) -> bool) -> Result<(), FormatError> {
    match text.char_indices().find(|(_, c)| c.is_whitespace() || c.is_control()) {
        None => Ok(()),
        Some((at, c)) => {
            let error = FormatError::new(char_at(text, at), format!("{} may not stand in {a}", shown(c)));
            let trimmed = text.trim();
            let is_edge = !trimmed.contains(|c: char| c.is_whitespace() || c.is_control());
            Err(if is_edge && is_right(trimmed) { error.meant(trimmed) } else { error })
        }
    }
}
