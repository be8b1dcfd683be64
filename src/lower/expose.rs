//! `expose`: an Ingress, or an HTTPRoute of the Gateway API, by the app's `routing`.

use ecow::EcoString;

use super::context::{Draft, Lowering, text, written};
use super::node::{as_text, fields, int, list, some_list, text as text_at, text_node};
use super::object::{Cause, Node, Origin};
use super::workload::Workload;
use super::{metadata, network};
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Item, ServicePort, Value};

/// Makes the routes of the workload.
pub(super) fn routes(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let declaration = workload.declaration;
    let gateway = cx.evaluated.app.value("routing").and_then(Value::text).is_some_and(|routing| routing == "gateway");
    for (label, item) in declaration.body.labelled("expose") {
        let Some(port) = port(cx, workload, label, item) else { continue };
        let at = Origin::derived(item.origin.span);
        let (api, kind, spec) = if gateway {
            ("gateway.networking.k8s.io/v1", "HTTPRoute", route(cx, workload, item, port, at))
        } else {
            ("networking.k8s.io/v1", "Ingress", Some(ingress(cx, workload, item, port, at)))
        };
        let Some(spec) = spec else { continue };
        let mut name = metadata::own_name(item, declaration);
        // Two of them would be called the same, and that is where it shows.
        if name.origin.cause != Cause::Written {
            name.origin = at;
        }
        let draft = Draft {
            api_version: api.into(),
            kind: kind.into(),
            name,
            labels: metadata::derived(declaration, item, "labels"),
            annotations: metadata::derived(declaration, item, "annotations"),
            rest: vec![("spec", Some(spec))],
        };
        cx.push(declaration, draft, &[&declaration.body]);
    }
}

/// How many ports are shown to choose from.
const MOST_PORTS: usize = 4;

/// The Service port to which requests go: as written, else the one called as the label, else the only one.
fn port<'a>(cx: &mut Lowering<'_>, workload: &'a Workload<'_>, label: &str, item: &Item) -> Option<&'a ServicePort> {
    if let Some(value) = written(item, "port") {
        return network::service_port(cx, workload, value.text()?, value.span());
    }
    let ports = &workload.declaration.face.ports;
    if let Some(port) = ports.iter().find(|port| port.label == label) {
        return Some(port);
    }
    if let Some(beside) = workload.ports.iter().find(|port| port.label == label) {
        let message = format!("the Service of `{}` does not carry the port `{label}`", workload.declaration.label);
        cx.report(
            Diagnostic::error(code::NO_SERVICE_PORT, item.origin.span, message)
                .label(beside.origin.span, "this port of a container")
                .help(format!("put it on the Service, `network {{ port {label} = 80 {{ to = {label} }} }}`, or say which port is meant: `port = …`")),
        );
        return None;
    }
    match ports.as_slice() {
        [only] => Some(only),
        [] => {
            if workload.body.labelled("port").all(|(_, port)| port.is_none("service")) {
                let message = format!("`{}` has no Service port that could be exposed", workload.declaration.label);
                let diagnostic = Diagnostic::error(code::NOTHING_TO_EXPOSE, item.origin.span, message);
                let mut hidden = workload.body.labelled("port").map(|(_, port)| port);
                cx.report(match hidden.next() {
                    Some(port) => diagnostic
                        .label(port.origin.span, "this one is left off the Service")
                        .help("take `service = none` away from one that shall be exposed"),
                    None => diagnostic.help("give it a port: `port http = 8080`"),
                });
            }
            None
        }
        [first, ..] => {
            let message =
                format!("the Service of `{}` has several ports, none called `{label}`", workload.declaration.label);
            let diagnostic = Diagnostic::error(code::WHICH_PORT, item.origin.span, message)
                .help(format!("say which: `port = {}`", first.label));
            cx.report(
                ports.iter().take(MOST_PORTS).fold(diagnostic, |diagnostic, port| {
                    diagnostic.label(port.origin.span, format!("`{}`", port.label))
                }),
            );
            None
        }
    }
}

/// What a path stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Below,
    Exact,
    /// What the class of the Ingress makes of it.
    Specific,
}

