//! Numbers as Go's YAML reader takes them, in the form in which they reach the cluster as JSON.

use std::borrow::Cow;

use super::Data;

/// The number that `text` is, if it is one.
pub(super) fn read(text: &str) -> Option<Data> {
    // Behind a leading point an underscore stands between digits, elsewhere anywhere.
    let between = |(at, _): (usize, &str)| {
        let digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
        digit(at.checked_sub(1)) && digit(at.checked_add(1))
    };
    if text.starts_with('.') && !text.match_indices('_').all(between) {
        return None;
    }
    read_whole(text).or_else(|| float(&without_underscores(text)))
}

/// The whole number that `text` is, written without point and exponent, if it is one.
pub(super) fn read_whole(text: &str) -> Option<Data> {
    let plain = without_underscores(text);
    if plain.starts_with('.') { None } else { integer(&plain).or_else(|| binary(&plain)) }
}

fn without_underscores(text: &str) -> Cow<'_, str> {
    if text.contains('_') { text.replace('_', "").into() } else { text.into() }
}

/// A whole number: decimal, `0x`, `0o`, `0b`, or octal with a leading zero.
fn integer(text: &str) -> Option<Data> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (negative, signed) = (text.starts_with('-'), digits.len() < text.len());
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', _, ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', _, ..] => (2, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    whole(negative, signed, digits, radix)
}

/// `0b+1`, which no other reader takes for a number.
fn binary(text: &str) -> Option<Data> {
    let digits = text.strip_prefix("0b")?;
    let unsigned = digits.strip_prefix(['+', '-'])?;
    whole(digits.starts_with('-'), true, unsigned, 2)
}

fn whole(negative: bool, signed: bool, digits: &str, radix: u32) -> Option<Data> {
    if digits.is_empty() || !digits.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return None;
    }
    let size = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        return 0_i64.checked_sub_unsigned(size).map(Data::Int);
    }
    match i64::try_from(size) {
        Ok(value) => Some(Data::Int(value)),
        // Past what is signed only a number without a sign is still whole, and JSON rounds it.
        Err(_) if signed => None,
        #[allow(clippy::cast_precision_loss, reason = "the cluster rounds it in the same way")]
        Err(_) => of_float(size as f64),
    }
}

/// `1.5`, `.5`, `1e3`, with a sign or without.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = digits(rest);
    let rest = rest.get(whole..).unwrap_or_default();
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => (digits(rest), rest.get(digits(rest)..).unwrap_or_default()),
        None => (0, rest),
    };
    if whole == 0 && fraction == 0 {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
    }
}

fn float(text: &str) -> Option<Data> {
    if !is_decimal(text) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    // What overflows is a text.
    if value.is_finite() { of_float(value) } else { None }
}

/// As JSON has it: a whole number without a point.
fn of_float(value: f64) -> Option<Data> {
    let digits = format!("{value}");
    if value.fract() == 0.0
        && let Ok(whole) = digits.parse()
    {
        return Some(Data::Int(whole));
    }
    let size = value.abs();
    Some(Data::Decimal(if (1e-6..1e18).contains(&size) { digits.into() } else { format!("{value:e}").into() }))
}
