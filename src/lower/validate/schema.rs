//! Objects against the schema of the target: fields that are there, values of their types, words that are known, APIs that
//! last.
//!
//! What a program says in Kubernetes' own names is checked where it is written; here it is what was computed and what
//! others wrote. What the vocabulary makes needs no look: a test holds every example to the schema of old and new versions.

use super::definition;
use super::found::Found;
use super::quantity::Quantity;
use super::walk::Pod;
use crate::diag::{Diagnostic, code, suggest};
use crate::eval::{Item, Value};
use crate::lower::node::any_node;
use crate::lower::{Map, Node, Object, Tree};
use crate::schema::{Home, Kind, ListKind, Shape, Struct, TypeRef, Versions, home, named};

/// Looks at an object: at all of it where the program or others wrote it, else at what passes through to it.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    let declaration = found.declaration;
    if !matches!(declaration.kind.as_str(), "resource" | "include") {
        return passed_through(found, object, &declaration.body);
    }
    let Some(kind) = found.tables().of(&object.api_version, &object.kind) else { return };
    let versions = found.versions();
    let node = object.root.get("apiVersion").unwrap_or(&object.root);
    if !versions.within(kind.versions()) {
        gone(found, node, &kind, versions);
        return;
    }
    old(found, node, &kind);
    if let Some(ty) = kind.ty() {
        Walk { found, versions, whole: true, root: ty.structure() }.value(&object.root, &ty);
    }
    // Rules are written for objects of the right shape.
    if found.is_sound() {
        definition::rules(found, object, &kind);
    }
}

/// What a declaration of the vocabulary says in Kubernetes' own names.
fn passed_through(found: &mut Found<'_, '_>, object: &Object, body: &Item) {
    for (_, patch) in body.labelled("patch").filter(|(kind, _)| **kind == object.kind) {
        let ty = found.tables().of(&object.api_version, &object.kind).and_then(|kind| kind.ty());
        part(found, patch.value.as_ref(), ty);
    }
    if !Pod::makes(object) {
        return;
    }
    if let Some(value) = body.value("pod") {
        part(found, Some(value), named("PodSpec"));
    }
    let others = body.labelled("sidecar").chain(body.labelled("init")).map(|(_, item)| item);
    for value in std::iter::once(body).chain(others).filter_map(|item| item.value("container")) {
        part(found, Some(value), named("Container"));
    }
}

fn part(found: &mut Found<'_, '_>, value: Option<&Value>, ty: Option<TypeRef>) {
    let versions = found.versions();
    if let (Some(node), Some(ty)) = (value.and_then(any_node), ty) {
        Walk { found, versions, whole: false, root: ty.structure() }.value(&node, &ty);
    }
}

/// An API that the target does not have.
fn gone(found: &mut Found<'_, '_>, node: &Node, kind: &Kind, versions: Versions) {
    let what = format!("`{}` of `{}`", kind.name(), kind.api_version());
    let message = match kind.removed().filter(|minor| u32::from(*minor) <= found.minor()) {
        Some(minor) => format!("{what} is gone since Kubernetes 1.{minor}"),
        None => format!("Kubernetes {versions} has no {what}"),
    };
    let diagnostic = Diagnostic::error(code::NOT_IN_TARGET, node.origin.span, message);
    found.add(
        node,
        match kind.replacement() {
            Some(next) => diagnostic.help(format!("use `{next}` {}; its fields may differ", next.kind)),
            None => diagnostic.help("take it out, or aim at another version"),
        },
    );
}

/// An API that a later version will not have.
fn old(found: &mut Found<'_, '_>, node: &Node, kind: &Kind) {
    if kind.is_custom() && kind.deprecated().is_some() {
        let message = format!("`{}` of `{}` is deprecated by its definition", kind.name(), kind.api_version());
        found.warning(code::OLD_API, node, message, "use another version of it");
        return;
    }
    if kind.is_custom() || kind.deprecated().is_none_or(|minor| u32::from(minor) > found.minor()) {
        return;
    }
    let end = kind.removed().map_or_else(String::new, |minor| format!(" and gone with Kubernetes 1.{minor}"));
    let message = format!("`{}` of `{}` is deprecated{end}", kind.name(), kind.api_version());
    let diagnostic = Diagnostic::warning(code::OLD_API, node.origin.span, message);
    found.add(
        node,
        match kind.replacement() {
            Some(next) => diagnostic.help(format!("use `{next}` {}", next.kind)),
            None => diagnostic.help("do without it before the cluster is upgraded"),
        },
    );
}

