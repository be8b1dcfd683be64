//! What keeps pods running: Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController. Sources:
//! `ValidateDeploymentSpec`, `ValidateStatefulSetSpec`, `ValidateDaemonSetSpec`, `ValidateReplicaSetSpec`.

use super::found::Found;
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Object};

/// Looks at a controller.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else {
        found.needs(&object.root, "spec", format_args!("the {}", object.kind));
        return;
    };
    for key in ["replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
        found.not_negative(spec, key);
    }
    template(found, spec, &object.kind);
    match object.kind.as_str() {
        "Deployment" => deployment(found, spec),
        "StatefulSet" => {
            found.short_name(52);
            stateful_set(found, spec);
        }
        "DaemonSet" => daemon_set(found, spec),
        _ => {}
    }
}

/// The selector and the template that it must find.
fn template(found: &mut Found<'_, '_>, spec: &Node, kind: &str) {
    let Some(template) = spec.get("template") else {
        found.needs(spec, "template", format_args!("the {kind}"));
        return;
    };
    let is_old = kind == "ReplicationController";
    let selector = spec.get("selector");
    match selector {
        Some(selector) if is_old => covers(found, Some(selector), template),
        None if is_old => {}
        Some(selector) if !selector.is_empty() => {
            found.selector(Some(selector));
            covers(found, selector.get("matchLabels"), template);
        }
        _ => {
            let message = format!("the {kind} has no selector, so it finds none of its pods");
            let help = "write `selector { matchLabels { … } }` with labels of the template";
            found.missing(code::MISSING_SELECTOR, selector.unwrap_or(spec), message, help);
        }
    }
    let Some(pod) = template.get("spec") else { return };
    if let Some(policy) =
        pod.get("restartPolicy").filter(|policy| policy.as_text().is_some_and(|policy| policy != "Always"))
    {
        let message = format!("the pods of a {kind} are always restarted");
        found.error(code::CONTRADICTION, policy, message, "take `restartPolicy` out, or make it a Job");
    }
    if let Some(node) = pod.get("activeDeadlineSeconds") {
        let message = format!("the pods of a {kind} run without a deadline");
        found.error(code::CONTRADICTION, node, message, "take `activeDeadlineSeconds` out, or make it a Job");
    }
}

/// Every label that the selector asks for is on the template.
fn covers(found: &mut Found<'_, '_>, selector: Option<&Node>, template: &Node) {
    let labels = template.at(&["metadata", "labels"]);
    for (key, asked) in selector.into_iter().flat_map(Node::entries) {
        match labels.and_then(|labels| labels.get(key)) {
            Some(label) if label.says_as(asked) => {}
            Some(label) => {
                let message = format!("the pods get another `{key}` than their selector asks for");
                let diagnostic = Diagnostic::error(code::SELECTOR_MISSES, label.origin.span, message)
                    .label(asked.origin.span, "the selector asks for this")
                    .help("let both be the same");
                found.add(label, diagnostic);
            }
            None => {
                let message = format!("the pods lack the label `{key}`, for which their selector asks");
                let diagnostic = Diagnostic::error(code::SELECTOR_MISSES, asked.origin.span, message)
                    .help(format!("write `{key}` among the labels of the template"));
                found.missing_as(asked, diagnostic);
            }
        }
    }
}

/// A number or share of pods.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Count {
    Number(i64),
    Percent(i64),
}

/// What stands at `key` of `holder`; reports what is neither a number nor a share.
pub(super) fn count(found: &mut Found<'_, '_>, holder: &Node, key: &str) -> Option<Count> {
    let node = holder.get(key)?;
    if let Some(number) = node.as_int() {
        found.not_negative(holder, key);
        return Some(Count::Number(number));
    }
    let text = node.as_text()?;
    let digits =
        text.strip_suffix('%').filter(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()));
    let percent = digits.and_then(|digits| digits.parse::<i64>().ok());
    if percent.is_none() {
        let message = format!("`{key}` cannot be `{text}`");
        found.error(code::BAD_AMOUNT, node, message, "write a number, or a share as `25%`");
    }
    percent.map(Count::Percent)
}

/// A share of pods that may be away is not more than all of them.
fn share(found: &mut Found<'_, '_>, holder: &Node, key: &str) -> Option<Count> {
    let count = count(found, holder, key)?;
    if let (Count::Percent(percent), Some(node)) = (count, holder.get(key))
        && percent > 100
    {
        let message = format!("`{key}` cannot be {percent}%");
        found.error(code::BAD_AMOUNT, node, message, "write 100% at most");
    }
    Some(count)
}

fn is_zero(count: Option<Count>) -> bool {
    matches!(count, Some(Count::Number(0) | Count::Percent(0)))
}

