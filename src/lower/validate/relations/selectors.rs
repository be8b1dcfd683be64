//! A Service and the pods behind it: there are some, and they have the ports to which it leads.

use super::{Index, Pod};
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::{Node, Tree};

/// Looks at the Service at `position`.
pub(super) fn service(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(spec) = index.objects.get(position).and_then(|object| object.root.get("spec")) else { return };
    let Some(selector) = spec.get("selector").filter(|selector| !selector.is_empty()) else { return };
    if spec.text("type") == Some("ExternalName") {
        return;
    }
    let pods = index.selected(index.namespace(position), selector);
    if pods.is_empty() {
        nobody(found, index, selector, "the Service");
        return;
    }
    // A container may listen without saying so. When none of the ports is said, it is rather a mistake.
    let targets = || spec.items("ports").iter().filter_map(|port| port.get("targetPort").or_else(|| port.get("port")));
    let some_known = targets().any(|target| pods.iter().all(|(_, pod)| has(pod, target)));
    for port in spec.items("ports") {
        let Some(target) = port.get("targetPort").or_else(|| port.get("port")) else { continue };
        let missing = pods.iter().find(|(_, pod)| !has(pod, target));
        let Some((other, _)) = missing else { continue };
        let other = index.objects.get(*other);
        let whose = other.map_or_else(String::new, |other| format!(" of the {} `{}`", other.kind, other.name));
        let diagnostic = match &target.tree {
            Tree::Text(name) => {
                let message = format!("the pods{whose} have no port called `{name}`");
                Diagnostic::error(code::NO_SUCH_PORT, target.origin.span, message)
                    .help("name one of their container ports so, or write the number")
            }
            Tree::Int(number) if !some_known => {
                let message = format!("no container{whose} says that it listens on port {number}");
                Diagnostic::warning(code::NO_SUCH_PORT, target.origin.span, message)
                    .help("write the port at the container too, or lead to another one")
            }
            _ => continue,
        };
        let diagnostic = match other {
            Some(other) if other.origin.span != target.origin.span => diagnostic.label(other.origin.span, "these pods"),
            _ => diagnostic,
        };
        found.missing_as(target, diagnostic);
    }
}

/// Whether the pods listen there: by name they must say so, by number those that say anything.
pub(super) fn has(pod: &Pod<'_>, target: &Node) -> bool {
    let mut ports = pod.containers.iter().flat_map(|container| container.node.items("ports")).peekable();
    match &target.tree {
        Tree::Text(_) => ports.any(|port| port.get("name").is_some_and(|name| name.says_as(target))),
        Tree::Int(_) => {
            ports.peek().is_none()
                || ports.any(|port| port.get("containerPort").is_some_and(|port| port.says_as(target)))
        }
        _ => true,
    }
}

/// Reports a selector that no pod of the program answers.
pub(super) fn nobody(found: &mut Found<'_, '_>, index: &Index<'_>, selector: &Node, what: &str) {
    // What a controller adds, and a program that is not whole, may hold the pods.
    let is_added = selector.entries().all(|(key, _)| super::ADDED.contains(&key));
    if is_added || found.allows("own_labels") || !index.is_complete(found) {
        return;
    }
    let asked: Vec<String> = selector.entries().map(|(key, value)| format!("{key}={}", super::text(value))).collect();
    let message = format!("{what} finds no pod: none of the program carries `{}`", asked.join(","));
    let diagnostic = Diagnostic::warning(code::FINDS_NO_PODS, selector.origin.span, message);
    found.missing_as(selector, diagnostic.help(
        "let the selector ask for labels that pods have; where pods label themselves while they run, write `allow own_labels because \"…\"`",
    ));
}
