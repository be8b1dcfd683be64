//! Laws that hold for every number, and the tables of what is written.

use super::*;
use Dimension::{Bytes, Cpu, Duration, Percent, Plain, Port};
use proptest::prelude::*;
use std::cmp::Ordering;

fn read(raw: &str, dimension: Dimension) -> Number {
    Number::read(raw, Some(dimension)).unwrap_or_else(|error| panic!("{raw}: {error:?}"))
}

/// `raw` without its text, as if computed.
fn computed(raw: &str, dimension: Dimension) -> Number {
    Number { text: EcoString::new(), ..read(raw, dimension) }
}

fn text(number: &Number) -> String {
    number.written().unwrap().into()
}

#[test]
fn a_number_stays_small() {
    assert!(size_of::<Number>() <= 48);
    assert!(align_of::<Number>() <= 8);
}

#[test]
fn sameness_is_of_output_and_comparison_of_worth() {
    let (milli, core) = (read("1000m", Cpu), read("1", Cpu));
    assert_ne!(milli, core);
    assert_eq!(milli.compare(&core), Ok(Ordering::Equal));
}

#[test]
fn what_is_written_stays() {
    for (raw, dimension) in [
        ("500m", Cpu),
        ("1.50", Cpu),
        ("0.25Gi", Bytes),
        ("1000", Bytes),
        ("1h30m", Duration),
        ("90m", Duration),
        ("0", Duration),
        ("70%", Percent),
        ("53/udp", Port),
        ("0o644", Plain),
        ("-5", Plain),
    ] {
        assert_eq!(text(&read(raw, dimension)), raw);
    }
    assert_eq!(text(&read("1_000", Plain)), "1000");
}

#[test]
fn what_is_computed_is_canonical() {
    for (raw, dimension, canonical) in [
        ("2.0", Cpu, "2"),
        ("2000m", Cpu, "2"),
        ("1.5", Cpu, "1500m"),
        ("250m", Cpu, "250m"),
        ("0.1m", Cpu, "1m"),
        ("0", Cpu, "0"),
        ("0.25Gi", Bytes, "256Mi"),
        ("1536Mi", Bytes, "1536Mi"),
        ("1024000", Bytes, "1000Ki"),
        ("64000", Bytes, "64k"),
        ("1000001", Bytes, "1000001"),
        ("0.1Gi", Bytes, "107374183"),
        ("0", Bytes, "0"),
        ("90m", Duration, "1h30m"),
        ("2d", Duration, "48h"),
        ("1500ms", Duration, "1.5s"),
        ("90.5s", Duration, "1m30.5s"),
        ("0.5s", Duration, "500ms"),
        ("0.5ms", Duration, "0.5ms"),
        ("0", Duration, "0s"),
        ("-90s", Duration, "-1m30s"),
        ("12.50%", Percent, "12.5%"),
        ("53/udp", Port, "53/udp"),
        ("8080", Port, "8080"),
        ("0o644", Plain, "420"),
        ("1.250", Plain, "1.25"),
    ] {
        assert_eq!(text(&computed(raw, dimension)), canonical, "{raw}");
    }
    let third = Number::whole(1).divide(&Number::whole(3)).unwrap();
    assert_eq!(third.written(), Err(ArithmeticError::NoEnd));
}

