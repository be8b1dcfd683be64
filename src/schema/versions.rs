//! Sets of minor versions of Kubernetes.

use std::fmt;

/// The oldest minor version of Kubernetes 1 in the tables.
const OLDEST: u8 = 25;

/// How many minor versions the tables hold.
const COUNT: u8 = 13;

/// A set of the minor versions of Kubernetes that the tables hold: 1.25 to 1.37.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Versions(u16);

impl Versions {
    /// Every version of the tables.
    pub const ALL: Versions = Versions((1 << COUNT) - 1);

    /// None.
    pub const NONE: Versions = Versions(0);

    /// The oldest minor version.
    pub const OLDEST: u8 = OLDEST;

    /// The newest minor version.
    pub const NEWEST: u8 = OLDEST + COUNT - 1;

    /// Bit 0 is the oldest; others than those of the tables are left out.
    pub(super) const fn of_bits(bits: u16) -> Versions {
        Versions(bits & Versions::ALL.0)
    }

    /// Only 1.`minor`; nothing where the tables lack it.
    pub fn of(minor: u8) -> Versions {
        Versions::between(minor, minor)
    }

    /// 1.`first` to 1.`last`, both included, as far as the tables go.
    pub fn between(first: u8, last: u8) -> Versions {
        let all = (OLDEST..=Versions::NEWEST).filter(|minor| (first..=last).contains(minor));
        Versions(all.fold(0, |bits, minor| bits | 1 << (minor - OLDEST)))
    }

    /// What `text` names: `1.31`, or `1.30..1.34` with both ends.
    ///
    /// # Errors
    /// One sentence for people: the text is no version, or one that the tables lack.
    pub fn parse(text: &str) -> Result<Versions, String> {
        let minor = |text: &str| -> Result<u8, String> {
            let digits = text.trim().strip_prefix("1.").unwrap_or_default();
            let known = |minor: &u8| (OLDEST..=Versions::NEWEST).contains(minor) && digits == minor.to_string();
            match digits.parse::<u8>() {
                Ok(minor) if known(&minor) => Ok(minor),
                _ if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                    Err(format!("there is no schema of Kubernetes {}: known are {}", text.trim(), Versions::ALL))
                }
                _ => Err(format!("`{}` is no version of Kubernetes: write one as `1.{}`", text.trim(), Self::NEWEST)),
            }
        };
        match text.split_once("..") {
            None => minor(text).map(Versions::of),
            Some((first, last)) => {
                let (first, last) = (minor(first)?, minor(last)?);
                if first > last {
                    return Err(format!("1.{first} is newer than 1.{last}: the older end comes first"));
                }
                Ok(Versions::between(first, last))
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether 1.`minor` is among them.
    pub fn contains(self, minor: u8) -> bool {
        !(self & Versions::of(minor)).is_empty()
    }

    /// Whether every one of them is in `other` too.
    pub fn within(self, other: Versions) -> bool {
        self.0 & !other.0 == 0
    }

    /// Those that `other` lacks.
    #[must_use]
    pub fn without(self, other: Versions) -> Versions {
        Versions(self.0 & !other.0)
    }

    /// The minor versions, oldest first.
    pub fn minors(self) -> impl DoubleEndedIterator<Item = u8> {
        (OLDEST..=Versions::NEWEST).filter(move |minor| self.contains(*minor))
    }

    /// The oldest of them.
    pub fn first(self) -> Option<u8> {
        self.minors().next()
    }

    /// The newest of them.
    pub fn last(self) -> Option<u8> {
        self.minors().next_back()
    }
}

impl std::ops::BitAnd for Versions {
    type Output = Versions;

    fn bitand(self, other: Versions) -> Versions {
        Versions(self.0 & other.0)
    }
}

impl std::ops::BitOr for Versions {
    type Output = Versions;

    fn bitor(self, other: Versions) -> Versions {
        Versions(self.0 | other.0)
    }
}

/// For people: "1.31", "1.25 to 1.30 and 1.33".
impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut runs: Vec<(u8, u8)> = Vec::new();
        for minor in self.minors() {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == minor => *last = minor,
                _ => runs.push((minor, minor)),
            }
        }
        for (at, (first, last)) in runs.iter().enumerate() {
            match at {
                0 => {}
                _ if at + 1 == runs.len() => f.write_str(" and ")?,
                _ => f.write_str(", ")?,
            }
            if first == last { write!(f, "1.{first}")? } else { write!(f, "1.{first} to 1.{last}")? }
        }
        Ok(())
    }
}

impl fmt::Debug for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Versions({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_written_in_runs() {
        assert_eq!(Versions::ALL.to_string(), "1.25 to 1.37");
        let some = Versions::between(25, 27) | Versions::of(29) | Versions::between(31, 32);
        assert_eq!(some.to_string(), "1.25 to 1.27, 1.29 and 1.31 to 1.32");
        assert_eq!(some.first(), Some(25));
        assert_eq!(some.last(), Some(32));
    }

    #[test]
    fn versions_and_ranges_are_read() {
        assert_eq!(Versions::parse("1.31"), Ok(Versions::of(31)));
        assert_eq!(Versions::parse("1.30..1.34"), Ok(Versions::between(30, 34)));
        for wrong in ["1.24", "1.38", "1.31.2", "31", "1.34..1.30", "1.30..", "", "1.+31", "1.031"] {
            assert!(Versions::parse(wrong).is_err(), "{wrong}");
        }
    }
}