struct Walk<'w, 'c, 'a> {
    found: &'w mut Found<'c, 'a>,
    versions: Versions,
    /// Whether nothing else adds to what is looked at.
    whole: bool,
    /// The outermost level of what is looked at.
    root: Option<Struct>,
}

impl Walk<'_, '_, '_> {
    fn value(&mut self, node: &Node, ty: &TypeRef) {
        if let Some(asked) = ty.constraints() {
            definition::bounds(self.found, node, asked);
        }
        match (ty.shape(), &node.tree) {
            // Nothing is as good as left out.
            (_, Tree::Null) | (Shape::Any, _) | (Shape::Open, Tree::Map(_)) => {}
            (Shape::Bool, Tree::Bool(_)) | (Shape::Int64, Tree::Int(_)) => {}
            (Shape::Number, Tree::Int(_) | Tree::Decimal(_)) | (Shape::IntOrText, Tree::Int(_) | Tree::Text(_)) => {}
            (Shape::Bytes, Tree::Text(text)) => {
                if !super::data::is_base64(text) {
                    let help = "encode what is meant, with `base64(…)` in a program";
                    self.found.error(code::BAD_FIELD, node, "this is no base64", help);
                }
            }
            (Shape::Time | Shape::MicroTime, Tree::Text(text)) => {
                if !is_time(text) {
                    let help = "write date, time and zone, as `2026-01-31T12:00:00Z`";
                    self.found.error(code::BAD_FIELD, node, format!("`{text}` is no time"), help);
                }
            }
            (Shape::Int32, Tree::Int(number)) => {
                if i32::try_from(*number).is_err() {
                    let message = format!("{number} does not fit into 32 bits");
                    self.found.error(code::BAD_AMOUNT, node, message, "write a smaller number");
                }
            }
            (Shape::Quantity, Tree::Int(_) | Tree::Decimal(_) | Tree::Text(_)) => {
                if Quantity::of(node).is_none()
                    && let Tree::Text(text) = &node.tree
                {
                    let help = "write a number with `m`, or `k`, `M`, `G`, `Ki`, `Mi`, `Gi`, …";
                    self.found.error(code::BAD_QUANTITY, node, format!("`{text}` is no quantity"), help);
                }
            }
            (Shape::Text(words), Tree::Text(text)) => {
                if !words.is_empty() && !words.contains(text) {
                    let known: Vec<&str> = words.iter().filter(|word| !word.is_empty()).collect();
                    let message = format!("Kubernetes does not take `{text}` here");
                    let help = match suggest(text, known.iter().copied()) {
                        Some(near) => format!("did you mean `{}`?", near.name),
                        None => format!("the words are {}", known.join(", ")),
                    };
                    self.found.error(code::BAD_WORD, node, message, help);
                }
            }
            (Shape::List(element, kind), Tree::List(items)) => {
                items.iter().for_each(|item| self.value(item, &element));
                if ty.is_custom() {
                    self.apart(items, &kind);
                }
            }
            (Shape::Map(element), Tree::Map(map)) => map.iter().for_each(|(_, value)| self.value(value, &element)),
            (Shape::Struct(structure), Tree::Map(map)) => self.fields(node, map, &structure),
            _ => {
                let message = format!("Kubernetes takes {} here, and this is {}", wanted(ty), given(&node.tree));
                self.found.error(code::WRONG_TYPE, node, message, format!("write {}", wanted(ty)));
            }
        }
    }

    /// The elements of a list of a custom resource are told apart by their keys, those of a set by themselves.
    fn apart(&mut self, items: &[Node], kind: &ListKind) {
        let same = |a: &Node, b: &Node| match kind {
            ListKind::Atomic => false,
            ListKind::Set => a.says_as(b),
            ListKind::Map(keys) => keys.iter().all(|key| match (a.get(key), b.get(key)) {
                (Some(a), Some(b)) => a.says_as(b),
                // A default may tell them apart.
                _ => false,
            }),
        };
        for (at, item) in items.iter().enumerate() {
            let Some(first) = items.iter().take(at).find(|first| same(first, item)) else { continue };
            let (what, node) = match kind {
                ListKind::Map(keys) => {
                    let names: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
                    let key = keys.iter().next().and_then(|key| item.get(key));
                    (format!("two elements have the same {}", names.join(" and ")), key.unwrap_or(item))
                }
                _ => ("the set holds something twice".to_owned(), item),
            };
            let other = match kind {
                ListKind::Map(keys) => keys.iter().next().and_then(|key| first.get(key)).unwrap_or(first),
                _ => first,
            };
            let diagnostic = Diagnostic::error(code::TWICE, node.origin.span, what)
                .label(other.origin.span, "the other one")
                .help("let them differ, or take one out");
            self.found.add(node, diagnostic);
        }
    }

    fn fields(&mut self, node: &Node, map: &Map, structure: &Struct) {
        for (key, value) in map.iter() {
            match structure.field(key) {
                Some(field) => match field.ty(self.versions) {
                    Some(ty) => self.value(value, &ty),
                    None => {
                        let message =
                            format!("Kubernetes {} has no field `{key}` in a {}", self.versions, structure.name());
                        let help = "take it out, or aim at a version that has it";
                        self.found.error(code::NOT_IN_TARGET, value, message, help);
                    }
                },
                None if structure.is_open() => {}
                None => self.unknown(key, value, structure),
            }
        }
        if !self.whole {
            return;
        }
        for field in structure.required(self.versions) {
            if map.get(field.name()).is_none_or(|value| matches!(value.tree, Tree::Null)) {
                let message = format!("`{}` must have `{}`", structure.name(), field.name());
                self.found.missing(code::MISSING_FIELD, node, message, format!("write `{}`", field.name()));
            }
        }
    }

    /// Where a field belongs that stands on the wrong level.
    fn elsewhere(&self, key: &str, structure: &Struct) -> Option<String> {
        let in_list = |home: &Home| if home.in_list { ", in an element of a list on the way" } else { "" };
        if let Some(home) = home(structure, key, self.versions) {
            return Some(format!("it belongs under `{}`, further in{}", home.path, in_list(&home)));
        }
        let root = self.root.as_ref().filter(|root| *root != structure)?;
        if root.field(key).is_some_and(|field| field.is_in(self.versions)) {
            return Some("it belongs on the outermost level".to_owned());
        }
        let home = home(root, key, self.versions)?;
        Some(format!("it belongs under `{}`{}", home.path, in_list(&home)))
    }

    fn unknown(&mut self, key: &str, value: &Node, structure: &Struct) {
        let fields: Vec<crate::schema::Field> = structure.fields().collect();
        let known = fields.iter().filter(|field| field.ty(self.versions).is_some()).map(|field| field.name());
        let near = suggest(key, known).map(|near| format!("did you mean `{}`?", near.name));
        let help = self
            .elsewhere(key, structure)
            .or(near)
            .unwrap_or_else(|| "the API server drops what it does not know: take it out".to_owned());
        let message = format!("`{}` has no field `{key}`", structure.name());
        self.found.error(code::UNKNOWN_FIELD, value, message, help);
    }
}

