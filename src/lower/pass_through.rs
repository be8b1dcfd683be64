//! The one door for fields in Kubernetes' own names: `pod`, `container`, `patch KIND`.
//!
//! Maps merge; lists whose elements have keys (containers by name, ports by number and protocol) merge by them;
//! everything else replaces. A field that the program says twice, here and by an entry of the vocabulary, is an error;
//! what the compiler derived or defaulted gives way.

use ecow::{EcoString, eco_format};

use super::context::Lowering;
use super::node::any_node;
use super::object::{Cause, Map, Node, Origin, Tree};
use crate::diag::{Diagnostic, code};
use crate::eval::{Declaration, Value};
use crate::schema::{ListKind, Shape, TypeRef, Words, named};
use crate::source::Span;

/// Puts what `value` says into the generated `base`, a struct of Kubernetes' API such as `PodSpec`.
pub(super) fn merge(cx: &mut Lowering<'_>, base: &mut Node, structure: &str, value: &Value) {
    if let Some(over) = any_node(value) {
        merge_node(cx, base, over, &Place::of(named(structure)));
    }
}

/// Puts the fields of a `resource` into its object.
pub(super) fn merge_object(cx: &mut Lowering<'_>, root: &mut Node, mut over: Node) {
    for field in ["apiVersion", "kind"] {
        if let Some(taken) = take(&mut over, &[field]) {
            let message = format!("`{field}` follows from the head of the declaration and cannot be set");
            cx.error(code::OWNED_FIELD, taken.origin.span, message, "take it away");
        }
    }
    let place = Place::of(type_of(cx, root));
    merge_node(cx, root, over, &place);
}

/// Puts what a `patch` says into a whole object.
pub(super) fn patch(cx: &mut Lowering<'_>, declaration: &Declaration, kind: &str, root: &mut Node, value: &Value) {
    let Some(mut over) = any_node(value) else { return };
    if type_of(cx, root).is_none() && !declaration.allows.iter().any(|allow| allow.capability == "untyped") {
        let api = root.at(&["apiVersion"]).and_then(Node::as_text).cloned().unwrap_or_default();
        cx.error(
            code::UNKNOWN_API,
            value.span(),
            format!("there is no schema of `{kind}` of `{api}`, so nothing here can be checked"),
            "bring its definition, `import crd \"…\"`, or write `allow untyped because \"…\"` in the declaration",
        );
    }
    if let Some(owned) = owned_field(kind)
        && let Some(selector) = take(&mut over, &["spec", owned])
    {
        cx.report(
            Diagnostic::error(
                code::OWNED_FIELD,
                selector.origin.span,
                format!("the selector of a {kind} follows from the declaration and cannot be patched"),
            )
            .help("write `selector { … }` in the declaration: pods, Service and budget follow it"),
        );
    }
    merge_object(cx, root, over);
}

/// The type of a whole object, where its kind has a schema.
fn type_of(cx: &Lowering<'_>, root: &Node) -> Option<TypeRef> {
    let text = |field: &str| root.at(&[field]).and_then(Node::as_text);
    cx.api.tables.of(text("apiVersion")?, text("kind")?)?.ty()
}

/// The field below `spec` on which other objects rely.
fn owned_field(kind: &str) -> Option<&'static str> {
    matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet").then_some("selector")
}

fn take(node: &mut Node, path: &[&str]) -> Option<Node> {
    let Tree::Map(map) = &mut node.tree else { return None };
    match path {
        [] => None,
        [last] => map.remove(last),
        [first, rest @ ..] => map.get_mut(first).and_then(|inner| take(inner, rest)),
    }
}

/// A place of an object.
struct Place {
    /// From the object, or the struct at which the program goes on in Kubernetes' own names.
    path: EcoString,
    /// Its type, where there is a schema.
    ty: Option<TypeRef>,
    /// The last step.
    field: EcoString,
}

impl Place {
    fn of(ty: Option<TypeRef>) -> Place {
        Place { path: EcoString::new(), ty, field: EcoString::new() }
    }

    fn field(&self, key: &EcoString) -> Place {
        let path = if self.path.is_empty() { key.clone() } else { eco_format!("{}.{key}", self.path) };
        let ty = self.ty.as_ref().and_then(|ty| match ty.shape() {
            Shape::Struct(structure) => structure.field(key)?.newest(),
            Shape::Map(element) => Some(element),
            _ => None,
        });
        Place { path, ty, field: key.clone() }
    }

    /// How the elements of the list that stands here are told apart; `None` where it is replaced as a whole.
    fn keys(&self) -> Option<Keys> {
        // Merged by the server as a whole; here the claims have names that a program may mean.
        if self.field == "volumeClaimTemplates" {
            return Some(Keys::Name);
        }
        match self.ty.as_ref()?.shape() {
            Shape::List(element, ListKind::Map(keys)) => Some(Keys::Fields(keys, element)),
            _ => None,
        }
    }

    fn element(&self, keys: &Keys, key: &str) -> Place {
        let ty = match keys {
            Keys::Fields(_, element) => Some(element.clone()),
            Keys::Name => None,
        };
        Place { path: eco_format!("{}[{key}]", self.path), ty, field: EcoString::new() }
    }
}

