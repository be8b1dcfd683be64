//! What is not the language: a text and everything that is said about it, nothing more.

use super::{parsed, short};
use kappc::diag::code::{CodeInfo, NOT_CALLABLE, REGISTRY};

/// Checks that `text` has exactly these diagnostics, each `line:column code`.
#[track_caller]
fn says(text: &str, expected: &[&str]) {
    let found = short(text);
    let places: Vec<_> = found.iter().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(places, expected, "{text}\n{found:#?}");
}

/// Like [`says`], with the text that the fixes make of it, which must be sound.
#[track_caller]
fn mends(text: &str, expected: &[&str], mended: &str) {
    says(text, expected);
    let (sources, parsed) = parsed(text);
    let mut edits: Vec<_> = parsed
        .diagnostics
        .iter()
        .flat_map(|diagnostic| diagnostic.fixes.first().expect("a fix").edits.clone())
        .map(|edit| (sources.place(edit.span).unwrap(), edit.text))
        .collect();
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut out = text.to_owned();
    for (place, new) in edits {
        out.replace_range(place.start..place.end, &new);
    }
    assert_eq!(out, mended);
    assert_eq!(short(&out), Vec::<String>::new(), "{out}");
}

#[test]
fn heads_stand_on_one_line() {
    says("service\nweb { }", &["1:1 K0110"]);
    says("a {\n  x\n  y = 1\n}", &["2:3 K0110"]);
    says("service web with a b { }", &["1:19 K0105"]);
    says("environments a b", &["1:15 K0105"]);
    says("x . y = 1", &["1:1 K0110"]);
    says("x. = 1", &["1:2 K0126"]);
}

#[test]
fn values_and_blocks_start_on_the_line() {
    mends("x =\n  \"v\"", &["2:3 K0107"], "x = \"v\"");
    mends("service web\n{\n}", &["2:1 K0107"], "service web {\n}");
    mends("if a\n{ }", &["2:1 K0107"], "if a { }");
    mends("x = 1\n{ y = 2 }", &["2:1 K0107"], "x = 1 { y = 2 }");
    says("x =\ny = 2", &["1:4 K0102"]);
    says("a {\n  x =\n  y.z = 2\n}", &["2:6 K0102"]);
    says("a {\n  x = 1 +\n  y = 2\n}", &["2:10 K0102"]);
}

#[test]
fn joints_touch() {
    mends("x = f (1)", &["1:7 K0108"], "x = f(1)");
    mends("x = y [0]", &["1:7 K0108"], "x = y[0]");
    mends("x = y .z", &["1:7 K0108"], "x = y.z");
    mends("x = y\n  .z", &["2:3 K0108"], "x = y.z");
    mends("unset mount \"/tmp\"", &["1:13 K0108"], "unset mount.\"/tmp\"");
}

#[test]
fn minus_has_room() {
    mends("x = a -1", &["1:7 K0109"], "x = a - 1");
    mends("x = 2- 1", &["1:6 K0109"], "x = 2 - 1");
    says("x = 2-1", &["1:6 K0109"]); // a range as likely
    says("x = [a\n  - 1]", &["2:3 K0109"]);
    says("x = -y", &["1:5 K0109"]);
    says("x = - 1", &["1:5 K0109"]);
}

#[test]
fn commas() {
    mends("x = [1 2]", &["1:7 K0105"], "x = [1, 2]");
    mends("x = f(1 2)", &["1:8 K0105"], "x = f(1, 2)");
    mends("fn f(a b) = 1", &["1:7 K0105"], "fn f(a, b) = 1");
    mends("x = [\n  1\n  2\n]", &["2:4 K0105"], "x = [\n  1,\n  2\n]");
    says("x = [1,, 2]", &["1:8 K0102"]);
    says("a { x = 1,, y = 2 }", &["1:11 K0101"]);
}

#[test]
fn missing_things() {
    says("x =", &["1:4 K0102"]);
    says("x = 1 +", &["1:8 K0102"]);
    says("x = f(a = )", &["1:7 K0101"]);
    says("x = ()", &["1:6 K0102"]);
    says("x = \"${}\"", &["1:8 K0102"]);
    says("x = y[]", &["1:7 K0102"]);
    mends("port http 8080", &["1:11 K0106"], "port http = 8080");
    mends("x a.b", &["1:3 K0106"], "x = a.b");
    mends("x [1]", &["1:3 K0106"], "x = [1]");
    says("x: = 1", &["1:2 K0102"]);
    says("type T", &["1:7 K0102"]);
    says("type T = a |", &["1:13 K0102"]);
    says("if a", &["1:5 K0126"]);
    says("if a { }\nelse = 1", &["2:5 K0126"]);
    says("x = if a then 1", &["1:16 K0126"]);
    says("x = if a 1 else 2", &["1:9 K0126"]);
    says("x = [for a b: c]", &["1:11 K0126"]);
    says("x = [for a in b]", &["1:16 K0126"]);
    says("for in xs { }", &["1:4 K0128"]);
    says("for x xs { }", &["1:6 K0126"]);
    says("for i in { x = 1 }", &["1:10 K0102"]);
    says("allow root", &["1:11 K0126"]);
    says("assert a", &["1:9 K0126"]);
    says("assert a else", &["1:14 K0102"]);
    mends("fn f = 1", &["1:5 K0126"], "fn f() = 1");
    mends("x: map<int", &["1:11 K0103"], "x: map<int>");
}

