//! Numbers as text: as written, else in the canonical form of Kubernetes; and as the whole numbers that fields take.

use super::error::{ArithmeticError, NumberError, NumberFault};
use super::ratio::Ratio;
use super::{Dimension, Number, Protocol, read, unit};
use ecow::{EcoString, eco_format};

impl Number {
    /// The text of the number: as written, else canonical: `2` or `1500m` for cpu, the largest binary unit that leaves
    /// a whole number for sizes (else the largest decimal one), `1h30m` as Go reads it for durations, `70%`, `53/udp`,
    /// a decimal number. A cpu amount or size finer than 1m or 1 byte is rounded up, as Kubernetes does.
    ///
    /// # Errors
    /// [`ArithmeticError::NoEnd`] for a computed plain number or percentage such as `1 / 3`.
    pub fn written(&self) -> Result<EcoString, ArithmeticError> {
        if let Some(text) = self.as_written() {
            return Ok(text.clone());
        }
        match self.dimension {
            Dimension::Plain => self.decimal(),
            Dimension::Percent => Ok(eco_format!("{}%", self.decimal()?)),
            Dimension::Cpu => cpu(self.value).ok_or(ArithmeticError::Overflow),
            Dimension::Bytes => bytes(self.value).ok_or(ArithmeticError::Overflow),
            Dimension::Duration => duration(self.value).ok_or(ArithmeticError::NoEnd),
            Dimension::Port => Ok(match self.protocol {
                Some(protocol) => eco_format!("{}/{}", self.decimal()?, protocol.word()),
                None => self.decimal()?,
            }),
        }
    }

    /// The value in base units as a decimal number, whatever is written: what a JSON number is made of.
    ///
    /// # Errors
    /// [`ArithmeticError::NoEnd`] where the digits do not end.
    pub fn decimal(&self) -> Result<EcoString, ArithmeticError> {
        self.value.decimal().map(EcoString::from).ok_or(ArithmeticError::NoEnd)
    }

    /// A duration in whole seconds, for fields that take those.
    ///
    /// # Errors
    /// [`ArithmeticError::Needs`] for another dimension, [`ArithmeticError::NotWhole`] for `1500ms`.
    pub fn seconds(&self) -> Result<i64, ArithmeticError> {
        if self.dimension != Dimension::Duration {
            return Err(ArithmeticError::Needs(Dimension::Duration));
        }
        if !self.is_whole() {
            return Err(ArithmeticError::NotWhole);
        }
        self.to_i64().ok_or(ArithmeticError::Overflow)
    }

    /// The number of a port and its protocol, TCP where none is written; `None` for another dimension.
    pub fn to_port(&self) -> Option<(u16, Protocol)> {
        let number = u16::try_from(self.to_i64()?).ok()?;
        (self.dimension == Dimension::Port).then_some((number, self.protocol.unwrap_or_default()))
    }

    /// The bits of a file mode, `0o0` to `0o7777`. A written one must be octal: the fields of Kubernetes are decimal
    /// and `644` there is `0o1204`, so a decimal number is a trap in either reading.
    ///
    /// # Errors
    /// What is wrong with the number as a mode.
    pub fn mode(&self) -> Result<u16, NumberError> {
        let text = self.as_written().map_or("", EcoString::as_str);
        let error = |fault, cause: &str| NumberError::new(fault, 0..text.len(), cause);
        let value = self.to_i64().and_then(|value| u16::try_from(value).ok());
        if self.dimension != Dimension::Plain {
            return Err(error(NumberFault::Mismatch, "a file mode is an octal number").help("as in `0o644`"));
        }
        let is_octal = text.is_empty() || text.starts_with("0o") || text == "0";
        match value.filter(|value| *value <= 0o7777) {
            Some(value) if is_octal => Ok(value),
            _ if is_octal => Err(error(NumberFault::OutOfRange, "file modes go from `0o0` to `0o7777`")),
            value => {
                let error = error(NumberFault::Malformed, "a file mode is written in octal");
                let looks_octal = matches!(text.len(), 3 | 4) && text.chars().all(|c| c.is_digit(8));
                Err(match (looks_octal, value) {
                    (true, Some(value)) => {
                        error.help(format!("write `0o{text}` (the decimal {text} is `0o{value:o}`)"))
                    }
                    (false, Some(value)) => error.meant("write", format!("0o{value:o}")),
                    _ => error.help("as in `0o644`"),
                })
            }
        }
    }

