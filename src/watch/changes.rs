//! What is different between two builds, object by object and field by field.
//!
//! In: the manifests before and after. Out: [`Change`]s in the order of the objects' names. Where a field came from makes
//! no difference, and neither does the order of objects.

use std::collections::BTreeMap;

use ecow::EcoString;

use crate::lower::{Manifests, Node, Object, Tree};

/// One object that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The environment; `None` for a program without.
    pub environment: Option<EcoString>,
    /// `Deployment`.
    pub kind: EcoString,
    /// `shop/web`, or `web` for an object without a namespace.
    pub name: String,
    /// What happened to it.
    pub what: What,
}

/// What happened to an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// These fields of it are different; never none.
    Changed(Vec<Field>),
}

/// One field that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// `spec.template.spec.containers[web].image`: elements of a list by their name where all have one, else by number.
    pub path: String,
    /// What it was, if it was there and is short and no secret.
    pub before: Option<String>,
    /// What it is, likewise.
    pub after: Option<String>,
}

/// The longest text that is shown of a field, in characters.
const LONGEST: usize = 60;

/// What an object is known by: kind, namespace, name, API version.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

/// What is different. Builds are pairs of environment and objects.
pub fn changes(before: &[(Option<EcoString>, Manifests)], after: &[(Option<EcoString>, Manifests)]) -> Vec<Change> {
    let mut changes = Vec::new();
    let nothing = Manifests::default();
    for (environment, manifests) in after {
        let old = same(before, after, environment, manifests).unwrap_or(&nothing);
        compare(environment.as_ref(), old, manifests, &mut changes);
    }
    for (environment, manifests) in before {
        if same(after, before, environment, manifests).is_none() {
            compare(environment.as_ref(), manifests, &nothing, &mut changes);
        }
    }
    changes
}

/// The objects in `build` of the environment and app of which `manifests` is in `other`. Where each has one app in the
/// environment, it is the same, whatever it is called now.
fn same<'b>(
    build: &'b [(Option<EcoString>, Manifests)],
    other: &[(Option<EcoString>, Manifests)],
    environment: &Option<EcoString>,
    manifests: &Manifests,
) -> Option<&'b Manifests> {
    let mut here = build.iter().filter(|(name, _)| name == environment).map(|(_, manifests)| manifests);
    let alone = other.iter().filter(|(name, _)| name == environment).count() == 1;
    match (here.clone().count(), alone) {
        (1, true) => here.next(),
        _ => here.find(|known| known.app == manifests.app),
    }
}

fn by_key(manifests: &Manifests) -> BTreeMap<Key<'_>, &Object> {
    let mut objects = BTreeMap::new();
    for object in &manifests.objects {
        let namespace = object.namespace.as_deref().unwrap_or("");
        let _ = objects
            .insert((object.kind.as_str(), namespace, object.name.as_str(), object.api_version.as_str()), object);
    }
    objects
}

fn compare(environment: Option<&EcoString>, before: &Manifests, after: &Manifests, changes: &mut Vec<Change>) {
    let (before, after) = (by_key(before), by_key(after));
    let mut keys: Vec<_> =
        before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).copied().collect();
    keys.sort_unstable();
    for key in keys {
        let (kind, namespace, name, _) = key;
        let what = match (before.get(&key), after.get(&key)) {
            (None, _) => What::Added,
            (_, None) => What::Removed,
            (Some(old), Some(new)) => {
                let mut found = Found { secret: kind == "Secret", fields: Vec::new() };
                found.node("", &old.root, &new.root);
                if found.fields.is_empty() {
                    continue;
                }
                What::Changed(found.fields)
            }
        };
        let name = if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") };
        changes.push(Change { environment: environment.cloned(), kind: kind.into(), name, what });
    }
}

/// The fields found so far.
struct Found {
    /// Whether no value may be shown.
    secret: bool,
    fields: Vec<Field>,
}

