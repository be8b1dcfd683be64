//! `config`: a ConfigMap; and the digest by which a change of one rolls the pods that use it.

use super::context::{Draft, Lowering, truth, written};
use super::metadata;
use super::node::{any_node, as_text, some_map, text, text_map};
use super::object::{Map, Node, Origin};
use super::reasons::Unasked;
use super::workload::Workload;
use crate::eval::{Data, Declaration};
use crate::types::sha256;

/// The annotation of pods that holds the digest of the configs they use.
pub(super) const ANNOTATION: &str = "kappc/config-digest";

pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let body = &declaration.body;
    let at = |entry: &str| written(body, entry).map_or(Origin::derived(declaration.span), Origin::of);
    let data = text_map(body.entries("data"));
    let mut binary = Map::new();
    for (key, value) in body.entries("binary") {
        if let Some(node) = any_node(value) {
            binary.put(key.clone(), node);
        }
    }
    super::rules::data_keys(cx, body);
    let draft = Draft {
        api_version: "v1".into(),
        kind: "ConfigMap".into(),
        name: metadata::name(declaration),
        labels: metadata::labels(declaration),
        annotations: metadata::annotations(declaration),
        rest: vec![
            ("immutable", truth(body, "immutable")),
            ("data", some_map(at("data"), data)),
            ("binaryData", some_map(at("binary"), binary)),
        ],
    };
    cx.push(declaration, draft, &[body]);
}

/// The digest of what the configs hold that the workload uses; `None` where it uses none of the program's own.
pub(super) fn digest_of_uses(cx: &Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let mut content = Vec::new();
    let uses = workload.declaration.uses.iter().filter_map(|index| cx.declaration(*index));
    for config in uses.filter(|used| used.kind == "config") {
        // No name or key holds the zero byte, so no two contents run together.
        content.extend(config.face.name.bytes().chain([0]));
        for entry in ["data", "binary"] {
            for (key, value) in config.body.entries(entry) {
                content.extend(key.bytes().chain([0]));
                match &value.data {
                    Data::Bytes(bytes) => content.extend(bytes.iter()),
                    _ => content.extend(as_text(value).unwrap_or_default().bytes()),
                }
                content.push(0);
            }
        }
    }
    let at = Origin::default(workload.declaration.span, Unasked::ConfigDigest);
    (!content.is_empty()).then(|| text(at, sha256(&content)))
}
