//! The files that a program includes: found, read and parsed before anything is evaluated, for what they hold is the same
//! in every environment.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, Diagnostics, code};
use crate::lower::{Includes, Object, Passed, passed_through};
use crate::resolve::Program;
use crate::schema::{CustomTable, custom_resources};
use crate::source::{AnchorId, Files, Package, PackageError, ReadError, SourceText, Sources, Span};
use crate::yaml::{self, NotText};

/// The bytes of all files that a program includes, at most.
const BYTES: usize = 64 * 1024 * 1024;

/// The values in all of them, at most; those that aliases repeat counted again.
const VALUES: usize = 2_000_000;

/// How many files, or bytes of them, are read at once before their values are counted.
const FILES_AT_ONCE: usize = 8;
const BYTES_AT_ONCE: usize = 1024 * 1024;

/// The mistakes of one file that are reported, at most: a million of them help nobody.
const MISTAKES: usize = 100;

/// The values that a text may hold beside one for each of its bytes: what small texts can come to by aliases.
const REPEATED: usize = 65_536;

/// A file that a program names.
struct File {
    /// What it is for.
    purpose: Purpose,
    /// The path that leads to it, as the program says it.
    label: Span,
    text: Arc<SourceText>,
}

#[derive(Clone, Copy)]
enum Purpose {
    /// Its objects are passed through, by the `include` with this head.
    Objects(Span),
    /// Its definitions of custom resources bring their schemas.
    Definitions,
}

/// What the files of a program hold.
#[derive(Default)]
pub(super) struct Loaded {
    /// The objects of each `include`.
    pub(super) includes: Includes,
    /// The schemas of the custom resources that are defined in them.
    pub(super) tables: Vec<CustomTable>,
    /// What is wrong with what the program says.
    pub(super) of_program: Diagnostics,
    /// What is wrong with the files.
    pub(super) of_files: Diagnostics,
}

/// Reads the files that `include` and `import crd` name.
pub(super) fn load(files: &dyn Files, root: &std::path::Path, program: &Program<'_>, sources: &mut Sources) -> Loaded {
    let mut loaded = Loaded::default();
    let package = Package { files, sources, root };
    // One that stands in a template, or in a module that is imported several times, is one for all.
    let mut known: FxHashSet<Span> = FxHashSet::default();
    let mut found = Vec::new();
    let mut bytes = 0;
    'files: for scope in &program.scopes {
        let includes = scope.declarations.iter().filter(|declared| declared.kind == "include");
        let includes = includes.map(|declared| (declared.label, Purpose::Objects(declared.span())));
        let definitions = scope.definitions.iter().map(|label| (*label, Purpose::Definitions));
        for (label, purpose) in includes.chain(definitions) {
            let span = label.span();
            let Some(pattern) = label.plain().filter(|_| known.insert(span)) else { continue };
            match read(package, span, &pattern, &mut bytes) {
                Ok(texts) => found.extend(texts.into_iter().map(|text| File { purpose, label: span, text })),
                Err(diagnostic) => loaded.of_program.push(*diagnostic),
            }
            if bytes > BYTES {
                break 'files;
            }
        }
    }
    let anchored: Vec<(File, AnchorId)> = found
        .into_iter()
        .map(|file| {
            let id = sources.add(file.text.clone());
            let anchor = sources.anchor(id, 0);
            (file, anchor)
        })
        .collect();
    let mut values = 0;
    for part in parts(&anchored) {
        // Without anything to share out no threads are started.
        let parsed: Vec<Parsed> =
            if part.len() > 1 { part.par_iter().map(parse).collect() } else { part.iter().map(parse).collect() };
        for ((file, _), parsed) in part.iter().zip(parsed) {
            values += parsed.values;
            if values > VALUES {
                let message = format!("what the program includes holds more than {VALUES} values");
                loaded.of_program.push(Diagnostic::error(code::YAML_TOO_LARGE, file.label, message).help(LESS));
                return loaded;
            }
            loaded.take(file, parsed);
        }
    }
    loaded
}

/// What to do about files that are too much together.
const LESS: &str = "include less: a cluster takes nothing of this size at once";

/// What one file holds.
struct Parsed {
    objects: Vec<Object>,
    tables: Vec<CustomTable>,
    wrong: Diagnostics,
    /// How many mistakes there are beside those.
    unsaid: usize,
    /// Whether there is nothing in it.
    empty: bool,
    values: usize,
}

fn parse((file, anchor): &(File, AnchorId)) -> Parsed {
    let text = &file.text.text;
    let limits = yaml::Limits { nodes: yaml::LIMITS.nodes.min(text.len().saturating_add(REPEATED)), ..yaml::LIMITS };
    let (documents, mut wrong) = yaml::read(text, *anchor, &limits);
    let empty = documents.is_empty() && wrong.is_empty();
    let values = documents.iter().map(|document| document.root.count()).sum();
    let tables = custom_resources(&documents);
    let Passed { objects, wrong: none, unsaid } = passed_through(documents, MISTAKES);
    wrong.extend(none);
    Parsed { objects, tables, wrong, unsaid, empty, values }
}

