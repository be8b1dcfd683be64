//! `keep` and `disrupt`: a PodDisruptionBudget.

use super::context::{Draft, Lowering, written};
use super::node::{any_node, fields, int, some_map};
use super::object::{Node, Origin};
use super::reasons::Unasked;
use super::workload::Workload;
use super::{metadata, service};
use crate::diag::{Diagnostic, code};
use crate::eval::{Item, Value};
use crate::types::Dimension;

/// Makes the budget: as written; in safe style one pod at a time from two replicas.
pub(super) fn budget(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let body = workload.body;
    let (keep, disrupt) = (written(body, "keep"), written(body, "disrupt"));
    if let (Some(keep), Some(disrupt)) = (keep, disrupt) {
        cx.report(
            Diagnostic::error(code::KEEP_AND_DISRUPT, disrupt.span(), "a budget takes `keep` or `disrupt`, not both")
                .label(keep.span(), "the other one")
                .help("keep one: `disrupt = 1` goes on working when the number of replicas changes"),
        );
        return;
    }
    if let Some(keep) = keep {
        blocks(cx, workload, keep);
    }
    let nothing = Item::empty(body.origin);
    let (field, value) = match (keep, disrupt) {
        (Some(keep), _) => ("minAvailable", any_node(keep)),
        (_, Some(disrupt)) => ("maxUnavailable", any_node(disrupt)),
        _ if cx.plain || unwanted(body) || !service::has_several(body) => return,
        _ => ("maxUnavailable", Some(int(Origin::default(workload.declaration.span, Unasked::Budget), 1))),
    };
    let Some(value) = value else { return };
    let item = body.field(if keep.is_some() { "keep" } else { "disrupt" }).unwrap_or(&nothing);
    push(cx, workload, item, field, value);
}

/// Whether the program says that there shall be none, or something that could not be computed.
fn unwanted(body: &Item) -> bool {
    ["keep", "disrupt"].iter().any(|entry| body.field(entry).is_some_and(|field| field.value.is_some()))
}

/// A budget that keeps every pod never lets a node be drained.
fn blocks(cx: &mut Lowering<'_>, workload: &Workload<'_>, keep: &Value) {
    let body = workload.body;
    let Some((least, _, _)) = service::replicas(body) else { return };
    let Some(number) = keep.number() else { return };
    let all = match number.dimension() {
        Dimension::Percent => number.written().is_ok_and(|text| text == "100%"),
        _ => number.to_i64().is_some_and(|count| count >= least),
    };
    if !all {
        return;
    }
    let written_replicas = written(body, "replicas").map(Value::span);
    let mut diagnostic = Diagnostic::error(
        code::BUDGET_BLOCKS,
        keep.span(),
        format!("`{}` keeps all its replicas: no node that runs one can ever be drained", workload.declaration.label),
    )
    .help("keep fewer than there are at least, or write `disrupt = 1`");
    if let Some(span) = written_replicas {
        diagnostic = diagnostic.label(span, "the replicas");
    }
    cx.report(diagnostic);
}

fn push(cx: &mut Lowering<'_>, workload: &Workload<'_>, item: &Item, field: &'static str, value: Node) {
    let declaration = workload.declaration;
    let at = Origin::derived(value.origin.span);
    let selector = metadata::selector(declaration);
    let match_labels = fields(at, [("matchLabels", some_map(at, selector))]);
    let spec = fields(at, [(field, Some(value)), ("selector", Some(match_labels))]);
    let draft = Draft {
        api_version: "policy/v1".into(),
        kind: "PodDisruptionBudget".into(),
        name: metadata::own_name(item, declaration),
        labels: metadata::derived(declaration, item, "labels"),
        annotations: metadata::derived(declaration, item, "annotations"),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(declaration, draft, &[&declaration.body]);
}
