//! How a text is written in YAML so that no reader, of whatever version, takes it for anything else.
//!
//! Plain only where the whole text is of a shape that no reader resolves; literal block where the text has lines that can
//! stand raw; double-quoted otherwise. Never folded.

use super::printable::Printable;
use super::quote::{Astral, plain_byte, quote};

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// Between double quotes.
    Quoted,
    /// As a `|` block.
    Literal(Literal),
}

/// The header of a `|` block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Literal {
    /// Whether the indentation must be said, because the first line does not show it.
    pub indicator: bool,
    /// What becomes of the line ends at the end: `-` there is none, empty for one, `+` for more.
    pub end: &'static str,
}

/// How a value is written.
pub fn style(text: &str) -> Style {
    if plain_value(text) {
        return Style::Plain;
    }
    literal(text).map_or(Style::Quoted, Style::Literal)
}

/// Words that some reader resolves, in any case: the booleans and nulls of YAML 1.1 and 1.2, and the names that loose
/// readers of numbers know.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"];

/// The suffixes of quantities, percentages and durations, none of which any reader takes for part of a number.
const UNITS: &[&str] = &["m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "%", "ms", "s", "h"];

const HEAD: u8 = 1;
const KEY: u8 = 2;
const VALUE: u8 = 4;

/// What an ASCII byte may be in a plain text; nothing else may be in one.
static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "a constant loop below 256")]
        {
            table[byte] = match byte as u8 {
                b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'_' => HEAD | KEY | VALUE,
                b'0'..=b'9' | b'.' | b'-' => KEY | VALUE,
                b' ' | b':' | b',' | b'@' | b'+' | b'%' | b'=' => VALUE,
                _ => 0,
            };
        }
        byte += 1;
    }
    table
};

fn is(byte: u8, class: u8) -> bool {
    CLASSES.get(usize::from(byte)).is_some_and(|classes| classes & class != 0)
}

/// Whether `text` can be a key as it is.
fn plain_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|first| is(*first, HEAD)) && bytes.iter().all(|byte| is(*byte, KEY)) && !word(text)
}

fn plain_value(text: &str) -> bool {
    // One or two dashes make an option, which no reader resolves; three could make a document marker.
    let name = text.strip_prefix('-').map_or(text, |rest| rest.strip_prefix('-').unwrap_or(rest));
    match name.bytes().next() {
        Some(first) if is(first, HEAD) => {}
        Some(b'0'..=b'9') => return quantity(text),
        _ => return false,
    }
    let mut before = b'-';
    for byte in name.bytes() {
        if !is(byte, VALUE) || (byte == b' ' && (before == b' ' || before == b':')) {
            return false;
        }
        before = byte;
    }
    before != b' ' && before != b':' && !word(name)
}

fn word(text: &str) -> bool {
    let first = text.bytes().next().unwrap_or(0).to_ascii_lowercase();
    text.len() <= 8
        && matches!(first, b'f' | b'i' | b'n' | b'o' | b't' | b'y')
        && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// `100m`, `1.5Gi`, `25%`, `30s`.
fn quantity(text: &str) -> bool {
    let digits = |text: &str| text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let Some((whole, rest)) = text.split_at_checked(digits(text)) else { return false };
    let rest = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => match fraction.split_at_checked(digits(fraction)) {
            Some((digits, rest)) if !digits.is_empty() => rest,
            _ => return false,
        },
    };
    !whole.is_empty() && UNITS.contains(&rest)
}

/// The header of `text` as a block, where all of its lines can stand raw: printable, no blank at a line's end, which
/// editors strip, and something in it.
fn literal(text: &str) -> Option<Literal> {
    let body = text.trim_end_matches('\n');
    if body.is_empty() || !text.contains('\n') {
        return None;
    }
    let mut printable = Printable::new();
    let mut before = '\n';
    for c in text.chars() {
        let raw = match c {
            '\n' => before != ' ' && before != '\t',
            '\t' | '"' | '\\' => true,
            _ if c.is_ascii() => u8::try_from(c).is_ok_and(plain_byte),
            _ => printable.accepts(c),
        };
        if !raw {
            return None;
        }
        if c.is_ascii() {
            printable.ascii(c);
        }
        before = c;
    }
    if before == ' ' || before == '\t' {
        return None;
    }
    let end = match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    // Readers look for the indentation in the first line that is not empty.
    Some(Literal { indicator: body.starts_with(['\n', ' ', '\t']), end })
}

/// Writes `key` with the `:` behind it, in a map at column `indent`.
pub fn write_key(out: &mut String, key: &str, indent: usize) {
    /// Readers look for the `:` within 1,024 characters; behind a longer key it stands on a line of its own.
    const MAX_SIMPLE: usize = 1_000;
    let start = out.len();
    if plain_key(key) {
        out.push_str(key);
    } else {
        quote(out, key, Astral::Long);
    }
    if out.len() - start > MAX_SIMPLE {
        out.insert_str(start, "? ");
        out.push('\n');
        blanks(out, indent);
    }
    out.push(':');
}

/// Writes `text` as a block behind the `: ` or `- ` that stands there, its lines at column `indent`, with its line end.
pub fn write_literal(out: &mut String, text: &str, literal: Literal, indent: usize) {
    out.push('|');
    if literal.indicator {
        out.push('2');
    }
    out.push_str(literal.end);
    out.push('\n');
    for line in text.split_inclusive('\n') {
        if line != "\n" {
            blanks(out, indent);
        }
        out.push_str(line);
    }
    if !text.ends_with('\n') {
        out.push('\n');
    }
}

/// Writes `columns` blanks.
pub fn blanks(out: &mut String, columns: usize) {
    const BLANKS: &str = "                                                                ";
    let mut left = columns;
    while left > 0 {
        let part = left.min(BLANKS.len());
        out.push_str(BLANKS.get(..part).unwrap_or(BLANKS));
        left -= part;
    }
}
