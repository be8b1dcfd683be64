//! Whole programs: what they build does not change, and those that we show are formatted.

use std::path::Path;

use kappc::emit::{EmitOptions, Format, emit};
use kappc::source::Memory;
use kappc::syntax::tokens;
use kappc::{Compilation, Failure, Goal, Inputs, Selection, compile};

use super::blocks::blocks;
use super::mutations::with_one_more;
use super::{Dice, conserved, formatted, root, whole_programs};

/// The manifests of every environment, and what is said about the program.
fn built(text: &str) -> (String, Vec<String>) {
    let files = Memory::new().with("app.kapp", text);
    let compiled = |environments| -> Result<Compilation, Failure> {
        let settings = vec![("domain".to_owned(), "example.org".to_owned())];
        let settings = if text.contains("param domain: host\n") { settings } else { Vec::new() };
        let inputs = Inputs { settings, environments, goal: Goal::Build, ..Inputs::default() };
        compile(&files, Path::new("app.kapp"), &inputs)
    };
    let compilation = match compiled(Selection::All) {
        Ok(compilation) => compilation,
        Err(failure) => return (String::new(), vec![format!("{failure:?}")]),
    };
    let mut out = String::new();
    for (environment, manifests) in &compilation.manifests {
        out += &format!("# {environment:?}\n");
        out += &emit(manifests, EmitOptions { format: Format::Yaml, origins: false }, &compilation.sources);
    }
    (out, compilation.diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect())
}

#[test]
fn no_program_loses_anything() {
    for (name, text) in whole_programs() {
        assert!(conserved(&text).is_some(), "{name}");
    }
}

#[test]
fn what_a_program_builds_does_not_change() {
    let mut built_programs = 0;
    for (name, text) in whole_programs() {
        if name.starts_with("stdlib") {
            continue;
        }
        let before = built(&text);
        assert_eq!(built(&conserved(&text).unwrap()), before, "{name}");
        assert_eq!(built(&flattened(&text)), before, "{name}");
        built_programs += usize::from(!before.0.is_empty());
    }
    assert!(built_programs >= 4, "{built_programs}");
}

/// How many changed copies of one program are built.
const COPIES: usize = 6;

#[test]
fn what_a_program_with_one_token_more_builds_does_not_change() {
    let mut dice = Dice(23);
    let mut built_copies = 0;
    for (name, text) in whole_programs() {
        if name.starts_with("stdlib") {
            continue;
        }
        let all = tokens(&text);
        let mut copies = 0;
        for _ in 0..COPIES * 40 {
            let changed = with_one_more(&text, all[dice.below(all.len())], &mut dice);
            if let Some(formatted) = conserved(&changed) {
                assert_eq!(built(&formatted), built(&changed), "{name}\n{changed}");
                copies += 1;
            }
            if copies == COPIES {
                break;
            }
        }
        built_copies += copies;
    }
    assert!(built_copies >= 50, "{built_copies}");
}

/// The text without indentation and with other spaces, formatted.
fn flattened(text: &str) -> String {
    let mut in_text = false;
    let lines = text.lines().map(|line| {
        let inside = in_text;
        in_text ^= line.matches("'''").count() % 2 == 1 || line.matches("\"\"\"").count() % 2 == 1;
        if inside { line.to_owned() } else { line.trim_start().replace(" = ", "   =\t") }
    });
    formatted(&(lines.collect::<Vec<_>>().join("\n") + "\n")).unwrap()
}

#[test]
fn examples_are_formatted() {
    for (name, text) in whole_programs() {
        if name.starts_with("examples") {
            assert_eq!(formatted(&text).unwrap(), text, "`kappc fmt examples/...` formats {name}");
        }
    }
}

#[test]
fn what_the_guide_shows_is_formatted_once() {
    let mut seen = 0;
    for document in [root().join("docs"), root().join("src/diag/pages")] {
        let mut pages: Vec<_> = std::fs::read_dir(document).unwrap().map(|entry| entry.unwrap().path()).collect();
        pages.push(root().join("README.md"));
        for page in pages.iter().filter(|page| page.extension().is_some_and(|extension| extension == "md")) {
            for block in blocks(&std::fs::read_to_string(page).unwrap()) {
                if block.info.split(' ').next() == Some("kapp") {
                    seen += usize::from(conserved(&block.text).is_some());
                }
            }
        }
    }
    assert!(seen > 300, "{seen}");
}
