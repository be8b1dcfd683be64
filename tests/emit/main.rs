//! What is written is read back identically, in order, the same every time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::disallowed_methods, missing_docs)]

mod objects;
mod readers;
mod tricky;

use kappc::emit::{EmitOptions, Format, documents, emit};
use kappc::lower::{Manifests, Node, Tree};
use kappc::source::{SourceText, Sources, Span};
use objects::{json, keyed, listed, manifests, map, node, object, text};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use readers::{Pace, assert_read_back};
use serde_json::json;
use tricky::TRICKY;

fn yaml(manifests: &Manifests) -> String {
    emit(manifests, EmitOptions::default(), &Sources::new())
}

#[test]
fn tricky_texts_stay_texts() {
    assert!(TRICKY.len() >= 112);
    let long: Vec<String> = [127, 128, 129, 998, 999, 1022, 1023, 1024, 1025, 5_000]
        .iter()
        .flat_map(|length| ["a", "é", "\n", "1"].map(|part| part.repeat(*length)))
        .collect();
    let nested = |item: &&str| {
        let list = node(Tree::List(vec![text(item), node(Tree::List(vec![text(item), text(item)]))]));
        map([(*item, map([(*item, list)]))])
    };
    let deep = map([("items", node(Tree::List(TRICKY.iter().map(nested).collect())))]);
    assert_read_back(&manifests([keyed(TRICKY), listed(TRICKY), keyed(&long), listed(&long), deep]), Pace::Thorough);
}

#[test]
fn what_is_no_text_keeps_its_type() {
    let numbers = [0, 1, -1, 8080, 420, i64::MAX, i64::MIN].map(|value| node(Tree::Int(value)));
    let decimals = ["0.5", "-0.25", "1e-7", "2.5E-9", "1.5e300", "0.1", "3.141592653589793"];
    let decimals = decimals.map(|value| node(Tree::Decimal(value.into())));
    let others =
        [Tree::Null, Tree::Bool(true), Tree::Bool(false), Tree::List(vec![]), Tree::Map(Default::default())].map(node);
    let all: Vec<Node> = numbers.into_iter().chain(decimals).chain(others).collect();
    let keyed = map(all.iter().enumerate().map(|(at, node)| (format!("k{at}"), node.clone())));
    let wrapped = all.iter().map(|item| node(Tree::List(vec![item.clone(), map([("a", item.clone())])]))).collect();
    let root = map([("list", node(Tree::List(all))), ("map", keyed), ("nested", node(Tree::List(wrapped)))]);
    assert_read_back(&manifests([root]), Pace::Thorough);
}

#[test]
fn every_scalar_value_is_read_back() {
    // Below U+0800 each stands alone, first, last, between and in lines; above, where only two things can happen to a
    // character, it shares a text with its neighbors.
    type Context = fn(&String) -> String;
    let contexts: [Context; 5] =
        [|c| c.clone(), |c| format!("a{c}"), |c| format!("{c}b"), |c| format!("a{c}b"), |c| format!("a\n{c}b\nc{c}\n")];
    let low: Vec<String> = ('\0'..'\u{800}').map(String::from).collect();
    let mut roots: Vec<Node> =
        contexts.iter().map(|context| keyed(&low.iter().map(context).collect::<Vec<_>>())).collect();
    let rest: Vec<char> = ('\u{800}'..=char::MAX).collect();
    let high: Vec<String> = rest.chunks(32).map(|part| part.iter().collect()).collect();
    roots.push(keyed(&high));
    let visible: Vec<String> =
        rest.iter().filter(|c| c.is_alphanumeric()).map(|c| contexts[4](&c.to_string())).collect();
    roots.push(listed(&visible.chunks(32).map(<[String]>::concat).collect::<Vec<_>>()));
    assert_read_back(&manifests(roots), Pace::Quick);
}

