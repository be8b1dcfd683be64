//! A directory as it will be: what is new in it, and what is carried over from the directory that it replaces.
//!
//! Files that do not change, ours and others', are carried as further names of the same file, so that nothing of them
//! changes, their times included. What cannot be carried like that is an [`Obstacle`].
#![allow(clippy::disallowed_methods, reason = "this is where the command looks at what it wrote")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Trouble;
use super::recover::INSIDE;
use super::step::Step;
use super::survey::{Change, Survey, entries};

/// Why a directory cannot be replaced as a whole.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// In words that follow "since".
    Reason(String),
    /// It cannot even be looked at.
    Trouble(Trouble),
}

impl From<Trouble> for Obstacle {
    fn from(trouble: Trouble) -> Obstacle {
        Obstacle::Trouble(trouble)
    }
}

/// More entries than this are not carried: the directory is used for something else as well.
const MOST: usize = 20_000;

/// A directory as it will be, by paths below it.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<PathBuf, Content>,
    /// Directories, each with the one that it replaces.
    dirs: BTreeMap<PathBuf, Option<PathBuf>>,
}

#[derive(Debug)]
enum Content {
    New(Arc<str>),
    /// A further name of this file.
    File(PathBuf),
    /// A symbolic link with this text.
    Symlink(PathBuf),
}

impl Tree {
    /// The directory `target` below `dir` with the changes of `survey`. It will be built in `staging`, which exists.
    pub(super) fn plan(dir: &Path, target: &Path, survey: &Survey, staging: &Path) -> Result<Tree, Obstacle> {
        let root = dir.join(target);
        let mut old = Old::default();
        if root.exists() {
            inhabited(&root)?;
            old.walk(&root, Path::new(""), &traits(staging)?)?;
        }
        let mut files = old.files;
        for (path, change) in &survey.changes {
            let Ok(path) = path.strip_prefix(target) else { continue };
            let _ = match change {
                Change::New(text) | Change::Changed(text) => {
                    files.insert(path.to_path_buf(), Content::New(text.clone()))
                }
                Change::Stale => files.remove(path),
            };
        }
        // A directory is there for what it holds; one that was empty before, for itself.
        let holding = files.keys().filter_map(|path| path.parent()).chain(old.empty.iter().map(PathBuf::as_path));
        let needed: BTreeSet<&Path> = holding.flat_map(Path::ancestors).collect();
        let dirs = needed.into_iter().map(|path| (path.to_path_buf(), old.dirs.get(path).cloned())).collect();
        Ok(Tree { files, dirs })
    }

    /// Whether nothing will be in it.
    pub(super) fn is_empty(&self) -> bool {
        self.dirs.is_empty()
    }

    /// The steps that build it in the empty directory `root`.
    pub(super) fn steps(&self, root: &Path) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut fresh = Vec::new();
        for path in self.dirs.keys().filter(|path| !path.as_os_str().is_empty()) {
            steps.push(Step::MakeDir(root.join(path)));
        }
        for (path, content) in &self.files {
            let path = root.join(path);
            steps.push(match content {
                Content::New(text) => {
                    fresh.push(path.clone());
                    Step::Write(path, text.clone())
                }
                Content::File(from) => Step::Link(from.clone(), path),
                Content::Symlink(text) => Step::Symlink(text.clone(), path),
            });
        }
        // Permissions come last, inner ones first: they may forbid what was done up to here.
        for (path, from) in self.dirs.iter().rev() {
            fresh.push(root.join(path));
            if let Some(from) = from {
                steps.push(Step::Mode(from.clone(), root.join(path)));
            }
        }
        steps.push(Step::Keep(fresh));
        steps
    }
}

/// What the directory that is replaced holds.
#[derive(Default)]
struct Old {
    files: BTreeMap<PathBuf, Content>,
    dirs: BTreeMap<PathBuf, PathBuf>,
    empty: Vec<PathBuf>,
}

impl Old {
    // Recursion is as deep as paths are long, which the operating system bounds.
    fn walk(&mut self, path: &Path, relative: &Path, like: &Traits) -> Result<(), Obstacle> {
        let reason = |what: &str| Err(Obstacle::Reason(format!("`{}` {what}", path.display())));
        match traits(path)? {
            own if own.device != like.device => return reason("is on another file system"),
            own if own.owner != like.owner => return reason("belongs to another user"),
            _ => {}
        }
        let entries = entries(path)?;
        if self.files.len() + self.dirs.len() + entries.len() > MOST {
            return reason(&format!("holds more than {MOST} files"));
        }
        let _ = self.dirs.insert(relative.to_path_buf(), path.to_path_buf());
        let mut any = false;
        for (name, kind) in entries {
            let (from, to) = (path.join(&name), relative.join(&name));
            if name == INSIDE {
                continue;
            }
            any = true;
            if name == ".git" {
                return reason("is a repository");
            } else if kind.is_dir() {
                self.walk(&from, &to, like)?;
            } else if kind.is_file() {
                let _ = self.files.insert(to, Content::File(from));
            } else if kind.is_symlink() {
                let text = fs::read_link(&from).map_err(|error| Trouble::unreadable(&from, error))?;
                let _ = self.files.insert(to, Content::Symlink(text));
            } else {
                return reason("holds something that is no plain file");
            }
        }
        if !any {
            self.empty.push(relative.to_path_buf());
        }
        Ok(())
    }
}

/// The directory in which this command runs is not replaced: its user would sit in one that is gone.
fn inhabited(path: &Path) -> Result<(), Obstacle> {
    match std::env::current_dir() {
        Ok(here) if here.starts_with(path) => {
            Err(Obstacle::Reason(format!("the command runs in `{}`", path.display())))
        }
        _ => Ok(()),
    }
}

/// The file system on which a directory is; `None` where it cannot be told.
pub(super) fn device(path: &Path) -> Option<u64> {
    traits(path).ok().map(|traits| traits.device)
}

/// What two directories must have in common for one to take the other's place.
struct Traits {
    device: u64,
    owner: u32,
}

#[cfg(unix)]
fn traits(path: &Path) -> Result<Traits, Trouble> {
    use std::os::unix::fs::MetadataExt as _;
    let meta = fs::symlink_metadata(path).map_err(|error| Trouble::unreadable(path, error))?;
    Ok(Traits { device: meta.dev(), owner: meta.uid() })
}

/// Where directories cannot change places anyway.
#[cfg(not(unix))]
fn traits(_: &Path) -> Result<Traits, Trouble> {
    Ok(Traits { device: 0, owner: 0 })
}
