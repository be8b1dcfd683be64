//! That processes do not run as root must be said, of the pod or of every container. Since 1.35 not where the pod's users
//! are others than those of the node.

use super::Verdict;
use crate::lower::Tree;
use crate::lower::validate::walk::Pod;

/// `securityContext.runAsNonRoot`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    if verdict.minor >= 35 && pod.has_own_users() {
        return;
    }
    let mut bad = false;
    for (who, context) in pod.contexts() {
        if let Some(node) = context.get("runAsNonRoot").filter(|node| node.tree == Tree::Bool(false)) {
            bad = true;
            verdict.wrong(node, "root", format!("the {who} may run as root"));
        }
    }
    if bad || pod.context.is_some_and(|context| context.is_true("runAsNonRoot")) {
        return;
    }
    for container in &pod.containers {
        if !container.context.is_some_and(|context| context.is_true("runAsNonRoot")) {
            let holder = container.context.or(pod.context).unwrap_or(container.node);
            verdict.lacks(holder, "root", "nothing keeps the container from running as root");
        }
    }
}
