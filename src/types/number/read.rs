//! From the parts of a number's text to its value: the unit table, and what is expected, decide what it measures.

use super::error::{NumberError, NumberFault};
use super::ratio::Ratio;
use super::scan::{Part, Token, scan};
use super::unit::{self, Dimension, Unit};
use super::{Number, Protocol};
use ecow::EcoString;

/// What the place of a number asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Nothing is known: the unit decides.
    Nothing,
    /// This dimension.
    One(Dimension),
    /// What Kubernetes calls a quantity: plain, cpu or bytes.
    Quantity,
}

impl Expected {
    fn takes(self, dimension: Dimension) -> bool {
        match self {
            Expected::Nothing => true,
            Expected::One(expected) => expected == dimension,
            Expected::Quantity => matches!(dimension, Dimension::Plain | Dimension::Cpu | Dimension::Bytes),
        }
    }

    fn dimension(self) -> Option<Dimension> {
        if let Expected::One(dimension) = self { Some(dimension) } else { None }
    }
}

/// Reads `raw` as what is `expected`. A text with two mistakes gets no fix, for mending one leaves the other.
pub(super) fn read(raw: &str, expected: Expected) -> Result<Number, NumberError> {
    attempt(raw, expected).map_err(|error| match error.fix.as_ref().map(|fix| attempt(fix, expected)) {
        None | Some(Ok(_)) => error,
        Some(Err(next)) if next.fault == NumberFault::Ambiguous => NumberError { fix: None, ..error },
        Some(Err(_)) => NumberError { fix: None, help: None, ..error },
    })
}

fn attempt(raw: &str, expected: Expected) -> Result<Number, NumberError> {
    let token = scan(raw)?;
    let number = Number {
        text: if raw.contains('_') { raw.replace('_', "").into() } else { raw.into() },
        ..measured(raw, &token, expected)?
    };
    let number = if token.negative { negated(number, raw)? } else { number };
    within_limits(number, raw)
}

/// The number without its sign and text.
fn measured(raw: &str, token: &Token, expected: Expected) -> Result<Number, NumberError> {
    if !token.more.is_empty() {
        let seconds = compound(raw, token)?;
        return found(raw, Number::computed(seconds, Dimension::Duration), expected);
    }
    let Part { unit, value, .. } = token.first;
    match (unit, token.tail) {
        ("", "") => bare(raw, token, expected),
        ("", "%") => found(raw, Number::computed(value, Dimension::Percent), expected),
        ("", protocol) => {
            let number = Number { protocol: Some(named_protocol(raw, token, protocol)?), ..port(raw, token)? };
            found(raw, number, expected)
        }
        (unit, "") => with_unit(raw, token, unit, expected),
        (unit, tail) => Err(NumberError::new(
            NumberFault::Malformed,
            token.tail_range.clone(),
            format!("a number has one unit, and `{}` has `{unit}` and `{tail}`", raw),
        )),
    }
}

/// A number without unit: of the expected dimension where nothing can be mistaken.
fn bare(raw: &str, token: &Token, expected: Expected) -> Result<Number, NumberError> {
    let value = token.first.value;
    let dimension = expected.dimension().unwrap_or(Dimension::Plain);
    let missing = |cause: &str| NumberError::new(NumberFault::MissingUnit, 0..raw.len(), cause);
    match dimension {
        Dimension::Plain => {}
        _ if token.prefixed => {
            return Err(mismatch(raw, Dimension::Plain, dimension));
        }
        Dimension::Cpu | Dimension::Bytes => {}
        Dimension::Duration if value.is_zero() => {}
        Dimension::Duration => {
            return Err(missing("a duration needs its unit").help(format!(
                "write `{raw}s` for seconds, `{raw}m` for minutes, `{raw}ms` for thousandths of a second"
            )));
        }
        Dimension::Percent => {
            return Err(missing("a percentage needs its `%`").meant("write", format!("{raw}%")));
        }
        Dimension::Port => return port(raw, token),
    }
    Ok(Number::computed(value, dimension))
}

