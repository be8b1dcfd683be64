//! Security contexts that contradict themselves or the pod they stand in. Sources: `ValidateSecurityContext`,
//! `validatePodSpecSecurityContext`, `validateSysctls`, `validateSeccompProfileField`, `validateHostUsers`,
//! `validateWindows`, `validateLinux`.

use super::found::Found;
use super::mounts::descends;
use super::walk::Pod;
use crate::diag::code;
use crate::lower::{Node, Tree};

/// The greatest user or group.
const MOST: i64 = i32::MAX as i64;

/// What a pod on Windows may not say of itself or of a container.
const LINUX_ONLY: [&str; 13] = [
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
    "seLinuxOptions",
    "seccompProfile",
    "sysctls",
];

/// Looks at the contexts of the pod and its containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for (_, context) in pod.contexts() {
        one(found, pod, context);
    }
    for context in pod.containers.iter().filter_map(|container| container.context) {
        escalation(found, context);
        if let Some(node) =
            context.get("procMount").filter(|node| node.as_text().is_some_and(|mount| mount == "Unmasked"))
            && !pod.has_own_users()
            && found.minor() >= 33
        {
            let message = "`Unmasked` is only for pods whose users are others than those of the node";
            found.error(code::CONTRADICTION, node, message, "write `hostUsers = false` for the pod");
        }
    }
    if let Some(context) = pod.context {
        let sysctls = context.items("sysctls");
        found.unique(code::TWICE, sysctls.iter().filter_map(|sysctl| sysctl.get("name")), "kernel settings");
        for sysctl in sysctls {
            found.needs(sysctl, "name", "the kernel setting");
            let name = sysctl.text("name").unwrap_or_default();
            let (prefix, field) = if name.starts_with("net.") {
                ("net.", "hostNetwork")
            } else if name.starts_with("kernel.shm") || name.starts_with("kernel.msg") || name.starts_with("fs.mqueue.")
            {
                ("ipc", "hostIPC")
            } else {
                continue;
            };
            if let (Some(node), Some(host)) =
                (sysctl.get("name"), pod.spec.get(field).filter(|host| host.tree == Tree::Bool(true)))
            {
                let what = if prefix == "ipc" { "shares memory with" } else { "shares the network of" };
                let message = format!("`{name}` is the node's own where the pod {what} its node");
                found.contradiction(node, &message, host, "take one of them out");
            }
        }
    }
    if let Some(users) = pod.spec.get("hostUsers").filter(|node| node.tree == Tree::Bool(false)) {
        for field in ["hostNetwork", "hostPID", "hostIPC"] {
            if let Some(node) = pod.spec.get(field).filter(|node| node.tree == Tree::Bool(true)) {
                let message = format!("`{field}` does not go with users of the pod's own");
                found.contradiction(node, &message, users, "take one of them out");
            }
        }
    }
    if let Some(share) = pod.spec.get("shareProcessNamespace").filter(|node| node.tree == Tree::Bool(true))
        && let Some(host) = pod.spec.get("hostPID").filter(|node| node.tree == Tree::Bool(true))
    {
        found.contradiction(
            share,
            "the containers already share the processes of the node",
            host,
            "keep one of the two",
        );
    }
}

/// What holds for the context of a pod and of a container alike.
fn one(found: &mut Found<'_, '_>, pod: &Pod<'_>, context: &Node) {
    for key in ["runAsUser", "runAsGroup", "fsGroup"] {
        found.within(context, key, 0..=MOST);
    }
    for group in context.items("supplementalGroups") {
        if let Some(number) = group.as_int().filter(|number| !(0..=MOST).contains(number)) {
            found.error(code::BAD_AMOUNT, group, format!("there is no group {number}"), format!("write 0 to {MOST}"));
        }
    }
    if context.int("runAsUser") == Some(0)
        && let Some(node) = context.get("runAsUser")
        && let Some(other) = context.get("runAsNonRoot").filter(|other| other.tree == Tree::Bool(true))
    {
        found.contradiction(node, "user 0 is root, which `runAsNonRoot` refuses", other, "write another user");
    }
    for key in ["seccompProfile", "appArmorProfile"] {
        let Some(profile) = context.get(key) else { continue };
        found.needs(profile, "type", "the profile");
        found.word(profile, "type", &["RuntimeDefault", "Localhost", "Unconfined"]);
        let is_local = profile.text("type") == Some("Localhost");
        match profile.get("localhostProfile") {
            None if is_local => found.needs(profile, "localhostProfile", "the profile"),
            Some(node) if !is_local => {
                let message = "only a profile of the type `Localhost` has a `localhostProfile`";
                found.error(code::CONTRADICTION, node, message, "take it out, or write `type = \"Localhost\"`");
            }
            _ => descends(found, profile, "localhostProfile"),
        }
    }
    match pod.spec.at(&["os", "name"]) {
        Some(os) if pod.is_windows() => {
            for (key, node) in context.entries().filter(|(key, _)| LINUX_ONLY.contains(key)) {
                found.contradiction(node, &format!("Windows has no `{key}`"), os, "take it out");
            }
        }
        Some(os) if os.as_text().is_some_and(|os| os == "linux") => {
            if let Some(node) = context.get("windowsOptions") {
                found.contradiction(node, "Linux has no `windowsOptions`", os, "take them out");
            }
        }
        _ => {}
    }
}

/// A container with all rights may gain them.
fn escalation(found: &mut Found<'_, '_>, context: &Node) {
    let Some(refused) = context.get("allowPrivilegeEscalation").filter(|node| node.tree == Tree::Bool(false)) else {
        return;
    };
    let admin = |name: &&Node| name.as_text().is_some_and(|name| name == "SYS_ADMIN" || name == "CAP_SYS_ADMIN");
    let added = context.get("capabilities").map(|capabilities| capabilities.items("add")).unwrap_or_default();
    let (node, message) = if let Some(node) = context.get("privileged").filter(|node| node.tree == Tree::Bool(true)) {
        (node, "a privileged container has every right, so `allowPrivilegeEscalation` cannot be false")
    } else if let Some(node) = added.iter().find(admin) {
        (node, "`SYS_ADMIN` comes with every right, so `allowPrivilegeEscalation` cannot be false")
    } else {
        return;
    };
    found.contradiction(node, message, refused, "write `allowPrivilegeEscalation = true` beside it");
}
