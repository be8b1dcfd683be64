//! NetworkPolicies: what pods may be reached by and may reach.
//!
//! Strict networking gives every workload one policy for both directions, which alone forbids everything, with an edge
//! for each reference. Otherwise there is one where `accept`, `reach` or `uses` is written, for that direction only.

use ecow::{EcoString, eco_format};

use super::context::{Draft, Lowering, written};
use super::edges::{PodPort, pod_port};
use super::node::{fields, int, list, some_list, some_map, text};
use super::object::{Map, Node, Origin};
use super::reasons::Unasked;
use super::workload::Workload;
use super::{accept, metadata, reach};
use crate::eval::{Declaration, Item, ServicePort, Value};
use crate::source::Span;

/// The rule behind what nobody wrote.
const RULE: Unasked = Unasked::StrictNetwork;

/// Makes the policy of the workload.
pub(super) fn policy(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let declaration = workload.declaration;
    let body = &declaration.body;
    let first = |entry: &str| body.field(entry).filter(|field| !field.labels.is_empty()).map(|field| field.origin.span);
    let into = first("accept");
    let out = first("reach").or_else(|| written(body, "uses").map(Value::span));
    let strict = cx.strict;
    if !strict && into.is_none() && out.is_none() {
        return;
    }
    let at = match into.or(out).filter(|_| !strict) {
        Some(span) => Origin::derived(span),
        None => Origin::default(declaration.span, RULE),
    };
    let (ingress, egress) = (strict || into.is_some(), strict || out.is_some());
    let directions = [("Ingress", ingress), ("Egress", egress)].into_iter().filter(|(_, is)| *is);
    let directions = directions.map(|(direction, _)| text(at, direction)).collect();
    let into = if ingress { ingress_rules(cx, workload) } else { Vec::new() };
    if ingress {
        super::rules::closed_ports(cx, workload, &into);
    }
    let out = if egress { egress_rules(cx, workload) } else { Vec::new() };
    let selector = metadata::selector(declaration);
    let spec = fields(
        at,
        [
            ("podSelector", Some(fields(at, [("matchLabels", some_map(at, selector))]))),
            ("policyTypes", Some(list(at, directions))),
            ("ingress", some_list(at, into)),
            ("egress", some_list(at, out)),
        ],
    );
    let draft = Draft {
        api_version: "networking.k8s.io/v1".into(),
        kind: "NetworkPolicy".into(),
        name: text(at, eco_format!("{}-network-policy", declaration.face.name)),
        labels: metadata::derived(declaration, &Item::empty(body.origin), "labels"),
        annotations: metadata::derived(declaration, &Item::empty(body.origin), "annotations"),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(declaration, draft, &[body]);
}

/// `accept`, what is open to the outside, and the workloads that hold this one's address.
fn ingress_rules(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Vec<Node> {
    let mut rules = accept::rules(cx, workload);
    if cx.plain && !cx.strict {
        return rules;
    }
    rules.extend(open_ports(cx, workload));
    // Clients of the same ports share a rule.
    let mut groups: Vec<(Option<Vec<PodPort>>, Origin, Vec<Node>)> = Vec::new();
    for (client, ports, span) in clients(cx, workload.index) {
        let Some(other) = cx.declaration(client) else { continue };
        let at = Origin::default(span, RULE);
        let peer = accept::pods(workload.declaration, other, at);
        match groups.iter_mut().find(|(known, ..)| *known == ports) {
            Some((_, _, peers)) => peers.push(peer),
            None => groups.push((ports, at, vec![peer])),
        }
    }
    for (ports, at, peers) in groups {
        rules.push(fields(at, [("from", Some(list(at, peers))), ("ports", port_nodes(ports.as_deref(), at))]));
    }
    rules
}

/// The clients of declaration `index`, each once with all ports that it calls and its first reference.
fn clients(cx: &Lowering<'_>, index: usize) -> Vec<(usize, Option<Vec<PodPort>>, Span)> {
    let mut all: Vec<(usize, Option<Vec<PodPort>>, Span)> = Vec::new();
    for (client, edge) in cx.edges.to(index) {
        // The edges of one client follow each other.
        match all.last_mut().filter(|(last, ..)| *last == client) {
            Some((_, ports, _)) => *ports = joined(ports.take(), edge.ports.as_deref()),
            None => all.push((client, edge.ports.clone(), edge.span)),
        }
    }
    all
}

/// Both lists of ports as one; `None` is every port.
pub(super) fn joined(ports: Option<Vec<PodPort>>, more: Option<&[PodPort]>) -> Option<Vec<PodPort>> {
    let (mut ports, more) = (ports?, more?);
    for port in more {
        if !ports.contains(port) {
            ports.push(port.clone());
        }
    }
    ports.sort_by(|a, b| (a.number, &a.protocol).cmp(&(b.number, &b.protocol)));
    Some(ports)
}

/// The ports that something outside the cluster leads to, for whoever comes from there is no pod; and those where
/// metrics are fetched, by a pod of nobody knows which namespace. Where `accept` says who it is, that counts.
fn open_ports(cx: &Lowering<'_>, workload: &Workload<'_>) -> Vec<Node> {
    let declaration = workload.declaration;
    let body = &declaration.body;
    let (mut open, mut fetched) = (Opened::default(), Opened::default());
    let from_elsewhere =
        |port: &PodPort| accept::about(workload, port).any(|(_, item)| accept::from_elsewhere(cx, workload, item));
    let from_networks = |port: &PodPort| accept::about(workload, port).any(|(_, item)| accept::from_networks(item));
    for (label, item) in body.labelled("expose") {
        if let Some(port) = exposed(declaration, label, item) {
            open.add(workload, &port.label, item.origin.span, from_elsewhere);
        }
    }
    let network = body.field("network");
    for item in network.into_iter().chain(body.labelled("network").map(|(_, item)| item)) {
        if written(item, "type").and_then(Value::text).is_some_and(|kind| kind != "cluster") {
            for port in &declaration.face.ports {
                open.add(workload, &port.label, item.origin.span, from_networks);
            }
        }
    }
    for port in workload.ports.iter().filter(|port| port.host.is_some()) {
        open.add(workload, &port.label, port.origin.span, from_networks);
    }
    for (label, item) in body.labelled("metrics") {
        fetched.add(workload, label, item.origin.span, |port| accept::about(workload, port).next().is_some());
    }
    let everyone = open.rule(|_| None);
    let pods = fetched.rule(|at| Some(list(at, vec![fields(at, [("namespaceSelector", Some(fields(at, [])))])])));
    everyone.into_iter().chain(pods).collect()
}

/// The Service port to which an `expose` leads.
pub(super) fn exposed<'a>(declaration: &'a Declaration, label: &EcoString, item: &Item) -> Option<&'a ServicePort> {
    let of_label = |wanted: &EcoString| declaration.face.ports.iter().find(|port| port.label == *wanted);
    let named = written(item, "port").and_then(Value::text).map_or_else(|| of_label(label), of_label);
    named.or(declaration.face.ports.first())
}

