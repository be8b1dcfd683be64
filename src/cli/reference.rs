//! The vocabulary in words: what a declaration takes, what an entry means.
//!
//! In: a path such as `service` or `service.probe.every`. Out: a text. All of it comes from `stdlib/`, which the checker
//! reads too.

use std::fmt::Write as _;

use ecow::EcoString;

use crate::syntax::ast::{Expr, ExprKind};
use crate::types::Type;
use crate::vocab::{Field, Labels, Vocabulary};

/// A path that leads nowhere.
#[derive(Debug)]
pub(super) struct Missing {
    /// What of the path is known, with its dot.
    pub(super) stem: String,
    /// The first word that is not.
    pub(super) word: String,
    /// What could stand there.
    pub(super) known: Vec<EcoString>,
}

/// What stands at `path`: a kind of declaration, an entry of one, an option of an entry, or a built-in function.
pub(super) fn describe(vocabulary: &Vocabulary, path: &str) -> Result<String, Missing> {
    let mut words = path.split('.');
    let first = words.next().unwrap_or_default().replace(' ', "_");
    if let Some(function) = vocabulary.functions.get(first.as_str()).filter(|_| !path.contains('.')) {
        let params = function.params.iter().map(|param| {
            let optional = if param.optional { "?" } else { "" };
            format!("{}{optional}: {}", param.name, param.ty)
        });
        let params: Vec<String> = params.collect();
        return Ok(format!(
            "{}({}): {}\n{}",
            function.name,
            params.join(", "),
            function.result,
            indented(&function.doc, 2)
        ));
    }
    let mut field = vocabulary.kinds.get(first.as_str()).ok_or_else(|| Missing {
        stem: String::new(),
        word: first.clone(),
        known: vocabulary.kinds.keys().chain(vocabulary.functions.keys()).cloned().collect(),
    })?;
    let mut stem = format!("{}.", spaced(&first));
    for word in words {
        let known = field.options.map(|id| &vocabulary.shape(id).fields);
        field = known.and_then(|fields| fields.get(word)).ok_or_else(|| Missing {
            stem: stem.clone(),
            word: word.to_owned(),
            known: known.into_iter().flat_map(|fields| fields.keys().cloned()).collect(),
        })?;
        stem = format!("{stem}{word}.");
    }
    let mut text = format!("{}{}\n{}", stem.trim_end_matches('.'), value(field), indented(&field.doc, 2));
    for option in field.options.iter().flat_map(|id| vocabulary.shape(*id).fields.values()) {
        let _ = write!(text, "\n  {}{}\n", option.name, value(option));
        text.push_str(&indented(first_sentence(&option.doc), 6));
    }
    let faces = field.options.map(|id| &vocabulary.shape(id).faces).filter(|faces| !faces.is_empty());
    if let Some(faces) = faces {
        let names: Vec<&str> = faces.keys().map(EcoString::as_str).collect();
        let _ = write!(text, "\n  can be read of one: {}\n", names.join(", "));
    }
    Ok(text)
}

/// The label, the type, the block and the default of an entry, as they stand behind its name.
fn value(field: &Field) -> String {
    let label = match &field.labels {
        Labels::Never => String::new(),
        Labels::Optional => " [NAME]".to_owned(),
        Labels::Required => " NAME".to_owned(),
        Labels::Among(words) => format!(" {}", words.join("|")),
    };
    let value = match &field.ty {
        // `none` takes the thing away again; what it is stands in the block.
        Some(Type::None) => " { } | none".to_owned(),
        Some(ty) if field.options.is_some() => spaced_externals(&format!(": {ty} [{{ }}]")),
        Some(ty) => spaced_externals(&format!(": {ty}")),
        None => " { }".to_owned(),
    };
    let default = field.default.as_ref().and_then(literal).map(|text| format!(" = {text}"));
    format!("{label}{value}{}", default.unwrap_or_default())
}

/// A default as it is written; `None` where it is computed, which the entry's text then says.
pub(super) fn literal(default: &Expr) -> Option<String> {
    match &default.kind {
        ExprKind::Word(text) | ExprKind::Number(text) => Some(text.to_string()),
        ExprKind::Bool(value) => Some(value.to_string()),
        ExprKind::None => Some("none".to_owned()),
        ExprKind::Text(text) => text.plain().map(|text| format!("\"{text}\"")),
        _ => None,
    }
}

/// The name of a kind as programs write it: `external config`.
pub(super) fn spaced(kind: &str) -> String {
    kind.replace('_', " ")
}

/// Types name the kinds of external declarations by their words in the vocabulary.
fn spaced_externals(ty: &str) -> String {
    ty.replace("external_", "external ")
}

/// `text` up to its first full stop, which is left out.
pub(super) fn first_sentence(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(". ").map_or(line, |(first, _)| first).trim_end_matches('.')
}

/// `text` with `columns` spaces before each line.
fn indented(text: &str, columns: usize) -> String {
    text.lines().map(|line| format!("{:columns$}{line}\n", "")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_lists_its_entries_and_an_entry_its_options() {
        let service = describe(Vocabulary::get(), "service").unwrap();
        assert!(service.contains("\n  image: image\n") && service.contains("\n  port NAME: "), "{service}");
        let every = describe(Vocabulary::get(), "service.probe.every").unwrap();
        assert!(every.starts_with("service.probe.every: duration"), "{every}");
        assert!(describe(Vocabulary::get(), "external config").unwrap().starts_with("external config NAME { }\n"));
    }

    #[test]
    fn a_path_that_ends_nowhere_says_where() {
        let missing = describe(Vocabulary::get(), "service.replcas").unwrap_err();
        assert_eq!((missing.stem.as_str(), missing.word.as_str()), ("service.", "replcas"));
        assert!(missing.known.contains(&EcoString::from("replicas")));
        assert!(describe(Vocabulary::get(), "service.image.x").unwrap_err().known.is_empty());
    }

    #[test]
    fn every_entry_can_be_described() {
        let vocabulary = Vocabulary::get();
        for name in vocabulary.kinds.keys().chain(vocabulary.functions.keys()) {
            assert!(describe(vocabulary, name).unwrap().lines().count() > 1, "{name} has no text");
        }
    }
}
