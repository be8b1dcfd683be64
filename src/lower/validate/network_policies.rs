//! NetworkPolicies: peers that are someone, ports in order, networks inside networks. Sources:
//! `ValidateNetworkPolicySpec`, `ValidateNetworkPolicyPeer`, `ValidateIPBlock`, `ValidateNetworkPolicyPort`.

use super::found::Found;
use crate::diag::code;
use crate::lower::{Node, Object, Tree};
use crate::types::NameKind;
use crate::types::format::cidr;

/// Looks at a NetworkPolicy.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else { return };
    found.selector(spec.get("podSelector"));
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in spec.items(direction) {
            rule.items(peers).iter().for_each(|peer| self::peer(found, peer));
            rule.items("ports").iter().for_each(|port| self::port(found, port));
        }
    }
    for kind in spec.items("policyTypes") {
        if !kind.as_text().is_some_and(|kind| kind == "Ingress" || kind == "Egress") {
            found.error(code::BAD_FIELD, kind, "there is no such type of policy", "it is `Ingress` or `Egress`");
        }
    }
    if let Some(types) = spec.get("policyTypes").filter(|types| !types.is_empty()) {
        for (direction, kind) in [("ingress", "Ingress"), ("egress", "Egress")] {
            let says = types.elements().iter().any(|known| known.as_text().is_some_and(|known| known == kind));
            if let Some(rules) = spec.get(direction).filter(|rules| !says && !rules.is_empty()) {
                let message = format!("the policy is not of the type `{kind}`, so these rules have no effect");
                found.warning(code::NO_EFFECT, rules, message, format!("add `{kind}` to `policyTypes`"));
            }
        }
    }
}

fn peer(found: &mut Found<'_, '_>, peer: &Node) {
    if peer.is_empty() {
        let help = "write `podSelector`, `namespaceSelector` or `ipBlock`; `podSelector {}` is every pod";
        found.missing(code::NOT_ONE, peer, "the peer is nobody", help);
    }
    found.selector(peer.get("podSelector"));
    found.selector(peer.get("namespaceSelector"));
    let Some(block) = peer.get("ipBlock") else { return };
    for key in ["podSelector", "namespaceSelector"] {
        if let Some(other) = peer.get(key) {
            found.contradiction(block, "a network does not go with a selector", other, "write two peers");
        }
    }
    found.needs(block, "cidr", "the network");
    let whole = block.get("cidr").and_then(|node| network(found, node));
    for node in block.items("except") {
        let Some(part) = network(found, node) else { continue };
        if let Some((whole, other)) = whole.as_ref().zip(block.get("cidr"))
            && (!whole.holds(&part) || whole.prefix == part.prefix)
        {
            found.contradiction(
                node,
                "what is left out is no smaller part of the network",
                other,
                "write a network inside it",
            );
        }
    }
}

fn network(found: &mut Found<'_, '_>, node: &Node) -> Option<cidr::Cidr> {
    let text = node.as_text()?;
    match cidr::parse(text) {
        Ok(network) => Some(network),
        Err(error) => {
            if !text.is_empty() {
                found.format(code::BAD_FIELD, node, &format!("`{text}` is no network"), &error);
            }
            None
        }
    }
}

fn port(found: &mut Found<'_, '_>, port: &Node) {
    found.word(port, "protocol", &["TCP", "UDP", "SCTP"]);
    found.within(port, "port", 1..=65535);
    found.within(port, "endPort", 1..=65535);
    let Some(number) = port.get("port") else {
        if let Some(end) = port.get("endPort") {
            found.error(code::CONTRADICTION, end, "an end without a start", "write `port`");
        }
        return;
    };
    if let Tree::Text(_) = number.tree {
        found.name(port, "port", NameKind::PortName, "the name of a container port");
        if let Some(end) = port.get("endPort") {
            found.contradiction(end, "a range does not start at a name", number, "write the number of the port");
        }
    } else if let Some((end, first)) = port.get("endPort").zip(number.as_int())
        && end.as_int().is_some_and(|last| last < first)
    {
        found.contradiction(end, "the range ends before it starts", number, "let `endPort` be the greater one");
    }
}
