//! The files that a program includes: found, read and parsed before anything is evaluated, for what they hold is the same
//! in every environment.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, Diagnostics, code};
use crate::lower::{Includes, Object, passed_through};
use crate::resolve::Program;
use crate::schema::{CustomTable, custom_resources};
use crate::source::{AnchorId, Files, Package, PackageError, ReadError, SourceText, Sources, Span};
use crate::yaml::{self, NotText};

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
    for scope in &program.scopes {
        let includes = scope.declarations.iter().filter(|declared| declared.kind == "include");
        let includes = includes.map(|declared| (declared.label, Purpose::Objects(declared.span())));
        let definitions = scope.definitions.iter().map(|label| (*label, Purpose::Definitions));
        for (label, purpose) in includes.chain(definitions) {
            let span = label.span();
            let Some(pattern) = label.plain().filter(|_| known.insert(span)) else { continue };
            match read(package, span, &pattern) {
                Ok(texts) => found.extend(texts.into_iter().map(|text| File { purpose, label: span, text })),
                Err(diagnostic) => loaded.of_program.push(*diagnostic),
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
    let parse = |(file, anchor): &(File, AnchorId)| {
        let (documents, mut wrong) = yaml::read(&file.text.text, *anchor, &yaml::LIMITS);
        let empty = documents.is_empty() && wrong.is_empty();
        let tables = custom_resources(&documents);
        let (objects, none) = passed_through(documents);
        wrong.extend(none);
        (objects, tables, wrong, empty)
    };
    // Without anything to share out no threads are started.
    let several = anchored.len() > 1;
    let parsed: Vec<_> =
        if several { anchored.par_iter().map(parse).collect() } else { anchored.iter().map(parse).collect() };
    for ((file, _), (objects, tables, mut wrong, empty)) in anchored.iter().zip(parsed) {
        if empty {
            loaded.of_program.push(holds_nothing(file));
        }
        loaded.tables.extend(tables);
        let reached = match file.purpose {
            Purpose::Objects(head) => {
                loaded.includes.add(head, objects);
                "included here"
            }
            Purpose::Definitions => {
                wrong.extend(objects.iter().filter_map(no_definition));
                "imported here"
            }
        };
        loaded.of_files.extend(wrong.into_iter().map(|diagnostic| diagnostic.label(file.label, reached)));
    }
    loaded
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

/// The texts of the files that `pattern`, written at `label`, stands for.
fn read(package: Package<'_>, label: Span, pattern: &str) -> Result<Vec<Arc<SourceText>>, Box<Diagnostic>> {
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
        let bytes = package.read(label, &path).map_err(|error| wrong(error, &path))?;
        let text = yaml::decode(bytes).map_err(|error| Box::new(no_text(error, &path, label)))?;
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
