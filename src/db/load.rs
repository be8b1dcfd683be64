//! Which files make a module, and their texts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::source::{Files, SourceText, Sources};
use crate::syntax::ast::{EntryKind, File};
use crate::syntax::{Parsed, parse};

/// The extension of a source.
const EXTENSION: &str = "kapp";

/// Reads and parses the module at `path`: a directory's sources share one scope; a file stands for its directory unless
/// another file there has an `app` too, or it is the only one.
pub(super) fn load(files: &dyn Files, path: &Path, sources: &mut Sources) -> Result<Vec<Parsed>, Failure> {
    if files.is_dir(path) {
        let paths = listed(files, path)?;
        if paths.is_empty() {
            return Err(Failure::NoSources { path: path.to_path_buf() });
        }
        return paths.iter().map(|path| read(files, path, sources)).collect();
    }
    let own = read(files, path, sources)?;
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let is_source = path.extension().is_some_and(|extension| extension == EXTENSION);
    let siblings: Vec<PathBuf> = match listed(files, &directory) {
        Ok(paths) if is_source => paths.into_iter().filter(|other| other.file_name() != path.file_name()).collect(),
        _ => Vec::new(),
    };
    let mut others = Sources::new();
    let mut module = vec![own];
    let mut readable = Vec::new();
    for sibling in &siblings {
        // A file that is a module of its own says so in its text; it need not be sound to be left alone.
        let parsed = read(files, sibling, &mut others)?;
        if has_app(&parsed.file) {
            return Ok(module);
        }
        readable.push(sibling);
    }
    for sibling in readable {
        module.push(read(files, sibling, sources)?);
    }
    Ok(module)
}

/// The directory of the module at `path`.
pub(super) fn directory<'p>(files: &dyn Files, path: &'p Path) -> &'p Path {
    if files.is_dir(path) { path } else { path.parent().unwrap_or(Path::new("")) }
}

fn listed(files: &dyn Files, directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| Failure::Unreadable { path: directory.to_path_buf(), error };
    let entries = files.list(directory).map_err(unreadable)?;
    let plain = directory == Path::new(".");
    Ok(entries
        .into_iter()
        .filter(|(name, is_directory)| {
            !is_directory && !name.starts_with('.') && Path::new(name).extension().is_some_and(|e| e == EXTENSION)
        })
        .map(|(name, _)| if plain { PathBuf::from(name) } else { directory.join(name) })
        .collect())
}

fn read(files: &dyn Files, path: &Path, sources: &mut Sources) -> Result<Parsed, Failure> {
    let bytes = files.read(path).map_err(|error| Failure::Unreadable { path: path.to_path_buf(), error })?;
    let text = String::from_utf8(bytes)
        .map_err(|error| Failure::NotText { path: path.to_path_buf(), offset: error.utf8_error().valid_up_to() })?;
    let id = sources.add(Arc::new(SourceText::new(path, text)));
    Ok(parse(sources, id))
}

fn has_app(file: &File) -> bool {
    file.entries.iter().any(|entry| match &entry.kind {
        EntryKind::Setting(setting) => {
            setting.head.path.segments.first().and_then(|segment| segment.plain()).is_some_and(|word| word == "app")
        }
        _ => false,
    })
}
