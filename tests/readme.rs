//! The documents keep their word: programs in them compile, and what they say is printed is printed.
//!
//! A `kapp` block compiles without any diagnostic; `kapp broken` has errors, `kapp warned` warnings only. A `yaml output`
//! block behind one is what `kappc build` writes for it, a `yaml part` block some lines of that, a `text output` block
//! what it says. A `yaml NAME.yaml` block is a file beside the programs that follow. In a `console output` block every
//! line that starts with `$ kappc` is run beside the program, and what follows is what it prints. `KAPPC_BLESS=1 cargo test --test readme` writes what is printed into the documents.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::fs;
use std::path::{Path, PathBuf};

use harness::blocks::{Block, blocks};
use harness::command::{folder, kappc};
use harness::program::{Program, drawn};
use kappc::Compilation;
use kappc::diag::Severity;
use kappc::emit::{EmitOptions, Format, emit};
use kappc::lower::{RULES, Rule};

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

fn bless() -> bool {
    std::env::var_os("KAPPC_BLESS").is_some_and(|value| !value.is_empty())
}

/// What is wrong with a block.
struct Wrong {
    /// The line of its fence.
    line: usize,
    what: String,
    /// What should stand in it, where that is known.
    real: Option<String>,
}

/// The program of `block`, beside the files that stand before it.
fn of_block(name: &str, block: &Block, files: &[(String, Vec<u8>)]) -> Program {
    let mut program = Program::of(name, &block.text);
    program.files.extend_from_slice(files);
    program
}

/// What is wrong with the blocks of a document, whose programs stand in a file called `name`.
fn judge(name: &str, blocks: &[Block]) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut last: Option<Compilation> = None;
    let mut text = "";
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for block in blocks {
        let mut complain = |what: String| wrong.push(Wrong { line: block.line, what, real: None });
        match block.info.as_str() {
            "kapp" | "kapp broken" | "kapp warned" => match of_block(name, block, &files).compile() {
                Ok(compilation) => {
                    let errors = compilation.diagnostics.iter().any(|d| d.severity == Severity::Error);
                    let warnings = compilation.diagnostics.iter().any(|d| d.severity == Severity::Warning);
                    let fine = match block.info.as_str() {
                        "kapp" => !errors && !warnings,
                        "kapp warned" => !errors && warnings,
                        _ => errors,
                    };
                    if !fine {
                        complain(format!("the program is not what it is called\n{}", drawn(&compilation)));
                    }
                    last = Some(compilation);
                    text = &block.text;
                }
                Err(failure) => complain(format!("{failure:?}")),
            },
            "yaml part" => {
                let real = last.as_ref().map(manifests).unwrap_or_default();
                if block.text.is_empty() || !format!("\n{real}").contains(&format!("\n{}", block.text)) {
                    complain(format!("the output is\n{real}"));
                }
            }
            "console output" => {
                let real = session(name, text, &files, &block.text);
                if real != block.text {
                    wrong.push(Wrong { line: block.line, what: format!("it prints\n{real}"), real: Some(real) });
                }
            }
            "yaml output" | "text output" => {
                let real = match (&last, block.info.as_str()) {
                    (Some(compilation), "yaml output") => manifests(compilation),
                    (Some(compilation), _) => drawn(compilation),
                    (None, _) => String::new(),
                };
                if real != block.text {
                    wrong.push(Wrong { line: block.line, what: format!("the output is\n{real}"), real: Some(real) });
                }
            }
            "console" | "sh" | "toml" => {}
            file if file.starts_with("yaml ") && file.ends_with(".yaml") => {
                let file = file.replacen("yaml ", "", 1);
                files.retain(|(known, _)| *known != file);
                files.push((file, block.text.clone().into_bytes()));
            }
            other => complain(format!("a block may not be called `{other}`")),
        }
    }
    wrong
}

