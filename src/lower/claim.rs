//! Claims of storage: a claim's spec, and the templates from which a StatefulSet makes one for each pod.

use ecow::eco_format;

use super::context::{Lowering, lacks, text, written};
use super::node::{fields, list, some_map, text as text_at, text_map};
use super::object::{Node, Origin};
use super::resources::quantity;
use super::workload::Workload;
use crate::diag::code;
use crate::eval::Item;

/// The claim templates of a stateful workload.
pub(super) fn claims(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Vec<Node> {
    let mut claims = Vec::new();
    for (label, item) in workload.body.labelled("storage") {
        let here = Origin::derived(item.origin.span);
        let metadata = fields(
            here,
            [
                ("name", Some(text_at(here, label.clone()))),
                ("labels", some_map(here, text_map(item.entries("labels")))),
                ("annotations", some_map(here, text_map(item.entries("annotations")))),
            ],
        );
        let spec = claim_spec(cx, item, here, &eco_format!("storage {label}"));
        claims.push(fields(here, [("metadata", Some(metadata)), ("spec", Some(spec))]));
    }
    claims
}

/// The spec of a claim: access, size, class.
pub(super) fn claim_spec(cx: &mut Lowering<'_>, item: &Item, here: Origin, what: &str) -> Node {
    if lacks(item, "size") {
        cx.error(
            code::MISSING_SETTING,
            here.span,
            format!("`{what}` does not say how much space"),
            "write `size = 10Gi`",
        );
    }
    let access = match written(item, "access") {
        Some(value) => {
            let modes = value.list().unwrap_or_default().iter().filter_map(|mode| {
                let word = mode.text()?;
                let (_, theirs) = ACCESS.iter().find(|(ours, _)| *ours == word.as_str())?;
                Some(text_at(Origin::of(mode), *theirs))
            });
            list(Origin::of(value), modes.collect())
        }
        None => list(here, vec![text_at(here, "ReadWriteOnce")]),
    };
    let class = match item.field("class").and_then(|class| class.value.as_ref()) {
        Some(none) if none.is_none() => Some(text_at(Origin::of(none), "")),
        _ => text(item, "class"),
    };
    if let Some(size) = item.value("size") {
        super::rules::positive(cx, "size", size);
        super::rules::meant(cx, "size", size);
    }
    let requests = item.value("size").and_then(quantity).map(|size| {
        let at = size.origin;
        fields(at, [("requests", Some(fields(at, [("storage", Some(size))])))])
    });
    fields(here, [("accessModes", Some(access)), ("resources", requests), ("storageClassName", class)])
}

const ACCESS: [(&str, &str); 4] = [
    ("read_write_once", "ReadWriteOnce"),
    ("read_only_many", "ReadOnlyMany"),
    ("read_write_many", "ReadWriteMany"),
    ("read_write_once_pod", "ReadWriteOncePod"),
];