impl Found {
    fn node(&mut self, path: &str, old: &Node, new: &Node) {
        match (&old.tree, &new.tree) {
            (Tree::Map(a), Tree::Map(b)) => {
                for (key, node) in a.iter() {
                    self.maybe(&joined(path, key), Some(node), b.get(key));
                }
                for (key, node) in b.iter().filter(|(key, _)| a.get(key).is_none()) {
                    self.maybe(&joined(path, key), None, Some(node));
                }
            }
            (Tree::List(a), Tree::List(b)) => match (named(a), named(b)) {
                (Some(before), Some(after)) => {
                    for (name, node) in &before {
                        self.maybe(&format!("{path}[{name}]"), Some(node), after.get(name).copied());
                    }
                    for (name, node) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
                        self.maybe(&format!("{path}[{name}]"), None, Some(node));
                    }
                    // The same elements in another order.
                    if before.len() == after.len() && order(a).ne(order(b)) && before.keys().eq(after.keys()) {
                        self.fields.push(Field { path: path.to_owned(), before: None, after: None });
                    }
                }
                _ => {
                    for at in 0..a.len().max(b.len()) {
                        self.maybe(&format!("{path}[{at}]"), a.get(at), b.get(at));
                    }
                }
            },
            (Tree::Text(a), Tree::Text(b)) if a == b => {}
            (Tree::Decimal(a), Tree::Decimal(b)) if a == b => {}
            (Tree::Int(a), Tree::Int(b)) if a == b => {}
            (Tree::Bool(a), Tree::Bool(b)) if a == b => {}
            (Tree::Null, Tree::Null) => {}
            _ => self.differs(path, Some(old), Some(new)),
        }
    }

    fn maybe(&mut self, path: &str, old: Option<&Node>, new: Option<&Node>) {
        match (old, new) {
            (Some(old), Some(new)) => self.node(path, old, new),
            _ => self.differs(path, old, new),
        }
    }

    fn differs(&mut self, path: &str, old: Option<&Node>, new: Option<&Node>) {
        let show = |node: Option<&Node>| node.filter(|_| !self.secret).and_then(shown);
        let field = Field { path: path.to_owned(), before: show(old), after: show(new) };
        self.fields.push(field);
    }
}

