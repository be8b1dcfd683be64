//! `secret`: a Secret, without data or with values in plain sight.

use super::context::{Draft, Lowering, truth, written};
use super::metadata;
use super::node::{as_text, some_map, text};
use super::object::{Map, Node, Origin, Tree};
use crate::diag::code;
use crate::eval::{Data, Declaration, Value};
use crate::types::base64;

/// The words for kinds of secret and Kubernetes' own names.
const TYPES: [(&str, &str); 6] = [
    ("tls", "kubernetes.io/tls"),
    ("dockerconfigjson", "kubernetes.io/dockerconfigjson"),
    ("dockercfg", "kubernetes.io/dockercfg"),
    ("basic_auth", "kubernetes.io/basic-auth"),
    ("ssh_auth", "kubernetes.io/ssh-auth"),
    ("service_account_token", "kubernetes.io/service-account-token"),
];

pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let body = &declaration.body;
    let literal = written(body, "data");
    if let Some(value) = literal
        && value.map().is_some_and(|data| !data.is_empty())
    {
        cx.policy(declaration, "literal_secret", value.span(), "a secret value stands in plain sight");
    }
    if body.value.is_none() && !body.fields.contains_key("data") {
        let message = format!("`secret {}` does not say where its data comes from", declaration.label);
        let help = format!(
            "write `secret {} = empty` where something in the cluster fills it, or `data {{ … }}`",
            declaration.label
        );
        cx.error(code::MISSING_SETTING, declaration.span, message, help);
    }
    let mut data = Map::new();
    for (key, value) in body.entries("data") {
        if let Some(node) = encoded(value) {
            data.put(key.clone(), node);
        }
    }
    super::rules::data_keys(cx, body);
    let by_default = (!cx.plain).then(|| text(Origin::default(declaration.span, "secret-type"), "Opaque"));
    let data_at = literal.map_or(Origin::derived(declaration.span), Origin::of);
    let draft = Draft {
        api_version: "v1".into(),
        kind: "Secret".into(),
        name: metadata::name(declaration),
        labels: metadata::labels(declaration),
        annotations: metadata::annotations(declaration),
        rest: vec![
            ("immutable", truth(body, "immutable")),
            ("type", secret_type(body.value("type")).or(by_default)),
            ("data", some_map(data_at, data)),
        ],
    };
    cx.push(declaration, draft, &[body]);
}

fn secret_type(value: Option<&Value>) -> Option<Node> {
    let value = value.filter(|value| value.origin.layer != 0)?;
    let word = value.text()?;
    let known = TYPES.iter().find(|(ours, _)| *ours == word.as_str());
    Some(text(Origin::of(value), known.map_or(word.as_str(), |(_, theirs)| theirs)))
}

/// A value as base64.
fn encoded(value: &Value) -> Option<Node> {
    let content = match &value.data {
        Data::Bytes(bytes) => base64(bytes).into(),
        _ => base64(as_text(value)?.as_bytes()).into(),
    };
    Some(Node { origin: Origin::of(value), tree: Tree::Text(content) })
}
