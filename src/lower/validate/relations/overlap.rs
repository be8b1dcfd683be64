//! Two controllers of one namespace of which one finds the pods of the other, where the program wrote one of them itself.
//! Those that the vocabulary makes are compared by its own rule.

use super::Index;
use crate::diag::{Diagnostic, Severity, code};
use crate::lower::validate::found::Found;
use crate::lower::{Node, Object};

/// Looks at the controller at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(selector) = index.objects.get(position).and_then(selector) else { return };
    let written = matches!(found.declaration.kind.as_str(), "resource" | "include");
    if !written {
        return;
    }
    let same = |other: &Object| other.origin.span == found.declaration.span;
    let others = index.selected(index.namespace(position), selector);
    let shared = others.into_iter().find(|(other, _)| {
        let object = index.objects.get(*other).filter(|object| *other != position && !same(object));
        // Two that find each other are reported where the later one stands.
        object.and_then(self::selector).is_some_and(|theirs| {
            let mutual = index.pods.iter().any(|(at, pod)| *at == position && super::carries(pod, theirs));
            !mutual || *other < position
        })
    });
    let Some((other, _)) = shared else { return };
    if found.allows("shared_selector") {
        return;
    }
    let Some(other) = index.objects.get(*other) else { return };
    let message = format!("the selector finds the pods of the {} `{}` too", other.kind, other.name);
    let mut diagnostic = Diagnostic::error(code::SHARED_SELECTOR, selector.origin.span, message)
        .label(other.origin.span, "its pods carry all these labels")
        .help("let the selectors differ in a label, or write `allow shared_selector because \"…\"`");
    if found.is_plain() {
        diagnostic.severity = Severity::Warning;
    }
    found.add(selector, diagnostic);
}

/// The labels by which a controller finds its pods, where it goes by labels alone.
fn selector(object: &Object) -> Option<&Node> {
    if !matches!(object.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") {
        return None;
    }
    let selector = object.root.get("spec")?.get("selector")?;
    let plain = selector.items("matchExpressions").is_empty();
    selector.get("matchLabels").filter(|labels| plain && !labels.is_empty())
}
