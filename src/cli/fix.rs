//! `kappc check --fix`: every certain fix carried out, in the files.
//!
//! Rounds of fixing and compiling happen in memory; files are written once, at the end, so that a run leaves a whole
//! result or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::plan::Job;
use super::{Exit, check, failure, output, together};
use crate::db::{Compilation, compile};
use crate::diag::{Mended, mend};
use crate::report::{harmless, position};
use crate::source::{Disk, Files, ReadError, SourceText};

/// How often fixing and compiling take turns: a fix may bring to light what another one mends.
const ROUNDS: usize = 8;

/// Mends what can be mended, says what it changed, and shows what is left.
pub(super) fn run(job: &Job) -> Exit {
    let mut draft = Draft::default();
    let mut done = String::new();
    let mut count = 0_usize;
    let mut compilation = match compile(&draft, &job.path, &job.inputs) {
        Ok(compilation) => compilation,
        Err(failure) => return failure::tell(&failure),
    };
    for _ in 0..ROUNDS {
        let mended = round(&draft, &compilation);
        if mended.applied.is_empty() {
            break;
        }
        count += mended.applied.len();
        done.push_str(&lines(&compilation, &mended));
        for (id, text) in mended.texts {
            if let Some(source) = compilation.sources.get(id) {
                draft.change(source, text);
            }
        }
        compilation = match compile(&draft, &job.path, &job.inputs) {
            Ok(compilation) => compilation,
            Err(failure) => return failure::tell(&failure),
        };
    }
    if count > 0 {
        let files: Vec<_> = draft.changed.into_iter().map(|(path, file)| (path, file.old, file.new)).collect();
        if let Err(error) = together::replace(&files) {
            output::say(&format!("error: {}\n  help: {}\n", harmless(&error.what), error.help));
            return Exit::Unreachable;
        }
        let mistakes = if count == 1 { "1 mistake".to_owned() } else { format!("{count} mistakes") };
        let places = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
        output::say(&format!("{done}mended {mistakes} in {places}\n"));
    }
    check::conclude(&compilation, job.format)
}

/// One round over all diagnostics; texts that are no files, such as values of `--set`, stay as they are.
fn round(draft: &Draft, compilation: &Compilation) -> Mended {
    let sources = &compilation.sources;
    mend(sources, &compilation.diagnostics, |id| sources.get(id).is_some_and(|source| draft.holds(source)))
}

/// What a round does, a line for each fix.
fn lines(compilation: &Compilation, mended: &Mended) -> String {
    let mut out = String::new();
    for diagnostic in mended.applied.iter().filter_map(|index| compilation.diagnostics.get(*index)) {
        let Some(fix) = diagnostic.fixes.first() else { continue };
        let place = position(&compilation.sources, diagnostic.primary.span).map_or_else(String::new, |(path, at)| {
            format!("{}:{}:{}: ", harmless(&path.to_string_lossy()), at.line, at.column)
        });
        out.push_str(&format!("{place}mended[{}]: {}\n", diagnostic.code, harmless(&fix.title)));
    }
    out
}

/// The disk with changed texts laid over it.
#[derive(Debug, Default)]
struct Draft {
    changed: BTreeMap<PathBuf, Changed>,
}

/// The bytes of a file before and after.
#[derive(Debug)]
struct Changed {
    old: Vec<u8>,
    new: Vec<u8>,
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Draft {
    /// Whether `source` is a file, and just as it was read.
    fn holds(&self, source: &SourceText) -> bool {
        self.read(&source.path).is_ok_and(|bytes| {
            let bytes = bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(&bytes);
            bytes == source.text.as_bytes()
        })
    }

    /// Lays `text` over a file that [`Draft::holds`].
    fn change(&mut self, source: &SourceText, text: String) {
        let Ok(now) = self.read(&source.path) else { return };
        let mark = if now.starts_with(BYTE_ORDER_MARK.as_bytes()) { BYTE_ORDER_MARK } else { "" };
        let new = format!("{mark}{text}").into_bytes();
        match self.changed.get_mut(&source.path) {
            Some(changed) => changed.new = new,
            None => drop(self.changed.insert(source.path.clone(), Changed { old: now, new })),
        }
    }
}

impl Files for Draft {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        self.changed.get(path).map_or_else(|| Disk.read(path), |changed| Ok(changed.new.clone()))
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, bool)>, ReadError> {
        Disk.list(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        Disk.is_dir(path)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, ReadError> {
        Disk.real(path)
    }
}
