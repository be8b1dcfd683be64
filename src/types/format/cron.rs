//! Schedules, read as Kubernetes reads them: five fields, or one of the words with `@`.
//!
//! The grammar is that of the standard parser of `robfig/cron` version 3. What fires when is found from the [`Fields`];
//! only that a schedule can never fire is said here.

mod every;
mod field;

use super::FormatError;
use std::ops::Range;

/// When something is started.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Schedule {
    /// At every minute that the five fields name.
    At(Fields),
    /// In regular distances from the start of the controller: `@every 90m`.
    Every {
        /// At least one.
        seconds: u64,
    },
}

/// The minutes that five fields name. Bit *n* of a set stands for the value *n*.
///
/// A day counts when its day of the month *and* its weekday are in the sets if one of the two fields starts with `*`
/// (without a step), and when *one* of them is if both are restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fields {
    /// 0 to 59.
    pub minutes: u64,
    /// 0 to 23.
    pub hours: u64,
    /// Days of the month, 1 to 31.
    pub days: u64,
    /// 1 to 12.
    pub months: u64,
    /// 0 (Sunday) to 6.
    pub weekdays: u64,
    /// Whether the day of the month is free.
    pub any_day: bool,
    /// Whether the weekday is free.
    pub any_weekday: bool,
}

impl Fields {
    /// Whether both days of the month and weekdays are restricted, so that either is enough: seldom what was meant.
    pub fn either_day_counts(&self) -> bool {
        !self.any_day && !self.any_weekday
    }

    /// Whether it fires at this minute. `weekday` is 0 for Sunday.
    pub fn fires_at(&self, month: u8, day: u8, weekday: u8, hour: u8, minute: u8) -> bool {
        self.counts(month, day, weekday) && has(self.hours, hour) && has(self.minutes, minute)
    }

    /// Whether it fires on this day at all. `weekday` is 0 for Sunday.
    pub fn counts(&self, month: u8, day: u8, weekday: u8) -> bool {
        let (day, weekday) = (has(self.days, day), has(self.weekdays, weekday));
        let day_counts = if self.either_day_counts() { day || weekday } else { day && weekday };
        has(self.months, month) && day_counts
    }

    /// Whether no month that is named has a day that is named.
    fn never_fires(&self) -> bool {
        let longest = |month: u8| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let exists = |month: u8| has(self.months, month) && (1..=longest(month)).any(|day| has(self.days, day));
        !self.either_day_counts() && !(1..=12).any(exists)
    }
}

fn has(set: u64, value: u8) -> bool {
    1u64.checked_shl(value.into()).is_some_and(|bit| set & bit != 0)
}

/// Reads a schedule.
///
/// # Errors
/// The field that is wrong; a time zone before the fields; a date that no year has.
pub fn parse(text: &str) -> Result<Schedule, FormatError> {
    let words = words(text);
    let Some((first, range)) = words.first() else {
        return Err(FormatError::new(0..text.len(), "the schedule is missing").help("as in `30 2 * * *`"));
    };
    if first.starts_with("TZ=") || first.starts_with("CRON_TZ=") {
        return Err(FormatError::new(range.clone(), "a schedule has no time zone in it")
            .help("write the zone beside it: `zone = \"Europe/Paris\"`"));
    }
    if first.starts_with('@') {
        return descriptor(text, first, range.clone());
    }
    let [minutes, hours, days, months, weekdays] = words.as_slice() else {
        return Err(wrong_count(text, &words));
    };
    let read = |(word, range): &(&str, Range<usize>), field| {
        field::parse(word, field).map_err(|error| error.within(range.start))
    };
    let (minutes, hours) = (read(minutes, &field::MINUTES)?, read(hours, &field::HOURS)?);
    let (day_set, month_set) = (read(days, &field::DAYS)?, read(months, &field::MONTHS)?);
    let weekdays = read(weekdays, &field::WEEKDAYS)?;
    let fields = Fields {
        minutes: minutes.values,
        hours: hours.values,
        days: day_set.values,
        months: month_set.values,
        weekdays: weekdays.values,
        any_day: day_set.any,
        any_weekday: weekdays.any,
    };
    if fields.never_fires() {
        let cause = "this schedule never fires: no month that it names has such a day";
        return Err(FormatError::new(days.1.start..months.1.end, cause));
    }
    Ok(Schedule::At(fields))
}

/// The words of `text` and where they stand.
fn words(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        if !word.is_empty() {
            words.push((word, at..at + word.len()));
        }
        at += word.len() + text.get(at + word.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    words
}

/// `@daily` and its kin.
fn descriptor(text: &str, word: &str, range: Range<usize>) -> Result<Schedule, FormatError> {
    if word == "@every" {
        let duration = text.get(range.end..).unwrap_or("");
        let offset = range.end + (duration.len() - duration.trim_start().len());
        return every::parse(duration.trim())
            .map_err(|error| error.within(offset))
            .map(|seconds| Schedule::Every { seconds });
    }
    let same = match word {
        "@yearly" | "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" | "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => {
            let lower = word.to_ascii_lowercase();
            let error = FormatError::new(range, format!("`{word}` is no schedule"));
            let is_case = lower != word && words(text).len() == 1 && parse(&lower).is_ok();
            return Err(if is_case {
                error.meant(lower)
            } else {
                error.help("there are `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly` and `@every 90m`")
            });
        }
    };
    let rest = text.get(range.end..).unwrap_or("");
    if !rest.trim().is_empty() {
        return Err(FormatError::new(range.end..text.len(), format!("nothing may follow `{word}`")));
    }
    parse(same)
}

fn wrong_count(text: &str, words: &[(&str, Range<usize>)]) -> FormatError {
    let start = words.get(5).map_or(0, |(_, range)| range.start);
    let error = FormatError::new(
        start..text.trim_end().len(),
        format!("a schedule has five fields, and this has {}", words.len()),
    );
    let shape = "they are minute, hour, day of the month, month and weekday";
    error.help(match words.len() {
        6 | 7 => format!("{shape}; there are neither seconds nor years"),
        _ => format!("{shape}, as in `30 2 * * *`"),
    })
}

#[cfg(test)]
mod tests;
