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

    /// The files that the source around `from` calls `pattern`, in which `*` and `?` stand for characters of one step:
    /// each as it is shown, sorted. Nothing whose name starts with a dot is meant unless the pattern says the dot. Without
    /// `*` and `?` it is that one file.
    ///
    /// # Errors
    /// Where the path leaves the package, or a directory on it cannot be listed.
    pub fn matching(&self, from: Span, pattern: &str) -> Result<Vec<String>, PackageError> {
        if !pattern.contains(['*', '?']) {
            return Ok(vec![pattern.to_owned()]);
        }
        if Path::new(pattern).is_absolute() {
            return Err(PackageError::Absolute);
        }
        let mut found = vec![String::new()];
        let mut steps = pattern.split('/').peekable();
        while let Some(step) = steps.next() {
            let is_last = steps.peek().is_none();
            let mut next = Vec::new();
            for path in found {
                if !step.contains(['*', '?']) {
                    next.push(joined(&path, step));
                    continue;
                }
                let directory = self.inside(from, if path.is_empty() { "." } else { &path })?;
                let entries = match self.files.list(&directory) {
                    Err(ReadError::Missing) => continue,
                    listed => listed.map_err(PackageError::Unreadable)?,
                };
                for (name, is_directory) in entries {
                    let hidden = name.starts_with('.') && !step.starts_with('.');
                    if is_directory != is_last && !hidden && matches(step, &name) {
                        next.push(joined(&path, &name));
                    }
                }
            }
            found = next;
        }
        Ok(found)
    }

    /// The path under which diagnostics show the file that the source around `from` calls `path`.
    pub fn shown(&self, from: Span, path: &str) -> PathBuf {
        let full = self.directory(from).join(path);
        normal(&full).unwrap_or(full)
    }

    fn directory(&self, from: Span) -> &Path {
        self.sources.position(from).and_then(|(source, _)| source.parent()).unwrap_or(Path::new(""))
    }

    /// The real path of what the source around `from` calls `path`, a file or a directory.
    ///
    /// # Errors
    /// Where the path leaves the package or nothing is there.
    pub fn find(&self, from: Span, path: &str) -> Result<PathBuf, PackageError> {
        let real = self.inside(from, path)?;
        let there = self.files.is_dir(&real) || self.files.read(&real).is_ok();
        if there { Ok(real) } else { Err(PackageError::Unreadable(ReadError::Missing)) }
    }

    /// The path from here, if it stays inside the package.
    fn inside(&self, from: Span, path: &str) -> Result<PathBuf, PackageError> {
        if Path::new(path).is_absolute() {
            return Err(PackageError::Absolute);
        }
        let directory = self.directory(from);
        let root = self.real(self.root)?;
        let target = normal(&self.real(directory)?.join(path)).ok_or(PackageError::Outside)?;
        let climbs = matches!(target.components().next(), Some(Component::ParentDir));
        if climbs || !target.starts_with(&root) {
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

fn joined(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}/{step}") }
}

/// Whether `name` is of the form `pattern`: `*` stands for any characters, `?` for one.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut place) = (0, 0);
    // Where the last `*` stands, and what it has taken so far: it takes one more wherever the rest does not fit.
    let mut star: Option<(usize, usize)> = None;
    while let Some(c) = name.get(place) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == c => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((behind, taken)) = star else { return false };
                star = Some((behind, taken + 1));
                at = behind + 1;
                place = taken + 1;
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|c| *c == '*')
}

/// The path without `.` and with `..` carried out; `None` where a relative path climbs above its start.
pub fn normal(path: &Path) -> Option<PathBuf> {
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
    use crate::source::{Memory, Recorder, Since, SourceText};

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

    #[test]
    fn patterns_stand_for_files_of_one_step() {
        for (pattern, name, fits) in [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "a.yml", false),
            ("*", "", true),
            ("a*b*c", "aXbXbc", true),
            ("a*b*c", "aXbX", false),
            ("?.yaml", "é.yaml", true),
            ("?.yaml", "ab.yaml", false),
            ("**-crd", "x-crd", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
        let files = ["app/a.kapp", "app/crds/b.yaml", "app/crds/a.yaml", "app/crds/.c.yaml", "app/crds/d/e.yaml"];
        let files = files.into_iter().fold(Memory::new(), |memory, file| memory.with(file, ""));
        let mut sources = Sources::new();
        let source = sources.add(Arc::new(SourceText::new("app/a.kapp", "")));
        let from = Span::new(sources.anchor(source, 0), 0, 0);
        let package = Package { files: &files, sources: &sources, root: Path::new("app") };
        let found = |pattern: &str| package.matching(from, pattern).map(|found| found.join(" "));
        assert_eq!(found("crds/*.yaml"), Ok("crds/a.yaml crds/b.yaml".to_owned()));
        assert_eq!(found("*/?/*.yaml"), Ok("crds/d/e.yaml".to_owned()));
        assert_eq!(found("crds/x.yaml"), Ok("crds/x.yaml".to_owned()));
        assert_eq!(found("*.yaml"), Ok(String::new()));
        assert_eq!(found("none/*.yaml"), Ok(String::new()));
        assert_eq!(found("../*"), Err(PackageError::Outside));
        assert_eq!(package.shown(from, "./crds/../x.yaml"), Path::new("app/x.yaml"));
    }

    #[test]
    fn who_watches_learns_of_a_new_file_that_a_pattern_finds() {
        let files = Memory::new().with("app/a.kapp", "").with("app/crds/a.yaml", "");
        let mut sources = Sources::new();
        let source = sources.add(Arc::new(SourceText::new("app/a.kapp", "")));
        let from = Span::new(sources.anchor(source, 0), 0, 0);
        let recorder = Recorder::new(&files, None);
        let package = Package { files: &recorder, sources: &sources, root: Path::new("app") };
        assert_eq!(package.matching(from, "crds/*.yaml"), Ok(vec!["crds/a.yaml".to_owned()]));
        assert_eq!(package.matching(from, "later/*.yaml"), Ok(Vec::new()));
        let record = recorder.finish();
        assert_eq!(record.since(&files), Since::Same);
        assert_eq!(record.since(&files.clone().with("app/crds/b.yaml", "")), Since::Changed);
        assert_eq!(record.since(&files.clone().with("app/later/a.yaml", "")), Since::Changed);
    }
}
