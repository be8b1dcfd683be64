//! Which modules a path stands for, and all of them compiled together.
//!
//! A directory in which several files have an `app` stands for each of these files; `DIR/...` for every module below
//! `DIR`, of which those without an `app` are checked, but make nothing: they are there to be imported.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::texts::{self, Directory};
use super::{Compilation, Failure, Inputs, module, verdict};
use crate::diag::{Diagnostic, Severity, code};
use crate::source::{Files, SourceText, Span};

/// What stands for every module below a directory.
const ALL_BELOW: &str = "...";

/// Which of the things that the command line names were found.
#[derive(Debug, Default)]
pub(super) struct Asked {
    of_several: bool,
    found: FxHashSet<String>,
    missing: Vec<(String, String)>,
}

impl Asked {
    /// Whether several modules are compiled, each of which has some of what is asked for.
    pub(super) fn of_several(&self) -> bool {
        self.of_several
    }

    /// Notes that a module has `name`.
    pub(super) fn found(&mut self, name: &str) {
        if self.of_several {
            let _ = self.found.insert(name.to_owned());
        }
    }

    /// Notes that a module lacks `name`, which is a mistake where it is the only module.
    ///
    /// # Errors
    /// There.
    pub(super) fn missing(&mut self, name: &str, message: String) -> Result<(), Failure> {
        if !self.of_several {
            return Err(Failure::Usage(message));
        }
        self.missing.push((name.to_owned(), message));
        Ok(())
    }

    /// What no module has.
    fn verdict(&self) -> Result<(), Failure> {
        match self.missing.iter().find(|(name, _)| !self.found.contains(name)) {
            Some((_, message)) => Err(Failure::Usage(message.clone())),
            None => Ok(()),
        }
    }
}

/// What a path stands for.
#[derive(Debug, Default)]
struct Targets {
    modules: Vec<PathBuf>,
    /// Files without an `app` beside several with one.
    strays: Vec<PathBuf>,
}

impl Targets {
    fn directory(&mut self, files: &dyn Files, path: &Path) -> Result<(), Failure> {
        match texts::look_at(files, path)? {
            Directory::One => self.modules.push(path.to_path_buf()),
            Directory::Several { apps, others } => {
                self.modules.extend(apps);
                self.strays.extend(others);
            }
        }
        Ok(())
    }

    fn file(&mut self, files: &dyn Files, path: &Path) -> Result<(), Failure> {
        match texts::beside(files, path)? {
            Directory::Several { others, .. } if others.iter().any(|other| other.file_name() == path.file_name()) => {
                self.strays.push(path.to_path_buf());
            }
            _ => self.modules.push(path.to_path_buf()),
        }
        Ok(())
    }
}

/// Compiles what `path` stands for.
pub(super) fn compile(files: &dyn Files, path: &Path, inputs: &Inputs) -> Result<Compilation, Failure> {
    let mut targets = Targets::default();
    let all_below = path.file_name().is_some_and(|name| name == ALL_BELOW);
    if all_below {
        let top = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let directories = texts::below(files, top)?;
        if directories.is_empty() {
            return Err(Failure::NoSources { path: top.to_path_buf() });
        }
        for directory in directories {
            targets.directory(files, &directory)?;
        }
    } else if files.is_dir(path) {
        targets.directory(files, path)?;
    } else {
        targets.file(files, path)?;
    }
    let mut whole = Compilation::default();
    let mut asked = Asked { of_several: all_below || targets.modules.len() > 1, ..Asked::default() };
    for target in &targets.modules {
        module(files, target, inputs, &mut asked, &mut whole)?;
    }
    asked.verdict()?;
    for stray in &targets.strays {
        report_stray(files, stray, &mut whole);
    }
    verdict::sort(&mut whole.diagnostics, &whole.sources);
    if whole.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        whole.manifests.clear();
    }
    same_apps(&whole)?;
    Ok(whole)
}

fn report_stray(files: &dyn Files, path: &Path, whole: &mut Compilation) {
    let text = files.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let source = whole.sources.add(Arc::new(SourceText::new(path, text)));
    let anchor = whole.sources.anchor(source, 0);
    whole.diagnostics.push(
        Diagnostic::error(code::FILE_WITHOUT_APP, Span::new(anchor, 0, 0), "this file belongs to no module")
            .here("it has no `app`")
            .note("several files beside it have an `app`, so that each of them is a module of its own")
            .help("give it an `app`, or move it to a directory of its own and import that where it is needed"),
    );
}

/// Two apps of one name would overwrite each other.
fn same_apps(whole: &Compilation) -> Result<(), Failure> {
    let mut seen: FxHashSet<(&Option<EcoString>, &str)> = FxHashSet::default();
    for (environment, manifests) in &whole.manifests {
        if !seen.insert((environment, &manifests.app)) {
            return Err(Failure::Usage(format!("two modules call their app `{}`: rename one of them", manifests.app)));
        }
    }
    Ok(())
}
