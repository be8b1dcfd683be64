//! Namespaces of the kernel that the pod shares with its node.

use super::{Verdict, is_true};
use crate::lower::validate::walk::Pod;

const FIELDS: [(&str, &str, &str); 3] = [
    ("hostNetwork", "host_network", "the pod shares the network of its node"),
    ("hostPID", "host_pid", "the pod sees the processes of its node"),
    ("hostIPC", "host_ipc", "the pod shares memory with the processes of its node"),
];

/// `hostNetwork`, `hostPID`, `hostIPC`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for (field, capability, what) in FIELDS {
        if let Some(node) = pod.spec.get(field).filter(|node| is_true(node)) {
            verdict.wrong(node, capability, what);
        }
    }
}
