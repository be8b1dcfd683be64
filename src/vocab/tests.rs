//! The files of `stdlib/` are read without a mistake, and whatever they declare is explained.

use super::{Field, STDLIB, Shape, ShapeId, Vocabulary, read};
use crate::types::Type;

fn vocabulary() -> Vocabulary {
    let (vocabulary, diagnostics, sources) = read(STDLIB);
    let described: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = sources.position(diagnostic.primary.span);
            let place = place.map(|(path, at)| format!("{}:{}", path.display(), at.line)).unwrap_or_default();
            format!("{place}: {}", diagnostic.message)
        })
        .collect();
    assert_eq!(described, Vec::<String>::new());
    vocabulary
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
    for (name, kind) in &vocabulary.kinds {
        if let Some(id) = kind.options {
            walk(vocabulary, id, name, &mut Vec::new(), &mut all);
        }
        all.push((name.to_string(), kind));
    }
    all
}

#[test]
fn every_entry_is_explained_in_whole_sentences() {
    let vocabulary = vocabulary();
    let docs = entries(&vocabulary).into_iter().map(|(path, field)| (path, field.doc.to_string()));
    let functions = vocabulary.functions.iter().map(|(name, function)| (name.to_string(), function.doc.to_string()));
    let capabilities = vocabulary.capabilities.iter().map(|(name, known)| (name.to_string(), known.doc.to_string()));
    let shapes = vocabulary.kinds.values().filter_map(|kind| kind.options).map(|id| vocabulary.shape(id));
    let faces = shapes.flat_map(|shape| &shape.faces).map(|(name, face)| (name.to_string(), face.doc.to_string()));
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
    let vocabulary = vocabulary();
    for (path, field) in entries(&vocabulary) {
        if let Some(ty) = &field.ty {
            check(&vocabulary, &path, ty);
        }
    }
    for function in vocabulary.functions.values() {
        for param in &function.params {
            check(&vocabulary, &function.name, &param.ty);
        }
    }
}

#[test]
fn workloads_are_what_runs_containers() {
    let vocabulary = vocabulary();
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
