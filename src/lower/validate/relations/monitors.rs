//! What is to be measured: the Services or pods that a monitor looks for are there, and have the ports at which they are
//! asked.

use super::{Index, Pod, text};
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::validate::walk::group;
use crate::lower::{Node, Object};

/// Looks at the ServiceMonitor or PodMonitor at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(object) = index.objects.get(position) else { return };
    let Some(spec) = object.root.get("spec").filter(|_| group(&object.api_version) == "monitoring.coreos.com") else {
        return;
    };
    let Some(selector) = spec.get("selector") else { return };
    let Some(labels) = selector.get("matchLabels").filter(|labels| !labels.is_empty()) else { return };
    // Monitors of other namespaces are mostly of what is in the cluster already.
    if !selector.items("matchExpressions").is_empty()
        || spec.get("namespaceSelector").is_some_and(|from| !from.is_empty())
    {
        return;
    }
    let from = index.namespace(position);
    if object.kind == "PodMonitor" {
        let pods: Vec<&Pod<'_>> = index.selected(from, labels).into_iter().map(|(_, pod)| pod).collect();
        if pods.is_empty() {
            return super::selectors::nobody(found, index, labels, "the monitor");
        }
        for port in spec.items("podMetricsEndpoints").iter().filter_map(|endpoint| endpoint.get("port")) {
            if !pods.iter().any(|pod| super::selectors::has(pod, port)) {
                absent(found, port, "pod", None);
            }
        }
        return;
    }
    let services = index.services(from, labels);
    let Some(first) = services.first().copied() else {
        if index.is_complete(found) {
            let asked: Vec<String> = labels.entries().map(|(key, value)| format!("{key}={}", text(value))).collect();
            let message = format!("the monitor finds no Service: none of the program carries `{}`", asked.join(","));
            let diagnostic = Diagnostic::warning(code::FINDS_NO_PODS, labels.origin.span, message);
            found.missing_as(labels, diagnostic.help("let the selector ask for labels that a Service has"));
        }
        return;
    };
    for port in spec.items("endpoints").iter().filter_map(|endpoint| endpoint.get("port")) {
        let has = |service: &&Object| {
            let ports = service.root.get("spec").map(|spec| spec.items("ports")).unwrap_or_default();
            ports.iter().any(|known| known.get("name").is_some_and(|name| name.says_as(port)))
        };
        if !services.iter().any(has) {
            absent(found, port, "Service", Some(first));
        }
    }
}

fn absent(found: &mut Found<'_, '_>, port: &Node, what: &str, first: Option<&Object>) {
    let message = format!("no {what} that the monitor finds has a port called `{}`", text(port));
    let mut diagnostic = Diagnostic::warning(code::NO_SUCH_PORT, port.origin.span, message)
        .help("write the name of one of its ports; a number goes into `targetPort`");
    if let Some(first) = first {
        diagnostic = diagnostic.label(first.origin.span, "this is one of them");
    }
    found.missing_as(port, diagnostic);
}