/// `spec.replicas`; a key that is not a plain word stands in brackets.
fn joined(path: &str, key: &str) -> String {
    if !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        format!("{path}[{key}]")
    } else if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn name(node: &Node) -> Option<&str> {
    match &node.tree {
        Tree::Map(map) => match &map.get("name")?.tree {
            Tree::Text(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn order(list: &[Node]) -> impl Iterator<Item = Option<&str>> {
    list.iter().map(name)
}

/// The elements by name, if all have one of their own.
fn named(list: &[Node]) -> Option<BTreeMap<&str, &Node>> {
    let by_name: BTreeMap<&str, &Node> = list.iter().filter_map(|node| Some((name(node)?, node))).collect();
    (by_name.len() == list.len()).then_some(by_name)
}

fn shown(node: &Node) -> Option<String> {
    let text = match &node.tree {
        Tree::Null => "null".to_owned(),
        Tree::Bool(value) => value.to_string(),
        Tree::Int(value) => value.to_string(),
        Tree::Decimal(text) => text.to_string(),
        Tree::Text(text) => format!("{text:?}"),
        Tree::List(_) | Tree::Map(_) => return None,
    };
    (text.chars().count() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::{Cause, Map, Origin};
    use crate::source::{AnchorId, Span};

    /// A node from JSON, said at byte `at`.
    fn node(json: &serde_json::Value, at: u32) -> Node {
        let origin = Origin { span: Span::new(AnchorId::FIRST, at, at), cause: Cause::Written };
        let tree = match json {
            serde_json::Value::Null => Tree::Null,
            serde_json::Value::Bool(value) => Tree::Bool(*value),
            serde_json::Value::Number(value) => Tree::Int(value.as_i64().unwrap()),
            serde_json::Value::String(text) => Tree::Text(text.as_str().into()),
            serde_json::Value::Array(items) => Tree::List(items.iter().map(|item| node(item, at)).collect()),
            serde_json::Value::Object(fields) => {
                let mut map = Map::new();
                for (key, value) in fields {
                    assert!(map.insert(key.as_str(), node(value, at)).is_none());
                }
                Tree::Map(map)
            }
        };
        Node { origin, tree }
    }

    fn build(at: u32, objects: &[(&str, &str, serde_json::Value)]) -> Vec<(Option<EcoString>, Manifests)> {
        let object = |(kind, name, root): &(&str, &str, serde_json::Value)| {
            let root = node(root, at);
            let (namespace, origin) = (Some("shop".into()), root.origin);
            let root = std::sync::Arc::new(root);
            let (api_version, kind, name) = ("v1".into(), (*kind).into(), (*name).into());
            Object { api_version, kind, namespace, name, root, passed_through: false, origin }
        };
        vec![(None, Manifests { objects: objects.iter().map(object).collect(), ..Manifests::default() })]
    }

    /// `path before after` of every field that is different between two objects.
    fn fields(kind: &str, before: serde_json::Value, after: serde_json::Value) -> Vec<String> {
        let found = changes(&build(1, &[(kind, "web", before)]), &build(2, &[(kind, "web", after)]));
        let Some(change) = found.first() else { return Vec::new() };
        assert_eq!((change.name.as_str(), found.len()), ("shop/web", 1));
        let What::Changed(fields) = &change.what else { panic!("{change:?}") };
        let show = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
        fields.iter().map(|field| format!("{} {} {}", field.path, show(&field.before), show(&field.after))).collect()
    }

    #[test]
    fn objects_come_go_and_stay() {
        let json = serde_json::json!({"a": 1});
        let before = build(1, &[("Service", "web", json.clone()), ("ConfigMap", "x", json.clone())]);
        let after = build(9, &[("Service", "api", json.clone()), ("Service", "web", json)]);
        let told: Vec<_> = changes(&before, &after).into_iter().map(|c| (c.kind, c.name, c.what)).collect();
        let wanted =
            [("ConfigMap".into(), "shop/x".into(), What::Removed), ("Service".into(), "shop/api".into(), What::Added)];
        assert_eq!(told, wanted);
        assert_eq!(changes(&before, &[]).len(), 2);
        assert_eq!(changes(&[], &before).len(), 2);
        assert_eq!(changes(&before, &before), []);
    }

    #[test]
    fn fields_are_named_by_their_path() {
        use serde_json::json;
        let table = [
            (json!({"spec": {"replicas": 2}}), json!({"spec": {"replicas": 3}}), "spec.replicas 2 3"),
            (json!({"a": 1}), json!({"a": 1, "b": true}), "b ? true"),
            (json!({"a": 1, "b": null}), json!({"a": 1}), "b null ?"),
            (json!({"a": 1}), json!({"a": "1"}), "a 1 \"1\""),
            (json!({"l": {"x/y": "a"}}), json!({"l": {"x/y": "b"}}), "l[x/y] \"a\" \"b\""),
            (json!({"l": [1, 2]}), json!({"l": [1, 3, 4]}), "l[1] 2 3|l[2] ? 4"),
            (json!({"l": [{"name": "a", "v": 1}]}), json!({"l": [{"name": "a", "v": 2}]}), "l[a].v 1 2"),
            (
                json!({"l": [{"name": "a"}, {"name": "b"}]}),
                json!({"l": [{"name": "b"}, {"name": "c"}]}),
                "l[a] ? ?|l[c] ? ?",
            ),
            (json!({"l": [{"name": "a"}, {"name": "b"}]}), json!({"l": [{"name": "b"}, {"name": "a"}]}), "l ? ?"),
            (json!({"l": [{"name": "a"}, {"name": "a"}]}), json!({"l": [{"name": "a"}]}), "l[1] ? ?"),
            (json!({"l": []}), json!({"l": [1]}), "l[0] ? 1"),
            (json!({"m": {}}), json!({"m": []}), "m ? ?"),
        ];
        for (before, after, wanted) in table {
            assert_eq!(fields("Deployment", before, after).join("|"), wanted);
        }
    }

    #[test]
    fn where_a_field_came_from_makes_no_difference() {
        let json = serde_json::json!({"a": [1, {"b": null, "c": "x"}], "d": true});
        assert!(fields("Deployment", json.clone(), json).is_empty());
    }

    #[test]
    fn values_of_secrets_and_long_texts_are_not_shown() {
        let json = |text: &str| serde_json::json!({"data": {"key": text}});
        assert_eq!(fields("Secret", json("s3cret"), json("t0psecret")), ["data.key ? ?"]);
        assert_eq!(fields("ConfigMap", json("a"), json(&"b".repeat(100))), ["data.key \"a\" ?"]);
    }
}