/// Ports that are open for one reason, with the first place that says so.
#[derive(Default)]
struct Opened {
    ports: Vec<PodPort>,
    first: Option<Span>,
}

impl Opened {
    /// Adds the port, unless `is_said` that the program says already who it is that comes.
    fn add(&mut self, workload: &Workload<'_>, label: &str, span: Span, is_said: impl Fn(&PodPort) -> bool) {
        let Some(port) = pod_port(workload, label).filter(|port| !is_said(port)) else { return };
        self.first = self.first.or(Some(span));
        if !self.ports.contains(&port) {
            self.ports.push(port);
        }
    }

    fn rule(&self, from: impl Fn(Origin) -> Option<Node>) -> Option<Node> {
        let at = Origin::default(self.first?, RULE);
        Some(fields(at, [("from", from(at)), ("ports", port_nodes(Some(&self.ports), at))]))
    }
}

/// `reach`, names, the API server where the account may do something, and whose address the workload holds.
fn egress_rules(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Vec<Node> {
    let declaration = workload.declaration;
    let mut rules = reach::rules(cx, workload);
    rules.extend(reach::used(cx, workload));
    let only_written = cx.plain && !cx.strict;
    if !only_written {
        rules.push(reach::names(Origin::default(declaration.span, RULE)));
        rules.extend(reach::api_server(cx, workload, RULE));
    }
    let mut targets: Vec<(usize, Option<Vec<PodPort>>, Origin)> = Vec::new();
    for edge in cx.edges.from(workload.index) {
        match targets.iter_mut().find(|(to, ..)| *to == edge.to) {
            Some((_, ports, _)) => *ports = joined(ports.take(), edge.ports.as_deref()),
            None => targets.push((edge.to, edge.ports.clone(), Origin::default(edge.span, RULE))),
        }
    }
    for (to, ports, at) in targets {
        let Some(other) = cx.declaration(to) else { continue };
        let peer = if other.kind == "external_service" {
            reach::external(declaration, other, at)
        } else {
            accept::pods(declaration, other, at)
        };
        let ports = port_nodes(ports.as_deref(), at);
        rules.push(fields(at, [("to", Some(list(at, vec![peer]))), ("ports", ports)]));
    }
    rules
}

/// Ports as a policy writes them.
pub(super) fn port_nodes(ports: Option<&[PodPort]>, at: Origin) -> Option<Node> {
    let node = |port: &PodPort| {
        let protocol = port.protocol.clone().map(|protocol| text(at, protocol));
        fields(at, [("protocol", protocol), ("port", Some(int(at, port.number)))])
    };
    some_list(at, ports?.iter().map(node).collect())
}

/// `matchLabels` with one label.
pub(super) fn labelled(key: &str, value: &str, at: Origin) -> Node {
    let mut labels = Map::new();
    labels.put(key, text(at, value));
    fields(at, [("matchLabels", some_map(at, labels))])
}
