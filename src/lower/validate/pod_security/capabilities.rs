//! Linux capabilities. `baseline` lets those pass that container runtimes give anyway; `restricted` wants all dropped
//! and lets one be added. Windows has none, which `restricted` knows since 1.25.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// What container runtimes give to every container.
const USUAL: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// `securityContext.capabilities`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    if verdict.restricted && verdict.minor >= 25 && pod.is_windows() {
        return;
    }
    for container in &pod.containers {
        let capabilities = container.context.and_then(|context| context.get("capabilities"));
        for added in capabilities.map(|capabilities| capabilities.items("add")).unwrap_or_default() {
            let name = added.as_text().map_or("", |text| text.as_str());
            let allowed = if verdict.restricted { name == "NET_BIND_SERVICE" } else { USUAL.contains(&name) };
            if !allowed {
                let what = format!("the container gets the capability `{name}`");
                verdict.wrong_of(added, "added_capability", Some(name), what);
            }
        }
        let dropped = capabilities.map(|capabilities| capabilities.items("drop")).unwrap_or_default();
        if verdict.restricted && !dropped.iter().any(|name| name.as_text().is_some_and(|name| name == "ALL")) {
            let holder = capabilities.or(container.context).unwrap_or(container.node);
            let node = capabilities.and_then(|capabilities| capabilities.get("drop")).unwrap_or(holder);
            verdict.lacks(node, "usual_capabilities", "the container keeps the capabilities that its runtime gives");
        }
    }
}
