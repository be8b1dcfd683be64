//! Whole programs: every example gives its expected manifests, the same bytes always, and mistakes stay local.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kappc::diag::Severity;
use kappc::emit::{EmitOptions, Format, emit};
use kappc::source::{AnchorId, Disk, Memory};
use kappc::yaml;
use kappc::{Compilation, Goal, Inputs, Selection, compile};
use rayon::prelude::*;

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
        let files = own(&compilation);
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

/// What the program itself makes, as it is written: what it includes stands in the files that it includes.
fn own(compilation: &Compilation) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for (environment, manifests) in &compilation.manifests {
        let mut manifests = manifests.clone();
        manifests.objects.retain(|object| !object.passed_through);
        let name = environment.as_ref().map_or_else(|| "manifests".to_owned(), |name| name.to_string());
        files.push((name, emit(&manifests, options(), &compilation.sources)));
    }
    files
}

/// What a YAML text holds, places left out.
fn values(text: &str) -> Vec<String> {
    fn write(node: &yaml::Node, out: &mut String) {
        use std::fmt::Write as _;
        match &node.data {
            yaml::Data::List(items) => {
                out.push('[');
                for item in items {
                    write(item, out);
                    out.push(',');
                }
                out.push(']');
            }
            yaml::Data::Map(entries) => {
                out.push('{');
                for (key, value) in entries {
                    write!(out, "{:?}:", key.text).unwrap();
                    write(value, out);
                    out.push(',');
                }
                out.push('}');
            }
            data => write!(out, "{data:?}").unwrap(),
        }
    }
    let (documents, diagnostics) = yaml::read(text, AnchorId::FIRST, &yaml::LIMITS);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    documents
        .iter()
        .map(|document| {
            let mut out = String::new();
            write(&document.root, &mut out);
            out
        })
        .collect()
}

#[test]
fn what_is_included_is_written_as_it_was_read() {
    let mut seen = 0;
    for example in examples() {
        let compilation = compile(&Disk, &example, &all()).unwrap();
        for (_, manifests) in &compilation.manifests {
            let mut manifests = manifests.clone();
            manifests.objects.retain(|object| object.passed_through);
            for object in &manifests.objects {
                let (file, at) = compilation.sources.position(object.origin.span).unwrap();
                let text = std::fs::read_to_string(file).unwrap();
                let rest = text.lines().skip(at.line - 1).map(|line| format!("{line}\n")).collect::<String>();
                let one = kappc::lower::Manifests { objects: vec![object.clone()], ..Default::default() };
                let written = emit(&one, EmitOptions::default(), &compilation.sources);
                assert_eq!(values(&written).first(), values(&rest).first(), "{} of {}", object.name, file.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
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
        copy_all(&example, &copy);
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

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let copy = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &copy);
        } else {
            let _ = std::fs::copy(entry.path(), copy).unwrap();
        }
    }
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

/// What deleting a token led to.
struct Mutant {
    on_its_line: bool,
    single: bool,
    /// For people: what was deleted, and what was reported.
    story: String,
}

/// The errors of a directory in which `file` has another text: code, message, and the line where they stand in `file`.
fn errors_with(files: &Memory, directory: &Path, file: &Path, text: &str) -> Vec<(String, Option<usize>)> {
    let files = files.clone().with(file, text);
    let compilation = compile(&files, directory, &Inputs { goal: Goal::Check, ..Inputs::default() }).unwrap();
    let errors = compilation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .map(|diagnostic| {
            let (source, place) = compilation.sources.position(diagnostic.primary.span).unwrap();
            let line = (source == file).then_some(place.line);
            (format!("{} {}", diagnostic.code, diagnostic.message), line)
        })
        .collect()
}

/// The most tokens of a source that are deleted, spread over it; and bytes of an included file that are more than what they stand
/// for is worth, as each program is compiled that often.
const DELETED: usize = 2_000;
const LARGE: usize = 10_000;

/// `files` with a small object in place of each large included file.
fn with_stand_ins(files: BTreeMap<PathBuf, String>) -> BTreeMap<PathBuf, String> {
    let stand_in =
        |number: usize| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: stand-in-{number} }}\n");
    let small = |(number, (path, text)): (usize, (PathBuf, String))| {
        let large = text.len() > LARGE && path.extension().is_some_and(|extension| extension == "yaml");
        (path, if large { stand_in(number) } else { text })
    };
    files.into_iter().enumerate().map(small).collect()
}

/// The tokens of every source of every example, deleted one at a time.
#[test]
fn a_deleted_token_is_reported_where_it_was_and_once() {
    let mut mutants = Vec::new();
    for example in examples() {
        let files = with_stand_ins(files_below(&example));
        let sources: Vec<&PathBuf> =
            files.keys().filter(|path| path.extension().is_some_and(|extension| extension == "kapp")).collect();
        let memory = files.iter().fold(Memory::new(), |memory, (path, text)| memory.with(path, text.clone()));
        for file in sources {
            let text = &files[file];
            let intact = errors_with(&memory, file.parent().unwrap(), file, text);
            assert_eq!(intact, [], "{}", file.display());
            let tokens = kappc::syntax::tokens(text);
            let every = tokens.len().div_ceil(DELETED);
            let found: Vec<Option<Mutant>> = tokens
                .into_par_iter()
                .step_by(every)
                .map(|(start, end)| {
                    let mutant = format!("{}{}", &text[..start], &text[end..]);
                    let found = errors_with(&memory, file.parent().unwrap(), file, &mutant);
                    let line = text[..start].matches('\n').count() + 1;
                    let story = found.iter().map(|(what, line)| format!("\n    {}: {what}", line.unwrap_or_default()));
                    (!found.is_empty()).then(|| Mutant {
                        on_its_line: found.iter().any(|(_, place)| *place == Some(line)),
                        single: found.len() == 1,
                        story: format!(
                            "{}:{line} without `{}`{}",
                            file.display(),
                            &text[start..end],
                            story.collect::<String>()
                        ),
                    })
                })
                .collect();
            mutants.extend(found.into_iter().flatten());
        }
    }
    assert!(mutants.len() > 500, "only {} mutants are wrong", mutants.len());
    let share = |holds: fn(&Mutant) -> bool| {
        mutants.iter().filter(|mutant| holds(mutant)).count() as f64 / mutants.len() as f64 * 100.0
    };
    let (on_line, single) = (share(|mutant| mutant.on_its_line), share(|mutant| mutant.single));
    let report = format!("{} mutants: {on_line:.1} % on the line, {single:.1} % one diagnostic", mutants.len());
    if std::env::var_os("KAPPC_SHOW").is_some() {
        let others = mutants.iter().filter(|mutant| !mutant.on_its_line || !mutant.single);
        panic!("{report}\n{}", others.map(|mutant| mutant.story.as_str()).collect::<Vec<_>>().join("\n"));
    }
    assert!(on_line >= 95.0 && single >= 94.0, "{report}; KAPPC_SHOW=1 lists the others");
}

/// The texts of the files below an example, but for what it is expected to give.
fn files_below(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    for path in std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "expected") {
                files.extend(files_below(&path));
            }
        } else {
            let _ = files.insert(path.clone(), std::fs::read_to_string(&path).unwrap());
        }
    }
    files
}
