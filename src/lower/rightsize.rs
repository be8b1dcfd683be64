//! `rightsize`: a VerticalPodAutoscaler, which makes the requests follow what the pods use.

use super::context::{Draft, Lowering, written};
use super::metadata;
use super::node::{fields, list, some_fields, text};
use super::object::{Node, Origin};
use super::resources::quantity;
use super::workload::Workload;
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Item, Value};

/// Makes the autoscaler of the controller `kind` called `name`.
pub(super) fn autoscaler(cx: &mut Lowering<'_>, workload: &Workload<'_>, kind: &str, name: &Node) {
    let body = workload.body;
    let Some(item) = body.field("rightsize") else { return };
    let Some(value) = item.value.as_ref() else {
        if !item.fields.is_empty() {
            let message = "`rightsize` does not say what to do with the figures";
            cx.error(code::MISSING_SETTING, item.origin.span, message, "write `rightsize = recommend`, or `auto`");
        }
        return;
    };
    // `Recreate` is what every version of the autoscaler calls it; `Auto` has come to mean different things.
    let mode = match value.text().map(|word| word.as_str()) {
        Some("recommend") => "Off",
        Some("auto") => "Recreate",
        _ => return,
    };
    if mode == "Recreate" {
        two_scalers(cx, workload, value);
    }
    let at = Origin::derived(value.span());
    let target = fields(
        at,
        [("apiVersion", Some(text(at, "apps/v1"))), ("kind", Some(text(at, kind))), ("name", Some(name.clone()))],
    );
    let bounds = some_fields(at, [("minAllowed", bounds(item, End::Least)), ("maxAllowed", bounds(item, End::Most))]);
    let policy = bounds.and_then(|node| node.as_map().cloned()).map(|map| {
        let mut whole = super::Map::new();
        whole.put("containerName", text(at, workload.declaration.label.clone()));
        super::context::overlay(&mut whole, map);
        let entry = Node { origin: at, tree: super::Tree::Map(whole) };
        fields(at, [("containerPolicies", Some(list(at, vec![entry])))])
    });
    let update = fields(at, [("updateMode", Some(text(Origin::of(value), mode)))]);
    let spec = fields(at, [("targetRef", Some(target)), ("updatePolicy", Some(update)), ("resourcePolicy", policy)]);
    let draft = Draft {
        api_version: "autoscaling.k8s.io/v1".into(),
        kind: "VerticalPodAutoscaler".into(),
        name: super::context::text(item, "name").unwrap_or_else(|| name.clone()),
        labels: metadata::derived(workload.declaration, item, "labels"),
        annotations: metadata::derived(workload.declaration, item, "annotations"),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(workload.declaration, draft, &[body]);
}

#[derive(Clone, Copy)]
enum End {
    Least,
    Most,
}

fn bounds(item: &Item, end: End) -> Option<Node> {
    let of = |entry: &str| {
        let Data::Range(range) = &written(item, entry)?.data else { return None };
        quantity(match end {
            End::Least => &range.0,
            End::Most => &range.1,
        })
    };
    some_fields(Origin::derived(item.origin.span), [("cpu", of("cpu")), ("memory", of("memory"))])
}

/// Two autoscalers that follow the same figure chase each other.
fn two_scalers(cx: &mut Lowering<'_>, workload: &Workload<'_>, value: &Value) {
    let Some(scale) = workload.body.field("scale") else { return };
    for resource in ["cpu", "memory"] {
        if let Some(target) = written(scale, resource) {
            cx.report(
                Diagnostic::error(
                    code::TWO_SCALERS,
                    value.span(),
                    format!("`rightsize` and `scale` both follow the use of {resource}"),
                )
                .label(target.span(), "the number of pods follows it here")
                .help("write `rightsize = recommend`, or let `scale` follow a metric of the application"),
            );
            return;
        }
    }
}
