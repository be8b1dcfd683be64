//! How large an object is when it is stored: more than `etcd` takes is refused, whatever is in it. ConfigMaps and Secrets
//! have a smaller limit of their own, and what the vocabulary makes comes nowhere near.

use super::found::Found;
use crate::diag::code;
use crate::lower::{Node, Object, Tree};

/// What a request to `etcd` holds at most, in bytes.
const LIMIT: usize = 1_572_864;

/// Looks at an object that the program or others wrote.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    if found.is_made() || matches!(object.kind.as_str(), "ConfigMap" | "Secret") {
        return;
    }
    let size = bytes(&object.root);
    if size > LIMIT {
        let message = format!("the object is too large: {size} bytes of at most {LIMIT}");
        found.error(code::TOO_MUCH_DATA, &object.root, message, "split it, or put what is long elsewhere");
    }
}

/// The least that JSON needs for it.
fn bytes(node: &Node) -> usize {
    match &node.tree {
        Tree::Null | Tree::Bool(_) => 4,
        Tree::Int(_) => 1,
        Tree::Decimal(text) => text.len(),
        Tree::Text(text) => text.len() + 2,
        Tree::List(items) => items.iter().map(|item| bytes(item) + 1).sum::<usize>() + 1,
        Tree::Map(map) => map.iter().map(|(key, value)| key.len() + 4 + bytes(value)).sum::<usize>() + 1,
    }
}
