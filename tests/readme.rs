//! The documents keep their word: programs in them compile, and what they say is printed is printed.
//!
//! A `kapp` block compiles without any diagnostic; `kapp broken` has errors. A `yaml output` block behind one is what
//! `kappc build` writes for it, a `text output` block what it says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

mod harness;

use std::fs;
use std::path::{Path, PathBuf};

use harness::blocks::{Block, blocks};
use harness::program::{Program, drawn};
use kappc::Compilation;
use kappc::diag::Severity;
use kappc::emit::{EmitOptions, Format, emit};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn documents() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md")];
    for entry in fs::read_dir(root().join("docs")).into_iter().flatten() {
        found.push(entry.unwrap().path());
    }
    found.retain(|path| path.extension().is_some_and(|e| e == "md"));
    found.sort();
    found
}

fn manifests(compilation: &Compilation) -> String {
    let options = EmitOptions { format: Format::Yaml, origins: true };
    compilation.manifests.iter().map(|(_, manifests)| emit(manifests, options, &compilation.sources)).collect()
}

/// What is wrong with the blocks of a document. A program is called after the block before it said so far: `hello.kapp`.
fn judge(blocks: &[Block]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut last: Option<Compilation> = None;
    for block in blocks {
        let mut complain = |what: String| wrong.push(format!("line {}: {what}", block.line));
        match block.info.as_str() {
            "kapp" | "kapp broken" => match Program::of("hello.kapp", &block.text).compile() {
                Ok(compilation) => {
                    let errors = compilation.diagnostics.iter().any(|d| d.severity == Severity::Error);
                    let fine = if block.info == "kapp" { compilation.diagnostics.is_empty() } else { errors };
                    if !fine {
                        complain(format!("the program is not what it is called\n{}", drawn(&compilation)));
                    }
                    last = Some(compilation);
                }
                Err(failure) => complain(format!("{failure:?}")),
            },
            "yaml output" | "text output" => {
                let real = match (&last, block.info.as_str()) {
                    (Some(compilation), "yaml output") => manifests(compilation),
                    (Some(compilation), _) => drawn(compilation),
                    (None, _) => String::new(),
                };
                if real != block.text {
                    complain(format!("the output is\n{real}"));
                }
            }
            "console" | "sh" => {}
            other => complain(format!("a block may not be called `{other}`")),
        }
    }
    wrong
}

#[test]
fn documents_keep_their_word() {
    let mut wrong = Vec::new();
    for path in documents() {
        let blocks = blocks(&fs::read_to_string(&path).unwrap());
        wrong.extend(judge(&blocks).into_iter().map(|w| format!("{}: {w}", path.display())));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_readme_shows_the_smallest_example_and_names_the_two_commands() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let hello = fs::read_to_string(root().join("examples/hello/hello.kapp")).unwrap();
    let shown = blocks(&readme);
    assert_eq!(shown[0].text, hello, "the first block is not examples/hello");
    assert_eq!(shown[1].info, "yaml output");
    for command in ["cargo run --release -- build examples/shop --env prod", "cargo test"] {
        assert!(readme.lines().any(|line| line == command), "`{command}` has no line of its own");
    }
}

#[test]
fn a_document_that_lies_is_caught() {
    let block = |info: &str, text: &str| Block { info: info.to_owned(), text: text.to_owned(), line: 1 };
    let hello = fs::read_to_string(root().join("examples/hello/hello.kapp")).unwrap();
    let program = block("kapp", &hello);
    assert_eq!(judge(&[block("kapp broken", &hello)]).len(), 1);
    assert_eq!(judge(&[block("kapp", "service web {")]).len(), 1);
    assert_eq!(judge(&[program.clone(), block("yaml output", "kind: Secret\n")]).len(), 1);
    assert_eq!(judge(&[program, block("toml", "")]).len(), 1);
}
