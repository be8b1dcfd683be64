//! What is read, and what is refused. The tables were compared with the library that kubectl reads with.

use std::sync::Arc;

use super::*;
use crate::source::{SourceText, Sources};

/// The text as the room reads it, with the mistakes as `CODE line:column`.
fn open(text: &str) -> (Vec<Document>, Vec<String>, Sources) {
    let mut sources = Sources::new();
    let source = Arc::new(SourceText::new("a.yaml", text));
    let id = sources.add(source.clone());
    let anchor = sources.anchor(id, 0);
    let (documents, diagnostics) = read(&source.text, anchor, &LIMITS);
    let place = |span| sources.position(span).map_or((0, 0), |(_, at)| (at.line, at.column));
    let mistakes = diagnostics
        .iter()
        .map(|d| format!("{} {}:{}", d.code, place(d.primary.span).0, place(d.primary.span).1))
        .collect();
    (documents, mistakes, sources)
}

/// The values as JSON, keys in order, documents separated by blanks.
fn json(text: &str) -> String {
    let (documents, mistakes, _) = open(text);
    if !mistakes.is_empty() {
        return mistakes.join(", ");
    }
    documents.iter().map(|document| of_node(&document.root)).collect::<Vec<_>>().join(" ")
}

fn of_node(node: &Node) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    match &node.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(value) => value.to_string(),
        Data::Decimal(digits) => digits.to_string(),
        Data::Text(text) => quoted(text),
        Data::List(items) => format!("[{}]", items.iter().map(of_node).collect::<Vec<_>>().join(",")),
        Data::Map(entries) => {
            let entry = |(key, node): &(Key, Node)| format!("{}:{}", quoted(&key.text), of_node(node));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

#[test]
fn scalars_are_what_kubectl_takes_them_for() {
    let as_it_is = "yEs tRUE nULL nope 0x 0xg 08x 0o8 0b2 0b 1:30 190:20:30 2001-12-14 2001-12-14t21:59:43.10-05:00 1.2.3 \
        1-2 0x1p3 1e400 ._5 .5_ 1.5e _1 -_ 100m 64Mi 1,000 nan inf =";
    for text in as_it_is.split_whitespace() {
        assert_eq!(json(&format!("v: {text}")), format!("{{\"v\":\"{text}\"}}"));
    }
    let table = [
        ("y Y yes Yes YES true True TRUE on On ON", "true"),
        ("n N no No NO false False FALSE off Off OFF", "false"),
        ("~ null Null NULL", "null"),
        ("0 00 -0 +0 0x0 0.0 -0.0 .0 0e5 1e-400", "0"),
        ("15 017 0o17 0x0F 0XF 0b1111 0B1111 +15 1_5 15. 1.5e1 15_", "15"),
        ("-15 -017 -0xf -0b1111", "-15"),
        ("8 08 0b1000 8.0", "8"),
        ("0.5 .5 +.5 .5_0 5e-1 0_0.5", "0.5"),
        ("1000 1e3 1E+3 1_000 0x3e8", "1000"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808 0x8000000000000000", "9.223372036854776e18"),
        ("18446744073709551616 1.8446744073709552e19", "1.8446744073709552e19"),
        ("1e-7", "1e-7"),
        ("3", "3"),
    ];
    for (texts, value) in table {
        for text in texts.split_whitespace() {
            assert_eq!(json(&format!("v: {text}")), format!("{{\"v\":{value}}}"), "{text}");
            assert_eq!(json(&format!("v: '{text}'")), format!("{{\"v\":\"{text}\"}}"), "{text}");
        }
    }
}

#[test]
fn keys_are_texts() {
    let table = [
        ("y: 1", r#"{"true":1}"#),
        ("OFF: 1", r#"{"false":1}"#),
        ("017: 1", r#"{"15":1}"#),
        ("1_0: 1", r#"{"10":1}"#),
        ("'017': 1", r#"{"017":1}"#),
        ("? k\n: v", r#"{"k":"v"}"#),
        ("2001-01-01: x", r#"{"2001-01-01":"x"}"#),
        ("1.5: x", "K0153 1:1"),
        ("~: x", "K0153 1:1"),
        (": x", "K0153 1:1"),
        ("[a]: x", "K0153 1:1"),
        ("{a: b}: x", "K0153 1:1"),
    ];
    for (text, value) in table {
        assert_eq!(json(text), value, "{text}");
    }
}

#[test]
fn texts_of_several_lines() {
    let table = [
        ("v: |\n  a\n   b\n\n  c\n", r#"{"v":"a\n b\n\nc\n"}"#),
        ("v: |-\n  a\n", r#"{"v":"a"}"#),
        ("v: |+\n  a\n\n", r#"{"v":"a\n\n"}"#),
        ("v: |2\n   a\n", r#"{"v":" a\n"}"#),
        ("v: >\n  a\n  b\n\n  c\n", r#"{"v":"a b\nc\n"}"#),
        // The last line ends, whether or not its end is there.
        ("v: |\n  a", r#"{"v":"a\n"}"#),
        ("v: |\n  a\n  ", r#"{"v":"a\n"}"#),
        ("v: \"a\n  b\\\n  c\\x41\\u00e9\\U0001F600\"", "{\"v\":\"a bcA\u{e9}\u{1f600}\"}"),
        ("v: 'it''s\n\n  b'", r#"{"v":"it's\nb"}"#),
        ("v: a\n  b # c\n", r#"{"v":"a b"}"#),
        ("v: a#b\r\nw: |\r\n  x\r\n", r#"{"v":"a#b","w":"x\n"}"#),
    ];
    for (text, value) in table {
        assert_eq!(json(text), value, "{text:?}");
    }
}

#[test]
fn aliases_and_merges_are_carried_out() {
    let table = [
        ("a: &x {b: 1}\nc: *x", r#"{"a":{"b":1},"c":{"b":1}}"#),
        ("- &k name\n- *k : 1", r#"["name",{"name":1}]"#),
        ("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3, e: 4}", r#"{"a":{"b":1,"c":2},"d":{"b":1,"c":3,"e":4}}"#),
        ("- &x {b: 1}\n- &y {b: 2, c: 3}\n- <<: [*x, *y]\n  z: 0", r#"[{"b":1},{"b":2,"c":3},{"b":1,"c":3,"z":0}]"#),
        ("a: {'<<': 1}", r#"{"a":{"<<":1}}"#),
        // Readers disagree whether the merge or what stands before it counts.
        ("- &x {b: 1}\n- b: 2\n  <<: *x", "K0152 3:3"),
        ("- &x {b: 1}\n- {<<: *x, <<: *x}", "K0152 2:12"),
        ("a: {<<: 1}", "K0153 1:9"),
        ("a: &x [*x]", "K0153 1:8"),
        ("a: *x", "K0150 1:4"),
        ("a: &x 1\n---\nb: *x", "K0150 3:4"),
    ];
    for (text, value) in table {
        assert_eq!(json(text), value, "{text:?}");
    }
}

#[test]
fn documents() {
    let table = [
        ("", ""),
        ("# nothing\n---\n---\n# nothing\n", ""),
        ("a: 1\n---\nb: 2\n--- # c\nc: 3\n...\n", r#"{"a":1} {"b":2} {"c":3}"#),
        ("\u{feff}a: 1", r#"{"a":1}"#),
        ("{\"a\": [1, 2.5, true, null, \"\\u00e9\\n\"]}", "{\"a\":[1,2.5,true,null,\"\u{e9}\\n\"]}"),
        ("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n", r#"{"a":{"b":1}}"#),
        ("--- {a: 1}\n", "K0153 1:1"),
        ("a: 1\n...\nb: 2\n", "K0153 3:1"),
        ("%YAML 1.1\n---\na: 1\n", "K0153 1:1"),
    ];
    for (text, value) in table {
        assert_eq!(json(text), value, "{text:?}");
    }
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    let table = [
        ("a: 1\nb: 2\na: 3", "K0152 3:1"),
        ("a: {b: 1, 'b': 2}", "K0152 1:11"),
        ("on: 1\n'true': 2", "K0152 2:1"),
        ("a: !thing 1", "K0153 1:4"),
        ("a: !!binary aGk=", "K0153 1:4"),
        ("a: !!int x", "K0153 1:4"),
        ("a: .inf", "K0153 1:4"),
        ("a: [1, 2", "K0150 1:4"),
        ("a: \"x", "K0150 1:5"),
        ("a:\n\tb: 1", "K0150 2:1"),
        ("a: b: c", "K0150 1:5"),
        ("a: 1\n b: 2", "K0150 2:3"),
        ("a: @b", "K0150 1:4"),
        ("a: \"\\q\"", "K0150 1:4"),
        ("{a:, b: 1}", "K0153 1:2"),
        ("|\na", "K0153 2:1"),
        ("a: x\0y", "K0150 1:5"),
        ("a: \u{1b}[1m", "K0150 1:4"),
        ("a: x\u{feff}", "K0150 1:5"),
        ("a: x\u{2028}y", "K0150 1:5"),
        // What follows a broken document is read.
        ("a: [\n---\nb: 1\nb: 2\n", "K0150 1:4, K0152 4:1"),
    ];
    let wrong: Vec<_> = table.iter().map(|(text, value)| (text, json(text), value)).filter(|t| t.1 != *t.2).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_node_knows_its_place() {
    let (documents, mistakes, sources) =
        open("kind: A\n---\n# c\nmetadata:\n  name: \"x y\" # c\n  list:\n  - [1, 2]\n  - a: b\n");
    assert_eq!(mistakes, [""; 0]);
    let metadata = documents[1].root.get("metadata").unwrap();
    assert_eq!(sources.text(metadata.span), "name: \"x y\" # c\n  list:\n  - [1, 2]\n  - a: b");
    assert_eq!(sources.text(metadata.get("name").unwrap().span), "\"x y\"");
    let Data::List(items) = &metadata.get("list").unwrap().data else { panic!() };
    assert_eq!(sources.text(items[0].span), "[1, 2]");
    assert_eq!(sources.text(items[1].span), "a: b");
    let Data::Map(entries) = &items[1].data else { panic!() };
    assert_eq!(sources.text(entries[0].0.span), "a");
}

#[test]
fn bytes_that_are_no_text() {
    assert_eq!(decode(b"a: 1".to_vec()), Ok("a: 1".to_owned()));
    assert_eq!(decode(vec![0xff, 0xfe, b'a', 0]), Err(NotText::Wide));
    assert_eq!(decode(vec![b'a', 0, b':', 0]), Err(NotText::Wide));
    assert_eq!(decode(vec![b'a', 0xc3, 0x28]), Err(NotText::At(1)));
}

#[test]
fn what_would_cost_too_much_is_refused_by_name() {
    let named = |text: &str| {
        let (documents, diagnostics) = read(text, AnchorId::FIRST, &LIMITS);
        assert!(documents.is_empty());
        diagnostics.iter().map(|d| format!("{} {}", d.code, d.message)).collect::<Vec<_>>().join(", ")
    };
    let mut laughs = "l0: &l0 ha\n".to_owned();
    for level in 1..=9 {
        let before = vec![format!("*l{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("l{level}: &l{level} [{before}]\n"));
    }
    assert_eq!(named(&laughs), "K0151 aliases make this text more than 1000000 values");
    let mut merges = "m0: &m0 {k: v}\n".to_owned();
    for level in 1..=200 {
        merges.push_str(&format!("m{level}: &m{level} {{a: *m{}}}\n", level - 1));
    }
    assert_eq!(named(&merges), "K0151 aliases make this text nest deeper than 128 levels");
    let deep = "K0151 lists and maps nest deeper than 128 levels here";
    assert_eq!(named(&"[".repeat(100_000)), deep);
    assert_eq!(named(&"{a: ".repeat(100_000)), deep);
    assert_eq!(named(&"- ".repeat(100_000)), deep);
    assert_eq!(
        named(&format!("a: '{}'", "x".repeat(1024 * 1024 + 1))),
        "K0151 this text has 1048577 bytes, the most is 1048576"
    );
    assert_eq!(named(&"x".repeat(16 * 1024 * 1024 + 1)), "K0151 this text has 16777217 bytes, the most is 16777216");
    let (_, diagnostics) = tree::documents(&"- 1\n".repeat(9), AnchorId::FIRST, &Limits { nodes: 8, ..LIMITS });
    assert_eq!(diagnostics[0].message, "this text holds more than 8 values");
}

/// Texts of the plain block form and near it.
const NEAR: &[&str] = &[
    "a: 1\nb:\n  c: x y\n    z\n\n    w\n  d: 'it''s\n    long'\n  \"e\": \"q\n\n    r\"\nlist:\n- a\n- b: 1\n  c: |\n    x\n\n     y\n  - \n",
    "# c\nkind: A\nmetadata:\n  name: n\n  empty: {}\n  none:\nitems: []\n---\n- - a\n  - b\n-\n  k: v\n- |-\n  t\n",
    "x:\n  - name: a\n    value: \"1\"\n  - name: b\n    value: http://c/d#e\ny: on\nz: |+\n  keep\n\nend: -1\n",
    "d: >-\n  folded\n  text\ne: *a\nf: &a b\ng: !x y\nh: [a]\ni: {b: c}\nj: a: b\nk: a # b\n? l\n: m\n",
];

/// What is put in, taken out and put in place of something.
const PIECES: &[&str] = &[
    " ", "  ", "\n", "\n\n", ": ", ":", "- ", "-", "#", " #", "'", "\"", "|", "|-\n", ">", "&a ", "*a", "[", "{}", ",",
    "---\n", "...\n", "%", "a", "0", "~", "\u{e9}", "\\", "<<: ", "!", "?", "\r\n", "\t", "''",
];

/// Whether two nodes are the same and start at the same places. Where exactly nothing stands, and at which dash a list
/// starts, is no matter.
fn alike(a: &Node, b: &Node) -> bool {
    match (&a.data, &b.data) {
        (Data::Null, Data::Null) => true,
        (Data::List(x), Data::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(a, b)| alike(a, b)),
        (Data::Map(x), Data::Map(y)) => {
            let entries = x.len() == y.len() && x.iter().zip(y).all(|(a, b)| a.0 == b.0 && alike(&a.1, &b.1));
            entries && a.span.start == b.span.start
        }
        _ => a.data == b.data && a.span.start == b.span.start,
    }
}

#[test]
fn both_readers_read_the_same() {
    let mut state: u64 = 4711;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut both = 0;
    for round in 0..40_000 {
        let base = NEAR[round % NEAR.len()];
        let mut lines: Vec<&str> = base.split_inclusive('\n').collect();
        if random(3) > 0 {
            let from = random(lines.len());
            lines = lines[from..=from + random(lines.len() - from)].to_vec();
        }
        let mut text: Vec<char> = lines.concat().chars().collect();
        for _ in 0..random(4) {
            let (at, piece) = (random(text.len() + 1), PIECES[random(PIECES.len())]);
            let gone = if random(3) == 0 { 0 } else { random(3).min(text.len() - at) };
            let _ = text.splice(at..at + gone, piece.chars()).count();
        }
        let text = text.into_iter().chain(['\n']).collect::<String>();
        let Some(fast) = block::documents(&text, AnchorId::FIRST, &LIMITS) else { continue };
        let (whole, wrong) = tree::documents(&text, AnchorId::FIRST, &LIMITS);
        assert!(wrong.is_empty(), "{text:?}: {wrong:?}");
        let alike = fast.len() == whole.len() && fast.iter().zip(&whole).all(|(a, b)| alike(&a.root, &b.root));
        if !alike {
            let (fast, whole) = (format!("{fast:?}"), format!("{whole:?}"));
            let at = fast.bytes().zip(whole.bytes()).position(|(a, b)| a != b).unwrap_or(0).saturating_sub(200);
            panic!("{text:?}\n{:?}\n{:?}", fast.get(at..), whole.get(at..));
        }
        both += 1;
    }
    assert!(both > 2_000, "{both}");
}

#[test]
fn generated_definitions_are_read_the_fast_way() {
    let files = [
        include_str!("../../examples/argocd-core/crds/application-crd.yaml"),
        include_str!("../../examples/argocd-core/crds/applicationset-crd.yaml"),
        include_str!("../../examples/argocd-core/crds/appproject-crd.yaml"),
    ];
    for text in files {
        let fast = block::documents(text, AnchorId::FIRST, &LIMITS).expect("is of the plain form");
        let (whole, _) = tree::documents(text, AnchorId::FIRST, &LIMITS);
        assert!(fast.len() == 1 && alike(&fast[0].root, &whole[0].root));
    }
}
