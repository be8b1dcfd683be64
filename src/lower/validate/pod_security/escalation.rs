//! Processes that may gain more rights than their parent has. Windows has no such thing, which the control knows since
//! 1.25.

use super::Verdict;
use crate::lower::Tree;
use crate::lower::validate::walk::Pod;

/// `securityContext.allowPrivilegeEscalation`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    if verdict.minor >= 25 && pod.is_windows() {
        return;
    }
    for container in &pod.containers {
        match container.context.and_then(|context| context.get("allowPrivilegeEscalation")) {
            Some(node) if node.tree == Tree::Bool(false) => {}
            Some(node) => verdict.wrong(node, "escalation", "processes may gain more rights than their parent has"),
            None => {
                let holder = container.context.unwrap_or(container.node);
                verdict.lacks(holder, "escalation", "processes may gain more rights than their parent has");
            }
        }
    }
}
