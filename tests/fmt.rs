//! The formatter: nothing is lost, nothing changes its meaning, and the form is one.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

use std::path::Path;
use std::sync::Arc;

use kappc::diag::{Severity, code};
use kappc::fmt::format;
use kappc::source::{SourceText, Sources};
use kappc::syntax::{Parsed, parse, tokens};

#[allow(dead_code, reason = "other tests read headings too")]
#[path = "harness/blocks.rs"]
mod blocks;
#[path = "fmt/command.rs"]
mod command;
#[path = "fmt/forms.rs"]
mod forms;
#[path = "fmt/mutations.rs"]
mod mutations;
#[path = "fmt/programs.rs"]
mod programs;
#[path = "fmt/random.rs"]
mod random;

/// The formatted text; `None` for a text with mistakes.
#[track_caller]
fn formatted(text: &str) -> Option<String> {
    let mut sources = Sources::new();
    let id = sources.add(Arc::new(SourceText::new("test.kapp", text)));
    match format(&mut sources, id) {
        Ok(formatted) => Some(formatted),
        Err(diagnostics) => {
            assert!(diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error));
            let internal = diagnostics.iter().find(|diagnostic| diagnostic.code == code::INTERNAL);
            assert!(internal.is_none(), "{internal:?}\n{text}");
            None
        }
    }
}

/// The formatted text, after everything that must hold of it was looked at.
#[track_caller]
fn conserved(text: &str) -> Option<String> {
    let once = formatted(text)?;
    assert_eq!(formatted(&once).as_ref(), Some(&once), "formatting twice is not formatting once");
    assert_eq!(words(&once), words(text), "{text}\n{once}");
    assert_eq!(comments(&once), comments(text), "{text}\n{once}");
    for line in once.lines().filter(|line| line.ends_with(' ')) {
        assert!(text.contains(line.trim_start()), "white space at the end of {line:?}");
    }
    Some(once)
}

/// The tokens of a text, but for separators.
fn words(text: &str) -> Vec<String> {
    let tokens = tokens(text).into_iter().map(|(start, end)| text[start..end].replace("\r\n", "\n"));
    // The formatter takes `>=` apart where it closes a type.
    let tokens = tokens.flat_map(|token| match token.as_str() {
        ">=" => vec![">".to_owned(), "=".to_owned()],
        _ => vec![token],
    });
    tokens.filter(|token| token != "," && token != ";").collect()
}

/// The comments of a text, sorted: what stands between its tokens and is not blank.
fn comments(text: &str) -> Vec<String> {
    let mut comments = Vec::new();
    let mut before = 0;
    for (start, end) in tokens(text).into_iter().chain([(text.len(), text.len())]) {
        comments.extend(text[before..start].lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
        before = end;
    }
    comments.sort();
    comments
}

fn parsed(text: &str) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    let id = sources.add(Arc::new(SourceText::new("test.kapp", text)));
    let parsed = parse(&mut sources, id);
    (sources, parsed)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whole programs, by their paths: the examples, the fixtures of the syntax, the vocabulary.
fn whole_programs() -> Vec<(String, String)> {
    let mut left = ["examples", "tests/syntax/programs", "stdlib"].map(|folder| root().join(folder)).to_vec();
    let mut found = Vec::new();
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "kapp") {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The top-level declarations of all programs, each with the comments above it, none twice. Of lines that differ in their
/// words only two are left.
fn declarations() -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (_, text) in whole_programs() {
        let (sources, parsed) = parsed(&text);
        let mut start = 0;
        for entry in &parsed.file.entries {
            let place = sources.place(entry.span).unwrap();
            let end = text[place.end..].find('\n').map_or(text.len(), |at| place.end + at + 1);
            found.push(thinned(text[start..end].trim_start()));
            start = end;
        }
    }
    found.sort();
    found.dedup();
    found
}

fn thinned(text: &str) -> String {
    let shape = |line: &str| line.replace(|c: char| c.is_alphanumeric() || "_-./ ".contains(c), "");
    let mut shapes: Vec<String> = Vec::new();
    let mut thin = String::new();
    for line in text.lines() {
        shapes.push(shape(line));
        if !matches!(shapes.as_slice(), [.., a, b, c] if a == b && b == c && !c.is_empty()) {
            thin += &format!("{line}\n");
        }
    }
    // Where a bracket went with its line, all lines stay.
    if formatted(&thin).is_some() { thin } else { text.to_owned() }
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}
