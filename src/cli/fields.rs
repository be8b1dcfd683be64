//! `kappc explain web`: every field of every object that a declaration makes, and who is behind it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::layers::short;
use crate::db::{Compilation, Inspected};
use crate::diag::Severity;
use crate::eval::Declaration;
use crate::lower::{Cause, Node, Origin, Tree, rule};
use crate::report::{harmless, position};

/// The objects of `declaration` field by field, then the rules that added some.
pub(super) fn describe(compilation: &Compilation, inspected: &Inspected, declaration: &Declaration) -> String {
    let mut out = format!(
        "{} {}, declared in {}\n",
        declaration.kind.replace("_", " "),
        harmless(&declaration.label),
        place(compilation, Origin { span: declaration.span, cause: Cause::Written })
    );
    let own = inspected.manifests.objects.iter().filter(|object| object.origin.span == declaration.span);
    let mut rules = BTreeSet::new();
    let mut objects = 0;
    for object in own {
        objects += 1;
        let mut lines = Lines { secret: object.kind == "Secret", ..Lines::default() };
        lines.node(&object.root, 1, None);
        let _ = writeln!(out, "\n{} {}", harmless(&object.kind), harmless(&object.name));
        let width = lines.lines.iter().map(|(text, _)| text.chars().count()).max().unwrap_or(0);
        for (text, node) in lines.lines {
            let Some(node) = node else {
                let _ = writeln!(out, "{text}");
                continue;
            };
            if let Cause::Default(rule) = node.origin.cause {
                let _ = rules.insert(rule.name());
            }
            let _ = writeln!(out, "{text:width$}  {}", place(compilation, node.origin));
        }
    }
    if objects == 0 {
        let failed = compilation.diagnostics.iter().any(|known| known.severity == Severity::Error);
        out.push_str(if failed {
            "  what is made of it shows when the mistakes of the program are mended\n"
        } else {
            "  nothing is made of it\n"
        });
    }
    for (number, rule) in rules.into_iter().filter_map(rule).enumerate() {
        out.push_str(if number == 0 { "\nadded by rules:\n" } else { "" });
        let _ = writeln!(out, "  {}: {}\n    otherwise: {}", rule.name, rule.why, rule.otherwise);
    }
    out
}

/// Who is behind a node: the place that wrote it, the place that it follows from, or the rule.
fn place(compilation: &Compilation, origin: Origin) -> String {
    let at = position(&compilation.sources, origin.span)
        .map_or_else(String::new, |(path, at)| format!("{}:{}", harmless(&path.to_string_lossy()), at.line));
    match origin.cause {
        Cause::Written | Cause::Added => at,
        Cause::Derived => format!("follows from {at}"),
        Cause::Default(rule) => format!("rule {}", rule.name()),
    }
}

/// An object in lines, each with the node that it shows, where it shows one that holds no others.
#[derive(Default)]
struct Lines<'a> {
    lines: Vec<(String, Option<&'a Node>)>,
    /// Whether the object holds what nobody may see.
    secret: bool,
    /// Whether this is it.
    hidden: bool,
}

impl<'a> Lines<'a> {
    /// The lines of `node`, `depth` steps in. `head` is what stands before it on its first line.
    fn node(&mut self, node: &'a Node, depth: usize, head: Option<String>) {
        let indent = "  ".repeat(depth);
        match &node.tree {
            Tree::Map(map) if !map.is_empty() => {
                let mut head = head;
                for (key, inner) in map.iter() {
                    if depth == 1 && matches!(key.as_str(), "apiVersion" | "kind") {
                        continue;
                    }
                    if depth == 1 {
                        self.hidden = self.secret && matches!(key.as_str(), "data" | "stringData");
                    }
                    let start = head.take().unwrap_or_else(|| indent.clone());
                    let start = format!("{start}{}:", harmless(&word(key)));
                    if holds_others(inner) {
                        self.lines.push((start, None));
                        self.node(inner, depth + 1, None);
                    } else {
                        self.node(inner, depth + 1, Some(format!("{start} ")));
                    }
                }
            }
            Tree::List(items) if !items.is_empty() => {
                for item in items {
                    self.node(item, depth + 1, Some(format!("{indent}- ")));
                }
            }
            leaf => {
                let text = if self.hidden { "(not shown)".to_owned() } else { scalar(leaf) };
                self.lines.push((format!("{}{}", head.unwrap_or(indent), harmless(&text)), Some(node)));
            }
        }
    }
}

fn holds_others(node: &Node) -> bool {
    match &node.tree {
        Tree::Map(map) => !map.is_empty(),
        Tree::List(items) => !items.is_empty(),
        _ => false,
    }
}

/// A key, in quotes where it would be misread.
fn word(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    if key.chars().all(plain) { key.to_owned() } else { format!("{key:?}") }
}

fn scalar(tree: &Tree) -> String {
    match tree {
        Tree::Null => "null".to_owned(),
        Tree::Bool(value) => value.to_string(),
        Tree::Int(value) => value.to_string(),
        Tree::Decimal(text) => text.to_string(),
        Tree::Text(text) => short(&format!("{:?}", text.as_str())),
        Tree::List(_) => "[]".to_owned(),
        Tree::Map(_) => "{}".to_owned(),
    }
}
