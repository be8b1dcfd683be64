//! Commands that are one text with spaces, which no shell takes apart.

use crate::diag::{Diagnostic, code};
use crate::eval::Value;
use crate::lower::context::Lowering;
use crate::types::argv;

/// Warns of `["sleep 10"]`: the container runtime looks for a program of that very name.
pub(in crate::lower) fn command(cx: &mut Lowering<'_>, value: &Value) {
    let Some([only]) = value.list() else { return };
    let Some(text) = only.text().filter(|text| text.trim().contains(char::is_whitespace)) else { return };
    let words = argv(text);
    let message = "a command without a shell is a list of words, and this is one word";
    cx.report(
        Diagnostic::warning(code::ONE_WORD, only.span(), message)
            .here("the name of a program, spaces and all")
            .help(format!("write `{words}`")),
    );
}