/// A number with one unit of letters.
fn with_unit(raw: &str, token: &Token, text: &str, expected: Expected) -> Result<Number, NumberError> {
    let known = match (text, expected) {
        ("m", Expected::Nothing) => {
            let digits = token.first.digits;
            return Err(NumberError::new(
                NumberFault::Ambiguous,
                0..raw.len(),
                format!("`{raw}` may be {digits} minutes or {digits} thousandths of a cpu"),
            )
            .help(format!("say which by a type: `let x: duration = {raw}` or `let x: cpu = {raw}`")));
        }
        ("m", Expected::One(Dimension::Duration)) => unit::duration("m"),
        ("m", Expected::One(Dimension::Cpu) | Expected::Quantity) => Some(unit::MILLI),
        ("m", Expected::One(Dimension::Bytes)) => {
            return Err(unit_error(token, "`m` means thousandths of a byte in Kubernetes")
                .help(format!("did you mean {}?", choices(token, &["M", "Mi"]))));
        }
        ("m", Expected::One(other)) => return Err(mismatch(raw, Dimension::Duration, other)),
        ("M", Expected::One(dimension @ (Dimension::Cpu | Dimension::Duration))) => {
            return Err(mismatch(raw, Dimension::Bytes, dimension)
                .meant("with the small `m` it is", format!("{}m", token.first.digits)));
        }
        _ => unit::size(text).or_else(|| unit::duration(text)),
    };
    let Some(unit) = known else { return Err(unknown(token, text, expected)) };
    let value = worth(&token.first, unit).ok_or_else(|| too_large(raw))?;
    found(raw, Number::computed(value, unit.dimension), expected)
}

/// `1h30m`: units of time, the longer first, each once, only the last with a fraction.
fn compound(raw: &str, token: &Token) -> Result<Ratio, NumberError> {
    let mut seconds = Ratio::whole(0);
    let mut longer: Option<&Part> = None;
    let mut parts = std::iter::once(&token.first).chain(&token.more).peekable();
    let rank = |text: &str| unit::DURATIONS.iter().position(|unit| unit.text == text);
    while let Some(part) = parts.next() {
        let unit = match (unit::duration(part.unit), part.unit) {
            (Some(unit), _) => unit,
            (None, "") => {
                return Err(NumberError::new(NumberFault::MissingUnit, part.range.clone(), "this part has no unit")
                    .help("each part of a duration has one, as in `1h30m`"));
            }
            (None, text) => {
                let error = NumberError::new(
                    NumberFault::UnknownUnit,
                    part.unit_range.clone(),
                    format!("`{text}` is no unit of time"),
                );
                return Err(match unit::meant(text) {
                    Some((Dimension::Duration, [meant])) => error.meant("write", mended(raw, part, meant)),
                    _ => error.help("only durations have several parts, as in `1h30m`"),
                });
            }
        };
        if let Some(longer) = longer
            && rank(longer.unit) >= rank(part.unit)
        {
            let cause = if longer.unit == part.unit {
                format!("`{}` occurs twice in this duration", part.unit)
            } else {
                format!("`{}` is longer than `{}` and must stand before it", part.unit, longer.unit)
            };
            return Err(NumberError::new(NumberFault::Malformed, part.range.clone(), cause)
                .help("the parts of a duration go from long to short, as in `1h30m`"));
        }
        if part.has_fraction && parts.peek().is_some() {
            return Err(NumberError::new(
                NumberFault::Malformed,
                part.range.clone(),
                "only the last part of a duration may have a fraction",
            ));
        }
        seconds = worth(part, unit).and_then(|more| seconds.plus(more)).ok_or_else(|| too_large(raw))?;
        longer = Some(part);
    }
    if !token.tail.is_empty() {
        return Err(NumberError::new(
            NumberFault::Malformed,
            token.tail_range.clone(),
            format!("`{}` does not belong to a duration", token.tail),
        ));
    }
    Ok(seconds)
}

/// A port number.
fn port(raw: &str, token: &Token) -> Result<Number, NumberError> {
    let value = token.first.value;
    if value.is_whole() && (1..=65_535).contains(&value.numerator()) && !token.negative {
        return Ok(Number::computed(value, Dimension::Port));
    }
    let range = 0..if token.tail.is_empty() { raw.len() } else { token.tail_range.start };
    Err(NumberError::new(NumberFault::OutOfRange, range, "ports are whole numbers from 1 to 65535"))
}

fn named_protocol(raw: &str, token: &Token, tail: &str) -> Result<Protocol, NumberError> {
    let error = |cause: String| NumberError::new(NumberFault::UnknownUnit, token.tail_range.clone(), cause);
    let known = |word: &str| {
        [Protocol::Tcp, Protocol::Udp, Protocol::Sctp].into_iter().find(|protocol| protocol.word() == word)
    };
    let word = tail.strip_prefix('/').unwrap_or(tail);
    if let Some(protocol) = known(word) {
        return Ok(protocol);
    }
    let lower = word.to_ascii_lowercase();
    Err(match known(&lower) {
        Some(_) => {
            let number = raw.get(..token.tail_range.start).unwrap_or("");
            error("protocols are written in small letters".into()).meant("write", format!("{number}/{lower}"))
        }
        None => error(format!("`{tail}` is no protocol of a port")).help(Dimension::Port.ends()),
    })
}

