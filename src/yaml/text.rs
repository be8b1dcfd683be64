//! Whether bytes are a text that every reader of YAML takes for the same characters.

use crate::diag::{Diagnostic, code};
use crate::source::{AnchorId, Span};

use super::Limits;

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotText {
    /// They are UTF-16 or UTF-32, by their byte order mark or the zeros between the characters.
    Wide,
    /// The byte at this offset is part of no character of UTF-8.
    At(usize),
}

/// The text that `bytes` are.
///
/// # Errors
/// Where they are not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    let wide = matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..]);
    if wide {
        return Err(NotText::Wide);
    }
    String::from_utf8(bytes).map_err(|error| NotText::At(error.utf8_error().valid_up_to()))
}

/// What forbids reading `text` at all.
pub(super) fn look(text: &str, anchor: AnchorId, limits: &Limits) -> Option<Diagnostic> {
    if text.len() > limits.bytes {
        return Some(
            Diagnostic::error(
                code::YAML_TOO_LARGE,
                Span::new(anchor, 0, 0),
                format!("this text has {} bytes, the most is {}", text.len(), limits.bytes),
            )
            .help("split it: a cluster takes no object of this size"),
        );
    }
    let mut rest = text;
    loop {
        let run = ordinary(rest.as_bytes())?;
        let tail = rest.get(run..)?;
        let c = tail.chars().next()?;
        if let Some((message, help)) = forbidden(c) {
            let at = text.len() - tail.len();
            let end = at + c.len_utf8();
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let span = Span::new(anchor, offset(at), offset(end));
            return Some(Diagnostic::error(code::YAML_SYNTAX, span, message).help(help));
        }
        rest = tail.get(c.len_utf8()..)?;
    }
}

/// Where the first byte stands that needs a look. Blocks are looked at whole, which the machine does for many bytes at once.
fn ordinary(bytes: &[u8]) -> Option<usize> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r');
    let (blocks, _) = bytes.as_chunks::<64>();
    let skipped = blocks.iter().take_while(|block| block.iter().fold(true, |all, byte| all & plain(byte))).count() * 64;
    let rest = bytes.get(skipped..)?;
    Some(skipped + rest.iter().position(|byte| !plain(byte))?)
}

/// What is wrong with `c` as it is, and what to do.
fn forbidden(c: char) -> Option<(String, String)> {
    let escape = || {
        let code = u32::from(c);
        if code <= 0xff { format!("\\x{code:02x}") } else { format!("\\u{code:04x}") }
    };
    match c {
        '\u{feff}' => Some((
            "a byte order mark stands inside the text".to_owned(),
            "take it away; it comes from joining files that each start with one".to_owned(),
        )),
        '\0' => Some(("the text holds a NUL character".to_owned(), "YAML is text: take it away".to_owned())),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some((
            format!("U+{:04X} ends a line for some readers of YAML and not for others", u32::from(c)),
            format!("write it as `{}` between double quotes", escape()),
        )),
        _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => Some((
            format!("the character U+{:04X} cannot stand in YAML", u32::from(c)),
            format!("write it as `{}` between double quotes", escape()),
        )),
        _ => None,
    }
}
