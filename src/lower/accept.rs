//! `accept`: the rules of a NetworkPolicy that let in who is named.

use ecow::EcoString;

use super::context::Lowering;
use super::edges::{PodPort, pod_port};
use super::env::argument_text;
use super::node::{fields, int, list, some_list, some_map, text, text_map};
use super::object::{Map, Node, Origin, Tree};
use super::workload::Workload;
use super::{metadata, port};
use crate::eval::{Data, Declaration, Item, Value};

/// Ports that the same sources may reach.
struct Rule {
    /// `None` for everyone.
    from: Option<Vec<Node>>,
    /// `None` for every port.
    ports: Option<Vec<Node>>,
    at: Origin,
}

/// The rules for what `accept` says.
pub(super) fn rules(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Vec<Node> {
    let mut rules: Vec<Rule> = Vec::new();
    for (label, item) in workload.declaration.body.labelled("accept") {
        let Some(rule) = rule(cx, workload, label, item) else { continue };
        let same =
            rules.iter_mut().find(|other| other.ports.is_some() && alike(other.from.as_deref(), rule.from.as_deref()));
        match (same, rule.ports.is_some()) {
            (Some(other), true) => {
                if let (Some(all), Some(more)) = (other.ports.as_mut(), rule.ports) {
                    all.extend(more);
                }
            }
            _ => rules.push(rule),
        }
    }
    let made = rules.into_iter().map(|rule| {
        let from = rule.from.map(|peers| list(rule.at, peers));
        let ports = rule.ports.and_then(|ports| some_list(rule.at, ports));
        fields(rule.at, [("from", from), ("ports", ports)])
    });
    made.collect()
}

/// Whether two lists of sources say the same, wherever they come from.
fn alike(a: Option<&[Node]>, b: Option<&[Node]>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_as(b)),
        _ => false,
    }
}

fn rule(cx: &mut Lowering<'_>, workload: &Workload<'_>, label: &str, item: &Item) -> Option<Rule> {
    let value = item.value.as_ref()?;
    let at = Origin::of(value);
    let ports = if label == "all" { None } else { Some(vec![port_node(cx, workload, label, item, at)?]) };
    let from = match &value.data {
        Data::Word(word) if word == "any" => None,
        Data::Word(_) => Some(vec![fields(at, [("namespaceSelector", Some(fields(at, [])))])]),
        Data::List(sources) => {
            let peers = sources.iter().filter_map(|source| peer(cx, workload, source)).collect();
            Some(peers)
        }
        _ => return None,
    };
    Some(Rule { from, ports, at })
}

/// The port of the pods that `label` names: a container's, or the target of one of the Service.
fn port_node(cx: &mut Lowering<'_>, workload: &Workload<'_>, label: &str, item: &Item, at: Origin) -> Option<Node> {
    if let Some(port) = workload.port(label, 0) {
        let protocol = port.protocol.map(|protocol| text(at, protocol.kubernetes()));
        return Some(fields(at, [("protocol", protocol), ("port", Some(int(at, port.number)))]));
    }
    let service = workload.declaration.face.ports.iter().find(|port| port.label == label);
    let target = service.and_then(|port| match &port.target {
        crate::eval::Target::Number(number) => Some(*number),
        crate::eval::Target::Label(label) => workload.port(label, 0).map(|port| i64::from(port.number)),
    });
    if let (Some(service), Some(number)) = (service, target) {
        let protocol = service.protocol.clone().map(|protocol| text(at, protocol));
        return Some(fields(at, [("protocol", protocol), ("port", Some(int(at, number)))]));
    }
    port::unknown(cx, workload, label, item.origin.span);
    None
}

/// The entries that say who may connect to the port, alone or with all others.
pub(super) fn about<'w>(
    workload: &'w Workload<'_>,
    port: &'w PodPort,
) -> impl Iterator<Item = (&'w EcoString, &'w Item)> {
    let all = workload.declaration.body.labelled("accept");
    all.filter(move |(label, _)| *label == "all" || pod_port(workload, label).as_ref() == Some(port))
}

/// Whether an entry lets in somebody who is not of the workload's namespace.
pub(super) fn from_elsewhere(cx: &Lowering<'_>, workload: &Workload<'_>, item: &Item) -> bool {
    let elsewhere = |source: &Value| match &source.data {
        Data::Declaration(reference) => cx.declaration(reference.declaration).is_some_and(|other| {
            matches!(other.kind.as_str(), "namespace" | "external_namespace")
                || other.face.namespace != workload.declaration.face.namespace
        }),
        Data::Made(made) => made.function != "pods" || made.arguments.contains_key("namespace"),
        _ => true,
    };
    item.value.as_ref().is_none_or(|value| value.list().is_none_or(|sources| sources.iter().any(elsewhere)))
}

/// Whether an entry lets in somebody who is no pod.
pub(super) fn from_networks(item: &Item) -> bool {
    let network = |source: &Value| matches!(&source.data, Data::Made(made) if made.function == "cidr");
    item.value.as_ref().is_none_or(|value| match value.list() {
        Some(sources) => sources.iter().any(network),
        None => value.text().is_none_or(|word| word == "any"),
    })
}

/// Who may connect, or be connected to.
pub(super) fn peer(cx: &Lowering<'_>, workload: &Workload<'_>, source: &Value) -> Option<Node> {
    let at = Origin::of(source);
    match &source.data {
        Data::Declaration(reference) => {
            let other = cx.declaration(reference.declaration)?;
            if matches!(other.kind.as_str(), "namespace" | "external_namespace") {
                let name = text(at, other.face.name.clone());
                return Some(fields(at, [("namespaceSelector", Some(named_namespace(name, at)))]));
            }
            Some(pods(workload.declaration, other, at))
        }
        Data::Made(made) if made.function == "namespace" => {
            let name = argument_text(made, "name")?;
            Some(fields(at, [("namespaceSelector", Some(named_namespace(name, at)))]))
        }
        Data::Made(made) if made.function == "pods" => {
            let labels = text_map(made.arguments.get("labels")?.map()?);
            let pods = fields(at, [("matchLabels", some_map(at, labels))]);
            let namespace = argument_text(made, "namespace").map(|name| named_namespace(name, at));
            Some(fields(at, [("namespaceSelector", namespace), ("podSelector", Some(pods))]))
        }
        Data::Made(made) => {
            let network = argument_text(made, "network")?;
            Some(fields(at, [("ipBlock", Some(fields(at, [("cidr", Some(network))])))]))
        }
        _ => None,
    }
}

/// The pods of `other`, as a policy of `own` names them.
pub(super) fn pods(own: &Declaration, other: &Declaration, at: Origin) -> Node {
    let mut pods = Map::new();
    pods.put("matchLabels", Node { origin: at, tree: Tree::Map(metadata::selector(other)) });
    let (here, there) = (&own.face.namespace, &other.face.namespace);
    let elsewhere = there.as_ref().filter(|there| here.as_ref() != Some(there));
    let namespace = elsewhere.map(|namespace| named_namespace(text(at, namespace.clone()), at));
    fields(at, [("namespaceSelector", namespace), ("podSelector", some_map(at, pods))])
}

/// The namespace called `name`, by the label that every namespace has.
pub(super) fn named_namespace(name: Node, at: Origin) -> Node {
    let mut labels = Map::new();
    labels.put("kubernetes.io/metadata.name", name);
    fields(at, [("matchLabels", some_map(at, labels))])
}
