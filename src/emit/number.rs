//! Numbers, in the one form that every reader of YAML and JSON takes for the same number.

/// Writes a whole number.
pub(super) fn int(out: &mut String, value: i64) {
    let mut digits = [0_u8; 20];
    let mut rest = value.unsigned_abs();
    let mut start = digits.len();
    for place in digits.iter_mut().rev() {
        start -= 1;
        // A remainder by ten is one digit.
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push('-');
    }
    out.push_str(digits.get(start..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
}

/// Writes a decimal number that JSON accepts. Readers of YAML 1.1 take `1e-7` for a text: a number with an exponent also
/// needs a point and a sign, `1.0e-7`.
pub(super) fn decimal(out: &mut String, number: &str) {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        out.push_str(number);
        return;
    };
    out.push_str(mantissa);
    if !mantissa.contains('.') {
        out.push_str(".0");
    }
    out.push('e');
    if !exponent.starts_with(['-', '+']) {
        out.push('+');
    }
    out.push_str(exponent);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_range() {
        for value in [0, 7, -1, 10, 8080, i64::MAX, i64::MIN] {
            let mut out = String::new();
            int(&mut out, value);
            assert_eq!(out, value.to_string());
        }
    }

    #[test]
    fn an_exponent_gets_a_point_and_a_sign() {
        for (number, written) in [("0.5", "0.5"), ("1e-7", "1.0e-7"), ("2.5E9", "2.5e+9"), ("-3e+2", "-3.0e+2")] {
            let mut out = String::new();
            decimal(&mut out, number);
            assert_eq!(out, written);
        }
    }
}
