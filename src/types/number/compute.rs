//! Arithmetic within and across dimensions: exact, or an error value; never a wrong number.
//!
//! A dimension times or over a plain number is rounded up to the grain of the dimension (1m, 1 byte, 1 ms), so that it
//! can be written; sums, percentages and plain numbers stay exact.

use super::error::{ArithmeticError, Operation};
use super::ratio::Ratio;
use super::{Dimension, Number, Protocol};
use std::cmp::Ordering;

impl Number {
    /// `self + other`, within a dimension; a plain number may be added to a port.
    ///
    /// # Errors
    /// Different dimensions, overflow, or a result that is no port.
    pub fn add(&self, other: &Number) -> Result<Number, ArithmeticError> {
        let (dimension, protocol) = self.with(other, Operation::Add)?;
        self.value.plus(other.value).map_or(Err(ArithmeticError::Overflow), |value| sum(value, dimension, protocol))
    }

    /// `self - other`, within a dimension; a plain number may be taken from a port.
    ///
    /// # Errors
    /// Different dimensions, overflow, or a result that is no port.
    pub fn subtract(&self, other: &Number) -> Result<Number, ArithmeticError> {
        let (dimension, protocol) = self.with(other, Operation::Subtract)?;
        self.value.minus(other.value).map_or(Err(ArithmeticError::Overflow), |value| sum(value, dimension, protocol))
    }

    /// `self * other`, where one of the two is plain and none a port.
    ///
    /// # Errors
    /// No plain number among them, or overflow.
    pub fn multiply(&self, other: &Number) -> Result<Number, ArithmeticError> {
        let dimension = match (self.dimension, other.dimension) {
            (Dimension::Port, _) | (_, Dimension::Port) => return Err(self.mismatch(other, Operation::Multiply)),
            (dimension, Dimension::Plain) | (Dimension::Plain, dimension) => dimension,
            _ => return Err(self.mismatch(other, Operation::Multiply)),
        };
        grained(self.value.times(other.value), dimension)
    }

    /// `self / other`: by a plain number, or by one of the same dimension, which gives a plain ratio.
    ///
    /// # Errors
    /// Division by zero, dimensions that do not go together, or overflow.
    pub fn divide(&self, other: &Number) -> Result<Number, ArithmeticError> {
        let dimension = match (self.dimension, other.dimension) {
            (Dimension::Port, _) | (_, Dimension::Port) => return Err(self.mismatch(other, Operation::Divide)),
            (left, right) if left == right => Dimension::Plain,
            (dimension, Dimension::Plain) => dimension,
            _ => return Err(self.mismatch(other, Operation::Divide)),
        };
        if other.is_zero() {
            return Err(ArithmeticError::DivisionByZero);
        }
        grained(self.value.over(other.value), dimension)
    }

    /// `self % other` of whole plain numbers, with the sign of `self`, so that it goes with truncation.
    ///
    /// # Errors
    /// A unit, a fraction, or division by zero.
    pub fn remainder(&self, other: &Number) -> Result<Number, ArithmeticError> {
        if (self.dimension, other.dimension) != (Dimension::Plain, Dimension::Plain) {
            return Err(self.mismatch(other, Operation::Remainder));
        }
        if !(self.is_whole() && other.is_whole()) {
            return Err(ArithmeticError::NotWhole);
        }
        if other.is_zero() {
            return Err(ArithmeticError::DivisionByZero);
        }
        let rest = self.value.numerator().checked_rem(other.value.numerator()).ok_or(ArithmeticError::Overflow)?;
        Ok(Number::computed(Ratio::whole(rest), Dimension::Plain))
    }

    /// Which of the two is worth more, exactly, within a dimension; ports also with plain numbers. Ports of one number
    /// are ordered by protocol.
    ///
    /// # Errors
    /// Different dimensions.
    pub fn compare(&self, other: &Number) -> Result<Ordering, ArithmeticError> {
        match (self.dimension, other.dimension) {
            (left, right) if left == right => {}
            (Dimension::Port, Dimension::Plain) | (Dimension::Plain, Dimension::Port) => {
                return Ok(self.value.cmp(&other.value));
            }
            _ => return Err(self.mismatch(other, Operation::Compare)),
        }
        let protocols = self.protocol.unwrap_or_default().cmp(&other.protocol.unwrap_or_default());
        Ok(self.value.cmp(&other.value).then(protocols))
    }

