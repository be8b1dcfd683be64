//! Environment variables: values, references to keys, fields of the pod.

use ecow::EcoString;

use super::context::{Lowering, written};
use super::node::{self, as_text, fields, some_list, some_map, text};
use super::object::{Map, Node, Origin, Tree};
use crate::eval::{Data, Declaration, Item, Made, Reference, Value};

/// `env` of a container of `user`, in the order of the program.
pub(super) fn variables(cx: &mut Lowering<'_>, user: &Declaration, item: &Item) -> Option<Node> {
    let whole = written(item, "env")?;
    let mut entries = Vec::new();
    for (name, value) in item.entries("env") {
        super::rules::env_name(cx, name, value.span());
        if let Data::Key(reference, _) = &value.data {
            super::rules::same_namespace(cx, user, reference, value.span());
        }
        if let Some(entry) = variable(cx, name, value) {
            entries.push(entry);
        }
    }
    some_list(Origin::of(whole), entries)
}

fn variable(cx: &Lowering<'_>, name: &EcoString, value: &Value) -> Option<Node> {
    let here = Origin::of(value);
    let name = Some(text(Origin::derived(value.span()), name.clone()));
    let (key, source) = match &value.data {
        Data::Key(reference, key) => {
            let declaration = cx.declaration(reference.declaration)?;
            let key_ref = fields(
                here,
                [
                    ("name", Some(text(here, declaration.face.name.clone()))),
                    ("key", Some(text(here, key.clone()))),
                    ("optional", optional(declaration, reference, here)),
                ],
            );
            (if is_secret(declaration) { "secretKeyRef" } else { "configMapKeyRef" }, key_ref)
        }
        Data::Made(made) if matches!(made.function.as_str(), "field" | "resource") => source_of_pod(made, here),
        _ => {
            let content = as_text(value)?;
            return Some(fields(here, [("name", name), ("value", Some(text(here, content)))]));
        }
    };
    let mut from = Map::new();
    from.put(key, source);
    Some(fields(here, [("name", name), ("valueFrom", some_map(here, from))]))
}

/// What `field(…)` or `resource(…)` stands for.
pub(super) fn source_of_pod(made: &Made, here: Origin) -> (&'static str, Node) {
    if made.function == "field" {
        return ("fieldRef", fields(here, [("fieldPath", argument_text(made, "path"))]));
    }
    let source = [
        ("containerName", argument_text(made, "container")),
        ("resource", argument_text(made, "name")),
        ("divisor", argument_text(made, "divisor")),
    ];
    ("resourceFieldRef", fields(here, source))
}

/// `env_from` of a container of `user`, in order.
pub(super) fn bundles(cx: &mut Lowering<'_>, user: &Declaration, item: &Item) -> Option<Node> {
    let value = written(item, "env_from")?;
    for source in value.list()? {
        let from = match &source.data {
            Data::Made(made) => made.arguments.get("from"),
            _ => Some(source),
        };
        if let Some(Data::Declaration(reference)) = from.map(|from| &from.data) {
            super::rules::same_namespace(cx, user, reference, source.span());
        }
    }
    let entries = value.list()?.iter().filter_map(|value| bundle(cx, value)).collect();
    some_list(Origin::of(value), entries)
}

fn bundle(cx: &Lowering<'_>, value: &Value) -> Option<Node> {
    let here = Origin::of(value);
    let (reference, prefix) = match &value.data {
        Data::Declaration(reference) => (reference, None),
        Data::Made(made) => match &made.arguments.get("from")?.data {
            Data::Declaration(reference) => (reference, argument_text(made, "prefix")),
            _ => return None,
        },
        _ => return None,
    };
    let declaration = cx.declaration(reference.declaration)?;
    let source = fields(
        here,
        [
            ("name", Some(text(here, declaration.face.name.clone()))),
            ("optional", optional(declaration, reference, here)),
        ],
    );
    let key = if is_secret(declaration) { "secretRef" } else { "configMapRef" };
    let mut entry = Map::new();
    if let Some(prefix) = prefix {
        entry.put("prefix", prefix);
    }
    entry.put(key, source);
    Some(Node { origin: here, tree: Tree::Map(entry) })
}

/// Whether the declaration is a secret rather than a config.
pub(super) fn is_secret(declaration: &Declaration) -> bool {
    matches!(declaration.kind.as_str(), "secret" | "external_secret")
}

/// `optional: true`, where the reference or the external declaration says so.
pub(super) fn optional(declaration: &Declaration, reference: &Reference, here: Origin) -> Option<Node> {
    let external = declaration.body.value("optional").and_then(Value::bool).unwrap_or(false);
    (reference.optional || external).then(|| node::truth(here, true))
}

/// An argument as text.
pub(super) fn argument_text(made: &Made, name: &str) -> Option<Node> {
    made.arguments.get(name).and_then(node::text_node)
}