fn deployment(found: &mut Found<'_, '_>, spec: &Node) {
    let deadline = spec.int("progressDeadlineSeconds").unwrap_or(600);
    if let Some(node) = spec.get("minReadySeconds")
        && let Some(time) = node.as_int().filter(|time| *time >= deadline)
    {
        let message = format!("a pod counts after {time}s, but the rollout is given up after {deadline}s");
        let mut diagnostic = Diagnostic::error(code::ROLLOUT_TOO_SHORT, node.origin.span, message)
            .help("let `progressDeadlineSeconds` be more than `minReadySeconds`");
        if let Some(limit) = spec.get("progressDeadlineSeconds") {
            diagnostic = diagnostic.label(limit.origin.span, "the deadline");
        }
        found.add(node, diagnostic);
    }
    let Some(strategy) = spec.get("strategy") else { return };
    found.word(strategy, "type", &["Recreate", "RollingUpdate"]);
    let Some(rolling) = strategy.get("rollingUpdate") else { return };
    if let Some(kind) = strategy.get("type").filter(|kind| kind.as_text().is_some_and(|kind| kind == "Recreate")) {
        let message = "pods that are all replaced at once are not rolled";
        found.contradiction(rolling, message, kind, "take `rollingUpdate` out");
        return;
    }
    let (surge, away) = (count(found, rolling, "maxSurge"), share(found, rolling, "maxUnavailable"));
    if is_zero(surge)
        && is_zero(away)
        && let (Some(node), Some(other)) = (rolling.get("maxUnavailable"), rolling.get("maxSurge"))
    {
        found.contradiction(
            node,
            "no pod more and no pod less: nothing can be replaced",
            other,
            "let one of them be above 0",
        );
    }
}

fn stateful_set(found: &mut Found<'_, '_>, spec: &Node) {
    found.word(spec, "podManagementPolicy", &["OrderedReady", "Parallel"]);
    if let Some(ordinals) = spec.get("ordinals") {
        found.not_negative(ordinals, "start");
    }
    if let Some(retention) = spec.get("persistentVolumeClaimRetentionPolicy") {
        for key in ["whenDeleted", "whenScaled"] {
            found.word(retention, key, &["Retain", "Delete"]);
        }
    }
    for claim in spec.items("volumeClaimTemplates") {
        if claim.at(&["metadata", "name"]).is_none() {
            found.missing(code::LACKS, claim, "the claim has no name", "write `metadata { name = \"…\" }`");
        }
        if let Some(spec) = claim.get("spec") {
            super::claims::spec(found, spec);
        }
    }
    let claims = spec.items("volumeClaimTemplates").iter().filter_map(|claim| claim.at(&["metadata", "name"]));
    found.unique(code::VOLUME_CLASH, claims, "claims");
    if let Some(rolling) = strategy(found, spec) {
        found.not_negative(rolling, "partition");
        if is_zero(share(found, rolling, "maxUnavailable"))
            && let Some(node) = rolling.get("maxUnavailable")
        {
            found.error(code::BAD_AMOUNT, node, "`maxUnavailable` cannot be 0", "write 1 or more");
        }
    }
}

fn daemon_set(found: &mut Found<'_, '_>, spec: &Node) {
    let Some(rolling) = strategy(found, spec) else { return };
    let surge = share(found, rolling, "maxSurge");
    let away = share(found, rolling, "maxUnavailable");
    let both = surge.is_some() && !is_zero(surge) && away.is_some() && !is_zero(away);
    // Left out, one pod may be away.
    let none = is_zero(away) && (surge.is_none() || is_zero(surge));
    if let Some(node) = rolling.get("maxUnavailable").filter(|_| both || none) {
        let message = if both {
            "a node has one pod more or one pod less, not both"
        } else {
            "no pod more and no pod less: nothing can be replaced"
        };
        let diagnostic = Diagnostic::error(code::CONTRADICTION, node.origin.span, message)
            .help("let one of `maxSurge` and `maxUnavailable` be 0, and not the other");
        found.add(node, diagnostic);
    }
}

/// The rolling update of a StatefulSet or DaemonSet.
fn strategy<'n>(found: &mut Found<'_, '_>, spec: &'n Node) -> Option<&'n Node> {
    let strategy = spec.get("updateStrategy")?;
    found.word(strategy, "type", &["RollingUpdate", "OnDelete"]);
    let rolling = strategy.get("rollingUpdate")?;
    match strategy.get("type").filter(|kind| kind.as_text().is_some_and(|kind| kind == "OnDelete")) {
        Some(kind) => {
            let message = "pods that are replaced when they are deleted are not rolled";
            found.contradiction(rolling, message, kind, "take `rollingUpdate` out");
            None
        }
        None => Some(rolling),
    }
}
