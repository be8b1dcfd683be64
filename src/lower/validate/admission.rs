//! Pods against the level of the Pod Security Standards that their workload claims, and that their namespace enforces.
//!
//! What a program says outright counts whatever is claimed; what is merely missing counts where `restricted` is. An
//! `allow` lets a control be broken, but no admission: what a namespace enforces is not the workload's to relax.

use super::found::Found;
use super::pod_security::{Level, Violation, of_pod};
use super::walk::Pod;
use crate::diag::{Diagnostic, code};
use crate::eval::{Declaration, Item, Value};
use crate::lower::context::{Lowering, written};
use crate::lower::{Cause, Node, Object, Tree};
use crate::schema::Versions;
use crate::vocab::Ordered;

/// Looks at a pod by its own workload's measure.
pub(super) fn claimed(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    let level = level(found.is_plain(), found.declaration);
    let violations = in_versions(pod, Level::Restricted, found.versions());
    for violation in violations.iter().filter(|violation| level == Level::Restricted || !violation.missing) {
        // Without a claim the level's own advice on rights counts where the safe style would have followed it.
        let ours = level == Level::Restricted;
        if !ours && matches!(violation.control, "allowPrivilegeEscalation" | "runAsNonRoot") {
            continue;
        }
        // What is not isolated at all may gain rights: Kubernetes refuses the contrary.
        if violation.capability == "escalation" && found.allows("privileged") {
            continue;
        }
        let span = violation.span();
        found.policy(violation.capability, violation.argument, span, &violation.what);
    }
    if level == Level::Restricted {
        writable_root(found, pod);
    }
}

/// What a pod breaks in any of `versions`. The lists of what is safe only grow and controls only come, so the oldest and
/// the newest tell of all between them.
fn in_versions<'p>(pod: &Pod<'p>, level: Level, versions: Versions) -> Vec<Violation<'p>> {
    let measure = |minor: Option<u8>| of_pod(pod, level, u32::from(minor.unwrap_or(Versions::NEWEST)));
    let mut all = measure(versions.first());
    if versions.first() != versions.last() {
        for violation in measure(versions.last()) {
            if !all.contains(&violation) {
                all.push(violation);
            }
        }
    }
    all
}

/// What a namespace of the program says of the pods that it admits.
struct Gate<'a> {
    level: Level,
    versions: Versions,
    label: &'a Node,
    /// Whether a `namespace` of the program says so, whose level is one word.
    declared: bool,
}

const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
const VERSION: &str = "pod-security.kubernetes.io/enforce-version";

/// Looks at all pods by the measure of their namespaces, where these are objects of the program.
pub(super) fn enforced(cx: &mut Lowering<'_>, all: &[Object]) {
    let mut gates: Ordered<Gate<'_>> = Ordered::default();
    let makers = std::mem::take(&mut cx.makers);
    let namespaces = all.iter().zip(&makers).filter(|(object, _)| object.kind == "Namespace");
    for (object, maker) in namespaces {
        let Some(labels) = object.root.at(&["metadata", "labels"]) else { continue };
        let Some(label) = labels.get(ENFORCE) else { continue };
        let Some(level) = label.as_text().and_then(|word| Level::parse(word)) else { continue };
        let version = labels.text(VERSION).and_then(|version| Versions::parse(version.strip_prefix('v')?).ok());
        let versions = version.unwrap_or(cx.versions);
        let declared = maker.kind == "namespace";
        let _ = gates.insert(object.name.clone(), Gate { level, versions, label, declared });
    }
    for (object, maker) in all.iter().zip(&makers).filter(|_| !gates.is_empty()) {
        let namespace = object.namespace.as_ref().or(maker.face.namespace.as_ref());
        let Some((namespace, gate)) = namespace.and_then(|namespace| Some((namespace, gates.get(namespace)?))) else {
            continue;
        };
        let Some(pod) = Pod::of(object) else { continue };
        let mut found = Found::new(cx, maker, object);
        let violations = in_versions(&pod, gate.level, gate.versions);
        let is_kept = |level: &Level| in_versions(&pod, *level, gate.versions).is_empty();
        let kept = [Level::Baseline].into_iter().find(is_kept).unwrap_or(Level::Privileged);
        // What one node lacks is one mistake, and what is missing beside what is wrong may be missing because of it.
        let some_wrong = violations.iter().position(|violation| !violation.missing);
        for (index, violation) in violations.iter().enumerate() {
            if violation.missing && some_wrong.is_some() {
                continue;
            }
            let of_it = |other: &Violation<'_>| other.missing && some_wrong == Some(index);
            let same = |other: &&Violation<'_>| other.span() == violation.span() || of_it(other);
            if violations.iter().take(index).any(|other| other.span() == violation.span()) {
                continue;
            }
            let level = gate.level.word();
            let message = format!("`{namespace}` admits no such pod: {}", violation.what);
            let mut diagnostic = Diagnostic::error(code::NOT_ADMITTED, violation.span(), message)
                .label(gate.label.origin.span, format!("the namespace enforces `{level}`"))
                .help(match gate.declared {
                    true => format!(
                        "let the pod keep the level, or write `pod_security = {}` in the namespace",
                        kept.word()
                    ),
                    false => "let the pod keep the level, or run it in a namespace that enforces less".to_owned(),
                });
            for (_, other) in violations.iter().enumerate().filter(|(at, other)| *at != index && same(other)) {
                diagnostic = diagnostic.note(format!("besides: {}", other.what));
            }
            found.add(violation.node, diagnostic);
        }
    }
    cx.makers = makers;
}

/// No control of the standards, but a default of ours.
fn writable_root(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for context in pod.containers.iter().filter_map(|container| container.context) {
        let root = context.get("readOnlyRootFilesystem").filter(|node| node.tree == Tree::Bool(false));
        if let Some(node) = root.filter(|node| node.origin.cause == Cause::Written) {
            found.policy("writable_root", None, node.origin.span, "the root file system may be written");
        }
    }
}

/// The level that a workload claims: the safe style's own, unless it says another. A version may claim less.
fn level(plain: bool, declaration: &Declaration) -> Level {
    let claims = |body: &Item| {
        if body.is_none("security") {
            return Level::Privileged;
        }
        match written(body, "security").and_then(Value::text) {
            Some(word) => Level::parse(word).unwrap_or(Level::Privileged),
            None if plain => Level::Privileged,
            None => Level::Restricted,
        }
    };
    if matches!(declaration.kind.as_str(), "resource" | "include") {
        return Level::Privileged;
    }
    let versions = declaration.versions.iter().map(|version| claims(&version.body));
    versions.fold(claims(&declaration.body), Level::min)
}
