//! Budgets and the pods that they keep: there are some, not all of them are kept, and no other budget keeps them.

use super::{Index, selectors};
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::{Node, Object};

/// Looks at the PodDisruptionBudget at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(spec) = index.objects.get(position).and_then(|object| object.root.get("spec")) else { return };
    let Some(selector) = labels(spec) else { return };
    let from = index.namespace(position);
    let pods = index.selected(from, selector);
    if pods.is_empty() {
        selectors::nobody(found, index, selector, "the budget");
        return;
    }
    if let [(only, _)] = pods.as_slice()
        && let Some(node) = spec.get("minAvailable")
        && let Some(least) = node.as_int()
        && let Some(replicas) = index.objects.get(*only).and_then(replicas)
        && replicas.as_int().is_some_and(|count| least >= count && count > 0)
    {
        let message = "the budget keeps every pod, so nodes cannot be drained";
        let diagnostic = Diagnostic::warning(code::BUDGET_BLOCKS, node.origin.span, message)
            .label(replicas.origin.span, "so many there are")
            .help("keep fewer, or write `maxUnavailable = 1`");
        found.add(node, diagnostic);
    }
    let mut reported = false;
    for (shared, _) in pods {
        let first = *index.kept().entry(*shared).or_insert(position);
        let other = index.objects.get(first).filter(|_| first != position && !reported);
        let Some(theirs) = other.and_then(|other| other.root.get("spec")).and_then(labels) else { continue };
        let whose = index.objects.get(*shared).map_or("", |object| object.name.as_str());
        let message = format!("two budgets keep the pods of `{whose}`, which can then not be evicted at all");
        let diagnostic = Diagnostic::error(code::TWO_BUDGETS, selector.origin.span, message)
            .label(theirs.origin.span, "the other one")
            .help("let each pod be kept by one budget");
        found.add(selector, diagnostic);
        reported = true;
    }
}

/// The labels by which a budget finds its pods, where it goes by labels alone.
fn labels(spec: &Node) -> Option<&Node> {
    let selector = spec.get("selector")?;
    let plain = selector.items("matchExpressions").is_empty();
    selector.get("matchLabels").filter(|labels| plain && !labels.is_empty())
}

fn replicas(object: &Object) -> Option<&Node> {
    object.root.get("spec").and_then(|spec| spec.get("replicas"))
}
