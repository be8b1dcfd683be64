//! As whom pods and containers run and what they may do on their node.

use super::context::{Lowering, whole, written};
use super::node::{fields, list, some_fields, text, truth};
use super::object::{Node, Origin, Tree};
use super::reasons::Unasked;
use super::workload::{Role, Workload};
use crate::eval::{Data, Value};

/// Which of the Pod Security Standards is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Restricted,
    Baseline,
    Open,
}

/// The level and where it comes from; in plain style only what is written.
fn level(cx: &Lowering<'_>, workload: &Workload<'_>) -> (Level, Origin) {
    let at = Origin::default(workload.declaration.span, Unasked::Security);
    if workload.body.is_none("security") {
        return (Level::Open, at);
    }
    match written(workload.body, "security") {
        Some(value) => {
            let restricted = value.text().is_some_and(|word| word == "restricted");
            (if restricted { Level::Restricted } else { Level::Baseline }, Origin::of(value))
        }
        None if cx.plain => (Level::Open, at),
        None => (Level::Restricted, at),
    }
}

/// The pod's security context.
pub(super) fn of_pod(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let (level, at) = level(cx, workload);
    let restricted = level == Level::Restricted;
    let as_root = restricted && cx.allows(workload.declaration, "root", None);
    let non_root = (restricted && !as_root).then(|| truth(at, true));
    let seccomp = (level != Level::Open).then(|| fields(at, [("type", Some(text(at, "RuntimeDefault")))]));
    let here = Origin::derived(workload.declaration.span);
    let written = whole(workload.body, "fs_group");
    let derived = if written.is_none() { volume_group(cx, workload) } else { None };
    // Without this every start goes through all files, and opens those that a database wants closed.
    let once = derived.as_ref().map(|group| text(group.origin, "OnRootMismatch"));
    some_fields(
        here,
        [
            ("fsGroup", written.or(derived)),
            ("fsGroupChangePolicy", once),
            ("runAsGroup", whole(workload.body, "group")),
            ("runAsNonRoot", non_root),
            ("runAsUser", whole(workload.body, "user")),
            ("seccompProfile", seccomp),
        ],
    )
}

/// The group that shall own the volumes of a pod with claims: the one that its processes have anyway.
fn volume_group(cx: &Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let body = workload.body;
    if cx.plain || body.is_none("fs_group") || !mounts_claims(cx, workload) {
        return None;
    }
    let group = whole(body, "group").or_else(|| whole(body, "user"));
    // Root may write everywhere.
    let group = group.filter(|group| group.tree != Tree::Int(0))?;
    Some(Node { origin: Origin::default(group.origin.span, Unasked::FsGroup), ..group })
}

/// Whether the pods use space of a claim.
fn mounts_claims(cx: &Lowering<'_>, workload: &Workload<'_>) -> bool {
    let is_claim = |value: &Value| match &value.data {
        Data::Declaration(reference) => cx
            .declaration(reference.declaration)
            .is_some_and(|used| matches!(used.kind.as_str(), "storage" | "external_storage")),
        Data::Made(made) => made.function == "ephemeral",
        _ => false,
    };
    let mut volumes = workload.body.labelled("volume");
    let mut mounts = workload.containers.iter().flat_map(|container| container.item.labelled("mount"));
    workload.body.labelled("storage").next().is_some()
        || volumes.any(|(_, item)| item.value.as_ref().is_some_and(is_claim))
        || mounts.any(|(_, item)| item.value.as_ref().is_some_and(is_claim))
}

/// The security context of container `at`.
pub(super) fn of_container(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize) -> Option<Node> {
    let container = workload.containers.get(at)?;
    let (level, by) = level(cx, workload);
    let restricted = level == Level::Restricted;
    // A workload's user and group stand on the pod.
    let own = container.role != Role::Main;
    let drop = restricted.then(|| fields(by, [("drop", Some(list(by, vec![text(by, "ALL")])))]));
    some_fields(
        Origin::derived(container.span),
        [
            ("allowPrivilegeEscalation", restricted.then(|| truth(by, false))),
            ("capabilities", drop),
            ("readOnlyRootFilesystem", is_read_only(cx, workload).then(|| truth(by, true))),
            ("runAsGroup", whole(container.item, "group").filter(|_| own)),
            ("runAsUser", whole(container.item, "user").filter(|_| own)),
        ],
    )
}

/// Whether the root file system of the containers cannot be written.
pub(super) fn is_read_only(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> bool {
    level(cx, workload).0 == Level::Restricted && !cx.allows(workload.declaration, "writable_root", None)
}

/// A hook that waits: Kubernetes' own from 1.30, before that the command.
pub(super) fn sleep(minor: u32, at: Origin, seconds: Node) -> Node {
    if minor >= 30 {
        return fields(at, [("sleep", Some(fields(at, [("seconds", Some(seconds))])))]);
    }
    let count = match seconds.tree {
        Tree::Int(count) => count,
        _ => 0,
    };
    let command = list(at, vec![text(at, "sleep"), text(at, ecow::eco_format!("{count}"))]);
    fields(at, [("exec", Some(fields(at, [("command", Some(command))])))])
}
