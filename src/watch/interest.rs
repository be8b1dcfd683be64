//! From what was asked for to what is watched: directories, since editors replace files, and all of them up to the root,
//! since directories are replaced too. Which of their events matter is told by name.
#![allow(clippy::disallowed_methods, reason = "what the operating system watches are real directories")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf, absolute};

use crate::source::Record;

/// What to watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Interest {
    /// The directories, without symbolic links; each alone, not what is below it.
    pub(super) directories: BTreeSet<PathBuf>,
    /// Of these, the ones in which every entry matters.
    whole: BTreeSet<PathBuf>,
    /// The names that matter in the others.
    names: BTreeSet<OsString>,
}

/// What to watch for a round that asked what `record` says.
pub(super) fn interest(record: &Record) -> Interest {
    let mut interest = Interest::default();
    let paths: BTreeSet<&Path> = record.paths().collect();
    for path in paths {
        let Ok(path) = absolute(path) else { continue };
        interest.add(&path);
        // What a link leads to may be replaced, and so may the link.
        if let Ok(real) = std::fs::canonicalize(&path) {
            if real != path {
                interest.add(&real);
            }
            if real.is_dir() {
                let _ = interest.directories.insert(real);
            }
        }
    }
    interest.whole.extend(record.listed().filter_map(|path| std::fs::canonicalize(path).ok()));
    interest
}

impl Interest {
    fn add(&mut self, path: &Path) {
        for above in path.ancestors() {
            if let Some(name) = above.file_name()
                && !self.names.contains(name)
            {
                let _ = self.names.insert(name.to_owned());
            }
            if let Some(Ok(directory)) = above.parent().map(std::fs::canonicalize) {
                let _ = self.directories.insert(directory);
            }
        }
    }

    /// Whether something that happened to `path`, an entry of a watched directory or such a directory itself, may matter.
    pub(super) fn matters(&self, path: &Path) -> bool {
        let named = path.file_name().is_none_or(|name| self.names.contains(name));
        named || path.parent().is_some_and(|parent| self.whole.contains(parent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Files as _, Memory, Recorder};

    #[test]
    fn directories_up_to_the_root_are_watched_and_names_tell_what_matters() {
        let here = std::fs::canonicalize(env!("CARGO_MANIFEST_DIR")).unwrap();
        let memory = Memory::new();
        let recorder = Recorder::new(&memory, None);
        let _ = recorder.read(&here.join("src/missing/kapp.toml"));
        let _ = recorder.list(&here.join("examples"));
        let interest = interest(&recorder.finish());
        assert!(interest.directories.contains(&here.join("src")), "{interest:?}");
        assert!(!interest.directories.contains(&here.join("src/missing")), "{interest:?}");
        assert!(here.ancestors().all(|above| interest.directories.contains(above)), "{interest:?}");
        assert!(interest.matters(&here.join("src/missing")) && interest.matters(&here.join("examples/new.kapp")));
        assert!(!interest.matters(&here.join("src/lib.rs")));
    }
}
