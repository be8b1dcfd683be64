//! The YAML writer: block style as `kubectl get -o yaml` prints it, one entry a line, lists not indented under their key.
//!
//! In: an object. Out: text that readers of YAML 1.1 and 1.2 take for the same object. How a text is written is decided in
//! `scalar`.

use crate::lower::{Map, Node, Object, Tree};

use super::key_order::{self, Entries, Shape};
use super::scalar::{self, Literal, Style};
use super::{number, quote};

/// Readers look for the `:` of a key within 1,024 characters; a longer one is announced by `? `.
const MAX_SIMPLE_KEY: usize = 1_000;

/// Writes `object`, each of its lines with its end.
pub(super) fn write(out: &mut String, object: &Object) {
    let mut writer = Writer { out, entries: Entries::default() };
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
    entries: Entries<'a>,
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
            self.key(entry.key, indent);
            self.value(entry.node, indent, entry.shape);
        }
        self.entries.close(&open);
    }

    fn key(&mut self, key: &str, indent: usize) {
        let start = self.out.len();
        if scalar::plain_key(key) {
            self.out.push_str(key);
        } else {
            quote::quote(self.out, key, quote::Astral::Long);
        }
        if self.out.len() - start > MAX_SIMPLE_KEY {
            self.out.insert_str(start, "? ");
            self.out.push('\n');
            self.indent(indent);
        }
        self.out.push(':');
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
            Tree::Text(text) => match scalar::style(text) {
                Style::Plain => self.out.push_str(text),
                Style::Quoted => quote::quote(self.out, text, quote::Astral::Long),
                Style::Literal(literal) => return self.literal(text, literal, indent + 2),
            },
        }
        self.out.push('\n');
    }

    fn literal(&mut self, text: &str, literal: Literal, indent: usize) {
        self.out.push('|');
        if literal.indicator {
            self.out.push('2');
        }
        self.out.push_str(literal.end);
        self.out.push('\n');
        for line in text.split_inclusive('\n') {
            if line != "\n" {
                self.indent(indent);
            }
            self.out.push_str(line);
        }
        if !text.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn indent(&mut self, columns: usize) {
        const BLANKS: &str = "                                                                ";
        let mut left = columns;
        while left > 0 {
            let part = left.min(BLANKS.len());
            self.out.push_str(BLANKS.get(..part).unwrap_or(BLANKS));
            left -= part;
        }
    }
}
