//! SELinux labels that lead out of the container: users and roles, and types but those of containers.
//! `container_engine_t` is one of these since 1.31.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// `securityContext.seLinuxOptions`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for (_, context) in pod.contexts() {
        let Some(options) = context.get("seLinuxOptions") else { continue };
        for (key, node) in options.entries().filter(|(_, node)| !node.is_empty()) {
            let allowed = match (key, node.as_text().map(|text| text.as_str())) {
                ("type", Some("container_t" | "container_init_t" | "container_kvm_t")) => true,
                ("type", Some("container_engine_t")) => verdict.minor >= 31,
                ("type" | "user" | "role", _) => false,
                _ => true,
            };
            if !allowed {
                verdict.wrong(node, "unconfined", format!("SELinux runs the process with a {key} of the pod's choice"));
            }
        }
    }
}
