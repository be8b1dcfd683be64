//! Namespaces, with the labels by which the API server knows the Pod Security Standard that it enforces there.

use ecow::{EcoString, eco_format};

use super::context::{Draft, Lowering, written};
use super::node::text;
use super::object::{Map, Node, Origin};
use super::reasons::Unasked;
use super::{metadata, quota};
use crate::eval::{Declaration, Item, Value};

/// Makes the namespace, and its quota where it has one.
pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let mut labels = Map::new();
    pod_security(cx, declaration, &mut labels);
    // What is written as a label stands above what is said of the standard.
    super::context::overlay(&mut labels, metadata::labels(declaration));
    let draft = Draft {
        api_version: "v1".into(),
        kind: "Namespace".into(),
        name: metadata::name(declaration),
        labels,
        annotations: metadata::annotations(declaration),
        rest: Vec::new(),
    };
    cx.push(declaration, draft, &[&declaration.body]);
    if let Some(amounts) = declaration.body.field("quota").filter(|item| !item.fields.is_empty()) {
        let labels = metadata::derived(declaration, amounts, "labels");
        let annotations = metadata::derived(declaration, amounts, "annotations");
        let _ = quota::objects(cx, declaration, amounts, labels, annotations);
    }
}

/// The labels are `PREFIX/MODE` and `PREFIX/MODE-version`.
const PREFIX: &str = "pod-security.kubernetes.io";

/// The rule by which a namespace enforces a standard that nobody wrote.
const RULE: Unasked = Unasked::PodSecurity;

fn pod_security(cx: &Lowering<'_>, declaration: &Declaration, labels: &mut Map) {
    let body = &declaration.body;
    if body.is_none("pod_security") {
        return;
    }
    let nothing = Item::empty(body.origin);
    let options = body.field("pod_security").unwrap_or(&nothing);
    let by_default = |word: &str| text(Origin::default(declaration.span, RULE), word);
    let level = |item: &Item, name: &str| {
        written(item, name).and_then(|value| Some(text(Origin::of(value), value.text()?.clone())))
    };
    let said = level(body, "pod_security");
    let enforce = said.or_else(|| (!cx.plain).then(|| by_default("restricted")));
    // Nothing is left to warn about where everything goes.
    let open = enforce.as_ref().and_then(Node::as_text).is_none_or(|level| level == "privileged");
    let otherwise = || (!cx.plain && !open).then(|| by_default("restricted"));
    let warn = level(options, "warn").or_else(|| otherwise().filter(|_| !options.is_none("warn")));
    let as_warn = || warn.clone().filter(|_| !cx.plain);
    let audit = level(options, "audit").or_else(|| as_warn().filter(|_| !options.is_none("audit")));
    for (mode, level) in [("enforce", enforce), ("audit", audit), ("warn", warn)] {
        let Some(level) = level else { continue };
        labels.put(eco_format!("{PREFIX}/{mode}"), level);
        if let Some(version) = version(cx, declaration, options) {
            labels.put(eco_format!("{PREFIX}/{mode}-version"), version);
        }
    }
}

/// The version of the standard: the one written, else in safe style that of the target.
fn version(cx: &Lowering<'_>, declaration: &Declaration, options: &Item) -> Option<Node> {
    let name = |version: &EcoString| match version.as_str() {
        "latest" => "latest".into(),
        minor => eco_format!("v{minor}"),
    };
    if let Some(value) = written(options, "version") {
        return Some(text(Origin::of(value), name(value.text()?)));
    }
    if cx.plain {
        return None;
    }
    let target = cx.evaluated.app.value("target").and_then(Value::text);
    Some(text(Origin::default(declaration.span, RULE), target.map_or("latest".into(), name)))
}
