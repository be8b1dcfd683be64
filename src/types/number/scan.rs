//! The text of a number, taken apart: sign, parts with their units, and the tail `%` or `/udp`.
//!
//! Knows how digits are written; what the units mean is left to `read`.

use super::error::{NumberError, NumberFault};
use super::ratio::Ratio;
use std::ops::Range;

/// Digits and the letters after them: `1.5` `Gi`, or one of the parts of `1h30m`.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) value: Ratio,
    /// The digits as written, separators and all.
    pub(super) digits: &'a str,
    /// Empty where there is none.
    pub(super) unit: &'a str,
    pub(super) range: Range<usize>,
    pub(super) unit_range: Range<usize>,
    pub(super) has_fraction: bool,
}

/// The whole text.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) negative: bool,
    pub(super) first: Part<'a>,
    /// More parts, of durations such as `1h30m`.
    pub(super) more: Vec<Part<'a>>,
    /// `%`, `/udp` or nothing.
    pub(super) tail: &'a str,
    pub(super) tail_range: Range<usize>,
    /// Written as `0o`, `0x` or `0b`.
    pub(super) prefixed: bool,
}

/// Takes `raw` apart.
pub(super) fn scan(raw: &str) -> Result<Token<'_>, NumberError> {
    let mut cursor = Cursor { raw, at: 0 };
    let negative = cursor.peek() == Some(b'-');
    cursor.at += usize::from(negative);
    let start = cursor.at;
    match cursor.peek() {
        Some(b'0'..=b'9') => {}
        Some(b'.') if matches!(cursor.peek_after(1), Some(b'0'..=b'9')) => {
            let mended = format!("{}0{}", if negative { "-" } else { "" }, cursor.rest());
            return Err(malformed(start..start + 1, "a number starts with a digit").meant("write", mended));
        }
        _ => {
            let range = if raw.is_empty() { 0..0 } else { start..cursor.next_end() };
            return Err(malformed(range, "a number starts with a digit"));
        }
    }
    if let Some(token) = prefixed(&mut cursor, negative)? {
        return Ok(token);
    }
    let first = part(&mut cursor, true)?;
    let mut more = Vec::new();
    while matches!(cursor.peek(), Some(b'0'..=b'9')) {
        more.push(part(&mut cursor, false)?);
    }
    exponent(raw, &first, more.first(), &cursor)?;
    let tail_start = cursor.at;
    let tail = match cursor.peek() {
        Some(b'%') => cursor.take_count(1),
        Some(b'/') => {
            cursor.at += 1;
            let _ = cursor.take(|c| c.is_ascii_alphanumeric());
            raw.get(tail_start..cursor.at).unwrap_or("")
        }
        _ => "",
    };
    let tail_range = tail_start..cursor.at;
    end(&cursor)?;
    Ok(Token { negative, first, more, tail, tail_range, prefixed: false })
}

/// A number written as `0o644`, `0x1f` or `0b11`, if this is one.
fn prefixed<'a>(cursor: &mut Cursor<'a>, negative: bool) -> Result<Option<Token<'a>>, NumberError> {
    let start = cursor.at;
    let (Some(b'0'), Some(letter)) = (cursor.peek(), cursor.peek_after(1)) else { return Ok(None) };
    let (radix, name) = match letter.to_ascii_lowercase() {
        b'o' => (8, "octal"),
        b'x' => (16, "hexadecimal"),
        b'b' if matches!(cursor.peek_after(2), Some(b'0'..=b'9' | b'_')) => (2, "binary"),
        _ => return Ok(None),
    };
    if letter.is_ascii_uppercase() {
        let mut mended: String = cursor.raw.into();
        mended.replace_range(start + 1..start + 2, &char::from(letter.to_ascii_lowercase()).to_string());
        return Err(
            malformed(start..start + 2, format!("{name} numbers start with a small letter")).meant("write", mended)
        );
    }
    cursor.at += 2;
    let at = cursor.at;
    let digits = cursor.take(|c| c.is_ascii_alphanumeric() || c == b'_');
    separators(digits, at)?;
    let mut value: i128 = 0;
    for (i, c) in digits.char_indices().filter(|(_, c)| *c != '_') {
        let Some(digit) = c.to_digit(radix) else {
            return Err(malformed(at + i..at + i + 1, format!("`{c}` is no {name} digit")));
        };
        value = value
            .checked_mul(radix.into())
            .and_then(|value| value.checked_add(digit.into()))
            .ok_or_else(|| too_long(start..cursor.at))?;
    }
    if digits.is_empty() {
        return Err(malformed(start..cursor.at, format!("the digits of this {name} number are missing")));
    }
    end(cursor)?;
    let end = cursor.at;
    let first = Part {
        value: Ratio::whole(value),
        digits: cursor.raw.get(start..end).unwrap_or(""),
        unit: "",
        range: start..end,
        unit_range: end..end,
        has_fraction: false,
    };
    Ok(Some(Token { negative, first, more: Vec::new(), tail: "", tail_range: end..end, prefixed: true }))
}

