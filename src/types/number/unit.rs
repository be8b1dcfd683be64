//! Dimensions and the table of units, with the mistaken units that people bring from elsewhere.

/// What a number measures. Numbers compare and compute within a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// No unit: counts, ratios, identifiers, file modes.
    Plain,
    /// Processor time; base unit one core, `m` is a thousandth.
    Cpu,
    /// Sizes; base unit one byte.
    Bytes,
    /// Lengths of time; base unit one second.
    Duration,
    /// Percentages; base unit one hundredth.
    Percent,
    /// Port numbers, with or without a protocol.
    Port,
}

impl Dimension {
    /// With its article: "a duration".
    pub fn a(self) -> &'static str {
        match self {
            Dimension::Plain => "a plain number",
            Dimension::Cpu => "a cpu amount",
            Dimension::Bytes => "a size in bytes",
            Dimension::Duration => "a duration",
            Dimension::Percent => "a percentage",
            Dimension::Port => "a port",
        }
    }

    /// How one is written, for helps.
    pub fn example(self) -> &'static str {
        match self {
            Dimension::Plain => "3",
            Dimension::Cpu => "250m",
            Dimension::Bytes => "64Mi",
            Dimension::Duration => "30s",
            Dimension::Percent => "70%",
            Dimension::Port => "8080",
        }
    }

    /// What its numbers end in, as a sentence.
    pub(super) fn ends(self) -> &'static str {
        match self {
            Dimension::Plain => "plain numbers have no unit",
            Dimension::Cpu => "cpu amounts end in `m` (thousandths of a core) or nothing (cores)",
            Dimension::Bytes => {
                "sizes end in `Ki`, `Mi`, `Gi`, `Ti` (powers of 1024), `k`, `M`, `G`, `T` (powers of 1000) or nothing"
            }
            Dimension::Duration => "durations end in `ms`, `s`, `m`, `h` or `d`",
            Dimension::Percent => "percentages end in `%`",
            Dimension::Port => "ports end in `/tcp`, `/udp`, `/sctp` or nothing",
        }
    }

    /// Into how many parts the base unit divides at most where a division rounds: 1m, 1 byte, 1 ms.
    pub(super) fn grain(self) -> Option<u32> {
        match self {
            Dimension::Cpu | Dimension::Duration => Some(1000),
            Dimension::Bytes => Some(1),
            Dimension::Plain | Dimension::Percent | Dimension::Port => None,
        }
    }
}

/// One row of the table: a unit and its worth in base units, as a fraction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) text: &'static str,
    pub(super) dimension: Dimension,
    pub(super) worth: (i128, u128),
}

const fn unit(text: &'static str, dimension: Dimension, worth: i128) -> Unit {
    Unit { text, dimension, worth: (worth, 1) }
}

/// Thousandths of a core; `m` is also in [`DURATIONS`], and what is expected decides.
pub(super) const MILLI: Unit = Unit { text: "m", dimension: Dimension::Cpu, worth: (1, 1000) };

/// The units of time, longest first.
pub(super) const DURATIONS: [Unit; 5] = [
    unit("d", Dimension::Duration, 86_400),
    unit("h", Dimension::Duration, 3_600),
    unit("m", Dimension::Duration, 60),
    unit("s", Dimension::Duration, 1),
    Unit { text: "ms", dimension: Dimension::Duration, worth: (1, 1000) },
];

/// The units of size: first the powers of 1024, then those of 1000, largest first.
pub(super) const SIZES: [Unit; 12] = [
    unit("Ei", Dimension::Bytes, 1 << 60),
    unit("Pi", Dimension::Bytes, 1 << 50),
    unit("Ti", Dimension::Bytes, 1 << 40),
    unit("Gi", Dimension::Bytes, 1 << 30),
    unit("Mi", Dimension::Bytes, 1 << 20),
    unit("Ki", Dimension::Bytes, 1 << 10),
    unit("E", Dimension::Bytes, 1_000_000_000_000_000_000),
    unit("P", Dimension::Bytes, 1_000_000_000_000_000),
    unit("T", Dimension::Bytes, 1_000_000_000_000),
    unit("G", Dimension::Bytes, 1_000_000_000),
    unit("M", Dimension::Bytes, 1_000_000),
    unit("k", Dimension::Bytes, 1_000),
];

/// The unit of time called `text`.
pub(super) fn duration(text: &str) -> Option<Unit> {
    DURATIONS.into_iter().find(|unit| unit.text == text)
}

/// The unit of size called `text`.
pub(super) fn size(text: &str) -> Option<Unit> {
    SIZES.into_iter().find(|unit| unit.text == text)
}

/// What was probably meant by a unit that no table knows, and of which dimension; best first.
pub(super) fn meant(text: &str) -> Option<(Dimension, &'static [&'static str])> {
    use Dimension::{Bytes, Cpu, Duration, Percent};
    Some(match text.to_ascii_lowercase().as_str() {
        "millisecond" | "milliseconds" | "millis" | "msec" | "msecs" | "ms" => (Duration, &["ms"]),
        "s" | "sec" | "secs" | "second" | "seconds" => (Duration, &["s"]),
        "min" | "mins" | "minute" | "minutes" => (Duration, &["m"]),
        "h" | "hr" | "hrs" | "hour" | "hours" => (Duration, &["h"]),
        "d" | "day" | "days" => (Duration, &["d"]),
        "k" | "kb" => (Bytes, &["k", "Ki"]),
        "mb" => (Bytes, &["M", "Mi"]),
        "g" | "gb" => (Bytes, &["G", "Gi"]),
        "t" | "tb" => (Bytes, &["T", "Ti"]),
        "p" | "pb" => (Bytes, &["P", "Pi"]),
        "e" | "eb" => (Bytes, &["E", "Ei"]),
        "ki" | "kib" => (Bytes, &["Ki"]),
        "mi" | "mib" => (Bytes, &["Mi"]),
        "gi" | "gib" => (Bytes, &["Gi"]),
        "ti" | "tib" => (Bytes, &["Ti"]),
        "pi" | "pib" => (Bytes, &["Pi"]),
        "ei" | "eib" => (Bytes, &["Ei"]),
        "b" | "byte" | "bytes" => (Bytes, &[""]),
        "c" | "cpu" | "cpus" | "core" | "cores" | "vcpu" | "vcpus" => (Cpu, &[""]),
        "mcpu" | "mcores" | "milli" | "millicpu" | "millicore" | "millicores" => (Cpu, &["m"]),
        "pct" | "percent" => (Percent, &["%"]),
        _ => return None,
    })
}
