//! The readers that what we write is read back with: PyYAML for YAML 1.1, serde-saphyr and serde_yaml for YAML 1.2.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use kappc::emit::{EmitOptions, Format, emit, stream};
use kappc::lower::{Manifests, Node, Tree};
use kappc::source::Sources;
use serde_json::Value;

/// Whether PyYAML's reader in Python, which takes about a second a megabyte, reads as well as libyaml.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Thorough,
    Quick,
}

/// What `node` is to a reader.
pub(crate) fn value(node: &Node) -> Value {
    match &node.tree {
        Tree::Null => Value::Null,
        Tree::Bool(value) => Value::from(*value),
        Tree::Int(value) => Value::from(*value),
        Tree::Decimal(value) => serde_json::from_str(value).unwrap(),
        Tree::Text(text) => Value::from(text.as_str()),
        Tree::List(items) => items.iter().map(value).collect(),
        Tree::Map(map) => Value::Object(map.iter().map(|(key, node)| (key.to_string(), value(node))).collect()),
    }
}

/// Fails unless every reader reads `manifests` back as they are; they are given in the order in which they are written.
pub(crate) fn assert_read_back(manifests: &Manifests, pace: Pace) {
    let wanted: Vec<Value> = manifests.objects.iter().map(|object| value(&object.root)).collect();
    for format in [Format::Yaml, Format::Json] {
        let documents = emit(manifests, EmitOptions { format, origins: false }, &Sources::new());
        for (document, wanted) in documents.iter().zip(&wanted) {
            match format {
                Format::Yaml => {
                    // Without a budget: these documents are larger than any file that a person writes.
                    let options = serde_saphyr::options! { budget: None };
                    same(
                        "serde-saphyr",
                        serde_saphyr::from_str_with_options(&document.text, options),
                        wanted,
                        &document.text,
                    );
                    same("serde_yaml", serde_yaml::from_str(&document.text), wanted, &document.text);
                }
                Format::Json => same("serde_json", serde_json::from_str(&document.text), wanted, &document.text),
            }
        }
        let joined = stream(&documents, format);
        match format {
            Format::Yaml => pyyaml(&joined, &Value::from(wanted.clone()), pace),
            Format::Json => {
                let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": wanted });
                same("serde_json", serde_json::from_str(&joined), &list, &joined);
            }
        }
    }
}

/// Compares with the order of keys, which equality of maps leaves out.
fn same<E: std::fmt::Display>(reader: &str, got: Result<Value, E>, wanted: &Value, text: &str) {
    let got = got.unwrap_or_else(|error| panic!("{reader} refuses: {error}\n{}", head(text)));
    if got.to_string() != wanted.to_string() {
        panic!("{reader} reads something else: {}", difference(&got, wanted, "$").unwrap_or_default());
    }
}

fn difference(got: &Value, wanted: &Value, path: &str) -> Option<String> {
    match (got, wanted) {
        (Value::Object(g), Value::Object(w)) if g.len() == w.len() => {
            g.iter().zip(w).find_map(|((gk, gv), (wk, wv))| {
                if gk == wk {
                    difference(gv, wv, &format!("{path}.{wk:?}"))
                } else {
                    Some(format!("{path}: key {gk:?} for {wk:?}"))
                }
            })
        }
        (Value::Array(g), Value::Array(w)) if g.len() == w.len() => {
            g.iter().zip(w).enumerate().find_map(|(at, (g, w))| difference(g, w, &format!("{path}[{at}]")))
        }
        _ => (got.to_string() != wanted.to_string()).then(|| format!("{path}: {got:?} for {wanted:?}")),
    }
}

fn head(text: &str) -> String {
    text.chars().take(2_000).collect()
}

fn pyyaml(text: &str, wanted: &Value, pace: Pace) {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let place =
        |name: &str| Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("emit-{}-{call}-{name}", std::process::id()));
    let (stream, json) = (place("stream.yaml"), place("wanted.json"));
    std::fs::write(&stream, text).unwrap();
    std::fs::write(&json, wanted.to_string()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emit/read_yaml.py");
    let mut command = Command::new("python3");
    let _ = command.arg(script).args([&stream, &json]);
    if pace == Pace::Quick {
        let _ = command.arg("quick");
    }
    let output = command.output().expect("python3 reads our YAML back in this test: install python3 and PyYAML");
    std::fs::remove_file(&stream).unwrap();
    std::fs::remove_file(&json).unwrap();
    match output.status.code() {
        Some(0) => {}
        Some(2) => panic!("PyYAML reads our YAML back in this test: install it, `python3 -m pip install PyYAML`"),
        _ => panic!(
            "PyYAML reads something else:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}