/// Digits, perhaps a decimal part, perhaps letters.
fn part<'a>(cursor: &mut Cursor<'a>, first: bool) -> Result<Part<'a>, NumberError> {
    let start = cursor.at;
    let whole = cursor.take(|c| c.is_ascii_digit() || c == b'_');
    separators(whole, start)?;
    let mut fraction = "";
    if cursor.peek() == Some(b'.') {
        let dot = cursor.at;
        cursor.at += 1;
        fraction = cursor.take(|c| c.is_ascii_digit() || c == b'_');
        if fraction.is_empty() {
            return Err(malformed(dot..dot + 1, "a digit must follow the decimal point"));
        }
        separators(fraction, dot + 1)?;
        if cursor.peek() == Some(b'.') {
            return Err(malformed(cursor.at..cursor.raw.len(), "a number has one decimal point at most")
                .help(format!("a version or an address is a text: write `\"{}\"`", printable(cursor.raw))));
        }
    }
    let digits_end = cursor.at;
    let unit = cursor.take(|c| c.is_ascii_alphabetic());
    let unit_range = digits_end..cursor.at;
    if first && fraction.is_empty() {
        leading_zero(cursor, whole, start, unit)?;
    }
    let value = value(whole, fraction).ok_or_else(|| too_long(start..digits_end))?;
    let digits = cursor.raw.get(start..digits_end).unwrap_or("");
    Ok(Part { value, digits, unit, range: start..cursor.at, unit_range, has_fraction: !fraction.is_empty() })
}

/// The value of `whole.fraction`, separators skipped.
fn value(whole: &str, fraction: &str) -> Option<Ratio> {
    let mut numerator: i128 = 0;
    let mut denominator: u128 = 1;
    for digit in whole.chars().filter_map(|c| c.to_digit(10)) {
        numerator = numerator.checked_mul(10)?.checked_add(digit.into())?;
    }
    for digit in fraction.chars().filter_map(|c| c.to_digit(10)) {
        numerator = numerator.checked_mul(10)?.checked_add(digit.into())?;
        denominator = denominator.checked_mul(10)?;
    }
    Ratio::new(numerator, denominator)
}

/// `_` stands between two digits, nowhere else.
fn separators(digits: &str, at: usize) -> Result<(), NumberError> {
    let mut before = '_';
    for (i, c) in digits.char_indices() {
        if c == '_' && before == '_' {
            return Err(malformed(at + i..at + i + 1, "`_` stands between two digits of a number only"));
        }
        before = c;
    }
    if before == '_' && !digits.is_empty() {
        let last = at + digits.len();
        return Err(malformed(last - 1..last, "`_` stands between two digits of a number only"));
    }
    Ok(())
}