/// The commands of `block` with what they really print, run in a directory with nothing but the program and its files.
fn session(name: &str, program: &str, files: &[(String, Vec<u8>)], block: &str) -> String {
    // Tests run side by side, each with a name of its own.
    let folder = folder(&format!("readme-{name}"));
    fs::write(folder.join(name), program).unwrap();
    files.iter().for_each(|(file, bytes)| fs::write(folder.join(file), bytes).unwrap());
    let mut real = String::new();
    for line in block.lines().filter(|line| line.starts_with("$ ")) {
        let args: Vec<&str> = line.split(' ').skip(2).collect();
        assert!(line.starts_with("$ kappc "), "`{line}` is no command of ours");
        let output = kappc().args(args).current_dir(&folder).output().unwrap();
        real.push_str(&format!("{line}\n{}{}", text_of(&output.stdout), text_of(&output.stderr)));
    }
    real
}

/// Documents are looked after by tools that take blanks off line ends.
fn text_of(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// `document` with other outputs in the blocks of these lines.
fn with_outputs(document: &str, wrong: &[Wrong]) -> String {
    let (mut out, mut skipping) = (String::new(), false);
    for (at, line) in document.lines().enumerate() {
        skipping &= line != "```";
        if !skipping {
            out.push_str(line);
            out.push('\n');
        }
        if let Some(real) = wrong.iter().find(|wrong| wrong.line == at + 1).and_then(|wrong| wrong.real.as_ref()) {
            out.push_str(real);
            skipping = true;
        }
    }
    out
}

/// `page` with every rule of the compiler in its table of rules.
fn with_rules(page: &str) -> String {
    let (before, rest) = page.split_once("| rule | why | otherwise |\n|---|---|---|\n").unwrap();
    let shown: usize = rest.lines().take_while(|line| line.starts_with('|')).map(|line| line.len() + 1).sum();
    let cell = |text: &str| text.replace('|', "\\|");
    let row = |rule: &Rule| format!("| {} | {} | {} |\n", rule.name, cell(rule.why), cell(rule.otherwise));
    let rows: String = RULES.iter().map(row).collect();
    format!("{before}| rule | why | otherwise |\n|---|---|---|\n{rows}{}", &rest[shown..])
}

#[test]
fn documents_keep_their_word() {
    let mut complaints = Vec::new();
    for path in documents() {
        let mut text = fs::read_to_string(&path).unwrap();
        if path.ends_with("safe-style.md") {
            let real = with_rules(&text);
            if real != text && !bless() {
                complaints.push(format!("{}: the table of rules is not that of the compiler", path.display()));
            }
            text = real;
        }
        // The page that shows `examples/hello` calls its program as the example does.
        let name = if path.ends_with("README.md") { "hello.kapp" } else { "app.kapp" };
        let mut wrong = judge(name, &blocks(&text));
        if bless() {
            fs::write(&path, with_outputs(&text, &wrong)).unwrap();
            wrong.retain(|wrong| wrong.real.is_none());
        }
        complaints.extend(wrong.into_iter().map(|w| format!("{}: line {}: {}", path.display(), w.line, w.what)));
    }
    assert!(complaints.is_empty(), "KAPPC_BLESS=1 rewrites what is printed\n\n{}\n", complaints.join("\n"));
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
    assert_eq!(judge("a.kapp", &[block("kapp broken", &hello)]).len(), 1);
    assert_eq!(judge("a.kapp", &[block("kapp", "service web {")]).len(), 1);
    assert_eq!(judge("a.kapp", &[program.clone(), block("yaml output", "kind: Secret\n")]).len(), 1);
    assert_eq!(judge("a.kapp", &[program.clone(), block("yaml part", "kind: Secret\n")]).len(), 1);
    assert_eq!(judge("a.kapp", &[program.clone(), block("yaml part", "kind: Service\n")]).len(), 0);
    assert_eq!(judge("a.kapp", &[program.clone(), block("console output", "$ kappc check\nno\n")]).len(), 1);
    assert_eq!(judge("a.kapp", &[program.clone(), block("console output", "$ kappc check\n")]).len(), 0);
    assert_eq!(judge("a.kapp", &[block("kapp warned", &hello)]).len(), 1);
    assert_eq!(judge("a.kapp", &[program, block("ini", "")]).len(), 1);
}
