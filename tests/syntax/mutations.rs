//! Programs with one token taken out, doubled, or everything behind it cut off.

use std::collections::BTreeSet;

use super::{parsed, programs, show};
use kappc::source::Sources;
use kappc::syntax::{Parsed, tokens};

/// One declaration of a program between two short ones. What stands around it is read on its own, and reading whole
/// programs again for each of ten thousand changes would take minutes.
struct Window {
    text: String,
    /// The bytes of the declaration.
    middle: std::ops::Range<usize>,
}

fn windows() -> Vec<Window> {
    let mut windows = Vec::new();
    let mut seen = BTreeSet::new();
    for (_, text) in programs() {
        let text = thinned(&text);
        let (sources, program) = parsed(&text);
        for entry in &program.file.entries {
            let place = sources.place(entry.span).unwrap();
            let declaration = &text[place.start..place.end];
            if seen.insert(declaration.to_owned()) {
                let text = format!("let before = 1\n\n{declaration}\n\nlet after = 1\n");
                windows.push(Window { text, middle: 16..16 + declaration.len() });
            }
        }
    }
    windows
}

/// `text` with three lines left of every run of lines that differ in words, numbers and texts only.
fn thinned(text: &str) -> String {
    let shape = |line: &str| {
        let indentation = line.len() - line.trim_start().len();
        let mut shape = " ".repeat(indentation);
        for (start, end) in tokens(line) {
            let token = &line[start..end];
            shape += match token.as_bytes()[0] {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => "w",
                b'0'..=b'9' => "n",
                b'"' | b'\'' => {
                    if token.contains("${") {
                        "c"
                    } else {
                        "t"
                    }
                }
                _ => token,
            };
        }
        shape
    };
    let mut out = String::new();
    let mut run = (String::new(), 0);
    for line in text.lines() {
        let shape = shape(line);
        if shape == run.0 {
            run.1 += 1;
        } else {
            run = (shape, 0);
        }
        if run.1 < 3 {
            out += line;
            out.push('\n');
        }
    }
    out
}

fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn lines(sources: &Sources, parsed: &Parsed) -> Vec<usize> {
    parsed.diagnostics.iter().map(|d| sources.position(d.primary.span).unwrap().1.line).collect()
}

/// The tokens of the declaration.
fn inside(window: &Window) -> Vec<(usize, usize)> {
    tokens(&window.text).into_iter().filter(|(start, _)| window.middle.contains(start)).collect()
}

/// Every change that takes out one token, and its line.
fn deletions() -> impl Iterator<Item = (String, usize)> {
    windows().into_iter().flat_map(|window| {
        inside(&window).into_iter().map(move |(start, end)| {
            let text = format!("{}{}", &window.text[..start], &window.text[end..]);
            let at = line(&text, start);
            (text, at)
        })
    })
}

#[test]
fn a_deleted_token_is_one_mistake_on_its_line() {
    let (mut broken, mut on_line, mut single) = (0, 0, 0);
    for (text, at) in deletions() {
        let (sources, parsed) = parsed(&text);
        if parsed.diagnostics.is_empty() {
            continue;
        }
        broken += 1;
        let lines = lines(&sources, &parsed);
        on_line += usize::from(lines.contains(&at));
        single += usize::from(lines.len() == 1);
    }
    let share = |n: usize| n as f64 / broken as f64;
    assert!(broken > 1_000, "{broken}");
    assert!(share(on_line) >= 0.95, "{:.3} on the line", share(on_line));
    assert!(share(single) >= 0.94, "{:.3} single", share(single));
}

#[test]
fn a_doubled_token_is_survived() {
    let mut broken = 0;
    for window in windows() {
        for (start, end) in inside(&window).into_iter().step_by(3) {
            let (before, after) = window.text.split_at(end);
            let (_, parsed) = parsed(&format!("{before} {}{after}", &window.text[start..end]));
            broken += usize::from(!parsed.diagnostics.is_empty());
            assert!(parsed.file.entries.len() >= 2, "{before}");
        }
    }
    assert!(broken > 500, "{broken}");
}

#[test]
fn a_text_cut_anywhere_keeps_what_stands_before() {
    let mut cuts = 0;
    for window in windows() {
        for (_, end) in inside(&window).into_iter().step_by(2) {
            let text = &window.text[..end];
            let (_, parsed) = parsed(text);
            assert_eq!(show::entries(&parsed.file.entries[..1]), "let before = #1", "{text}");
            assert!(parsed.file.entries.len() >= 2, "{text}");
            if open_brackets(text) > 0 {
                assert_eq!(parsed.diagnostics.len(), 1, "{text}");
                cuts += 1;
            }
        }
    }
    assert!(cuts > 500, "{cuts}");
}

/// How many brackets are open at the end of `text`, the start of a sound program.
fn open_brackets(text: &str) -> i32 {
    let depth = |(start, end): (usize, usize)| match &text[start..end] {
        "(" | "[" | "{" => 1,
        ")" | "]" | "}" => -1,
        _ => 0,
    };
    tokens(text).into_iter().map(depth).sum()
}
