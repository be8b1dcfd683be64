//! Every field of every kind of Kubernetes against the schema of every version that begins or ends with it: written right
//! it passes, and what is wrong with it is found at its place.
//!
//! The objects are made from the tables and read back through `include`, so the way is that of a user's file.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kappc::emit::{EmitOptions, Format, emit};
use kappc::schema::{Kind, Shape, Struct, Tables, TypeRef, Versions};
use kappc::source::{Disk, Memory};
use kappc::{Goal, Inputs, Selection, compile};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

/// What says that an object is not as its schema wants it.
const CODES: [&str; 6] = ["K0301", "K0307", "K0321", "K0323", "K0325", "K0545"];

/// Objects of one program.
const BATCH: usize = 100;

/// The least value of a type that its version takes.
fn least(ty: &TypeRef, versions: Versions) -> Value {
    match ty.shape() {
        Shape::Any | Shape::Open | Shape::Map(_) => json!({}),
        Shape::Bool => json!(true),
        Shape::Int32 | Shape::Int64 | Shape::Number | Shape::IntOrText => json!(1),
        Shape::Text(words) => json!(words.iter().find(|word| !word.is_empty()).unwrap_or("x")),
        Shape::Quantity => json!("1"),
        Shape::Bytes => json!("eA=="),
        Shape::Time | Shape::MicroTime => json!("2026-01-31T12:00:00Z"),
        Shape::List(..) => json!([]),
        Shape::Struct(structure) => whole(&structure, versions),
    }
}

/// A struct with what it must have.
fn whole(structure: &Struct, versions: Versions) -> Value {
    let mut fields = Map::new();
    for field in structure.required(versions) {
        let _ = fields.insert(field.name().to_owned(), least(&field.ty(versions).unwrap(), versions));
    }
    Value::Object(fields)
}

/// A value that the type does not take, with the code for it.
fn wrong(ty: &TypeRef) -> Option<(Value, &'static str)> {
    Some(match ty.shape() {
        Shape::Any => return None,
        Shape::Quantity => (json!("much"), "K0545"),
        Shape::IntOrText => (json!(true), "K0301"),
        Shape::Bool | Shape::Int32 | Shape::Int64 | Shape::Number => (json!("x"), "K0301"),
        Shape::Text(_) | Shape::Bytes | Shape::Time | Shape::MicroTime => (json!(5), "K0301"),
        Shape::Open | Shape::List(..) | Shape::Map(_) | Shape::Struct(_) => (json!(5), "K0301"),
    })
}

/// A struct of a kind: the keys and indices that lead there.
#[derive(Clone)]
struct Place {
    structure: Struct,
    path: Vec<Step>,
}

#[derive(Clone)]
enum Step {
    /// A field, with the least value of its type.
    Field(String, Value),
    /// The first element of a list, with its least value.
    Item(Value),
    /// An entry of a map, with its least value.
    Entry(Value),
}

/// Every struct inside the kind, each once.
fn places(kind: &Kind, versions: Versions, seen: &mut BTreeSet<(String, String)>) -> Vec<Place> {
    let root = kind.structure().unwrap();
    let mut left = vec![Place { structure: root, path: Vec::new() }];
    let mut found = Vec::new();
    while let Some(place) = left.pop() {
        let key = (place.structure.package().to_owned(), place.structure.name().to_owned());
        if !seen.insert(key) {
            continue;
        }
        for field in place.structure.fields() {
            let Some(ty) = field.ty(versions) else { continue };
            let mut path = place.path.clone();
            path.push(Step::Field(field.name().to_owned(), least(&ty, versions)));
            let mut ty = ty;
            loop {
                match ty.shape() {
                    Shape::List(element, _) => {
                        path.push(Step::Item(least(&element, versions)));
                        ty = element;
                    }
                    Shape::Map(element) => {
                        path.push(Step::Entry(least(&element, versions)));
                        ty = element;
                    }
                    Shape::Struct(structure) => {
                        left.push(Place { structure, path });
                        break;
                    }
                    _ => break,
                }
            }
        }
        found.push(place);
    }
    found
}

