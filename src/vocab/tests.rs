//! The files of `stdlib/` are read without a mistake, and whatever they declare is explained.

use std::sync::Arc;

use super::index::Entry;
use super::{Capability, Face, Field, Function, STDLIB, Shape, ShapeId, Vocabulary, read};
use crate::diag::Diagnostics;
use crate::source::{SourceText, Sources};
use crate::syntax::ast::{self, EntryKind, Segment};
use crate::types::Type;

/// The entries that a whole parse of a file finds, as deep as there are any with types or blocks: first word, first
/// label, doc comment.
fn listed(entries: &[ast::Entry], all: &mut Vec<(String, String, String)>) {
    for entry in entries {
        let doc = entry.doc.as_deref().unwrap_or_default().to_owned();
        match &entry.kind {
            EntryKind::Fn(function) => all.push(("fn".into(), function.name.text.to_string(), doc)),
            EntryKind::Type(alias) => all.push(("type".into(), alias.name.text.to_string(), doc)),
            EntryKind::Setting(setting) if setting.ty.is_some() || setting.block.is_some() => {
                let plain =
                    |segment: Option<&Segment>| segment.and_then(Segment::plain).unwrap_or_default().to_string();
                let path = plain(setting.head.path.segments.first());
                all.push((path, plain(setting.head.labels.first()), doc));
                listed(setting.block.as_ref().map_or(&[], |block| &block.entries), all);
            }
            EntryKind::Setting(_) => {}
            _ => panic!("{:?} is no entry of a vocabulary", entry.kind),
        }
    }
}

#[test]
fn the_cuts_are_the_entries_of_the_files() {
    let vocabulary = Vocabulary::get();
    let mut whole = Vec::new();
    for (path, text) in STDLIB {
        let mut sources = Sources::new();
        let source = sources.add(Arc::new(SourceText::new(*path, *text)));
        let parsed = crate::syntax::parse(&mut sources, source);
        assert_eq!(messages(&parsed.diagnostics), [""; 0], "{path}");
        listed(&parsed.file.entries, &mut whole);
    }
    let mut nested = Vec::new();
    let cut: Vec<_> = (0..vocabulary.cuts.len())
        .map(|place| {
            let cut = &vocabulary.cuts[place];
            listed(&[read::parsed(place, &mut Diagnostics::new())], &mut nested);
            let (_, label, doc) = nested.pop().unwrap();
            assert!(nested.is_empty(), "the block of `{} {}` holds an entry on its own line", cut.word, cut.label);
            assert!(cut.label == label || label.is_empty(), "`{}` has another label than `{label}`", cut.word);
            (cut.word.to_owned(), label, doc)
        })
        .collect();
    assert_eq!(cut, whole);
}

#[test]
fn nothing_is_wrong_with_any_entry() {
    fn wrong<T: Entry>(place: usize, wrong: &mut Diagnostics) {
        let _ = T::read(place, wrong);
    }
    let vocabulary = Vocabulary::get();
    let mut found = Diagnostics::new();
    for (place, cut) in vocabulary.cuts.iter().enumerate() {
        let read = match (cut.word, cut.within) {
            ("fn", None) => wrong::<Function>,
            ("type", None) => wrong::<Type>,
            ("capability", None) => wrong::<Capability>,
            ("kind" | "shape", None) => wrong::<Field>,
            (_, None) => panic!("nothing starts with `{}`", cut.word),
            (_, Some(within)) if vocabulary.cuts[within].word == "face" => wrong::<Face>,
            _ => wrong::<Field>,
        };
        read(place, &mut found);
        if cut.opens {
            let _ = read::shape(vocabulary, place, &mut found);
        }
        assert_eq!(messages(&found), [""; 0], "{}", cut.text);
    }
}

fn messages(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}

/// Every entry below `id`, with its path. Blocks that contain themselves are entered once.
fn walk<'a>(
    vocabulary: &'a Vocabulary,
    id: ShapeId,
    path: &str,
    seen: &mut Vec<ShapeId>,
    all: &mut Vec<(String, &'a Field)>,
) {
    if seen.contains(&id) {
        return;
    }
    seen.push(id);
    let Shape { fields, .. } = vocabulary.shape(id);
    for field in fields.values() {
        let path = format!("{path}.{}", field.name);
        if let Some(options) = field.options {
            walk(vocabulary, options, &path, seen, all);
        }
        all.push((path, field));
    }
}

fn entries(vocabulary: &Vocabulary) -> Vec<(String, &Field)> {
    let mut all = Vec::new();
    for (name, kind) in vocabulary.kinds.iter() {
        if let Some(id) = kind.options {
            walk(vocabulary, id, name, &mut Vec::new(), &mut all);
        }
        all.push((name.to_string(), kind));
    }
    all
}

#[test]
fn every_entry_is_explained_in_whole_sentences() {
    let vocabulary = Vocabulary::get();
    let docs = entries(vocabulary).into_iter().map(|(path, field)| (path, field.doc.to_string()));
    let functions = vocabulary.functions.iter().map(|(name, function)| (name.to_string(), function.doc.to_string()));
    let capabilities = vocabulary.capabilities.iter().map(|(name, known)| (name.to_string(), known.doc.to_string()));
    let shapes = vocabulary.kinds.values().filter_map(|kind| kind.options).map(|id| vocabulary.shape(id));
    let faces =
        shapes.flat_map(|shape| shape.faces.iter()).map(|(name, face)| (name.to_string(), face.doc.to_string()));
    let mut count = 0;
    for (path, doc) in docs.chain(functions).chain(capabilities).chain(faces) {
        assert!(doc.ends_with('.') && doc.len() > 10, "`{path}` is explained by `{doc}`");
        count += 1;
    }
    assert!(count > 300, "{count} entries");
}

#[test]
fn no_entry_has_a_type_that_nothing_can_make() {
    fn check(vocabulary: &Vocabulary, path: &str, ty: &Type) {
        match ty {
            Type::Nominal(name) if name != "ports" => {
                assert!(vocabulary.constructors(name).next().is_some(), "nothing makes the `{name}` of `{path}`");
            }
            Type::List(inner) | Type::Map(inner) | Type::Range(inner) | Type::Optional(inner) => {
                check(vocabulary, path, inner);
            }
            Type::Union(members) => members.iter().for_each(|member| check(vocabulary, path, member)),
            Type::Error => panic!("the type of `{path}` cannot be read"),
            _ => {}
        }
    }
    let vocabulary = Vocabulary::get();
    for (path, field) in entries(vocabulary) {
        if let Some(ty) = &field.ty {
            check(vocabulary, &path, ty);
        }
    }
    for function in vocabulary.functions.values() {
        for param in &function.params {
            check(vocabulary, &function.name, &param.ty);
        }
    }
}

#[test]
fn workloads_are_what_runs_containers() {
    let vocabulary = Vocabulary::get();
    let workloads: Vec<&str> =
        vocabulary.kinds.keys().map(|kind| kind.as_str()).filter(|kind| vocabulary.is_workload(kind)).collect();
    assert_eq!(workloads, ["service", "daemon", "job"]);
    for kind in workloads {
        let fields = &vocabulary.kind_shape(kind).unwrap().fields;
        for entry in ["image", "env", "port", "mount", "volume", "network", "account", "pod", "patch", "name", "labels"]
        {
            assert!(fields.contains_key(entry), "{kind} has no {entry}");
        }
    }
}
