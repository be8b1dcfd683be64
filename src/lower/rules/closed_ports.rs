//! Ports that the workload's own policy closes though something of the program leads there.

use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, code};
use crate::lower::context::Lowering;
use crate::lower::edges::{PodPort, pod_port};
use crate::lower::network_policy::exposed;
use crate::lower::workload::Workload;
use crate::lower::{Node, accept};
use crate::source::Span;

/// Looks at the ports of the Service, those that are exposed and those where metrics are fetched; `rules` are those of
/// the policy that let somebody in.
pub(in crate::lower) fn closed_ports(cx: &mut Lowering<'_>, workload: &Workload<'_>, rules: &[Node]) {
    let declaration = workload.declaration;
    let exposes: Vec<(Span, PodPort)> = declaration
        .body
        .labelled("expose")
        .filter_map(|(label, item)| {
            let port = exposed(declaration, label, item)?;
            Some((item.origin.span, pod_port(workload, &port.label)?))
        })
        .collect();
    // Otherwise a route opens its port, unless `accept` says to whom.
    if cx.plain && !cx.strict {
        not_from_elsewhere(cx, workload, &exposes);
    }
    // In strict networking everything is closed because the program says so, once.
    let Some((first, accept)) = declaration.body.labelled("accept").next().filter(|_| !cx.strict) else { return };
    let Some(open) = opened(rules) else { return };
    let exposed_at = exposes.iter().map(|(span, port)| (*span, port.clone(), "is exposed"));
    let fetched = declaration.body.labelled("metrics").filter_map(|(label, item)| {
        Some((item.origin.span, pod_port(workload, label)?, "is where metrics are fetched"))
    });
    let served = declaration
        .face
        .ports
        .iter()
        .filter_map(|port| Some((port.origin.span, pod_port(workload, &port.label)?, "stands on the Service")));
    let mut seen = FxHashSet::default();
    for (span, port, what) in exposed_at.chain(fetched).chain(served).collect::<Vec<_>>() {
        let label = label_of(workload, &port);
        if open.contains(&port.number) || !seen.insert(port.number) {
            continue;
        }
        let message = format!("the port `{label}` {what}, but the policy of `{}` lets nobody in", declaration.label);
        cx.report(
            Diagnostic::warning(code::NO_EFFECT, span, message)
                .label(accept.origin.span, format!("`accept {first}` makes a policy, which closes the other ports"))
                .help(format!("say who may connect, `accept {label} = cluster` for every pod")),
        );
    }
}

/// The numbers of the ports that some rule opens; `None` where one opens all.
fn opened(rules: &[Node]) -> Option<FxHashSet<i64>> {
    let mut open = FxHashSet::default();
    for rule in rules {
        let ports = rule.items("ports");
        if ports.is_empty() {
            return None;
        }
        open.extend(ports.iter().filter_map(|port| port.get("port").and_then(Node::as_int)));
    }
    Some(open)
}

/// What the program calls the port.
fn label_of(workload: &Workload<'_>, port: &PodPort) -> String {
    let served = &workload.declaration.face.ports;
    let served = served.iter().find(|known| pod_port(workload, &known.label).as_ref() == Some(port));
    let own = || workload.ports.iter().find(|known| i64::from(known.number) == port.number);
    match served {
        Some(known) => known.label.to_string(),
        None => own().map_or_else(|| port.number.to_string(), |known| known.label.to_string()),
    }
}

/// Reports exposed ports that are open to the workload's own namespace only: what leads there from outside the cluster
/// runs in another.
fn not_from_elsewhere(cx: &mut Lowering<'_>, workload: &Workload<'_>, exposes: &[(Span, PodPort)]) {
    let name = &workload.declaration.label;
    for (span, port) in exposes {
        let Some((label, first)) = accept::about(workload, port).next() else { continue };
        if accept::about(workload, port).any(|(_, item)| accept::from_elsewhere(cx, workload, item)) {
            continue;
        }
        let message = format!("`{name}` is exposed, but `accept {label}` lets in nobody from another namespace");
        cx.report(
            Diagnostic::warning(code::NO_EFFECT, *span, message)
                .label(first.origin.span, "only pods of its own namespace")
                .help("let the ingress controller in too, as in `namespace(\"ingress-nginx\")`"),
        );
    }
}
