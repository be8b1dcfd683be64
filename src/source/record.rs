//! What the compiler asked the disk and what it was told, so that a watcher knows what to watch and whether anything is
//! different by now.
//!
//! A compilation is a function of these answers: while they hold, it need not run again, whatever was touched.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::{Path, PathBuf, absolute};
use std::sync::{Mutex, PoisonError};

use super::files::{Files, ReadError};

/// [`Files`] that remember every question, those about missing files too.
pub struct Recorder<'a> {
    files: &'a dyn Files,
    apart: Option<PathBuf>,
    answers: Mutex<BTreeMap<Question, Answer>>,
}

impl std::fmt::Debug for Recorder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").field("apart", &self.apart).finish_non_exhaustive()
    }
}

/// The questions that were asked, with their answers.
#[derive(Debug, Clone, Default)]
pub struct Record {
    apart: Option<PathBuf>,
    answers: BTreeMap<Question, Answer>,
}

/// What became of the answers of a [`Record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// All hold.
    Same,
    /// A file or directory that was there is missing: perhaps for a moment only.
    Vanished,
    /// Some are different.
    Changed,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    Read(PathBuf),
    List(PathBuf),
    IsDir(PathBuf),
    Real(PathBuf),
}

/// An answer, as far as it must be known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Answer {
    there: bool,
    hash: u64,
}

impl<'a> Recorder<'a> {
    /// Records what is asked of `files`. Whether `apart`, where output is written, is there makes no listing another one.
    pub fn new(files: &'a dyn Files, apart: Option<&Path>) -> Recorder<'a> {
        Recorder { files, apart: apart.map(Path::to_path_buf), answers: Mutex::default() }
    }

    /// What was asked.
    pub fn finish(self) -> Record {
        Record { apart: self.apart, answers: self.answers.into_inner().unwrap_or_else(PoisonError::into_inner) }
    }

    fn note(&self, question: Question, answer: Answer) {
        // Of two answers to one question the first counts: if the second differs, it is out of date and found to be.
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = answers.entry(question).or_insert(answer);
    }
}

impl Files for Recorder<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let result = self.files.read(path);
        self.note(Question::Read(path.to_path_buf()), read(&result));
        result
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, bool)>, ReadError> {
        let result = self.files.list(path);
        self.note(Question::List(path.to_path_buf()), list(&result, path, self.apart.as_deref()));
        result
    }

    fn is_dir(&self, path: &Path) -> bool {
        let result = self.files.is_dir(path);
        self.note(Question::IsDir(path.to_path_buf()), is_dir(result));
        result
    }

    fn real(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let result = self.files.real(path);
        self.note(Question::Real(path.to_path_buf()), real(&result));
        result
    }
}

impl Record {
    /// Every path that was asked for, missing ones too; a path may come more than once.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.answers.keys().map(|question| match question {
            Question::Read(path) | Question::List(path) | Question::IsDir(path) | Question::Real(path) => {
                path.as_path()
            }
        })
    }

    /// The directories whose entries were asked for.
    pub fn listed(&self) -> impl Iterator<Item = &Path> {
        self.answers.keys().filter_map(|question| match question {
            Question::List(path) => Some(path.as_path()),
            _ => None,
        })
    }

    /// Asks everything again.
    pub fn since(&self, files: &dyn Files) -> Since {
        let mut since = Since::Same;
        for (question, before) in &self.answers {
            let now = match question {
                Question::Read(path) => read(&files.read(path)),
                Question::List(path) => list(&files.list(path), path, self.apart.as_deref()),
                Question::IsDir(path) => is_dir(files.is_dir(path)),
                Question::Real(path) => real(&files.real(path)),
            };
            match (before.there, now.there) {
                _ if *before == now => {}
                (true, false) => return Since::Vanished,
                _ => since = Since::Changed,
            }
        }
        since
    }
}

fn answer(there: bool, value: impl Hash) -> Answer {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    Answer { there, hash: hasher.finish() }
}

fn failed(error: &ReadError) -> Answer {
    match error {
        ReadError::Missing => answer(false, 0),
        ReadError::Denied(reason) => answer(true, (1, reason)),
        ReadError::TooLarge(limit) => answer(true, (2, limit)),
    }
}

fn read(result: &Result<Vec<u8>, ReadError>) -> Answer {
    result.as_ref().map_or_else(failed, |bytes| answer(true, (3, bytes)))
}

/// Entries with a leading dot are no part of any program; editors and this compiler keep passing things there.
fn list(result: &Result<Vec<(String, bool)>, ReadError>, path: &Path, apart: Option<&Path>) -> Answer {
    result.as_ref().map_or_else(failed, |entries| {
        let counts =
            |name: &str| !name.starts_with('.') && apart.is_none_or(|apart| !leads_to(&path.join(name), apart));
        let entries: Vec<_> = entries.iter().filter(|(name, _)| counts(name)).collect();
        answer(true, (3, entries))
    })
}

/// Whether `path` is `apart` or above it.
fn leads_to(path: &Path, apart: &Path) -> bool {
    let full = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_path_buf());
    full(apart).starts_with(full(path))
}

fn is_dir(result: bool) -> Answer {
    answer(result, result)
}

fn real(result: &Result<PathBuf, ReadError>) -> Answer {
    result.as_ref().map_or_else(failed, |path| answer(true, (3, path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Memory;

    fn asked(files: &Memory) -> Record {
        let recorder = Recorder::new(files, Some(Path::new("./app/out")));
        let _ = recorder.read(Path::new("app/a.kapp"));
        let _ = recorder.read(Path::new("app/kapp.toml"));
        let _ = recorder.list(Path::new("app"));
        recorder.finish()
    }

    #[test]
    fn a_record_holds_until_an_answer_is_another() {
        let files = Memory::new().with("app/a.kapp", "a").with("app/b.txt", "b").with("other", "o");
        let record = asked(&files);
        assert_eq!(record.since(&files), Since::Same);
        assert_eq!(record.since(&files.clone().with("other", "p")), Since::Same);
        assert_eq!(record.since(&files.clone().with("app/b.txt", "c")), Since::Same);
        assert_eq!(record.since(&files.clone().with("app/.a.kapp.swp", "")), Since::Same);
        assert_eq!(record.since(&files.clone().with("app/out/dev.yaml", "")), Since::Same);
        assert_eq!(record.since(&files.clone().with("app/a.kapp", "b")), Since::Changed);
        assert_eq!(record.since(&files.clone().with("app/kapp.toml", "")), Since::Changed);
        assert_eq!(record.since(&files.clone().with("app/c.kapp", "")), Since::Changed);
        assert_eq!(record.since(&Memory::new().with("app/b.txt", "b")), Since::Vanished);
    }

    #[test]
    fn missing_files_are_remembered_too() {
        let record = asked(&Memory::new());
        assert!(record.paths().any(|path| path == Path::new("app/kapp.toml")));
        assert_eq!(record.listed().collect::<Vec<_>>(), [Path::new("app")]);
    }
}
