//! How many objects one environment may have: a bound for programs that went astray, far above what a cluster takes well.

use super::super::context::Lowering;
use crate::diag::{Diagnostic, code};

/// Objects of one environment.
const MAX_OBJECTS: usize = 20_000;

/// Reports an environment with more objects than that, at the declaration that is one too many.
pub(in crate::lower) fn amount(cx: &mut Lowering<'_>) {
    let count = cx.objects.len();
    let Some(first) = cx.objects.get(MAX_OBJECTS) else { return };
    let span = first.origin.span;
    cx.report(
        Diagnostic::error(code::OVER_BUDGET, span, format!("the program makes {count} objects"))
            .here("one too many")
            .note(format!("the limit is {MAX_OBJECTS} objects in one environment"))
            .help("split the program into several apps, or look for a loop that runs too far"),
    );
}