/// `0644` is octal to some readers and decimal to others, so it is neither here.
fn leading_zero(cursor: &Cursor, whole: &str, start: usize, unit: &str) -> Result<(), NumberError> {
    if whole.len() < 2 || !whole.starts_with('0') {
        return Ok(());
    }
    let error = malformed(start..start + 1, "a number does not start with 0");
    let bare = whole.trim_start_matches(['0', '_']);
    let bare = if bare.is_empty() { "0" } else { bare };
    let is_last = cursor.at == cursor.raw.len();
    let is_octal = bare.chars().all(|c| c.is_digit(8));
    Err(if is_octal && bare.len() > 1 && unit.is_empty() && is_last {
        error.help(format!("octal numbers are written `0o{bare}`, decimal ones `{bare}`"))
    } else {
        error.help(format!("write `{bare}{unit}`"))
    })
}

/// `1e3` is told from a wrong unit, with the number written out where it is not too long.
fn exponent(raw: &str, first: &Part, second: Option<&Part>, cursor: &Cursor) -> Result<(), NumberError> {
    let signed = matches!(cursor.peek(), Some(b'+' | b'-')) && second.is_none();
    let unsigned = second.is_some_and(|part| part.unit.is_empty());
    if !matches!(first.unit, "e" | "E") || !(signed || unsigned) {
        return Ok(());
    }
    let error = malformed(first.unit_range.start..raw.len(), "numbers have no exponent");
    let power = second.and_then(|part| part.digits.parse::<u32>().ok());
    let written_out = power
        .and_then(|power| 10i128.checked_pow(power))
        .and_then(|factor| first.value.times(Ratio::whole(factor)))
        .and_then(Ratio::decimal)
        .filter(|text| text.len() <= 19);
    Err(match written_out {
        Some(text) => error.help(format!("write it out: `{text}`")),
        None => error.help("write it out, or with a unit such as `k` or `M` where it is a size"),
    })
}

/// Nothing may follow.
fn end(cursor: &Cursor) -> Result<(), NumberError> {
    let Some(c) = cursor.rest().chars().next() else { return Ok(()) };
    let range = cursor.at..cursor.next_end();
    let error = malformed(range, format!("`{}` does not belong to a number", printable(&c.to_string())));
    let digits_follow = matches!(cursor.peek_after(1), Some(b'0'..=b'9'));
    Err(match c {
        ',' if digits_follow => {
            error.help("write the digits without `,` (or with `_`), and decimals with `.`: `1000`, `1_000`, `1.5`")
        }
        '%' | '/' => error.help("a number has one unit"),
        '\'' if digits_follow => error.help("digits are grouped with `_`: `1_000`"),
        ' ' => error.help("a unit touches its number: `10Gi`"),
        _ => error,
    })
}

fn malformed(range: Range<usize>, cause: impl Into<String>) -> NumberError {
    NumberError::new(NumberFault::Malformed, range, cause)
}

fn too_long(range: Range<usize>) -> NumberError {
    NumberError::new(NumberFault::TooLong, range, "this number has more digits than can be held exactly")
}

/// `text` fit for a message: no control characters, not endless.
fn printable(text: &str) -> String {
    const MOST: usize = 40;
    text.chars()
        .take(MOST)
        .flat_map(|c| if c.is_ascii_graphic() { vec![c] } else { c.escape_default().collect() })
        .collect()
}

/// A place in the text. All that numbers consist of is ASCII, so it steps by bytes.
struct Cursor<'a> {
    raw: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.peek_after(0)
    }

    fn peek_after(&self, bytes: usize) -> Option<u8> {
        self.raw.as_bytes().get(self.at + bytes).copied()
    }

    fn rest(&self) -> &'a str {
        self.raw.get(self.at..).unwrap_or("")
    }

    /// The end of the character that comes next.
    fn next_end(&self) -> usize {
        self.at + self.rest().chars().next().map_or(0, char::len_utf8)
    }

    fn take(&mut self, belongs: impl Fn(u8) -> bool) -> &'a str {
        let length = self.rest().bytes().take_while(|c| belongs(*c)).count();
        self.take_count(length)
    }

    fn take_count(&mut self, bytes: usize) -> &'a str {
        let taken = self.raw.get(self.at..self.at + bytes).unwrap_or("");
        self.at += taken.len();
        taken
    }
}
