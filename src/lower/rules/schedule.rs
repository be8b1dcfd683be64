//! Schedules played through: a time zone that exists, and runs that the change to summer time swallows.
//!
//! Whether a schedule fires at all is part of its form. The years looked at are fixed, so that the verdict is the same
//! on every day.

use std::sync::OnceLock;

use jiff::civil::date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _, Zoned};

use crate::diag::{Diagnostic, code, suggest};
use crate::eval::{Item, Value};
use crate::lower::context::{Lowering, written};
use crate::source::Span;
use crate::types::format::cron::{self, Fields, Schedule};

/// The years that are played through: the rules of a zone repeat themselves.
const YEARS: (i16, i16) = (2026, 2030);

/// All hours of the day.
const EVERY_HOUR: u64 = (1 << 24) - 1;

/// A text of a program and its place.
pub(in crate::lower) type Placed<'t> = (&'t str, Span);

/// The schedule of a job and the zone in which it is read.
pub(in crate::lower) fn schedule(cx: &mut Lowering<'_>, body: &Item) {
    let placed = |value: &'_ Value| Some((value.text()?.clone(), value.span()));
    let schedule = written(body, "schedule").and_then(placed);
    let zone = written(body, "zone").and_then(placed);
    let schedule = schedule.as_ref().map(|(text, span)| (text.as_str(), *span));
    let zone = zone.as_ref().map(|(text, span)| (text.as_str(), *span));
    for diagnostic in [schedule.and_then(hasty), zone.and_then(|zone| played(schedule, zone))] {
        diagnostic.into_iter().for_each(|diagnostic| cx.report(diagnostic));
    }
}

/// What is wrong with a zone, or with a schedule in it.
pub(in crate::lower) fn played(schedule: Option<Placed<'_>>, (name, place): Placed<'_>) -> Option<Diagnostic> {
    let Ok(known) = database().get(name) else {
        let names: Vec<String> = database().available().map(|name| name.to_string()).collect();
        let help = match suggest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{}`?", near.name),
            None => "names are those of the IANA database, as `Europe/Paris` or `Etc/UTC`".to_owned(),
        };
        let message = format!("there is no time zone `{name}`");
        return Some(Diagnostic::error(code::UNKNOWN_ZONE, place, message).help(help));
    };
    let (text, span) = schedule?;
    match cron::parse(text) {
        Ok(Schedule::At(fields)) if fields.hours != EVERY_HOUR => {
            Some(report(span, place, &swallowed(&fields, &known)?))
        }
        _ => None,
    }
}

/// A schedule that starts something sixty times where once was meant: `* 2 * * *`.
pub(in crate::lower) fn hasty((text, span): Placed<'_>) -> Option<Diagnostic> {
    let Ok(Schedule::At(fields)) = cron::parse(text) else { return None };
    if fields.minutes.count_ones() < 60 || fields.hours.count_ones() != 1 {
        return None;
    }
    let hour = fields.hours.trailing_zeros();
    let rest = text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim());
    let message = format!("this starts every minute from {hour}:00 to {hour}:59");
    let help = format!("write `0 {rest}` for once, or `*/5 {rest}` where it is meant to be often");
    Some(Diagnostic::warning(code::HASTY_SCHEDULE, span, message).help(help))
}

/// The time zones that come with the compiler, whatever the machine has.
fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

/// Clocks go from `from` to `to`, and a run at `missed` is left out.
struct Gap {
    from: Zoned,
    to: Zoned,
    missed: String,
}

fn swallowed(fields: &Fields, zone: &TimeZone) -> Option<Gap> {
    let start = date(YEARS.0, 1, 1).to_zoned(TimeZone::UTC).ok()?.timestamp();
    let end = date(YEARS.1, 12, 31).to_zoned(TimeZone::UTC).ok()?.timestamp();
    zone.following(start)
        .map(|transition| transition.timestamp())
        .take_while(|moment| *moment < end)
        .find_map(|moment| gap(fields, zone, moment))
}

/// What the change at `moment` leaves out, if it does.
fn gap(fields: &Fields, zone: &TimeZone, moment: Timestamp) -> Option<Gap> {
    let before = zone.to_offset(moment.checked_sub(1.second()).ok()?);
    let to = moment.to_zoned(zone.clone());
    let end = to.datetime();
    let mut at = before.to_datetime(moment);
    let from = before.to_datetime(moment);
    while at < end {
        let small = |value: i8| u8::try_from(value).unwrap_or_default();
        let weekday = small(at.weekday().to_sunday_zero_offset());
        if fields.fires_at(small(at.month()), small(at.day()), weekday, small(at.hour()), small(at.minute())) {
            let missed = at.strftime("%H:%M").to_string();
            return Some(Gap { from: from.to_zoned(TimeZone::UTC).ok()?, to, missed });
        }
        at = at.checked_add(1.minute()).ok()?;
    }
    None
}

fn report(schedule: Span, zone: Span, gap: &Gap) -> Diagnostic {
    let message = format!("the run at {} is left out when clocks are put forward", gap.missed);
    let note = format!(
        "on {} clocks go from {} to {}",
        gap.from.strftime("%Y-%m-%d"),
        gap.from.strftime("%H:%M"),
        gap.to.strftime("%H:%M")
    );
    Diagnostic::warning(code::SCHEDULE_GAP, schedule, message)
        .label(zone, "in this zone")
        .note(note)
        .help("choose an hour that every day has, or the zone `Etc/UTC`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed(schedule: &str, zone: &str) -> Option<String> {
        let Ok(Schedule::At(fields)) = cron::parse(schedule) else { panic!("{schedule}") };
        swallowed(&fields, &database().get(zone).unwrap()).map(|gap| format!("{} {}", gap.from.date(), gap.missed))
    }

    #[test]
    fn a_run_in_the_missing_hour_is_found() {
        for (schedule, zone, expected) in [
            ("30 2 * * *", "Europe/Paris", Some("2026-03-29 02:30")),
            ("30 1 * * *", "Europe/Paris", None),
            ("0 3 * * *", "Europe/Paris", None),
            ("30 2 * * *", "Etc/UTC", None),
            ("30 2 * * *", "Asia/Tokyo", None),
            ("0 2 * * 1-5", "America/New_York", None),
            ("0 2 * * 0", "America/New_York", Some("2026-03-08 02:00")),
            ("0 0 * * *", "America/Santiago", Some("2026-09-06 00:00")),
            ("15 2 * * *", "Australia/Lord_Howe", Some("2026-10-04 02:15")),
            ("45 2 * * *", "Australia/Lord_Howe", None),
            ("30 2 29 3 *", "Europe/Paris", Some("2026-03-29 02:30")),
        ] {
            assert_eq!(missed(schedule, zone).as_deref(), expected, "{schedule} {zone}");
        }
    }
}
