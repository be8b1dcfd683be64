//! The JSON writer: two spaces a level, one entry a line.

use crate::lower::{Node, Object, Tree};

use super::key_order::{self, Entries, Shape};
use super::number;
use crate::text::{Astral, quote};

/// Writes `object`, whose first line stands `level` levels in already; no line end.
pub(super) fn write<'a>(out: &mut String, object: &'a Object, level: usize, entries: &mut Entries<'a>) {
    let mut writer = Writer { out, entries };
    writer.node(&object.root, level, key_order::shape(object));
}

struct Writer<'a, 'o> {
    out: &'o mut String,
    entries: &'o mut Entries<'a>,
}

impl<'a> Writer<'a, '_> {
    // Recursion is as deep as the object, which lowering bounds.
    fn node(&mut self, node: &'a Node, level: usize, shape: Shape) {
        match &node.tree {
            Tree::Null => self.out.push_str("null"),
            Tree::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Tree::Int(value) => number::int(self.out, *value),
            Tree::Decimal(value) => number::decimal(self.out, value),
            Tree::Text(text) => quote(self.out, text, Astral::Surrogates),
            Tree::List(items) if items.is_empty() => self.out.push_str("[]"),
            Tree::List(items) => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.line(at > 0, level + 1);
                    self.node(item, level + 1, shape);
                }
                self.line(false, level);
                self.out.push(']');
            }
            Tree::Map(map) if map.is_empty() => self.out.push_str("{}"),
            Tree::Map(map) => {
                self.out.push('{');
                let open = self.entries.open(map, shape);
                for at in open.clone() {
                    let Some(entry) = self.entries.get(at) else { continue };
                    self.line(at > open.start, level + 1);
                    quote(self.out, entry.key, Astral::Surrogates);
                    self.out.push_str(": ");
                    self.node(entry.node, level + 1, entry.shape);
                }
                self.entries.close(&open);
                self.line(false, level);
                self.out.push('}');
            }
        }
    }

    fn line(&mut self, comma: bool, level: usize) {
        self.out.push_str(if comma { ",\n" } else { "\n" });
        for _ in 0..level {
            self.out.push_str("  ");
        }
    }
}