/// The hosts, none for every one.
fn hosts(item: &Item) -> Vec<Node> {
    match written(item, "host").map(|value| (value, value.list())) {
        Some((_, Some(hosts))) => hosts.iter().filter_map(text_node).collect(),
        Some((host, None)) => text_node(host).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The paths and what each stands for.
fn paths(item: &Item, at: Origin) -> Vec<(Node, Reach)> {
    let Some(written) = written(item, "paths").and_then(Value::list) else {
        return vec![(text_at(at, "/"), Reach::Below)];
    };
    let path = |value: &Value| match &value.data {
        Data::Made(made) => {
            let path = made.arguments.get("path")?;
            let reach = if made.function == "exact" { Reach::Exact } else { Reach::Specific };
            Some((text_at(Origin::of(path), as_text(path)?), reach))
        }
        _ => Some((text_at(Origin::of(value), as_text(value)?), Reach::Below)),
    };
    written.iter().filter_map(path).collect()
}

fn ingress(cx: &mut Lowering<'_>, workload: &Workload<'_>, item: &Item, port: &ServicePort, at: Origin) -> Node {
    let service = text_at(at, workload.declaration.face.service.clone());
    let number = fields(at, [("number", Some(int(at, port.number)))]);
    let backend = fields(at, [("service", Some(fields(at, [("name", Some(service)), ("port", Some(number))])))]);
    let path = |(path, reach): (Node, Reach)| {
        let here = path.origin;
        let kind = match reach {
            Reach::Below => "Prefix",
            Reach::Exact => "Exact",
            Reach::Specific => "ImplementationSpecific",
        };
        fields(
            here,
            [("path", Some(path)), ("pathType", Some(text_at(here, kind))), ("backend", Some(backend.clone()))],
        )
    };
    let paths = paths(item, at).into_iter().map(path).collect();
    let hosts = hosts(item);
    let http = fields(at, [("paths", Some(list(at, paths)))]);
    let rule = |host: Option<Node>| fields(at, [("host", host), ("http", Some(http.clone()))]);
    let rules: Vec<Node> =
        if hosts.is_empty() { vec![rule(None)] } else { hosts.iter().cloned().map(Some).map(rule).collect() };
    let tls = secret_name(cx, workload, item).map(|secret| {
        let here = secret.origin;
        list(here, vec![fields(here, [("hosts", some_list(here, hosts)), ("secretName", Some(secret))])])
    });
    fields(at, [("ingressClassName", text(item, "class")), ("tls", tls), ("rules", Some(list(at, rules)))])
}

fn secret_name(cx: &mut Lowering<'_>, workload: &Workload<'_>, item: &Item) -> Option<Node> {
    let value = written(item, "tls")?;
    let Data::Declaration(reference) = &value.data else { return None };
    super::rules::same_namespace(cx, workload.declaration, reference, value.span());
    let name = cx.declaration(reference.declaration)?.face.name.clone();
    Some(text_at(Origin::of(value), name))
}

fn route(cx: &mut Lowering<'_>, workload: &Workload<'_>, item: &Item, port: &ServicePort, at: Origin) -> Option<Node> {
    let Some(gateway) = written(item, "gateway") else {
        if super::context::lacks(item, "gateway") {
            cx.error(
                code::MISSING_SETTING,
                item.origin.span,
                "a route does not say to which Gateway it belongs",
                "write `gateway = \"namespace/name\"`; the Gateway holds certificates and addresses",
            );
        }
        return None;
    };
    if let Some(tls) = written(item, "tls") {
        cx.error(
            code::IDLE_OPTION,
            tls.span(),
            "`tls` has no meaning for an HTTPRoute",
            "the certificate belongs to the listener of the Gateway",
        );
    }
    let here = Origin::of(gateway);
    let name: EcoString = gateway.text()?.clone();
    let (namespace, name) = match name.split_once('/') {
        Some((namespace, name)) => (Some(text_at(here, namespace)), text_at(here, name)),
        None => (None, text_at(here, name)),
    };
    let parent = fields(here, [("name", Some(name)), ("namespace", namespace)]);
    let backend = fields(
        at,
        [("name", Some(text_at(at, workload.declaration.face.service.clone()))), ("port", Some(int(at, port.number)))],
    );
    let paths = paths(item, at);
    for (path, _) in paths.iter().filter(|(_, reach)| *reach == Reach::Specific) {
        cx.error(
            code::IDLE_OPTION,
            path.origin.span,
            "`implementation_specific` has no meaning for an HTTPRoute",
            "a path of a route is a text, for everything below it, or `exact(…)`",
        );
    }
    let matches = paths.into_iter().map(|(path, reach)| {
        let here = path.origin;
        let kind = if reach == Reach::Below { "PathPrefix" } else { "Exact" };
        fields(here, [("path", Some(fields(here, [("type", Some(text_at(here, kind))), ("value", Some(path))])))])
    });
    let rule =
        fields(at, [("matches", Some(list(at, matches.collect()))), ("backendRefs", Some(list(at, vec![backend])))]);
    let hosts = hosts(item);
    let hosts = hosts.first().map(|first| first.origin).and_then(|at| some_list(at, hosts));
    Some(fields(
        at,
        [("parentRefs", Some(list(here, vec![parent]))), ("hostnames", hosts), ("rules", Some(list(at, vec![rule])))],
    ))
}
