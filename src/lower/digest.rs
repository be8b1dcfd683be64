//! The digest of a tree, by which an object that cannot be changed gets a new name when its content changes.

use super::object::{Node, Tree};
use crate::types::sha256;

/// How many digits of the digest stand in a name.
const DIGITS: usize = 8;

/// The first digits of the digest of what `node` says, wherever it comes from.
pub(super) fn short(node: &Node) -> String {
    let mut content = Vec::new();
    write(node, &mut content);
    sha256(&content).chars().take(DIGITS).collect()
}

/// Writes the tree so that no two trees read the same: every part has a letter before and the zero byte after it.
fn write(node: &Node, out: &mut Vec<u8>) {
    let mut part = |letter: u8, text: &[u8]| {
        out.push(letter);
        out.extend(text);
        out.push(0);
    };
    match &node.tree {
        Tree::Null => part(b'n', b""),
        Tree::Bool(value) => part(b'b', if *value { b"1" } else { b"0" }),
        Tree::Int(value) => part(b'i', value.to_string().as_bytes()),
        Tree::Decimal(text) => part(b'd', text.as_bytes()),
        Tree::Text(text) => part(b't', text.as_bytes()),
        Tree::List(items) => {
            part(b'l', b"");
            items.iter().for_each(|item| write(item, out));
            out.push(b'e');
        }
        Tree::Map(map) => {
            part(b'm', b"");
            // The order of keys means nothing to Kubernetes.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            for (key, node) in entries {
                out.push(b'k');
                out.extend(key.as_bytes());
                out.push(0);
                write(node, out);
            }
            out.push(b'e');
        }
    }
}
