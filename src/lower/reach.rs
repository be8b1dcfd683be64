//! Where pods may connect to beyond the program: `reach`, the cluster's names, its API server, external services.

use std::net::IpAddr;

use ecow::{EcoString, eco_format};

use super::accept::{self, named_namespace};
use super::account;
use super::context::{Lowering, written};
use super::edges::PodPort;
use super::network_policy::{labelled, port_nodes};
use super::node::{fields, list, text};
use super::object::{Node, Origin, Tree};
use super::reasons::Unasked;
use super::workload::Workload;
use crate::diag::code;
use crate::eval::{Data, Declaration, Item, Value};
use crate::types::format::{cidr, host};

/// Every address there is, of both families.
const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// The rules for what `reach` says.
pub(super) fn rules(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Vec<Node> {
    let mut rules = Vec::new();
    for (target, item) in workload.declaration.body.labelled("reach") {
        let Some(value) = item.value.as_ref() else { continue };
        let at = Origin::of(value);
        let Some(to) = addresses(cx, target, item) else { continue };
        let ports = match &value.data {
            Data::List(ports) => Some(ports.iter().filter_map(pod_port).collect::<Vec<_>>()),
            Data::Word(_) => None,
            _ => continue,
        };
        let peers = to.into_iter().map(|network| ip_block(network, at)).collect();
        rules.push(fields(at, [("to", Some(list(at, peers))), ("ports", port_nodes(ports.as_deref(), at))]));
    }
    rules
}

fn pod_port(value: &Value) -> Option<PodPort> {
    let number = value.number()?;
    let protocol = number.protocol().map(|protocol| protocol.kubernetes().into());
    Some(PodPort { protocol, number: number.to_i64()? })
}

/// The networks that `target` stands for. A policy knows no names, so a host is everywhere.
fn addresses(cx: &mut Lowering<'_>, target: &str, item: &Item) -> Option<Vec<EcoString>> {
    if let Ok(address) = target.parse::<IpAddr>() {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        return Some(vec![eco_format!("{address}/{bits}")]);
    }
    if target.contains('/') && !target.contains("://") {
        return match cidr::parse(target) {
            Ok(_) => Some(vec![target.into()]),
            Err(error) => {
                let message = format!("`{target}` is not a network: {}", error.cause);
                let help = error.help.unwrap_or_else(|| "write it as in `\"10.0.0.0/8\"`".into());
                cx.error(code::BAD_TARGET, item.origin.span, message, help);
                None
            }
        };
    }
    match host::parse(target, host::Wildcard::Allowed) {
        Ok(_) => Some(EVERYWHERE.map(EcoString::from).to_vec()),
        Err(error) => {
            let message = format!("`{target}` is neither a host nor a network: {}", error.cause);
            let help = "write a host, an address or a network, as in `reach \"api.example.org\" = [443]`";
            cx.error(code::BAD_TARGET, item.origin.span, message, help);
            None
        }
    }
}

fn ip_block(network: EcoString, at: Origin) -> Node {
    fields(at, [("ipBlock", Some(fields(at, [("cidr", Some(text(at, network)))])))])
}

/// The rules for those whom `uses` names though they are no workloads of the program.
pub(super) fn used(cx: &Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let uses = written(&workload.declaration.body, "uses")?;
    let outside = |value: &&Value| match &value.data {
        Data::Declaration(reference) => cx
            .declaration(reference.declaration)
            .is_some_and(|other| matches!(other.kind.as_str(), "namespace" | "external_namespace")),
        _ => true,
    };
    let peers: Vec<Node> =
        uses.list()?.iter().filter(outside).filter_map(|value| accept::peer(cx, workload, value)).collect();
    let at = Origin::of(uses);
    (!peers.is_empty()).then(|| fields(at, [("to", Some(list(at, peers)))]))
}

/// The cluster's name service.
pub(super) fn names(at: Origin) -> Node {
    let namespace = named_namespace(text(at, "kube-system"), at);
    let pods = labelled("k8s-app", "kube-dns", at);
    let peer = fields(at, [("namespaceSelector", Some(namespace)), ("podSelector", Some(pods))]);
    let port = |protocol: &str| PodPort { protocol: Some(protocol.into()), number: 53 };
    let ports = port_nodes(Some(&[port("UDP"), port("TCP")]), at);
    fields(at, [("to", Some(list(at, vec![peer]))), ("ports", ports)])
}

/// The API server, whose address differs from cluster to cluster: for pods that get a token.
pub(super) fn api_server(cx: &Lowering<'_>, workload: &Workload<'_>, rule: Unasked) -> Option<Node> {
    let token = account::token_on_pod(cx, workload).filter(|token| token.tree == Tree::Bool(true))?;
    let at = Origin::default(token.origin.span, rule);
    let port = |number| PodPort { protocol: None, number };
    Some(fields(at, [("ports", port_nodes(Some(&[port(443), port(6443)]), at))]))
}

/// A Service that exists already: nobody knows its pods, so its namespace is open.
pub(super) fn external(own: &Declaration, other: &Declaration, at: Origin) -> Node {
    match other.face.namespace.clone().filter(|there| own.face.namespace.as_ref() != Some(there)) {
        Some(namespace) => fields(at, [("namespaceSelector", Some(named_namespace(text(at, namespace), at)))]),
        None => fields(at, [("podSelector", Some(fields(at, [])))]),
    }
}
