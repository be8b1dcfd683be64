//! What a run leaves behind when it is stopped, and how the next one tidies up.
//!
//! A staging directory holds trees `0`, `1`, … and beside each a `.place`: where it belongs, and the identity of the tree
//! that was built for it. While the tree has that identity it is an unfinished new one, which goes. Any other has changed
//! places with it and is the old one: what others put into it at the last moment moves on, the rest goes.
#![allow(clippy::disallowed_methods, reason = "this is where the command looks at what it wrote")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::Trouble;
use super::listing::{self, LISTING};
use super::step::{Medium, Step};
use super::survey::{entries, kind};
use super::take;

/// The name of a staging directory inside the directory that is written to.
pub(super) const INSIDE: &str = ".kappc-next";

/// The name of the staging directory beside a directory called `name`.
pub(super) fn beside(name: &std::ffi::OsStr) -> OsString {
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(INSIDE);
    beside
}

/// The text of the `.place` of a tree that was built as the directory with this identity and belongs to `target`.
pub(super) fn place(identity: Option<u64>, target: &Path) -> String {
    format!("{}\n{}\n", identity.unwrap_or(0), target.display())
}

/// The identity of what stands at a path, as long as it exists; `None` where nothing does.
pub(super) fn identity(path: &Path) -> Option<u64> {
    let meta = fs::symlink_metadata(path).ok()?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::ino(&meta));
    // Where directories cannot change places, all that stands in a staging directory is unfinished.
    #[cfg(not(unix))]
    return Some(u64::from(meta.is_dir()));
}

/// Tidies up `staging`, whose trees belong below `dir`.
pub(super) fn recover(medium: &mut impl Medium, staging: &Path, dir: &Path) -> Result<(), Trouble> {
    if !kind(staging)?.is_some_and(|kind| kind.is_dir()) {
        return Ok(());
    }
    for (name, kind) in entries(staging)? {
        let tree = staging.join(&name);
        let is_place = tree.extension().is_some_and(|extension| extension == "place");
        if kind.is_dir() {
            let place = fs::read_to_string(tree.with_extension("place")).unwrap_or_default();
            let mut lines = place.lines();
            let built = lines.next().and_then(|line| line.parse().ok());
            if let (Some(built), Some(target)) = (built, lines.next())
                && identity(&tree) != Some(built)
            {
                hand_over(medium, &tree, &dir.join(target))?;
            }
            remove(medium, &tree)?;
        } else if !is_place {
            take(medium, &Step::Remove(tree))?;
        }
    }
    // A place goes after its tree.
    for (name, _) in entries(staging)? {
        take(medium, &Step::Remove(staging.join(name)))?;
    }
    take(medium, &Step::RemoveDir(staging.to_path_buf()))
}

/// Moves what is not ours in the old directory `old` and not in the `new` one, or not the same there.
fn hand_over(medium: &mut impl Medium, old: &Path, new: &Path) -> Result<(), Trouble> {
    let ours: Vec<String> = fs::read_to_string(old.join(LISTING))
        .ok()
        .filter(|text| listing::is_one(text))
        .map(|text| text.lines().map(str::to_owned).collect())
        .unwrap_or_default();
    for (name, found) in entries(old)? {
        let (from, to) = (old.join(&name), new.join(&name));
        if name == LISTING || name == INSIDE || name.to_str().is_some_and(|name| ours.iter().any(|own| own == name)) {
            continue;
        }
        let there = kind(&to)?;
        if found.is_dir() && there.is_none_or(|there| there.is_dir()) {
            hand_over(medium, &from, &to)?;
        } else if there.is_none() || !same(&from, &to) {
            make_all(medium, new)?;
            take(medium, &Step::Rename(from, to))?;
        }
    }
    Ok(())
}

/// Whether two paths name one file, or are symbolic links with one text.
fn same(a: &Path, b: &Path) -> bool {
    match (fs::read_link(a), fs::read_link(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => identity(a).is_some() && identity(a) == identity(b),
    }
}

/// Makes a directory and those above it that are missing.
pub(super) fn make_all(medium: &mut impl Medium, dir: &Path) -> Result<(), Trouble> {
    let missing: Vec<PathBuf> =
        dir.ancestors().take_while(|dir| !dir.as_os_str().is_empty() && !dir.exists()).map(PathBuf::from).collect();
    for dir in missing.into_iter().rev() {
        take(medium, &Step::MakeDir(dir))?;
    }
    Ok(())
}

/// Removes a directory with all that is in it. A listing goes last, so that what is left says what it is.
fn remove(medium: &mut impl Medium, dir: &Path) -> Result<(), Trouble> {
    let entries = entries(dir)?;
    for (name, kind) in entries.iter().filter(|(name, _)| name != LISTING) {
        let path = dir.join(name);
        if kind.is_dir() {
            remove(medium, &path)?;
        } else {
            take(medium, &Step::Remove(path))?;
        }
    }
    if entries.iter().any(|(name, _)| name == LISTING) {
        take(medium, &Step::Remove(dir.join(LISTING)))?;
    }
    take(medium, &Step::RemoveDir(dir.to_path_buf()))
}
