//! Exact fractions: a numerator of 128 bits over a denominator of 64, always in lowest terms.
//!
//! Every operation gives `None` rather than a wrong value when the result does not fit. The numerator is kept as bytes
//! because an `i128` asks for 16-byte alignment, which would make every value of the language a third larger.

use std::cmp::Ordering;
use std::num::NonZeroU64;

/// An exact fraction.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ratio {
    numerator: [u8; 16],
    denominator: NonZeroU64,
}

impl Ratio {
    /// A whole number.
    pub(super) const fn whole(value: i128) -> Ratio {
        Ratio { numerator: value.to_ne_bytes(), denominator: NonZeroU64::MIN }
    }

    /// `numerator / denominator` in lowest terms.
    pub(super) fn new(numerator: i128, denominator: u128) -> Option<Ratio> {
        let divisor = gcd(numerator.unsigned_abs(), denominator);
        let denominator = NonZeroU64::new(u64::try_from(denominator.checked_div(divisor)?).ok()?)?;
        let numerator = numerator.checked_div(i128::try_from(divisor).ok()?)?;
        Some(Ratio { numerator: numerator.to_ne_bytes(), denominator })
    }

    pub(super) fn numerator(self) -> i128 {
        i128::from_ne_bytes(self.numerator)
    }

    pub(super) fn denominator(self) -> u64 {
        self.denominator.get()
    }

    pub(super) fn is_whole(self) -> bool {
        self.denominator.get() == 1
    }

    pub(super) fn is_zero(self) -> bool {
        self.numerator() == 0
    }

    pub(super) fn is_negative(self) -> bool {
        self.numerator() < 0
    }

    pub(super) fn negated(self) -> Option<Ratio> {
        Some(Ratio { numerator: self.numerator().checked_neg()?.to_ne_bytes(), ..self })
    }

    pub(super) fn plus(self, other: Ratio) -> Option<Ratio> {
        let (b, d) = (self.denominator(), other.denominator());
        let shared = gcd(b.into(), d.into());
        let (b, d) = (u128::from(b), u128::from(d));
        let left = self.numerator().checked_mul(i128::try_from(d / shared).ok()?)?;
        let right = other.numerator().checked_mul(i128::try_from(b / shared).ok()?)?;
        Ratio::new(left.checked_add(right)?, (b / shared).checked_mul(d)?)
    }

    pub(super) fn minus(self, other: Ratio) -> Option<Ratio> {
        self.plus(other.negated()?)
    }

    pub(super) fn times(self, other: Ratio) -> Option<Ratio> {
        // Reducing crosswise first keeps every product that has a result within reach.
        let left = Ratio::new(self.numerator(), other.denominator().into())?;
        let right = Ratio::new(other.numerator(), self.denominator().into())?;
        let numerator = left.numerator().checked_mul(right.numerator())?;
        Ratio::new(numerator, u128::from(left.denominator()).checked_mul(right.denominator().into())?)
    }

    /// `None` for a zero divisor too; the caller tells the two apart.
    pub(super) fn over(self, other: Ratio) -> Option<Ratio> {
        let left = Ratio::new(self.numerator(), other.numerator().unsigned_abs())?;
        let right = Ratio::new(other.denominator().into(), self.denominator().into())?;
        let quotient = left.times(right)?;
        if other.is_negative() { quotient.negated() } else { Some(quotient) }
    }

    /// The greatest whole number that is not above.
    pub(super) fn floor(self) -> i128 {
        self.numerator().div_euclid(self.denominator().into())
    }

    /// The smallest whole number that is not below.
    pub(super) fn ceil(self) -> Option<i128> {
        if self.is_whole() { Some(self.numerator()) } else { self.floor().checked_add(1) }
    }

    /// The nearest whole number; a half goes away from zero.
    pub(super) fn round(self) -> Option<i128> {
        let size = Ratio::new(i128::try_from(self.numerator().unsigned_abs()).ok()?, self.denominator().into())?;
        let nearest = size.plus(Ratio::new(1, 2)?)?.floor();
        if self.is_negative() { nearest.checked_neg() } else { Some(nearest) }
    }

