//! Fields against their sets, and wrong schedules against their places.

use super::*;
use proptest::prelude::*;

fn fields(text: &str) -> Fields {
    match parse(text) {
        Ok(Schedule::At(fields)) => fields,
        other => panic!("{text}: {other:?}"),
    }
}

fn values(set: u64) -> Vec<u8> {
    (0..64).filter(|value| has(set, *value)).collect()
}

#[test]
fn fields_become_sets() {
    let nightly = fields("30 2 * * *");
    assert_eq!((values(nightly.minutes), values(nightly.hours)), (vec![30], vec![2]));
    assert_eq!((values(nightly.days).len(), values(nightly.months).len(), values(nightly.weekdays).len()), (31, 12, 7));
    assert!(nightly.any_day && nightly.any_weekday);
    assert_eq!(values(fields("*/15 * * * *").minutes), [0, 15, 30, 45]);
    assert_eq!(values(fields("5/20 * * * *").minutes), [5, 25, 45]);
    assert_eq!(values(fields("1-9/4,58 * * * *").minutes), [1, 5, 9, 58]);
    assert_eq!(values(fields("0 0 * JAN-mar,Dec ?").months), [1, 2, 3, 12]);
    assert_eq!(values(fields("0 0 * * mon-FRI").weekdays), [1, 2, 3, 4, 5]);
    assert_eq!(values(fields("  0\t0   1 1 *  ").days), [1]);
    assert_eq!(values(fields("*/90 * * * *").minutes), [0]);
}

#[test]
fn words_stand_for_fields() {
    for (word, same) in [
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
        ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@hourly", "0 * * * *"),
    ] {
        assert_eq!(parse(word), parse(same), "{word}");
    }
    assert_eq!(parse("@every 1h30m"), Ok(Schedule::Every { seconds: 5400 }));
    assert_eq!(parse("@every 1.5s"), Ok(Schedule::Every { seconds: 1 }));
}

#[test]
fn a_step_restricts_the_day() {
    assert!(fields("0 0 */2 * 1").either_day_counts());
    assert!(fields("0 0 13 * 5").either_day_counts());
    assert!(!fields("0 0 * * 5").either_day_counts());
    assert!(!fields("0 0 */1 * 5").either_day_counts());
}

#[test]
fn days_count_as_the_two_fields_say() {
    let either = fields("0 0 13 * 5");
    assert!(either.fires_at(1, 13, 2, 0, 0) && either.fires_at(1, 2, 5, 0, 0) && !either.fires_at(1, 2, 2, 0, 0));
    let fridays = fields("15 10 * 6 FRI");
    assert!(fridays.fires_at(6, 1, 5, 10, 15));
    assert!(
        !fridays.fires_at(7, 1, 5, 10, 15) && !fridays.fires_at(6, 1, 4, 10, 15) && !fridays.fires_at(6, 1, 5, 9, 15)
    );
    assert!(!fridays.fires_at(200, 200, 200, 200, 200));
}

#[test]
fn wrong_schedules_say_where() {
    for (text, wrong) in [
        ("", ""),
        ("  ", "  "),
        ("* * * *", "* * * *"),
        ("0 30 2 * * *", "*"),
        ("TZ=UTC 0 0 * * *", "TZ=UTC"),
        ("CRON_TZ=UTC 0 0 * * *", "CRON_TZ=UTC"),
        ("60 * * * *", "60"),
        ("* 24 * * *", "24"),
        ("* * 0 * *", "0"),
        ("* * 32 * *", "32"),
        ("* * * 13 *", "13"),
        ("* * * * 7", "7"),
        ("* * * * 1-7", "7"),
        ("99999999999999999999 * * * *", "99999999999999999999"),
        ("+5 * * * *", "+5"),
        ("-5 * * * *", ""),
        ("5- * * * *", ""),
        ("*-5 * * * *", "*"),
        ("1-2-3 * * * *", "2-3"),
        ("1/2/3 * * * *", "1/2/3"),
        ("*/0 * * * *", "0"),
        ("*/ * * * *", "*/"),
        ("1,,2 * * * *", ",,"),
        ("1, * * * *", ","),
        ("0 22-6 * * *", "22-6"),
        ("0 0 L * *", "L"),
        ("0 0 15W * *", "15W"),
        ("0 0 * * 5#2", "5#2"),
        ("0 0 * january *", "january"),
        ("0 0 30 2 *", "30 2"),
        ("0 0 31 4,6,9,11 *", "31 4,6,9,11"),
        ("@Daily", "@Daily"),
        ("@reboot", "@reboot"),
        ("@daily x", " x"),
        ("@every", ""),
        ("@every 5min", "min"),
        ("@every  1d", "d"),
        ("@every 0", "0"),
        ("@every 0s", "0s"),
        ("@every 500ms", "500ms"),
        ("@every -5s", "-5s"),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(text.get(error.range.clone()), Some(wrong), "{text}: {}", error.cause);
    }
    assert_eq!(parse("@Daily").unwrap_err().fix.as_deref(), Some("@daily"));
    assert_eq!(parse("0 22-6 * * *").unwrap_err().help.as_deref(), Some("write two: `22-23,0-6`"));
    assert_eq!(parse("* * * * 7").unwrap_err().help.as_deref(), Some("Sunday is `0`"));
    assert!(parse("TZ=UTC 0 0 * * *").unwrap_err().help.unwrap().contains("zone"));
}

#[test]
fn rare_days_are_not_never() {
    for text in ["0 0 29 2 *", "0 0 31 * *", "0 0 30 2 1", "0 0 31 2,3 *", "0 0 30,28 2 *"] {
        assert!(parse(text).is_ok(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,20}|[0-9*/,?@ A-Za-z-]{0,24}|([*0-9/,-]{1,5} ){4}[*0-9/,-]{1,5}") {
        if let Err(error) = parse(&text) {
            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error.range);
        }
    }
}
