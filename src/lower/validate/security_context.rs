//! Security contexts that contradict themselves or the pod they stand in. Sources: `ValidateSecurityContext`,
//! `validatePodSpecSecurityContext`, `validateSysctls`, `validateSeccompProfileField`, `validateHostUsers`.

use super::found::Found;
use super::mounts::descends;
use super::walk::Pod;
use crate::diag::code;
use crate::lower::{Node, Tree};

/// The greatest user or group.
const MOST: i64 = i32::MAX as i64;

/// Looks at the contexts of the pod and its containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for (_, context) in pod.contexts() {
        one(found, context);
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
            if let Some(node) = sysctl.get("name").filter(|_| !name.is_empty() && !is_setting(name)) {
                let help = "write words of lower-case letters, digits, `-` and `_`, with dots or slashes between them";
                found.error(code::BAD_FIELD, node, format!("`{name}` is no kernel setting"), help);
            }
            let (prefix, field) = if name.starts_with("net.") {
                ("net.", "hostNetwork")
            } else if ["kernel.sem", "kernel.shm", "kernel.msg", "fs.mqueue."].iter().any(|of| name.starts_with(of)) {
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
        for devices in pod.containers.iter().filter_map(|container| container.node.get("volumeDevices")) {
            if !devices.is_empty() {
                let message = "a device belongs to the users of the node";
                found.contradiction(devices, message, users, "mount a file system, or take `hostUsers` out");
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
fn one(found: &mut Found<'_, '_>, context: &Node) {
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
            Some(node) if key == "appArmorProfile" => named(found, node),
            _ => descends(found, profile, "localhostProfile"),
        }
    }
}

/// The name of a profile that the node has loaded: it stands for itself, so blanks around it count.
fn named(found: &mut Found<'_, '_>, node: &Node) {
    const LONGEST: usize = 4095;
    let name = node.as_text().map_or("", |name| name.as_str());
    if name.trim() != name {
        found.error(code::BAD_FIELD, node, "the profile has blanks around its name", "write the name alone");
    } else if name.len() > LONGEST {
        let message = format!("the name of a profile has at most {LONGEST} characters");
        found.error(code::BAD_FIELD, node, message, "write a shorter one");
    }
}

/// Words with dots or slashes between them, as `sysctl` takes them.
fn is_setting(name: &str) -> bool {
    let is_end = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_word = |word: &str| {
        let bytes = word.as_bytes();
        bytes.first().zip(bytes.last()).is_some_and(|(first, last)| is_end(*first) && is_end(*last))
            && bytes.iter().all(|c| is_end(*c) || matches!(c, b'-' | b'_'))
    };
    name.len() <= 253 && name.split(['.', '/']).all(is_word)
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