    /// The smallest multiple of `1 / parts` that is not below.
    pub(super) fn ceil_to(self, parts: u32) -> Option<Ratio> {
        Ratio::new(self.times(Ratio::whole(parts.into()))?.ceil()?, parts.into())
    }

    /// As a decimal number, exactly; `None` where the digits do not end.
    pub(super) fn decimal(self) -> Option<String> {
        // A denominator below 2^64 that has an end at all ends within 64 digits.
        const MOST_DIGITS: usize = 64;
        let (size, by) = (self.numerator().unsigned_abs(), u128::from(self.denominator()));
        let mut text = format!("{}{}", if self.is_negative() { "-" } else { "" }, size / by);
        let mut rest = size % by;
        if rest > 0 {
            text.push('.');
        }
        for _ in 0..MOST_DIGITS {
            if rest == 0 {
                return Some(text);
            }
            rest *= 10;
            text.push(char::from_digit(u32::try_from(rest / by).ok()?, 10)?);
            rest %= by;
        }
        (rest == 0).then_some(text)
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        // Cross products may not fit; whole parts and, below them, the rests always do.
        let (b, d) = (u128::from(self.denominator()), u128::from(other.denominator()));
        let rest = |ratio: &Ratio| ratio.numerator().rem_euclid(ratio.denominator().into()).unsigned_abs();
        self.floor().cmp(&other.floor()).then_with(|| (rest(self) * d).cmp(&(rest(other) * b)))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Debug for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.numerator(), self.denominator())
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(n: i128, d: u128) -> Ratio {
        Ratio::new(n, d).unwrap()
    }

    #[test]
    fn lowest_terms_make_equal_values_equal() {
        assert_eq!(ratio(2, 4), ratio(1, 2));
        assert_eq!(ratio(0, 7), Ratio::whole(0));
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(0, 0), None);
    }

    #[test]
    fn operations_are_exact() {
        assert_eq!(ratio(1, 3).plus(ratio(1, 6)), Some(ratio(1, 2)));
        assert_eq!(ratio(1, 3).minus(ratio(1, 2)), Some(ratio(-1, 6)));
        assert_eq!(ratio(2, 3).times(ratio(9, 4)), Some(ratio(3, 2)));
        assert_eq!(ratio(2, 3).over(ratio(-4, 9)), Some(ratio(-3, 2)));
        assert_eq!(ratio(1, 1).over(Ratio::whole(0)), None);
        assert_eq!(Ratio::whole(i128::MAX).plus(Ratio::whole(1)), None);
        assert_eq!(Ratio::whole(i128::MIN).negated(), None);
    }

    #[test]
    fn rounding_goes_where_it_says() {
        assert_eq!((ratio(-7, 2).floor(), ratio(-7, 2).ceil(), ratio(-7, 2).round()), (-4, Some(-3), Some(-4)));
        assert_eq!((ratio(7, 3).floor(), ratio(7, 3).ceil(), ratio(7, 3).round()), (2, Some(3), Some(2)));
        assert_eq!(ratio(1, 3).ceil_to(1000), Some(ratio(334, 1000)));
        assert_eq!(ratio(-1, 3).ceil_to(1000), Some(ratio(-333, 1000)));
    }

    #[test]
    fn order_holds_where_cross_products_overflow() {
        let (a, b) = (ratio(i128::MAX, 3), ratio(i128::MAX, 5));
        assert!(a > b);
        assert!(ratio(-1, 2) < ratio(1, 3));
        assert!(ratio(i128::MAX, u128::from(u64::MAX)) > ratio(i128::MIN + 1, 2));
    }

    #[test]
    fn decimals_end_or_are_none() {
        assert_eq!(ratio(5, 4).decimal().as_deref(), Some("1.25"));
        assert_eq!(ratio(-1, 8).decimal().as_deref(), Some("-0.125"));
        assert_eq!(Ratio::whole(12).decimal().as_deref(), Some("12"));
        assert_eq!(ratio(1, 3).decimal(), None);
        assert_eq!(ratio(1, 1 << 63).decimal().map(|text| text.len()), Some(65));
    }
}
