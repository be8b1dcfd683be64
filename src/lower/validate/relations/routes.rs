//! Routes and where they lead: the Services of an Ingress or of a route of the Gateway API, their ports, certificates.

use super::{Index, references};
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::validate::walk::group;
use crate::lower::{Node, Object};

/// Annotations that let something in the cluster make the certificate.
const MADE: [&str; 3] = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme"];

/// Looks at the Ingress at `position`.
pub(super) fn ingress(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(object) = index.objects.get(position) else { return };
    let Some(spec) = object.root.get("spec") else { return };
    let from = index.namespace(position);
    let paths = spec.items("rules").iter().filter_map(|rule| rule.get("http")).flat_map(|http| http.items("paths"));
    let backends = paths.filter_map(|path| path.get("backend")).chain(spec.get("defaultBackend"));
    for service in backends.filter_map(|backend| backend.get("service")) {
        let known = references::object(found, index, from, "Service", service, "name");
        let (Some(known), Some(port)) = (known, service.get("port")) else { continue };
        if let Some(asked) = port.get("number") {
            has(found, known, asked, "port");
        } else if let Some(asked) = port.get("name") {
            has(found, known, asked, "name");
        }
    }
    let annotations = object.root.at(&["metadata", "annotations"]);
    if !annotations.is_some_and(|known| MADE.iter().any(|key| known.get(key).is_some())) {
        for tls in spec.items("tls") {
            let _ = references::object(found, index, from, "Secret", tls, "secretName");
        }
    }
}

/// Looks at the route of the Gateway API at `position`.
pub(super) fn route(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(object) = index.objects.get(position) else { return };
    // A program that makes no Service at all routes to those of others.
    let mut kinds = index.objects.iter().map(|object| &object.kind);
    if group(&object.api_version) != "gateway.networking.k8s.io" || !kinds.any(|kind| kind == "Service") {
        return;
    }
    let rules = object.root.get("spec").map(|spec| spec.items("rules")).unwrap_or_default();
    for backend in rules.iter().flat_map(|rule| rule.items("backendRefs")) {
        let is_service = backend.text("kind").is_none_or(|kind| kind == "Service");
        let namespace = backend.text("namespace").unwrap_or(index.namespace(position));
        // Of other namespaces the program may know only a part.
        if !is_service || !backend.text("group").is_none_or(str::is_empty) || namespace != index.namespace(position) {
            continue;
        }
        let known = references::object(found, index, namespace, "Service", backend, "name");
        if let Some((known, port)) = known.zip(backend.get("port")) {
            has(found, known, port, "port");
        }
    }
}

/// The Service has a port of which `field` is what is asked for.
fn has(found: &mut Found<'_, '_>, known: &Object, asked: &Node, field: &str) {
    let ports = known.root.get("spec").map(|spec| spec.items("ports")).unwrap_or_default();
    if ports.iter().any(|port| port.get(field).is_some_and(|known| known.says_as(asked))) {
        return;
    }
    let shown =
        asked.as_text().map_or_else(|| asked.as_int().unwrap_or(0).to_string(), |name| format!("called `{name}`"));
    let message = format!("the Service `{}` has no port {shown}", known.name);
    let has: Vec<String> = ports.iter().map(described).collect();
    let help = format!("it has {}", if has.is_empty() { "none".to_owned() } else { has.join(", ") });
    let diagnostic = Diagnostic::error(code::NO_SUCH_PORT, asked.origin.span, message);
    found.missing_as(asked, diagnostic.label(known.origin.span, "this Service").help(help));
}

fn described(port: &Node) -> String {
    let number = port.int("port").unwrap_or(0);
    port.text("name").map_or_else(|| number.to_string(), |name| format!("{number} called `{name}`"))
}
