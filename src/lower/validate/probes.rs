//! Probes and hooks: one way to ask each, numbers that make sense, and what only some probes have. Sources:
//! `validateProbe`, `validateLivenessProbe`, `validateReadinessProbe`, `validateHandler`, `validateLifecycle`.

use super::found::Found;
use super::walk::{Container, Pod};
use crate::diag::code;
use crate::lower::{Node, Tree};
use crate::types::NameKind;

/// The ways in which a probe asks.
const PROBES: [&str; 4] = ["exec", "grpc", "httpGet", "tcpSocket"];
/// What a hook does.
const HOOKS: [&str; 4] = ["exec", "httpGet", "sleep", "tcpSocket"];

/// Looks at the probes and hooks of all containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for container in &pod.containers {
        for (key, node) in container.node.entries() {
            match key {
                "livenessProbe" | "readinessProbe" | "startupProbe" => probe(found, pod, container, key, node),
                "lifecycle" => {
                    for (_, hook) in node.entries().filter(|(key, _)| matches!(*key, "postStart" | "preStop")) {
                        if found.one_of(hook, &HOOKS, "the hook") {
                            action(found, pod, container, hook);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn probe(found: &mut Found<'_, '_>, pod: &Pod<'_>, container: &Container<'_>, kind: &str, probe: &Node) {
    if found.one_of(probe, &PROBES, format_args!("the `{kind}`")) {
        action(found, pod, container, probe);
    }
    for key in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "failureThreshold"] {
        found.not_negative(probe, key);
    }
    match kind {
        "readinessProbe" => {
            found.not_negative(probe, "successThreshold");
            if let Some(node) = probe.get("terminationGracePeriodSeconds") {
                let message =
                    "a readiness probe never stops the container, so it has no `terminationGracePeriodSeconds`";
                found.error(code::CONTRADICTION, node, message, "take it out");
                return;
            }
        }
        // Zero means the default, which is one.
        _ => found.within(probe, "successThreshold", 0..=1),
    }
    found.within(probe, "terminationGracePeriodSeconds", 1..=i64::MAX);
}

fn action(found: &mut Found<'_, '_>, pod: &Pod<'_>, container: &Container<'_>, holder: &Node) {
    for (key, action) in holder.entries() {
        match key {
            "exec" => {
                let command = action.get("command");
                if command.is_none_or(Node::is_empty) {
                    found.missing(
                        code::LACKS,
                        command.unwrap_or(action),
                        "nothing to execute",
                        "write `command = [\"…\"]`",
                    );
                }
            }
            "httpGet" => {
                found.word(action, "scheme", &["HTTP", "HTTPS"]);
                for header in action.items("httpHeaders") {
                    found.name(header, "name", NameKind::HeaderName, "the name of a header");
                }
                port(found, pod, container, action);
            }
            "tcpSocket" => port(found, pod, container, action),
            "grpc" => {
                found.needs(action, "port", "the probe");
                found.within(action, "port", 1..=65535);
            }
            "sleep" => {
                let grace = pod.spec.int("terminationGracePeriodSeconds").unwrap_or(30);
                found.within(action, "seconds", if found.minor() >= 33 { 0 } else { 1 }..=grace.max(1));
            }
            _ => {}
        }
    }
}

/// A port by number, or by the name that this container has for it.
fn port(found: &mut Found<'_, '_>, pod: &Pod<'_>, container: &Container<'_>, action: &Node) {
    found.needs(action, "port", "what asks");
    found.within(action, "port", 1..=65535);
    let Some(node) = action.get("port") else { return };
    let Tree::Text(name) = &node.tree else { return };
    if name.is_empty() {
        return;
    }
    if NameKind::PortName.check(name).is_err() {
        found.name(action, "port", NameKind::PortName, "the name of a container port");
        return;
    }
    let has =
        |container: &Container<'_>| container.node.items("ports").iter().any(|port| port.text("name") == Some(name));
    if has(container) {
        return;
    }
    let other = pod.containers.iter().find(|other| has(other));
    let message = format!("the container `{}` has no port called `{name}`", container.name());
    let help = match other {
        Some(other) => format!("`{}` has: write the number", other.name()),
        None => "name one of its `ports` so, or write the number".into(),
    };
    found.missing(code::UNKNOWN_PORT, node, message, help);
}
