//! One field of a schedule: lists of values, ranges and steps, as a set of bits.

use crate::types::format::FormatError;
use std::ops::Range;

/// What one of the five fields takes.
pub(super) struct Field {
    /// With its article.
    a: &'static str,
    least: u8,
    most: u8,
    /// Words for the values from `least` on.
    names: &'static [&'static str],
}

pub(super) const MINUTES: Field = Field { a: "a minute", least: 0, most: 59, names: &[] };
pub(super) const HOURS: Field = Field { a: "an hour", least: 0, most: 23, names: &[] };
pub(super) const DAYS: Field = Field { a: "a day of the month", least: 1, most: 31, names: &[] };
pub(super) const MONTHS: Field = Field {
    a: "a month",
    least: 1,
    most: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
pub(super) const WEEKDAYS: Field =
    Field { a: "a weekday", least: 0, most: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] };

/// The values that a field names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Set {
    pub(super) values: u64,
    /// Whether it is free: `*` or `?` without a step, alone or in a list.
    pub(super) any: bool,
}

/// Reads the text of one field. Ranges of errors count in `text`.
pub(super) fn parse(text: &str, field: &Field) -> Result<Set, FormatError> {
    let mut set = Set::default();
    let mut at = 0usize;
    for item in text.split(',') {
        if item.is_empty() {
            let range = at.saturating_sub(1)..(at + 1).min(text.len());
            return Err(FormatError::new(range, "a value is missing beside this comma"));
        }
        let more = parse_item(item, field).map_err(|error| error.within(at))?;
        set = Set { values: set.values | more.values, any: set.any || more.any };
        at += item.len() + 1;
    }
    Ok(set)
}

/// `5`, `1-5`, `*`, each perhaps with `/2`.
fn parse_item(item: &str, field: &Field) -> Result<Set, FormatError> {
    let (values, step) = match item.split_once('/') {
        Some((values, step)) => (values, Some(step)),
        None => (item, None),
    };
    let step_range = values.len() + 1..item.len();
    let step_value = match step {
        None => 1,
        Some(step) => match number(step) {
            Some(0) => return Err(FormatError::new(step_range, "a step is at least 1")),
            Some(step) => step,
            None => {
                return Err(
                    FormatError::new(0..item.len(), format!("`{item}` has no step after its `/`")).help("as in `*/5`")
                );
            }
        },
    };
    let is_any = matches!(values, "*" | "?");
    let (low, high) = match values.split_once('-') {
        _ if is_any => (field.least, field.most),
        Some((low, high)) => {
            let (low_at, high_at) = (0..low.len(), low.len() + 1..values.len());
            let (low, high) = (value(low, low_at, field)?, value(high, high_at, field)?);
            if low > high {
                return Err(FormatError::new(0..values.len(), "the first value of a range is not above its last")
                    .help(format!("write two: `{low}-{},{}-{high}`", field.most, field.least)));
            }
            (low, high)
        }
        None => {
            let low = value(values, 0..values.len(), field)?;
            (low, if step.is_some() { field.most } else { low })
        }
    };
    let bits = (low..=high)
        .filter(|value| u64::from(value - low).is_multiple_of(step_value))
        .fold(0, |bits, value| bits | 1u64.checked_shl(value.into()).unwrap_or(0));
    Ok(Set { values: bits, any: is_any && step_value == 1 })
}

/// One value, a number or a name, which stands at `range` of its item.
fn value(text: &str, range: Range<usize>, field: &Field) -> Result<u8, FormatError> {
    let a = field.a;
    let within = |value: &u64| (u64::from(field.least)..=u64::from(field.most)).contains(value);
    if let Some(value) = number(text) {
        return match u8::try_from(value).ok().filter(|value| within(&u64::from(*value))) {
            Some(value) => Ok(value),
            None => {
                let cause = format!("{a} goes from {} to {}, and this is {text}", field.least, field.most);
                let error = FormatError::new(range, cause);
                Err(if text == "7" && field.most == 6 { error.help("Sunday is `0`") } else { error })
            }
        };
    }
    let lower = text.to_ascii_lowercase();
    let known = field.names.iter().position(|name| *name == lower).and_then(|i| u8::try_from(i).ok());
    if let Some(position) = known {
        return Ok(position + field.least);
    }
    let error = FormatError::new(
        range,
        if text.is_empty() { format!("{a} is missing here") } else { format!("`{text}` is not {a}") },
    );
    let short = lower.get(..3).unwrap_or("");
    Err(match text {
        _ if field.names.contains(&short) => error.help(format!("write `{}`", short.to_ascii_uppercase())),
        _ if text.contains(['L', 'W', '#']) => error.help("Kubernetes knows neither `L` nor `W` nor `#` in schedules"),
        _ if text.contains('*') => error.help("`*` stands alone or with a step: `*/5`"),
        _ if field.names.is_empty() => error.help(format!("it is a number from {} to {}", field.least, field.most)),
        _ => error
            .help(format!("it is a number from {} to {} or a word such as `MON` or `JAN`", field.least, field.most)),
    })
}

/// Digits only: no sign, which the reader of Kubernetes would take for part of a range.
fn number(text: &str) -> Option<u64> {
    text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse().ok())?
}
