//! `resource "group/version" Kind name`: any other object, its fields as they are written.

use super::context::{Draft, Lowering};
use super::node::any_node;
use super::object::{Node, Tree};
use super::{metadata, pass_through};
use crate::eval::Declaration;

pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let Some((api_version, kind)) = &declaration.resource else { return };
    if cx.api.tables.of(api_version, kind).is_none_or(|kind| kind.ty().is_none()) {
        // Without its `allow`, the check would have refused what it cannot know.
        let _ = cx.allows(declaration, "untyped", None);
    }
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
