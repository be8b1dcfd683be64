//! Names that nothing reads. Only what is certain: an importer may read what is not private, unless the module has an `app`,
//! which makes it one that is built rather than imported.

use super::mentions::Mentions;
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::resolve::{ModuleFiles, Resolved};
use crate::source::Span;
use crate::syntax::ast::{Entry, EntryKind, Segment};

/// Values, functions, types, profiles and templates.
pub(super) fn names(
    module: &ModuleFiles<'_>,
    names: &Resolved<'_>,
    mentions: &[Mentions<'_>],
    found: &mut Diagnostics,
) {
    let is_read = |name: &str| mentions.iter().any(|file| file.words.contains(name));
    let mut unread = |kind: &str, name: &str, span: Span, local: bool| {
        let certain = local || names.app.is_some() || names.is_private(span);
        // What begins with an underscore is said to be so.
        if !certain || name.starts_with('_') || is_read(name) {
            return;
        }
        found.push(
            Diagnostic::warning(code::UNUSED_NAME, span, format!("nothing uses {kind} `{name}`"))
                .help(format!("take it away, or use it; `_{name}` says that it is meant to be unused")),
        );
    };
    for (name, setting) in &names.params {
        unread("param", name, setting.head.span, false);
    }
    for (name, setting) in &names.lets {
        unread("value", name, setting.head.span, false);
    }
    for (name, function) in &names.functions {
        unread("function", name, function.name.span, false);
    }
    for (name, alias) in &names.types {
        unread("type", name, alias.name.span, false);
    }
    for (name, profile) in &names.profiles {
        unread("profile", name, profile.setting.head.span, false);
    }
    for (name, template) in &names.templates {
        unread("template", name, template.name.span, false);
    }
    for entry in module.files.iter().flat_map(|file| &file.entries) {
        let EntryKind::Template(template) = &entry.kind else { continue };
        for (name, span) in template.body.entries.iter().filter_map(local_let) {
            unread("value", name, span, true);
        }
    }
}

/// `let n = e`
fn local_let(entry: &Entry) -> Option<(&str, Span)> {
    let EntryKind::Setting(setting) = &entry.kind else { return None };
    match (setting.head.path.segments.as_slice(), setting.head.labels.as_slice()) {
        ([Segment::Word(word)], [Segment::Word(name)]) if word.text == "let" => Some((&name.text, setting.head.span)),
        _ => None,
    }
}

/// Imports of which their file reads nothing, and which emit nothing.
pub(super) fn imports(
    module: &ModuleFiles<'_>,
    names: &Resolved<'_>,
    mentions: &[Mentions<'_>],
    found: &mut Diagnostics,
) {
    for import in &names.imports {
        let read = mentions.get(import.file).is_none_or(|file| file.words.contains(import.name.text.as_str()));
        if read || import.setting.head.emit.is_some() || import.scope.is_none() {
            continue;
        }
        let diagnostic = Diagnostic::warning(
            code::UNUSED_IMPORT,
            import.setting.head.span,
            format!("nothing in this file uses `{}`", import.name.text),
        );
        let diagnostic =
            diagnostic.help("take the import away; `emit` at its end makes the objects of the module, too");
        let entries = module.files.get(import.file).map_or(&[][..], |file| file.entries.as_slice());
        let entry = entries.iter().find(|entry| {
            matches!(&entry.kind, EntryKind::Setting(setting) if std::ptr::eq(setting.as_ref(), import.setting))
        });
        found.push(match entry {
            Some(entry) => diagnostic.fix("take the import away", entry.span, ""),
            None => diagnostic,
        });
    }
}
