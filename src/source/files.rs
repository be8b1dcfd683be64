//! The only door to files.
//!
//! Every path that the compiler asks for goes through [`Files`], missing ones too, so that a watcher can watch exactly
//! what was read and a test can hand in texts from memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing is there.
    Missing,
    /// It is there but may not be read or is of the wrong kind; in the operating system's words.
    Denied(String),
    /// It is larger than a source may be; the limit in bytes.
    TooLarge(u64),
}

/// Where the compiler reads from.
pub trait Files: Sync {
    /// The bytes of the file at `path`.
    ///
    /// # Errors
    /// What kept it from being read.
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError>;

    /// The names of the entries of the directory at `path`, sorted; `true` marks a directory.
    ///
    /// # Errors
    /// What kept it from being listed; [`ReadError::Denied`] where it is no directory.
    fn list(&self, path: &Path) -> Result<Vec<(String, bool)>, ReadError>;

    /// Whether `path` is a directory.
    fn is_dir(&self, path: &Path) -> bool;

    /// `path` with symbolic links followed and `..` removed, for deciding whether it lies inside a package.
    ///
    /// # Errors
    /// What kept it from being resolved.
    fn real(&self, path: &Path) -> Result<PathBuf, ReadError>;
}

/// Files in memory: for tests, an editor's unsaved texts and a compiler without a disk.
#[derive(Debug, Default, Clone)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// No file yet.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// With the file `path` holding `text`.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Memory {
        let _ = self.files.insert(path.into(), text.into());
        self
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        if self.is_dir(path) {
            return Err(ReadError::Denied("is a directory".to_owned()));
        }
        self.files.get(path).cloned().ok_or(ReadError::Missing)
    }

    fn list(&self, path: &Path) -> Result<Vec<(String, bool)>, ReadError> {
        if !self.is_dir(path) {
            return Err(ReadError::Missing);
        }
        let path = top(path);
        let mut entries = BTreeMap::new();
        for file in self.files.keys() {
            let Ok(rest) = file.strip_prefix(path) else { continue };
            let mut parts = rest.components();
            if let Some(first) = parts.next() {
                let _ = entries.insert(first.as_os_str().to_string_lossy().into_owned(), parts.next().is_some());
            }
        }
        Ok(entries.into_iter().collect())
    }

    fn is_dir(&self, path: &Path) -> bool {
        let path = top(path);
        self.files.keys().any(|file| file != path && file.starts_with(path))
    }

    fn real(&self, path: &Path) -> Result<PathBuf, ReadError> {
        Ok(path.to_path_buf())
    }
}

/// The directory in which files without a directory lie is `.`.
fn top(path: &Path) -> &Path {
    if path == Path::new(".") { Path::new("") } else { path }
}