    /// This number where `dimension` is asked for: itself, or a plain number as cores, bytes, a port or a zero
    /// duration. What [`Number::read`] does with a text, for a value whose text was read without expectation.
    ///
    /// # Errors
    /// [`NumberFault::Mismatch`], [`NumberFault::MissingUnit`] or [`NumberFault::OutOfRange`]; ranges count in the text.
    pub fn expect(&self, dimension: Dimension) -> Result<Number, NumberError> {
        if self.dimension == dimension {
            return Ok(self.clone());
        }
        let text = self.written().unwrap_or_default();
        let is_zero = self.value.is_zero();
        match (self.dimension, dimension) {
            (Dimension::Plain, Dimension::Cpu | Dimension::Bytes) => {}
            (Dimension::Plain, Dimension::Duration) if is_zero => {}
            (Dimension::Plain, Dimension::Port) if (1..=65_535).contains(&self.to_i64().unwrap_or(0)) => {}
            (Dimension::Plain, Dimension::Port) => {
                let cause = "ports are whole numbers from 1 to 65535";
                return Err(NumberError::new(NumberFault::OutOfRange, 0..text.len(), cause));
            }
            (Dimension::Plain, Dimension::Duration | Dimension::Percent) => {
                let cause = format!("{} needs its unit", dimension.a());
                return Err(NumberError::new(NumberFault::MissingUnit, 0..text.len(), cause).help(format!(
                    "{}, as in `{}`",
                    dimension.ends(),
                    dimension.example()
                )));
            }
            _ => return Err(read::mismatch(&text, self.dimension, dimension)),
        }
        // A text such as `0x10` is no quantity; the canonical one is.
        let is_decimal = self.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
        let kept = if is_decimal { self.text.clone() } else { EcoString::new() };
        read::within_limits(Number { value: self.value, text: kept, dimension, protocol: None }, &text)
    }
}

/// `2`, or thousandths.
fn cpu(cores: Ratio) -> Option<EcoString> {
    let milli = cores.ceil_to(1000)?;
    if milli.is_whole() {
        return Some(eco_format!("{}", milli.numerator()));
    }
    Some(eco_format!("{}m", milli.times(Ratio::whole(1000))?.numerator()))
}

/// With the largest unit that divides it.
fn bytes(value: Ratio) -> Option<EcoString> {
    let whole = value.ceil()?;
    if whole != 0 {
        for unit in unit::SIZES {
            if whole % unit.worth.0 == 0 {
                return Some(eco_format!("{}{}", whole / unit.worth.0, unit.text));
            }
        }
    }
    Some(eco_format!("{whole}"))
}

/// As Go writes it, without the parts that are zero: `1h30m`, `1m0.5s` as `1m0.5s`, below a second `500ms`. Days are
/// not used, for Go cannot read them.
fn duration(seconds: Ratio) -> Option<EcoString> {
    let mut text = EcoString::new();
    if seconds.is_zero() {
        return Some("0s".into());
    }
    let mut rest = if seconds.is_negative() {
        text.push('-');
        seconds.negated()?
    } else {
        seconds
    };
    if rest < Ratio::whole(1) {
        text.push_str(&rest.times(Ratio::whole(1000))?.decimal()?);
        text.push_str("ms");
        return Some(text);
    }
    for (name, worth) in [("h", 3600), ("m", 60)] {
        let count = rest.floor() / worth;
        if count > 0 {
            text.push_str(&eco_format!("{count}{name}"));
            rest = rest.minus(Ratio::whole(count.checked_mul(worth)?))?;
        }
    }
    if !rest.is_zero() {
        text.push_str(&rest.decimal()?);
        text.push('s');
    }
    Some(text)
}