#[test]
fn operators() {
    says("x = a < b < c", &["1:11 K0111"]);
    says("x = a == b == c", &["1:12 K0111"]);
    says("x = 1..2..3", &["1:9 K0112"]);
    says("x = 2..", &["1:6 K0112"]);
    says("x = ..2", &["1:5 K0112"]);
    says("x = 1 + if a then 2 else 3", &["1:9 K0127"]);
    says("x = y.z.f(1)", &["1:5 K0129"]);
    says("x = a b", &["1:7 K0101"]);
    says("x = a = b", &["1:7 K0101"]);
}

#[test]
fn reserved_names() {
    says("fn none() = 1", &["1:4 K0113"]);
    says("fn f(self: T) = 1", &["1:6 K0113"]);
    says("for true in xs { }", &["1:5 K0113"]);
    says("type if = a", &["1:6 K0113"]);
    says("x = then", &["1:4 K0102"]);
}

#[test]
fn texts() {
    says("a = \"x\nb = 1", &["1:5 K0114"]);
    says("a = 'x\nb = 1", &["1:5 K0114"]);
    says("a = \"x ${y\"\nb = 1", &["1:8 K0115"]);
    says("a = \"x ${y\nb = 1", &["1:5 K0114"]);
    says("a = \"x\\", &["1:5 K0114"]);
    says("a = '''\n  x\nb = 1\n", &["1:5 K0114"]);
    says("a = \"\"\"\n  x ${y\n  \"\"\"\nb = 1\n", &["2:5 K0115"]);
    mends(r#"a = "\d \q""#, &["1:6 K0116", "1:9 K0116"], r#"a = "\\d \\q""#);
    says(r#"a = "\u{}""#, &["1:6 K0116"]);
    says(r#"a = "\u{d800}""#, &["1:6 K0116"]);
    says(r#"a = "\u{1234567}""#, &["1:6 K0116"]);
    says("a = \"\"\"x\n  \"\"\"", &["1:5 K0117"]);
    says("a = '''x'''", &["1:5 K0117"]);
}

#[test]
fn characters() {
    says("größe = 1", &["1:1 K0118"]);
    mends("a\u{200b} = 1", &["1:2 K0118"], "a = 1");
    mends("a = \u{202e}1", &["1:5 K0118"], "a = 1");
    mends("a = 1\u{0}", &["1:6 K0118"], "a = 1");
    says("a = 1\rb = 2", &["1:6 K0118"]);
    says("a = €", &["1:5 K0118"]);
    mends("a = “x”", &["1:5 K0118"], "a = \"x\"");
    says("a = @x", &["1:4 K0102"]);
}

#[test]
fn brackets() {
    says("a {\n  x = [1, 2\n  y = 3\n}\n", &["2:12 K0103"]);
    says("a {\n  x = f(1\n}\nb = 2\n", &["2:10 K0103"]);
    says("a {\n  b {\n    x = 1\n\n}\nc { }\n", &["4:1 K0103"]);
    says("a {\n  b\n    x = 1\n  }\n}\n", &["2:4 K0104"]);
    says("a\n  x = 1\n}\n", &["1:2 K0104"]);
    says("a {\n  x = 1, 2]\n}\n", &["2:7 K0104"]);
    says("a {\n  x = f 1)\n}\n", &["2:8 K0104"]);
    says("a {\n  b c = 1 }\n}\n", &["2:5 K0104"]);
    says("a {\n  x = [1, 2)\n}\n", &["2:12 K0103"]);
    says("a { x = 1 }\n}\nb = 2\n", &["2:1 K0104"]);
    says("a {\nb = [\nc = 1\n", &["3:6 K0103"]);
    // Flat texts say nothing by their indentation.
    says("a {\nb {\nc = 1\n}\nd = 2\n", &["5:6 K0103"]);
}

#[test]
fn nesting_is_capped() {
    for (open, close) in [("[", "]"), ("(", ")"), ("{ a = ", " }"), ("[{ a = ", " }]")] {
        let deep = |n: usize| format!("x = {}1{}\ny = 2\n", open.repeat(n), close.repeat(n));
        let brackets = open.matches(['[', '(', '{']).count();
        assert_eq!(short(&deep(64 / brackets)), Vec::<String>::new(), "{open}");
        let found = short(&deep(66 / brackets));
        assert_eq!(found.len(), 1, "{open} {found:?}");
        assert!(found[0].contains("K0119"), "{found:?}");
    }
    for long in [
        "a.".repeat(300) + "a",
        "1 + ".repeat(300) + "1",
        "!".repeat(300) + "a",
        "if a then b else ".repeat(300) + "c",
        "if ".repeat(300) + "c",
        "map<".repeat(300) + "c",
    ] {
        let found = short(&format!("x{}{long}\ny = 1\n", if long.starts_with("map") { ": " } else { " = " }));
        assert!(found.iter().any(|line| line.contains("K0119")), "{found:?}");
    }
    assert_eq!(short(&format!("x = {}1\n", "1 + ".repeat(200))), Vec::<String>::new());
}

#[test]
fn habits_of_other_languages() {
    mends("image: \"x\"", &["1:6 K0120"], "image = \"x\"");
    mends("replicas : 3", &["1:10 K0120"], "replicas = 3");
    mends("ports: [80, 443]", &["1:6 K0120"], "ports = [80, 443]");
    mends("labels: {}", &["1:7 K0120"], "labels = {}");
    mends("addr: web.addr", &["1:5 K0120"], "addr = web.addr");
    mends("f = g(a: 1)", &["1:8 K0120"], "f = g(a = 1)");
    says("env:\n  A = 1", &["1:4 K0120"]);
    mends("x == 1", &["1:3 K0121"], "x = 1");
    mends("x => 1", &["1:3 K0121"], "x = 1");
    mends("x := 1", &["1:3 K0121"], "x = 1");
    mends("x = a and b or c", &["1:7 K0121", "1:13 K0121"], "x = a && b || c");
    says("x = not a", &["1:5 K0121"]);
    mends("x = null", &["1:5 K0121"], "x = none");
    says("x = a ? 1 : 2", &["1:7 K0121"]);
    says("a {\n  - name: http\n}", &["2:3 K0122"]);
    says("- name: http\n- name: grpc\n", &["1:1 K0122", "2:1 K0122"]);
    says("---\na = 1\n", &["1:1 K0122"]);
    says("a = {{ .Values.x | quote }}", &["1:5 K0123"]);
    says("a: {{ .Values.x }}", &["1:2 K0120"]);
    says("{{ if .Values.x }}\na = 1\n{{ end }}", &["1:1 K0123", "3:1 K0123"]);
    mends("a = 1 # why", &["1:7 K0124"], "a = 1 // why");
    says("a = 1 /* why */\nb = 2", &["1:7 K0124"]);
    mends("app.kubernetes.io/name = \"x\"", &["1:1 K0125"], "\"app.kubernetes.io/name\" = \"x\"");
    mends("mount /data = x", &["1:7 K0125"], "mount \"/data\" = x");
    says("image = nginx:1.2", &["1:9 K0125"]);
    says("type T = \"a\" | \"b\"", &["1:10 K0120"]);
}

#[test]
fn several_mistakes_are_all_told() {
    let text = "service web {\n  image: \"x\"\n  port http 80\n  args = [1 2]\n  x =\n}\nservice b {\n  y = 2..\n}\n";
    says(text, &["2:8 K0120", "3:13 K0106", "4:12 K0105", "5:6 K0102", "8:8 K0112"]);
}

#[test]
fn every_page_shows_its_mistake() {
    // What `name` in `name.f()` is, a value or a module, is found out later; from K0150 on it is the syntax of YAML.
    let told_here = |info: &&CodeInfo| info.code.to_string().as_str() < "K0150" && info.code != NOT_CALLABLE;
    for info in REGISTRY.iter().filter(told_here) {
        let block = |kind: &str| {
            let start = info.page.find(&format!("```kapp {kind}\n")).expect("a block") + kind.len() + 9;
            let rest = &info.page[start..];
            &rest[..rest.find("\n```").expect("an end")]
        };
        let (_, parsed) = parsed(block("broken"));
        let codes: Vec<_> = parsed.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [info.code], "{}", block("broken"));
        assert_eq!(short(block("fixed")), Vec::<String>::new(), "{}", info.code);
        assert!(info.page.starts_with(&format!("# {}: {}\n", info.code, info.title)), "{}", info.code);
    }
}
