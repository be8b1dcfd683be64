//! A `patch` of a kind of object that the declaration does not make.

use crate::diag::{Diagnostic, code, suggest};
use crate::eval::Declaration;
use crate::lower::context::Lowering;

/// Looks at the objects made since `first`, which are those of `declaration`.
pub(in crate::lower) fn patched(cx: &mut Lowering<'_>, declaration: &Declaration, first: usize) {
    if declaration.body.labelled("patch").next().is_none() {
        return;
    }
    let mut made: Vec<String> = Vec::new();
    for object in cx.objects.iter().skip(first) {
        if !made.iter().any(|kind| object.kind == kind.as_str()) {
            made.push(object.kind.to_string());
        }
    }
    if made.is_empty() {
        return;
    }
    for (kind, item) in declaration.body.labelled("patch") {
        if made.iter().any(|known| *kind == known.as_str()) {
            continue;
        }
        let span = item.origin.span;
        let message = format!("`{}` makes no {kind} that could be patched", declaration.label);
        cx.report(
            Diagnostic::error(code::NOTHING_TO_PATCH, span, message)
                .help(format!("it makes: {}", made.join(", ")))
                .suggest(span, suggest(kind, made.iter().map(String::as_str))),
        );
    }
}
