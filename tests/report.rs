//! What diagnostics look like: hand-made ones, so that the rendering is tested apart from what raises them.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use ecow::EcoString;
use harness::page::Page;
use kappc::diag::code::REGISTRY;
use kappc::diag::{Code, Diagnostic};
use kappc::report::{Colors, Glyphs, Screen, pretty, short};
use kappc::source::Span;
use proptest::prelude::*;

/// Any code: the pictures below show it as K0000.
fn code() -> Code {
    REGISTRY[0].code
}

trait Drawn {
    fn draw(&self, diagnostics: &[Diagnostic], screen: Screen) -> String;
    fn unicode(&self, diagnostic: Diagnostic) -> String;
}

impl Drawn for Page {
    fn draw(&self, diagnostics: &[Diagnostic], screen: Screen) -> String {
        let environments = ["dev", "prod"].map(EcoString::from);
        pretty(&self.sources, diagnostics, &environments, &screen).replace(&code().to_string(), "K0000")
    }

    fn unicode(&self, diagnostic: Diagnostic) -> String {
        self.draw(&[diagnostic], UNICODE)
    }
}

const UNICODE: Screen = Screen { colors: Colors::Off, glyphs: Glyphs::Unicode, width: 80 };

#[track_caller]
fn same(actual: &str, expected: &str) {
    let expected = expected.strip_prefix('\n').unwrap();
    assert!(actual == expected, "drawn:\n{actual}\nexpected:\n{expected}");
}

