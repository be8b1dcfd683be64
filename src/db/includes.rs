//! The files that a program includes: found, read and parsed before anything is evaluated, for what they hold is the same
//! in every environment.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, Diagnostics, code};
use crate::lower::{Includes, passed_through};
use crate::resolve::Program;
use crate::schema::{CustomTable, custom_resources};
use crate::source::{AnchorId, Files, Package, PackageError, ReadError, SourceText, Sources, Span};
use crate::yaml::{self, NotText};

/// A file that an `include` names.
struct File {
    /// The head of the `include`.
    head: Span,
    /// The path that it says.
    label: Span,
    text: Arc<SourceText>,
}

/// Reads what the `include`s of a module name; definitions of custom resources bring their schemas. The first diagnostics
/// are of the program, the second of the files.
pub(super) fn load(
    files: &dyn Files,
    root: &std::path::Path,
    program: &Program<'_>,
    sources: &mut Sources,
) -> (Includes, Vec<CustomTable>, Diagnostics, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut found = Vec::new();
    let package = Package { files, sources, root };
    // An `include` of a template, or of a module that is imported several times, is one for all.
    let mut known: FxHashSet<Span> = FxHashSet::default();
    let declarations = program.scopes.iter().flat_map(|scope| &scope.declarations);
    for declared in declarations.filter(|declared| declared.kind == "include" && known.insert(declared.span())) {
        let Some(pattern) = declared.label.plain() else { continue };
        let (head, label) = (declared.span(), declared.label.span());
        match read(package, label, &pattern) {
            Ok(texts) => found.extend(texts.into_iter().map(|text| File { head, label, text })),
            Err(diagnostic) => diagnostics.push(*diagnostic),
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
        let sound = wrong.is_empty();
        let custom = custom_resources(&documents);
        let (objects, none) = passed_through(documents);
        wrong.extend(none);
        (objects, wrong, sound, custom)
    };
    let parsed: Vec<_> = anchored.par_iter().map(parse).collect();
    let mut includes = Includes::default();
    let mut of_files = Diagnostics::new();
    let mut tables = Vec::new();
    for ((file, _), (objects, wrong, sound, custom)) in anchored.iter().zip(parsed) {
        if objects.is_empty() && wrong.is_empty() && sound {
            diagnostics.push(empty(file));
        }
        let labelled = |diagnostic: Diagnostic| diagnostic.label(file.label, "included here");
        of_files.extend(wrong.into_iter().map(labelled));
        includes.add(file.head, objects);
        tables.extend(custom);
    }
    (includes, tables, diagnostics, of_files)
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

fn empty(file: &File) -> Diagnostic {
    let path = file.text.path.display();
    Diagnostic::warning(code::BAD_INCLUDE, file.label, format!("`{path}` holds no object"))
        .help("take it away, or leave it out of the pattern")
}
