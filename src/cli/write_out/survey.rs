//! What is on the disk, compared with what should be there.
//!
//! In: a directory and a [`Generation`]. Out: the changes that lead from the one to the other, and what stands in their
//! way. Nothing is changed here.
#![allow(clippy::disallowed_methods, reason = "this is where the command looks at what it wrote")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::listing::{self, LISTING};
use super::{Generation, Trouble};

/// What has to change, by path below the directory.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The changes, listings included.
    pub(super) changes: BTreeMap<PathBuf, Change>,
    /// What stands where something would be written, and is not ours.
    pub(super) in_the_way: BTreeMap<PathBuf, &'static str>,
    /// How many files are as they should be, listings left out.
    pub(super) same: usize,
    /// For each changed directory the names that its old and its new listing hold.
    pub(super) listed: BTreeMap<PathBuf, BTreeSet<String>>,
}

/// A change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// It is not there and should be.
    New(Arc<str>),
    /// It is there with another text.
    Changed(Arc<str>),
    /// It is ours, and no longer wanted.
    Stale,
}

/// Compares.
pub(super) fn survey(dir: &Path, generation: &Generation) -> Result<Survey, Trouble> {
    let mut survey = Survey::default();
    for folder in &generation.folders {
        let relative = PathBuf::from(&folder.path);
        if let Some((path, what)) = blocked(dir, &relative)? {
            let _ = survey.in_the_way.insert(path, what);
            continue;
        }
        let old = match read(&dir.join(&relative).join(LISTING))? {
            Found::Text(text) => match listing::names(&text, &folder.app) {
                Some(names) => names,
                None => {
                    let what =
                        if listing::is_one(&text) { "the files of another app" } else { "a file not made by kappc" };
                    let _ = survey.in_the_way.insert(relative.join(LISTING), what);
                    continue;
                }
            },
            _ => BTreeSet::new(),
        };
        for (name, text) in &folder.files {
            survey.wanted(dir, relative.join(name), text, old.contains(name))?;
        }
        for name in old.iter().filter(|name| !folder.files.contains_key(*name)) {
            survey.stale(dir, relative.join(name))?;
        }
        let names: BTreeSet<String> = folder.files.keys().cloned().collect();
        survey.wanted(dir, relative.join(LISTING), &listing::text(&folder.app, &names), true)?;
        let _ = survey.listed.insert(relative, old.union(&names).cloned().collect());
    }
    for (relative, names) in abandoned(dir, generation)? {
        for name in &names {
            survey.stale(dir, relative.join(name))?;
        }
        survey.stale(dir, relative.join(LISTING))?;
        let _ = survey.listed.insert(relative, names);
    }
    Ok(survey)
}

impl Survey {
    fn wanted(&mut self, dir: &Path, path: PathBuf, text: &str, ours: bool) -> Result<(), Trouble> {
        let is_listing = path.ends_with(LISTING);
        match read(&dir.join(&path))? {
            Found::Nothing => drop(self.changes.insert(path, Change::New(text.into()))),
            Found::Text(there) if there == text => self.same += usize::from(!is_listing),
            Found::Text(_) | Found::Bytes | Found::Symlink if ours => {
                let _ = self.changes.insert(path, Change::Changed(text.into()));
            }
            Found::Text(_) | Found::Bytes => drop(self.in_the_way.insert(path, "a file not made by kappc")),
            Found::Symlink => drop(self.in_the_way.insert(path, "a symbolic link")),
            Found::Directory => drop(self.in_the_way.insert(path, "a directory")),
            Found::Other => drop(self.in_the_way.insert(path, "no plain file")),
        }
        Ok(())
    }

    fn stale(&mut self, dir: &Path, path: PathBuf) -> Result<(), Trouble> {
        match kind(&dir.join(&path))? {
            Some(kind) if kind.is_file() || kind.is_symlink() => drop(self.changes.insert(path, Change::Stale)),
            // Somebody took it away, or put something else there.
            _ => {}
        }
        Ok(())
    }
}

/// The directories of an app that its program has no environment for any more, with the names listed there.
fn abandoned(dir: &Path, generation: &Generation) -> Result<Vec<(PathBuf, BTreeSet<String>)>, Trouble> {
    let mut found = Vec::new();
    let apps: BTreeSet<_> = generation.folders.iter().map(|folder| &folder.app).collect();
    for app in apps {
        let own = crate::emit::folder(None, app);
        let mut candidates = vec![PathBuf::from(&own)];
        for (name, kind) in entries(dir)? {
            if kind.is_dir() {
                candidates.push(Path::new(&name).join(&own));
            }
        }
        for candidate in candidates {
            let known = |path: &String| Path::new(path) == candidate;
            if generation.folders.iter().any(|folder| known(&folder.path))
                || generation.others.iter().any(known)
                || blocked(dir, &candidate)?.is_some()
            {
                continue;
            }
            if let Found::Text(text) = read(&dir.join(&candidate).join(LISTING))?
                && let Some(names) = listing::names(&text, app)
            {
                found.push((candidate, names));
            }
        }
    }
    Ok(found)
}

/// The first step of `relative` below `dir` that is there and is no directory.
fn blocked(dir: &Path, relative: &Path) -> Result<Option<(PathBuf, &'static str)>, Trouble> {
    let mut path = PathBuf::new();
    for part in relative {
        path.push(part);
        match kind(&dir.join(&path))? {
            None => return Ok(None),
            Some(kind) if kind.is_dir() => {}
            Some(kind) if kind.is_symlink() => return Ok(Some((path, "a symbolic link"))),
            Some(_) => return Ok(Some((path, "a file"))),
        }
    }
    Ok(None)
}

/// What stands at a path, symbolic links not followed.
enum Found {
    Nothing,
    Text(String),
    /// A file that is not UTF-8.
    Bytes,
    Symlink,
    Directory,
    Other,
}

fn read(path: &Path) -> Result<Found, Trouble> {
    Ok(match kind(path)? {
        None => Found::Nothing,
        Some(kind) if kind.is_symlink() => Found::Symlink,
        Some(kind) if kind.is_dir() => Found::Directory,
        Some(kind) if kind.is_file() => match fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => Found::Text(text),
            Ok(Err(_)) => Found::Bytes,
            Err(error) => return Err(Trouble::unreadable(path, error)),
        },
        Some(_) => Found::Other,
    })
}

/// What `path` is, symbolic links not followed; `None` where nothing is.
pub(super) fn kind(path: &Path) -> Result<Option<FileType>, Trouble> {
    match fs::symlink_metadata(path) {
        Ok(meta) => Ok(Some(meta.file_type())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Trouble::unreadable(path, error)),
    }
}

/// The names in a directory, sorted, each with what it is; none where the directory does not exist.
pub(super) fn entries(dir: &Path) -> Result<Vec<(std::ffi::OsString, FileType)>, Trouble> {
    let trouble = |error| Trouble::unreadable(dir, error);
    let read = match fs::read_dir(dir) {
        Ok(read) => read,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(trouble(error)),
    };
    let mut entries = Vec::new();
    for entry in read {
        let entry = entry.map_err(trouble)?;
        entries.push((entry.file_name(), entry.file_type().map_err(trouble)?));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}
