//! Autoscalers and what they scale: it is there, says no number of its own, has no second autoscaler, and its containers
//! request what a percentage is of.

use super::Index;
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::validate::walk::{Pod, Role};
use crate::lower::{Node, Object};

/// Kinds that Kubernetes itself scales.
const SCALED: [&str; 4] = ["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"];

/// Looks at the autoscaler at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(spec) = index.objects.get(position).and_then(|object| object.root.get("spec")) else { return };
    let Some(target) = spec.get("scaleTargetRef") else { return };
    let (Some(kind), Some(name), Some(node)) = (target.text("kind"), target.text("name"), target.get("name")) else {
        return;
    };
    let from = index.namespace(position);
    let Some(known) = index.find(kind, from, name) else {
        if SCALED.contains(&kind) && index.is_complete(found) {
            let message = format!("the program makes no {kind} `{name}`");
            let diagnostic = Diagnostic::warning(code::NO_SUCH_OBJECT, node.origin.span, message);
            found.missing_as(node, diagnostic.help("let the autoscaler name one that it makes"));
        }
        return;
    };
    let Some(known) = known else { return };
    if let Some(replicas) = known.root.get("spec").and_then(|spec| spec.get("replicas")) {
        let message = "an autoscaler sets the number of these pods, and every update sets it back";
        let diagnostic = Diagnostic::warning(code::SCALED_BACK, replicas.origin.span, message)
            .label(node.origin.span, "the autoscaler")
            .help("take `replicas` out");
        found.add(replicas, diagnostic);
    }
    twice(found, index, position, target, node);
    for metric in spec.items("metrics") {
        requests(found, known, metric);
    }
    resized(found, index, position, spec, target);
}

/// An autoscaler that changes the requests of the very pods whose number follows from them.
fn resized(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize, spec: &Node, target: &Node) {
    let metric = spec.items("metrics").iter().filter_map(|metric| metric.get("resource")?.get("name"));
    let Some(metric) = metric.into_iter().next() else { return };
    for (at, other) in index.objects.iter().enumerate() {
        if other.kind != "VerticalPodAutoscaler" || index.namespace(at) != index.namespace(position) {
            continue;
        }
        let same = |key: &str| other.root.at(&["spec", "targetRef"]).and_then(|own| own.text(key)) == target.text(key);
        let off = other.root.at(&["spec", "updatePolicy", "updateMode"]).is_some_and(|mode| super::text(mode) == "Off");
        if same("kind") && same("name") && !off {
            let message = "two autoscalers follow one figure: this one adds pods, the other makes them larger";
            let diagnostic = Diagnostic::error(code::TWO_SCALERS, metric.origin.span, message)
                .label(other.origin.span, "the other one")
                .help("let the other one recommend only, with `updateMode = \"Off\"`, or scale by another metric");
            found.add(metric, diagnostic);
            return;
        }
    }
}

/// An earlier autoscaler of the same object.
fn twice(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize, target: &Node, node: &Node) {
    let (kind, name) = (target.text("kind").unwrap_or_default(), target.text("name").unwrap_or_default());
    let key = super::hash(kind, index.namespace(position), name);
    let first = *index.scaled().entry(key).or_insert(position);
    let other = index.objects.get(first).filter(|_| first != position);
    let Some(earlier) = other.and_then(|other| other.root.at(&["spec", "scaleTargetRef"])) else { return };
    let diagnostic =
        Diagnostic::error(code::TWO_SCALERS, node.origin.span, format!("two autoscalers scale the {kind} `{name}`"))
            .label(earlier.get("name").unwrap_or(earlier).origin.span, "the other one")
            .help("put all metrics into one");
    found.add(node, diagnostic);
}

/// A percentage of a request that some container does not make.
fn requests(found: &mut Found<'_, '_>, known: &Object, metric: &Node) {
    let Some(resource) = metric.get("resource") else { return };
    let (Some(name), Some(node)) = (resource.text("name"), resource.at(&["target", "averageUtilization"])) else {
        return;
    };
    let Some(pod) = Pod::of(known) else { return };
    let running = pod.containers.iter().filter(|container| matches!(container.role, Role::Main | Role::Sidecar));
    for container in running {
        let asks = ["requests", "limits"].iter().any(|list| container.node.at(&["resources", list, name]).is_some());
        if !asks && pod.spec.at(&["resources", "requests", name]).is_none() {
            let message = format!("a percentage of the `{name}` request, but `{}` has none", container.name());
            let diagnostic = Diagnostic::error(code::NO_REQUEST, node.origin.span, message)
                .label(container.node.origin.span, "this container")
                .help(format!("write `resources.requests.{name}` there, or a target that is no percentage"));
            found.missing_as(node, diagnostic);
        }
    }
}
