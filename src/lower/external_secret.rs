//! `secret n = store(…)`: an ExternalSecret, which has the values fetched into a Secret of the same name.

use ecow::eco_format;

use super::context::{Draft, Lowering, truth, written};
use super::env::argument_text;
use super::node::{as_text, fields, list, some_fields, some_list, text};
use super::object::{Node, Origin, Tree};
use super::secret::secret_type;
use super::{metadata, pod};
use crate::eval::{Data, Declaration, Item, Made, Value};

pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration, made: &Made, at: Origin) {
    let body = &declaration.body;
    let kind = if pod::says(body, "cluster") { "ClusterSecretStore" } else { "SecretStore" };
    let store = fields(at, [("name", argument_text(made, "name")), ("kind", Some(text(at, kind)))]);
    let template = secret_type(body.value("type")).map(|kind| fields(kind.origin, [("type", Some(kind))]));
    let target = fields(
        at,
        [("name", Some(metadata::name(declaration))), ("immutable", truth(body, "immutable")), ("template", template)],
    );
    let refresh = cx.seconds(body, "refresh").and_then(|node| match node.tree {
        Tree::Int(seconds) => Some(text(node.origin, eco_format!("{seconds}s"))),
        _ => None,
    });
    let path = argument_text(made, "path");
    let data = keys(body, path.as_ref());
    // Where no keys are listed, all are fetched.
    let extract = some_fields(at, [("key", path.filter(|_| data.is_none()))]);
    let all = extract.map(|extract| list(at, vec![fields(at, [("extract", Some(extract))])]));
    let spec = fields(
        at,
        [
            ("refreshInterval", refresh),
            ("secretStoreRef", Some(store)),
            ("target", Some(target)),
            ("data", data),
            ("dataFrom", all),
        ],
    );
    let draft = Draft {
        api_version: "external-secrets.io/v1".into(),
        kind: "ExternalSecret".into(),
        name: metadata::name(declaration),
        labels: metadata::labels(declaration),
        annotations: metadata::annotations(declaration),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(declaration, draft, &[body]);
}

/// An entry for each key: its name in the Secret, and where it stands in the store.
fn keys(body: &Item, path: Option<&Node>) -> Option<Node> {
    let value = written(body, "keys")?;
    let entry = |key: Node, property: Node| {
        let at = key.origin;
        let remote = fields(at, [("key", path.cloned()), ("property", Some(property))]);
        fields(at, [("secretKey", Some(key)), ("remoteRef", Some(remote))])
    };
    let node = |value: &Value| as_text(value).map(|content| text(Origin::of(value), content));
    let entries: Vec<Node> = match &value.data {
        Data::List(keys) => keys.iter().filter_map(node).map(|key| entry(key.clone(), key)).collect(),
        Data::Map(keys) => keys
            .iter()
            .filter_map(|(key, theirs)| Some(entry(text(Origin::of(theirs), key.clone()), node(theirs)?)))
            .collect(),
        _ => return None,
    };
    some_list(Origin::of(value), entries)
}
