//! What a finished pod may do beyond what a policy lets pass: each needs an `allow` that names it.
//!
//! It looks at the pod as the cluster will see it, so at what pass-through writes too. What the Pod Security Standards
//! forbid at their level `baseline` counts in both styles, the rest of `restricted` where the safe style would keep it.

use crate::eval::Declaration;
use crate::lower::context::Lowering;
use crate::lower::{Cause, Node, Tree};

/// Volumes that `restricted` lets pass.
const VOLUMES: [&str; 8] =
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

/// Kernel settings that touch nobody else.
const SYSCTLS: [&str; 10] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
];

/// Looks at the spec of the declaration's pods.
pub(in crate::lower) fn capabilities(cx: &mut Lowering<'_>, declaration: &Declaration, spec: &Node) {
    for (field, capability, what) in [
        ("hostNetwork", "host_network", "the pod shares the network of its node"),
        ("hostPID", "host_pid", "the pod sees the processes of its node"),
        ("hostIPC", "host_ipc", "the pod shares memory with the processes of its node"),
    ] {
        if let Some(node) = spec.at(&[field]).filter(|node| node.tree == Tree::Bool(true)) {
            cx.policy(declaration, capability, node.origin.span, what);
        }
    }
    for volume in spec.items("volumes") {
        let Some(fields) = volume.as_map() else { continue };
        let of = fields.iter().filter(|(key, _)| *key != "name");
        for (key, node) in of.filter(|(key, _)| !VOLUMES.contains(&key.as_str())) {
            let span = node.origin.span;
            if key == "hostPath" {
                cx.policy(declaration, "host_path", span, "a path of the node is mounted");
            } else {
                let what = format!("a volume of the kind `{key}` leaves it to the pod what it connects to");
                cx.policy(declaration, "other_volume", span, &what);
            }
        }
    }
    for sysctl in spec.at(&["securityContext"]).map(|context| context.items("sysctls")).unwrap_or_default() {
        let name = sysctl.at(&["name"]);
        if let Some(node) = name.filter(|name| name.as_text().is_some_and(|name| !SYSCTLS.contains(&name.as_str()))) {
            cx.policy(declaration, "unsafe_sysctl", node.origin.span, "a setting of the node's kernel is changed");
        }
    }
    if let Some(context) = spec.at(&["securityContext"]) {
        identity(cx, declaration, context, "the pod");
    }
    for field in ["initContainers", "containers", "ephemeralContainers"] {
        for container in spec.items(field) {
            of_container(cx, declaration, container);
        }
    }
}

/// As whom processes run, of a pod or a container.
fn identity(cx: &mut Lowering<'_>, declaration: &Declaration, context: &Node, who: &str) {
    let at = |path: &[&str]| context.at(path);
    if let Some(node) = at(&["runAsUser"]).filter(|node| node.tree == Tree::Int(0)) {
        cx.policy(declaration, "root", node.origin.span, &format!("{who} runs as root"));
    }
    if let Some(node) = written(at(&["runAsNonRoot"])).filter(|node| !cx.plain && node.tree == Tree::Bool(false)) {
        cx.policy(declaration, "root", node.origin.span, &format!("{who} may run as root"));
    }
    for profile in ["seccompProfile", "appArmorProfile"] {
        let unconfined = |node: &&Node| node.as_text().is_some_and(|text| text == "Unconfined");
        if let Some(node) = at(&[profile, "type"]).filter(unconfined) {
            cx.policy(declaration, "unconfined", node.origin.span, "the kernel lets the process do anything");
        }
    }
    if let Some(node) = at(&["windowsOptions", "hostProcess"]).filter(|node| node.tree == Tree::Bool(true)) {
        cx.policy(declaration, "privileged", node.origin.span, "processes run on the node itself");
    }
}

fn of_container(cx: &mut Lowering<'_>, declaration: &Declaration, container: &Node) {
    for port in container.items("ports") {
        let host = port.at(&["hostPort"]).filter(|node| node.tree != Tree::Int(0));
        if let Some(node) = host {
            cx.policy(declaration, "host_port", node.origin.span, "a port of the node is taken");
        }
    }
    let Some(context) = container.at(&["securityContext"]) else { return };
    identity(cx, declaration, context, "the container");
    if let Some(node) = context.at(&["privileged"]).filter(|node| node.tree == Tree::Bool(true)) {
        cx.policy(declaration, "privileged", node.origin.span, "the container is not isolated from its node");
    }
    for added in context.at(&["capabilities"]).map(|capabilities| capabilities.items("add")).unwrap_or_default() {
        if let Some(name) = added.as_text().filter(|name| *name != "NET_BIND_SERVICE") {
            let what = format!("the container gets the capability `{name}`");
            cx.policy_of(declaration, "added_capability", Some(name), added.origin.span, &what);
        }
    }
    if let Some(node) = context.at(&["procMount"]).filter(|node| node.as_text().is_some_and(|text| text != "Default")) {
        cx.policy(declaration, "unconfined", node.origin.span, "the container sees all of /proc");
    }
    if cx.plain {
        return;
    }
    if let Some(node) = written(context.at(&["readOnlyRootFilesystem"])).filter(|node| node.tree == Tree::Bool(false)) {
        cx.policy(declaration, "writable_root", node.origin.span, "the root file system may be written");
    }
    let escalation = written(context.at(&["allowPrivilegeEscalation"]));
    if let Some(node) = escalation.filter(|node| node.tree == Tree::Bool(true)) {
        cx.policy(declaration, "escalation", node.origin.span, "processes may gain more rights than their parent has");
    }
}

/// What the program says, rather than a rule of ours.
fn written(node: Option<&Node>) -> Option<&Node> {
    node.filter(|node| node.origin.cause == Cause::Written)
}
