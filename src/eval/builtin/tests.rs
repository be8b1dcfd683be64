//! Every function with arguments it takes, and with arguments it cannot take.

use std::sync::Arc;

use super::*;
use crate::source::{SourceText, Sources};
use crate::types::Type;
use crate::vocab::Vocabulary;

/// Functions that are declared and not computed yet, each with the reason.
const LATER: &[(&str, &str)] = &[];

#[test]
fn every_function_is_computed_or_made_or_has_a_reason() {
    for function in Vocabulary::get().functions.values() {
        let name = function.name.as_str();
        let made = matches!(function.result, Type::Nominal(_)) || name == "optional";
        let computed = IMPLEMENTATIONS.iter().any(|(known, _)| *known == name);
        let later = LATER.iter().any(|(known, _)| *known == name);
        assert_eq!(usize::from(made) + usize::from(computed) + usize::from(later), 1, "{name}");
    }
}

#[test]
fn every_implementation_has_a_declaration_and_the_table_is_sorted() {
    let names: Vec<&str> = IMPLEMENTATIONS.iter().map(|(name, _)| *name).collect();
    assert!(names.is_sorted());
    for name in names.iter().chain(LATER.iter().map(|(name, _)| name)) {
        assert!(Vocabulary::get().functions.contains_key(*name), "{name}");
    }
}

/// What is wrong with a program: where it points, and what it says.
fn wrong(program: &str) -> Vec<(String, String)> {
    let mut sources = Sources::new();
    let source = sources.add(Arc::new(SourceText::new("t.kapp", program)));
    let parsed = crate::syntax::parse(&mut sources, source);
    let module = crate::resolve::ModuleFiles { files: vec![&parsed.file], ..Default::default() };
    let (resolved, names) = crate::resolve::resolve(&[module], Vocabulary::get());
    let (checked, types) = crate::check::check(&resolved, Vocabulary::get(), &crate::schema::Api::default(), &[]);
    let inputs = crate::eval::Inputs { open_params: true, ..crate::eval::Inputs::default() };
    let found = crate::eval::evaluate(&checked, &inputs).diagnostics;
    [parsed.diagnostics, names, types, found]
        .concat()
        .into_iter()
        .map(|diagnostic| (sources.text(diagnostic.primary.span).to_owned(), diagnostic.message))
        .collect()
}

fn holds(condition: &str) {
    let program = format!("app x {{ style = plain }}\nparam open: string\nassert {condition} else \"broken\"\n");
    assert_eq!(wrong(&program), [], "{condition}");
}

/// `expression` is refused at `at` by a message with `message` in it.
fn fails(expression: &str, at: &str, message: &str) {
    let found = wrong(&format!("app x {{ style = plain }}\nlet y = {expression}\n"));
    let [(place, text)] = found.as_slice() else { panic!("{expression}: {found:?}") };
    assert!(place == at && text.contains(message), "{expression}: `{place}`: {text}");
}

