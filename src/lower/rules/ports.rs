//! Ports that get into each other's way, in a pod or on a Service.

use crate::diag::{Diagnostic, code};
use crate::eval::ServicePort;
use crate::lower::Node;
use crate::lower::context::Lowering;
use crate::lower::workload::Workload;
use crate::types::Protocol;

/// The ports of all containers of the pod: they share one address.
pub(in crate::lower) fn pod(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    for (number, port) in workload.ports.iter().enumerate().filter(|(_, port)| port.listed) {
        let protocol = |port: &crate::lower::port::Port| port.protocol.unwrap_or(Protocol::Tcp);
        for earlier in workload.ports.iter().take(number).filter(|earlier| earlier.listed) {
            let same_number = earlier.number == port.number && protocol(earlier) == protocol(port);
            let same_name = earlier
                .name
                .as_ref()
                .and_then(Node::as_text)
                .is_some_and(|name| port.name.as_ref().and_then(Node::as_text) == Some(name));
            if !same_number && !same_name {
                continue;
            }
            let message = if same_number {
                format!("two ports of the pod are {}/{}", port.number, protocol(port).word())
            } else {
                format!("two ports of the pod are called `{}`", port.label)
            };
            cx.report(
                Diagnostic::error(code::PORT_CLASH, port.origin.span, message)
                    .label(earlier.origin.span, "the other one")
                    .help("the containers of a pod share one address: give one of them another port"),
            );
            break;
        }
    }
}

/// The ports of one Service. Two ports of the pod that clash are reported there.
pub(in crate::lower) fn service_ports(cx: &mut Lowering<'_>, workload: &Workload<'_>, ports: &[ServicePort]) {
    let of_pod = |port: &ServicePort| workload.ports.iter().any(|known| known.origin.span == port.origin.span);
    for (number, port) in ports.iter().enumerate() {
        let protocol = |port: &ServicePort| port.protocol.clone().unwrap_or_else(|| "TCP".into());
        for earlier in ports.iter().take(number) {
            if of_pod(earlier) && of_pod(port) && earlier.number == port.number {
                continue;
            }
            let message = if earlier.number == port.number && protocol(earlier) == protocol(port) {
                format!("two ports of the Service are {}/{}", port.number, protocol(port).to_lowercase())
            } else if earlier.name.is_some() && earlier.name == port.name {
                format!("two ports of the Service are called `{}`", port.label)
            } else if earlier.name.is_none() || port.name.is_none() {
                "a Service with several ports needs a name for each".into()
            } else {
                continue;
            };
            cx.report(
                Diagnostic::error(code::PORT_CLASH, port.origin.span, message)
                    .label(earlier.origin.span, "the other one")
                    .help("give one another number with `service = …`, another name, or leave it off with `service = none`"),
            );
            break;
        }
    }
}
