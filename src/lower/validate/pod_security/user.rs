//! Pods and containers that run as user 0. Since 1.35 they may where the pod's users are others than those of the node.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// `securityContext.runAsUser`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    if verdict.minor >= 35 && pod.has_own_users() {
        return;
    }
    for (who, context) in pod.contexts() {
        if let Some(node) = context.get("runAsUser").filter(|node| node.as_int() == Some(0)) {
            verdict.wrong(node, "root", format!("the {who} runs as root"));
        }
    }
}
