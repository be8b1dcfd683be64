//! What a namespace may use: ResourceQuotas and LimitRanges.

use ecow::{EcoString, eco_format};

use super::context::{Draft, Lowering, written};
use super::node::{fields, list, some_fields, some_list, some_map, text, text_node};
use super::object::{Map, Node, Origin, Tree};
use super::resources::{RESOURCES, bounds, quantity};
use super::{metadata, rules};
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Declaration, Item, Value};
use crate::types::Dimension;

/// Makes the objects of a declared quota.
pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let (labels, annotations) = (metadata::labels(declaration), metadata::annotations(declaration));
    if !objects(cx, declaration, &declaration.body, labels, annotations) {
        let message = format!("the quota `{}` limits nothing", declaration.label);
        let help = "write `pods = 20`, `cpu = 4..8` and the like, or `each container { … }`";
        cx.error(code::MISSING_SETTING, declaration.span, message, help);
    }
}

/// Makes what `item` says of amounts; whether that is anything.
pub(super) fn objects(
    cx: &mut Lowering<'_>,
    declaration: &Declaration,
    item: &Item,
    labels: Map,
    annotations: Map,
) -> bool {
    let draft = |kind: &str, spec: Node| Draft {
        api_version: "v1".into(),
        kind: kind.into(),
        name: metadata::name(declaration),
        labels: labels.clone(),
        annotations: annotations.clone(),
        rest: vec![("spec", Some(spec))],
    };
    let at = Origin::derived(item.origin.span);
    let hard = hard(cx, item);
    let scopes = scopes(item);
    let selector = priorities(cx, item);
    let counts = !hard.is_empty();
    if counts {
        let spec = fields(at, [("hard", some_map(at, hard)), ("scopes", scopes), ("scopeSelector", selector)]);
        cx.push(declaration, draft("ResourceQuota", spec), &[&declaration.body]);
    } else if let Some(node) = scopes.or(selector) {
        let help = "write what these pods may use, as in `pods = 20`";
        cx.error(code::MISSING_SETTING, node.origin.span, "a scope of a quota that limits nothing", help);
    }
    let limits: Vec<Node> = item.labelled("each").filter_map(|(label, item)| each(cx, label, item)).collect();
    let singles = !limits.is_empty();
    if singles {
        let spec = fields(at, [("limits", Some(list(at, limits)))]);
        cx.push(declaration, draft("LimitRange", spec), &[&declaration.body]);
    }
    // What could not be computed is something, and reported where it stands.
    counts || singles || !item.fields.is_empty() && (item.fields.keys().any(|key| is_amount(key)))
}

/// Whether an entry says an amount.
fn is_amount(entry: &str) -> bool {
    !matches!(entry, "name" | "namespace" | "labels" | "annotations" | "patch")
}

/// Entries that count objects, with Kubernetes' names for them.
const COUNTS: [(&str, &str); 5] = [
    ("pods", "pods"),
    ("claims", "persistentvolumeclaims"),
    ("services", "services"),
    ("load_balancers", "services.loadbalancers"),
    ("node_ports", "services.nodeports"),
];

/// `spec.hard`.
fn hard(cx: &mut Lowering<'_>, item: &Item) -> Map {
    let mut hard = Map::new();
    for (ours, theirs, both) in RESOURCES {
        let Some(field) = item.field(ours) else { continue };
        let (request, limit) = bounds(field, both);
        in_order(cx, ours, ("requests", request), ("limits", limit));
        for (what, value) in [("requests", request), ("limits", limit)] {
            if let Some(node) = value.and_then(|value| amount(cx, ours, value)) {
                hard.put(eco_format!("{what}.{theirs}"), node);
            }
        }
    }
    for (name, value) in item.entries("resources") {
        if let Some(node) = quantity(value) {
            hard.put(eco_format!("requests.{name}"), node);
        }
    }
    if let Some(storage) = item.field("storage") {
        if let Some(node) = storage.value.as_ref().and_then(|value| amount(cx, "storage", value)) {
            hard.put("requests.storage", node);
        }
        for (class, item) in storage.labelled("class") {
            if let Some(node) = item.value.as_ref().and_then(|value| amount(cx, "class", value)) {
                hard.put(eco_format!("{class}.storageclass.storage.k8s.io/requests.storage"), node);
            }
        }
    }
    for (ours, theirs) in COUNTS {
        if let Some(node) = written(item, ours).and_then(count) {
            hard.put(theirs, node);
        }
    }
    for (resource, value) in item.entries("objects") {
        if let Some(node) = count(value) {
            hard.put(eco_format!("count/{resource}"), node);
        }
    }
    hard
}

/// A number of objects, which Kubernetes takes as a quantity: a text.
fn count(value: &Value) -> Option<Node> {
    text_node(value)
}

/// A quantity that is not below zero, and has a unit where one can only be forgotten.
fn amount(cx: &mut Lowering<'_>, name: &str, value: &Value) -> Option<Node> {
    rules::not_negative(cx, name, value);
    if value.number().is_some_and(|number| number.dimension() == Dimension::Bytes) {
        rules::meant(cx, name, value);
    }
    quantity(value)
}

