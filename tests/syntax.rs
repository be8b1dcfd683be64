//! The syntax: every rule of the text of a program.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

use std::sync::Arc;

use kappc::source::{SourceText, Sources};
use kappc::syntax::{Parsed, parse};

#[path = "syntax/accepts.rs"]
mod accepts;
#[path = "syntax/hostile.rs"]
mod hostile;
#[path = "syntax/mutations.rs"]
mod mutations;
#[path = "syntax/rejects.rs"]
mod rejects;
#[path = "syntax/show.rs"]
mod show;

/// Parses `text`.
fn parsed(text: &str) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    let id = sources.add(Arc::new(SourceText::new("test.kapp", text)));
    let parsed = parse(&mut sources, id);
    (sources, parsed)
}

/// Line, column, code and message of each diagnostic.
fn short(text: &str) -> Vec<String> {
    let (sources, parsed) = parsed(text);
    let one = |d: &kappc::diag::Diagnostic| {
        let (_, position) = sources.position(d.primary.span).unwrap();
        format!("{}:{} {} {}", position.line, position.column, d.code, d.message)
    };
    parsed.diagnostics.iter().map(one).collect()
}

/// Whole programs that must parse, by name: those of this test and the examples.
fn programs() -> Vec<(String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir("tests/syntax/programs").unwrap().map(|e| e.unwrap().path()).collect();
    for entry in std::fs::read_dir("examples").unwrap() {
        let directory = entry.unwrap().path();
        paths.extend(std::fs::read_dir(directory).unwrap().map(|e| e.unwrap().path()));
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "kapp"));
    paths.sort();
    paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn programs_parse() {
    for (name, text) in programs() {
        assert_eq!(short(&text), Vec::<String>::new(), "{name}");
        let (_, parsed) = parsed(&text);
        assert!(parsed.file.entries.len() > 1, "{name}");
    }
}