/// `count` values of `strategy`: readers are started once for all of them.
fn samples<S: Strategy>(strategy: &S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::default();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn random_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(TRICKY).prop_map(str::to_owned),
        4 => prop::sample::select(vec!["\n", " ", "\t", "a", "1", ":", "#", "-", "\"", "\\", ".", "é"]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[ -~]{0,12}",
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

#[test]
fn random_texts_are_read_back() {
    let random = samples(&random_text(), 20_000);
    assert_read_back(&manifests([keyed(&random), listed(&random)]), Pace::Quick);
    assert_read_back(&manifests([keyed(&random[..1_000])]), Pace::Thorough);
}

#[test]
fn random_objects_are_read_back() {
    let leaf = prop_oneof![
        4 => random_text().prop_map(|value| text(&value)),
        1 => any::<i64>().prop_map(|value| node(Tree::Int(value))),
        1 => any::<bool>().prop_map(|value| node(Tree::Bool(value))),
        1 => Just(node(Tree::Null)),
    ];
    let tree = leaf.prop_recursive(6, 64, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| node(Tree::List(items))),
            prop::collection::vec((random_text(), inner), 0..5).prop_map(map),
        ]
    });
    let roots = prop::collection::vec((random_text(), tree), 1..6).prop_map(map);
    assert_read_back(&manifests(samples(&roots, 1_000)), Pace::Quick);
}

#[test]
fn plain_is_what_is_written_by_hand() {
    let plain =
        ["info", "ghcr.io/acme/web:1.4.2", "http://svc:8080", "--http-port=8080", "-c", "100m", "1.5Gi", "25%", "30s"];
    let quoted = ["8080", "1.4.2", "yes", "10.0.0.1", "a: b", "", "1e3", "---", "é"];
    let written = |item: &str| yaml(&manifests([map([("k", text(item))])]));
    for item in plain {
        assert_eq!(written(item), format!("---\nk: {item}\n"));
    }
    for item in quoted {
        assert_eq!(written(item), format!("---\nk: \"{item}\"\n"));
    }
}

#[test]
fn what_cannot_be_seen_is_escaped() {
    let hidden = [
        "\u{ad}",
        "\u{34f}",
        "\u{115f}",
        "\u{200b}",
        "\u{202e}",
        "\u{2800}",
        "\u{3164}",
        "\u{fe0f}",
        "\u{feff}",
        "\u{e0100}",
    ];
    for format in [Format::Yaml, Format::Json] {
        for c in hidden {
            for around in [format!("a{c}b"), format!("a\nb{c}\n"), c.to_owned()] {
                let manifests = manifests([map([(around.as_str(), text(&around))])]);
                let written = emit(&manifests, EmitOptions { format, origins: false }, &Sources::new());
                assert!(!written.contains(c), "{c:?} stands raw in {around:?}");
            }
        }
    }
}

#[test]
fn marks_stay_on_their_letters() {
    let text = |item: &str| yaml(&manifests([map([("k", text(item))])]));
    assert_eq!(text("e\u{301}\u{323}"), "---\nk: \"e\u{301}\u{323}\"\n");
    assert_eq!(text("\u{301}"), "---\nk: \"\\u0301\"\n");
}

#[test]
fn no_line_ends_with_a_blank() {
    let written = yaml(&manifests([keyed(TRICKY), listed(TRICKY)]));
    assert_eq!(written.lines().find(|line| line.ends_with([' ', '\t'])), None);
}

fn shop() -> Vec<Node> {
    // Keys in an order of no one's.
    let deployment = json!({
        "kind": "Deployment",
        "spec": {
            "template": {
                "spec": {
                    "volumes": [{ "emptyDir": {}, "name": "tmp" }, { "configMap": { "name": "settings" }, "name": "settings" }],
                    "containers": [{
                        "image": "ghcr.io/acme/web:1.4.2",
                        "name": "web",
                        "resources": { "requests": { "cpu": "100m", "memory": "64Mi" }, "limits": { "cpu": "200m", "memory": "128Mi" } },
                        "readinessProbe": { "periodSeconds": 10, "httpGet": { "port": "http", "path": "/healthz" } },
                        "env": [
                            { "value": "info", "name": "LOG_LEVEL" },
                            { "value": "8080", "name": "PORT" },
                            { "name": "PASSWORD", "valueFrom": { "secretKeyRef": { "key": "password", "name": "db-login" } } },
                        ],
                        "ports": [{ "containerPort": 8080, "name": "http" }],
                        "args": ["--verbose", "--addr=:8080"],
                        "command": ["/bin/sh", "-c", "set -e\necho \"starting\"\nexec /web \"$@\"\n"],
                        "volumeMounts": [{ "mountPath": "/tmp", "name": "tmp" }],
                        "x-unknown": true,
                    }],
                    "nodeSelector": { "zone": "a", "disktype": "ssd" },
                },
                "metadata": { "labels": { "tier": "front", "app": "web" } },
            },
            "selector": { "matchLabels": { "app": "web" } },
            "replicas": 2,
        },
        "metadata": { "labels": { "tier": "front", "app": "web" }, "namespace": "shop", "name": "web" },
        "apiVersion": "apps/v1",
    });
    let service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": { "name": "web", "namespace": "shop" },
        "spec": { "selector": { "app": "web" }, "ports": [{ "targetPort": "http", "port": 80, "name": "http" }] },
    });
    let config = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": { "name": "settings", "namespace": "shop", "annotations": { "example.io/on": "on" } },
        "data": { "z.conf": "server {\n\tlisten 80;\n}\n", "a": "no", "banner": "  hello\nworld" },
    });
    vec![json(&deployment), json(&service), json(&config)]
}

