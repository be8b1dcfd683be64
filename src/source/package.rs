//! Files that a program names: relative to the source that names them, and never outside the package.

use std::path::{Component, Path, PathBuf};

use super::files::{Files, ReadError};
use super::span::{Sources, Span};

/// The files that a program may name.
#[derive(Clone, Copy)]
pub struct Package<'a> {
    /// The door to files.
    pub files: &'a dyn Files,
    /// The sources, for the paths of those that name files.
    pub sources: &'a Sources,
    /// The directory that no path leaves.
    pub root: &'a Path,
}

impl std::fmt::Debug for Package<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Package").field("root", &self.root).finish_non_exhaustive()
    }
}

/// Why a file that a program names cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageError {
    /// The path starts at the root of the file system.
    Absolute,
    /// The path, or a symbolic link on it, leads out of the package.
    Outside,
    /// It cannot be read.
    Unreadable(ReadError),
}

impl Package<'_> {
    /// The root of the package of a module in `directory`: the nearest directory upward that holds `kapp.toml`, else
    /// `directory` itself.
    pub fn root_of(files: &dyn Files, directory: &Path) -> PathBuf {
        let start = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        let Ok(real) = files.real(start) else { return start.to_path_buf() };
        let holds = |directory: &&Path| files.read(&directory.join("kapp.toml")).is_ok();
        real.ancestors().find(holds).unwrap_or(&real).to_path_buf()
    }

    /// The bytes of the file that the source around `from` calls `path`.
    ///
    /// # Errors
    /// Where the path leaves the package or the file cannot be read.
    pub fn read(&self, from: Span, path: &str) -> Result<Vec<u8>, PackageError> {
        let path = self.inside(from, path)?;
        self.files.read(&path).map_err(PackageError::Unreadable)
    }

    /// The names of the files in the directory that the source around `from` calls `path`, sorted; directories and files
    /// whose name starts with a dot are left out.
    ///
    /// # Errors
    /// Where the path leaves the package or the directory cannot be listed.
    pub fn list(&self, from: Span, path: &str) -> Result<Vec<String>, PackageError> {
        let path = self.inside(from, path)?;
        let entries = self.files.list(&path).map_err(PackageError::Unreadable)?;
        let files = entries.into_iter().filter(|(name, is_directory)| !is_directory && !name.starts_with('.'));
        Ok(files.map(|(name, _)| name).collect())
    }

    /// The path from here, if it stays inside the package.
    fn inside(&self, from: Span, path: &str) -> Result<PathBuf, PackageError> {
        if Path::new(path).is_absolute() {
            return Err(PackageError::Absolute);
        }
        let directory = self.sources.position(from).and_then(|(source, _)| source.parent()).unwrap_or(Path::new(""));
        let root = self.real(self.root)?;
        let target = normal(&self.real(directory)?.join(path)).ok_or(PackageError::Outside)?;
        if !target.starts_with(&root) {
            return Err(PackageError::Outside);
        }
        // What is there may still be a link that leads out.
        let real = self.real(&target)?;
        if real.starts_with(&root) { Ok(real) } else { Err(PackageError::Outside) }
    }

    fn real(&self, path: &Path) -> Result<PathBuf, PackageError> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let real = self.files.real(path).map_err(PackageError::Unreadable)?;
        normal(&real).ok_or(PackageError::Outside)
    }
}

/// The path without `.` and with `..` carried out; `None` where a relative path climbs above its start.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                let climbs = matches!(out.components().next_back(), None | Some(Component::ParentDir));
                if climbs {
                    out.push("..");
                } else if !out.pop() {
                    return None;
                }
            }
            other => out.push(other),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::{Memory, SourceText};

    #[test]
    fn no_path_leaves_the_package() {
        let files = Memory::new().with("app/a.kapp", "").with("app/files/x", "x").with("secret", "s");
        let mut sources = Sources::new();
        let source = sources.add(Arc::new(SourceText::new("app/a.kapp", "")));
        let from = Span::new(sources.anchor(source, 0), 0, 0);
        let package = Package { files: &files, sources: &sources, root: Path::new("app") };
        assert_eq!(package.read(from, "files/x"), Ok(b"x".to_vec()));
        assert_eq!(package.read(from, "files/../files/./x"), Ok(b"x".to_vec()));
        assert_eq!(package.read(from, "../secret"), Err(PackageError::Outside));
        assert_eq!(package.read(from, "files/../../secret"), Err(PackageError::Outside));
        assert_eq!(package.read(from, "/etc/passwd"), Err(PackageError::Absolute));
        assert_eq!(package.read(from, "files/y"), Err(PackageError::Unreadable(ReadError::Missing)));
        assert_eq!(package.list(from, "files"), Ok(vec!["x".to_owned()]));
    }
}
