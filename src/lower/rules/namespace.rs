//! What pods use of other namespaces, which they cannot.

use crate::diag::{Diagnostic, code};
use crate::eval::{Declaration, Reference, Value};
use crate::lower::context::Lowering;
use crate::source::Span;

/// Looks at the place `span` where `user` takes an object by its name alone, which Kubernetes looks up in the namespace
/// of `user` only.
pub(in crate::lower) fn same_namespace(cx: &mut Lowering<'_>, user: &Declaration, reference: &Reference, span: Span) {
    let Some(used) = cx.declaration(reference.declaration) else { return };
    let (Some(theirs), Some(own)) = (&used.face.namespace, &user.face.namespace) else { return };
    if theirs == own {
        return;
    }
    let what = used.kind.strip_prefix("external_").unwrap_or(&used.kind);
    let place = |known: &Declaration| known.body.value("namespace").map_or(known.span, Value::span);
    let message = format!(
        "the {what} `{}` is in the namespace `{theirs}`, and `{}` reads only what is in its own, `{own}`",
        used.label, user.label
    );
    cx.report(
        Diagnostic::error(code::NO_SUCH_OBJECT, span, message)
            .label(place(used), format!("in `{theirs}`"))
            .label(place(user), format!("in `{own}`"))
            .help(format!("declare a {what} in `{own}` too, or put both into one namespace")),
    );
}
