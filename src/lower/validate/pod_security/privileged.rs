//! A container that is not isolated from its node at all.

use super::{Verdict, is_true};
use crate::lower::validate::walk::Pod;

/// `securityContext.privileged`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for context in pod.containers.iter().filter_map(|container| container.context) {
        if let Some(node) = context.get("privileged").filter(|node| is_true(node)) {
            verdict.wrong(node, "privileged", "the container is not isolated from its node");
        }
    }
}
