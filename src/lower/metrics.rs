//! `metrics`: a ServiceMonitor for ports on the Service, a PodMonitor for others, as the Prometheus operator reads them.

use ecow::{EcoString, eco_format};

use super::context::{Draft, Lowering, text as text_at, truth};
use super::node::{fields, int, list, some_map, text};
use super::object::{Map, Node, Origin, Tree};
use super::workload::Workload;
use super::{metadata, port};
use crate::eval::{Item, ServicePort};

/// Where metrics are fetched.
struct Endpoint<'a> {
    kind: &'static str,
    node: Node,
    item: &'a Item,
}

/// Makes the monitors of the workload: one of each kind, unless entries have names of their own.
pub(super) fn monitors(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let declaration = workload.declaration;
    let mut made: Vec<(&'static str, Node, &Item, Vec<Node>)> = Vec::new();
    for (label, item) in declaration.body.labelled("metrics") {
        let Some(Endpoint { kind, node, item }) = endpoint(cx, workload, label, item) else { continue };
        let name = metadata::own_name(item, declaration);
        match made.iter_mut().find(|(known, other, ..)| *known == kind && other.says_as(&name)) {
            Some((.., endpoints)) => endpoints.push(node),
            None => made.push((kind, name, item, vec![node])),
        }
    }
    for (kind, name, item, endpoints) in made {
        let at = Origin::derived(item.origin.span);
        let of_pods = kind == POD;
        let labels = if of_pods { metadata::selector(declaration) } else { service_labels(workload) };
        let selector = fields(at, [("matchLabels", some_map(at, labels))]);
        let list_name = if of_pods { "podMetricsEndpoints" } else { "endpoints" };
        let spec = fields(at, [("selector", Some(selector)), (list_name, Some(list(at, endpoints)))]);
        let draft = Draft {
            api_version: "monitoring.coreos.com/v1".into(),
            kind: kind.into(),
            name,
            labels: metadata::derived(declaration, item, "labels"),
            annotations: metadata::derived(declaration, item, "annotations"),
            rest: vec![("spec", Some(spec))],
        };
        cx.push(declaration, draft, &[&declaration.body]);
    }
}

const SERVICE: &str = "ServiceMonitor";
const POD: &str = "PodMonitor";

fn endpoint<'a>(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    label: &EcoString,
    item: &'a Item,
) -> Option<Endpoint<'a>> {
    let at = Origin::derived(item.origin.span);
    let on_service = workload.declaration.face.ports.iter().find(|port| port.label == *label);
    let by_service = on_service.filter(|_| !service_labels(workload).is_empty());
    let (kind, key, port) = match (by_service, workload.port(label, 0)) {
        (Some(port), _) => {
            let (key, node) = service_port(workload, port, at)?;
            (SERVICE, key, node)
        }
        (None, Some(port)) => match port.name.as_ref().and_then(Node::as_text) {
            Some(name) => (POD, "port", text(at, name.clone())),
            None => (POD, "portNumber", int(at, port.number)),
        },
        (None, None) => {
            port::unknown(cx, workload, label, item.origin.span);
            return None;
        }
    };
    let every = cx.seconds(item, "every").and_then(|node| match node.tree {
        Tree::Int(seconds) => Some(text(node.origin, eco_format!("{seconds}s"))),
        _ => None,
    });
    let mut endpoint = Map::new();
    endpoint.put(key, port);
    let unverified = truth(item, "verify").filter(|node| node.tree == Tree::Bool(false));
    let tls = unverified.map(|node| {
        let at = node.origin;
        fields(at, [("insecureSkipVerify", Some(Node { tree: Tree::Bool(true), ..node }))])
    });
    let scheme = text_at(item, "scheme");
    for (key, node) in [("path", text_at(item, "path")), ("scheme", scheme), ("interval", every), ("tlsConfig", tls)] {
        if let Some(node) = node {
            endpoint.put(key, node);
        }
    }
    Some(Endpoint { kind, node: Node { origin: at, tree: Tree::Map(endpoint) }, item })
}

/// How the monitor names a port of the Service: by its name, else where it leads.
fn service_port(workload: &Workload<'_>, port: &ServicePort, at: Origin) -> Option<(&'static str, Node)> {
    if let Some(name) = &port.name {
        return Some(("port", text(at, name.clone())));
    }
    let number = match &port.target {
        crate::eval::Target::Number(number) => *number,
        crate::eval::Target::Label(label) => workload.port(label, 0)?.number.into(),
    };
    Some(("targetPort", int(at, number)))
}

/// The labels by which the Service is found: those of the selector where it has them, else all that it has.
fn service_labels(workload: &Workload<'_>) -> Map {
    let declaration = workload.declaration;
    let nothing = Item::empty(declaration.body.origin);
    let labels = metadata::derived(declaration, declaration.body.field("network").unwrap_or(&nothing), "labels");
    let selector = metadata::selector(declaration);
    let has = |key: &str, node: &Node| labels.get(key).is_some_and(|own| own.says_as(node));
    if !selector.is_empty() && selector.iter().all(|(key, node)| has(key, node)) { selector } else { labels }
}
