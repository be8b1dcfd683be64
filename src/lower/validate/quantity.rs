//! Quantities as objects write them: `500m`, `1.5Gi`, `2e3`, or a plain number.

use crate::lower::{Node, Tree};

/// A quantity in thousand-millionths, exact up to that; what is larger than any machine is the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lower) struct Quantity(i128);

const NANO: i128 = 1_000_000_000;

impl Quantity {
    /// The quantity at `node`; `None` where there is none.
    pub(in crate::lower) fn of(node: &Node) -> Option<Quantity> {
        match &node.tree {
            Tree::Int(number) => Some(Quantity(i128::from(*number).saturating_mul(NANO))),
            Tree::Decimal(text) | Tree::Text(text) => parse(text),
            _ => None,
        }
    }

    /// So many.
    pub(in crate::lower) fn whole(number: i64) -> Quantity {
        Quantity(i128::from(number).saturating_mul(NANO))
    }

    /// It so many times.
    pub(in crate::lower) fn times(self, count: i64) -> Quantity {
        Quantity(self.0.saturating_mul(i128::from(count)))
    }

    /// As people write an amount of `resource`: `500m`, `1536Mi`, `3`.
    pub(in crate::lower) fn written(self, resource: &str) -> String {
        let is_bytes = resource.contains("memory") || resource.contains("storage");
        if is_bytes && self.is_whole() {
            let bytes = self.0 / NANO;
            for (unit, size) in [("Ti", 1_i128 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)] {
                if bytes != 0 && bytes % size == 0 {
                    return format!("{}{unit}", bytes / size);
                }
            }
        }
        match (self.is_whole(), self.0 % (NANO / 1000)) {
            (true, _) => (self.0 / NANO).to_string(),
            (false, 0) => format!("{}m", self.0 / (NANO / 1000)),
            (false, _) => format!("{}n", self.0),
        }
    }

    /// Whether it is so many times `size`.
    pub(in crate::lower) fn is_multiple_of(self, size: Quantity) -> bool {
        self.0.checked_rem(size.0).is_some_and(|rest| rest == 0)
    }

    /// The quantity that `text` says.
    pub(in crate::lower) fn read(text: &str) -> Option<Quantity> {
        parse(text)
    }

    /// Whether it is below zero.
    pub(in crate::lower) fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Both together.
    pub(in crate::lower) fn plus(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_add(other.0))
    }

    /// Whether it is zero.
    pub(in crate::lower) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is a whole number.
    pub(in crate::lower) fn is_whole(self) -> bool {
        self.0 % NANO == 0
    }
}

/// `sign? digits [. digits] suffix?`
fn parse(text: &str) -> Option<Quantity> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (digits, suffix) = rest.split_at_checked(end)?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.contains('.') || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let (factor, power) = unit(suffix)?;
    let mut value: i128 = 0;
    let mut scale = power + 9;
    for digit in whole.bytes().chain(part.bytes()) {
        value = value.saturating_mul(10).saturating_add(i128::from(digit - b'0'));
    }
    scale -= i32::try_from(part.len()).ok()?;
    value = value.saturating_mul(factor);
    for _ in 0..scale.clamp(0, 40) {
        value = value.saturating_mul(10);
    }
    // Kubernetes rounds up what it cannot hold.
    for _ in 0..(-scale).clamp(0, 40) {
        value = value / 10 + i128::from(value % 10 != 0);
    }
    Some(Quantity(if negative { -value } else { value }))
}

/// Factor and power of ten of a suffix.
fn unit(suffix: &str) -> Option<(i128, i32)> {
    Some(match suffix {
        "" => (1, 0),
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        _ => {
            let power = suffix.strip_prefix(['e', 'E'])?;
            let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
            let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            (1, power.parse::<i32>().ok().filter(|power| is_number && power.abs() < 100)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{NANO, Quantity, parse};

    #[test]
    fn quantities_are_written_as_people_write_them() {
        for (text, resource, written) in [
            ("1500m", "cpu", "1500m"),
            ("2000m", "cpu", "2"),
            ("1n", "cpu", "1n"),
            ("1536Mi", "memory", "1536Mi"),
            ("2048Mi", "requests.memory", "2Gi"),
            ("1000", "memory", "1000"),
            ("0", "storage", "0"),
            ("20", "pods", "20"),
        ] {
            assert_eq!(parse(text).unwrap().written(resource), written, "{text}");
        }
    }

    #[test]
    fn quantities_are_read_as_kubernetes_reads_them() {
        for (text, value) in [
            ("0", 0),
            ("500m", NANO / 2),
            ("0.5", NANO / 2),
            (".5", NANO / 2),
            ("5.", 5 * NANO),
            ("-1", -NANO),
            ("1Ki", 1024 * NANO),
            ("1.5Ki", 1536 * NANO),
            ("2e3", 2000 * NANO),
            ("2E-3", 2 * NANO / 1000),
            ("1k", 1000 * NANO),
            ("1n", 1),
            ("1.5n", 2),
        ] {
            assert_eq!(parse(text), Some(Quantity(value)), "{text}");
        }
        assert!(parse("1Gi") > parse("1G") && parse("1E") < parse("1Ei"));
        for text in ["", "-", "1 Gi", "1gi", "1KB", "1.2.3", "Gi", "1e", "1e1000", "--1", "1_000", "½"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