/// The files in shares that are read at once.
fn parts(files: &[(File, AnchorId)]) -> Vec<&[(File, AnchorId)]> {
    let (mut parts, mut rest) = (Vec::new(), files);
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |(file, _): &&(File, AnchorId)| {
            bytes += file.text.text.len();
            bytes <= BYTES_AT_ONCE
        };
        let count = rest.iter().take(FILES_AT_ONCE).take_while(fits).count().max(1);
        let (part, left) = rest.split_at(count);
        parts.push(part);
        rest = left;
    }
    parts
}

impl Loaded {
    /// Takes in what a file holds.
    fn take(&mut self, file: &File, parsed: Parsed) {
        let Parsed { objects, tables, mut wrong, unsaid, empty, .. } = parsed;
        if empty {
            self.of_program.push(holds_nothing(file));
        }
        self.tables.extend(tables);
        let reached = match file.purpose {
            Purpose::Objects(head) => {
                self.includes.add(head, objects);
                "included here"
            }
            Purpose::Definitions => {
                wrong.extend(objects.iter().filter_map(no_definition));
                "imported here"
            }
        };
        let more = unsaid + wrong.len().saturating_sub(MISTAKES);
        wrong.truncate(MISTAKES);
        self.of_files.extend(wrong.into_iter().map(|diagnostic| diagnostic.label(file.label, reached)));
        if more > 0 {
            let message = format!("`{}` has {more} more mistakes", file.text.path.display());
            self.of_program.push(
                Diagnostic::error(code::BAD_INCLUDE, file.label, message)
                    .help("mend those that are shown; many of one kind come from a file that is no list of objects"),
            );
        }
    }
}

/// That `object` defines no custom resource, if it does not.
fn no_definition(object: &Object) -> Option<Diagnostic> {
    let group = object.api_version.split('/').next();
    if object.kind == "CustomResourceDefinition" && group == Some("apiextensions.k8s.io") {
        return None;
    }
    let message = format!("the {} `{}` defines no custom resource", object.kind, object.name);
    Some(
        Diagnostic::error(code::NO_DEFINITION, object.origin.span, message)
            .help("nothing that `import crd` names goes to the cluster: `include` it, or leave it out of the pattern"),
    )
}

/// The texts of the files that `pattern`, written at `label`, stands for; their bytes are added to `bytes`.
fn read(
    package: Package<'_>,
    label: Span,
    pattern: &str,
    bytes: &mut usize,
) -> Result<Vec<Arc<SourceText>>, Box<Diagnostic>> {
    let wrong = |error: PackageError, path: &str| Box::new(unreadable(&error, path, label));
    let paths = package.matching(label, pattern).map_err(|error| wrong(error, pattern))?;
    if paths.is_empty() {
        return Err(Box::new(
            Diagnostic::error(code::BAD_INCLUDE, label, format!("no file is called `{pattern}`"))
                .help("`*` and `?` stand for characters of one step of a path, which starts at the file that says it"),
        ));
    }
    let mut texts = Vec::with_capacity(paths.len());
    for path in paths {
        let content = package.read(label, &path).map_err(|error| wrong(error, &path))?;
        *bytes = bytes.saturating_add(content.len());
        if *bytes > BYTES {
            let message = format!("what the program includes is more than {BYTES} bytes");
            return Err(Box::new(Diagnostic::error(code::YAML_TOO_LARGE, label, message).help(LESS)));
        }
        let text = yaml::decode(content).map_err(|error| Box::new(no_text(error, &path, label)))?;
        let shown: PathBuf = package.shown(label, &path);
        texts.push(Arc::new(SourceText::new(shown, text)));
    }
    Ok(texts)
}

fn unreadable(error: &PackageError, path: &str, label: Span) -> Diagnostic {
    let wrong = |message: String| Diagnostic::error(code::BAD_INCLUDE, label, message);
    match error {
        PackageError::Absolute => wrong(format!("`{path}` starts at the root of the file system"))
            .help("paths are relative to the file that says them"),
        PackageError::Outside => wrong(format!("`{path}` leads out of the package"))
            .help("put the file below the package's root: the directory with `kapp.toml`, else the module's own"),
        PackageError::Unreadable(ReadError::Missing) => {
            wrong(format!("there is no `{path}`")).help("paths are relative to the file that says them")
        }
        PackageError::Unreadable(ReadError::Denied(reason)) => wrong(format!("cannot read `{path}`: {reason}")),
        PackageError::Unreadable(ReadError::TooLarge(limit)) => {
            wrong(format!("`{path}` is larger than {limit} bytes")).help("a cluster takes no object of this size")
        }
    }
}

fn no_text(error: NotText, path: &str, label: Span) -> Diagnostic {
    let cause = match error {
        NotText::Wide => "it is UTF-16 or UTF-32".to_owned(),
        NotText::At(at) => format!("byte {} is part of no character", at + 1),
    };
    Diagnostic::error(code::BAD_INCLUDE, label, format!("`{path}` is no UTF-8 text: {cause}")).help("save it as UTF-8")
}

fn holds_nothing(file: &File) -> Diagnostic {
    let path = file.text.path.display();
    Diagnostic::warning(code::BAD_INCLUDE, file.label, format!("`{path}` holds no object"))
        .help("take it away, or leave it out of the pattern")
}
