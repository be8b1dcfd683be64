//! `config`: a ConfigMap; and the digest by which a change of one rolls the pods that use it.

use super::context::{Draft, Lowering, truth, written};
use super::metadata;
use super::node::{any_node, some_map, text_map};
use super::object::{Map, Origin};
use crate::eval::Declaration;

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