#[test]
fn dimensions_compute_as_the_language_says() {
    let three = Number::whole(3);
    let sum = |a: &str, b: &str, d| text(&read(a, d).add(&read(b, d)).unwrap());
    assert_eq!(sum("500m", "1", Cpu), "1500m");
    assert_eq!(sum("1Gi", "512Mi", Bytes), "1536Mi");
    assert_eq!(sum("1h", "30m", Duration), "1h30m");
    assert_eq!(sum("20%", "5%", Percent), "25%");
    let over_three = |raw: &str, d| text(&read(raw, d).divide(&three).unwrap());
    assert_eq!(over_three("1", Cpu), "334m");
    assert_eq!(over_three("1k", Bytes), "334");
    assert_eq!(over_three("1s", Duration), "334ms");
    assert_eq!(over_three("75%", Percent), "25%");
    assert_eq!(text(&three.multiply(&read("250m", Cpu)).unwrap()), "750m");
    assert_eq!(text(&read("1Gi", Bytes).multiply(&read("0.3", Plain)).unwrap()), "322122548");
    assert_eq!(text(&read("1Gi", Bytes).divide(&read("256Mi", Bytes)).unwrap()), "4");
    assert_eq!(text(&Number::whole(-7).remainder(&three).unwrap()), "-1");
    assert_eq!(text(&Number::whole(7).divide(&Number::whole(2)).unwrap()), "3.5");
    assert_eq!(text(&Number::whole(-7).divide(&Number::whole(2)).unwrap().round().unwrap()), "-4");
    assert_eq!(text(&read("1500ms", Duration).ceil().unwrap()), "2s");
    assert_eq!(text(&read("1500m", Cpu).floor()), "1");
    assert_eq!(text(&read("90m", Duration).abs().unwrap()), "90m");
    assert_eq!(text(&read("0.25Gi", Bytes).min(&read("1Gi", Bytes)).unwrap()), "0.25Gi");
    assert_eq!(text(&read("0.25Gi", Bytes).max(&read("1Gi", Bytes)).unwrap()), "1Gi");
}

#[test]
fn ports_take_offsets_and_stay_ports() {
    let dns = read("53/udp", Port);
    assert_eq!(text(&dns.add(&Number::whole(1)).unwrap()), "54/udp");
    assert_eq!(text(&Number::whole(1).add(&dns).unwrap()), "54/udp");
    assert_eq!(text(&read("8080", Port).subtract(&read("80", Port)).unwrap()), "8000");
    assert_eq!(dns.subtract(&Number::whole(53)), Err(ArithmeticError::PortRange));
    assert_eq!(dns.add(&read("53/tcp", Port)), Err(ArithmeticError::Protocols));
    assert!(dns.multiply(&Number::whole(2)).is_err());
    assert_eq!(dns.compare(&Number::whole(53)), Ok(Ordering::Equal));
    assert_eq!(read("53/tcp", Port).compare(&read("53", Port)), Ok(Ordering::Equal));
    assert_eq!(dns.compare(&read("53", Port)), Ok(Ordering::Greater));
    assert_eq!(dns.to_port(), Some((53, Protocol::Udp)));
    assert_eq!(read("53", Port).to_port(), Some((53, Protocol::Tcp)));
    assert_eq!(Number::whole(53).to_port(), None);
}

#[test]
fn what_makes_no_sense_says_so() {
    let (cpu, size, zero) = (read("1", Cpu), read("1Gi", Bytes), Number::whole(0));
    assert_eq!(cpu.divide(&zero), Err(ArithmeticError::DivisionByZero));
    assert_eq!(Number::whole(1).remainder(&zero), Err(ArithmeticError::DivisionByZero));
    assert_eq!(cpu.divide(&read("0", Cpu)), Err(ArithmeticError::DivisionByZero));
    assert_eq!(read("1.5", Plain).remainder(&Number::whole(1)), Err(ArithmeticError::NotWhole));
    for (result, said) in [
        (cpu.add(&size), "a cpu amount and a size in bytes cannot be added"),
        (cpu.subtract(&size), "a size in bytes cannot be taken from a cpu amount"),
        (cpu.multiply(&cpu), "a cpu amount cannot be multiplied by a cpu amount"),
        (Number::whole(1).divide(&cpu), "a plain number cannot be divided by a cpu amount"),
        (cpu.remainder(&cpu), "there is no remainder of a cpu amount by a cpu amount"),
    ] {
        let error = result.unwrap_err();
        assert_eq!(error.cause(), said);
        assert!(error.help().is_some());
    }
    let most = Number { value: Ratio::whole(i128::MAX), ..Number::whole(0) };
    assert_eq!(most.add(&Number::whole(1)), Err(ArithmeticError::Overflow));
    assert_eq!(most.multiply(&most), Err(ArithmeticError::Overflow));
    assert_eq!(read("7Ei", Bytes).add(&read("1Ei", Bytes)), Err(ArithmeticError::Overflow));
}

#[test]
fn seconds_are_whole() {
    assert_eq!(read("1h30m", Duration).seconds(), Ok(5400));
    assert_eq!(read("1500ms", Duration).seconds(), Err(ArithmeticError::NotWhole));
    assert_eq!(Number::whole(3).seconds(), Err(ArithmeticError::Needs(Duration)));
}

