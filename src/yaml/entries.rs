//! The entries of a map that is being read, and what its merge keys bring into it.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::{Data, Key, Node};
use crate::source::Span;

/// Entries up to which a look-up walks.
const FEW: usize = 12;

/// A map that is being read.
#[derive(Default)]
pub(super) struct Entries {
    written: Vec<(Key, Node)>,
    /// Where each key stands, once there are more than a few.
    index: FxHashMap<EcoString, usize>,
    /// The `<<`, what it brings, and before which entry it stands.
    merge: Option<Merge>,
}

struct Merge {
    span: Span,
    maps: Vec<Node>,
    before: usize,
}

/// A key of a merged map that stands before the `<<`: some readers keep it, some take the merged value.
pub(super) struct Contested {
    /// The key before.
    pub(super) key: Key,
    /// The `<<`.
    pub(super) merge: Span,
}

impl Entries {
    /// The place of `key`, where it is written already.
    pub(super) fn find(&self, key: &str) -> Option<Span> {
        self.position(key).and_then(|at| self.written.get(at)).map(|(known, _)| known.span)
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            self.written.iter().position(|(known, _)| known.text == key)
        } else {
            self.index.get(key).copied()
        }
    }

    pub(super) fn push(&mut self, key: Key, node: Node) {
        let at = self.written.len();
        if at > FEW {
            if self.index.is_empty() {
                self.index = self.written.iter().enumerate().map(|(at, (key, _))| (key.text.clone(), at)).collect();
            }
            let _ = self.index.insert(key.text.clone(), at);
        }
        self.written.push((key, node));
    }

    /// The `<<` that is there already.
    pub(super) fn merge(&self) -> Option<Span> {
        self.merge.as_ref().map(|merge| merge.span)
    }

    /// Takes in the value of `<<`; false where it is neither a map nor a list of maps.
    pub(super) fn merge_with(&mut self, span: Span, node: Node) -> bool {
        let maps = match node.data {
            Data::List(items) => items,
            _ => vec![node],
        };
        let sound = maps.iter().all(|map| matches!(map.data, Data::Map(_)));
        self.merge = Some(Merge { span, maps: if sound { maps } else { Vec::new() }, before: self.written.len() });
        sound
    }

    /// The whole map: what is merged stands where the `<<` did, and what is written goes before it.
    pub(super) fn finish(mut self, contested: &mut Vec<Contested>) -> Vec<(Key, Node)> {
        let Some(merge) = self.merge.take() else { return self.written };
        let mut brought = Entries::default();
        for map in merge.maps {
            let Data::Map(entries) = map.data else { continue };
            for (key, node) in entries {
                match self.position(&key.text) {
                    Some(at) if at < merge.before => {
                        if let Some((key, _)) = self.written.get(at) {
                            contested.push(Contested { key: key.clone(), merge: merge.span });
                        }
                    }
                    Some(_) => {}
                    // Of several maps the first goes before the others.
                    None if brought.position(&key.text).is_some() => {}
                    None => brought.push(key, node),
                }
            }
        }
        let mut all = self.written;
        let _ = all.splice(merge.before..merge.before, brought.written).count();
        all
    }
}
