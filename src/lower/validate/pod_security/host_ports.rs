//! Ports of the node that a container takes.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// `containers[*].ports[*].hostPort`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for port in pod.containers.iter().flat_map(|container| container.node.items("ports")) {
        if let Some(node) = port.get("hostPort").filter(|node| node.as_int() != Some(0)) {
            verdict.wrong(node, "host_port", "a port of the node is taken");
        }
    }
}
