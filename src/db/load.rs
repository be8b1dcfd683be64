//! Which files make a module, their texts, and the modules that they import.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Failure;
use super::manifest::Manifest;
use super::texts::{self, Directory};
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::resolve::import_of;
use crate::source::{Files, Package, PackageError, ReadError, SourceId, SourceText, Sources, Span};
use crate::syntax::ast::{File, Segment, Setting};
use crate::syntax::{Parsed, parse};

/// How many modules may import one another in a row.
const MAX_DEPTH: usize = 50;

/// What the path of an import of the standard library begins with.
const STANDARD: &str = "std/";

/// A module with its trees.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// The path by which it is imported first; empty for the module that is compiled.
    pub(super) title: String,
    /// Its files.
    pub(super) parsed: Vec<Parsed>,
    /// Where its imports lead, by the span of their heads: places in [`Loaded::modules`].
    pub(super) imports: FxHashMap<Span, usize>,
}

/// A module and all that it imports.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// Each after those that it imports; the last is the one that was asked for.
    pub(super) modules: Vec<Module>,
    /// What is wrong with imports.
    pub(super) diagnostics: Diagnostics,
}

/// The texts of the module that was asked for, not of those that it imports.
pub(super) fn own(modules: &[Module], sources: &Sources) -> Vec<Option<SourceId>> {
    let parsed = modules.last().into_iter().flat_map(|module| &module.parsed);
    let firsts = parsed.filter_map(|parsed| parsed.file.entries.first());
    firsts.map(|entry| sources.place(entry.span).map(|place| place.source)).collect()
}

/// Reads and parses the module at `path` and all that it imports, as far as they lie in the package at `root`.
pub(super) fn load(
    files: &dyn Files,
    path: &Path,
    root: &Path,
    manifest: &Manifest,
    sources: &mut Sources,
) -> Result<Loaded, Failure> {
    let mut loader = Loader {
        files,
        root,
        manifest,
        sources,
        known: FxHashMap::default(),
        trail: Vec::new(),
        loaded: Loaded::default(),
    };
    let place = Place::of(files, path);
    let parsed = read_module(files, path, loader.sources)?;
    let module = loader.with_imports(place, String::new(), parsed);
    loader.loaded.modules.push(module);
    Ok(loader.loaded)
}

/// What tells whether two imports lead to one module.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    /// A file or directory, by its real path.
    Path(PathBuf),
    /// A module of the standard library.
    Standard(String),
}

impl Place {
    fn of(files: &dyn Files, path: &Path) -> Place {
        let plain = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Place::Path(files.real(plain).unwrap_or_else(|_| plain.to_path_buf()))
    }
}

/// A module that is being read: where it is, and the import that led to the next one.
struct Open {
    place: Place,
    title: String,
    import: Option<Span>,
}

struct Loader<'f, 's> {
    files: &'f dyn Files,
    root: &'f Path,
    manifest: &'f Manifest,
    sources: &'s mut Sources,
    known: FxHashMap<Place, Option<usize>>,
    /// The modules that are being read, outermost first.
    trail: Vec<Open>,
    loaded: Loaded,
}

impl Loader<'_, '_> {
    /// Reads what the files of a module import.
    fn with_imports(&mut self, place: Place, title: String, parsed: Vec<Parsed>) -> Module {
        self.trail.push(Open { place, title: title.clone(), import: None });
        let mut imports = FxHashMap::default();
        for setting in parsed.iter().flat_map(|parsed| &parsed.file.entries).filter_map(import_of) {
            if let Some(open) = self.trail.last_mut() {
                open.import = Some(setting.head.span);
            }
            if let Some(module) = self.import(setting) {
                let _ = imports.insert(setting.head.span, module);
            }
        }
        let _ = self.trail.pop();
        Module { title, parsed, imports }
    }

    /// The module to which an `import` leads. One that does not name a plain path is reported elsewhere.
    fn import(&mut self, setting: &Setting) -> Option<usize> {
        let [Segment::Text(label)] = setting.head.labels.as_slice() else { return None };
        let (written, span) = (label.plain()?, label.span);
        let (place, path) = self.find(&written, span)?;
        if self.trail.iter().any(|open| open.place == place) {
            let diagnostic = self.cycle(&place, span);
            self.report(diagnostic);
            return None;
        }
        if let Some(known) = self.known.get(&place) {
            return *known;
        }
        if self.trail.len() > MAX_DEPTH {
            self.loaded.diagnostics.push(
                Diagnostic::error(code::OVER_BUDGET, span, "modules import each other over too many steps")
                    .note(format!("the limit is {MAX_DEPTH} modules in a row")),
            );
            return None;
        }
        let read = match &place {
            Place::Standard(name) => Some(self.standard(name)),
            Place::Path(_) => self.directory(&path, &written, span),
        };
        let module = read.map(|parsed| {
            let module = self.with_imports(place.clone(), written.to_string(), parsed);
            self.loaded.modules.push(module);
            self.loaded.modules.len() - 1
        });
        let _ = self.known.insert(place, module);
        module
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.loaded.diagnostics.push(diagnostic);
    }