#[test]
fn modes_are_octal() {
    let mode = |raw: &str| read(raw, Plain).mode();
    assert_eq!(mode("0o644"), Ok(0o644));
    assert_eq!(mode("0o7777"), Ok(0o7777));
    assert_eq!(mode("0"), Ok(0));
    assert_eq!(Number::whole(420).mode(), Ok(0o644));
    assert_eq!(mode("0o10000").unwrap_err().fault, NumberFault::OutOfRange);
    assert_eq!(mode("-1").unwrap_err().fault, NumberFault::Malformed);
    assert!(mode("644").unwrap_err().help.unwrap().contains("`0o644`"));
    assert_eq!(mode("0x1a4").unwrap_err().fix.as_deref(), Some("0o644"));
    assert_eq!(read("64Mi", Bytes).mode().unwrap_err().fault, NumberFault::Mismatch);
}

#[test]
fn plain_values_stand_where_a_dimension_is_asked_for() {
    let plain = |raw: &str, dimension| read(raw, Plain).expect(dimension);
    assert_eq!(plain("1.5", Cpu), Ok(read("1.5", Cpu)));
    assert_eq!(text(&plain("0x10", Bytes).unwrap()), "16");
    assert_eq!(plain("8080", Port).unwrap().to_port(), Some((8080, Protocol::Tcp)));
    assert_eq!(plain("0", Port).unwrap_err().fault, NumberFault::OutOfRange);
    assert_eq!(plain("30", Duration).unwrap_err().fault, NumberFault::MissingUnit);
    assert_eq!(plain("70", Percent).unwrap_err().fault, NumberFault::MissingUnit);
    assert_eq!(read("1", Cpu).expect(Bytes).unwrap_err().fault, NumberFault::Mismatch);
    assert_eq!(read("9223372036854775808", Plain).expect(Bytes).unwrap_err().fault, NumberFault::TooLong);
}

#[test]
fn the_grain_is_what_divisions_round_to() {
    assert!(read("1m", Cpu).is_grained() && !read("0.1m", Cpu).is_grained());
    assert!(read("0.25Gi", Bytes).is_grained() && !read("0.1Gi", Bytes).is_grained());
    assert!(read("1ms", Duration).is_grained() && !read("0.5ms", Duration).is_grained());
    assert!(read("0.1", Plain).is_grained());
}

fn dimension() -> impl Strategy<Value = Dimension> {
    prop::sample::select(vec![Plain, Cpu, Bytes, Duration, Percent, Port])
}

/// Numbers as people write them.
fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        measured().prop_flat_map(numbers),
        (1u16.., prop::sample::select(vec!["", "/tcp", "/udp"])).prop_map(|(n, p)| read(&format!("{n}{p}"), Port)),
    ]
}

/// Two numbers of one dimension that can be added and subtracted at will.
fn pair() -> impl Strategy<Value = (Number, Number)> {
    measured().prop_flat_map(|dimension| (numbers(dimension), numbers(dimension)))
}

/// The dimensions without a range.
fn measured() -> impl Strategy<Value = Dimension> {
    prop::sample::select(vec![Plain, Cpu, Bytes, Duration, Percent])
}

fn numbers(dimension: Dimension) -> impl Strategy<Value = Number> {
    let units = match dimension {
        Plain | Port => vec![""],
        Cpu => vec!["", "m"],
        Bytes => vec!["", "k", "M", "G", "Ki", "Mi", "Gi", "Ti"],
        Duration => vec!["ms", "s", "m", "h", "d"],
        Percent => vec!["%"],
    };
    ("(0|[1-9][0-9]{0,5})(\\.[0-9]{1,3})?", prop::sample::select(units))
        .prop_map(move |(digits, unit)| read(&format!("{digits}{unit}"), dimension))
}

/// The number, or the next one that can be written exactly.
fn grained(number: &Number) -> Number {
    if number.is_grained() { number.clone() } else { number.multiply(&Number::whole(1)).unwrap() }
}

fn same(a: &Number, b: &Number) -> bool {
    a.compare(b) == Ok(Ordering::Equal)
}

