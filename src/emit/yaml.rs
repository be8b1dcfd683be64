//! The YAML writer: block style as `kubectl get -o yaml` prints it, one entry a line, lists not indented under their key.
//!
//! In: an object. Out: text that readers of YAML 1.1 and 1.2 take for the same object. How a text is written is decided in
//! the room `text`.

use crate::lower::{Map, Node, Object, Tree};
use crate::text::{self, Astral, Style};

use super::key_order::{self, Entries, Shape};
use super::number;

/// Writes `object`, each of its lines with its end.
pub(super) fn write<'a>(out: &mut String, object: &'a Object, entries: &mut Entries<'a>) {
    let mut writer = Writer { out, entries };
    match &object.root.tree {
        Tree::Map(map) if !map.is_empty() => writer.map(map, 0, key_order::shape(object), First::OwnLine),
        Tree::List(items) if !items.is_empty() => writer.list(items, 0, None, First::OwnLine),
        _ => writer.flat(&object.root, 0),
    }
}

/// Where the first entry of a map or list goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    /// On a line of its own.
    OwnLine,
    /// Behind the `- ` that stands there.
    Here,
}

struct Writer<'a, 'o> {
    out: &'o mut String,
    entries: &'o mut Entries<'a>,
}

// Recursion is as deep as the object, which lowering bounds.
impl<'a> Writer<'a, '_> {
    fn map(&mut self, map: &'a Map, indent: usize, shape: Shape, first: First) {
        let open = self.entries.open(map, shape);
        for at in open.clone() {
            let Some(entry) = self.entries.get(at) else { continue };
            if at > open.start || first == First::OwnLine {
                self.indent(indent);
            }
            if entry.is_field() {
                self.out.push_str(entry.key);
                self.out.push(':');
            } else {
                text::write_key(self.out, entry.key, indent);
            }
            self.value(entry.node, indent, entry.shape);
        }
        self.entries.close(&open);
    }

    /// What follows the `:` of a key at column `indent`.
    fn value(&mut self, node: &'a Node, indent: usize, shape: Shape) {
        match &node.tree {
            Tree::Map(map) if !map.is_empty() => {
                self.out.push('\n');
                self.map(map, indent + 2, shape, First::OwnLine);
            }
            Tree::List(items) if !items.is_empty() => {
                self.out.push('\n');
                self.list(items, indent, shape, First::OwnLine);
            }
            _ => {
                self.out.push(' ');
                self.flat(node, indent);
            }
        }
    }

    fn list(&mut self, items: &'a [Node], indent: usize, shape: Shape, mut first: First) {
        for item in items {
            if first == First::OwnLine {
                self.indent(indent);
            }
            first = First::OwnLine;
            self.out.push_str("- ");
            match &item.tree {
                Tree::Map(map) if !map.is_empty() => self.map(map, indent + 2, shape, First::Here),
                Tree::List(items) if !items.is_empty() => self.list(items, indent + 2, shape, First::Here),
                _ => self.flat(item, indent),
            }
        }
    }

    /// A node without entries, in a map or list at column `indent`, up to its line end.
    fn flat(&mut self, node: &Node, indent: usize) {
        match &node.tree {
            Tree::Null => self.out.push_str("null"),
            Tree::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Tree::Int(value) => number::int(self.out, *value),
            Tree::Decimal(value) => number::decimal(self.out, value),
            Tree::List(_) => self.out.push_str("[]"),
            Tree::Map(_) => self.out.push_str("{}"),
            Tree::Text(value) => match text::style(value) {
                Style::Plain => self.out.push_str(value),
                Style::Quoted => text::quote(self.out, value, Astral::Long),
                Style::Literal(literal) => return text::write_literal(self.out, value, literal, indent + 2),
            },
        }
        self.out.push('\n');
    }

    fn indent(&mut self, columns: usize) {
        text::blanks(self.out, columns);
    }
}
