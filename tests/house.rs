//! The rules of the house: who may import whom, who may name which crate, and how a file looks.
//!
//! `ROOMS` is the architecture as data. A change of it is a decision; everything else follows.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

#[path = "house/rust.rs"]
mod rust;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use kappc::diag::code::REGISTRY;
use rust::Source;

/// A folder below `src/`: which rooms it may import. They stand in the order of the pipeline.
const ROOMS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diag", &["source"]),
    ("yaml", &["source", "diag"]),
    ("syntax", &["source", "diag"]),
    ("fmt", &["syntax", "diag", "source"]),
    ("text", &[]),
    ("cel", &[]),
    ("schema", &["yaml", "diag", "source"]),
    ("types", &["schema", "diag", "source"]),
    ("vocab", &["types", "schema", "syntax", "diag", "source"]),
    ("resolve", &["vocab", "types", "schema", "syntax", "diag", "source"]),
    ("check", &["resolve", "vocab", "types", "schema", "syntax", "diag", "source"]),
    ("eval", &["text", "yaml", "check", "resolve", "vocab", "types", "schema", "syntax", "diag", "source"]),
    ("lower", &["cel", "yaml", "eval", "vocab", "types", "schema", "diag", "source"]),
    ("graph", &["eval"]),
    ("emit", &["lower", "text", "source"]),
    (
        "db",
        &[
            "yaml", "emit", "lower", "eval", "check", "resolve", "vocab", "types", "schema", "fmt", "syntax", "diag",
            "source",
        ],
    ),
    ("report", &["diag", "source"]),
    ("watch", &["lower", "source"]),
    (
        "cli",
        &[
            "watch", "report", "db", "emit", "graph", "lower", "eval", "check", "resolve", "vocab", "types", "schema",
            "fmt", "syntax", "diag", "source",
        ],
    ),
];

