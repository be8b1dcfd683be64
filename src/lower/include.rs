//! `include "file.yaml"`: objects that others wrote, passed through as they are.
//!
//! What a file holds is the same in every environment, so its objects are made once, before any environment is looked
//! at, and shared.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::context::Lowering;
use super::object::{Cause, Map, Node, Object, Origin, Tree};
use super::rules;
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::eval::Declaration;
use crate::source::Span;
use crate::yaml::{Data, Document, Key};

/// The objects of every `include`, by its head.
#[derive(Debug, Default)]
pub struct Includes {
    objects: FxHashMap<Span, Vec<Object>>,
}

impl Includes {
    /// Adds what the `include` with this head brings.
    pub fn add(&mut self, head: Span, objects: Vec<Object>) {
        self.objects.entry(head).or_default().extend(objects);
    }
}

/// Puts the objects of the `include` among the others.
pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let includes = cx.includes;
    for object in includes.objects.get(&declaration.span).into_iter().flatten() {
        rules::object(cx, object);
        cx.objects.push(object.clone());
    }
}

/// What a file passes through.
#[derive(Debug, Default)]
pub struct Passed {
    /// Its objects.
    pub objects: Vec<Object>,
    /// The first documents that are no objects.
    pub wrong: Diagnostics,
    /// How many more there are.
    pub unsaid: usize,
}

/// The objects that `documents` are; the items of a `List` stand for it. Of those that are none, `most` are reported.
pub fn passed_through(documents: Vec<Document>, most: usize) -> Passed {
    let mut passed = Passed::default();
    for document in documents {
        let root = node(document.root);
        match items(root) {
            Ok(items) => items.into_iter().for_each(|item| passed.take(item, most)),
            Err(root) => passed.take(root, most),
        }
    }
    passed
}

/// The items of a `List`, of whatever kind; the node itself where it is none.
fn items(mut root: Node) -> Result<Vec<Node>, Node> {
    let kind = root.at(&["kind"]).and_then(Node::as_text);
    let is_list = kind.is_some_and(|kind| kind.ends_with("List")) && root.at(&["metadata", "name"]).is_none();
    match &mut root.tree {
        Tree::Map(map) if is_list => match map.remove("items") {
            Some(Node { tree: Tree::List(items), .. }) => Ok(items),
            Some(other) => {
                let _ = map.insert("items", other);
                Err(root)
            }
            None => Err(root),
        },
        _ => Err(root),
    }
}

impl Passed {
    fn take(&mut self, root: Node, most: usize) {
        match object(root) {
            Ok(object) => self.objects.push(object),
            Err(_) if self.wrong.len() >= most => self.unsaid += 1,
            Err(diagnostic) => self.wrong.push(*diagnostic),
        }
    }
}

/// The object that `root` is.
fn object(root: Node) -> Result<Object, Box<Diagnostic>> {
    let wrong = |span: Span, message: String, help: &str| {
        Box::new(Diagnostic::error(code::NO_OBJECT, span, message).help(help))
    };
    let Tree::Map(map) = &root.tree else {
        let message = "this document is no object of Kubernetes".to_owned();
        return Err(wrong(start(&root), message, "an object is a map with `apiVersion`, `kind` and `metadata`"));
    };
    let text = |path: &[&str], help: &str| -> Result<EcoString, Box<Diagnostic>> {
        let written = path.join(".");
        match root.at(path) {
            Some(Node { tree: Tree::Text(text), .. }) if !text.is_empty() => Ok(text.clone()),
            Some(other) => Err(wrong(other.origin.span, format!("`{written}` is no text"), help)),
            None => Err(wrong(start(&root), format!("this object has no `{written}`"), help)),
        }
    };
    let api_version = text(&["apiVersion"], "write the group and version of the object: `apps/v1`, `v1`")?;
    let kind = text(&["kind"], "write what the object is: `kind: ConfigMap`")?;
    if map.get("metadata").and_then(|metadata| metadata.at(&["name"])).is_none()
        && let Some(generate) = root.at(&["metadata", "generateName"])
    {
        let message = format!("this {kind} leaves its name to the cluster");
        let help = "write `metadata.name`: without it every run would make another object";
        return Err(wrong(generate.origin.span, message, help));
    }
    let help = "write `metadata.name`; a file that is none for the cluster is left out of the pattern of the `include`";
    let name = text(&["metadata", "name"], help)?;
    let namespace = match root.at(&["metadata", "namespace"]) {
        None | Some(Node { tree: Tree::Null, .. }) => None,
        Some(_) => Some(text(&["metadata", "namespace"], "write the name of the namespace between quotes")?),
    };
    let origin = Origin { span: start(&root), cause: Cause::Written };
    Ok(Object { api_version, kind, namespace, name, root: root.into(), passed_through: true, origin })
}

/// The first key of a map, for a whole object is no place to point at.
fn start(root: &Node) -> Span {
    match &root.tree {
        Tree::Map(map) => first_key(root.origin.span, map.iter().next().map(|(key, _)| key.as_str())),
        _ => first_key(root.origin.span, None),
    }
}

fn first_key(whole: Span, key: Option<&str>) -> Span {
    let length = key.map_or(1, |key| u32::try_from(key.len()).unwrap_or(u32::MAX));
    Span { end: whole.end.min(whole.start.saturating_add(length)), ..whole }
}

/// The same value, its places as origins.
fn node(read: crate::yaml::Node) -> Node {
    let span = read.span;
    place(read, span)
}

/// The same value, of which `span` is the place: of what may be long, lists and maps, that is the key at which they stand,
/// of those in lists the first key.
// Recursion is as deep as the document, which reading bounds.
fn place(read: crate::yaml::Node, span: Span) -> Node {
    let tree = match read.data {
        Data::Null => Tree::Null,
        Data::Bool(value) => Tree::Bool(value),
        Data::Int(value) => Tree::Int(value),
        Data::Decimal(digits) => Tree::Decimal(digits),
        Data::Text(text) => Tree::Text(text),
        Data::List(items) => Tree::List(items.into_iter().map(element).collect()),
        Data::Map(entries) => Tree::Map(entries.into_iter().map(|(key, value)| entry(key, value)).collect::<Map>()),
    };
    Node { origin: Origin { span, cause: Cause::Written }, tree }
}

fn entry(key: Key, value: crate::yaml::Node) -> (EcoString, Node) {
    let span = match value.data {
        Data::List(_) | Data::Map(_) => key.span,
        _ => value.span,
    };
    (key.text, place(value, span))
}

fn element(value: crate::yaml::Node) -> Node {
    let span = match &value.data {
        Data::Map(entries) => entries.first().map_or(value.span, |(key, _)| key.span),
        _ => value.span,
    };
    place(value, span)
}
