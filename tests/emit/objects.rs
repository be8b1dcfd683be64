//! Objects for the tests, said briefly.

use kappc::lower::{Cause, Manifests, Map, Node, Object, Origin, Tree};
use kappc::source::{Sources, Span};
use serde_json::Value;

/// An origin at the start of no source in particular.
pub(crate) fn origin() -> Origin {
    let mut sources = Sources::new();
    let text = kappc::source::SourceText::new("a.kapp", "");
    let source = sources.add(text.into());
    Origin { span: Span::new(sources.anchor(source, 0), 0, 0), cause: Cause::Written }
}

pub(crate) fn node(tree: Tree) -> Node {
    Node { origin: origin(), tree }
}

pub(crate) fn text(text: &str) -> Node {
    node(Tree::Text(text.into()))
}

/// A map of these entries; of equal keys, the last value stays.
pub(crate) fn map<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, Node)>) -> Node {
    let mut map = Map::new();
    for (key, node) in entries {
        let _ = map.insert(key.as_ref(), node);
    }
    node(Tree::Map(map))
}

/// Maps that hold each text as a key and as its value.
pub(crate) fn keyed<T: AsRef<str>>(texts: &[T]) -> Node {
    let part = |part: &[T]| map(part.iter().map(|item| (item, text(item.as_ref()))));
    map([("maps", node(Tree::List(texts.chunks(64).map(part).collect())))])
}

/// A list of these texts.
pub(crate) fn listed<T: AsRef<str>>(texts: &[T]) -> Node {
    map([("items", node(Tree::List(texts.iter().map(|item| text(item.as_ref())).collect())))])
}

/// The node that a JSON text says.
pub(crate) fn json(value: &Value) -> Node {
    match value {
        Value::Null => node(Tree::Null),
        Value::Bool(value) => node(Tree::Bool(*value)),
        Value::Number(number) => {
            node(number.as_i64().map_or_else(|| Tree::Decimal(number.to_string().into()), Tree::Int))
        }
        Value::String(value) => text(value),
        Value::Array(items) => node(Tree::List(items.iter().map(json).collect())),
        Value::Object(entries) => map(entries.iter().map(|(key, value)| (key, json(value)))),
    }
}

/// The object whose whole text this is.
pub(crate) fn object(root: Node) -> Object {
    let said = |map: &Node, key: &str| match map {
        Node { tree: Tree::Map(map), .. } => map.get(key).and_then(|node| match &node.tree {
            Tree::Text(text) => Some(text.clone()),
            _ => None,
        }),
        _ => None,
    };
    let metadata = match &root.tree {
        Tree::Map(map) => map.get("metadata").cloned(),
        _ => None,
    };
    let named = |key: &str| metadata.as_ref().and_then(|metadata| said(metadata, key));
    Object {
        api_version: said(&root, "apiVersion").unwrap_or_default(),
        kind: said(&root, "kind").unwrap_or_default(),
        namespace: named("namespace"),
        name: named("name").unwrap_or_default(),
        origin: origin(),
        root: std::sync::Arc::new(root),
        passed_through: false,
    }
}

/// Objects without identity, which are written in the order given.
pub(crate) fn manifests(roots: impl IntoIterator<Item = Node>) -> Manifests {
    Manifests { objects: roots.into_iter().map(object).collect(), ..Manifests::default() }
}
