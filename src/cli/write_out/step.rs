//! The changes that are made to the disk, as data, and the one place that makes them.
//!
//! Whoever plans a change lists its steps; a test takes some of them and looks at what a kill would have left.
#![allow(clippy::disallowed_methods, reason = "this is where the command writes")]

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One change, which happens whole or not at all. Only a [`Step::Write`] can stop in the middle, and what it writes is
/// seen by nobody before a later step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Makes a directory, which must not exist.
    MakeDir(PathBuf),
    /// Gives the second the permissions of the first.
    Mode(PathBuf, PathBuf),
    /// Writes a file, which must not exist.
    Write(PathBuf, Arc<str>),
    /// Gives the file at the first path a second name.
    Link(PathBuf, PathBuf),
    /// Makes a symbolic link with the first as its text at the second.
    Symlink(PathBuf, PathBuf),
    /// Sees to it that these files and directories, all of one file system, outlast a loss of power.
    Keep(Vec<PathBuf>),
    /// Moves the first to the second; a file there is replaced.
    Rename(PathBuf, PathBuf),
    /// Lets two directories change places.
    Exchange(PathBuf, PathBuf),
    /// Removes a file or a symbolic link.
    Remove(PathBuf),
    /// Removes an empty directory.
    RemoveDir(PathBuf),
}

/// What steps are taken on.
pub(super) trait Medium {
    /// Takes one.
    ///
    /// # Errors
    /// What kept it from being taken.
    fn take(&mut self, step: &Step) -> io::Result<()>;
}

/// The real disk.
#[derive(Debug)]
pub(super) struct RealDisk;

/// From so many paths on, one request for the whole file system is cheaper than one for each.
const MANY: usize = 32;

impl Medium for RealDisk {
    fn take(&mut self, step: &Step) -> io::Result<()> {
        use std::fs;
        match step {
            Step::MakeDir(path) => fs::create_dir(path),
            Step::Mode(from, to) => fs::set_permissions(to, fs::metadata(from)?.permissions()),
            Step::Write(path, text) => {
                let mut file = fs::File::options().write(true).create_new(true).open(path)?;
                io::Write::write_all(&mut file, text.as_bytes())
            }
            Step::Link(from, to) => fs::hard_link(from, to),
            Step::Symlink(text, to) => symlink(text, to),
            Step::Keep(paths) => keep(paths),
            Step::Rename(from, to) => fs::rename(from, to),
            Step::Exchange(a, b) => exchange(a, b),
            Step::Remove(path) => fs::remove_file(path),
            Step::RemoveDir(path) => fs::remove_dir(path),
        }
    }
}

impl Step {
    /// The path that an error of this step is about.
    pub(super) fn path(&self) -> &Path {
        match self {
            Step::MakeDir(path) | Step::Write(path, _) | Step::Remove(path) | Step::RemoveDir(path) => path,
            Step::Mode(_, to)
            | Step::Link(_, to)
            | Step::Symlink(_, to)
            | Step::Rename(_, to)
            | Step::Exchange(_, to) => to,
            Step::Keep(paths) => paths.first().map_or(Path::new(""), PathBuf::as_path),
        }
    }
}

#[cfg(unix)]
fn symlink(text: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(text, to)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn keep(paths: &[PathBuf]) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if let (Some(first), true) = (paths.first(), paths.len() > MANY) {
        return Ok(rustix::fs::syncfs(std::fs::File::open(first)?)?);
    }
    for path in paths {
        // Elsewhere a directory cannot be opened as a file.
        if cfg!(unix) || path.is_file() {
            std::fs::File::open(path)?.sync_all()?;
        }
    }
    Ok(())
}
