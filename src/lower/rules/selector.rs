//! The selector: there must be one, and the pods must carry it.

use crate::diag::{Diagnostic, code};
use crate::lower::context::Lowering;
use crate::lower::workload::Workload;
use crate::lower::{Map, metadata};

/// In plain style nothing derives a selector.
pub(in crate::lower) fn selector(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let declaration = workload.declaration;
    let written = declaration.body.field("selector").and_then(|field| field.value.as_ref());
    // A value that could not be computed, or depends on an open parameter, is there.
    let unknown = written.is_some_and(|value| value.map().is_none_or(|map| !map.is_empty()));
    if !unknown && metadata::selector(declaration).is_empty() {
        cx.error(
            code::MISSING_SELECTOR,
            declaration.span,
            format!("`{}` has no selector, which plain style does not derive", declaration.label),
            "write `selector { app = self }`, usually in `defaults`",
        );
    }
}

/// A label of the pods that the selector asks for otherwise: the controller would never find them.
pub(in crate::lower) fn covers(cx: &mut Lowering<'_>, selector: &Map, labels: &Map) {
    for (key, asked) in selector.iter() {
        let Some(label) = labels.get(key).filter(|label| !label.says_as(asked)) else { continue };
        cx.report(
            Diagnostic::error(
                code::SELECTOR_MISSES,
                label.origin.span,
                format!("the pods get another `{key}` than their selector asks for"),
            )
            .label(asked.origin.span, "the selector asks for this")
            .help("take the label out of `pod_labels`, or change the selector"),
        );
    }
}
