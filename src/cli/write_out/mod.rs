//! Writing a generation of manifests to a directory, so that whoever stops it leaves the old one or the new one.
//!
//! In: the [`Folder`]s of a build. Out: the files, and what was done in a [`Written`]. What is ours in a directory stands
//! in its listing; everything else is left alone. `docs/output.md` says what is promised on which file system.
#![allow(clippy::disallowed_methods, reason = "this is where the command looks at what it wrote")]

mod listing;
mod recover;
mod step;
mod survey;
mod swap;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::Folder;
use listing::LISTING;
use step::{Medium, RealDisk, Step};
use survey::{Change, Survey};
use tree::Obstacle;

/// What is to be in a directory.
#[derive(Debug, Default)]
pub(super) struct Generation {
    /// The folders that were built.
    pub(super) folders: Vec<Folder>,
    /// The paths of folders that the program has too, and that are left as they are: other environments.
    pub(super) others: Vec<String>,
}

/// What was done.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Files that are new or have a new text.
    pub(super) written: usize,
    /// Files that are gone.
    pub(super) removed: usize,
    /// Files that were as they should be.
    pub(super) same: usize,
    /// Why not all changed in one moment, where it was so.
    pub(super) obstacle: Option<String>,
}

/// Why nothing was written.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Something stands at `path` that is not ours: `what`.
    InTheWay { path: PathBuf, what: &'static str },
    /// The disk refuses a change.
    Unwritable { path: PathBuf, error: io::Error },
    /// The disk does not say what is there.
    Unreadable { path: PathBuf, error: io::Error },
}

impl Trouble {
    fn unwritable(path: &Path, error: io::Error) -> Trouble {
        Trouble::Unwritable { path: path.to_path_buf(), error }
    }

    fn unreadable(path: &Path, error: io::Error) -> Trouble {
        Trouble::Unreadable { path: path.to_path_buf(), error }
    }
}

/// A file that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// It should be there.
    Missing,
    /// It should hold something else.
    Differs,
    /// It should not be there.
    Stale,
}

/// Makes `dir` hold `generation`.
pub(super) fn write(dir: &Path, generation: &Generation) -> Result<Written, Trouble> {
    write_on(&mut RealDisk, dir, generation)
}

/// How `dir` differs from `generation`, sorted by path. Changes nothing.
pub(super) fn differences(dir: &Path, generation: &Generation) -> Result<Vec<(PathBuf, Difference)>, Trouble> {
    let survey = survey::survey(dir, generation)?;
    let mut differences: Vec<(PathBuf, Difference)> = survey
        .changes
        .into_iter()
        .map(|(path, change)| match change {
            Change::New(_) => (path, Difference::Missing),
            Change::Changed(_) => (path, Difference::Differs),
            Change::Stale => (path, Difference::Stale),
        })
        .chain(survey.in_the_way.into_keys().map(|path| (path, Difference::Differs)))
        .collect();
    differences.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(differences)
}

fn take(medium: &mut impl Medium, step: &Step) -> Result<(), Trouble> {
    medium.take(step).map_err(|error| Trouble::unwritable(step.path(), error))
}

/// Where a generation is written, and where it is built.
struct Place {
    /// The directory itself, no symbolic link.
    dir: PathBuf,
    /// The staging directory beside it.
    beside: PathBuf,
    /// The one inside it.
    inside: PathBuf,
    /// Keeps other runs waiting as long as it lives, where the file system knows locks.
    _lock: Option<fs::File>,
}

impl Place {
    fn open(medium: &mut impl Medium, dir: &Path) -> Result<Place, Trouble> {
        let unreadable = |error| Trouble::unreadable(dir, error);
        let dir = match fs::canonicalize(dir) {
            Ok(dir) => dir,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let above = dir.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
                recover::make_all(medium, above)?;
                let name = dir.file_name().ok_or_else(|| unreadable(error))?;
                fs::canonicalize(above).map_err(unreadable)?.join(name)
            }
            Err(error) => return Err(unreadable(error)),
        };
        if let Some(kind) = survey::kind(&dir)?.filter(|kind| !kind.is_dir()) {
            let what = if kind.is_symlink() { "a symbolic link that leads nowhere" } else { "a file" };
            return Err(Trouble::InTheWay { path: dir, what });
        }
        let above = dir.parent().unwrap_or(&dir);
        // The directory itself may change places with another, so the one above is what runs wait for.
        let lock = fs::File::open(above).ok().filter(|above| above.lock().is_ok());
        let beside = above.join(recover::beside(dir.file_name().unwrap_or_default()));
        Ok(Place { beside, inside: dir.join(recover::INSIDE), dir, _lock: lock })
    }

    fn recover(&self, medium: &mut impl Medium) -> Result<(), Trouble> {
        recover::recover(medium, &self.beside, &self.dir)?;
        recover::recover(medium, &self.inside, &self.dir)
    }
}

/// The ways in which a generation can come to its place, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// All in one moment.
    Together,
    /// Each app and environment in one moment.
    Apart,
    /// Each file in one moment.
    Piecewise,
}

fn write_on(medium: &mut impl Medium, dir: &Path, generation: &Generation) -> Result<Written, Trouble> {
    let place = Place::open(medium, dir)?;
    let mut obstacle = None;
    let mut way = Way::Together;
    loop {
        place.recover(medium)?;
        let survey = survey::survey(&place.dir, generation)?;
        if let Some((path, what)) = survey.in_the_way.first_key_value() {
            return Err(Trouble::InTheWay { path: dir.join(path), what });
        }
        let count = |wanted: fn(&Change) -> bool| {
            let files = survey.changes.iter().filter(|(path, _)| !path.ends_with(LISTING));
            files.filter(|(_, change)| wanted(change)).count()
        };
        let written = count(|change| !matches!(change, Change::Stale));
        let removed = count(|change| matches!(change, Change::Stale));
        let done = match (survey.changes.len(), way) {
            (0, _) => Ok(()),
            // One file alone needs no directory to change places.
            (1, _) | (_, Way::Piecewise) => swap::piecewise(medium, &place, &survey).map_err(Obstacle::Trouble),
            (_, Way::Together) => {
                swap::exchange(medium, &place, &survey, &BTreeSet::from([swap::common(&place, &survey)]))
            }
            (_, Way::Apart) => swap::exchange(medium, &place, &survey, &swap::apart(&place, &survey)),
        };
        match done {
            Ok(()) => {
                place.recover(medium)?;
                prune(medium, &place, &survey);
                return Ok(Written { written, removed, same: survey.same, obstacle });
            }
            Err(Obstacle::Reason(reason)) => {
                way = match way {
                    Way::Together if swap::apart(&place, &survey).len() > 1 => Way::Apart,
                    _ => Way::Piecewise,
                };
                obstacle = Some(reason);
            }
            Err(Obstacle::Trouble(trouble)) => {
                // What was built goes; where that fails as well, the next run does it.
                let _ = place.recover(medium);
                return Err(trouble);
            }
        }
    }
}

/// Removes the directories that lost all their files.
fn prune(medium: &mut impl Medium, place: &Place, survey: &Survey) {
    let stale = survey.changes.iter().filter(|(_, change)| **change == Change::Stale);
    let left: BTreeSet<&Path> = stale.flat_map(|(path, _)| path.ancestors().skip(1)).collect();
    for folder in left.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        let folder = place.dir.join(folder);
        // One that holds something is left alone by the disk too.
        if survey::entries(&folder).is_ok_and(|entries| entries.is_empty()) {
            let _ = medium.take(&Step::RemoveDir(folder));
        }
    }
}
