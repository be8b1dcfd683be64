//! What a pod asks for as a whole, against what its containers ask for. Source: `validatePodResourceConsistency`,
//! `validatePodResourceRequirements`.

use super::found::Found;
use super::quantity::Quantity;
use super::walk::{Pod, Role};
use crate::diag::{Diagnostic, code};
use crate::lower::Node;

/// Looks at the resources of the pod.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    let Some(whole) = pod.spec.get("resources") else { return };
    for list in ["limits", "requests"] {
        for (key, node) in whole.get(list).into_iter().flat_map(Node::entries) {
            if !is_counted(key) && super::resources::is_known(key) {
                let message = format!("a pod as a whole asks for no `{key}`");
                found.error(code::BAD_FIELD, node, message, "write it for its containers");
            }
        }
    }
    for (key, node) in whole.get("requests").into_iter().flat_map(Node::entries) {
        let running = pod.containers.iter().filter(|container| matches!(container.role, Role::Main | Role::Sidecar));
        let asked = running.filter_map(|container| Quantity::of(container.node.at(&["resources", "requests", key])?));
        let sum = asked.reduce(Quantity::plus);
        if sum.zip(Quantity::of(node)).is_some_and(|(sum, own)| sum > own) {
            let message = format!("the containers ask for more `{key}` together than the pod");
            found.error(code::REQUEST_ABOVE_LIMIT, node, message, "let the pod ask for as much as its containers");
        }
    }
    for (key, most) in whole.get("limits").into_iter().flat_map(Node::entries) {
        for container in &pod.containers {
            let Some(own) = container.node.at(&["resources", "limits", key]) else { continue };
            if Quantity::of(own).zip(Quantity::of(most)).is_some_and(|(own, most)| own > most) {
                let message = format!("the container `{}` may use more `{key}` than its pod", container.name());
                let diagnostic = Diagnostic::error(code::REQUEST_ABOVE_LIMIT, own.origin.span, message)
                    .label(most.origin.span, "the limit of the pod")
                    .help("let the pod have as much as each of its containers");
                found.add(own, diagnostic);
            }
        }
    }
}

/// Whether it is shared among the containers of a pod.
fn is_counted(key: &str) -> bool {
    matches!(key, "cpu" | "memory") || key.starts_with("hugepages-")
}
