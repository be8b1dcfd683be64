//! Why there was nothing to compile, in words that say what to do.

use std::path::Path;

use super::{Exit, output};
use crate::db::Failure;
use crate::report::harmless;
use crate::source::ReadError;

/// Says it on standard error.
pub(super) fn tell(failure: &Failure) -> Exit {
    let (exit, what, help) = explain(failure);
    output::say(&format!("error: {}\n  help: {}\n", harmless(&what), harmless(&help)));
    exit
}

/// The exit code, the matter, and what to do.
fn explain(failure: &Failure) -> (Exit, String, String) {
    let name = |path: &Path| format!("`{}`", path.display());
    match failure {
        Failure::Unreadable { path, error: ReadError::Missing } => (
            Exit::Unreachable,
            format!("there is no file or directory {}", name(path)),
            "name a .kapp file or a directory that holds some; without a path it is the current directory".to_owned(),
        ),
        Failure::Unreadable { path, error: ReadError::Denied(reason) } => (
            Exit::Unreachable,
            format!("cannot read {}: {reason}", name(path)),
            "see that it is a file, and that you may read it and enter the directories above it".to_owned(),
        ),
        Failure::Unreadable { path, error: ReadError::TooLarge(limit) } => (
            Exit::Unreachable,
            format!("{} is larger than {} MiB, the most that is read", name(path), limit / (1024 * 1024)),
            "split the program into several files, or see that this is the file you meant".to_owned(),
        ),
        Failure::NotText { path, offset } => (
            Exit::Unreachable,
            format!("{} is not UTF-8 text: byte {} is part of no character", name(path), offset + 1),
            "save it as UTF-8; only files ending in .kapp are read as programs".to_owned(),
        ),
        Failure::NoSources { path } => (
            Exit::Unreachable,
            format!("the directory {} holds no .kapp file", name(path)),
            "name the directory of a module, or start one with a file such as hello.kapp".to_owned(),
        ),
        Failure::Usage(message) => {
            (Exit::Usage, message.clone(), "`kappc build --help` shows what can be said".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_three_and_what_is_said_wrong_is_two() {
        let path = std::path::PathBuf::from("x");
        let missing = Failure::Unreadable { path: path.clone(), error: ReadError::Missing };
        assert_eq!(explain(&missing).0, Exit::Unreachable);
        let large = Failure::Unreadable { path, error: ReadError::TooLarge(64 * 1024 * 1024) };
        assert_eq!(explain(&large).1, "`x` is larger than 64 MiB, the most that is read");
        assert_eq!(explain(&Failure::Usage("no".into())).0, Exit::Usage);
    }
}
