//! Windows containers that run on the node itself.

use super::{Verdict, is_true};
use crate::lower::validate::walk::Pod;

/// `securityContext.windowsOptions.hostProcess`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for (_, context) in pod.contexts() {
        let process = context.get("windowsOptions").and_then(|options| options.get("hostProcess"));
        if let Some(node) = process.filter(|node| is_true(node)) {
            verdict.wrong(node, "privileged", "processes run on the node itself");
        }
    }
}
