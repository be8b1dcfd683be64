//! Names and labels within the limits of the API server.

use ecow::EcoString;

use crate::diag::{Diagnostic, code};
use crate::lower::context::Lowering;
use crate::lower::workload::Workload;
use crate::lower::{Node, Object};
use crate::source::Span;
use crate::types::{FormatError, NameKind};

/// The kind of name that objects of `kind` have.
fn name_kind(kind: &str) -> NameKind {
    match kind {
        "Service" => NameKind::ServiceLabel,
        "Namespace" | "StatefulSet" => NameKind::Label,
        "Role" | "RoleBinding" | "ClusterRole" | "ClusterRoleBinding" => NameKind::PathSegment,
        _ => NameKind::Subdomain,
    }
}

/// The name, labels and annotations of an object.
pub(in crate::lower) fn object(cx: &mut Lowering<'_>, object: &Object) {
    let Some(metadata) = object.root.at(&["metadata"]) else { return };
    if let Some(node) = metadata.at(&["name"])
        && let Some(name) = node.as_text()
        && let Err(error) = name_kind(&object.kind).check(name)
    {
        broken_name(cx, object.origin.span, &object.kind, node, &error);
    }
    for path in [&["metadata"][..], &["spec", "template", "metadata"]] {
        let Some(metadata) = object.root.at(path) else { continue };
        for (entry, key_kind) in [("labels", NameKind::LabelKey), ("annotations", NameKind::AnnotationKey)] {
            let Some(map) = metadata.at(&[entry]).and_then(Node::as_map) else { continue };
            for (key, node) in map.iter() {
                if let Err(error) = key_kind.check(key) {
                    let message = format!("`{key}` cannot be the name of {}: {}", a(entry), error.cause);
                    report(cx, node, message, error.help.as_deref());
                }
                // A name that is no label value either is one mistake.
                let reported = |value: &&EcoString| cx.is_broken_name(object.origin.span, value);
                let value = node.as_text().filter(|_| entry == "labels").filter(|value| !reported(value));
                if let Some(Err(error)) = value.map(|value| NameKind::LabelValue.check(value)) {
                    let message = format!("the label `{key}` cannot have this value: {}", error.cause);
                    report(cx, node, message, error.help.as_deref());
                }
            }
        }
    }
}

fn a(entry: &str) -> &'static str {
    if entry == "labels" { "a label" } else { "an annotation" }
}

fn report(cx: &mut Lowering<'_>, node: &Node, message: String, help: Option<&str>) {
    let diagnostic = Diagnostic::error(code::BAD_LABEL, node.origin.span, message);
    cx.report(diagnostic.help(help.unwrap_or("write another one")));
}

/// Reports the name at `node` once for the declaration at `declaration`: its objects share one.
fn broken_name(cx: &mut Lowering<'_>, declaration: Span, kind: &str, node: &Node, error: &FormatError) {
    let Some(name) = node.as_text() else { return };
    if !cx.note_broken_name(declaration, name) {
        return;
    }
    let message = format!("`{name}` cannot be the name of a {kind}: {}", error.cause);
    let diagnostic = Diagnostic::error(code::BAD_OBJECT_NAME, node.origin.span, message);
    cx.report(match &error.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("write another `name`"),
    });
}

/// The names inside a pod: of containers, their ports, volumes.
pub(in crate::lower) fn in_pod(cx: &mut Lowering<'_>, spec: &Node) {
    let declaration = spec.origin.span;
    for volume in spec.items("volumes") {
        part(cx, declaration, volume, NameKind::Label, "volume");
    }
    for field in ["initContainers", "containers"] {
        for container in spec.items(field) {
            part(cx, declaration, container, NameKind::Label, "container");
            for port in container.items("ports") {
                part(cx, declaration, port, NameKind::PortName, "container port");
            }
        }
    }
}

/// The names of the ports of a Service.
pub(in crate::lower) fn service_port(cx: &mut Lowering<'_>, port: &Node) {
    part(cx, port.origin.span, port, NameKind::Label, "Service port");
}

fn part(cx: &mut Lowering<'_>, declaration: Span, node: &Node, kind: NameKind, what: &str) {
    if let Some(node) = node.at(&["name"])
        && let Some(name) = node.as_text()
        && let Err(error) = kind.check(name)
    {
        broken_name(cx, declaration, what, node, &error);
    }
}

/// The name of what makes pods: theirs are longer and become labels.
pub(in crate::lower) fn workload_name(cx: &mut Lowering<'_>, kind: &str, node: &Node, workload: &Workload<'_>) {
    let limit = match kind {
        "StatefulSet" | "CronJob" => 52,
        // The digest of the content takes nine.
        "Job" if !cx.plain => 54,
        "Job" => 63,
        _ => return,
    };
    if let Some(name) = node.as_text()
        && name.len() > limit
        && name.len() <= 63
    {
        let span = node.origin.span;
        let message = format!("`{name}` is too long for a {kind}: {} characters of {limit}", name.len());
        let diagnostic = Diagnostic::error(code::BAD_OBJECT_NAME, span, message)
            .note("Kubernetes appends to it for the objects that it makes")
            .help(format!("give `{}` a shorter `name`", workload.declaration.label));
        cx.report(diagnostic);
    }
}
