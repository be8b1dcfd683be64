//! Texts that nobody writes: whatever stands in a file, there is a tree, and it costs no more than its length.

use std::time::Instant;

use kappc::source::{SourceText, Sources};
use kappc::syntax::parse_expression;
use proptest::prelude::*;

use super::parsed;

/// Parses `text` and checks that every span is one of the text.
fn survives(text: &str) {
    let (sources, parsed) = parsed(text);
    // A byte order mark is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let check = |span| {
        let place = sources.place(span).expect("a span of this text");
        assert!(place.start <= place.end && text.is_char_boundary(place.start) && text.is_char_boundary(place.end));
    };
    for diagnostic in &parsed.diagnostics {
        check(diagnostic.primary.span);
        diagnostic.labels.iter().for_each(|label| check(label.span));
        diagnostic.fixes.iter().flat_map(|fix| &fix.edits).for_each(|edit| check(edit.span));
    }
    parsed.comments.iter().for_each(|comment| check(comment.span));
    parsed.file.entries.iter().for_each(|entry| check(entry.span));
}

const BOMBS: [&str; 23] = [
    "(",
    "[",
    "{",
    "f(",
    "a = [",
    "a {",
    "\"${",
    "\"${\"${\"${",
    "\"\"\"${",
    "if ",
    "a = if b then ",
    "!",
    "a = -",
    "a.",
    "map<",
    "a: map<",
    "[for x in ",
    "]",
    "})",
    "a = b ? ",
    "'",
    "a {\n ",
    "a = 1 b ",
];

#[test]
fn bombs_cost_no_more_than_their_length() {
    for bomb in BOMBS {
        let time = |n: usize| {
            let text = bomb.repeat(n);
            let start = Instant::now();
            survives(&text);
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (time(1_000), time(2_000));
        // Twice the text takes twice the time; machines are noisy, squares and cubes are not.
        assert!(long < 6.0 * short + 0.3, "{bomb:?}: {short:.3}s, {long:.3}s");
        assert!(long < 10.0, "{bomb:?}: {long:.3}s");
    }
}

#[test]
fn brackets_that_a_stray_quote_leaves_open_are_read_once() {
    let text =
        "/{*[#@\n& \"a\" ({;[!\n\"$\n'[(\")\"@\n%)}:}=!c}#].,\n;$![\"/\"'c*\"&b@/}\"{.[([a#=a$c;{%(#;[!#{.$*({\"=,a$c{";
    for times in [1, 4] {
        let (_, parsed) = parsed(&text.repeat(times));
        // The parser's last fence stands before texts that are read again and again.
        let fenced = parsed.diagnostics.iter().find(|diagnostic| diagnostic.message.contains("tangled"));
        assert!(fenced.is_none());
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let one = "service s {\n  x = [1, 2\n  y = \"${z}\"\n}\n\n/// Doc.\nlet a = 1 +\n  2\n\n";
    let text = one.repeat(2_000);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (_, parsed) = pool.install(|| parsed(&text));
        parsed
    };
    let (alone, together) = (with(1), with(4));
    assert_eq!(alone.diagnostics.len(), 2_000);
    assert_eq!(alone.diagnostics, together.diagnostics);
    assert_eq!(alone.file, together.file);
    assert_eq!(alone.comments, together.comments);
}

#[test]
fn depth_is_bounded_everywhere_at_once() {
    let inner = "\"${[".repeat(16) + "1" + &"]}\"".repeat(16);
    survives(&format!("x = {}{inner}{}", "[".repeat(60), "]".repeat(60)));
    survives(&format!("x = {}{inner}{}", "{ a = ".repeat(60), " }".repeat(60)));
    survives(&format!("x = {}", "a.b[".repeat(63) + "1" + &"]".repeat(63)));
    let conditions = |n: usize| "if if a then b else ".repeat(n) + "c";
    survives(&format!("x = {}\"${{{}}}\"{}", "[".repeat(62), conditions(31), "]".repeat(62)));
}

/// Ways to nest without a bracket, `n` deep.
#[test]
fn what_nests_without_brackets_is_bounded_too() {
    for (start, step) in [
        ("x = ", "if a then b else "),
        ("x = ", "if a then { b = 1 } else "),
        ("x = ", "if "),
        ("x = ", "1 and if "),
        ("x = ", "1 + if "),
        ("x = ", "not if "),
        ("x = ", "!"),
        ("x = ", "a ? b : "),
        ("x = ", ".."),
        ("assert ", "if a then b else "),
        ("if ", "if a then b else "),
        ("for x in ", "if a then b else "),
        ("x = a\n", "if b then c else "),
        ("x: ", "map<"),
        ("x: ", "map<a | map<"),
        ("x: ", "map<a | b | "),
        ("x: int where ", "if a then b else "),
        ("type T = ", "a | "),
        ("fn f(x: ", "map<"),
        ("", "else if a { } "),
        ("", "if a { } else "),
        ("", "private "),
        ("", "new "),
        ("", "x: "),
        ("", "x = "),
    ] {
        survives(&format!("{start}{}", step.repeat(10_000)));
    }
}

/// Pieces that the language is made of, and some that it is not.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "service",
            "web",
            "if",
            "then",
            "else",
            "for",
            "in",
            "x",
            "a-b",
            "new",
            "private",
            "fn",
            "type",
            "allow",
            "because",
            "unset",
            "assert",
            "use",
            "as",
            "with",
            "template",
            "environments",
            "import",
            "emit",
            "none",
            "it",
            "where",
            "matching",
            "=",
            "+=",
            "==",
            "=>",
            ":",
            "..",
            ".",
            ",",
            ";",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "+",
            "-",
            "*",
            "/",
            "%",
            "!",
            "&&",
            "||",
            "??",
            "?",
            "<",
            ">",
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "${",
            "\\",
            "$",
            "#",
            "//",
            "///",
            "/*",
            "*/",
            "12",
            "1.5Gi",
            "70%",
            "53/udp",
            "{{",
            "}}",
            "\n",
            "\n  ",
            "\n    ",
            " ",
            "\t",
            "\r\n",
            "\r",
            "é",
            "“",
            "”",
            "\u{202e}",
            "\u{0}",
            "€",
            "\u{feff}",
            "|",
            "&",
            "@",
            "^",
            "~",
        ])
        .prop_map(str::to_owned),
        "[a-z]{1,3}",
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_is_survived(pieces in prop::collection::vec(piece(), 0..60), spaced in any::<bool>()) {
        survives(&pieces.join(if spaced { " " } else { "" }));
    }

    #[test]
    fn any_expression_is_survived(pieces in prop::collection::vec(piece(), 0..20)) {
        let mut sources = Sources::new();
        let id = sources.add(std::sync::Arc::new(SourceText::new("set", pieces.join(" "))));
        let (expression, diagnostics) = parse_expression(&mut sources, id);
        prop_assert!(sources.place(expression.span).is_some());
        prop_assert!(diagnostics.iter().all(|diagnostic| sources.place(diagnostic.primary.span).is_some()));
    }
}
