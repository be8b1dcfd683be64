//! `kappc fmt`: programs in one form, in place or from standard input to standard output.

use std::collections::BTreeSet;
use std::io::{Read as _, stdin};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::plan::Form;
use super::{Exit, failure, output, replace};
use crate::db::Failure;
use crate::diag::Diagnostics;
use crate::fmt;
use crate::report::{self, harmless};
use crate::source::{Disk, Files as _, ReadError, SourceText, Sources};

/// What is formatted, and what is done with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Formatting {
    /// Files and directories.
    pub(super) targets: Vec<Target>,
    /// Whether files are only named that would change.
    pub(super) check: bool,
    /// How diagnostics are shown.
    pub(super) form: Form,
}

/// One argument.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `-`.
    StandardInput,
    /// A file, or the sources of a directory.
    Path(PathBuf),
    /// `DIR/...`: every source below a directory.
    Below(PathBuf),
}

impl Target {
    /// What an argument means.
    pub(super) fn of(path: PathBuf) -> Target {
        if path.as_os_str() == "-" {
            return Target::StandardInput;
        }
        match (path.file_name(), path.parent()) {
            (Some(name), Some(above)) if name == "..." => Target::Below(match above.as_os_str().is_empty() {
                true => PathBuf::from("."),
                false => above.to_path_buf(),
            }),
            _ => Target::Path(path),
        }
    }
}

/// Formats every target; what is wrong with one does not keep the others from being formatted.
pub(super) fn run(formatting: &Formatting) -> Exit {
    let mut exit = Exit::Clean;
    for target in &formatting.targets {
        exit = worse(
            exit,
            match target {
                Target::StandardInput => standard_input(formatting),
                Target::Path(path) => match sources(path) {
                    Ok(paths) => paths.iter().fold(Exit::Clean, |exit, path| worse(exit, file(path, formatting))),
                    Err(failure) => failure::tell(&failure),
                },
                Target::Below(path) => match below(path) {
                    Ok(paths) => paths.iter().fold(Exit::Clean, |exit, path| worse(exit, file(path, formatting))),
                    Err(failure) => failure::tell(&failure),
                },
            },
        );
    }
    exit
}

/// The one that says more.
fn worse(one: Exit, other: Exit) -> Exit {
    let weight = |exit| match exit {
        Exit::Clean => 0,
        Exit::Errors => 1,
        Exit::Usage => 2,
        Exit::Unreachable => 3,
        Exit::Internal => 4,
    };
    if weight(other) > weight(one) { other } else { one }
}

/// The file, or the sources that lie directly in a directory.
fn sources(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !Disk.is_dir(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    let (found, _) = listed(path)?;
    if found.is_empty() { Err(Failure::NoSources { path: path.to_path_buf() }) } else { Ok(found) }
}

/// Every source below a directory. A directory that is reached twice, by a symbolic link, is entered once.
fn below(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut left, mut found, mut seen) = (vec![path.to_path_buf()], Vec::new(), BTreeSet::new());
    while let Some(directory) = left.pop() {
        let real = Disk.real(&directory).map_err(|error| Failure::Unreadable { path: directory.clone(), error })?;
        if seen.insert(real) {
            let (files, directories) = listed(&directory)?;
            found.extend(files);
            left.extend(directories.into_iter().rev());
        }
    }
    if found.is_empty() { Err(Failure::NoSources { path: path.to_path_buf() }) } else { Ok(found) }
}

/// The sources and the directories in a directory; hidden ones are none.
fn listed(directory: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    let unreadable = |error| Failure::Unreadable { path: directory.to_path_buf(), error };
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for (name, is_directory) in Disk.list(directory).map_err(unreadable)? {
        let path = if directory == Path::new(".") { PathBuf::from(&name) } else { directory.join(&name) };
        if name.starts_with('.') {
            continue;
        } else if is_directory {
            directories.push(path);
        } else if path.extension().is_some_and(|extension| extension == "kapp") {
            files.push(path);
        }
    }
    Ok((files, directories))
}

/// Formats a file in place.
fn file(path: &Path, formatting: &Formatting) -> Exit {
    let bytes = match Disk.read(path) {
        Ok(bytes) => bytes,
        Err(error) => return failure::tell(&Failure::Unreadable { path: path.to_path_buf(), error }),
    };
    let formatted = match formatted(path, &bytes, formatting) {
        Ok(formatted) => formatted,
        Err(exit) => return exit,
    };
    if formatted.as_bytes() == bytes {
        return Exit::Clean;
    }
    let name = path.display().to_string();
    let name = harmless(&name);
    let line = format!("{name}\n");
    if formatting.check {
        return output::result(line.as_bytes(), Exit::Errors);
    }
    match replace::replace(path, formatted.as_bytes()) {
        Ok(()) => output::result(line.as_bytes(), Exit::Clean),
        Err(error) => {
            output::say(&format!(
                "error: cannot write `{name}`: {error}\n  help: see that you may write the file and its directory; it is \
                 as it was\n"
            ));
            Exit::Unreachable
        }
    }
}

/// Formats standard input.
fn standard_input(formatting: &Formatting) -> Exit {
    let path = Path::new("<stdin>");
    let mut bytes = Vec::new();
    if let Err(error) = stdin().lock().read_to_end(&mut bytes) {
        let error = ReadError::Denied(error.to_string());
        return failure::tell(&Failure::Unreadable { path: path.to_path_buf(), error });
    }
    match formatted(path, &bytes, formatting) {
        Ok(formatted) if !formatting.check => output::result(formatted.as_bytes(), Exit::Clean),
        Ok(formatted) if formatted.as_bytes() == bytes => Exit::Clean,
        Ok(_) => output::result(b"<stdin>\n", Exit::Errors),
        Err(exit) => exit,
    }
}

/// The formatted text; where it cannot be formatted the reason has been said.
fn formatted(path: &Path, bytes: &[u8], formatting: &Formatting) -> Result<String, Exit> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let failure = Failure::NotText { path: path.to_path_buf(), offset: error.valid_up_to() };
            return Err(failure::tell(&failure));
        }
    };
    let mut sources = Sources::new();
    let id = sources.add(Arc::new(SourceText::new(path, text)));
    fmt::format(&mut sources, id).map_err(|diagnostics| show(&sources, &diagnostics, formatting.form))
}

fn show(sources: &Sources, diagnostics: &Diagnostics, form: Form) -> Exit {
    let text = match form {
        Form::Pretty(screen) => report::pretty(sources, diagnostics, &[], &screen),
        Form::Short => report::short(sources, diagnostics, &[]),
    };
    output::say(&text);
    Exit::Errors
}