#[test]
fn a_shop_as_yaml() {
    insta::assert_snapshot!(yaml(&manifests(shop())));
}

#[test]
fn a_shop_as_json() {
    let manifests = manifests(shop());
    let options = EmitOptions { format: Format::Json, origins: true };
    insta::assert_snapshot!(emit(&manifests, options, &Sources::new()));
}

#[test]
fn nothing_is_an_empty_stream_and_an_empty_list() {
    let nothing = Manifests::default();
    assert_eq!(yaml(&nothing), "");
    let json = EmitOptions { format: Format::Json, origins: false };
    let list: serde_json::Value = serde_json::from_str(&emit(&nothing, json, &Sources::new())).unwrap();
    assert_eq!(list, json!({ "apiVersion": "v1", "kind": "List", "items": [] }));
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let kinds = ["Custom", "Ingress", "Deployment", "Service", "Namespace", "ConfigMap", "Another"];
    let mut all = Vec::new();
    for kind in kinds {
        for namespace in ["b", "a"] {
            for name in ["y", "x"] {
                let metadata = json!({ "name": name, "namespace": namespace });
                all.push(object(json(&json!({ "apiVersion": "v1", "kind": kind, "metadata": metadata }))));
            }
        }
    }
    let first = yaml(&Manifests { objects: all.clone(), ..Manifests::default() });
    let order: Vec<&str> = first.lines().filter_map(|line| line.strip_prefix("kind: ")).step_by(4).collect();
    assert_eq!(order, ["Namespace", "ConfigMap", "Service", "Deployment", "Ingress", "Another", "Custom"]);
    let names: Vec<&str> = first.lines().filter_map(|line| line.trim().strip_prefix("name")).take(4).collect();
    assert_eq!(names, [": x", "space: a", ": \"y\"", "space: a"]);
    for shuffled in samples(&Just(all).prop_shuffle(), 50) {
        assert_eq!(yaml(&Manifests { objects: shuffled, ..Manifests::default() }), first);
    }
}

#[test]
fn documents_are_the_parts_of_the_stream() {
    let manifests = manifests(shop());
    let parts = documents(&manifests, EmitOptions::default(), &Sources::new());
    let names: Vec<&str> = parts.iter().map(|part| part.object.kind.as_str()).collect();
    assert_eq!(names, ["ConfigMap", "Service", "Deployment"]);
    assert_eq!(parts.iter().map(|part| format!("---\n{}", part.text)).collect::<String>(), yaml(&manifests));
}

#[test]
fn origins_name_file_and_line() {
    let mut sources = Sources::new();
    let source = sources.add(SourceText::new("shop\n- evil: true.kapp", "app shop {}\n\nservice web {}\n").into());
    let anchor = sources.anchor(source, 13);
    let mut manifests = manifests([map([("a", text("b"))])]);
    manifests.objects[0].origin.span = Span::new(anchor, 0, 7);
    let options = EmitOptions { format: Format::Yaml, origins: true };
    assert_eq!(emit(&manifests, options, &sources), "---\n# shop\\n- evil: true.kapp:3\na: b\n");
    assert_eq!(emit(&manifests, EmitOptions::default(), &sources), "---\na: b\n");
}
