//! A file replaced by its new content in one step: whoever reads it meanwhile, and whatever kills the process, finds the
//! old content or the new one, whole.
#![allow(clippy::disallowed_methods, reason = "the command line is where files are written")]

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// New content on the disk beside the file whose place it will take; taken away again unless it does.
#[derive(Debug)]
pub(super) struct Ready {
    temporary: PathBuf,
    /// The file, symbolic links followed.
    pub(super) target: PathBuf,
    placed: bool,
}

/// Replaces the content of the file at `path`, keeping its permissions. A symbolic link stays one; the file that it
/// leads to is replaced.
///
/// # Errors
/// What kept it from being written; the file is as it was.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    prepare(path, content)?.place()
}

/// As [`replace`], for a file that need not be there. A pipe or a device is written to.
///
/// # Errors
/// What kept it from being written; the file is as it was.
pub(super) fn replace_or_make(path: &Path, content: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => replace(path, content),
        Ok(_) => fs::write(path, content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => beside(path.to_path_buf(), content, None)?.place(),
        Err(error) => Err(error),
    }
}

/// Everything of [`replace`] that can fail but the last step.
///
/// # Errors
/// What keeps it from being written.
pub(super) fn prepare(path: &Path, content: &[u8]) -> io::Result<Ready> {
    let target = fs::canonicalize(path)?;
    let permissions = fs::metadata(&target)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it may only be read"));
    }
    // Renaming asks for no right to write the file itself, so that is asked for here.
    drop(OpenOptions::new().write(true).open(&target)?);
    beside(target, content, Some(permissions))
}

fn beside(target: PathBuf, content: &[u8], permissions: Option<fs::Permissions>) -> io::Result<Ready> {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = target.with_file_name(name);
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let ready = Ready { temporary, target, placed: false };
    write(&mut file, content, permissions)?;
    Ok(ready)
}

impl Ready {
    /// Lets the new content take the file's place.
    ///
    /// # Errors
    /// What kept it from doing so; the file is as it was.
    pub(super) fn place(mut self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.target)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        if !self.placed {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

fn write(file: &mut File, content: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    file.write_all(content)?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}
