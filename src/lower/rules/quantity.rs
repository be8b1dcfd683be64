//! Quantities below zero, or zero where that means nothing or something else; amounts that are valid and hardly meant.

use crate::diag::{Diagnostic, code};
use crate::eval::Value;
use crate::lower::context::Lowering;
use crate::types::{Dimension, Number};

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

/// Bytes in which no program starts, and with which no disk is made.
const FEW_BYTES: i64 = 1 << 20;

/// Cores that few machines have; who means them can say so in thousandths.
const MANY_CORES: i64 = 100;

/// A limit or size that can only be a number whose unit was forgotten: `memory = 512`, `cpu = 500`.
pub(in crate::lower) fn meant(cx: &mut Lowering<'_>, name: &str, value: &Value) {
    let Some(number) = value.number() else { return };
    let Some(amount) = number.to_i64() else { return };
    let bare = number.as_written().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match number.dimension() {
        Dimension::Bytes if (1..FEW_BYTES).contains(&amount) => {
            let message = format!("`{name}` is {amount} bytes, too few for anything");
            let diagnostic = Diagnostic::error(code::ODD_AMOUNT, value.span(), message);
            cx.report(match bare {
                Some(text) => diagnostic
                    .help(format!("a number without unit counts bytes: write `{text}Mi`, or the unit that is meant")),
                None => diagnostic.help("write at least `1Mi`"),
            });
        }
        Dimension::Cpu if amount >= MANY_CORES => {
            let Some(text) = bare else { return };
            let message = format!("`{name}` is {amount} cores, more than most machines have");
            cx.report(Diagnostic::warning(code::ODD_AMOUNT, value.span(), message).here("no unit").help(format!(
                "a number without unit counts cores: write `{text}m` for thousandths, or `{text}000m` where so many are meant"
            )));
        }
        _ => {}
    }
}

/// Cores per pod that no autoscaler is to hold.
const MANY_BUSY_CORES: i64 = 10;

/// A use per pod to hold that can only be a percentage whose sign was forgotten: `scale { cpu = 70 }`.
pub(in crate::lower) fn meant_use(cx: &mut Lowering<'_>, name: &str, value: &Value) {
    let Some(number) = value.number() else { return };
    let bare = number.as_written().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (Some(amount), Some(text)) = (number.to_i64(), bare) else { return };
    let unit = match number.dimension() {
        Dimension::Bytes if (1..FEW_BYTES).contains(&amount) => "bytes",
        Dimension::Cpu if name == "cpu" && amount >= MANY_BUSY_CORES => "cores",
        _ => return,
    };
    let whole = if unit == "bytes" { format!("{text}Mi") } else { format!("{text}000m") };
    let message = format!("`scale` is to hold {amount} {unit} for each pod");
    cx.report(
        Diagnostic::warning(code::ODD_AMOUNT, value.span(), message)
            .here("no unit")
            .help(format!("write `{text}%` for percent of what the pod requests, or `{whole}` where that is meant")),
    );
}

fn is_negative(number: &Number) -> bool {
    number.written().is_ok_and(|text| text.starts_with('-'))
}

fn report(cx: &mut Lowering<'_>, name: &str, value: &Value, what: &str, help: &str) {
    cx.error(code::BAD_QUANTITY, value.span(), format!("`{name}` {what}"), help);
}
