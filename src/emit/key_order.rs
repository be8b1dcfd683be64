//! Keys in the order of the API.
//!
//! In: a map and the struct it is, where the table knows it. Out: its entries, those of the struct first and in its order,
//! the rest as written. Maps whose keys the program chose (labels, data, resources) have no struct and stay as written.

use std::ops::Range;

use crate::lower::{Map, Node, Object};

use super::key_table;

/// The fields of an API struct, in order.
pub(super) struct Struct(pub(super) &'static [Field]);

/// One field of an API struct.
pub(super) struct Field {
    /// The key.
    pub(super) name: &'static str,
    /// The struct it holds, or a list of; `None` where there is nothing to order.
    pub(super) of: Shape,
}

/// The struct that a node is, or that the items of a list are; `None` where the order of the program stands.
pub(super) type Shape = Option<&'static Struct>;

/// The struct of a whole object; none for one that is passed through, whose order is that of whoever wrote it.
pub(super) fn shape(object: &Object) -> Shape {
    if object.passed_through {
        return None;
    }
    let group = object.api_version.split_once('/').map_or("", |(group, _)| group);
    Some(key_table::root(group, &object.kind))
}

/// One entry of a map, ready to be written.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    rank: usize,
    /// The key.
    pub(super) key: &'a str,
    /// What it holds.
    pub(super) node: &'a Node,
    /// The struct that `node` is.
    pub(super) shape: Shape,
}

impl Entry<'_> {
    /// Whether the key is a field of the API, whose names are words that need no quotes.
    pub(super) fn is_field(&self) -> bool {
        self.rank != usize::MAX
    }
}

/// The entries of the maps that are being written, innermost last: one allocation for all objects.
#[derive(Default)]
pub(super) struct Entries<'a> {
    stack: Vec<Entry<'a>>,
}

impl<'a> Entries<'a> {
    /// Puts the entries of `map` in order; [`Entries::get`] hands them out until [`Entries::close`].
    pub(super) fn open(&mut self, map: &'a Map, shape: Shape) -> Range<usize> {
        let base = self.stack.len();
        let fields = shape.map_or(&[][..], |Struct(fields)| fields);
        let (mut next, mut last, mut sorted) = (0, 0, true);
        let find = |fields: &[Field], key: &str| fields.iter().position(|field| field.name == key);
        for (key, node) in map.iter() {
            let key = key.as_str();
            // Most maps come nearly in order, so the search goes on where the last one ended.
            let (before, behind) = fields.split_at_checked(next).unwrap_or((fields, &[]));
            let found = find(behind, key).map(|at| next + at).or_else(|| find(before, key));
            let rank = found.unwrap_or(usize::MAX);
            let shape = found.and_then(|at| fields.get(at)).and_then(|field| field.of);
            next = found.map_or(next, |at| at + 1);
            sorted &= rank >= last;
            last = rank;
            self.stack.push(Entry { rank, key, node, shape });
        }
        if let Some(open) = self.stack.get_mut(base..)
            && !sorted
        {
            open.sort_by_key(|entry| entry.rank);
        }
        base..self.stack.len()
    }

    /// The entry at `at`, which lies in the range that [`Entries::open`] gave.
    pub(super) fn get(&self, at: usize) -> Option<Entry<'a>> {
        self.stack.get(at).copied()
    }

    /// Forgets the entries of the map that was opened last.
    pub(super) fn close(&mut self, range: &Range<usize>) {
        self.stack.truncate(range.start);
    }
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;

    #[test]
    fn no_struct_of_the_table_names_a_field_twice() {
        for Struct(fields) in key_table::ALL {
            let mut names = FxHashSet::default();
            for field in *fields {
                assert!(names.insert(field.name), "`{}` twice", field.name);
            }
        }
    }

    #[test]
    fn no_field_needs_quotes() {
        for Struct(fields) in key_table::ALL {
            for field in *fields {
                let mut written = String::new();
                crate::text::write_key(&mut written, field.name, 0);
                assert_eq!(written.strip_suffix(':'), Some(field.name));
            }
        }
    }
}
