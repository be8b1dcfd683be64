//! Services: the unnamed one of a workload, and those that `network NAME` adds.

use ecow::EcoString;

use super::context::{Draft, Lowering, truth, word, written};
use super::metadata;
use super::node::{self, fields, int, some_list, some_map, text, text_map};
use super::object::{Map, Node, Origin, Tree};
use super::port;
use super::reasons::Unasked;
use super::workload::Workload;
use crate::diag::{Diagnostic, code};
use crate::eval::{Item, ServicePort, Target, Value};

/// Makes the Services of the workload.
pub(super) fn services(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let declaration = workload.declaration;
    let nothing = Item::empty(declaration.body.origin);
    let network = declaration.body.field("network");
    let own = network.unwrap_or(&nothing);
    if !declaration.face.ports.is_empty() {
        let at = if own.fields.is_empty() { workload.at() } else { Origin::derived(own.origin.span) };
        let name = metadata::own_name(own, declaration);
        service(cx, workload, own, at, name, &declaration.face.ports, &[&declaration.body, own]);
    }
    for (label, item) in network.into_iter().flat_map(|network| &network.labels) {
        if item.value.as_ref().is_some_and(Value::is_none) {
            continue;
        }
        let ports = ports(cx, workload, item);
        let at = Origin::derived(item.origin.span);
        // Without a port the pods of a headless Service still have names.
        if ports.is_empty() && item.value("headless").and_then(Value::bool) != Some(true) {
            if !has_broken_ports(workload, item) {
                cx.error(
                    code::NO_SERVICE_PORT,
                    item.origin.span,
                    format!("the Service `{label}` has no port"),
                    "give the workload a port, or add one here: `port http = 80 { to = 8080 }`",
                );
            }
            continue;
        }
        let name = super::context::text(item, "name").unwrap_or_else(|| text(at, label.clone()));
        service(cx, workload, item, at, name, &ports, &[item]);
    }
}

fn has_broken_ports(workload: &Workload<'_>, item: &Item) -> bool {
    let broken = |item: &Item| item.labelled("port").any(|(_, port)| port.value.is_none());
    item.field("ports").is_some_and(|ports| ports.value.as_ref().is_some_and(|value| value.list() != Some(&[])))
        || broken(item)
        || broken(workload.body)
}

fn service(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    item: &Item,
    at: Origin,
    name: Node,
    ports: &[ServicePort],
    patches: &[&Item],
) {
    let declaration = workload.declaration;
    let replaced = item.field("selector").is_some_and(|selector| selector.replaced);
    let mut selector = if replaced { Map::new() } else { metadata::selector(declaration) };
    super::context::overlay(&mut selector, text_map(item.entries("selector")));
    super::rules::service_ports(cx, workload, ports);
    let port_nodes: Vec<Node> = ports.iter().filter_map(|port| port_node(cx, workload, item, port)).collect();
    for port in &port_nodes {
        super::rules::service_port(cx, port);
    }
    let types = [("cluster", "ClusterIP"), ("node_port", "NodePort"), ("load_balancer", "LoadBalancer")];
    let headless = match written(item, "headless") {
        Some(value) => (value.bool() == Some(true)).then(|| text(Origin::of(value), "None")),
        // A StatefulSet's pods are found by name through its Service.
        None if !cx.plain && super::service::is_stateful(workload.body) && written(item, "type").is_none() => {
            Some(text(Origin::default(declaration.span, Unasked::Headless), "None"))
        }
        None => None,
    };
    let spec = fields(
        at,
        [
            ("type", word(item, "type", types)),
            ("clusterIP", headless),
            ("selector", some_map(at, selector)),
            ("ports", some_list(at, port_nodes)),
            ("publishNotReadyAddresses", truth(item, "publish_not_ready").filter(|node| node.tree == Tree::Bool(true))),
            ("sessionAffinity", word(item, "affinity", [("client_ip", "ClientIP")])),
            ("sessionAffinityConfig", remembered(cx, item)),
            ("externalTrafficPolicy", word(item, "traffic", [("cluster", "Cluster"), ("local", "Local")])),
        ],
    );
    let draft = Draft {
        api_version: "v1".into(),
        kind: "Service".into(),
        name,
        labels: metadata::derived(declaration, item, "labels"),
        annotations: metadata::derived(declaration, item, "annotations"),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(declaration, draft, patches);
}

/// How long clients are remembered.
fn remembered(cx: &mut Lowering<'_>, item: &Item) -> Option<Node> {
    let seconds = cx.seconds(item.field("affinity")?, "timeout")?;
    let at = seconds.origin;
    Some(fields(at, [("clientIP", Some(fields(at, [("timeoutSeconds", Some(seconds))])))]))
}

/// A port of the Service that `item` describes.
fn port_node(cx: &mut Lowering<'_>, workload: &Workload<'_>, item: &Item, port: &ServicePort) -> Option<Node> {
    let here = Origin { span: port.origin.span, ..Origin::derived(port.origin.span) };
    let target = match &port.target {
        Target::Number(number) => int(here, *number),
        Target::Label(label) => match workload.port(label, 0) {
            Some(found) => found.pointed(workload.by_name, port.origin.span),
            None => {
                port::unknown(cx, workload, label, port.origin.span);
                return None;
            }
        },
    };
    let node_port = item.field("port").and_then(|added| written(added.labels.get(&port.label)?, "node_port"));
    // The API takes the port's own number where no target is written.
    let target = (target.tree != Tree::Int(port.number)).then_some(target);
    let protocol = port.protocol.clone().map(|protocol| text(here, protocol));
    Some(fields(
        here,
        [
            ("name", port.name.clone().map(|name| text(here, name))),
            ("protocol", protocol),
            ("appProtocol", port.app_protocol.as_ref().and_then(node::text_node)),
            ("port", Some(int(here, port.number))),
            ("targetPort", target),
            ("nodePort", node_port.and_then(port::number_node)),
        ],
    ))
}

/// The ports of the Service that `item` describes: those picked by `ports`, else the main container's; and its own.
fn ports(cx: &mut Lowering<'_>, workload: &Workload<'_>, item: &Item) -> Vec<ServicePort> {
    let mut all = Vec::new();
    match written(item, "ports").and_then(Value::list) {
        Some(picked) => {
            for value in picked {
                let Some(label) = value.text() else { continue };
                match labelled_port(workload, label) {
                    Some(port) => all.extend(of_container_port(label, port, value)),
                    None => port::unknown(cx, workload, label, value.span()),
                }
            }
        }
        None => {
            for (label, port) in workload.body.labelled("port").filter(|(_, port)| !port.is_none("service")) {
                all.extend(port.value.as_ref().and_then(|value| of_container_port(label, port, value)));
            }
        }
    }
    for (label, port) in item.labelled("port") {
        all.extend(added_port(workload, label, port));
    }
    all
}

/// The container port called `label`, of whichever container has it first.
fn labelled_port<'a>(workload: &Workload<'a>, label: &EcoString) -> Option<&'a Item> {
    let field = |item: &'a Item| item.field("port").and_then(|ports| ports.labels.get(label));
    workload.containers.iter().find_map(|container| field(container.item))
}

