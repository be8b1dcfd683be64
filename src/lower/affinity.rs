//! `avoid` and `near`: the neighbors that pods shun or seek.

use super::context::{Lowering, truth, written};
use super::metadata;
use super::node::{fields, int, list, some_fields, some_list, some_map, text};
use super::object::{Map, Node, Origin, Tree};
use super::scheduling::topology_key;
use super::workload::Workload;
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Item, Value};

/// `affinity` of the pods, which carry `selector`.
pub(super) fn affinity(cx: &mut Lowering<'_>, workload: &Workload<'_>, selector: &Map) -> Option<Node> {
    let near = terms(cx, workload, selector, "near");
    let avoid = terms(cx, workload, selector, "avoid");
    some_fields(workload.at(), [("podAffinity", near), ("podAntiAffinity", avoid)])
}

fn terms(cx: &mut Lowering<'_>, workload: &Workload<'_>, selector: &Map, entry: &str) -> Option<Node> {
    let (mut required, mut preferred) = (Vec::new(), Vec::new());
    for (label, item) in workload.body.labelled(entry) {
        let at = Origin::derived(item.origin.span);
        let must = truth(item, "required").is_some_and(|node| node.tree == Tree::Bool(true));
        let weight = written(item, "weight");
        if let Some(weight) = weight.filter(|_| must) {
            cx.report(
                Diagnostic::error(code::IDLE_OPTION, weight.span(), "`weight` has no meaning for what is required")
                    .help("take out `weight`, or `required`"),
            );
        }
        let key = text(at, topology_key(label));
        for (labels, namespace) in company(cx, workload, selector, item) {
            let term = fields(
                at,
                [
                    ("labelSelector", Some(fields(at, [("matchLabels", some_map(at, labels))]))),
                    ("namespaces", namespace.map(|namespace| list(at, vec![namespace]))),
                    ("topologyKey", Some(key.clone())),
                ],
            );
            if must {
                required.push(term);
                continue;
            }
            let weight = weight.and_then(Value::int).unwrap_or(100);
            preferred.push(fields(at, [("weight", Some(int(at, weight))), ("podAffinityTerm", Some(term))]));
        }
    }
    some_fields(
        workload.at(),
        [
            ("requiredDuringSchedulingIgnoredDuringExecution", some_list(workload.at(), required)),
            ("preferredDuringSchedulingIgnoredDuringExecution", some_list(workload.at(), preferred)),
        ],
    )
}

/// The labels of the pods that are meant, with their namespace where it is another.
fn company(cx: &Lowering<'_>, workload: &Workload<'_>, selector: &Map, item: &Item) -> Vec<(Map, Option<Node>)> {
    let Some(value) = written(item, "workload") else { return vec![(selector.clone(), None)] };
    let of_value = |value: &Value| {
        let Data::Declaration(reference) = &value.data else { return None };
        let other = cx.declaration(reference.declaration)?;
        let namespace = other.face.namespace.clone();
        let elsewhere = namespace.filter(|there| workload.declaration.face.namespace.as_ref() != Some(there));
        Some((metadata::selector(other), elsewhere.map(|namespace| text(Origin::of(value), namespace))))
    };
    match value.list() {
        Some(values) => values.iter().filter_map(of_value).collect(),
        None => of_value(value).into_iter().collect(),
    }
}
