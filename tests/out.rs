//! Directories of manifests, source maps, graphs, new programs, completions: what commands write besides a stream.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

#[path = "out/directory.rs"]
mod directory;
#[path = "out/examples.rs"]
mod examples;
#[path = "out/graph.rs"]
mod graph;
#[path = "out/source_map.rs"]
mod source_map;
#[path = "out/start.rs"]
mod start;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The command in an environment without surprises.
fn kappc(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kappc"));
    let _ = command.args(args).env_clear().env("LANG", "C.UTF-8").current_dir(root());
    command
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs a command that must end with `code`.
#[track_caller]
fn run(mut command: Command, code: i32) -> Output {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{}{}", text(&output.stdout), text(&output.stderr));
    output
}

/// As [`run`], for a command that must say nothing wrong; its standard output.
#[track_caller]
fn out(args: &[&str]) -> String {
    text(&run(kappc(args), 0).stdout)
}

/// An empty directory.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// Every file below `dir`, by its path.
fn tree(dir: &Path) -> BTreeMap<String, String> {
    let (mut left, mut found) = (vec![dir.to_path_buf()], BTreeMap::new());
    while let Some(folder) = left.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                let _ = found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

/// A path as an argument.
fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}
