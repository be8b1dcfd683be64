//! A file replaced by its new content in one step: whoever reads it meanwhile, and whatever kills the process, finds the
//! old content or the new one, whole.
#![allow(clippy::disallowed_methods, reason = "the command line is where files are written")]

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces the content of the file at `path`, keeping its permissions. A symbolic link stays one; the file that it
/// leads to is replaced.
///
/// # Errors
/// What kept it from being written; the file is as it was.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it may only be read"));
    }
    // Renaming asks for no right to write the file itself, so that is asked for here.
    drop(OpenOptions::new().write(true).open(&path)?);
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let written = write(&mut file, content, permissions).and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write(file: &mut File, content: &[u8], permissions: fs::Permissions) -> io::Result<()> {
    file.write_all(content)?;
    file.set_permissions(permissions)?;
    file.sync_all()
}
