//! [`Files`] on the real disk: the one place of the core that does I/O.
#![allow(clippy::disallowed_methods, reason = "this is the door that the ban leaves open")]

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::files::{Files, ReadError};

/// The largest file that is read, in bytes: far above any source, far below what would exhaust memory.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// The real disk.
#[derive(Debug, Default, Clone, Copy)]
pub struct Disk;

fn error(error: &std::io::Error) -> ReadError {
    match error.kind() {
        ErrorKind::NotFound => ReadError::Missing,
        _ => ReadError::Denied(error.to_string()),
    }
}

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let file = std::fs::File::open(path).map_err(|e| error(&e))?;
        let expected = file.metadata().map_or(0, |meta| meta.len().min(MAX_FILE));
        // One byte more, so that the end is seen without growing.
        let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0) + 1);
        let read = file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|e| error(&e))?;
        if read as u64 > MAX_FILE { Err(ReadError::TooLarge(MAX_FILE)) } else { Ok(bytes) }
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, bool)>, ReadError> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(path).map_err(|e| error(&e))? {
            let entry = entry.map_err(|e| error(&e))?;
            let directory = std::fs::metadata(entry.path()).is_ok_and(|meta| meta.is_dir());
            entries.push((entry.file_name().to_string_lossy().into_owned(), directory));
        }
        entries.sort();
        Ok(entries)
    }

    fn is_dir(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|meta| meta.is_dir())
    }

    fn real(&self, path: &Path) -> Result<PathBuf, ReadError> {
        std::fs::canonicalize(path).map_err(|e| error(&e))
    }
}