fn of_container_port(label: &EcoString, item: &Item, at: &Value) -> Option<ServicePort> {
    let value = item.value.as_ref()?;
    let number = value.number()?;
    let own = written(item, "service").and_then(Value::int);
    let name = match written(item, "service_name") {
        Some(name) => name.text().cloned(),
        None => (!item.is_none("service_name")).then(|| label.clone()),
    };
    Some(ServicePort {
        label: label.clone(),
        number: own.or_else(|| number.to_i64())?,
        protocol: number.protocol().map(|protocol| protocol.kubernetes().into()),
        name,
        target: Target::Label(label.clone()),
        app_protocol: written(item, "app_protocol").cloned(),
        origin: at.origin,
    })
}

fn added_port(workload: &Workload<'_>, label: &EcoString, item: &Item) -> Option<ServicePort> {
    let value = item.value.as_ref()?;
    let number = value.number()?;
    let same = workload.ports.iter().any(|port| port.label == *label);
    let target = match written(item, "to") {
        Some(to) => match to.int() {
            Some(number) => Target::Number(number),
            None => Target::Label(to.text()?.clone()),
        },
        None if same => Target::Label(label.clone()),
        None => Target::Number(number.to_i64()?),
    };
    let name = match written(item, "name") {
        Some(name) => name.text().cloned(),
        None => (!item.is_none("name")).then(|| label.clone()),
    };
    Some(ServicePort {
        label: label.clone(),
        number: number.to_i64()?,
        protocol: number.protocol().map(|protocol| protocol.kubernetes().into()),
        name,
        target,
        app_protocol: written(item, "app_protocol").cloned(),
        origin: value.origin,
    })
}

/// The port of the workload's unnamed Service that `value` names, as its number.
pub(super) fn service_port<'a>(
    cx: &mut Lowering<'_>,
    workload: &'a Workload<'_>,
    label: &str,
    span: crate::source::Span,
) -> Option<&'a ServicePort> {
    let ports = &workload.declaration.face.ports;
    if let Some(port) = ports.iter().find(|port| port.label == label) {
        return Some(port);
    }
    let known: Vec<&str> = ports.iter().map(|port| port.label.as_str()).collect();
    let suggestion = crate::diag::suggest(label, known.iter().copied());
    let near = suggestion.as_ref().and_then(|near| ports.iter().find(|port| port.label == near.name));
    let diagnostic = Diagnostic::error(
        code::UNKNOWN_PORT,
        span,
        format!("the Service of `{}` has no port called `{label}`", workload.declaration.label),
    );
    let diagnostic = match near {
        Some(port) => diagnostic.label(port.origin.span, "the nearest name"),
        None => diagnostic,
    };
    cx.report(
        diagnostic
            .help(format!(
                "its ports are {}",
                known.iter().map(|port| format!("`{port}`")).collect::<Vec<_>>().join(", ")
            ))
            .suggest(span, suggestion),
    );
    None
}

/// The name that a StatefulSet says its Service has: the own one's, else the workload's.
pub(super) fn governing_service(workload: &Workload<'_>) -> Node {
    let face = &workload.declaration.face;
    let name = if face.ports.is_empty() { face.name.clone() } else { face.service.clone() };
    text(workload.at(), name)
}
