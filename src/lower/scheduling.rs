//! Where the pods of a workload run.

use ecow::EcoString;

use super::context::{Lowering, text, truth, whole, written};
use super::node::{fields, int, list, some_list, some_map, text as text_at, text_map, text_node};
use super::object::{Map, Node, Origin, Tree};
use super::reasons::Unasked;
use super::workload::Workload;
use crate::diag::code;
use crate::eval::{Data, Declaration, Item, Value};

/// The label of nodes that a word for a place means.
pub(super) fn topology_key(label: &str) -> EcoString {
    match label {
        "zone" => "topology.kubernetes.io/zone".into(),
        "region" => "topology.kubernetes.io/region".into(),
        "node" => "kubernetes.io/hostname".into(),
        other => other.into(),
    }
}

/// `nodeSelector`.
pub(super) fn nodes(workload: &Workload<'_>) -> Option<Node> {
    let value = written(workload.body, "nodes")?;
    some_map(Origin::of(value), text_map(workload.body.entries("nodes")))
}

/// `tolerations`: those written, and every taint for a daemon that runs everywhere.
pub(super) fn tolerations(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let mut all = Vec::new();
    if let Some(everywhere) = written(workload.body, "every_node").filter(|value| value.bool() == Some(true)) {
        let at = Origin::derived(everywhere.span());
        all.push(fields(at, [("operator", Some(text_at(at, "Exists")))]));
    }
    for (taint, item) in workload.body.labelled("tolerate") {
        if let Some(node) = toleration(cx, taint, item) {
            all.push(node);
        }
    }
    some_list(workload.at(), all)
}

fn toleration(cx: &mut Lowering<'_>, taint: &str, item: &Item) -> Option<Node> {
    let at = Origin { cause: super::Cause::Written, ..Origin::derived(item.origin.span) };
    let (what, effect) = match taint.rsplit_once(':') {
        Some((what, effect)) => (what, Some(effect)),
        None => (taint, None),
    };
    let known = |effect: &&str| matches!(*effect, "NoSchedule" | "PreferNoSchedule" | "NoExecute");
    if what.is_empty() || effect.is_some_and(|effect| !known(&effect)) {
        cx.error(
            code::BAD_TAINT,
            item.origin.span,
            format!("`{taint}` is not a taint"),
            "write `\"key=value:NoSchedule\"`, `\"key:NoExecute\"`, `\"key\"`, `\"*:NoSchedule\"` for every taint with that effect, or `\"*\"` for every taint; the effects are `NoSchedule`, `PreferNoSchedule` and `NoExecute`",
        );
        return None;
    }
    let (key, value) = match what.split_once('=') {
        Some((key, value)) => (Some(key), Some(value)),
        None => (Some(what).filter(|key| *key != "*"), None),
    };
    let operator = if value.is_some() { "Equal" } else { "Exists" };
    Some(fields(
        at,
        [
            ("key", key.map(|key| text_at(at, key))),
            ("operator", Some(text_at(at, operator))),
            ("value", value.filter(|value| !value.is_empty()).map(|value| text_at(at, value))),
            ("effect", effect.map(|effect| text_at(at, effect))),
        ],
    ))
}

/// `topologySpreadConstraints`: those written, and in safe style softly over zones and nodes from two replicas.
pub(super) fn spread(cx: &Lowering<'_>, workload: &Workload<'_>, selector: &Map) -> Option<Node> {
    let mut all = Vec::new();
    let constraint = |at: Origin, key: EcoString, skew: Node, required: bool| {
        let otherwise = if required { "DoNotSchedule" } else { "ScheduleAnyway" };
        let labels = fields(at, [("matchLabels", some_map(at, selector.clone()))]);
        fields(
            at,
            [
                ("maxSkew", Some(skew)),
                ("topologyKey", Some(text_at(at, key))),
                ("whenUnsatisfiable", Some(text_at(at, otherwise))),
                ("labelSelector", Some(labels)),
            ],
        )
    };
    for (label, item) in workload.body.labelled("spread") {
        let at = Origin::derived(item.origin.span);
        let skew = whole(item, "max_skew").unwrap_or_else(|| int(at, 1));
        let required = truth(item, "required").is_some_and(|node| node.tree == Tree::Bool(true));
        all.push(constraint(at, topology_key(label), skew, required));
    }
    if !cx.plain && super::service::has_several(workload.body) {
        let at = Origin::default(workload.declaration.span, Unasked::Spread);
        for place in ["zone", "node"] {
            let said = workload.body.field("spread").is_some_and(|spread| spread.labels.contains_key(place));
            if !said {
                all.push(constraint(at, topology_key(place), int(at, 1), false));
            }
        }
    }
    some_list(workload.at(), all)
}

/// `hostAliases`.
pub(super) fn hosts(workload: &Workload<'_>) -> Option<Node> {
    let value = written(workload.body, "hosts")?;
    let alias = |(ip, names): (&EcoString, &Value)| {
        let here = Origin::of(names);
        let names = names.list()?.iter().filter_map(text_node).collect();
        Some(fields(here, [("ip", Some(text_at(here, ip.clone()))), ("hostnames", Some(list(here, names)))]))
    };
    some_list(Origin::of(value), workload.body.entries("hosts").filter_map(alias).collect())
}

/// `imagePullSecrets` of the pods or of an account of `user`.
pub(super) fn pull_secrets(cx: &mut Lowering<'_>, user: &Declaration, item: &Item) -> Option<Node> {
    let value = written(item, "pull_secrets")?;
    let entry = |value: &Value| {
        let Data::Declaration(reference) = &value.data else { return None };
        super::rules::same_namespace(cx, user, reference, value.span());
        let here = Origin::of(value);
        let name = cx.declaration(reference.declaration)?.face.name.clone();
        Some(fields(here, [("name", Some(text_at(here, name)))]))
    };
    some_list(Origin::of(value), value.list()?.iter().filter_map(entry).collect())
}

/// `priorityClassName` and `runtimeClassName`.
pub(super) fn classes(cx: &Lowering<'_>, workload: &Workload<'_>) -> (Option<Node>, Option<Node>) {
    let priority = written(workload.body, "priority").and_then(|value| cx.name_of(value));
    (priority, text(workload.body, "runtime"))
}
