//! /proc without the parts masked that tell of the node. Since 1.35 `baseline` lets it pass where the pod's users are
//! others than those of the node; `restricted` does not.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// `securityContext.procMount`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    if verdict.minor >= 35 && !verdict.restricted && pod.has_own_users() {
        return;
    }
    for context in pod.containers.iter().filter_map(|container| container.context) {
        let mount = context.get("procMount");
        if let Some(node) = mount.filter(|node| node.as_text().is_none_or(|text| text != "Default")) {
            verdict.wrong(node, "unconfined", "the container sees all of /proc");
        }
    }
}
