//! Names, labels and annotations of objects.

use ecow::eco_format;

use super::context::overlay;
use super::node::{text, text_map};
use super::object::{Cause, Map, Node, Origin};
use super::reasons::Unasked;
use crate::eval::{Declaration, Evaluated, Item};
use crate::schema::Api;
use crate::types::NameKind;

/// Kinds of widespread custom resources that live outside namespaces; of another without schema the namespace is a
/// matter of the program.
const CLUSTER_WIDE: &[&str] = &["ClusterIssuer", "GatewayClass"];

/// Whether objects of a kind live in a namespace.
pub(super) fn is_namespaced(api: &Api, api_version: &str, kind: &str) -> bool {
    match api.tables.of(api_version, kind) {
        Some(kind) => kind.is_namespaced(),
        None => !CLUSTER_WIDE.contains(&kind),
    }
}

/// The name of the declaration's objects.
pub(super) fn name(declaration: &Declaration) -> Node {
    let origin = declaration.body.value("name").map_or(Origin::derived(declaration.span), Origin::of);
    text(origin, declaration.face.name.clone())
}

/// The name that `item` says, else that of the declaration's objects.
pub(super) fn own_name(item: &Item, declaration: &Declaration) -> Node {
    super::context::text(item, "name").unwrap_or_else(|| name(declaration))
}

/// The labels of the declaration's objects, the app's left out.
pub(super) fn labels(declaration: &Declaration) -> Map {
    with_rule(text_map(&declaration.face.labels))
}

/// Names the rule behind the labels that nobody wrote.
fn with_rule(mut labels: Map) -> Map {
    for (_, node) in labels.iter_mut().filter(|(_, node)| matches!(node.origin.cause, Cause::Default(_))) {
        node.origin = Origin::default(node.origin.span, LABELS);
    }
    labels
}

/// The rule by which objects are labelled and pods found.
const LABELS: Unasked = Unasked::Labels;

/// The annotations of the declaration's objects, the app's left out.
pub(super) fn annotations(declaration: &Declaration) -> Map {
    text_map(declaration.body.entries("annotations"))
}

/// The labels by which pods of the declaration are found.
pub(super) fn selector(declaration: &Declaration) -> Map {
    with_rule(text_map(&declaration.face.selector))
}

/// Labels of an object beside the workload, as `entry` in the block `item` says: added to the workload's, or in their
/// place.
pub(super) fn derived(declaration: &Declaration, item: &Item, entry: &str) -> Map {
    let own = text_map(item.entries(entry));
    if item.field(entry).is_some_and(|field| field.replaced) {
        return own;
    }
    let mut all = if entry == "labels" { labels(declaration) } else { annotations(declaration) };
    all.iter_mut().for_each(|(_, node)| follow(node));
    overlay(&mut all, own);
    all
}

/// What another object says counts as derived here, and gives way to a patch.
fn follow(node: &mut Node) {
    node.origin = Origin::derived(node.origin.span);
}

const NAME: &str = "app.kubernetes.io/name";
const INSTANCE: &str = "app.kubernetes.io/instance";

/// The labels that Kubernetes recommends, where nothing else is written.
pub(super) fn add_standard_labels(evaluated: &Evaluated, declaration: &Declaration, labels: &mut Map) {
    let at = Origin::default(declaration.span, LABELS);
    let app = &evaluated.app_name;
    let standard = [
        (NAME, declaration.face.name.clone()),
        (INSTANCE, app.clone()),
        ("app.kubernetes.io/part-of", app.clone()),
        ("app.kubernetes.io/managed-by", eco_format!("kappc")),
    ];
    for (key, value) in standard {
        // What is called as no label may be, a ClusterRole `system:x`, does without.
        if labels.get(key).is_none() && !value.is_empty() && NameKind::LabelValue.check(&value).is_ok() {
            labels.put(key, text(at, value));
        }
    }
}
