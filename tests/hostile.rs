//! YAML made to break its readers, included and imported: read as kubectl reads it, or refused by the limit that it passes.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use harness::command::{folder, text};
use kappc::source::Memory;
use kappc::{Inputs, compile};

/// The memory that a process may ask for, in KiB: what a debug build, its stacks and its allocator reserve, and 512 MiB.
const MEMORY: usize = 1024 * 1024;

/// The command over a module that names `file`, with bounds on memory and on time by the clock of the processor: a machine
/// that has much else to do makes no difference.
fn run(module: &Path, args: &str) -> Output {
    let limits = format!("ulimit -v {MEMORY}; ulimit -t 30; exec {} {args}", env!("CARGO_BIN_EXE_kappc"));
    Command::new("sh").args(["-c", &limits]).env_clear().env("LANG", "C.UTF-8").current_dir(module).output().unwrap()
}

/// A module that reads `file.yaml` by `word`.
fn module(name: &str, word: &str, bytes: &[u8]) -> PathBuf {
    let path = folder(&format!("hostile-{}-{name}", word.replace(' ', "-")));
    fs::write(path.join("app.kapp"), format!("app shop {{ style = plain }}\n\n{word} \"file.yaml\"\n")).unwrap();
    fs::write(path.join("file.yaml"), bytes).unwrap();
    path
}

fn utf16(text: &str, mark: bool, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect()
}

const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bomb\n";

/// What is refused: what it is, the bytes, the code, and what the message says.
fn refused() -> Vec<(&'static str, Vec<u8>, &'static str, &'static str)> {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let before = format!("*a{}", level - 1);
        writeln!(laughs, "a{level}: &a{level} [{}]", [before.as_str(); 10].join(", ")).unwrap();
    }
    let mut merged = "a0: &a0 { k: x }\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        writeln!(merged, "a{level}: &a{level} {{ <<: *a{below}, l{level}: *a{below}, r{level}: *a{below} }}").unwrap();
    }
    let deep = 100_000;
    let keys = (0..1_000_000).fold(HEAD.to_owned() + "data:\n", |mut text, at| {
        writeln!(text, "  k{at}: x").unwrap();
        text
    });
    let mut all: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("laughs", laughs.into_bytes(), "K0151", "aliases make this text more than"),
        ("merges", merged.into_bytes(), "K0151", "aliases make this text more than"),
        ("itself", b"a: &a [*a]\n".to_vec(), "K0153", "`*a` repeats what it is a part of"),
        ("flow-lists", "[".repeat(deep).into_bytes(), "K0151", "128"),
        ("closed-flow-lists", ("[".repeat(deep) + &"]".repeat(deep)).into_bytes(), "K0151", "128"),
        ("flow-maps", "{a: ".repeat(deep).into_bytes(), "K0151", "128"),
        ("block-lists", ("- ".repeat(deep) + "x\n").into_bytes(), "K0151", "128"),
        ("keys-of-keys", ("? ".repeat(deep) + "x\n").into_bytes(), "K0151", "128"),
        ("nul", format!("{HEAD}data:\n  k: \"a\0b\"\n").into_bytes(), "K0150", "NUL"),
        ("duplicate-key", format!("{HEAD}data:\n  k: a\n  k: b\n").into_bytes(), "K0152", "`k`"),
        ("duplicate-after-merge", format!("{HEAD}data: {{ k: a, 'k': b }}\n").into_bytes(), "K0152", "`k`"),
        ("tab", format!("{HEAD}data:\n\tk: a\n").into_bytes(), "K0150", "tab"),
        ("no-utf-8", b"kind: \xff\xfe\n".to_vec(), "K0250", "byte 7 is part of no character"),
        ("cut-character", b"kind: \xe2\x82".to_vec(), "K0250", "byte 7 is part of no character"),
        ("mark-inside", format!("{HEAD}\u{feff}data:\n  k: a\n").into_bytes(), "K0150", "byte order mark"),
        ("large-text", format!("{HEAD}data:\n  k: {}\n", "x".repeat(2 << 20)).into_bytes(), "K0151", "1048576"),
        ("a-million-keys", keys.into_bytes(), "K0151", "1000000 values"),
    ];
    let little: fn(u16) -> [u8; 2] = u16::to_le_bytes;
    for (name, mark, unit) in [
        ("utf-16-little", false, little),
        ("utf-16-big", false, u16::to_be_bytes),
        ("utf-16-little-marked", true, little),
        ("utf-16-big-marked", true, u16::to_be_bytes),
    ] {
        all.push((name, utf16(HEAD, mark, unit), "K0250", "it is UTF-16 or UTF-32"));
    }
    // A file of this size is not read at all; one below it that is a single text is.
    let text = format!("k: {}\n", "x".repeat(100_000_000));
    all.push(("100-megabytes", text.into_bytes(), "K0250", "larger than 67108864 bytes"));
    for (name, before, after) in [("plain", "k: ", ""), ("quoted", "k: \"", "\""), ("block", "k: |\n  ", "")] {
        let text = format!("{before}{}{after}\n", "x".repeat(15 << 20));
        all.push((name, text.into_bytes(), "K0151", "1048576"));
    }
    all
}

