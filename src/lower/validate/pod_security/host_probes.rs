//! Probes and hooks by which the node connects to a host of the pod's choice. A control since 1.34.

use super::Verdict;
use crate::lower::validate::walk::Pod;

const ACTIONS: [[&str; 2]; 5] = [
    ["livenessProbe", ""],
    ["readinessProbe", ""],
    ["startupProbe", ""],
    ["lifecycle", "postStart"],
    ["lifecycle", "preStop"],
];

/// `host` of `httpGet` and `tcpSocket`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for container in &pod.containers {
        for [field, hook] in ACTIONS {
            let Some(field) = container.node.get(field) else { continue };
            let Some(action) = (if hook.is_empty() { Some(field) } else { field.get(hook) }) else { continue };
            for kind in ["httpGet", "tcpSocket"] {
                let host = action.get(kind).and_then(|kind| kind.get("host")).filter(|host| !host.is_empty());
                if let Some(node) = host {
                    verdict.wrong(
                        node,
                        "host_probe",
                        "the node itself is made to connect to a host of the pod's choice",
                    );
                }
            }
        }
    }
}
