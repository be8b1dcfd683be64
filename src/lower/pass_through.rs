//! The one door for fields in Kubernetes' own names: `pod`, `container`, `patch KIND`.
//!
//! Maps merge; lists whose elements have keys (containers by name, ports by number and protocol) merge by them;
//! everything else replaces. A field that the program says twice, here and by an entry of the vocabulary, is an error;
//! what the compiler derived or defaulted gives way.

use ecow::{EcoString, eco_format};

use super::context::Lowering;
use super::node::any_node;
use super::object::{Cause, Map, Node, Tree};
use crate::diag::{Diagnostic, code};
use crate::eval::Value;
use crate::source::Span;

/// Puts what `value` says into the generated `base`.
pub(super) fn merge(cx: &mut Lowering<'_>, base: &mut Node, value: &Value) {
    if let Some(over) = any_node(value) {
        merge_node(cx, base, over, &EcoString::new(), "");
    }
}

/// Puts the fields of a `resource` into its object.
pub(super) fn merge_object(cx: &mut Lowering<'_>, root: &mut Node, over: Node) {
    merge_node(cx, root, over, &EcoString::new(), "");
}

/// Puts what a `patch` says into a whole object.
pub(super) fn patch(cx: &mut Lowering<'_>, kind: &str, root: &mut Node, value: &Value) {
    let Some(mut over) = any_node(value) else { return };
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
    merge_node(cx, root, over, &EcoString::new(), "");
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

/// `path` is that of `base` in its object, `field` its last step.
fn merge_node(cx: &mut Lowering<'_>, base: &mut Node, over: Node, path: &EcoString, field: &str) {
    match (&mut base.tree, over.tree) {
        (Tree::Map(old), Tree::Map(new)) => merge_maps(cx, old, new, path),
        (Tree::List(old), Tree::List(new)) if !list_keys(field).is_empty() => {
            for element in new {
                let key = element_key(&element, field);
                let same = old.iter_mut().find(|candidate| key.is_some() && element_key(candidate, field) == key);
                match same {
                    Some(found) => {
                        let path = eco_format!("{path}[{}]", key.unwrap_or_default());
                        merge_element(cx, found, element, &path, field);
                    }
                    None => old.push(element),
                }
            }
        }
        (_, tree) => {
            if base.origin.cause == Cause::Written {
                written_twice(cx, base.origin.span, over.origin.span, path);
            }
            *base = Node { origin: over.origin, tree };
        }
    }
}

fn merge_maps(cx: &mut Lowering<'_>, old: &mut Map, new: Map, path: &EcoString) {
    for (key, node) in new.into_entries() {
        let inner = if path.is_empty() { key.clone() } else { eco_format!("{path}.{key}") };
        match old.get_mut(&key) {
            Some(existing) => merge_node(cx, existing, node, &inner, &key),
            None => old.put(key, node),
        }
    }
}

/// The keys by which the element was found say the same on both sides, and are no field written twice.
fn merge_element(cx: &mut Lowering<'_>, base: &mut Node, mut over: Node, path: &EcoString, field: &str) {
    if let Tree::Map(map) = &mut over.tree {
        for key in list_keys(field) {
            let _ = map.remove(key);
        }
    }
    merge_node(cx, base, over, path, "");
}

fn written_twice(cx: &mut Lowering<'_>, ours: Span, theirs: Span, path: &EcoString) {
    cx.report(
        Diagnostic::error(code::WRITTEN_TWICE, theirs, format!("`{path}` is written twice"))
            .here("here in Kubernetes' own names")
            .label(ours, "and here by an entry of the language")
            .help("keep one of the two"),
    );
}

/// The keys of the elements of the list at `field`, most telling first; empty where a list is replaced as a whole.
fn list_keys(field: &str) -> &'static [&'static str] {
    match field {
        "containers" | "initContainers" | "volumes" | "env" | "imagePullSecrets" | "secrets" | "claims" => &["name"],
        "ports" => &["containerPort", "port", "protocol"],
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        "hostAliases" => &["ip"],
        "topologySpreadConstraints" => &["topologyKey", "whenUnsatisfiable"],
        "volumeClaimTemplates" => &["metadata"],
        _ => &[],
    }
}

fn element_key(element: &Node, field: &str) -> Option<EcoString> {
    let map = element.as_map()?;
    if field == "volumeClaimTemplates" {
        return element.at(&["metadata", "name"]).and_then(Node::as_text).cloned();
    }
    if field == "ports" {
        let number = map.get("containerPort").or_else(|| map.get("port"))?;
        let protocol = map.get("protocol").and_then(Node::as_text).map_or("TCP", EcoString::as_str);
        return Some(eco_format!("{}/{protocol}", scalar(number)?));
    }
    let mut key = EcoString::new();
    for name in list_keys(field) {
        key.push_str(&scalar(map.get(name)?)?);
        key.push(' ');
    }
    Some(key.trim_end().into())
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
    match &mut node.tree {
        Tree::Map(map) => {
            map.retain(|node| node.tree != Tree::Null);
            for (_, inner) in map.iter_mut() {
                prune(inner);
            }
        }
        Tree::List(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}