/// Crates that only these rooms may name. What is not listed may be named everywhere.
const CRATES: &[(&str, &[&str])] = &[
    ("granit_parser", &["yaml"]),
    // `eval` has a function of that name.
    ("toml", &["db", "eval"]),
    ("kube_cel", &["cel"]),
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("miette", &["report"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("layout", &["graph"]),
    ("rustix", &["cli"]),
    ("stacker", &["cli"]),
    ("terminal_size", &["cli"]),
    ("notify", &["watch"]),
    ("ctrlc", &["watch"]),
    ("ruzstd", &["schema"]),
];

/// Files that may be longer than [`MAX_LINES`], each with its reason.
const LONG: &[(&str, &str)] =
    &[("src/syntax/ast.rs", "one idea: every form of the tree beside the others, most lines are its documentation")];

/// Past this many lines a file is probably two ideas.
const MAX_LINES: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` that ends in `.extension`, sorted.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let (mut left, mut found) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every Rust file below `src/`, without comments and texts; read once.
fn sources() -> &'static [(PathBuf, Source)] {
    static SOURCES: LazyLock<Vec<(PathBuf, Source)>> = LazyLock::new(|| {
        let read = |path: PathBuf| (path.clone(), Source::new(&fs::read_to_string(path).unwrap()));
        files("src", "rs").into_iter().map(read).collect()
    });
    &SOURCES
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

/// The room that a file below `src/` belongs to; none for `lib.rs` and `main.rs`.
fn room(path: &Path) -> Option<String> {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let mut parts = below.components();
    let first = parts.next()?.as_os_str().to_str()?.to_owned();
    parts.next().map(|_| first)
}

/// Fails with every complaint at once.
#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn rooms_import_only_what_their_row_says() {
    let mut complaints = Vec::new();
    for (path, source) in sources() {
        let Some(room) = room(path) else { continue };
        let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            complaints.push(format!("{}: `{room}` is no room; give it a row in ROOMS", name(path)));
            continue;
        };
        for import in source.paths_from_root(depth(path)) {
            let other = import[0].as_str();
            let is_room = ROOMS.iter().any(|(name, _)| *name == other);
            if !is_room {
                complaints.push(format!("{}: `crate::{}` is in no room", name(path), import.join("::")));
            } else if other != room && !may.contains(&other) {
                complaints.push(format!("{}: `{room}` may not import `{}`", name(path), import.join("::")));
            }
        }
    }
    none(complaints);
}

/// How many `super` lead from the file's module to the crate's root.
fn depth(path: &Path) -> usize {
    let parts = path.strip_prefix(root().join("src")).unwrap().components().count();
    if path.file_name().is_some_and(|name| name == "mod.rs") { parts - 1 } else { parts }
}

#[test]
fn rows_look_up_and_left_only() {
    for (at, (room, may)) in ROOMS.iter().enumerate() {
        for other in *may {
            let place = ROOMS.iter().position(|(name, _)| name == other);
            assert!(place.is_some_and(|place| place < at), "`{room}` imports `{other}`, which stands below it");
        }
    }
}

#[test]
fn rooms_hide_their_modules_or_show_them_to_everybody() {
    // What is private the compiler guards; a module shown to this crate only would be a back door between rooms.
    let mut complaints = Vec::new();
    for (path, source) in sources() {
        let at_the_door = path.file_name().is_some_and(|name| name == "mod.rs") && depth(path) == 1;
        if at_the_door && source.has_back_door() {
            complaints.push(format!("{}: a module is `pub(crate)`; hide it or make it `pub`", name(path)));
        }
    }
    none(complaints);
}

#[test]
fn crates_are_named_only_in_their_rooms() {
    let mut complaints = Vec::new();
    for (path, source) in sources() {
        let own = room(path).unwrap_or_default();
        for (name_of_crate, rooms) in CRATES {
            if source.names_crate(name_of_crate) && !rooms.contains(&own.as_str()) {
                complaints.push(format!("{}: only {rooms:?} may name `{name_of_crate}`", name(path)));
            }
        }
    }
    none(complaints);
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut complaints = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")).chain(files("benches", "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        let header = text.lines().take_while(|line| line.starts_with("//!")).count();
        if !(1..=8).contains(&header) {
            complaints.push(format!("{}: has a header of {header} lines, wanted are two to six", name(&path)));
        }
    }
    none(complaints);
}

#[test]
fn no_file_is_two_ideas() {
    let mut complaints = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        let excused = LONG.iter().any(|(file, reason)| *file == name(&path) && !reason.is_empty());
        if (lines > MAX_LINES) != excused {
            let what = if excused { "is excused in vain" } else { "is too long" };
            complaints.push(format!("{}: {what} with {lines} lines", name(&path)));
        }
    }
    none(complaints);
}

#[test]
fn whoever_allows_says_why() {
    let mut complaints = Vec::new();
    for (path, source) in sources() {
        for attribute in source.relaxed_lints() {
            if !attribute.contains("reason") {
                complaints.push(format!("{}: `{attribute}` gives no reason", name(path)));
            }
        }
    }
    none(complaints);
}

#[test]
fn codes_and_pages_are_in_step() {
    let codes: Vec<String> = REGISTRY.iter().map(|info| info.code.to_string()).collect();
    assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair[0] != pair[1]), "out of order: {codes:?}");
    let titles: BTreeSet<&str> = REGISTRY.iter().map(|info| info.title).collect();
    assert_eq!(titles.len(), REGISTRY.len(), "two codes have one title");
    let pages: Vec<String> = files("src/diag/pages", "md").iter().map(|path| name(path)).collect();
    let wanted: Vec<String> = codes.iter().map(|code| format!("src/diag/pages/{code}.md")).collect();
    assert_eq!(pages, wanted);
}

#[test]
fn every_code_is_raised_somewhere() {
    let registry = fs::read_to_string(root().join("src/diag/code.rs")).unwrap();
    let mentioned: BTreeSet<&str> = sources()
        .iter()
        .filter(|(path, _)| !path.ends_with("diag/code.rs"))
        .flat_map(|(_, source)| rust::words(source.code()))
        .collect();
    let mut complaints = Vec::new();
    for line in registry.lines().map(str::trim) {
        let Some((name, number)) = line.split_once(" = ").filter(|(_, rest)| rest.ends_with("\";")) else { continue };
        if !mentioned.contains(name) {
            complaints.push(format!("nothing raises `{name} = {number}`"));
        }
    }
    none(complaints);
}

#[test]
fn texts_end_in_a_line_end() {
    let mut complaints = Vec::new();
    for (folder, extension) in [("grammar", "pest"), ("stdlib", "kapp"), ("examples", "kapp"), ("src/diag/pages", "md")]
    {
        for path in files(folder, extension) {
            let text = fs::read_to_string(&path).unwrap();
            if !text.ends_with('\n') || text.contains('\r') || text.contains('\t') {
                complaints.push(format!("{}: wants plain line ends, also the last, and no tabs", name(&path)));
            }
        }
    }
    none(complaints);
}

#[test]
fn the_versions_of_all_crates_are_locked() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    assert!(lock.contains("name = \"kappc\""));
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap();
    assert!(!ignored.lines().any(|line| line.contains("Cargo.lock")));
}
