//! The cases below `tests/cases/GROUP/`: a `.kapp` file, or a directory that is a module with everything below it.
//!
//! Beside each lies `NAME.stderr`, what its diagnostics look like, where it has any.

use std::fs;
use std::path::{Path, PathBuf};

use kappc::{Goal, Inputs};

use super::markers::{Expected, markers, without_markers};
use super::program::Program;

/// One case.
#[derive(Debug)]
pub(crate) struct Case {
    /// `GROUP/NAME`.
    pub(crate) name: String,
    /// Where its picture lies.
    pub(crate) snapshot: PathBuf,
    pub(crate) program: Program,
    pub(crate) expected: Vec<Expected>,
}

/// Where the cases are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Every case below `root`, in order; and the pictures that belong to none.
pub(crate) fn all(root: &Path) -> Result<(Vec<Case>, Vec<PathBuf>), String> {
    let (mut cases, mut pictures) = (Vec::new(), Vec::new());
    for group in entries(root) {
        for path in entries(&group) {
            match path.extension().and_then(|e| e.to_str()) {
                Some("stderr") => pictures.push(path),
                Some("kapp") => cases.push(read(root, &path)?),
                _ if path.is_dir() => cases.push(read(root, &path)?),
                _ => return Err(format!("{} is neither a case nor a picture", path.display())),
            }
        }
    }
    pictures.retain(|picture| !cases.iter().any(|case| &case.snapshot == picture));
    Ok((cases, pictures))
}

/// The entries of a directory, sorted.
fn entries(path: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn read(root: &Path, path: &Path) -> Result<Case, String> {
    let group = path.parent().unwrap();
    let below = |path: &Path| path.strip_prefix(group).unwrap().to_str().unwrap().to_owned();
    let inputs = Inputs { goal: Goal::Check, ..Inputs::default() };
    let mut program = Program { path: below(path), inputs, ..Program::default() };
    let mut expected = Vec::new();
    let mut left = vec![path.to_owned()];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(entries(&path));
            continue;
        }
        let (name, mut bytes) = (below(&path), fs::read(&path).unwrap());
        let extension = path.extension().and_then(|e| e.to_str());
        if let (Some("kapp" | "yaml" | "json" | "toml"), Ok(text)) = (extension, std::str::from_utf8(&bytes)) {
            // Comments of TOML and YAML start with `#`.
            let text =
                if matches!(extension, Some("toml" | "yaml")) { text.replace("#~", "//~") } else { text.to_owned() };
            let text = text.as_str();
            expected.extend(markers(&name, text)?);
            program.direct(text).map_err(|error| format!("{}: {error}", path.display()))?;
            bytes = without_markers(text).into_bytes();
        }
        program.files.push((name, bytes));
    }
    let name = path.strip_prefix(root).unwrap().with_extension("").to_str().unwrap().to_owned();
    Ok(Case { name, snapshot: path.with_extension("stderr"), program, expected })
}