/// `number`, if its dimension is the expected one.
fn found(raw: &str, number: Number, expected: Expected) -> Result<Number, NumberError> {
    if expected.takes(number.dimension) {
        return Ok(number);
    }
    Err(match expected {
        Expected::One(expected) => mismatch(raw, number.dimension, expected),
        _ => NumberError::new(
            NumberFault::Mismatch,
            0..raw.len(),
            format!("`{raw}` is {}, where a quantity is expected", number.dimension.a()),
        )
        .help("quantities are plain numbers, cpu amounts such as `250m` and sizes such as `64Mi`"),
    })
}

/// A known unit in the wrong place.
pub(super) fn mismatch(raw: &str, found: Dimension, expected: Dimension) -> NumberError {
    let found = if raw.ends_with('m') && found == Dimension::Duration && expected != Dimension::Cpu {
        "has a unit".to_string()
    } else {
        format!("is {}", found.a())
    };
    let error = NumberError::new(
        NumberFault::Mismatch,
        0..raw.len(),
        format!("`{raw}` {found}, where {} is expected", expected.a()),
    );
    error.help(format!("{}, as in `{}`", expected.ends(), expected.example()))
}

/// A unit that no table knows.
fn unknown(token: &Token, text: &str, expected: Expected) -> NumberError {
    let cause = match expected.dimension().filter(|dimension| *dimension != Dimension::Plain) {
        Some(dimension) => format!("`{text}` is no unit of {}", dimension.a()),
        None => format!("`{text}` is no unit of a number"),
    };
    let error = unit_error(token, cause);
    let digits = token.first.digits;
    match (unit::meant(text), expected.dimension()) {
        (Some((dimension, _)), Some(expected)) if dimension != expected => error.help(expected.ends()),
        (Some((Dimension::Bytes | Dimension::Cpu, [""])), _) => {
            error.meant("that is the unit of a number without one: write", signed(token, digits))
        }
        (Some((dimension, [meant])), _) => {
            error.meant(&format!("{}: write", dimension.ends()), signed(token, &format!("{digits}{meant}")))
        }
        (Some((_, meant)), _) => error.help(format!("did you mean {}?", choices(token, meant))),
        (None, Some(expected)) => match (expected, weeks(token, text)) {
            (Dimension::Duration, Some(days)) => error.meant("there are no weeks: write", days),
            (Dimension::Duration, None) if matches!(text, "us" | "ns" | "u" | "n") => {
                error.help("`ms` is the shortest unit of time")
            }
            _ => error.help(expected.ends()),
        },
        (None, None) => match weeks(token, text) {
            Some(days) => error.meant("there are no weeks: write", days),
            None => error.help("units are `m` (cpu), `k` `M` `G` `T` and `Ki` `Mi` `Gi` `Ti` (bytes), `ms` `s` `m` `h` `d` (durations), `%`; a text stands in quotes"),
        },
    }
}

/// Weeks as days.
fn weeks(token: &Token, text: &str) -> Option<String> {
    if !matches!(text, "w" | "W" | "week" | "weeks") {
        return None;
    }
    let days = token.first.value.times(Ratio::whole(7))?.decimal()?;
    Some(signed(token, &format!("{days}d")))
}

/// "`64M` (powers of 1000) or `64Mi` (powers of 1024)".
fn choices(token: &Token, units: &[&str]) -> String {
    let digits = token.first.digits;
    let choice = |unit: &&str| {
        let of = if unit.ends_with('i') { "powers of 1024" } else { "powers of 1000" };
        format!("`{}` ({of})", signed(token, &format!("{digits}{unit}")))
    };
    units.iter().map(choice).collect::<Vec<_>>().join(" or ")
}

fn signed(token: &Token, text: &str) -> String {
    format!("{}{text}", if token.negative { "-" } else { "" })
}

/// `raw` with the unit of `part` replaced.
fn mended(raw: &str, part: &Part, unit: &str) -> EcoString {
    let before = raw.get(..part.unit_range.start).unwrap_or("");
    let after = raw.get(part.unit_range.end..).unwrap_or("");
    ecow::eco_format!("{before}{unit}{after}")
}

fn unit_error(token: &Token, cause: impl Into<String>) -> NumberError {
    NumberError::new(NumberFault::UnknownUnit, token.first.unit_range.clone(), cause)
}

fn worth(part: &Part, unit: Unit) -> Option<Ratio> {
    part.value.times(Ratio::new(unit.worth.0, unit.worth.1)?)
}

fn negated(number: Number, raw: &str) -> Result<Number, NumberError> {
    Ok(Number { value: number.value.negated().ok_or_else(|| too_large(raw))?, ..number })
}

/// `number`, if Kubernetes can hold it.
pub(super) fn within_limits(number: Number, raw: &str) -> Result<Number, NumberError> {
    if number.is_within_limits() { Ok(number) } else { Err(too_large(raw)) }
}

fn too_large(raw: &str) -> NumberError {
    NumberError::new(NumberFault::TooLong, 0..raw.len(), "this number is larger than Kubernetes can hold")
}

#[cfg(test)]
mod tests;
