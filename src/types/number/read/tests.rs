//! The tables of what is read, and of what is said about the rest.

use super::*;
use crate::types::number::Dimension::{Bytes, Cpu, Duration, Percent, Plain, Port};

fn value(raw: &str, expected: Option<Dimension>) -> (Dimension, i128, u64) {
    let number = Number::read(raw, expected).unwrap_or_else(|error| panic!("{raw}: {error:?}"));
    (number.dimension, number.value.numerator(), number.value.denominator())
}

/// Fault, offending text, fix, and all that is said.
fn error(raw: &str, expected: Option<Dimension>) -> (NumberFault, String, Option<String>, String) {
    let error = Number::read(raw, expected).expect_err(raw);
    let said = format!("{}; {}", error.cause, error.help.unwrap_or_default());
    (error.fault, raw.get(error.range).unwrap().into(), error.fix.map(String::from), said)
}

#[test]
fn every_unit_has_its_worth() {
    for (raw, expected) in [
        ("42", (Plain, 42, 1)),
        ("1_000", (Plain, 1000, 1)),
        ("1.5", (Plain, 3, 2)),
        ("0o644", (Plain, 420, 1)),
        ("0xff", (Plain, 255, 1)),
        ("0b1_01", (Plain, 5, 1)),
        ("-3", (Plain, -3, 1)),
        ("64k", (Bytes, 64_000, 1)),
        ("1M", (Bytes, 1_000_000, 1)),
        ("2G", (Bytes, 2_000_000_000, 1)),
        ("1T", (Bytes, 1_000_000_000_000, 1)),
        ("1P", (Bytes, 1_000_000_000_000_000, 1)),
        ("1E", (Bytes, 1_000_000_000_000_000_000, 1)),
        ("1Ki", (Bytes, 1024, 1)),
        ("64Mi", (Bytes, 64 << 20, 1)),
        ("0.25Gi", (Bytes, 1 << 28, 1)),
        ("1Ti", (Bytes, 1 << 40, 1)),
        ("1Pi", (Bytes, 1 << 50, 1)),
        ("7Ei", (Bytes, 7 << 60, 1)),
        ("250ms", (Duration, 1, 4)),
        ("30s", (Duration, 30, 1)),
        ("1.5h", (Duration, 5400, 1)),
        ("2d", (Duration, 172_800, 1)),
        ("1h30m", (Duration, 5400, 1)),
        ("1h05m", (Duration, 3900, 1)),
        ("1d2h3m4.5s", (Duration, 187_569, 2)),
        ("1m500ms", (Duration, 121, 2)),
        ("70%", (Percent, 70, 1)),
        ("12.5%", (Percent, 25, 2)),
        ("53/udp", (Port, 53, 1)),
    ] {
        assert_eq!(value(raw, None), expected, "{raw}");
        assert_eq!(value(raw, Some(expected.0)), expected, "{raw}");
    }
}

#[test]
fn what_is_expected_decides_where_the_text_does_not() {
    assert_eq!(value("5m", Some(Duration)), (Duration, 300, 1));
    assert_eq!(value("5m", Some(Cpu)), (Cpu, 1, 200));
    assert_eq!(value("2", Some(Cpu)), (Cpu, 2, 1));
    assert_eq!(value("0.5", Some(Cpu)), (Cpu, 1, 2));
    assert_eq!(value("1000", Some(Bytes)), (Bytes, 1000, 1));
    assert_eq!(value("0", Some(Duration)), (Duration, 0, 1));
    assert_eq!(value("8080", Some(Port)), (Port, 8080, 1));
    let said = error("5m", None);
    assert_eq!((said.0, said.1.as_str()), (NumberFault::Ambiguous, "5m"));
    assert!(said.3.contains("let x: duration = 5m") && said.3.contains("let x: cpu = 5m"), "{}", said.3);
}

#[test]
fn a_missing_unit_is_asked_for() {
    assert_eq!(error("30", Some(Duration)).0, NumberFault::MissingUnit);
    assert!(error("30", Some(Duration)).3.contains("`30s`"));
    assert_eq!(error("70", Some(Percent)).2.as_deref(), Some("70%"));
    assert_eq!(error("1h30", None).1, "30");
    assert_eq!(error("1h30", None).0, NumberFault::MissingUnit);
}

