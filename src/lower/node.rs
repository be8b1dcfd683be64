//! Small constructors of nodes, so that the files of this room read like the objects that they make.

use super::object::{Cause, Map, Node, Origin, Tree};
use super::reasons::Unasked;
use crate::eval::{Data, Value};
use crate::source::Span;
use ecow::EcoString;

impl Origin {
    /// Follows from what stands at `span`.
    pub(super) fn derived(span: Span) -> Origin {
        Origin { span, cause: Cause::Derived }
    }

    /// Added unasked by `rule`, for the declaration at `span`.
    pub(super) fn default(span: Span, rule: Unasked) -> Origin {
        Origin { span, cause: Cause::Default(rule) }
    }

    /// That of a value of the program.
    pub(super) fn of(value: &Value) -> Origin {
        let cause = if value.origin.layer == 0 { Cause::Default(Unasked::Vocabulary) } else { Cause::Written };
        Origin { span: value.origin.span, cause }
    }
}

impl Node {
    /// The map, where the node is one.
    pub(super) fn as_map(&self) -> Option<&Map> {
        match &self.tree {
            Tree::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The text, where the node is one.
    pub(super) fn as_text(&self) -> Option<&EcoString> {
        match &self.tree {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of the list at `field`; none where there is no list.
    pub(super) fn items(&self, field: &str) -> &[Node] {
        match self.at(&[field]).map(|node| &node.tree) {
            Some(Tree::List(items)) => items,
            _ => &[],
        }
    }

    /// Whether both say the same, wherever they come from.
    pub(super) fn says_as(&self, other: &Node) -> bool {
        match (&self.tree, &other.tree) {
            (Tree::List(a), Tree::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_as(b)),
            (Tree::Map(a), Tree::Map(b)) => {
                a.len() == b.len() && a.iter().all(|(key, node)| b.get(key).is_some_and(|other| node.says_as(other)))
            }
            (a, b) => a == b,
        }
    }

    /// The node at the end of `path`, every step the key of a map.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.as_map().and_then(|map| map.get(key)))
    }
}

impl Map {
    /// Puts `node` at `key`, whatever stood there.
    pub(super) fn put(&mut self, key: impl Into<EcoString>, node: Node) {
        let _ = self.insert(key, node);
    }
}

pub(super) fn text(origin: Origin, text: impl Into<EcoString>) -> Node {
    Node { origin, tree: Tree::Text(text.into()) }
}

pub(super) fn int(origin: Origin, value: impl Into<i64>) -> Node {
    Node { origin, tree: Tree::Int(value.into()) }
}

pub(super) fn truth(origin: Origin, value: bool) -> Node {
    Node { origin, tree: Tree::Bool(value) }
}

pub(super) fn list(origin: Origin, items: Vec<Node>) -> Node {
    Node { origin, tree: Tree::List(items) }
}

/// A list, unless it is empty.
pub(super) fn some_list(origin: Origin, items: Vec<Node>) -> Option<Node> {
    (!items.is_empty()).then(|| list(origin, items))
}

/// A map of those fields that are there.
pub(super) fn fields<const N: usize>(origin: Origin, entries: [(&'static str, Option<Node>); N]) -> Node {
    let mut map = Map::with_capacity(entries.iter().filter(|(_, node)| node.is_some()).count());
    for (key, node) in entries {
        if let Some(node) = node {
            map.push(key, node);
        }
    }
    Node { origin, tree: Tree::Map(map) }
}

/// As [`fields`], unless none is there.
pub(super) fn some_fields<const N: usize>(origin: Origin, entries: [(&'static str, Option<Node>); N]) -> Option<Node> {
    entries.iter().any(|(_, node)| node.is_some()).then(|| fields(origin, entries))
}

/// A node of a map that was made already, unless it is empty.
pub(super) fn some_map(origin: Origin, map: Map) -> Option<Node> {
    (!map.is_empty()).then_some(Node { origin, tree: Tree::Map(map) })
}

/// A value in a place that holds a text: numbers, truth values and units become their text as written.
pub(super) fn as_text(value: &Value) -> Option<EcoString> {
    match &value.data {
        Data::Text(text) | Data::Word(text) => Some(text.clone()),
        Data::Bool(value) => Some(if *value { "true".into() } else { "false".into() }),
        Data::Number(number) => number.written().ok(),
        _ => None,
    }
}

/// As [`as_text`], as a node.
pub(super) fn text_node(value: &Value) -> Option<Node> {
    as_text(value).map(|content| text(Origin::of(value), content))
}

/// A value where Kubernetes takes anything: whole numbers, decimals and truth values as they are, units as their text.
/// `none` becomes [`Tree::Null`]; what could not be computed has no node.
pub(super) fn any_node(value: &Value) -> Option<Node> {
    use crate::types::Dimension;
    let origin = Origin::of(value);
    Some(match &value.data {
        Data::Bool(value) => truth(origin, *value),
        Data::Number(number) => match number.dimension() {
            Dimension::Plain | Dimension::Port => match number.to_i64() {
                Some(whole) => int(origin, whole),
                None => Node { origin, tree: Tree::Decimal(number.decimal().ok()?) },
            },
            _ => text(origin, number.written().ok()?),
        },
        Data::Text(content) | Data::Word(content) => text(origin, content.clone()),
        Data::List(items) => list(origin, items.iter().filter_map(any_node).collect()),
        Data::Added(items) => {
            list(Origin { cause: Cause::Added, ..origin }, items.iter().filter_map(any_node).collect())
        }
        Data::Map(entries) => {
            let mut map = Map::with_capacity(entries.len());
            for (key, value) in entries.iter() {
                if let Some(node) = any_node(value) {
                    map.push(key.clone(), node);
                }
            }
            Node { origin, tree: Tree::Map(map) }
        }
        Data::None => Node { origin, tree: Tree::Null },
        Data::Bytes(bytes) => text(origin, crate::types::base64(bytes)),
        _ => return None,
    })
}

/// Entries whose values become texts.
pub(super) fn text_map<'a>(entries: impl IntoIterator<Item = (&'a EcoString, &'a Value)>) -> Map {
    let mut map = Map::new();
    for (key, value) in entries {
        if let Some(node) = text_node(value) {
            map.put(key.clone(), node);
        }
    }
    map
}
