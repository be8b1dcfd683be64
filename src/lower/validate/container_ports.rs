//! The ports of containers: numbers, names, protocols, and ports of the node that two of them want. Sources:
//! `validateContainerPorts`, `AccumulateUniqueHostPorts`, `validatePodHostNetworkDeps`, and what it only warns of.

use super::found::Found;
use super::walk::{Pod, Role};
use crate::diag::{Diagnostic, code};
use crate::lower::Node;
use crate::types::NameKind;

/// Looks at all ports of the pod.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    let on_host = pod.spec.is_true("hostNetwork");
    let running = pod.containers.iter().filter(|container| matches!(container.role, Role::Main | Role::Sidecar));
    let all = running.flat_map(|container| container.node.items("ports"));
    for (index, port) in all.clone().enumerate() {
        if port.get("containerPort").is_none() {
            found.missing(code::LACKS, port, "the port has no `containerPort`", "write `containerPort`");
        }
        found.within(port, "containerPort", 1..=65535);
        found.within(port, "hostPort", 0..=65535);
        found.word(port, "protocol", &["TCP", "UDP", "SCTP"]);
        found.name(port, "name", NameKind::PortName, "the name of a container port");
        let host = port.get("hostPort").filter(|host| host.as_int() != Some(0));
        match host {
            Some(host) if on_host && port.int("containerPort") != host.as_int() => {
                let message = "in the network of the node, `hostPort` is the `containerPort`";
                found.error(code::CONTRADICTION, host, message, "leave `hostPort` out");
            }
            None => {
                if let Some(ip) = port.get("hostIP") {
                    found.warning(code::NO_EFFECT, ip, "`hostIP` has no effect without `hostPort`", "write `hostPort`");
                }
            }
            Some(_) => {}
        }
        for earlier in all.clone().take(index) {
            if let Some((message, node, other)) = clash(earlier, port) {
                let diagnostic = Diagnostic::error(code::PORT_CLASH, node.origin.span, message)
                    .label(other.origin.span, "the other one")
                    .help("the containers of a pod share one address: let the ports differ");
                found.add(node, diagnostic);
                break;
            }
        }
    }
}

/// What two ports of a pod have in common and should not.
fn clash<'a>(earlier: &'a Node, port: &'a Node) -> Option<(String, &'a Node, &'a Node)> {
    let both = |key: &str| Some((port.get(key)?, earlier.get(key)?)).filter(|(port, earlier)| port.says_as(earlier));
    if let Some((node, other)) = both("name") {
        return Some((format!("two ports of the pod are called `{}`", port.text("name")?), node, other));
    }
    let protocol = |port: &'a Node| port.text("protocol").unwrap_or("TCP");
    if protocol(earlier) != protocol(port) {
        return None;
    }
    let same_ip = earlier.text("hostIP").unwrap_or_default() == port.text("hostIP").unwrap_or_default();
    if let Some((node, other)) = both("hostPort").filter(|(node, _)| same_ip && node.as_int() != Some(0)) {
        return Some((format!("two ports of the pod take port {} of the node", node.as_int()?), node, other));
    }
    let (node, other) = both("containerPort")?;
    let apart = ["hostPort", "hostIP"].iter().any(|key| port.get(key).is_some() || earlier.get(key).is_some());
    (!apart).then(|| {
        (
            format!("two ports of the pod are {}/{}", node.as_int().unwrap_or(0), protocol(port).to_lowercase()),
            node,
            other,
        )
    })
}
