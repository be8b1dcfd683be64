//! `on_failure`: which failures end a job at once, count for nothing, or count as usual.

use super::context::{Lowering, written};
use super::node::{fields, int, list, some_fields, some_list, text};
use super::object::{Node, Origin};
use super::workload::Workload;
use crate::diag::{Diagnostic, code};
use crate::eval::Value;

/// The entries with exit codes, in the order in which Kubernetes shall ask, and its words for them.
const ACTIONS: [(&str, &str); 4] =
    [("fail", "FailJob"), ("fail_index", "FailIndex"), ("ignore", "Ignore"), ("count", "Count")];

/// `podFailurePolicy`.
pub(super) fn policy(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let body = workload.body;
    let item = body.field("on_failure")?;
    let mut rules = Vec::new();
    for (entry, action) in ACTIONS {
        let Some(value) = written(item, entry) else { continue };
        let at = Origin::of(value);
        let codes = value.list().unwrap_or_default().iter();
        let mut codes: Vec<(i64, Node)> =
            codes.filter_map(|code| Some((code.int()?, int(Origin::of(code), code.int()?)))).collect();
        // Kubernetes takes them in this order only.
        codes.sort_by_key(|(code, _)| *code);
        let codes = codes.into_iter().map(|(_, node)| node).collect();
        let on = fields(at, [("operator", Some(text(at, "In"))), ("values", some_list(at, codes))]);
        rules.push(fields(at, [("action", Some(text(at, action))), ("onExitCodes", Some(on))]));
    }
    if let Some(value) = written(item, "disruption") {
        let at = Origin::of(value);
        let action = ACTIONS.iter().find(|(ours, _)| value.text().is_some_and(|word| word == ours));
        let disrupted = fields(at, [("type", Some(text(at, "DisruptionTarget")))]);
        rules.push(fields(
            at,
            [
                ("action", action.map(|(_, theirs)| text(at, *theirs))),
                ("onPodConditions", Some(list(at, vec![disrupted]))),
            ],
        ));
    }
    refuse(cx, workload);
    let at = Origin::derived(item.origin.span);
    some_fields(at, [("rules", some_list(at, rules))])
}

/// What the entries need elsewhere.
fn refuse(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let body = workload.body;
    let Some(item) = body.field("on_failure") else { return };
    if let Some(restart) = written(body, "restart").filter(|value| value.text().is_some_and(|word| word != "never")) {
        cx.report(
            Diagnostic::error(
                code::IDLE_OPTION,
                item.origin.span,
                "`on_failure` has no meaning where failed containers start again in their pod",
            )
            .label(restart.span(), "no pod fails")
            .help("write `restart = never`, or take one of the two out"),
        );
    }
    if let Some(value) = written(item, "fail_index").filter(|_| super::context::lacks(body, "retry_per_index")) {
        cx.error(
            code::MISSING_SETTING,
            value.span(),
            "`fail_index` needs failures that are counted for each index",
            "write `indexed = true` and `retry_per_index = 1`, or use `fail`",
        );
    }
    // One code cannot mean two things: the first rule that matches counts.
    let codes = ACTIONS.iter().filter_map(|(entry, _)| written(item, entry)).filter_map(Value::list).flatten();
    let mut seen: Vec<&Value> = Vec::new();
    for value in codes {
        match seen.iter().find(|other| other.int() == value.int()) {
            Some(other) => cx.report(
                Diagnostic::error(
                    code::IDLE_OPTION,
                    value.span(),
                    format!("exit code {} stands here twice", value.int().unwrap_or_default()),
                )
                .label(other.span(), "this one counts")
                .help("take one out"),
            ),
            None => seen.push(value),
        }
    }
}