#[test]
fn bombs_are_refused_by_the_limit_that_they_pass() {
    for (name, bytes, code, says) in refused() {
        // One reader serves both; what takes it seconds without optimization is read once.
        let words: &[&str] = if name == "a-million-keys" { &["include"] } else { &["include", "import crd"] };
        for word in words {
            let module = module(name, word, &bytes);
            let output = run(&module, "check . --format short");
            let said = text(&output.stderr);
            let shown: String = said.chars().take(2_000).collect();
            assert_eq!(output.status.code(), Some(1), "{word} {name}: {:?}\n{shown}", output.status);
            assert!(said.lines().any(|line| line.contains(code) && line.contains(says)), "{word} {name}: {shown}");
            assert!(said.len() < 100_000, "{word} {name}: {} bytes are said", said.len());
            fs::remove_dir_all(module).unwrap();
        }
    }
}

#[test]
fn of_a_million_documents_a_hundred_mistakes_are_told() {
    let module = module("documents", "include", "---\na: 1\n".repeat(1_000_000).as_bytes());
    let output = run(&module, "check . --format short");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{:?}", output.status);
    assert!(said.contains("K0151") && said.contains(" more mistakes"), "{said}");
    assert!(said.len() < 100_000, "{} bytes", said.len());
    fs::remove_dir_all(module).unwrap();
}

/// What is read, and what of it stands in the output.
#[test]
fn what_kubectl_reads_is_read_alike() {
    let with = |data: &str| format!("{HEAD}{data}").into_bytes();
    for (name, bytes, holds) in [
        ("mark", [b"\xef\xbb\xbf".to_vec(), with("data: { k: a }\n")].concat(), "\"k\": \"a\""),
        ("anchors", with("data:\n  a: &x text\n  b: *x\n"), "\"b\": \"text\""),
        ("merge", with("data:\n  <<: { a: one, b: two }\n  b: three\n"), "\"a\": \"one\""),
        ("words", with("immutable: yes\ndata: { k: 'on' }\n"), "\"immutable\": true"),
        ("word-off", with("immutable: Off\n"), "\"immutable\": false"),
        ("no-word", with("data:\n  k: nope\n"), "\"k\": \"nope\""),
        ("tab-between", with("data:\t{ k:\ta }\n"), "\"k\": \"a\""),
        ("line-ends", with("data:\r\n  k: a\r\n"), "\"k\": \"a\""),
    ] {
        let module = module(&format!("read-{name}"), "include", &bytes);
        let output = run(&module, "build . -o json");
        assert_eq!(output.status.code(), Some(0), "{name}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains(holds), "{name}: {}", text(&output.stdout));
    }
}

/// The codes and messages of a program over these files.
fn said(files: &[(String, String)], program: &str) -> Vec<String> {
    let memory = Memory::new().with("app.kapp", format!("app shop {{ style = plain }}\n{program}"));
    let memory = files.iter().fold(memory, |memory, (path, text)| memory.with(path, text.clone()));
    let compilation = compile(&memory, Path::new("app.kapp"), &Inputs::default()).unwrap();
    compilation.diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.message)).collect()
}

#[test]
fn all_included_files_have_a_limit_together() {
    let comments = format!("# {}\n", "x".repeat(80)).repeat(180_000);
    assert!(comments.len() < 16 << 20);
    let of = |count: usize, text: &str| -> Vec<(String, String)> {
        (0..count).map(|at| (format!("f{at}.yaml"), text.to_owned())).collect()
    };
    let over = "K0151 what the program includes is more than 67108864 bytes";
    assert_eq!(said(&of(5, &comments), "include \"*.yaml\"\n"), [over]);
    let one_by_one: String = (0..5).map(|at| format!("import crd \"f{at}.yaml\"\n")).collect();
    assert_eq!(said(&of(5, &comments), &one_by_one).iter().filter(|said| *said == over).count(), 1);
    assert!(said(&of(4, &comments), "include \"*.yaml\"\n").iter().all(|said| said.starts_with("K0250 ")));

    let values = format!("{HEAD}data:\n  k: [{}x]\n", "x,".repeat(700_000));
    let over = "K0151 what the program includes holds more than 2000000 values";
    assert_eq!(said(&of(3, &values), "include \"*.yaml\"\n"), [over]);
}
