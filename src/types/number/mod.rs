//! Numbers with their dimension: exact, no floating point, kept as written until something is computed with them.
//!
//! [`Number::read`] takes the text of a number, the operations of [`mod@compute`] compute, [`Number::written`] gives the
//! text that goes into a manifest. What a dimension is expected *for* is not known here.

mod compute;
mod error;
mod ratio;
mod read;
mod scan;
#[cfg(test)]
mod tests;
mod unit;
mod write;

pub use error::{ArithmeticError, NumberError, NumberFault, Operation};
pub use unit::Dimension;

use ecow::EcoString;
use ratio::Ratio;

/// A transport protocol of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Protocol {
    /// What Kubernetes takes where none is written.
    #[default]
    Tcp,
    /// Datagrams.
    Udp,
    /// Stream control transmission.
    Sctp,
}

impl Protocol {
    /// As in the language: `tcp`.
    pub fn word(self) -> &'static str {
        match self {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
            Protocol::Sctp => "sctp",
        }
    }

    /// As in Kubernetes: `TCP`.
    pub fn kubernetes(self) -> &'static str {
        match self {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::Sctp => "SCTP",
        }
    }
}

/// An exact number and what it measures.
///
/// `==` and `Hash` say whether two numbers are the same in every output, so `1000m` and `1` differ; whether they are
/// worth the same is the matter of [`Number::compare`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number {
    /// In base units: cores, bytes, seconds, hundredths.
    value: Ratio,
    /// As written, without digit separators; empty once computed.
    text: EcoString,
    dimension: Dimension,
    /// Only ports have one, and only where it is written.
    protocol: Option<Protocol>,
}

impl Number {
    /// A plain whole number.
    pub fn whole(value: impl Into<i64>) -> Number {
        Number::computed(Ratio::whole(value.into().into()), Dimension::Plain)
    }

    /// Reads the text of a number: digits with `_` between them, a decimal part, a unit, `%` or a protocol. A leading
    /// `-` is taken too, for texts from the command line.
    ///
    /// With `expected`, a number without unit is taken for one of that dimension where that is safe (cores, bytes,
    /// ports, a zero duration), and the unit `m` means what that dimension says; any other unit is an error. Without
    /// `expected`, the unit decides, and `5m` is [`NumberFault::Ambiguous`].
    pub fn read(raw: &str, expected: Option<Dimension>) -> Result<Number, NumberError> {
        match expected {
            Some(dimension) => read::read(raw, read::Expected::One(dimension)),
            None => read::read(raw, read::Expected::Nothing),
        }
    }

    /// Reads what Kubernetes calls a quantity: a plain number, a cpu amount or a size. `m` means thousandths.
    pub fn read_quantity(raw: &str) -> Result<Number, NumberError> {
        read::read(raw, read::Expected::Quantity)
    }

    /// What it measures.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// The protocol, where the number is a port and one is written.
    pub fn protocol(&self) -> Option<Protocol> {
        self.protocol
    }

    /// The text as it was written, without digit separators; `None` once computed.
    pub fn as_written(&self) -> Option<&EcoString> {
        (!self.text.is_empty()).then_some(&self.text)
    }

    /// Whether it is whole in its base unit: cores, bytes, seconds, hundredths.
    pub fn is_whole(&self) -> bool {
        self.value.is_whole()
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.value.is_zero()
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.value.is_negative()
    }

    /// Whether it is no finer than what is rounded to: 1m, 1 byte, 1 ms. `0.1Gi` is finer, and the API server warns.
    pub fn is_grained(&self) -> bool {
        self.dimension.grain().is_none_or(|parts| u64::from(parts).is_multiple_of(self.value.denominator()))
    }

    /// The value in base units, where it is whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_whole() { i64::try_from(self.value.numerator()).ok() } else { None }
    }

    /// Kubernetes holds quantities up to 2^63 − 1, and silently takes what is more for that.
    fn is_within_limits(&self) -> bool {
        const LIMIT: i128 = i64::MAX as i128;
        match self.dimension {
            Dimension::Cpu | Dimension::Bytes => {
                self.value >= Ratio::whole(-LIMIT) && self.value <= Ratio::whole(LIMIT)
            }
            _ => true,
        }
    }

    fn computed(value: Ratio, dimension: Dimension) -> Number {
        Number { value, text: EcoString::new(), dimension, protocol: None }
    }
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = if self.text.is_empty() { "computed" } else { &self.text };
        write!(f, "{:?} {:?} ({text})", self.dimension, self.value)
    }
}