/// Reports `low` above `high`.
fn in_order(cx: &mut Lowering<'_>, name: &str, low: (&str, Option<&Value>), high: (&str, Option<&Value>)) {
    let ((low_is, Some(low)), (high_is, Some(high))) = (low, high) else { return };
    if let (Some(less), Some(more)) = (low.number(), high.number())
        && less.compare(more).is_ok_and(std::cmp::Ordering::is_gt)
    {
        let (less, more) = (less.written().unwrap_or_default(), more.written().unwrap_or_default());
        let message = format!("the {high_is} of `{name}` are below the {low_is}: {more} < {less}");
        cx.report(
            Diagnostic::error(code::REQUEST_ABOVE_LIMIT, high.span(), message)
                .here(format!("the {high_is}"))
                .label(low.span(), format!("the {low_is}"))
                .help(format!("`{low_is}..{high_is}`: the smaller one stands first")),
        );
    }
}

/// `spec.scopes`.
fn scopes(item: &Item) -> Option<Node> {
    let value = written(item, "scopes")?;
    let scope = |value: &Value| {
        let word = match value.text()?.as_str() {
            "best_effort" => "BestEffort",
            "not_best_effort" => "NotBestEffort",
            "terminating" => "Terminating",
            "not_terminating" => "NotTerminating",
            _ => "CrossNamespacePodAffinity",
        };
        Some(text(Origin::of(value), word))
    };
    some_list(Origin::of(value), value.list()?.iter().filter_map(scope).collect())
}

/// `spec.scopeSelector` for the priorities.
fn priorities(cx: &Lowering<'_>, item: &Item) -> Option<Node> {
    let value = written(item, "priorities")?;
    let at = Origin::of(value);
    let names = value.list()?.iter().filter_map(|value| cx.name_of(value)).collect();
    let expression = fields(
        at,
        [
            ("operator", Some(text(at, "In"))),
            ("scopeName", Some(text(at, "PriorityClass"))),
            ("values", Some(some_list(at, names)?)),
        ],
    );
    Some(fields(at, [("matchExpressions", Some(list(at, vec![expression])))]))
}

/// One of `spec.limits`.
fn each(cx: &mut Lowering<'_>, label: &str, item: &Item) -> Option<Node> {
    let at = Origin::derived(item.origin.span);
    let kind = match label {
        "container" => "Container",
        "pod" => "Pod",
        _ => "PersistentVolumeClaim",
    };
    let (mut least, mut most) = (Map::new(), Map::new());
    for (ours, theirs) in [("cpu", "cpu"), ("memory", "memory"), ("disk", "ephemeral-storage"), ("storage", "storage")]
    {
        let Some(field) = item.field(ours) else { continue };
        if (ours == "storage") != (label == "claim") {
            let what = if label == "claim" { "a claim has `storage` alone" } else { "`storage` is that of a `claim`" };
            idle(cx, field, format!("`{ours}` means nothing for a {label}"), what);
            continue;
        }
        let (low, high) = ends(field);
        in_order(cx, ours, ("least", low), ("most", high));
        for (map, value) in [(&mut least, low), (&mut most, high)] {
            if let Some(node) = value.and_then(|value| amount(cx, ours, value)) {
                map.put(theirs, node);
            }
        }
    }
    let (mut requests, mut limits) = (Map::new(), Map::new());
    if let Some(default) = item.field("default") {
        if label != "container" {
            idle(cx, default, format!("a {label} gets no `default`"), "write it for `each container`");
        }
        for (ours, theirs, both) in RESOURCES.into_iter().filter(|_| label == "container") {
            let Some(field) = default.field(ours) else { continue };
            let (request, limit) = bounds(field, both);
            in_order(cx, ours, ("request", request), ("limit", limit));
            for (map, value) in [(&mut requests, request), (&mut limits, limit)] {
                if let Some(node) = value.and_then(|value| amount(cx, ours, value)) {
                    map.put(theirs, node);
                }
            }
        }
    }
    let mut limit = some_fields(
        at,
        [
            ("min", some_map(at, least)),
            ("defaultRequest", some_map(at, requests)),
            ("default", some_map(at, limits)),
            ("max", some_map(at, most)),
        ],
    )?;
    if let Tree::Map(map) = &mut limit.tree {
        map.put("type", text(at, EcoString::from(kind)));
    }
    Some(limit)
}

fn idle(cx: &mut Lowering<'_>, item: &Item, message: String, help: &str) {
    cx.error(code::IDLE_OPTION, item.origin.span, message, help);
}

/// The least and the most of an entry such as `cpu = 50m..2 { least = 100m }`; one value is the most.
fn ends(field: &Item) -> (Option<&Value>, Option<&Value>) {
    let (low, high) = match field.value.as_ref().map(|value| (&value.data, value)) {
        Some((Data::Range(range), _)) => (Some(&range.0), Some(&range.1)),
        Some((Data::Number(_), value)) => (None, Some(value)),
        _ => (None, None),
    };
    (field.value("least").or(low), field.value("most").or(high))
}