    /// Where the import of `written` leads: what it is told from others by, and the path by which to read it; `None` where
    /// that is nowhere, which is reported.
    fn find(&mut self, written: &str, span: Span) -> Option<(Place, PathBuf)> {
        if let Some(name) = written.strip_prefix(STANDARD) {
            if super::standard::module(name).is_some() {
                return Some((Place::Standard(name.to_owned()), PathBuf::new()));
            }
            let known: Vec<String> = super::standard::names().map(|name| format!("{STANDARD}{name}")).collect();
            let message = format!("the standard library has no module `{name}`");
            let diagnostic = Diagnostic::error(code::IMPORT_NOT_FOUND, span, message);
            self.report(match crate::diag::suggest(name, super::standard::names()) {
                Some(near) => diagnostic.help(format!("did you mean `{STANDARD}{}`?", near.name)),
                None => diagnostic.note(format!("it has: {}", known.join(", "))),
            });
            return None;
        }
        let relative = written == "." || written == ".." || written.starts_with("./") || written.starts_with("../");
        let (from, written) = if relative || Path::new(written).is_absolute() {
            (span, written.to_owned())
        } else {
            self.dependency(written, span)?
        };
        let written = written.as_str();
        let directory = self.sources.position(from).and_then(|(source, _)| source.parent()).unwrap_or(Path::new(""));
        let path = crate::source::normal(&directory.join(written)).unwrap_or_else(|| directory.join(written));
        let path = if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
        let package = Package { files: self.files, sources: self.sources, root: self.root };
        match package.find(from, written) {
            Ok(real) => Some((Place::Path(real), path)),
            Err(error) => {
                let diagnostic = self.cannot_find(error, written, &path, span);
                self.report(diagnostic);
                None
            }
        }
    }

    /// Where a dependency of the package lies, or something in it: a path, and the place from which it counts.
    fn dependency(&mut self, written: &str, span: Span) -> Option<(Span, String)> {
        let (name, rest) = written.split_once('/').unwrap_or((written, ""));
        if let Some(known) = self.manifest.dependencies.iter().find(|known| known.name == name) {
            let path = if rest.is_empty() { known.path.clone() } else { format!("{}/{rest}", known.path) };
            return Some((known.span, path));
        }
        let known: Vec<&str> = self.manifest.dependencies.iter().map(|known| known.name.as_str()).collect();
        let message = format!("`{written}` is neither a path, a dependency, nor a module of the standard library");
        let diagnostic = Diagnostic::error(code::IMPORT_NOT_FOUND, span, message);
        self.report(match crate::diag::suggest(name, known) {
            Some(near) => diagnostic.help(format!("did you mean `{}`?", near.name)),
            None => {
                let here = self.sources.position(span).and_then(|(source, _)| source.parent()).unwrap_or(Path::new(""));
                let diagnostic = diagnostic.help(format!("a path starts with `./` or `../`: `import \"./{written}\"`"));
                if self.files.is_dir(&here.join(written)) {
                    diagnostic.fix(format!("write `./{written}`"), span, format!("\"./{written}\""))
                } else {
                    diagnostic
                }
            }
        });
        None
    }

    fn cannot_find(&self, error: PackageError, written: &str, path: &Path, span: Span) -> Diagnostic {
        let outside = |message: String| {
            Diagnostic::error(code::OUTSIDE_PACKAGE, span, message)
                .note(format!("the package is `{}`", shown(self.root)))
                .help("a package begins at the nearest `kapp.toml` upward: put one above both modules")
        };
        match error {
            PackageError::Absolute => outside(format!("`{written}` is an absolute path")),
            PackageError::Outside => outside(format!("`{written}` leads out of the package")),
            PackageError::Unreadable(ReadError::Missing) => {
                let near = self.near(path);
                let diagnostic =
                    Diagnostic::error(code::IMPORT_NOT_FOUND, span, format!("there is no module at `{}`", shown(path)));
                match near {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help("a module is a directory with `.kapp` files; the path starts at this file"),
                }
            }
            PackageError::Unreadable(error) => {
                Diagnostic::error(code::IMPORT_NOT_FOUND, span, format!("`{}` cannot be read", shown(path)))
                    .note(super::read_error(&error))
            }
        }
    }