#[test]
fn texts() {
    for condition in [
        r#"upper("straße") == "STRASSE""#,
        r#"lower("ÀB") == "àb""#,
        r#"trim("  a b \n") == "a b""#,
        r#"replace("a-b-c", "-", "+") == "a+b+c""#,
        r#"replace("aaa", "aa", "") == "a""#,
        r#"split("a,b,,c", ",") == ["a", "b", "", "c"]"#,
        r#"split("", ",") == [""]"#,
        r#"join(["a", 1, true, 1Gi, 53/udp], "-") == "a-1-true-1Gi-53/udp""#,
        r#"join([], "-") == """#,
        r#"starts_with("abc", "ab") && !starts_with("abc", "b")"#,
        r#"ends_with("abc", "bc") && !ends_with("abc", "ab")"#,
        r#"matches("web-1", '[a-z]+-\d') && !matches("web-1x", '[a-z]+-\d')"#,
        r#"slice("añb", 1) == "ñb" && slice("añb", 0, 2) == "añ""#,
        r#"slice("abc", 1, 1) == "" && slice("abc", 3) == """#,
        r#"indent("a\n\nb\n", 2) == "  a\n\n  b\n""#,
        r#"len("añb") == 3 && len([1, 2]) == 2 && len({ a = 1 }) == 1"#,
    ] {
        holds(condition);
    }
    fails(r#"replace("a", "", "b")"#, "\"\"", "empty text");
    fails(r#"split("a", "")"#, "\"\"", "empty text");
    fails(r#"matches("a", "a(")"#, "\"a(\"", "this pattern is wrong");
    fails(r#"slice("abc", 4)"#, "4", "`from` is 4, and the text has 3 characters");
    fails(r#"slice("abc", -1)"#, "-1", "`from` is -1");
    fails(r#"slice("abc", 2, 1)"#, "1", "`to` is 1, which is before `from`, 2");
    fails(r#"slice("a", 0, 7)"#, "7", "the text has 1 character");
    fails(r#"indent("a", -1)"#, "-1", "-1 spaces");
}

#[test]
fn lists() {
    for condition in [
        r#"contains(["a", "b"], "b") && !contains(["a"], "b") && contains([1, 2.0], 2)"#,
        r#"sort(["b", "a", "ä", "B"]) == ["B", "a", "b", "ä"]"#,
        r#"sort([3, 1.5, 2, 0.1]) == [0.1, 1.5, 2, 3]"#,
        r#"join(sort([1Gi, 500Mi, 1024Mi]), " ") == "500Mi 1Gi 1024Mi""#,
        r#"sort([30s, 1m30s, 500ms]) == [500ms, 30s, 1m30s]"#,
        r#"sort([false, true, false]) == [false, false, true]"#,
        r#"unique(["b", "a", "b"]) == ["b", "a"] && unique([1, 1.0, 2]) == [1, 2]"#,
        r#"reverse([1, 2, 3]) == [3, 2, 1]"#,
        r#"flatten([[1], [], [2, 3]]) == [1, 2, 3]"#,
        r#"min([2, 1, 3]) == 1 && max([2, 1, 3]) == 3 && max([1Gi, 1025Mi]) == 1025Mi"#,
        r#"sum([1, 2, 3.5]) == 6.5 && sum([1Gi, 1Gi]) == 2Gi && sum([]) == 0"#,
        r#"any([false, true]) && !any([]) && all([]) && !all([true, false])"#,
        r#"[for p in zip(["a", "b", "c"], [1, 2]): "${p.left}${p.right}"] == ["a1", "b2"]"#,
    ] {
        holds(condition);
    }
    fails("min([])", "[]", "no least element");
    fails("max([])", "[]", "no greatest element");
    fails("sum([\"a\"])", "[\"a\"]", "a text cannot be added up");
    fails("sort([[1], [2]])", "[[1], [2]]", "a list has no order");
}

#[test]
fn maps_and_numbers() {
    for condition in [
        r#"keys({ b = 1  a = 2 }) == ["b", "a"] && values({ b = 1  a = 2 }) == [1, 2]"#,
        r#"json(merge({ a = 1  b = 2 }, { b = 3  c = 4 })) == '{"a":1,"b":3,"c":4}'"#,
        r#"has({ a = 1 }, "a") && !has({ a = 1 }, "b")"#,
        r#"ceil(1.2) == 2 && floor(1.8) == 1 && round(1.5) == 2 && round(-1.5) == -2"#,
        r#"abs(-3) == 3 && abs(-1.5) == 1.5 && abs(-3s) == 3s"#,
    ] {
        holds(condition);
    }
}

#[test]
fn encodings_and_networks() {
    for condition in [
        r#"json({ a = [1, 2.50, true, "x\"y\n"]  b = { c = none }  d = 1.5Gi  e = 80 / 100 })
            == '{"a":[1,2.5,true,"x\"y\n"],"b":{"c":null},"d":"1.5Gi","e":0.8}'"#,
        r#"yaml({ a = [1, 2.50, true, "yes", [], [2]]  b = { c = none  "1" = 5m }  d = { }  e = "x\ny\n" })
            == "a:\n- 1\n- 2.5\n- true\n- \"yes\"\n- []\n- - 2\nb:\n  c: null\n  \"1\": 5m\nd: {}\ne: |\n  x\n  y\n""#,
        r#"yaml([{ a = 1  b = 2 }, "c"]) == "- a: 1\n  b: 2\n- c\n" && yaml("on") == "\"on\"\n""#,
        r#"toml({ t = { n = 53/udp  in = { } }  a = [1, "x\"y\n", { b = 0.5 }]  "c.d" = true  l = [{ k = 1 }, { k = 2 }] })
            == "a = [1, \"x\\\"y\\n\", { b = 0.5 }]\n\"c.d\" = true\n\n[t]\nn = \"53/udp\"\n\n[t.in]\n\n[[l]]\nk = 1\n\n[[l]]\nk = 2\n""#,
        r#"toml({ }) == """#,
        r#"properties({ "a.b" = 1  c = "x\ny" }) == "a.b=1\nc=x\\ny\n""#,
        r#"base64("foobar") == "Zm9vYmFy""#,
        r#"sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855""#,
        r#"json(read_json('{"a": [1, 2.5e1, -0.5, null], "b": {"c": "\u00e9"}}')) == '{"a":[1,25,-0.5,null],"b":{"c":"é"}}'"#,
        r#"json(read_json(" 12345678901234567890.5 ")) == "12345678901234567890.5""#,
        r#"json(read_yaml("a: [1, 2.50, on, ~]\nb: {c: '1'}")) == '{"a":[1,2.5,true,null],"b":{"c":"1"}}'"#,
        r#"json(read_yaml("- &a {x: 0x10}\n- {<<: *a, z: 1e3}")) == '[{"x":16},{"x":16,"z":1000}]'"#,
        "read_yaml(\"# nothing\") == none",
        r#"cidr_host("10.0.0.0/24", 5) == "10.0.0.5""#,
        r#"cidr_contains("10.0.0.0/8", "10.1.0.0/16") && !cidr_contains("10.0.0.0/8", "11.0.0.1")"#,
        r#"image_tag("ghcr.io/a/b:1.2") == "1.2" && (image_tag("ghcr.io:443/a/b") ?? "none") == "none""#,
    ] {
        holds(&condition.replace("\n            ", " "));
    }
    fails("json(1 / 3)", "1 / 3", "no end");
    fails("yaml(1 / 3)", "1 / 3", "no end");
    fails("toml([1])", "[1]", "a TOML document is a map, not a list");
    fails("toml({ a = { b = none } })", "{ a = { b = none } }", "`b` is `none`, for which TOML has no form");
    fails("toml({ a = 9223372036854775808 })", "{ a = 9223372036854775808 }", "too large for TOML");
    fails("base64([1])", "[1]", "`base64` takes a text or bytes, not a list");
    fails(r#"cidr_host("10.0.0.0/30", 4)"#, "4", "has no address number 4");
    fails(r#"cidr_contains("10.0.0.0/8", "ten")"#, "\"ten\"", "neither an address nor a network");
    fails(r#"image_tag("A:1")"#, "\"A:1\"", "is no image reference");
    for (text, cause) in [
        ("", "it ends too early, in line 1, column 1"),
        (r#"{"a": 1,\n "a": 2}"#, "the key `a` stands twice, in line 2, column 2"),
        ("[1, 2", "`,` or `]` is expected, in line 1, column 6"),
        ("[1,]", "a value is expected"),
        ("{a: 1}", "a key in quotes is expected"),
        ("01", "`01` is no number"),
        ("1e99", "too large or too fine"),
        ("1 2", "something follows the value"),
        (r#"["a]"#, "a text has no end"),
    ] {
        let quoted = format!("\"{}\"", text.replace('"', "\\\""));
        fails(&format!("read_json({quoted})"), &quoted, cause);
    }
    for (text, cause) in [
        ("a: 1\na: 2", "the key `a` stands twice, in line 2, column 1"),
        ("a: [1", "a `[` is not closed, in line 1, column 4"),
        ("a: !x 1", "the tag `!x` means nothing to Kubernetes"),
        ("a: 1\n---\nb: 2", "holds 2 documents, and one is read"),
        ("a: 1e99", "too large or too fine"),
    ] {
        let quoted = format!("\"{}\"", text.replace('\n', "\\n"));
        fails(&format!("read_yaml({quoted})"), &quoted, cause);
    }
}

#[test]
fn what_is_open_stays_open_and_what_is_broken_is_not_reported_again() {
    holds(r#"upper(open) == "A""#);
    holds(r#"join(["a", open], "") == "b" && len([open]) == 3"#);
    assert_eq!(wrong("app x { style = plain }\nlet y = join([\"a\", min([\"\" + nothing])], \"\")\n").len(), 1);
}

#[test]
fn what_grows_too_large_is_reported_and_not_built() {
    let program = "app x { style = plain }\nlet a = indent(\"x\", 1000)\nlet b = replace(a, \" \", a)\n";
    let found = wrong(&format!("{program}let c = replace(b, \" \", b)\n"));
    assert!(
        matches!(found.as_slice(), [(at, text)] if at.starts_with("replace(b") && text.contains("too long")),
        "{found:?}"
    );
    let found =
        wrong("app x { style = plain }\nlet a = [for i in 1..2000: i]\nlet b = [for i in a: contains(a, -1)]\n");
    assert!(matches!(found.as_slice(), [(_, text)] if text.contains("too much work")), "{found:?}");
}
