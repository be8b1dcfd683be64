//! `resource "group/version" Kind name`: any other object, its fields as they are written.

use super::context::{Draft, Lowering};
use super::node::any_node;
use super::object::{Node, Tree};
use super::{metadata, pass_through};
use crate::eval::Declaration;

pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let Some((api_version, kind)) = &declaration.resource else { return };
    let draft = Draft {
        api_version: api_version.clone(),
        kind: kind.clone(),
        name: metadata::name(declaration),
        labels: metadata::labels(declaration),
        annotations: metadata::annotations(declaration),
        rest: Vec::new(),
    };
    let fields = declaration.body.value.as_ref().and_then(any_node).filter(|node| matches!(node.tree, Tree::Map(_)));
    cx.push_with(declaration, draft, &[], |cx, root: &mut Node| {
        if let Some(fields) = fields {
            pass_through::merge_object(cx, root, fields);
        }
    });
}