    /// A directory beside `path` whose name is close to its.
    fn near(&self, path: &Path) -> Option<String> {
        let name = path.file_name()?.to_str()?;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let entries = self.files.list(parent).ok()?;
        let names = entries.iter().filter(|(_, directory)| *directory).map(|(name, _)| name.as_str());
        crate::diag::suggest(name, names).map(|near| near.name.to_string())
    }

    /// The files of the module in the directory or file at `path`; `None` where they make none, which is reported.
    fn directory(&mut self, path: &Path, written: &str, span: Span) -> Option<Vec<Parsed>> {
        let (message, help) = match self.module_at(path) {
            Ok(Ok(parsed)) => return Some(parsed),
            Ok(Err(apps)) => {
                let first =
                    apps.first().and_then(|app| app.file_name()).map(|name| name.to_string_lossy().into_owned());
                (
                    format!("`{}` holds several modules", shown(path)),
                    format!("name the file of one: `import \"{written}/{}\" as NAME`", first.unwrap_or_default()),
                )
            }
            Err(Failure::NoSources { path }) => (
                format!("there is no `.kapp` file in `{}`", shown(&path)),
                "a module is a directory with `.kapp` files".to_owned(),
            ),
            Err(Failure::Unreadable { path, error }) => {
                (format!("`{}` cannot be read", shown(&path)), super::read_error(&error))
            }
            Err(Failure::NotText { path, offset }) => (
                format!("`{}` is not UTF-8 text: byte {offset} is wrong", shown(&path)),
                "save the file as UTF-8".to_owned(),
            ),
            Err(Failure::Usage(message)) => (message, "import one module".to_owned()),
        };
        self.report(Diagnostic::error(code::IMPORT_NOT_FOUND, span, message).help(help));
        None
    }

    /// The module at `path`, or the files of several.
    fn module_at(&mut self, path: &Path) -> Result<Result<Vec<Parsed>, Vec<PathBuf>>, Failure> {
        if self.files.is_dir(path)
            && let Directory::Several { apps, .. } = texts::look_at(self.files, path)?
        {
            return Ok(Err(apps));
        }
        read_module(self.files, path, self.sources).map(Ok)
    }

    /// The files of a module of the standard library.
    fn standard(&mut self, name: &str) -> Vec<Parsed> {
        let files = super::standard::module(name).unwrap_or_default();
        files
            .iter()
            .map(|(path, text)| {
                let id = self.sources.add(Arc::new(SourceText::new(*path, *text)));
                parse(self.sources, id)
            })
            .collect()
    }

    /// That the import at `span` closes a circle: every step of it has its number.
    fn cycle(&self, place: &Place, span: Span) -> Diagnostic {
        let start = self.trail.iter().position(|open| open.place == *place).unwrap_or(0);
        let around = self.trail.get(start..).unwrap_or_default();
        if around.len() <= 1 {
            return Diagnostic::error(code::IMPORT_CYCLE, span, "the module imports itself")
                .help("its own names need no import");
        }
        let title =
            |open: &Open| if open.title.is_empty() { "this module".to_owned() } else { format!("`{}`", open.title) };
        let names: Vec<String> = around.iter().chain(around.first()).map(title).collect();
        let mut diagnostic =
            Diagnostic::error(code::IMPORT_CYCLE, span, format!("modules import each other: {}", names.join(" → ")))
                .here(format!("{}: imports {} again", around.len(), names.first().map_or("", String::as_str)))
                .help("move what both need to a third module, which imports neither");
        for (number, (open, next)) in around.iter().zip(names.iter().skip(1)).enumerate() {
            if let Some(import) = open.import.filter(|_| number + 1 < around.len()) {
                diagnostic = diagnostic.label(import, format!("{}: imports {next}", number + 1));
            }
        }
        diagnostic
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Reads and parses the files of the module at `path`, each once: a directory's sources share one scope; a file stands
/// for its directory unless several files there have an `app`.
fn read_module(files: &dyn Files, path: &Path, sources: &mut Sources) -> Result<Vec<Parsed>, Failure> {
    let texts = texts::module_texts(files, path)?;
    Ok(texts
        .into_iter()
        .map(|(path, text)| {
            let id = sources.add(Arc::new(SourceText::new(path, text)));
            parse(sources, id)
        })
        .collect())
}

/// The directory of the module at `path`.
pub(super) fn directory<'p>(files: &dyn Files, path: &'p Path) -> &'p Path {
    if files.is_dir(path) { path } else { path.parent().unwrap_or(Path::new("")) }
}

impl Module {
    /// Its trees.
    pub(super) fn trees(&self) -> Vec<&File> {
        self.parsed.iter().map(|parsed| &parsed.file).collect()
    }
}
