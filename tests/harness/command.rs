//! The command as a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use snapbox::cmd::Command;

/// The command in an environment without surprises.
pub(crate) fn kappc() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kappc")).env_clear().env("LANG", "C.UTF-8").current_dir(root())
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An empty directory of this test's own.
pub(crate) fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// A directory with one file.
pub(crate) fn module(test: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder(test);
    fs::write(path.join("app.kapp"), text).unwrap();
    path
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
pub(crate) fn run(command: Command, code: i32) -> Output {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{}{}", text(&output.stdout), text(&output.stderr));
    output
}