proptest! {
    #[test]
    fn what_is_written_reads_back(number in number()) {
        let again = read(&number.written().unwrap(), number.dimension);
        prop_assert_eq!(&again, &number);
    }

    #[test]
    fn canonical_text_reads_back_and_is_stable(number in number()) {
        let bare = Number { text: EcoString::new(), ..grained(&number) };
        let canonical = bare.written().unwrap();
        let again = read(&canonical, bare.dimension);
        prop_assert!(same(&again, &bare), "{canonical}");
        let twice = Number { text: EcoString::new(), ..again }.written().unwrap();
        prop_assert_eq!(twice, canonical);
    }

    #[test]
    fn kubernetes_and_go_can_read_what_is_written(number in number()) {
        let legal = match number.dimension {
            Plain | Cpu | Bytes => "[0-9]+([.][0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?",
            Duration => "0s|([0-9]+([.][0-9]+)?(ms|s|m|h))+",
            Percent => "[0-9]+([.][0-9]+)?%",
            Port => "[0-9]+(/tcp|/udp)?",
        };
        let legal = crate::types::Pattern::new(legal).unwrap();
        let canonical = Number { text: EcoString::new(), ..number.clone() }.written().unwrap();
        prop_assert!(legal.matches(&canonical), "{canonical}");
        // Days are ours alone; a field for Go takes the computed text or the whole seconds.
        let written = number.written().unwrap();
        prop_assert!(legal.matches(&written) || written.ends_with('d'), "{written}");
    }

    #[test]
    fn subtraction_undoes_addition((a, b) in pair()) {
        let back = a.add(&b).unwrap().subtract(&b).unwrap();
        prop_assert!(same(&back, &a));
        prop_assert_eq!(a.add(&b), b.add(&a));
    }

    #[test]
    fn comparison_is_antisymmetric_and_goes_with_subtraction((a, b) in pair()) {
        let order = a.compare(&b).unwrap();
        prop_assert_eq!(b.compare(&a).unwrap(), order.reverse());
        let difference = a.subtract(&b).unwrap();
        let sign = if difference.is_zero() { Ordering::Equal } else if difference.is_negative() { Ordering::Less } else { Ordering::Greater };
        prop_assert_eq!(sign, order);
    }

    #[test]
    fn division_rounds_up_by_less_than_a_grain(number in measured().prop_flat_map(numbers), by in 1i64..1000) {
        let number = grained(&number);
        let by = Number::whole(by);
        let back = number.divide(&by).unwrap().multiply(&by).unwrap();
        prop_assert!(back.compare(&number).unwrap().is_ge());
        let excess = back.subtract(&number).unwrap();
        match number.dimension.grain() {
            Some(parts) => prop_assert!(excess.value < by.value.over(Ratio::whole(parts.into())).unwrap()),
            None => prop_assert!(excess.is_zero()),
        }
    }

    #[test]
    fn no_text_panics_and_every_range_lies_in_it(raw in "\\PC{0,12}|[0-9a-zA-Z_.%/-]{0,16}|[0-9]{1,4}[_.]?[0-9]{0,50}(Mi|m|h3m|%|/udp|e)?", expected in prop::option::of(dimension())) {
        match Number::read(&raw, expected) {
            Ok(number) => {
                let again = Number::read(&number.written().unwrap(), Some(number.dimension)).unwrap();
                prop_assert!(same(&again, &number));
            }
            Err(error) => {
                prop_assert!(raw.get(error.range.clone()).is_some(), "{:?}", error.range);
                if let Some(fix) = error.fix {
                    prop_assert!(Number::read(&fix, expected).is_ok(), "{raw:?} -> {fix:?}");
                }
            }
        }
    }

    #[test]
    fn no_operation_panics(a in number(), b in number()) {
        let results = [a.add(&b), a.subtract(&b), a.multiply(&b), a.divide(&b), a.remainder(&b), a.min(&b), a.max(&b), a.ceil(), a.round(), a.negate()];
        for result in results {
            match result {
                Ok(number) => prop_assert!(number.written().is_ok() || number.written() == Err(ArithmeticError::NoEnd)),
                Err(error) => prop_assert!(!error.cause().is_empty()),
            }
        }
    }
}
