//! `kapp.toml`: what a package is called, what else it is made of, and how strict it is about warnings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::data::{self, Form};
use crate::diag::code::REGISTRY;
use crate::diag::{Diagnostic, Diagnostics, Severity, code, suggest};
use crate::source::{Files, Package, PackageError, SourceText, Sources, Span, normal};
use crate::yaml::{Data, Key, Node};

/// The file at the root of a package.
const NAME: &str = "kapp.toml";

/// What it says.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// `[dependencies]`
    pub(super) dependencies: Vec<Dependency>,
    /// `[lint]`
    levels: Vec<(String, Level)>,
}

/// `platform = { path = "vendor/platform" }`
#[derive(Debug)]
pub(super) struct Dependency {
    /// The name by which it is imported.
    pub(super) name: String,
    /// The path as written, from the manifest.
    pub(super) path: String,
    /// Where that is written.
    pub(super) span: Span,
}

/// What becomes of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Allow,
    Warn,
    Deny,
}

impl Manifest {
    /// Reads the manifest of the package at `root`, the real path, of a module in `directory`.
    pub(super) fn read(
        files: &dyn Files,
        root: &Path,
        directory: &Path,
        sources: &mut Sources,
    ) -> (Manifest, Diagnostics) {
        let Ok(bytes) = files.read(&root.join(NAME)) else { return (Manifest::default(), Diagnostics::new()) };
        let shown = shown(files, root, directory).join(NAME);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let id = sources.add(Arc::new(SourceText::new(shown, text.as_str())));
        let anchor = sources.anchor(id, 0);
        let (node, diagnostics) = data::read(&text, anchor, Form::Toml, code::BAD_MANIFEST);
        let mut reader = Reader { manifest: Manifest::default(), diagnostics };
        if let Some(Data::Map(tables)) = node.map(|node| node.data) {
            for (key, node) in &tables {
                reader.table(key, node);
            }
        }
        let package = Package { files, sources, root };
        let mut diagnostics = reader.diagnostics;
        reader.manifest.dependencies.retain(|dependency| match package.find(dependency.span, &dependency.path) {
            Ok(_) => true,
            Err(error) => {
                diagnostics.push(unreachable(&error, dependency));
                false
            }
        });
        (reader.manifest, diagnostics)
    }

    /// Gives every warning its level.
    pub(super) fn apply(&self, diagnostics: &mut Diagnostics) {
        if self.levels.is_empty() {
            return;
        }
        let level = |diagnostic: &Diagnostic| {
            let code = diagnostic.code.to_string();
            self.levels.iter().find(|(known, _)| *known == code).map_or(Level::Warn, |(_, level)| *level)
        };
        diagnostics.retain(|known| known.severity != Severity::Warning || level(known) != Level::Allow);
        for diagnostic in diagnostics.iter_mut().filter(|known| known.severity == Severity::Warning) {
            if level(diagnostic) == Level::Deny {
                diagnostic.severity = Severity::Error;
            }
        }
    }
}

struct Reader {
    manifest: Manifest,
    diagnostics: Diagnostics,
}