/// What tells the elements of a list apart.
enum Keys {
    /// These fields of the elements, whose type follows.
    Fields(Words, TypeRef),
    /// Their `metadata.name`.
    Name,
}

impl Keys {
    /// The key of `element`, for people too; `None` where it lacks a part that has no default.
    fn of(&self, element: &Node) -> Option<EcoString> {
        let Keys::Fields(names, ty) = self else {
            return element.at(&["metadata", "name"]).and_then(Node::as_text).cloned();
        };
        let map = element.as_map()?;
        let mut key = EcoString::new();
        for name in names.iter() {
            if !key.is_empty() {
                key.push('/');
            }
            match map.get(name) {
                Some(node) => key.push_str(&scalar(node)?),
                None => {
                    let field = ty.structure()?.field(name)?;
                    key.push_str(field.default()?.trim_matches('"'));
                }
            }
        }
        Some(key)
    }
}

fn merge_node(cx: &mut Lowering<'_>, base: &mut Node, over: Node, place: &Place) {
    match (&mut base.tree, over.tree) {
        (Tree::Map(old), Tree::Map(new)) => merge_maps(cx, old, new, place),
        (Tree::List(old), Tree::List(new)) if place.keys().is_some() => {
            let Some(keys) = place.keys() else { return };
            for element in new {
                let key = keys.of(&element);
                let same = old.iter_mut().find(|candidate| key.is_some() && keys.of(candidate) == key);
                match same {
                    Some(found) => {
                        let inner = place.element(&keys, &key.unwrap_or_default());
                        merge_element(cx, found, element, &keys, &inner);
                    }
                    None => old.push(element),
                }
            }
        }
        (Tree::List(old), Tree::List(new)) if over.origin.cause == Cause::Added && !is_written(base.origin) => {
            old.extend(new);
        }
        (_, tree) => {
            // A list that is made of what entries say is as written as they are; `none` takes it away knowingly.
            let ours = if tree == Tree::Null { written_at(base) } else { written_in(base) };
            if let Some(ours) = ours {
                let adds = !is_written(base.origin) && matches!((&base.tree, &tree), (Tree::List(_), Tree::List(_)));
                written_twice(cx, ours, over.origin.span, adds, &place.path);
            }
            *base = Node { origin: over.origin, tree };
        }
    }
}

fn is_written(origin: Origin) -> bool {
    matches!(origin.cause, Cause::Written | Cause::Added)
}

fn merge_maps(cx: &mut Lowering<'_>, old: &mut Map, new: Map, place: &Place) {
    for (key, node) in new.into_entries() {
        match old.get_mut(&key) {
            Some(existing) => merge_node(cx, existing, node, &place.field(&key)),
            None => old.put(key, node),
        }
    }
}

/// The keys by which the element was found say the same on both sides, and are no field written twice.
fn merge_element(cx: &mut Lowering<'_>, base: &mut Node, mut over: Node, keys: &Keys, place: &Place) {
    match (&mut over.tree, keys) {
        (Tree::Map(map), Keys::Fields(names, _)) => {
            for name in names.iter() {
                let _ = map.remove(name);
            }
        }
        _ => {
            let _ = take(&mut over, &["metadata", "name"]);
        }
    }
    merge_node(cx, base, over, place);
}

fn written_twice(cx: &mut Lowering<'_>, ours: Span, theirs: Span, adds: bool, path: &EcoString) {
    cx.report(
        Diagnostic::error(code::WRITTEN_TWICE, theirs, format!("`{path}` is written twice"))
            .here("here in Kubernetes' own names")
            .label(ours, "and here by an entry of the language")
            .help(if adds { "keep one of the two, or add to the list with `+=`" } else { "keep one of the two" }),
    );
}

/// The place that wrote `node` itself.
fn written_at(node: &Node) -> Option<Span> {
    is_written(node.origin).then_some(node.origin.span)
}

/// The first place at or below `node` that the program wrote.
fn written_in(node: &Node) -> Option<Span> {
    written_at(node).or_else(|| match &node.tree {
        Tree::Map(map) => map.iter().find_map(|(_, inner)| written_in(inner)),
        Tree::List(items) => items.iter().find_map(written_in),
        _ => None,
    })
}

fn scalar(node: &Node) -> Option<EcoString> {
    match &node.tree {
        Tree::Text(text) => Some(text.clone()),
        Tree::Int(number) => Some(eco_format!("{number}")),
        _ => None,
    }
}

/// Takes the fields out that are absent on purpose: `x = none`.
pub(super) fn prune(node: &mut Node) {
    if has_absent(node) {
        take_absent(node);
    }
}

/// Whether anything below is absent on purpose; hardly ever.
fn has_absent(node: &Node) -> bool {
    match &node.tree {
        Tree::Map(map) => map.iter().any(|(_, inner)| matches!(inner.tree, Tree::Null) || has_absent(inner)),
        Tree::List(items) => items.iter().any(has_absent),
        _ => false,
    }
}

fn take_absent(node: &mut Node) {
    match &mut node.tree {
        Tree::Map(map) => {
            map.retain(|node| !matches!(node.tree, Tree::Null));
            map.iter_mut().for_each(|(_, inner)| take_absent(inner));
        }
        Tree::List(items) => items.iter_mut().for_each(take_absent),
        _ => {}
    }
}
