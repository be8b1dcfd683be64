//! How a new generation takes the place of the old one.
//!
//! At best the lowest directory that holds every change is built anew beside the old one, and the two change places: one
//! operation of the file system. Where that cannot be, each app's directory does so for itself; where not even that can
//! be, file after file is replaced.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::listing::{self, LISTING};
use super::recover::{self, identity, make_all};
use super::step::{Medium, Step};
use super::survey::{Change, Survey};
use super::tree::{Obstacle, Tree, device};
use super::{Place, Trouble, take};

/// The lowest directory that holds all changes, or the highest above it that does not exist yet.
pub(super) fn common(place: &Place, survey: &Survey) -> PathBuf {
    let mut folders = survey.changes.keys().filter_map(|path| path.parent());
    let first = folders.next().unwrap_or(Path::new("")).to_path_buf();
    let common = folders.fold(first, |common, folder| {
        let parts = common.iter().zip(folder).take_while(|(a, b)| a == b);
        parts.map(|(part, _)| part).collect()
    });
    missing(place, &common)
}

/// The directories of apps in which something changes.
pub(super) fn apart(place: &Place, survey: &Survey) -> BTreeSet<PathBuf> {
    survey.changes.keys().filter_map(|path| path.parent()).map(|folder| missing(place, folder)).collect()
}

/// The highest directory on the way to `relative` that does not exist yet; `relative` where all do.
fn missing(place: &Place, relative: &Path) -> PathBuf {
    let ways: Vec<&Path> = relative.ancestors().collect();
    let first = ways.into_iter().rev().find(|path| !place.dir.join(path).exists());
    first.unwrap_or(relative).to_path_buf()
}

/// Builds each of `targets` anew and lets it change places with the old one.
pub(super) fn exchange(
    medium: &mut impl Medium,
    place: &Place,
    survey: &Survey,
    targets: &BTreeSet<PathBuf>,
) -> Result<(), Obstacle> {
    let staging = stage(medium, place)?;
    if staging == place.inside && targets.iter().any(|target| target.as_os_str().is_empty()) {
        return Err(Obstacle::Reason(format!("nothing can be built beside `{}`", place.dir.display())));
    }
    let mut last = Vec::new();
    for (number, target) in targets.iter().enumerate() {
        let root = staging.join(number.to_string());
        let tree = Tree::plan(&place.dir, target, survey, &staging)?;
        let goes = tree.is_empty() && !target.as_os_str().is_empty();
        if !goes {
            attempt(medium, &Step::MakeDir(root.clone()))?;
        }
        // What stands there is written down before anything is in the tree, and known to be before it is used.
        let note = root.with_extension("place");
        attempt(medium, &Step::Write(note.clone(), recover::place(identity(&root), target).into()))?;
        attempt(medium, &Step::Keep(vec![note, staging.clone()]))?;
        if !goes {
            for step in tree.steps(&root) {
                attempt(medium, &step)?;
            }
        }
        let target = place.dir.join(target);
        last.push(match (goes, target.exists()) {
            (true, _) => Step::Rename(target, root),
            (false, true) => Step::Exchange(root, target),
            (false, false) => Step::Rename(root, target),
        });
    }
    for step in &last {
        attempt(medium, step)?;
    }
    // The generation is in its place; what follows concerns only how soon a loss of power cannot undo it.
    let _ = medium.take(&Step::Keep(vec![staging.clone()]));
    for target in targets {
        if let Some(above) = place.dir.join(target).parent() {
            let _ = medium.take(&Step::Keep(vec![above.to_path_buf()]));
        }
    }
    Ok(())
}

/// Makes a staging directory on the file system of the directory: beside it, where that can be.
fn stage(medium: &mut impl Medium, place: &Place) -> Result<PathBuf, Trouble> {
    let above = place.dir.parent().unwrap_or(&place.dir);
    let near = !place.dir.exists() || device(above) == device(&place.dir);
    if near && medium.take(&Step::MakeDir(place.beside.clone())).is_ok() {
        return Ok(place.beside.clone());
    }
    make_all(medium, &place.dir)?;
    take(medium, &Step::MakeDir(place.inside.clone()))?;
    Ok(place.inside.clone())
}

/// Takes a step of a way that is not the last one: what is not possible here may be possible otherwise, unless there is no
/// room.
fn attempt(medium: &mut impl Medium, step: &Step) -> Result<(), Obstacle> {
    medium.take(step).map_err(|error| match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Obstacle::Trouble(Trouble::unwritable(step.path(), error))
        }
        _ => Obstacle::Reason(format!("`{}` cannot be made or exchanged ({error})", step.path().display())),
    })
}

/// Replaces file after file. All texts are written before the first file changes, so that no lack of room stops it
/// halfway; and a listing names every file that is ours at any moment, so that the next run can finish the work.
pub(super) fn piecewise(medium: &mut impl Medium, place: &Place, survey: &Survey) -> Result<(), Trouble> {
    let staging = &stage(medium, place)?;
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut listings: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut texts: Vec<(PathBuf, Arc<str>)> = Vec::new();
    for (number, (path, change)) in survey.changes.iter().enumerate() {
        let (Change::New(text) | Change::Changed(text)) = change else { continue };
        let (to, from) = (place.dir.join(path), staging.join(number.to_string()));
        texts.push((from.clone(), text.clone()));
        let names = path.parent().and_then(|folder| survey.listed.get(folder)).filter(|_| path.ends_with(LISTING));
        if let Some(names) = names {
            let wide = from.with_extension("wide");
            texts.push((wide.clone(), listing::widened(text, names).into()));
            staged.push((wide, to.clone()));
            listings.push((from, to));
        } else {
            staged.push((from, to));
        }
    }
    // The wide listings go first.
    staged.sort_by_key(|(from, _)| from.extension().is_none());
    for (path, text) in &texts {
        take(medium, &Step::Write(path.clone(), text.clone()))?;
    }
    take(medium, &Step::Keep(texts.into_iter().map(|(path, _)| path).collect()))?;
    for (from, to) in staged {
        if let Some(folder) = to.parent() {
            make_all(medium, folder)?;
        }
        take(medium, &Step::Rename(from, to))?;
    }
    let stale = |listing: bool| {
        let stale = survey.changes.iter().filter(|(_, change)| **change == Change::Stale);
        stale.filter(move |(path, _)| path.ends_with(LISTING) == listing).map(|(path, _)| place.dir.join(path))
    };
    for path in stale(false) {
        take(medium, &Step::Remove(path))?;
    }
    for (from, to) in listings {
        take(medium, &Step::Rename(from, to))?;
    }
    for path in stale(true) {
        take(medium, &Step::Remove(path))?;
    }
    let folders: BTreeSet<&Path> = survey.changes.keys().filter_map(|path| path.parent()).collect();
    for folder in folders {
        let _ = medium.take(&Step::Keep(vec![place.dir.join(folder)]));
    }
    Ok(())
}
