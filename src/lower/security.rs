//! As whom pods and containers run and what they may do on their node.

use super::context::{Lowering, whole, written};
use super::node::{fields, list, some_fields, text, truth};
use super::object::{Node, Origin};
use super::reasons::Unasked;
use super::workload::{Role, Workload};

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
    some_fields(
        here,
        [
            ("fsGroup", whole(workload.body, "fs_group")),
            ("runAsGroup", whole(workload.body, "group")),
            ("runAsNonRoot", non_root),
            ("runAsUser", whole(workload.body, "user")),
            ("seccompProfile", seccomp),
        ],
    )
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
        super::object::Tree::Int(count) => count,
        _ => 0,
    };
    let command = list(at, vec![text(at, "sleep"), text(at, ecow::eco_format!("{count}"))]);
    fields(at, [("exec", Some(fields(at, [("command", Some(command))])))])
}
