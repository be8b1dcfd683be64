//! Double-quoted texts, the form that JSON and YAML share.

use super::printable::Printable;

/// How a character past U+FFFF is escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Astral {
    /// `\U0001F600`, as YAML has it.
    Long,
    /// `\uD83D\uDE00`, as JSON has it.
    Surrogates,
}

/// Whether `byte` is ASCII and stands for itself between double quotes.
pub(super) fn plain_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\'
}

/// Writes `text` between double quotes, whatever it holds.
pub fn quote(out: &mut String, text: &str, astral: Astral) {
    out.push('"');
    let mut printable = Printable::new();
    let mut rest = text;
    loop {
        let run = rest.bytes().position(|byte| !plain_byte(byte)).unwrap_or(rest.len());
        let Some((plain, tail)) = rest.split_at_checked(run) else { break };
        out.push_str(plain);
        if let Some(last) = plain.chars().next_back() {
            printable.ascii(last);
        }
        let mut chars = tail.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        if c.is_ascii() {
            printable.ascii(c);
            escape_ascii(out, c);
        } else if printable.accepts(c) {
            out.push(c);
        } else {
            escape(out, c, astral);
        }
    }
    out.push('"');
}

fn escape_ascii(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => escape(out, c, Astral::Long),
    }
}

fn escape(out: &mut String, c: char, astral: Astral) {
    let code = u32::from(c);
    if code <= 0xffff {
        out.push_str("\\u");
        hex(out, code, 4);
    } else if astral == Astral::Long {
        out.push_str("\\U");
        hex(out, code, 8);
    } else {
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str("\\u");
            hex(out, u32::from(*unit), 4);
        }
    }
}

fn hex(out: &mut String, value: u32, digits: u32) {
    for at in (0..digits).rev() {
        let digit = char::from_digit((value >> (4 * at)) & 0xf, 16).unwrap_or('0');
        out.push(digit.to_ascii_uppercase());
    }
}