#[test]
fn mistaken_units_name_the_right_ones() {
    for (raw, expected, wrong, fix) in [
        ("5min", Some(Duration), "min", Some("5m")),
        ("5min", None, "min", None),
        ("10sec", None, "sec", Some("10s")),
        ("3hours", Some(Duration), "hours", Some("3h")),
        ("2w", Some(Duration), "w", Some("14d")),
        ("2weeks", None, "weeks", Some("14d")),
        ("64mi", Some(Bytes), "mi", Some("64Mi")),
        ("64MiB", None, "MiB", Some("64Mi")),
        ("64MB", Some(Bytes), "MB", None),
        ("1K", None, "K", None),
        ("100B", Some(Bytes), "B", Some("100")),
        ("2cores", Some(Cpu), "cores", Some("2")),
        ("250mcpu", Some(Cpu), "mcpu", Some("250m")),
        ("70pct", Some(Percent), "pct", Some("70%")),
        ("1h30min", None, "min", Some("1h30m")),
        ("500M", Some(Cpu), "500M", Some("500m")),
        ("53/UDP", None, "/UDP", Some("53/udp")),
        ("5S", Some(Duration), "S", Some("5s")),
        ("3x", None, "x", None),
        ("5us", Some(Duration), "us", None),
        ("53/http", Some(Port), "/http", None),
    ] {
        let (_, range, mended, said) = error(raw, expected);
        assert_eq!((range.as_str(), mended.as_deref()), (wrong, fix), "{raw}: {said}");
    }
    assert!(error("64MB", None).3.contains("did you mean `64M` (powers of 1000) or `64Mi` (powers of 1024)?"));
    assert!(error("5min", Some(Duration)).3.contains("`5m`"));
    assert!(error("128m", Some(Bytes)).3.contains("`128M` (powers of 1000) or `128Mi`"));
}

#[test]
fn malformed_texts_point_at_the_byte() {
    for (raw, wrong) in [
        ("", ""),
        ("abc", "a"),
        (".5", "."),
        ("5.", "."),
        ("1.Gi", "."),
        ("1.5.2", ".2"),
        ("0.0.0.0", ".0.0"),
        ("1_", "_"),
        ("1__0", "_"),
        ("1_.5", "_"),
        ("1._5", "_"),
        ("64_Mi", "_"),
        ("1,000", ","),
        ("1'000", "'"),
        ("10 Gi", " "),
        ("08", "0"),
        ("0644", "0"),
        ("00", "0"),
        ("0o", "0o"),
        ("0o8", "8"),
        ("0o_7", "_"),
        ("0O17", "0O"),
        ("0b12", "2"),
        ("0x1G", "G"),
        ("1e3", "e3"),
        ("1E3", "E3"),
        ("1e-3", "e-3"),
        ("5m%", "%"),
        ("5%%", "%"),
        ("--5", "-"),
        ("30m1h", "1h"),
        ("1h1h", "1h"),
        ("1.5h30m", "1.5h"),
        ("1h30m%", "%"),
        ("5µs", "µ"),
        ("５", "５"),
    ] {
        let (fault, range, _, said) = error(raw, None);
        assert_eq!((fault, range.as_str()), (NumberFault::Malformed, wrong), "{raw}: {said}");
    }
    assert!(error("0644", None).3.contains("`0o644`"));
    assert!(error("08", None).3.contains("write `8`"));
    assert!(error("1.5.2", None).3.contains("`\"1.5.2\"`"));
    assert!(error("1e3", None).3.contains("`1000`"));
    assert!(error(".5", None).2.as_deref() == Some("0.5"));
}

#[test]
fn another_dimension_is_a_mismatch() {
    for (raw, expected) in [
        ("64Mi", Duration),
        ("30s", Bytes),
        ("30s", Plain),
        ("70%", Plain),
        ("5m", Plain),
        ("5m", Percent),
        ("53/udp", Plain),
        ("0x10", Cpu),
        ("1h", Cpu),
    ] {
        assert_eq!(error(raw, Some(expected)).0, NumberFault::Mismatch, "{raw}");
    }
}

#[test]
fn limits_hold() {
    for raw in ["0", "65536", "1.5", "-1"] {
        assert_eq!(error(raw, Some(Port)).0, NumberFault::OutOfRange, "{raw}");
    }
    assert_eq!(error("70000/udp", None).1, "70000");
    assert_eq!(value("65535", Some(Port)), (Port, 65_535, 1));
    assert_eq!(error("8Ei", None).0, NumberFault::TooLong);
    assert_eq!(error(&"9".repeat(60), None).0, NumberFault::TooLong);
    assert_eq!(error(&format!("0.{}", "9".repeat(30)), None).0, NumberFault::TooLong);
    assert_eq!(error(&format!("0x{}", "f".repeat(40)), None).0, NumberFault::TooLong);
    assert_eq!(value("9223372036854775807", Some(Bytes)).1, i128::from(i64::MAX));
}

#[test]
fn quantities_are_what_kubernetes_calls_so() {
    assert_eq!(Number::read_quantity("500m").unwrap().dimension, Cpu);
    assert_eq!(Number::read_quantity("10k").unwrap().dimension, Bytes);
    assert_eq!(Number::read_quantity("3").unwrap().dimension, Plain);
    assert_eq!(Number::read_quantity("30s").unwrap_err().fault, NumberFault::Mismatch);
    assert_eq!(Number::read_quantity("70%").unwrap_err().fault, NumberFault::Mismatch);
}
