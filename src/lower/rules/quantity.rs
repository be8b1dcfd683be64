//! Quantities below zero, or zero where that means nothing or something else.

use crate::diag::code;
use crate::eval::Value;
use crate::lower::context::Lowering;
use crate::types::Number;

/// What is reserved or limited cannot be below zero.
pub(in crate::lower) fn not_negative(cx: &mut Lowering<'_>, name: &str, value: &Value) {
    if value.number().is_some_and(is_negative) {
        report(cx, name, value, "is below zero", "write 0 or more");
    }
}

/// What is asked for must be more than nothing. In a probe Kubernetes would read 0 as its own default.
pub(in crate::lower) fn positive(cx: &mut Lowering<'_>, name: &str, value: &Value) {
    match value.number() {
        Some(number) if number.is_zero() => report(cx, name, value, "is zero", "write more than 0"),
        Some(number) if is_negative(number) => report(cx, name, value, "is below zero", "write more than 0"),
        _ => {}
    }
}

fn is_negative(number: &Number) -> bool {
    number.written().is_ok_and(|text| text.starts_with('-'))
}

fn report(cx: &mut Lowering<'_>, name: &str, value: &Value, what: &str, help: &str) {
    cx.error(code::BAD_QUANTITY, value.span(), format!("`{name}` {what}"), help);
}
