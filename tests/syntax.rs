//! The syntax: every rule of the text of a program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

use kappc::source::{SourceText, Sources};
use kappc::syntax::{Parsed, parse};
use std::sync::Arc;

fn parsed(text: &str) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    let id = sources.add(Arc::new(SourceText::new("test.kapp", text)));
    let parsed = parse(&mut sources, id);
    (sources, parsed)
}

fn short(text: &str) -> Vec<String> {
    let (sources, parsed) = parsed(text);
    parsed
        .diagnostics
        .iter()
        .map(|d| {
            let (_, p) = sources.position(d.primary.span).unwrap();
            format!("{}:{} {} {}", p.line, p.column, d.code, d.message)
        })
        .collect()
}

#[test]
fn programs_parse() {
    for dir in ["tests/syntax/programs"] {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let diags = short(&text);
            assert!(diags.is_empty(), "{}: {:#?}", path.display(), diags);
        }
    }
}