/// The struct at the end of the path in an object that has all on the way; and the path as diagnostics write it.
fn reach<'v>(object: &'v mut Value, place: &Place) -> (&'v mut Map<String, Value>, String) {
    let mut at = object;
    let mut path = String::new();
    for step in &place.path {
        at = match step {
            Step::Field(name, least) => {
                path += &if path.is_empty() { name.clone() } else { format!(".{name}") };
                let fields = at.as_object_mut().unwrap();
                fields.entry(name.clone()).or_insert_with(|| least.clone())
            }
            Step::Item(least) => {
                path += "[0]";
                let items = at.as_array_mut().unwrap();
                items.push(least.clone());
                &mut items[0]
            }
            Step::Entry(least) => {
                path += ".entry";
                at.as_object_mut().unwrap().entry("entry").or_insert_with(|| least.clone())
            }
        };
    }
    (at.as_object_mut().unwrap(), path)
}

type Fields = Map<String, Value>;

/// The code of what is wrong, and the field; none for the struct as a whole.
type Mistake = Option<(&'static str, Option<String>)>;

/// An object with one thing wrong, or nothing.
struct Probe {
    object: Value,
    /// Code and path of what is wrong.
    expected: Option<(&'static str, String)>,
    what: String,
}

fn probes(minor: u8) -> Vec<Probe> {
    let versions = Versions::of(minor);
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for kind in Tables::builtin().all().filter(|kind| versions.within(kind.versions())) {
        let Some(root) = kind.structure() else { continue };
        let is_object = root.field("metadata").and_then(|field| field.ty(versions)).and_then(|ty| ty.structure());
        if is_object.is_none_or(|metadata| metadata.name() != "ObjectMeta") {
            continue;
        }
        for place in places(&kind, versions, &mut seen) {
            of_place(&kind, &place, versions, minor, &mut all);
        }
    }
    all
}

fn of_place(kind: &Kind, place: &Place, versions: Versions, minor: u8, all: &mut Vec<Probe>) {
    let base = || {
        let mut object = whole(&kind.structure().unwrap(), versions);
        object["apiVersion"] = json!(kind.api_version());
        object["kind"] = json!(kind.name());
        object["metadata"] = json!({ "name": "x" });
        object
    };
    let within = |path: &str, name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for field in place.structure.fields() {
        let Some(ty) = field.ty(versions) else { continue };
        let edges = [field.versions().first(), field.versions().last()];
        // The identity of an object is asked for before its schema is.
        let identity = place.path.is_empty() && ["apiVersion", "kind", "metadata"].contains(&field.name())
            || place.structure.name() == "ObjectMeta" && ["name", "namespace", "generateName"].contains(&field.name());
        if !edges.contains(&Some(minor)) || identity {
            continue;
        }
        let what = format!("{} {}.{} in 1.{minor}", kind.name(), place.structure.name(), field.name());
        let mut add = |name: &str, change: &dyn Fn(&mut Fields) -> Mistake| {
            let mut object = base();
            let (fields, path) = reach(&mut object, place);
            let expected =
                change(fields).map(|(code, key)| (code, key.map_or(path.clone(), |key| within(&path, &key))));
            all.push(Probe { object, expected, what: format!("{what}: {name}") });
        };
        let value = least(&ty, versions);
        let own = || Some(field.name().to_owned());
        add("right", &|fields| {
            let _ = fields.insert(field.name().to_owned(), value.clone());
            None
        });
        if let Some((bad, code)) = wrong(&ty) {
            add("wrong type", &|fields| {
                let _ = fields.insert(field.name().to_owned(), bad.clone());
                Some((code, own()))
            });
        }
        if matches!(ty.shape(), Shape::Text(words) if !words.is_empty()) {
            add("bad word", &|fields| {
                let _ = fields.insert(field.name().to_owned(), json!("no-such-word"));
                Some(("K0323", own()))
            });
        }
        if field.is_required(versions) {
            add("left out", &|fields| {
                let _ = fields.remove(field.name());
                Some(("K0307", None))
            });
        }
        add("unknown beside it", &|fields| {
            let _ = fields.insert(format!("{}Zz", field.name()), json!(1));
            Some(("K0321", Some(format!("{}Zz", field.name()))))
        });
    }
}

/// What is reported of each object, by its name: code and path.
fn reported(minor: u8, batch: &[Probe]) -> BTreeMap<usize, Vec<(String, String)>> {
    let objects: Vec<Value> = batch
        .iter()
        .enumerate()
        .map(|(index, probe)| {
            let mut object = probe.object.clone();
            object["metadata"]["name"] = json!(format!("p{index}"));
            object
        })
        .collect();
    let mut found: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
    for (code, note) in included(minor, &json!({ "apiVersion": "v1", "kind": "List", "items": objects })) {
        let mut parts = note.split('`');
        let path = if note.starts_with("it is the ") { String::new() } else { parts.nth(1).unwrap().to_owned() };
        let index = parts.nth(1).unwrap().strip_prefix('p').and_then(|index| index.parse().ok());
        found.entry(index.unwrap_or_else(|| panic!("{note}"))).or_default().push((code, path));
    }
    found
}

/// What of the schema the objects of a file break: code and place.
fn included(minor: u8, objects: &Value) -> Vec<(String, String)> {
    let program = format!("app test {{ style = plain  target = \"1.{minor}\" }}\ninclude \"all.json\" {{}}\n");
    let text = serde_json::to_string(objects).unwrap();
    let files = Memory::new().with("test.kapp", program.into_bytes()).with("all.json", text.into_bytes());
    let inputs = Inputs { goal: Goal::Check, ..Inputs::default() };
    let compilation = compile(&files, Path::new("test.kapp"), &inputs).unwrap();
    let of_schema = compilation.diagnostics.iter().filter(|known| CODES.contains(&known.code.to_string().as_str()));
    let place = |notes: &[String]| notes.iter().find(|note| note.starts_with("it is ")).unwrap().clone();
    of_schema.map(|known| (known.code.to_string(), place(&known.notes))).collect()
}

#[test]
fn every_field_of_every_kind_is_held_to_its_schema() {
    let batches: Vec<(u8, Vec<Probe>)> = (25..=37u8)
        .flat_map(|minor| {
            let mut left = probes(minor);
            let mut batches = Vec::new();
            while !left.is_empty() {
                let rest = left.split_off(left.len().min(BATCH));
                batches.push((minor, std::mem::replace(&mut left, rest)));
            }
            batches
        })
        .collect();
    let (mut right, mut mutations) = (0, 0);
    let wrong: Vec<String> = batches
        .par_iter()
        .flat_map_iter(|(minor, batch)| {
            let found = reported(*minor, batch);
            batch.iter().enumerate().filter_map(move |(index, probe)| {
                let found = found.get(&index).map(Vec::as_slice).unwrap_or_default();
                let as_wanted = match &probe.expected {
                    None => found.is_empty(),
                    Some((code, path)) => found.iter().any(|(known, at)| known == code && at == path),
                };
                (!as_wanted).then(|| {
                    format!("{}: expected {:?}, found {found:?}\n{}", probe.what, probe.expected, probe.object)
                })
            })
        })
        .collect();
    for probe in batches.iter().flat_map(|(_, batch)| batch) {
        if probe.expected.is_none() { right += 1 } else { mutations += 1 }
    }
    assert!(right > 4_000 && mutations > 10_000, "{right} and {mutations} only");
    assert!(
        wrong.is_empty(),
        "{} misjudged, the first:\n{}",
        wrong.len(),
        wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn what_examples_make_keeps_the_schema_of_the_versions_that_they_can_aim_at() {
    let examples = std::fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path());
    let aims: Vec<(PathBuf, u8)> = examples
        .filter(|path| path.is_dir())
        .flat_map(|path| (25..=37u8).step_by(3).map(move |minor| (path.clone(), minor)))
        .collect();
    let looked_at: usize = aims
        .par_iter()
        .map(|(path, minor)| {
            let target = Some(Versions::of(*minor));
            let inputs = Inputs { target, environments: Selection::All, ..Inputs::default() };
            let compilation = compile(&Disk, path, &inputs).unwrap();
            let of_environment = |(_, manifests): &(_, kappc::lower::Manifests)| {
                let options = EmitOptions { format: Format::Json, ..EmitOptions::default() };
                let all = serde_json::from_str(&emit(manifests, options, &compilation.sources)).unwrap();
                assert_eq!(included(*minor, &all), [], "{} for 1.{minor}", path.display());
                manifests.objects.len()
            };
            compilation.manifests.iter().map(of_environment).sum::<usize>()
        })
        .sum();
    assert!(looked_at > 500, "only {looked_at} objects were looked at");
}