/// Whether a text is a point in time as RFC 3339 writes it.
fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let stands = |at: usize, c: u8| bytes.get(at) == Some(&c);
    let is_formed = stands(4, b'-') && stands(7, b'-') && stands(10, b'T') && stands(13, b':') && stands(16, b':');
    is_formed && text.parse::<jiff::Timestamp>().is_ok()
}

/// The type, with its article.
fn wanted(ty: &TypeRef) -> String {
    match ty.shape() {
        Shape::Any | Shape::Open | Shape::Map(_) => "a map".into(),
        Shape::Bool => "`true` or `false`".into(),
        Shape::Int32 | Shape::Int64 => "a whole number".into(),
        Shape::Number => "a number".into(),
        Shape::Text(_) => "a text".into(),
        Shape::Quantity => "a quantity".into(),
        Shape::IntOrText => "a whole number or a text".into(),
        Shape::Bytes => "a text of base64".into(),
        Shape::Time | Shape::MicroTime => "a time, as `2026-01-31T12:00:00Z`".into(),
        Shape::List(..) => "a list".into(),
        Shape::Struct(structure) => format!("a {}", structure.name()),
    }
}

/// What stands there, with its article.
fn given(tree: &Tree) -> &'static str {
    match tree {
        Tree::Null => "nothing",
        Tree::Bool(_) => "a truth value",
        Tree::Int(_) => "a whole number",
        Tree::Decimal(_) => "a number with decimals",
        Tree::Text(_) => "a text",
        Tree::List(_) => "a list",
        Tree::Map(_) => "a map",
    }
}