    /// The smaller of the two, as written; the first where they are worth the same.
    ///
    /// # Errors
    /// Different dimensions.
    pub fn min(&self, other: &Number) -> Result<Number, ArithmeticError> {
        Ok(if self.compare(other)?.is_gt() { other.clone() } else { self.clone() })
    }

    /// The larger of the two, as written; the first where they are worth the same.
    ///
    /// # Errors
    /// Different dimensions.
    pub fn max(&self, other: &Number) -> Result<Number, ArithmeticError> {
        Ok(if self.compare(other)?.is_lt() { other.clone() } else { self.clone() })
    }

    /// `-self`.
    ///
    /// # Errors
    /// A port has no sign.
    pub fn negate(&self) -> Result<Number, ArithmeticError> {
        let value = self.value.negated().ok_or(ArithmeticError::Overflow)?;
        sum(value, self.dimension, self.protocol)
    }

    /// The number without its sign; as written where it has none.
    ///
    /// # Errors
    /// Overflow, for the one number whose negative does not fit.
    pub fn abs(&self) -> Result<Number, ArithmeticError> {
        if self.is_negative() { self.negate() } else { Ok(self.clone()) }
    }

    /// The next whole number that is not below, in base units: cores, bytes, seconds, hundredths.
    ///
    /// # Errors
    /// Overflow.
    pub fn ceil(&self) -> Result<Number, ArithmeticError> {
        self.value.ceil().map(|whole| self.rounded(whole)).ok_or(ArithmeticError::Overflow)
    }

    /// The next whole number that is not above, in base units.
    pub fn floor(&self) -> Number {
        self.rounded(self.value.floor())
    }

    /// The nearest whole number in base units; a half goes away from zero.
    ///
    /// # Errors
    /// Overflow.
    pub fn round(&self) -> Result<Number, ArithmeticError> {
        self.value.round().map(|whole| self.rounded(whole)).ok_or(ArithmeticError::Overflow)
    }

    /// Whole numbers are kept as written.
    fn rounded(&self, whole: i128) -> Number {
        if self.is_whole() { self.clone() } else { Number::computed(Ratio::whole(whole), self.dimension) }
    }

    /// Dimension and protocol of a sum.
    fn with(&self, other: &Number, operation: Operation) -> Result<(Dimension, Option<Protocol>), ArithmeticError> {
        match (self.dimension, other.dimension) {
            (Dimension::Port, Dimension::Port) => match (self.protocol, other.protocol) {
                (Some(left), Some(right)) if left != right => Err(ArithmeticError::Protocols),
                (left, right) => Ok((Dimension::Port, left.or(right))),
            },
            (Dimension::Port, Dimension::Plain) => Ok((Dimension::Port, self.protocol)),
            (Dimension::Plain, Dimension::Port) if operation == Operation::Add => Ok((Dimension::Port, other.protocol)),
            (left, right) if left == right => Ok((left, None)),
            _ => Err(self.mismatch(other, operation)),
        }
    }

    fn mismatch(&self, other: &Number, operation: Operation) -> ArithmeticError {
        ArithmeticError::Mismatch { operation, left: self.dimension, right: other.dimension }
    }
}

/// A sum, which must be a port where it is one.
fn sum(value: Ratio, dimension: Dimension, protocol: Option<Protocol>) -> Result<Number, ArithmeticError> {
    let is_port = value.is_whole() && (1..=65_535).contains(&value.numerator());
    if dimension == Dimension::Port && !is_port {
        return Err(ArithmeticError::PortRange);
    }
    Ok(Number { protocol, ..Number::computed(value, dimension) }).and_then(within_limits)
}

/// A product or quotient, rounded up to the grain of its dimension.
fn grained(value: Option<Ratio>, dimension: Dimension) -> Result<Number, ArithmeticError> {
    let value = match dimension.grain() {
        Some(parts) => value.and_then(|value| value.ceil_to(parts)),
        None => value,
    };
    value.map(|value| Number::computed(value, dimension)).ok_or(ArithmeticError::Overflow).and_then(within_limits)
}

fn within_limits(number: Number) -> Result<Number, ArithmeticError> {
    if number.is_within_limits() { Ok(number) } else { Err(ArithmeticError::Overflow) }
}
