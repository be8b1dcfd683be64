//! What a container reserves and may use.

use super::context::Lowering;
use super::node::{fields, some_map, text, text_node};
use super::object::{Map, Node, Origin};
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Item, Value};

/// The entry of the language, the resource of Kubernetes, and whether one value is the limit too.
pub(super) const RESOURCES: [(&str, &str, bool); 3] =
    [("cpu", "cpu", false), ("memory", "memory", true), ("disk", "ephemeral-storage", true)];

/// `resources` of the container `item`.
pub(super) fn resources(cx: &mut Lowering<'_>, item: &Item) -> Option<Node> {
    let (mut requests, mut limits) = (Map::new(), Map::new());
    let mut first = None;
    for (ours, theirs, both) in RESOURCES {
        let Some(field) = item.field(ours) else { continue };
        let (request, limit) = bounds(field, both);
        check(cx, ours, request, limit);
        for value in [request, limit].into_iter().flatten() {
            super::rules::not_negative(cx, ours, value);
        }
        // A request alone may be as small as one likes; of cpu it is what schedulers look for.
        if let Some(value) = if ours == "cpu" { request } else { limit } {
            super::rules::meant(cx, ours, value);
        }
        for (map, value) in [(&mut requests, request), (&mut limits, limit)] {
            if let Some(value) = value
                && let Some(node) = quantity(value)
            {
                first = first.or(Some(node.origin));
                map.put(theirs, node);
            }
        }
    }
    for (name, value) in item.entries("resources") {
        if let Some(node) = quantity(value) {
            first = first.or(Some(node.origin));
            requests.put(name.clone(), node.clone());
            limits.put(name.clone(), node);
        }
    }
    let at = Origin::derived(first?.span);
    Some(fields(at, [("limits", some_map(at, limits)), ("requests", some_map(at, requests))]))
}

/// Request and limit of an entry such as `cpu = 100m..200m { limit = 300m }`.
pub(super) fn bounds(field: &Item, both: bool) -> (Option<&Value>, Option<&Value>) {
    let (mut request, mut limit) = match field.value.as_ref().map(|value| (&value.data, value)) {
        Some((Data::Range(range), _)) => (Some(&range.0), Some(&range.1)),
        Some((Data::Number(_), value)) => (Some(value), both.then_some(value)),
        _ => (None, None),
    };
    if let Some(value) = field.value("request") {
        request = Some(value);
    }
    if let Some(value) = field.value("limit") {
        limit = Some(value);
    }
    (request, limit)
}

fn check(cx: &mut Lowering<'_>, name: &str, request: Option<&Value>, limit: Option<&Value>) {
    if let (Some(request), Some(limit)) = (request, limit)
        && let (Some(low), Some(high)) = (request.number(), limit.number())
        && low.compare(high).is_ok_and(std::cmp::Ordering::is_gt)
    {
        let (low, high) = (low.written().unwrap_or_default(), high.written().unwrap_or_default());
        cx.report(
            Diagnostic::error(
                code::REQUEST_ABOVE_LIMIT,
                limit.span(),
                format!("the limit of `{name}` is below its request: {high} < {low}"),
            )
            .here("the limit")
            .label(request.span(), "the request")
            .help("`request..limit`: the smaller one stands first"),
        );
    }
}

/// A number as Kubernetes' text for quantities.
pub(super) fn quantity(value: &Value) -> Option<Node> {
    match &value.data {
        Data::Number(number) => Some(text(Origin::of(value), number.written().ok()?)),
        _ => text_node(value),
    }
}
