//! HorizontalPodAutoscalers and PodDisruptionBudgets: figures that leave room. Sources:
//! `validateHorizontalPodAutoscalerSpec`, `validateMetricSpec`, `validateScalingRules`, `ValidatePodDisruptionBudgetSpec`.

use super::controllers::{Count, count};
use super::found::Found;
use super::quantity::Quantity;
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Object};
use crate::types::NameKind;

/// Looks at a HorizontalPodAutoscaler.
pub(super) fn autoscaler(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else {
        found.needs(&object.root, "spec", "the autoscaler");
        return;
    };
    found.needs(spec, "maxReplicas", "the autoscaler");
    found.within(spec, "maxReplicas", 1..=i64::MAX);
    let outside = |metric: &Node| matches!(metric.text("type"), Some("Object" | "External"));
    let to_zero = spec.items("metrics").iter().any(outside);
    found.within(spec, "minReplicas", if to_zero { 0 } else { 1 }..=i64::MAX);
    if let (Some(node), Some(least), Some(most)) =
        (spec.get("maxReplicas"), spec.int("minReplicas"), spec.int("maxReplicas"))
        && least > most
    {
        let other = spec.get("minReplicas").unwrap_or(spec);
        found.contradiction(node, "fewer pods at most than at least", other, "let `maxReplicas` be the greater one");
    }
    match spec.get("scaleTargetRef") {
        Some(target) => self::target(found, target),
        None => found.needs(spec, "scaleTargetRef", "the autoscaler"),
    }
    for metric in spec.items("metrics") {
        self::metric(found, metric);
    }
    for direction in ["scaleUp", "scaleDown"] {
        let Some(rules) = spec.at(&["behavior", direction]) else { continue };
        found.within(rules, "stabilizationWindowSeconds", 0..=3600);
        found.word(rules, "selectPolicy", &["Max", "Min", "Disabled"]);
        if let Some(node) = rules.get("policies").filter(|node| node.is_empty()) {
            found.missing(code::LACKS, node, "the behavior has no policy", "write one, or leave `policies` out");
        }
        for policy in rules.items("policies") {
            found.word(policy, "type", &["Pods", "Percent"]);
            found.within(policy, "value", 1..=i64::MAX);
            found.within(policy, "periodSeconds", 1..=1800);
        }
        if let Some(node) = rules.get("tolerance").filter(|node| Quantity::of(node).is_some_and(Quantity::is_negative))
        {
            found.error(code::BAD_QUANTITY, node, "`tolerance` is below zero", "write 0 or more");
        }
    }
}

/// What is scaled, or measured beside it: a kind of some version, and a name.
fn target(found: &mut Found<'_, '_>, target: &Node) {
    for key in ["kind", "name"] {
        found.needs(target, key, "the target");
        found.name(target, key, NameKind::PathSegment, format!("the {key} of an object"));
    }
    let Some(node) = target.get("apiVersion") else { return };
    if node.as_text().is_some_and(|version| version.matches('/').count() > 1) {
        let message = "a version has one group before it at most";
        found.error(code::BAD_FIELD, node, message, "write `GROUP/VERSION`, as `apps/v1`");
    }
}

/// Types of metrics and the field that each has.
const METRICS: [(&str, &str); 5] = [
    ("ContainerResource", "containerResource"),
    ("External", "external"),
    ("Object", "object"),
    ("Pods", "pods"),
    ("Resource", "resource"),
];

fn metric(found: &mut Found<'_, '_>, metric: &Node) {
    found.needs(metric, "type", "the metric");
    let words = METRICS.map(|(word, _)| word);
    found.word(metric, "type", &words);
    let Some((kind, field)) = METRICS.iter().find(|(word, _)| metric.text("type") == Some(word)) else { return };
    for (key, node) in metric.entries().filter(|(key, _)| key != field && *key != "type") {
        let message = format!("a metric of the type `{kind}` has no `{key}`");
        found.error(code::CONTRADICTION, node, message, format!("keep `{field}`"));
    }
    let Some(source) = metric.get(field) else {
        found.needs(metric, field, "the metric");
        return;
    };
    if let Some(described) = source.get("describedObject") {
        self::target(found, described);
    }
    let Some(target) = source.get("target") else { return };
    found.word(target, "type", &["AverageValue", "Utilization", "Value"]);
    let allowed: &[&str] = match *kind {
        "Resource" | "ContainerResource" => &["averageUtilization", "averageValue"],
        "Pods" => &["averageValue"],
        _ => &["averageValue", "value"],
    };
    if !found.one_of(target, allowed, "the target") {
        return;
    }
    for (key, node) in target.entries().filter(|(key, _)| allowed.contains(key)) {
        if Quantity::of(node).is_some_and(|amount| amount.is_negative() || amount.is_zero()) {
            found.error(code::BAD_QUANTITY, node, format!("`{key}` is not above zero"), "write more than 0");
        }
    }
}

/// Looks at a PodDisruptionBudget.
pub(super) fn budget(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else { return };
    found.at_most_one(spec, ["minAvailable", "maxUnavailable"], "keep one of them");
    found.selector(spec.get("selector"));
    found.word(spec, "unhealthyPodEvictionPolicy", &["IfHealthyBudget", "AlwaysAllow"]);
    let least = count(found, spec, "minAvailable");
    let most = count(found, spec, "maxUnavailable");
    for (key, count) in [("minAvailable", least), ("maxUnavailable", most)] {
        let Some(node) = spec.get(key) else { continue };
        if let Some(Count::Percent(percent)) = count.filter(|count| matches!(count, Count::Percent(101..))) {
            found.error(code::BAD_AMOUNT, node, format!("`{key}` cannot be {percent}%"), "write 100% at most");
        }
    }
    let blocks = [
        ("minAvailable", least == Some(Count::Percent(100))),
        ("maxUnavailable", matches!(most, Some(Count::Number(0) | Count::Percent(0)))),
    ];
    for (key, _) in blocks.into_iter().filter(|(_, blocks)| *blocks) {
        if let Some(node) = spec.get(key) {
            let diagnostic = Diagnostic::warning(
                code::BUDGET_BLOCKS,
                node.origin.span,
                "the budget lets no pod go, so nodes cannot be drained",
            )
            .help("let at least one pod go");
            found.add(node, diagnostic);
        }
    }
}
