//! ConfigMaps and Secrets: keys that can be files, sizes, and what a type of Secret must hold. Sources:
//! `ValidateConfigMap`, `ValidateSecret`.

use super::found::Found;
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Object};
use crate::types::NameKind;

/// What the API server takes at most, in bytes.
const LIMIT: usize = 1_048_576;

/// Types of Secrets and the keys that they must have.
const TYPES: [(&str, &[&str]); 4] = [
    ("kubernetes.io/dockercfg", &[".dockercfg"]),
    ("kubernetes.io/dockerconfigjson", &[".dockerconfigjson"]),
    ("kubernetes.io/ssh-auth", &["ssh-privatekey"]),
    ("kubernetes.io/tls", &["tls.crt", "tls.key"]),
];

/// Looks at a ConfigMap.
pub(super) fn config(found: &mut Found<'_, '_>, object: &Object) {
    let root = &object.root;
    let size = entries(found, root.get("data"), false) + entries(found, root.get("binaryData"), true);
    twice(found, root, "data", "binaryData");
    limit(found, object, size);
}

/// Looks at a Secret.
pub(super) fn secret(found: &mut Found<'_, '_>, object: &Object) {
    let root = &object.root;
    let size = entries(found, root.get("data"), true) + entries(found, root.get("stringData"), false);
    limit(found, object, size);
    for (key, node) in root.get("data").into_iter().flat_map(Node::entries) {
        if node.as_text().is_some_and(|text| !is_base64(text)) {
            let message = format!("what stands at `{key}` is no base64");
            found.error(
                code::BAD_FIELD,
                node,
                message,
                "write the text itself in `stringData`, or encode it: `base64(…)`",
            );
        }
    }
    for key in [".dockercfg", ".dockerconfigjson"].into_iter().filter(|key| root.text("type") == Some(of(key))) {
        let decoded = root.get("data").and_then(|data| data.text(key)).and_then(decode);
        let plain = root.get("stringData").and_then(|data| data.text(key)).map(|text| text.as_bytes().to_vec());
        let Some(bytes) = plain.or(decoded) else { continue };
        let node = ["stringData", "data"].iter().find_map(|map| root.get(map)?.get(key)).unwrap_or(root);
        if serde_json::from_slice::<serde_json::Value>(&bytes).is_err() {
            let message = format!("what stands at `{key}` is no JSON");
            found.error(code::BAD_FIELD, node, message, "write the file that `docker login` makes");
        }
    }
    let has =
        |key: &str| ["data", "stringData"].iter().any(|map| root.get(map).is_some_and(|map| map.get(key).is_some()));
    let Some(kind) = root.text("type") else { return };
    let keys = TYPES.iter().find(|(known, _)| *known == kind).map_or(&[][..], |(_, keys)| keys);
    let node = root.get("type").unwrap_or(root);
    for key in keys.iter().filter(|key| !has(key)) {
        let message = format!("a Secret of the type `{kind}` must have the key `{key}`");
        found.missing(code::LACKS, node, message, "add the key, or write another type");
    }
    const ACCOUNT: &str = "kubernetes.io/service-account.name";
    if kind == "kubernetes.io/service-account-token" && root.at(&["metadata", "annotations", ACCOUNT]).is_none() {
        let message = format!("the token is of no account: the annotation `{ACCOUNT}` is missing");
        found.missing(code::LACKS, node, message, "write the annotation");
    }
    if kind == "kubernetes.io/basic-auth" && !has("username") && !has("password") {
        let message = "a Secret of the type `kubernetes.io/basic-auth` must have the key `username` or `password`";
        found.missing(code::LACKS, node, message, "add one of the keys, or write another type");
    }
}

/// Looks at the keys; answers how many bytes the entries hold.
fn entries(found: &mut Found<'_, '_>, map: Option<&Node>, encoded: bool) -> usize {
    let mut size = 0;
    for (key, node) in map.into_iter().flat_map(Node::entries) {
        let length = node.as_text().map_or(0, |text| text.len());
        size += key.len() + if encoded { length / 4 * 3 } else { length };
        if let Err(error) = NameKind::ConfigKey.check(key) {
            found.format(code::BAD_DATA_KEY, node, &format!("`{key}` cannot be a key"), &error);
        }
    }
    size
}

fn twice(found: &mut Found<'_, '_>, root: &Node, first: &str, second: &str) {
    let Some(data) = root.get(first) else { return };
    for (key, node) in root.get(second).into_iter().flat_map(Node::entries) {
        if let Some(other) = data.get(key) {
            let message = format!("the key `{key}` is there twice");
            let diagnostic = Diagnostic::error(code::BAD_DATA_KEY, node.origin.span, message)
                .label(other.origin.span, "the other one")
                .help(format!("keep it in `{first}` or in `{second}`"));
            found.add(node, diagnostic);
        }
    }
}

fn limit(found: &mut Found<'_, '_>, object: &Object, size: usize) {
    if size > LIMIT {
        let node = object.root.get("data").or_else(|| object.root.get("stringData")).unwrap_or(&object.root);
        let message = format!("the data is too large: {size} bytes of at most {LIMIT}");
        found.error(code::TOO_MUCH_DATA, node, message, "split it, or put it in an image or a volume");
    }
}

/// The type of Secrets with the key.
fn of(key: &str) -> &'static str {
    let of = |(_, keys): &&(&str, &[&str])| keys.contains(&key);
    TYPES.iter().find(of).map_or("", |(known, _)| known)
}

/// The bytes that a text of base64 stands for.
fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0);
    for c in text.bytes().filter(|c| !matches!(c, b'\n' | b'\r' | b'=')) {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// Whether it can be decoded.
pub(super) fn is_base64(text: &str) -> bool {
    let text = text.trim_end();
    let bare = text.trim_end_matches('=');
    let padding = text.len() - bare.len();
    let plain = bare.bytes().filter(|c| !matches!(c, b'\n' | b'\r'));
    let mut count = 0;
    for c in plain {
        if !(c.is_ascii_alphanumeric() || c == b'+' || c == b'/') {
            return false;
        }
        count += 1;
    }
    padding <= 2 && (count + padding).is_multiple_of(4)
}
