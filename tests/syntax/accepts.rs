//! What is the language: a text and the tree that it makes, in the notation of `show`.

use super::{parsed, short, show};

#[track_caller]
fn makes(text: &str, tree: &str) {
    assert_eq!(short(text), Vec::<String>::new(), "{text}");
    assert_eq!(show::entries(&parsed(text).1.file.entries), tree, "{text}");
}

#[test]
fn heads() {
    makes("service web { }", "service web {}");
    makes("port http = 8080", "port http = #8080");
    makes(r#"mount "/data" = x { readonly = true }"#, r#"mount "/data" = x {readonly = @true}"#);
    makes(r#"annotations."example.io/x" = 1"#, r#"annotations."example.io/x" = #1"#);
    makes(r#""${k}_URL" = v"#, r#""${k}_URL" = v"#);
    makes("new env.DEBUG = 1", "new env.DEBUG = #1");
    makes("args += [\"x\"]", "args += [\"x\"]");
    makes("param tag: string = \"1\"", "param tag: string = \"1\"");
    makes("writable \"/run\"", "writable \"/run\"");
    makes("resource \"a/v1\" Kind name { }", "resource \"a/v1\" Kind name {}");
    makes("service web with a, b { }", "service web with a, b {}");
    makes("profile p for service { }", "profile p for service {}");
    makes("import \"std/x\" as x { size = 1 }", "import \"std/x\" as x {size = #1}");
    makes("import \"./x\" emit", "import \"./x\" emit");
    makes("import \"./x\" as y emit", "import \"./x\" as y emit");
    makes("skip x because \"why\"", "skip x because \"why\"");
    makes("private let x = 1", "private let x = #1");
}

#[test]
fn no_word_is_reserved_as_a_key() {
    for word in [
        "if",
        "for",
        "in",
        "unset",
        "assert",
        "fn",
        "type",
        "template",
        "use",
        "allow",
        "environments",
        "private",
        "new",
        "with",
        "as",
        "because",
        "emit",
        "else",
        "then",
        "true",
        "none",
        "self",
        "it",
        "where",
    ] {
        makes(&format!("{word} = 1"), &format!("{word} = #1"));
        makes(&format!("x = 2\n{word} = 1"), &format!("x = #2; {word} = #1"));
        makes(&format!("{word} += [1]"), &format!("{word} += [#1]"));
        makes(&format!("{word} {{ }}"), &format!("{word} {{}}"));
        makes(&format!("{word}.x = 1"), &format!("{word}.x = #1"));
        makes(&format!("{word}: int"), &format!("{word}: int"));
        makes(&format!("a {{ {word} = 1 }}"), &format!("a {{{word} = #1}}"));
        makes(&format!("port {word} = 1"), &format!("port {word} = #1"));
        makes(&format!("port {word} {{ }}"), &format!("port {word} {{}}"));
    }
}

#[test]
fn clauses_are_words_of_the_line() {
    makes("port with = 1", "port with = #1");
    makes("port with\nx = 1", "port with; x = #1");
    makes("service emit { }", "service emit {}");
    makes("import \"x\" emit y", "import \"x\" emit y");
    makes("a because = 1", "a because = #1");
}

#[test]
fn control_entries() {
    makes("if a { x = 1 } else if b { } else { y = 2 }", "if a {x = #1} else if b {} else {y = #2}");
    makes("if a { }\nelse { }", "if a {} else {}");
    makes("for x in xs { }", "for x in xs {}");
    makes("for k, v in { a = 1 } { \"${k}\" = v }", "for k, v in {a = #1} {\"${k}\" = v}");
    makes("in prod, staging { replicas = 2 }", "in prod, staging {replicas = #2}");
    makes("environments dev, prod", "environments dev, prod");
    makes("unset probe.ready", "unset probe.ready");
    makes("unset mount.\"/tmp\"", "unset mount.\"/tmp\"");
    makes("assert a > 1 else \"no\"", "assert (a > #1) else \"no\"");
    makes("assert a\n  else \"no\"", "assert a else \"no\"");
    makes("fn f(x: int, y: string = \"a\"): int = x", "fn f(x: int, y: string = \"a\"): int = x");
    makes("fn f() = 1", "fn f() = #1");
    makes("fn f(x: T): U", "fn f(x: T): U");
    makes("type T = small | large", "type T = (small | large)");
    makes("template t(x: T) { service self { } }", "template t(x: T) {service self {}}");
    makes("use t as n { x = 1 }", "use t as n {x = #1}");
    makes("use pg.t as \"n-${x}\"", "use pg.t as \"n-${x}\"");
    makes("allow root because \"why\"", "allow root because \"why\"");
    makes("allow added_capability(NET_ADMIN) because \"x\"", "allow added_capability(NET_ADMIN) because \"x\"");
}

#[test]
fn separators() {
    makes("a { x = 1, y = 2; z = 3, }", "a {x = #1; y = #2; z = #3}");
    makes("a { x = 1 y = b z { } \"q\" = 2 }", "a {x = #1; y = b; z {}; \"q\" = #2}");
    makes("a = [1, 2,]", "a = [#1, #2]");
    makes("a = [\n  1,\n  2\n]", "a = [#1, #2]");
    makes("a = f(1, x = 2,)", "a = f(#1, x = #2)");
}

#[test]
fn lines_and_continuations() {
    makes("a = 1\n  + 2\n  // why\n  * 3", "a = (#1 + (#2 * #3))");
    makes("a = b &&\n  c", "a = (b && c)");
    makes("a = if b\n  then 1\n  else 2\nc = 3", "a = (if b then #1 else #2); c = #3");
    makes("a = (\n  1\n)", "a = #1");
    makes("a = b -\n  1", "a = (b - #1)");
    makes("type T =  a\n  | b", "type T = (a | b)");
}

#[test]
fn words_and_numbers() {
    makes("log-agent = a-b", "log-agent = a-b");
    makes("a = b - c", "a = (b - c)");
    makes(
        "a = [250m, 1.5, 0.25Gi, 30s, 1h30m, 70%, 53/udp, 0o644, 1_000]",
        "a = [#250m, #1.5, #0.25Gi, #30s, #1h30m, #70%, #53/udp, #0o644, #1_000]",
    );
    makes("a = -1", "a = (- #1)");
    makes("a = 2..10", "a = (#2 .. #10)");
    makes("a = 1.5..2.5", "a = (#1.5 .. #2.5)");
    makes("a = 100m..200m // c", "a = (#100m .. #200m)");
    makes("a = x % 2", "a = (x % #2)");
    makes("a = 6 / 2", "a = (#6 / #2)");
}

#[test]
fn operators_by_strength() {
    makes("a = 1 || 2 && 3", "a = (#1 || (#2 && #3))");
    makes("a = b && c == d", "a = (b && (c == d))");
    makes("a = b == c ?? d", "a = (b == (c ?? d))");
    makes("a = b ?? 1..2", "a = (b ?? (#1 .. #2))");
    makes("a = 1..n + 1", "a = (#1 .. (n + #1))");
    makes("a = 1 + 2 * 3 - 4", "a = ((#1 + (#2 * #3)) - #4)");
    makes("a = !b && !c.d", "a = ((! b) && (! c.d))");
    makes("a = (1 + 2) * 3", "a = ((#1 + #2) * #3)");
    makes("a = if b then 1 else 2 + 3", "a = (if b then #1 else (#2 + #3))");
    makes("a = if b then 1 else if c then 2 else 3", "a = (if b then #1 else (if c then #2 else #3))");
    makes("a = x.y[0].z", "a = x.y[#0].z");
    makes("a = web.\"a.b\"", "a = web.\"a.b\"");
    makes("a = [for k, v in m if v > 1: k]", "a = [for k, v in m if (v > #1): k]");
    makes("a = [for x in xs: { b = x }]", "a = [for x in xs: {b = x}]");
    makes("a = [true, false, none, self, it]", "a = [@true, @false, @none, @self, it]");
    makes("a = { b = 1, if c { d = 2 } }", "a = {b = #1; if c {d = #2}}");
}

#[test]
fn types() {
    makes("a: [string]", "a: [string]");
    makes("a: map<[int]>", "a: map<[int]>");
    makes("a: { x: int, y?: string\n z: b }", "a: {x: int, y?: string, z: b}");
    makes("a: int?", "a: int?");
    makes("a: int 1..50 = 3", "a: (int within (#1 .. #50)) = #3");
    makes("a: int lo..hi", "a: (int within (lo .. hi))");
    makes("a: string matching '^a$'", "a: (string matching \"^a$\")");
    makes("a: int where it > 0 else \"no\"", "a: (int where (@it > #0) else \"no\")");
    makes("a: x | none", "a: (x | @none)");
    makes("a: (int | string)?", "a: (int | string)?");
    makes("type T = {\n  /// Doc.\n  a: int\n}", "type T = {/Doc./ a: int}");
}

#[test]
fn texts() {
    makes(r#"a = "x\n\t\r\"\\\$\u{e9}""#, r#"a = "x\n\t\r\"\\$é""#);
    makes(r#"a = "${x}${"in ${y}"}z""#, r#"a = "${x}${"in ${y}"}z""#);
    makes("a = \"${f('it', \"x\")}\"", "a = \"${f(\"it\", \"x\")}\"");
    makes(r#"a = "$x $ {y}""#, r#"a = "$x $ {y}""#);
    makes(r"a = 'raw \n ${x}'", r#"a = "raw \\n ${x}""#);
    makes("a = \"\"", "a = \"\"");
    makes("a = \"\"\"\n  \"\"\"", "a = \"\"");
    makes("a = \"\"\"\n  x\n    y\n\n  z\n  \"\"\"", "a = \"x\\n  y\\n\\nz\\n\"");
    makes("a = \"\"\"\n  x\n  y\"\"\"", "a = \"x\\ny\"");
    makes("a = \"\"\"\n    x\n  \"\"\"", "a = \"  x\\n\"");
    makes("a = \"\"\"\n  x\\n  y\n  \"\"\"", "a = \"x\\n  y\\n\"");
    makes("a = \"\"\"\n    ${b}\n    c ${d} e\n    \"\"\"", "a = \"${b}\\nc ${d} e\\n\"");
    makes("a = \"\"\"\n  say \"x\" ${\"\"\"\n      y\n      \"\"\"}\n  \"\"\"", "a = \"say \\\"x\\\" ${\"y\\n\"}\\n\"");
    makes("a = '''\n  ${x} \\n\n  '''", "a = \"${x} \\\\n\\n\"");
    makes("a = '''\r\n  x\r\n  y\r\n  '''\r\nb = 1\r\n", "a = \"x\\ny\\n\"; b = #1");
    makes("a = '''\n  it's\n  '''", "a = \"it\\'s\\n\"");
    makes("a = \"\u{202e}\u{7}\"", "a = \"\\u{202e}\\u{7}\"");
}

#[test]
fn docs_belong_to_the_entry_below() {
    makes("/// One.\n// two\n/// Three.\nx = 1", "/One.|Three./ x = #1");
    makes("/// Lost.\n\nx = 1", "x = #1");
    makes("y = 2 /// Not a line of its own.\nx = 1", "y = #2; x = #1");
    makes("a {\n  /// Doc.\n  x = 1\n}", "a {/Doc./ x = #1}");
    makes("//// four slashes\nx = 1", "x = #1");
    makes("/// Doc.\nprivate service x { }", "/Doc./ private service x {}");
}

#[test]
fn spans_hold_no_trivia() {
    let text = "a = 1 // c\n\nservice web  with b  {\n  x = [ 1 ]   // d\n}  \n";
    let (sources, parsed) = parsed(text);
    let spans: Vec<_> = parsed.file.entries.iter().map(|entry| sources.text(entry.span)).collect();
    assert_eq!(spans, ["a = 1", "service web  with b  {\n  x = [ 1 ]   // d\n}"]);
    let comments: Vec<_> = parsed.comments.iter().map(|comment| sources.text(comment.span)).collect();
    assert_eq!(comments, ["// c", "// d"]);
    assert_ne!(parsed.file.entries[0].span.anchor, parsed.file.entries[1].span.anchor);
}

#[test]
fn a_declaration_keeps_its_spans_when_others_move() {
    let (_, before) = parsed("a = 1\nservice web { x = 2 }\n");
    let (_, after) = parsed("a = 1\nb = 3\n\nservice web { x = 2 }\n");
    let ranges = |parsed: &kappc::syntax::Parsed| {
        let span = parsed.file.entries.last().unwrap().span;
        (span.start, span.end)
    };
    assert_eq!(ranges(&before), ranges(&after));
}
