//! `replicas = A..B` with `scale`: a HorizontalPodAutoscaler.

use super::context::{Draft, Lowering};
use super::metadata;
use super::node::{any_node, fields, int, list, some_map, text, text_map};
use super::object::{Node, Origin};
use super::resources::quantity;
use super::workload::Workload;
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Item, Value};
use crate::types::Dimension;

/// Makes the autoscaler of the controller `kind` called `name`.
pub(super) fn autoscaler(cx: &mut Lowering<'_>, workload: &Workload<'_>, kind: &str, name: &Node) {
    let body = workload.body;
    let replicas = body.value("replicas");
    let range = replicas.and_then(|value| match &value.data {
        Data::Range(range) => Some((value, range)),
        _ => None,
    });
    let scale = body.field("scale").filter(|_| !body.is_none("scale"));
    let (Some((_, range)), Some(scale)) = (range, scale) else {
        match (range, scale) {
            (Some((value, _)), None) => cx.error(
                code::RANGE_WITHOUT_SCALE,
                value.span(),
                format!("`{}` has a range of replicas, but nothing chooses within it", workload.declaration.label),
                "say what the number follows: `scale { cpu = 70% }`, or write one number",
            ),
            (None, Some(scale)) if replicas.is_some() || super::context::lacks(body, "replicas") => {
                scale_without_range(cx, workload, scale, replicas)
            }
            _ => {}
        }
        return;
    };
    let (Some(least), Some(most)) = (range.0.int(), range.1.int()) else { return };
    super::rules::positive(cx, "replicas", &range.0);
    let at = Origin::derived(scale.origin.span);
    let metrics = metrics(cx, workload, scale);
    if metrics.is_empty() {
        cx.error(
            code::MISSING_SETTING,
            scale.origin.span,
            "`scale` does not say what the number of replicas follows",
            "write `scale { cpu = 70% }`, `memory`, `metric NAME = …` or `external NAME = …`",
        );
        return;
    }
    let target = fields(
        at,
        [("apiVersion", Some(text(at, "apps/v1"))), ("kind", Some(text(at, kind))), ("name", Some(name.clone()))],
    );
    let behavior = scale.value("behavior").and_then(any_node);
    let spec = fields(
        at,
        [
            ("scaleTargetRef", Some(target)),
            ("minReplicas", Some(int(Origin::of(&range.0), least))),
            ("maxReplicas", Some(int(Origin::of(&range.1), most))),
            ("metrics", Some(list(at, metrics))),
            ("behavior", behavior),
        ],
    );
    let object_name = super::context::text(scale, "name").unwrap_or_else(|| name.clone());
    let draft = Draft {
        api_version: "autoscaling/v2".into(),
        kind: "HorizontalPodAutoscaler".into(),
        name: object_name,
        labels: metadata::derived(workload.declaration, scale, "labels"),
        annotations: metadata::derived(workload.declaration, scale, "annotations"),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(workload.declaration, draft, &[body]);
}

fn scale_without_range(cx: &mut Lowering<'_>, workload: &Workload<'_>, scale: &Item, replicas: Option<&Value>) {
    let message = format!("`{}` has `scale`, but no range of replicas to choose from", workload.declaration.label);
    // One number in a higher layer, as in `in dev { replicas = 1 }`, means that nothing is to be scaled there.
    let over = replicas.filter(|value| value.origin.layer > scale.origin.layer);
    if let Some(value) = over {
        let number = value.number().and_then(|number| number.written().ok()).unwrap_or_else(|| "1".into());
        let diagnostic = Diagnostic::error(code::SCALE_WITHOUT_RANGE, value.span(), message)
            .here("one number")
            .label(scale.origin.span, "what chooses")
            .help(format!("write `scale = none` beside it, or a range: `replicas = {number}..{number}`"));
        return cx.report(diagnostic);
    }
    let mut diagnostic = Diagnostic::error(code::SCALE_WITHOUT_RANGE, scale.origin.span, message)
        .help("write a range, as in `replicas = 2..10`, or `scale = none` where one number is meant");
    if let Some(value) = replicas.filter(|value| value.origin.layer != 0) {
        diagnostic = diagnostic.label(value.span(), "one number");
    }
    cx.report(diagnostic);
}

fn metrics(cx: &mut Lowering<'_>, workload: &Workload<'_>, scale: &Item) -> Vec<Node> {
    let mut all = Vec::new();
    for resource in ["cpu", "memory"] {
        let Some(value) = super::context::written(scale, resource) else { continue };
        let here = Origin::of(value);
        let percent = value.number().is_some_and(|number| number.dimension() == Dimension::Percent);
        if percent {
            super::rules::requests(cx, workload, resource, value.span());
        }
        super::rules::positive(cx, resource, value);
        super::rules::meant_use(cx, resource, value);
        let Some(target) = target(value, percent) else { continue };
        let inner = fields(here, [("name", Some(text(here, resource))), ("target", Some(target))]);
        all.push(fields(here, [("type", Some(text(here, "Resource"))), ("resource", Some(inner))]));
    }
    for (label, item) in scale.labelled("metric") {
        let Some(value) = item.value.as_ref() else { continue };
        let here = Origin::of(value);
        let Some(target) = target(value, false) else { continue };
        let metric = fields(here, [("name", Some(text(here, label.clone())))]);
        let inner = fields(here, [("metric", Some(metric)), ("target", Some(target))]);
        all.push(fields(here, [("type", Some(text(here, "Pods"))), ("pods", Some(inner))]));
    }
    for (label, item) in scale.labelled("external") {
        let Some(value) = item.value.as_ref() else { continue };
        let here = Origin::of(value);
        let Some(target) = target(value, false) else { continue };
        let selector = some_map(here, text_map(item.entries("labels")));
        let selector = selector.map(|labels| fields(here, [("matchLabels", Some(labels))]));
        let metric = fields(here, [("name", Some(text(here, label.clone()))), ("selector", selector)]);
        let inner = fields(here, [("metric", Some(metric)), ("target", Some(target))]);
        all.push(fields(here, [("type", Some(text(here, "External"))), ("external", Some(inner))]));
    }
    all
}

fn target(value: &Value, percent: bool) -> Option<Node> {
    let here = Origin::of(value);
    if percent {
        // A percentage counts in hundredths of the request.
        let written = value.number()?.written().ok()?;
        let percent: i64 = written.strip_suffix('%')?.parse().ok()?;
        let kind = Some(text(here, "Utilization"));
        return Some(fields(here, [("type", kind), ("averageUtilization", Some(int(here, percent)))]));
    }
    Some(fields(here, [("type", Some(text(here, "AverageValue"))), ("averageValue", quantity(value))]))
}
