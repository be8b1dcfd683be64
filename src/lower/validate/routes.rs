//! Ingresses: something to route, hosts and paths that can match, backends that are one thing. Sources:
//! `ValidateIngressSpec`, `validateHTTPIngressPath`, `validateIngressBackend`, `validateIngressTLS`.

use super::found::Found;
use crate::diag::code;
use crate::lower::{Node, Object};
use crate::types::NameKind;
use crate::types::format::host::{self, Wildcard};

/// Looks at an Ingress.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else {
        found.needs(&object.root, "spec", "the Ingress");
        return;
    };
    let rules = spec.items("rules");
    if rules.is_empty() && spec.get("defaultBackend").is_none() {
        let message = "the Ingress leads nowhere";
        found.missing(code::LACKS, spec.get("rules").unwrap_or(spec), message, "write `rules` or `defaultBackend`");
    }
    if let Some(default) = spec.get("defaultBackend") {
        backend(found, default);
    }
    for rule in rules {
        if let Some(node) = rule.get("host") {
            name(found, node);
        }
        let Some(http) = rule.get("http") else { continue };
        if http.items("paths").is_empty() {
            found.missing(code::LACKS, http.get("paths").unwrap_or(http), "the rule has no path", "write `paths`");
        }
        for path in http.items("paths") {
            self::path(found, path);
        }
    }
    for tls in spec.items("tls") {
        tls.items("hosts").iter().for_each(|host| name(found, host));
        found.name(tls, "secretName", NameKind::Subdomain, "the name of a Secret");
    }
    let class = object.root.at(&["metadata", "annotations", "kubernetes.io/ingress.class"]);
    if let (Some(annotation), Some(class)) = (class, spec.get("ingressClassName"))
        && !annotation.says_as(class)
    {
        let help = "keep `ingressClassName`; the annotation is deprecated";
        found.contradiction(annotation, "the annotation names another class", class, help);
    }
}

fn name(found: &mut Found<'_, '_>, node: &Node) {
    let Some(text) = node.as_text().filter(|text| !text.is_empty()) else { return };
    match host::parse(text, Wildcard::Allowed) {
        Ok(host) if host.address.is_some() => {
            found.error(
                code::BAD_FIELD,
                node,
                "an address cannot be the host of a route",
                "write a name, or leave it out",
            );
        }
        Ok(_) => {}
        Err(error) => found.format(code::BAD_FIELD, node, &format!("`{text}` cannot be a host"), &error),
    }
}

fn path(found: &mut Found<'_, '_>, rule: &Node) {
    found.needs(rule, "pathType", "the path");
    found.word(rule, "pathType", &["Exact", "ImplementationSpecific", "Prefix"]);
    match rule.get("backend") {
        Some(backend) => self::backend(found, backend),
        None => found.needs(rule, "backend", "the path"),
    }
    let free = rule.text("pathType") == Some("ImplementationSpecific");
    let Some(node) = rule.get("path") else {
        if matches!(rule.text("pathType"), Some("Exact" | "Prefix")) {
            found.needs(rule, "path", "the rule");
        }
        return;
    };
    let Some(path) = node.as_text() else { return };
    if !(path.starts_with('/') || free && path.is_empty()) {
        found.error(
            code::BAD_FIELD,
            node,
            format!("the path `{path}` does not start with `/`"),
            format!("write `/{path}`"),
        );
        return;
    }
    if free {
        return;
    }
    let lower = path.to_ascii_lowercase();
    let bad = ["//", "/./", "/../", "%2f"].into_iter().find(|bad| lower.contains(bad));
    let bad = bad.or_else(|| ["/.", "/.."].into_iter().find(|bad| path.ends_with(bad)));
    if let Some(bad) = bad {
        found.error(code::BAD_FIELD, node, format!("a path has no `{bad}`"), "write the path that it means");
    }
}

fn backend(found: &mut Found<'_, '_>, backend: &Node) {
    if !found.one_of(backend, &["resource", "service"], "the backend") {
        return;
    }
    let Some(service) = backend.get("service") else { return };
    found.needs(service, "name", "the backend");
    found.name(service, "name", NameKind::ServiceLabel, "the name of a Service");
    let Some(port) = service.get("port") else {
        found.needs(service, "port", "the backend");
        return;
    };
    if found.one_of(port, &["name", "number"], "the port of the backend") {
        found.name(port, "name", NameKind::PortName, "the name of a port here");
        found.within(port, "number", 1..=65535);
    }
}
