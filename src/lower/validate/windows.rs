//! What a pod may not say of itself or its containers on the system that it names. Sources: `validateWindows`,
//! `validateLinux`.

use super::found::Found;
use super::walk::Pod;
use crate::lower::{Node, Tree};

/// What has no meaning on Windows, in the security context of a pod or of a container.
const OF_CONTEXTS: [&str; 14] = [
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "capabilities",
    "fsGroup",
    "fsGroupChangePolicy",
    "privileged",
    "procMount",
    "readOnlyRootFilesystem",
    "runAsGroup",
    "runAsUser",
    "seLinuxChangePolicy",
    "seLinuxOptions",
    "seccompProfile",
    "sysctls",
];
/// The same, more than one group apart: lists that may be there and empty.
const GROUPS: [&str; 2] = ["supplementalGroups", "supplementalGroupsPolicy"];
/// The same, in the pod: what is shared with the node, and what only Linux counts.
const OF_PODS: [&str; 6] =
    ["hostIPC", "hostPID", "hostUsers", "resources", "setHostnameAsFQDN", "shareProcessNamespace"];

/// Looks at the pod and its containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    let Some(os) = pod.spec.at(&["os", "name"]) else { return };
    if pod.is_windows() {
        for (key, node) in pod.spec.entries().filter(|(key, node)| OF_PODS.contains(key) && says(key, node)) {
            refuse(found, key, node, os);
        }
        for (_, context) in pod.contexts() {
            let refused = |key: &str| OF_CONTEXTS.contains(&key) || GROUPS.contains(&key);
            for (key, node) in context.entries().filter(|(key, _)| refused(key)) {
                refuse(found, key, node, os);
            }
        }
    } else if os.as_text().is_some_and(|os| os == "linux") {
        for (_, context) in pod.contexts() {
            if let Some(node) = context.get("windowsOptions") {
                found.contradiction(node, "Linux has no `windowsOptions`", os, "take them out");
            }
        }
    }
}

/// Whether the field says something: that nothing is shared may be said anywhere, of users it says the contrary.
fn says(key: &str, node: &Node) -> bool {
    node.tree != Tree::Bool(false) || matches!(key, "hostUsers" | "shareProcessNamespace")
}

fn refuse(found: &mut Found<'_, '_>, key: &str, node: &Node, os: &Node) {
    found.contradiction(node, &format!("Windows has no `{key}`"), os, "take it out");
}
