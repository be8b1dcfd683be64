//! Whole programs: every example gives its expected manifests, the same bytes always, and mistakes stay local.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

use std::path::{Path, PathBuf};

use kappc::diag::Severity;
use kappc::emit::{EmitOptions, Format, emit};
use kappc::source::{Disk, Memory};
use kappc::{Compilation, Goal, Inputs, Selection, compile};

#[path = "../benches/workload/mod.rs"]
mod workload;

/// The directories of `examples/`, sorted.
fn examples() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("examples")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn all() -> Inputs {
    Inputs { environments: Selection::All, ..Inputs::default() }
}

fn options() -> EmitOptions {
    EmitOptions { format: Format::Yaml, origins: true }
}

fn written(compilation: &Compilation) -> Vec<(String, String)> {
    compilation
        .manifests
        .iter()
        .map(|(environment, manifests)| {
            let name = environment.as_ref().map_or_else(|| "manifests".to_owned(), |name| name.to_string());
            (name, emit(manifests, options(), &compilation.sources))
        })
        .collect()
}

fn errors(compilation: &Compilation) -> Vec<String> {
    let of = |diagnostic: &&kappc::diag::Diagnostic| diagnostic.severity == Severity::Error;
    compilation
        .diagnostics
        .iter()
        .filter(of)
        .map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.message))
        .collect()
}

#[test]
fn every_example_gives_its_expected_manifests() {
    let bless = std::env::var_os("KAPPC_BLESS").is_some();
    for example in examples() {
        let compilation = compile(&Disk, &example, &all()).unwrap();
        assert_eq!(errors(&compilation), Vec::<String>::new(), "{}", example.display());
        let files = written(&compilation);
        assert!(!files.is_empty(), "{} makes nothing", example.display());
        for (name, text) in files {
            let path = example.join("expected").join(format!("{name}.yaml"));
            if bless {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                expected == text,
                "{} differs from what is built; KAPPC_BLESS=1 cargo test --test programs rewrites it\n{}",
                path.display(),
                first_difference(&expected, &text)
            );
        }
    }
}

fn first_difference(expected: &str, actual: &str) -> String {
    let lines = expected.lines().chain(std::iter::repeat("(end)")).zip(actual.lines().chain(["(end)"]));
    for (number, (a, b)) in lines.enumerate() {
        if a != b {
            return format!("line {}:\n  expected {a}\n  built    {b}", number + 1);
        }
    }
    String::new()
}

#[test]
fn the_same_bytes_come_from_two_runs_two_directories_and_two_thread_counts() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let text = workload::program(400);
    let elsewhere = std::env::temp_dir().join(format!("kappc-elsewhere-{}", std::process::id()));
    std::fs::create_dir_all(&elsewhere).unwrap();
    for example in examples() {
        let copy = elsewhere.join(example.file_name().unwrap());
        std::fs::create_dir_all(&copy).unwrap();
        for entry in std::fs::read_dir(&example).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            let _ = std::fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
        let here = |threads: usize| pool(threads).install(|| build(&example));
        assert_eq!(here(1), here(1), "{} differs from run to run", example.display());
        assert_eq!(here(1), here(4), "{} depends on threads", example.display());
        assert_eq!(build(&example), build(&copy), "{} depends on its directory", example.display());
    }
    std::fs::remove_dir_all(&elsewhere).unwrap();
    let large = |threads: usize| {
        pool(threads).install(|| {
            let files = Memory::new().with("bench.kapp", text.clone());
            written(&compile(&files, Path::new("bench.kapp"), &all()).unwrap())
        })
    };
    assert_eq!(large(1), large(4), "a large program depends on threads");
}

/// What a build writes, without the paths of the origin comments.
fn build(directory: &Path) -> Vec<String> {
    let compilation = compile(&Disk, directory, &all()).unwrap();
    let plain = EmitOptions { format: Format::Yaml, origins: false };
    compilation.manifests.iter().map(|(_, manifests)| emit(manifests, plain, &compilation.sources)).collect()
}

#[test]
fn work_grows_in_proportion_to_the_program() {
    let work = |services: usize| {
        let files = Memory::new().with("bench.kapp", workload::program(services));
        let compilation = compile(&files, Path::new("bench.kapp"), &all()).unwrap();
        assert_eq!(errors(&compilation), Vec::<String>::new());
        compilation.work
    };
    let (one, two) = (work(200), work(400));
    assert_eq!(one.objects, 400);
    assert_eq!(two.objects, 800);
    for (name, small, large) in [("bytes", one.bytes, two.bytes), ("steps", one.steps, two.steps)] {
        assert!(small > 0, "{name} are not counted");
        let ratio = large as f64 / small as f64;
        assert!((1.9..2.1).contains(&ratio), "{name}: {small} for 200 services, {large} for 400");
    }
}

/// The files that a program may read, by name.
fn files_beside(program: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(program.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file() && path != program)
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

/// Every token of every source of every example, deleted one at a time.
#[test]
fn a_deleted_token_is_reported_where_it_was_and_once() {
    let (mut wrong, mut on_line, mut single) = (0_u32, 0_u32, 0_u32);
    let mut far = Vec::new();
    for example in examples() {
        for entry in std::fs::read_dir(&example).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.extension().is_none_or(|extension| extension != "kapp") {
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap();
            let beside = files_beside(&entry);
            for (start, end) in kappc::syntax::tokens(&text) {
                let mutant = format!("{}{}", &text[..start], &text[end..]);
                let files = beside.iter().fold(Memory::new(), |files, (name, text)| files.with(name, text.clone()));
                let files = files.with("mutant.kapp", mutant);
                let inputs = Inputs { goal: Goal::Check, ..Inputs::default() };
                let compilation = compile(&files, Path::new("mutant.kapp"), &inputs).unwrap();
                let found: Vec<_> = compilation
                    .diagnostics
                    .iter()
                    .filter(|diagnostic| diagnostic.severity == Severity::Error)
                    .collect();
                if found.is_empty() {
                    continue;
                }
                wrong += 1;
                let line = text[..start].matches('\n').count() + 1;
                let lines: Vec<usize> = found
                    .iter()
                    .map(|diagnostic| compilation.sources.position(diagnostic.primary.span).unwrap().1.line)
                    .collect();
                on_line += u32::from(lines.contains(&line));
                single += u32::from(found.len() == 1);
                if !lines.contains(&line) || found.len() > 1 {
                    let messages: Vec<String> = found
                        .iter()
                        .zip(&lines)
                        .map(|(diagnostic, line)| format!("    {line}: {} {}", diagnostic.code, diagnostic.message))
                        .collect();
                    far.push(format!(
                        "{}:{line} without `{}`\n{}",
                        entry.display(),
                        &text[start..end],
                        messages.join("\n")
                    ));
                }
            }
        }
    }
    assert!(wrong > 500, "only {wrong} mutants are wrong");
    let share = |part: u32| f64::from(part) / f64::from(wrong) * 100.0;
    let report = format!("{wrong} mutants: {:.1} % on the line, {:.1} % one diagnostic", share(on_line), share(single));
    if std::env::var_os("KAPPC_SHOW").is_some() {
        panic!("{report}\n{}", far.join("\n"));
    }
    assert!(share(on_line) >= 95.0 && share(single) >= 94.0, "{report}; KAPPC_SHOW=1 lists the others");
}