impl Reader {
    fn wrong(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code::BAD_MANIFEST, span, message).help(help));
    }

    fn unknown(&mut self, key: &Key, what: &str, known: &[&str]) {
        let diagnostic = Diagnostic::error(code::BAD_MANIFEST, key.span, format!("{what} has no entry `{}`", key.text));
        self.diagnostics.push(match suggest(&key.text, known.iter().copied()) {
            Some(near) => diagnostic.help(format!("did you mean `{}`?", near.name)),
            None => diagnostic.note(format!("it has: {}", known.join(", "))),
        });
    }

    fn table(&mut self, key: &Key, node: &Node) {
        let entry: fn(&mut Reader, &Key, &Node) = match key.text.as_str() {
            "package" => Reader::package,
            "dependencies" => Reader::dependency,
            "lint" => Reader::lint,
            _ => return self.unknown(key, "`kapp.toml`", &["package", "dependencies", "lint"]),
        };
        let Data::Map(entries) = &node.data else {
            return self.wrong(node.span, format!("`{}` is a table", key.text), format!("write `[{}]`", key.text));
        };
        for (name, value) in entries {
            entry(self, name, value);
        }
        let named = |name: &str| entries.iter().any(|(key, _)| key.text == name);
        if key.text == "package" && !named("name") {
            self.wrong(key.span, "the package has no name", "write `name = \"…\"`");
        }
    }

    fn package(&mut self, key: &Key, value: &Node) {
        let is_version = |text: &str| {
            let parts: Vec<&str> = text.split('.').collect();
            parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
        };
        match (key.text.as_str(), value.text()) {
            ("name", Some(name)) if !name.is_empty() => {}
            ("version", Some(version)) if is_version(version) => {}
            ("name", _) => self.wrong(value.span, "the name of a package is a text", "write `name = \"shop\"`"),
            ("version", _) => {
                self.wrong(
                    value.span,
                    "a version is three numbers with dots between them",
                    "write `version = \"1.0.0\"`",
                );
            }
            _ => self.unknown(key, "`[package]`", &["name", "version"]),
        }
    }

    fn dependency(&mut self, key: &Key, value: &Node) {
        let help = format!("write `{} = {{ path = \"…\" }}`", key.text);
        let Data::Map(entries) = &value.data else {
            return self.wrong(value.span, "a dependency says where it lies", help);
        };
        for (name, _) in entries.iter().filter(|(name, _)| name.text != "path") {
            let message = format!("a dependency cannot be had by `{}`", name.text);
            self.wrong(name.span, message, "so far a dependency lies inside the package: `path = \"…\"`");
        }
        match value.get("path").map(|path| (path.span, path.text())) {
            Some((span, Some(path))) => {
                let dependency = Dependency { name: key.text.to_string(), path: path.to_string(), span };
                self.manifest.dependencies.push(dependency);
            }
            Some((span, None)) => self.wrong(span, "a path is a text", help),
            None if entries.is_empty() => self.wrong(value.span, "a dependency says where it lies", help),
            None => {}
        }
    }

    fn lint(&mut self, key: &Key, value: &Node) {
        if !REGISTRY.iter().any(|info| info.code.to_string() == key.text.as_str()) {
            let message = format!("there is no code `{}`", key.text);
            return self.wrong(key.span, message, "codes stand in brackets behind `warning`, as in `K0514`");
        }
        let level = match value.text().map(|level| level.as_str()) {
            Some("allow") => Level::Allow,
            Some("warn") => Level::Warn,
            Some("deny") => Level::Deny,
            _ => return self.wrong(value.span, "a level is one of `allow`, `warn`, `deny`", "write `\"deny\"`"),
        };
        self.manifest.levels.push((key.text.to_string(), level));
    }
}

fn unreachable(error: &PackageError, dependency: &Dependency) -> Diagnostic {
    let (code, message) = match error {
        PackageError::Absolute => (code::OUTSIDE_PACKAGE, format!("`{}` is an absolute path", dependency.path)),
        PackageError::Outside => (code::OUTSIDE_PACKAGE, format!("`{}` leads out of the package", dependency.path)),
        PackageError::Unreadable(_) => (code::BAD_MANIFEST, format!("there is nothing at `{}`", dependency.path)),
    };
    Diagnostic::error(code, dependency.span, message)
        .note("paths start at `kapp.toml`")
        .help("a dependency lies inside the package, so that the package means the same wherever it is checked out")
}

/// The root as the user would write it: upward from the directory of the module.
fn shown(files: &dyn Files, root: &Path, directory: &Path) -> PathBuf {
    let plain = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let Ok(real) = files.real(plain) else { return root.to_path_buf() };
    let Ok(below) = real.strip_prefix(root) else { return root.to_path_buf() };
    let mut path = directory.to_path_buf();
    below.components().for_each(|_| path.push(".."));
    normal(&path).unwrap_or(path)
}
