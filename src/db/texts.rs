//! Which files of a directory make one module: all of them, unless two have an `app`; then each that has one is a module
//! of its own.
//!
//! Whether a text has an `app` is seen from its tokens alone, so that a file that stays outside is never parsed.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::Failure;
use crate::source::Files;
use crate::syntax::tokens;

/// The extension of a source.
const EXTENSION: &str = "kapp";

/// What the sources of a directory are.
#[derive(Debug)]
pub(super) enum Directory {
    /// One module, of all of them.
    One,
    /// A module for each file with an `app`; the others belong to none.
    Several {
        /// The files with an `app`.
        apps: Vec<PathBuf>,
        /// Those without.
        others: Vec<PathBuf>,
    },
}

/// Looks at the sources of `directory`.
pub(super) fn look_at(files: &dyn Files, directory: &Path) -> Result<Directory, Failure> {
    let texts = texts(files, directory)?;
    if texts.len() < 2 {
        return Ok(Directory::One);
    }
    let (apps, others): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(_, text)| has_app(text));
    if apps.len() < 2 {
        return Ok(Directory::One);
    }
    let paths = |texts: Vec<(PathBuf, String)>| texts.into_iter().map(|(path, _)| path).collect();
    Ok(Directory::Several { apps: paths(apps), others: paths(others) })
}

/// Looks at the sources of the directory that holds the file at `path`, which must be readable.
pub(super) fn beside(files: &dyn Files, path: &Path) -> Result<Directory, Failure> {
    if path.extension().is_none_or(|extension| extension != EXTENSION) || has_app(&text(files, path)?) {
        return Ok(Directory::One);
    }
    // A file may be readable in a directory that is not.
    if files.list(parent(path)).is_ok() { look_at(files, parent(path)) } else { Ok(Directory::One) }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The texts of the module at `path`, a directory or file.
pub(super) fn module_texts(files: &dyn Files, path: &Path) -> Result<Vec<(PathBuf, String)>, Failure> {
    if files.is_dir(path) {
        let texts = texts(files, path)?;
        return if texts.is_empty() { Err(Failure::NoSources { path: path.to_path_buf() }) } else { Ok(texts) };
    }
    let own = text(files, path)?;
    let mut module = vec![(path.to_path_buf(), own)];
    if path.extension().is_none_or(|extension| extension != EXTENSION) {
        return Ok(module);
    }
    let paths = listed(files, parent(path)).unwrap_or_default();
    for sibling in paths.iter().filter(|other| other.file_name() != path.file_name()) {
        module.push((sibling.clone(), text(files, sibling)?));
    }
    if module.len() > 1 && module.iter().filter(|(_, text)| has_app(text)).count() > 1 {
        module.truncate(1);
    }
    Ok(module)
}

/// The directories below `directory` that hold sources, itself included, in the order of their paths; those whose name
/// starts with a dot are left out, and of several ways to one directory all but the first.
pub(super) fn below(files: &dyn Files, directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut found, mut left) = (Vec::new(), vec![directory.to_path_buf()]);
    let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
    while let Some(directory) = left.pop() {
        let real = files.real(&directory).unwrap_or_else(|_| directory.clone());
        if !seen.insert(real) {
            continue;
        }
        let unreadable = |error| Failure::Unreadable { path: directory.clone(), error };
        let entries = files.list(&directory).map_err(unreadable)?;
        let visible = || entries.iter().filter(|(name, _)| !name.starts_with('.'));
        if visible().any(|(name, is_directory)| !is_directory && is_source(name)) {
            found.push(directory.clone());
        }
        let plain = directory == Path::new(".");
        let inner = visible().filter(|(_, is_directory)| *is_directory).rev();
        left.extend(inner.map(|(name, _)| if plain { PathBuf::from(name) } else { directory.join(name) }));
    }
    Ok(found)
}

fn is_source(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == EXTENSION)
}

fn texts(files: &dyn Files, directory: &Path) -> Result<Vec<(PathBuf, String)>, Failure> {
    listed(files, directory)?.into_iter().map(|path| Ok((path.clone(), text(files, &path)?))).collect()
}

fn listed(files: &dyn Files, directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| Failure::Unreadable { path: directory.to_path_buf(), error };
    let entries = files.list(directory).map_err(unreadable)?;
    let plain = directory == Path::new(".");
    Ok(entries
        .into_iter()
        .filter(|(name, is_directory)| !is_directory && !name.starts_with('.') && is_source(name))
        .map(|(name, _)| if plain { PathBuf::from(name) } else { directory.join(name) })
        .collect())
}

/// The text of one file.
pub(super) fn text(files: &dyn Files, path: &Path) -> Result<String, Failure> {
    let bytes = files.read(path).map_err(|error| Failure::Unreadable { path: path.to_path_buf(), error })?;
    String::from_utf8(bytes)
        .map_err(|error| Failure::NotText { path: path.to_path_buf(), offset: error.utf8_error().valid_up_to() })
}

/// Whether `text` has an `app` at top level: the word `app` outside of brackets, first on its line, with a name and a
/// block or line end behind it.
pub(super) fn has_app(text: &str) -> bool {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let start = end;
        end += line.len();
        if line.trim_start().strip_prefix("app").is_none_or(|rest| !rest.starts_with([' ', '\t'])) {
            continue;
        }
        // Most files start with it. Where nothing stands open that reaches over lines, the rest has no say.
        let before = text.get(..start).unwrap_or_default();
        if before.contains(['"', '\'']) || before.contains("/*") {
            return app_among(text, text.len());
        }
        if app_among(text, end) {
            return true;
        }
    }
    false
}

/// Whether there is an `app` at top level among the tokens of the first `length` bytes.
fn app_among(text: &str, length: usize) -> bool {
    let mut depth = 0_usize;
    for (start, end) in tokens(text.get(..length).unwrap_or_default()) {
        match text.get(start..end).unwrap_or_default() {
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => depth = depth.saturating_sub(1),
            "app" if depth == 0 => {
                let before = text.get(..start).unwrap_or_default();
                let first = before.rsplit('\n').next().unwrap_or_default().trim().is_empty();
                let after = text.get(end..).unwrap_or_default().trim_start_matches([' ', '\t']);
                if first && after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '"' | '\'' | '{'))
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::has_app;

    #[test]
    fn an_app_is_seen_from_its_tokens() {
        assert!(has_app("app shop {}"));
        assert!(has_app("// app x\nparam a = 1\napp shop {\n}"));
        assert!(has_app("app \"shop\" {}"));
        assert!(!has_app("config x {\n  app y\n}"));
        assert!(!has_app("let x = \"\"\"\n  app shop {}\n  \"\"\""));
        assert!(!has_app("// app shop {}"));
        assert!(has_app("app = 1\nlet x = 'y'\napp shop {}"));
        assert!(has_app("config x {\n app y\n}\n app shop {}"));
        assert!(!has_app("let app = 1"));
    }
}
