//! Ports that a NetworkPolicy knows by name: a name that no pod has lets nothing through, and nobody says so.

use super::{Index, Pod};
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::{Node, Tree};

/// Looks at the NetworkPolicy at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(spec) = index.objects.get(position).and_then(|object| object.root.get("spec")) else { return };
    let from = index.namespace(position);
    for rule in spec.items("ingress") {
        let Some(selector) = spec.get("podSelector").filter(|_| names(rule)) else { continue };
        let pods = index.behind(from, selector);
        rule.items("ports").iter().for_each(|port| named(found, &pods, port));
    }
    for rule in spec.items("egress") {
        // Whom a peer of another namespace means, the program need not know.
        let peers = rule.items("to");
        if !names(rule)
            || peers.is_empty()
            || peers.iter().any(|peer| peer.get("podSelector").is_none() || peer.entries().count() > 1)
        {
            continue;
        }
        let selectors = peers.iter().filter_map(|peer| peer.get("podSelector"));
        let pods: Vec<&Pod<'_>> = selectors.flat_map(|selector| index.behind(from, selector)).collect();
        rule.items("ports").iter().for_each(|port| named(found, &pods, port));
    }
}

/// Whether the rule knows a port by name.
fn names(rule: &Node) -> bool {
    rule.items("ports").iter().any(|port| port.get("port").is_some_and(|port| matches!(port.tree, Tree::Text(_))))
}

fn named(found: &mut Found<'_, '_>, pods: &[&Pod<'_>], port: &Node) {
    let Some(node) = port.get("port").filter(|node| matches!(node.tree, Tree::Text(_))) else { return };
    if pods.is_empty() || pods.iter().any(|pod| super::selectors::has(pod, node)) {
        return;
    }
    let message = format!("no pod that is meant here has a port called `{}`, so nothing passes", super::text(node));
    let diagnostic = Diagnostic::warning(code::NO_SUCH_PORT, node.origin.span, message);
    found.missing_as(node, diagnostic.help("name one of their container ports so, or write the number"));
}