#[test]
fn labels_of_two_files_are_two_snippets() {
    let page = Page::new(&[
        ("apps/web.kapp", "app shop {}\n\nservice web {\n  replcas = 3\n  image = \"x\"\n}\n"),
        ("lib/base.kapp", "defaults service {\n  replicas = 5\n}"),
    ]);
    let wrong = page.span(0, "replcas", 0);
    let mut diagnostic = Diagnostic::error(code(), wrong, "unknown entry `replcas` in service `web`")
        .here("not an entry of a service")
        .label(page.span(0, "web", 0), "in this service")
        .label(page.span(1, "replicas", 0), "written right here")
        .note("an entry that is set nowhere has the default of the vocabulary, which is shown by `kappc explain web`")
        .help("did you mean `replicas`?")
        .fix("rename to `replicas`", wrong, "replicas");
    diagnostic.environments = vec!["prod".into()];
    same(
        &page.unicode(diagnostic.clone()),
        "
error[K0000]: unknown entry `replcas` in service `web` [prod only]
   ╭─[apps/web.kapp:4:3]
 2 │ 
 3 │ service web {
   ·         ─┬─
   ·          ╰── in this service
 4 │   replcas = 3
   ·   ───┬───
   ·      ╰── not an entry of a service
 5 │   image = \"x\"
   ╰────
   ╭─[lib/base.kapp:2:3]
 1 │ defaults service {
 2 │   replicas = 5
   ·   ────┬───
   ·       ╰── written right here
 3 │ }
   ╰────
  note: an entry that is set nowhere has the default of the vocabulary, which is
    shown by `kappc explain web`
  help: did you mean `replicas`?
  fix available: rename to `replicas`

1 error
",
    );
    let ascii = page.draw(&[diagnostic.clone()], Screen { glyphs: Glyphs::Ascii, ..UNICODE });
    assert!(ascii.is_ascii() && ascii.contains("  :   ^^^|^^^\n   :      `-- not an entry"), "{ascii}");
    let lines = short(&page.sources, &[diagnostic], &[]).replace(&code().to_string(), "K0000");
    same(
        &lines,
        "
apps/web.kapp:4:3: error[K0000]: unknown entry `replcas` in service `web` [prod only]
apps/web.kapp:3:9: note: in this service
lib/base.kapp:2:3: note: written right here
",
    );
}

#[test]
fn colors_are_the_terminals_own_and_only_by_choice() {
    let page = Page::new(&[("a.kapp", "service web {}\n")]);
    let diagnostic = Diagnostic::warning(code(), page.span(0, "web", 0), "m").here("x").help("h");
    let plain = page.unicode(diagnostic.clone());
    let colored = page.draw(&[diagnostic], Screen { colors: Colors::On, ..UNICODE });
    assert!(!plain.contains('\u{1b}'));
    assert!(colored.contains("\u{1b}[33;1mwarning[K0000]:\u{1b}[0m m\n"), "{colored:?}");
    let mut stripped = String::new();
    for (i, part) in colored.split("\u{1b}[").enumerate() {
        stripped.push_str(if i == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, plain);
}

#[test]
fn the_end_of_a_text_is_its_last_visible_character() {
    for text in ["service web {\n  image = 1", "service web {\n  image = 1\n", "service web {\n  image = 1 \r\n\n\n"] {
        let page = Page::new(&[("a.kapp", text)]);
        let drawn = page.unicode(Diagnostic::error(code(), page.end(0), "a `}` is missing").here("the text ends here"));
        let place = "[a.kapp:2:11]\n 1 │ service web {\n 2 │   image = 1";
        assert!(drawn.contains(place), "{drawn}");
        assert!(drawn.contains("\n   ·           ┬\n   ·           ╰── the text ends here\n"), "{drawn}");
        let line = short(&page.sources, &[Diagnostic::error(code(), page.end(0), "m")], &[]);
        assert!(line.starts_with("a.kapp:2:11: error["), "{line}");
    }
}

#[test]
fn an_empty_place_is_drawn_even_where_there_is_nothing() {
    let page = Page::new(&[("a.kapp", "")]);
    let drawn = page.unicode(Diagnostic::error(code(), page.end(0), "there is no `app`").here("here"));
    assert!(drawn.contains("[a.kapp:1:1]\n 1 │ \n   · ▲\n   · ╰── here\n"), "{drawn}");
    let page = Page::new(&[("a.kapp", "a = \r\nb = 1\r\n")]);
    let drawn = page.unicode(Diagnostic::error(code(), page.span(0, "a = ", 0).after(), "no value").here("here"));
    assert!(drawn.contains(" 1 │ a = \n   ·     ▲\n   ·     ╰── here\n 2 │ b = 1\n"), "{drawn}");
}

#[test]
fn wide_characters_and_tabs_keep_labels_in_place() {
    let page = Page::new(&[("a.kapp", "a = \"日本語\" wrong\n\tb = e\u{301} wrong\n")]);
    let wide = page.unicode(Diagnostic::error(code(), page.span(0, "wrong", 0), "m").here("x"));
    assert!(wide.contains("[a.kapp:1:11]\n"), "{wide}");
    assert!(wide.contains(" │ a = \"日本語\" wrong\n   ·              ──┬──\n"), "{wide}");
    let tab = page.unicode(Diagnostic::error(code(), page.span(0, "wrong", 1), "m").here("x"));
    assert!(tab.contains(" │     b = e\u{301} wrong\n   ·           ──┬──\n"), "{tab}");
}

#[test]
fn nothing_of_a_source_commands_the_terminal() {
    let text = "a = \"x\u{1b}[2J\u{202e}y\u{200b}\u{9b}0m\" wrong\rb\u{7}\n";
    let page = Page::new(&[("evil\u{1b}]0;x\u{7}.kapp", text)]);
    let diagnostic = Diagnostic::error(code(), page.span(0, "wrong", 0), "bad `\u{1b}[31m`\nsecond")
        .here("see\u{2066} `\r\n`")
        .note("n\u{1b}c")
        .help("h\u{85}")
        .fix("f\u{8}", page.end(0), "");
    let drawn = page.unicode(diagnostic.clone());
    let line = short(&page.sources, &[diagnostic], &[]);
    for c in drawn.chars().chain(line.chars()) {
        let unseen = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(c == '\n' || !c.is_control() && !unseen, "{c:?} in\n{drawn}{line}");
    }
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(drawn.contains(" 1 │ a = \"x␛[2J�y��0m\" wrong␍b␇\n   ·                   ──┬──\n"), "{drawn}");
}

#[test]
fn labels_that_overlap_are_drawn_one_snippet_each() {
    let page = Page::new(&[("a.kapp", "replicas = 500\n")]);
    let diagnostic = Diagnostic::error(code(), page.span(0, "500", 0), "m")
        .here("not in 1..50")
        .label(page.span(0, "replicas = 500", 0), "set by this entry")
        .label(page.span(0, "replicas", 0), "of this name");
    same(
        &page.unicode(diagnostic),
        "
error[K0000]: m
   ╭─[a.kapp:1:12]
 1 │ replicas = 500
   · ────┬───   ─┬─
   ·     │       ╰── not in 1..50
   ·     ╰── of this name
   ╰────
   ╭─[a.kapp:1:1]
 1 │ replicas = 500
   · ───────┬──────
   ·        ╰── set by this entry
   ╰────

1 error
",
    );
}

#[test]
fn a_place_of_many_lines_is_its_first_and_a_long_line_is_cut_around_it() {
    let page = Page::new(&[("a.kapp", &format!("service web {{\n{}}}\n", "  a = 1\n".repeat(20)))]);
    let all = Span { start: 0, ..page.end(0) };
    let drawn = page.unicode(Diagnostic::error(code(), all, "m").here("x"));
    assert!(drawn.contains(" 1 │ service web {\n   · ──────┬──────\n"), "{drawn}");
    assert!(drawn.lines().count() < 12, "{drawn}");

    let long = format!("x = \"{}\" wrong {}\nshort\n", "a".repeat(300), "b".repeat(300));
    let page = Page::new(&[("a.kapp", &long)]);
    let drawn = page.unicode(Diagnostic::error(code(), page.span(0, "wrong", 0), "m").here("x"));
    assert!(drawn.contains("[a.kapp:1:308]\n 1 │ …aaaaaaaaaaaaaaaaaa\" wrong bbbbb"), "{drawn}");
    assert!(drawn.contains("bbb…\n   ·                      ──┬──\n"), "{drawn}");
    assert!(drawn.lines().all(|line| line.chars().count() <= 80), "{drawn}");
}

#[test]
fn labels_far_apart_are_two_snippets_of_one_file() {
    let page = Page::new(&[("a.kapp", &format!("first\n{}last\n", "\n".repeat(2000)))]);
    let diagnostic = Diagnostic::error(code(), page.span(0, "last", 0), "m").here("x");
    let drawn = page.unicode(diagnostic.label(page.span(0, "first", 0), "y"));
    assert!(drawn.contains("[a.kapp:1:1]\n 1 │ first\n"), "{drawn}");
    assert!(drawn.contains("[a.kapp:2002:1]\n 2001 │ \n 2002 │ last\n"), "{drawn}");
    assert!(drawn.lines().count() < 20, "{drawn}");
}

#[test]
fn at_most_fifty_are_drawn_and_errors_come_before_warnings() {
    let page = Page::new(&[("a.kapp", "service web {}\n")]);
    let span = page.span(0, "web", 0);
    let mut many: Vec<Diagnostic> = (0..59).map(|i| Diagnostic::warning(code(), span, format!("w{i}."))).collect();
    many.push(Diagnostic::error(code(), span, "the only error"));
    let drawn = page.draw(&many, UNICODE);
    assert_eq!(drawn.matches("[K0000]: ").count(), 50);
    assert!(drawn.contains("the only error") && drawn.contains(" w48.") && !drawn.contains(" w49."), "{drawn}");
    assert!(
        drawn.ends_with(
            "\n\n10 more not shown: mend these first, or use `--format short` to see all\n\n1 error, 59 warnings\n"
        ),
        "{drawn}"
    );
    assert_eq!(short(&page.sources, &many, &[]).lines().count(), 60);
}

#[test]
fn nothing_wrong_is_nothing_to_say() {
    let page = Page::new(&[]);
    assert_eq!(page.draw(&[], UNICODE), "");
    assert_eq!(short(&page.sources, &[], &[]), "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever a pass points at, in whatever text: it is drawn, it is harmless, and its place is named.
    #[test]
    fn any_place_in_any_text_can_be_drawn(
        texts in proptest::collection::vec("([a-z ={}]{0,6}|\\PC|[\\n\\r\\t]|\\p{Cc}|\\p{Cf}|日|e\u{301}){0,40}", 1..3),
        places in proptest::collection::vec((0_usize..2, 0_u32..150, 0_u32..150), 1..6),
        width in 0_usize..120,
        colors in any::<bool>(),
    ) {
        let files: Vec<(&str, &str)> = texts.iter().zip(["a.kapp", "b.kapp"]).map(|(t, p)| (p, t.as_str())).collect();
        let page = Page::new(&files);
        let span = |&(file, start, length): &(usize, u32, u32)| {
            Span::new(page.anchors[file % files.len()], start, start + length)
        };
        let mut diagnostic = Diagnostic::error(code(), span(&places[0]), "m").here("primary");
        for place in &places[1..] {
            diagnostic = diagnostic.label(span(place), "other");
        }
        let colors = if colors { Colors::On } else { Colors::Off };
        let drawn = page.draw(&[diagnostic.clone()], Screen { colors, width, ..UNICODE });
        prop_assert_eq!(drawn.matches("primary").count(), 1, "{}", drawn);
        prop_assert_eq!(drawn.matches("other").count(), places.len() - 1, "{}", drawn);
        prop_assert!(!drawn.contains("OutOfBounds") && !drawn.contains("Failed to read"), "{}", drawn);
        let plain = page.draw(&[diagnostic.clone()], Screen { width, ..UNICODE });
        prop_assert!(plain.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", plain);
        let lines = short(&page.sources, &[diagnostic], &[]);
        prop_assert_eq!(lines.lines().count(), places.len());
    }
}
