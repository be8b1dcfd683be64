//! Programs with one token taken out, doubled, or everything behind it cut off.

use std::collections::BTreeSet;

use super::{parsed, programs};
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

/// Every change that takes out one token.
fn deletions() -> impl Iterator<Item = (String, usize)> {
    windows().into_iter().flat_map(|window| {
        let inside: Vec<_> =
            tokens(&window.text).into_iter().filter(|(start, _)| window.middle.contains(start)).collect();
        inside.into_iter().map(move |(start, end)| {
            let text = format!("{}{}", &window.text[..start], &window.text[end..]);
            let at = line(&text, start);
            (text, at)
        })
    })
}

#[test]
fn a_deleted_token_is_one_mistake_on_its_line() {
    let (mut broken, mut on_line, mut single) = (0, 0, 0);
    let mut worst = Vec::new();
    for (text, at) in deletions() {
        let (sources, parsed) = parsed(&text);
        if parsed.diagnostics.is_empty() {
            continue;
        }
        broken += 1;
        let lines = lines(&sources, &parsed);
        let hit = lines.contains(&at);
        on_line += usize::from(hit);
        single += usize::from(lines.len() == 1);
        if !hit || lines.len() != 1 {
            worst.push((text, at, lines));
        }
    }
    let share = |n: usize| n as f64 / broken as f64;
    if let Ok(path) = std::env::var("WORST") {
        let mut out = String::new();
        for (text, at, lines) in &worst {
            let (sources, p) = parsed(text);
            out += &format!("=== at {at}, reported {lines:?}\n");
            for d in &p.diagnostics {
                out += &format!("   {:?} {} {}\n", sources.position(d.primary.span).unwrap().1, d.code, d.message);
            }
            for (n, l) in text.lines().enumerate() {
                if n + 4 > *at && n < *at + 3 {
                    out += &format!("{:4}{} {l}\n", n + 1, if n + 1 == *at { ">" } else { " " });
                }
            }
        }
        std::fs::write(path, out).unwrap();
    }
    println!("{broken} broken: {:.3} on line, {:.3} single", share(on_line), share(single));
    assert!(broken > 1_000, "{broken}");
    assert!(share(on_line) >= 0.95, "{:.3} on the line", share(on_line));
    assert!(share(single) >= 0.94, "{:.3} single", share(single));
}
