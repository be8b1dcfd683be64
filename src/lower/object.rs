//! Kubernetes objects as trees in which every node knows where it came from.

use std::ops::Range;
use std::sync::Arc;

use super::reasons::Unasked;
use crate::source::Span;
use ecow::{EcoString, EcoVec};
use rustc_hash::FxHashSet;

/// Why a node of an object is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The place in the program that wrote it, or that the compiler derived it from.
    pub span: Span,
    /// Whether the program wrote it, or a rule of the compiler added it.
    pub cause: Cause,
}

/// Who is behind a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The program says so.
    Written,
    /// The program says so with `+=`: these elements, after those that are there.
    Added,
    /// Follows from what the program says: names, references, what the API requires.
    Derived,
    /// Added unasked by this rule; printed by `kappc explain`.
    Default(Unasked),
}

/// A node of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it came from.
    pub origin: Origin,
    /// What it holds.
    pub tree: Tree,
}

/// The forms of a node.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Absent on purpose.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A decimal number, as JSON writes it; never infinite, never a whole number.
    Decimal(EcoString),
    /// A text.
    Text(EcoString),
    /// A list.
    List(Vec<Node>),
    /// A map in the order in which it is written out; keys are unique.
    Map(Map),
}

/// A small ordered map. Objects have few keys a level, so look-up walks. Most of what a large build keeps is maps: an
/// `EcoVec` is a word smaller than a `Vec`, which makes every [`Node`] a word smaller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    entries: EcoVec<(EcoString, Node)>,
}

impl FromIterator<(EcoString, Node)> for Map {
    /// A map of entries whose keys are unique.
    fn from_iter<I: IntoIterator<Item = (EcoString, Node)>>(entries: I) -> Map {
        Map { entries: entries.into_iter().collect() }
    }
}

impl Map {
    /// An empty map.
    pub fn new() -> Map {
        Map::default()
    }

    /// An empty map with room for `count` entries.
    pub(super) fn with_capacity(count: usize) -> Map {
        Map { entries: EcoVec::with_capacity(count) }
    }

    /// Puts `node` last, at a key that is not there yet.
    pub(super) fn push(&mut self, key: impl Into<EcoString>, node: Node) {
        let key = key.into();
        debug_assert!(self.get(&key).is_none(), "`{key}` twice");
        self.entries.push((key, node));
    }

    /// How many keys.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The node at `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(k, _)| k == key).map(|(_, node)| node)
    }

    /// The node at `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let at = self.position(key)?;
        self.entries.make_mut().get_mut(at).map(|(_, node)| node)
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.entries.iter().position(|(k, _)| k == key)
    }

    /// Puts `node` at `key`: in the place of the old one, which is returned, else last.
    pub fn insert(&mut self, key: impl Into<EcoString>, node: Node) -> Option<Node> {
        let key = key.into();
        match self.get_mut(&key) {
            Some(old) => Some(std::mem::replace(old, node)),
            None => {
                self.entries.push((key, node));
                None
            }
        }
    }

    /// Takes `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.position(key)?;
        Some(self.entries.remove(at).1)
    }

    /// Keys and nodes in order.
    pub fn iter(&self) -> impl Iterator<Item = (&EcoString, &Node)> {
        self.entries.iter().map(|(key, node)| (key, node))
    }

    /// Keys and nodes in order, taken out.
    pub fn into_entries(self) -> impl Iterator<Item = (EcoString, Node)> {
        self.entries.into_iter()
    }

    /// Keys and nodes in order, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&EcoString, &mut Node)> {
        self.entries.make_mut().iter_mut().map(|(key, node)| (&*key, node))
    }

    /// Keeps the entries whose node passes.
    pub fn retain(&mut self, mut keep: impl FnMut(&Node) -> bool) {
        self.entries.retain(|(_, node)| keep(node));
    }

    /// Sorts the keys by `rank`, equal ranks staying in order.
    pub fn sort_by_key<K: Ord>(&mut self, mut rank: impl FnMut(&str) -> K) {
        self.entries.make_mut().sort_by_key(|(key, _)| rank(key));
    }
}

/// A Kubernetes object.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// `apps/v1`, `v1`.
    pub api_version: EcoString,
    /// `Deployment`.
    pub kind: EcoString,
    /// `metadata.namespace`; absent for cluster-wide objects and where no namespace is written.
    pub namespace: Option<EcoString>,
    /// `metadata.name`.
    pub name: EcoString,
    /// The whole object, a map that starts with `apiVersion`, `kind`, `metadata`; shared, because every environment may
    /// pass through the same large ones.
    pub root: Arc<Node>,
    /// Whether others wrote it: then the order of its keys is theirs.
    pub passed_through: bool,
    /// The declaration that made it.
    pub origin: Origin,
}

/// Everything a build emits for one environment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Manifests {
    /// The app that they are of, by its label; empty for a module without.
    pub app: EcoString,
    /// The namespace of the app, where it names one.
    pub namespace: Option<EcoString>,
    /// In no particular order; `emit` orders them.
    pub objects: Vec<Object>,
    /// What has to be there before what; without circles.
    pub order: Vec<Order>,
    /// Where the `allow`s stand without which something would be wrong or stricter.
    pub used_allows: FxHashSet<Span>,
}

/// The objects of one declaration are applied, and ready, before those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The objects of the declaration that comes first, by their places in [`Manifests::objects`]: what two `use`s make of
    /// one declaration of a template stands at one place of the text.
    pub first: Range<usize>,
    /// The objects of the declaration that waits.
    pub then: Range<usize>,
    /// Where the program says so.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_small() {
        assert_eq!((size_of::<Origin>(), size_of::<Node>()), (16, 40));
    }
}
