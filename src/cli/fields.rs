//! `kappc explain web`: every field of every object that a declaration makes, and who is behind it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::layers::short;
use crate::db::{Compilation, Inspected};
use crate::eval::Declaration;
use crate::lower::{Cause, Node, Object, Origin, Tree, rule};
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
        let mut rows = Vec::new();
        leaves(&object.root, String::new(), &mut rows);
        rows.retain(|(path, _)| path != "apiVersion" && path != "kind");
        let rows: Vec<(String, String, String)> = rows
            .into_iter()
            .map(|(path, node)| {
                if let Cause::Default(name) = node.origin.cause {
                    let _ = rules.insert(name);
                }
                let value = if is_secret(object, &path) { "(not shown)".to_owned() } else { scalar(&node.tree) };
                (harmless(&path).into_owned(), harmless(&value).into_owned(), place(compilation, node.origin))
            })
            .collect();
        let width = rows.iter().map(|(path, value, _)| path.chars().count() + value.chars().count()).max().unwrap_or(0);
        let _ = writeln!(out, "\n{} {}", harmless(&object.kind), harmless(&object.name));
        for (path, value, by) in rows {
            let gap = width - path.chars().count() - value.chars().count() + 2;
            let _ = writeln!(out, "  {path} = {value}{:gap$}{by}", "");
        }
    }
    if objects == 0 {
        out.push_str("  nothing is made of it\n");
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
        Cause::Written => at,
        Cause::Derived => format!("follows from {at}"),
        Cause::Default(rule) => format!("rule {rule}"),
    }
}

/// Everything that holds no further nodes, with its path.
fn leaves<'a>(node: &'a Node, path: String, found: &mut Vec<(String, &'a Node)>) {
    match &node.tree {
        Tree::Map(map) if !map.is_empty() => {
            for (key, inner) in map.iter() {
                let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
                let key = if plain { key.to_string() } else { format!("\"{key}\"") };
                leaves(inner, if path.is_empty() { key } else { format!("{path}.{key}") }, found);
            }
        }
        Tree::List(items) if !items.is_empty() => {
            for (number, inner) in items.iter().enumerate() {
                leaves(inner, format!("{path}[{}]", key(inner).unwrap_or_else(|| number.to_string())), found);
            }
        }
        _ => found.push((path, node)),
    }
}

/// What an element of a list is known by, where it has a name.
fn key(node: &Node) -> Option<String> {
    let Tree::Map(map) = &node.tree else { return None };
    match &map.get("name")?.tree {
        Tree::Text(name) => Some(name.to_string()),
        _ => None,
    }
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

/// Whether the leaf holds what nobody may see.
fn is_secret(object: &Object, path: &str) -> bool {
    object.kind == "Secret" && (path.starts_with("data.") || path.starts_with("stringData."))
}
