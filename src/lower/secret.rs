//! `secret`: a Secret without data or with values in plain sight, or an ExternalSecret. What only `apply` can make is in
//! no output.

use super::context::{Draft, Lowering, truth, written};
use super::node::{as_text, some_map, text};
use super::object::{Map, Node, Origin, Tree};
use super::reasons::Unasked;
use super::{external_secret, metadata};
use crate::diag::{Diagnostic, code};
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
    refuse(cx, declaration);
    match body.value.as_ref().map(|value| (value, &value.data)) {
        Some((value, Data::Made(made))) if made.function == "store" => {
            return external_secret::lower(cx, declaration, made, Origin::of(value));
        }
        Some((value, Data::Made(_))) => return only_applied(cx, declaration, value, "it is decrypted"),
        Some((value, Data::Word(word))) if word == "generate" => {
            if body.value("generate").and_then(Value::map).is_none_or(|keys| keys.is_empty()) {
                let help = "write the length of each: `generate { password = 32 }`";
                let message = "`generate` does not say which keys it makes";
                return cx.error(code::MISSING_SETTING, value.span(), message, help);
            }
            return only_applied(cx, declaration, value, "its values are made");
        }
        Some((_, Data::Error | Data::Open)) => return,
        _ => {}
    }
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
    if let Some((value, Data::Word(_))) = body.value.as_ref().map(|value| (value, &value.data)) {
        fill(&mut data, body.value("type").and_then(Value::text).map_or("", |word| word.as_str()), Origin::of(value));
    }
    super::rules::data_keys(cx, body);
    let by_default = (!cx.plain).then(|| text(Origin::default(declaration.span, Unasked::SecretType), "Opaque"));
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

/// Puts in what the API server wants a Secret of its type to hold from the start: keys without content.
fn fill(data: &mut Map, kind: &str, at: Origin) {
    let (keys, content): (&[&str], &str) = match kind {
        "tls" => (&["tls.crt", "tls.key"], ""),
        "ssh_auth" => (&["ssh-privatekey"], ""),
        "basic_auth" => (&["password", "username"], ""),
        "dockerconfigjson" => (&[".dockerconfigjson"], "{}"),
        "dockercfg" => (&[".dockercfg"], "{}"),
        _ => return,
    };
    for key in keys {
        data.put(*key, text(at, base64(content.as_bytes())));
    }
}

/// Says that nothing of the secret is in the output.
fn only_applied(cx: &mut Lowering<'_>, declaration: &Declaration, value: &Value, what: &str) {
    let message = format!("the Secret `{}` is not in the output: {what} where it is applied", declaration.face.name);
    cx.report(
        Diagnostic::warning(code::NOT_EMITTED, value.span(), message).help(
            "where other tools apply the output, write `store(\"name\", \"path\")`, or `empty` and fill it there",
        ),
    );
}

/// Entries that the secret's source has no use for.
fn refuse(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let body = &declaration.body;
    let source = match body.value.as_ref().map(|value| &value.data) {
        None => "data",
        Some(Data::Made(made)) => made.function.as_str(),
        Some(Data::Word(word)) => word.as_str(),
        Some(_) => return,
    };
    for (entry, sources) in [
        ("data", &["data"][..]),
        ("keys", &["store", "sops", "empty"]),
        ("generate", &["generate"]),
        ("refresh", &["store"]),
        ("cluster", &["store"]),
    ] {
        let Some(value) = written(body, entry).filter(|_| !sources.contains(&source)) else { continue };
        let message = format!("`{entry}` has no meaning for a secret from `{source}`");
        let diagnostic = Diagnostic::error(code::IDLE_OPTION, value.span(), message).help("take it out");
        cx.report(match &body.value {
            Some(source) => diagnostic.label(source.span(), "where the values come from"),
            None => diagnostic,
        });
    }
}

pub(super) fn secret_type(value: Option<&Value>) -> Option<Node> {
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
