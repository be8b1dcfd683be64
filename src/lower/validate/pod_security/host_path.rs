//! Volumes that are a path of the node.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// `volumes[*].hostPath`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for volume in pod.spec.items("volumes") {
        if let Some(node) = volume.get("hostPath") {
            verdict.wrong(node, "host_path", "a path of the node is mounted");
        }
    }
}
