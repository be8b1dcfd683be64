//! A corpus made from the tables: every field of every kind of every version, right and with one mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kappc::emit::{EmitOptions, Format, emit};
use kappc::schema::{Kind, Shape, Struct, Tables, Versions};
use kappc::source::Memory;
use kappc::{Compilation, Goal, Inputs, Selection, compile};
use serde_json::{Map, Value, json};

use crate::sample::{Samples, entries};

/// What a resource says beside its fields, and what its head says.
const OWN: [&str; 6] = ["apiVersion", "kind", "name", "namespace", "labels", "annotations"];

/// Codes of what is said of the shape of an object; rules of the API server come on top.
fn is_of_shape(code: &str) -> bool {
    matches!(code, "K0201" | "K0202" | "K0301" | "K0307" | "K0321" | "K0322" | "K0323" | "K0324" | "K0325")
        || code.starts_with("K01")
}

pub(crate) fn kinds(minor: u8) -> Vec<Kind> {
    Tables::builtin().all().filter(|kind| kind.versions().contains(minor)).collect()
}

fn compiled(program: String, goal: Goal) -> Compilation {
    let files = Memory::new().with("app.kapp", program);
    let inputs = Inputs { goal, environments: Selection::Unnamed, ..Inputs::default() };
    compile(&files, Path::new("app.kapp"), &inputs).unwrap()
}

/// A resource of `kind` with these fields, one a line.
fn resource(kind: &Kind, name: &str, fields: &Map<String, Value>) -> String {
    let mut text = format!("resource \"{}\" {} {name} {{\n", kind.api_version(), kind.name());
    for entry in entries(fields) {
        text.push_str(&entry);
        text.push('\n');
    }
    text.push_str("}\n");
    text
}

#[test]
fn every_field_of_every_kind_is_taken_and_passed_through() {
    let (mut objects, mut fields) = (0, 0);
    for minor in Versions::ALL.minors() {
        let mut samples = Samples::new(minor);
        let mut program = format!("app corpus {{ style = plain  target = \"1.{minor}\" }}\n");
        let mut wanted = BTreeMap::new();
        for (at, kind) in kinds(minor).iter().enumerate() {
            let mut root = samples.full(&kind.structure().unwrap());
            let name = format!("x{at}");
            root.retain(|key, _| !OWN.contains(&key.as_str()));
            if let Some(Value::Object(metadata)) = root.get_mut("metadata") {
                let _ = metadata.insert("name".to_owned(), json!(name));
            }
            program.push_str(&resource(kind, &name, &root));
            let _ = root.insert("apiVersion".to_owned(), json!(kind.api_version()));
            let _ = root.insert("kind".to_owned(), json!(kind.name()));
            if !root.contains_key("metadata") {
                let _ = root.insert("metadata".to_owned(), json!({ "name": name }));
            }
            fields += count(&Value::Object(root.clone()));
            let _ = wanted.insert(name, Value::Object(root));
        }
        let compilation = compiled(program, Goal::Inspect);
        let wrong: Vec<String> = compilation
            .diagnostics
            .iter()
            .filter(|diagnostic| is_of_shape(&diagnostic.code.to_string()))
            .map(|diagnostic| format!("1.{minor}: {}", diagnostic.message))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let manifests = &compilation.inspected[0].manifests;
        let options = EmitOptions { format: Format::Json, ..EmitOptions::default() };
        let list: Value = serde_json::from_str(&emit(manifests, options, &compilation.sources)).unwrap();
        for object in list["items"].as_array().unwrap() {
            let name = object["metadata"]["name"].as_str().unwrap_or_default();
            let known = wanted.remove(name).unwrap_or_else(|| panic!("1.{minor}: nobody wrote {object}"));
            assert_eq!(object, &known, "1.{minor}: {} {name}", object["kind"]);
            objects += 1;
        }
        assert!(wanted.is_empty(), "1.{minor}: not passed through: {:?}", wanted.keys());
    }
    assert!(objects > 1000 && fields > 20_000, "{objects} objects, {fields} fields");
}

fn count(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(|value| 1 + count(value)).sum(),
        Value::Array(items) => items.iter().map(count).sum(),
        _ => 0,
    }
}

/// How a struct is reached: from which kind, by which fields.
pub(crate) struct Reached {
    pub(crate) structure: Struct,
    pub(crate) kind: Kind,
    pub(crate) path: Vec<String>,
}

/// Every struct of a version with the shortest way to it.
pub(crate) fn reachable(minor: u8) -> Vec<Reached> {
    let version = Versions::of(minor);
    let mut found: Vec<Reached> = Vec::new();
    for kind in kinds(minor) {
        found.push(Reached { structure: kind.structure().unwrap(), kind, path: Vec::new() });
    }
    let mut at = 0;
    while at < found.len() {
        let (kind, path) = (found[at].kind.clone(), found[at].path.clone());
        for field in found[at].structure.clone().fields() {
            let Some(inner) = field.ty(version).and_then(|ty| ty.structure()) else { continue };
            if found.iter().any(|known| known.structure == inner) {
                continue;
            }
            let path = path.iter().cloned().chain([field.name().to_owned()]).collect();
            found.push(Reached { structure: inner, kind: kind.clone(), path });
        }
        at += 1;
    }
    found
}

/// The object of the kind in which `inner` stands at the end of the path.
pub(crate) fn around(samples: &Samples, reached: &Reached, inner: Map<String, Value>) -> Map<String, Value> {
    fn put(samples: &Samples, structure: &Struct, path: &[String], inner: Map<String, Value>) -> Map<String, Value> {
        let [first, rest @ ..] = path else { return inner };
        let mut map = samples.least_of(structure);
        let ty = structure.field(first).unwrap().ty(samples.version).unwrap();
        let below = put(samples, &ty.structure().unwrap(), rest, inner);
        fn wrap(shape: Shape, below: Map<String, Value>) -> Value {
            match shape {
                Shape::List(element, _) => json!([wrap(element.shape(), below)]),
                Shape::Map(element) => json!({ "key": wrap(element.shape(), below) }),
                _ => Value::Object(below),
            }
        }
        let _ = map.insert(first.clone(), wrap(ty.shape(), below));
        map
    }
    let mut root = put(samples, &reached.kind.structure().unwrap(), &reached.path, inner);
    root.retain(|key, _| !OWN.contains(&key.as_str()));
    root
}

/// A value that no field of this shape takes; `None` where every value is taken.
pub(crate) fn misfit(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::Any => None,
        Shape::Open | Shape::Map(_) | Shape::Struct(_) => Some(json!("text")),
        Shape::Bool | Shape::Int32 | Shape::Int64 | Shape::Number => Some(json!("text")),
        Shape::Text(_) | Shape::Bytes | Shape::Time | Shape::MicroTime => Some(json!(5)),
        Shape::Quantity | Shape::IntOrText => Some(json!(true)),
        Shape::List(..) => Some(json!({ "key": "value" })),
    }
}

/// Mistakes by kind: how many there were, and how many were refused at the line of the object that has them.
#[derive(Default)]
struct Score {
    made: usize,
    missed: Vec<String>,
}

/// Compiles the resources and notes in which nothing of their shape is refused.
fn judge(minor: u8, resources: &[(String, String)], score: &mut Score) {
    let mut program = format!("app corpus {{ style = plain  target = \"1.{minor}\" }}\n");
    let mut starts = Vec::new();
    for (_, text) in resources {
        starts.push(program.len());
        program.push_str(text);
    }
    let compilation = compiled(program, Goal::Check);
    let mut refused = vec![0; resources.len()];
    for diagnostic in compilation.diagnostics.iter().filter(|d| is_of_shape(&d.code.to_string())) {
        let start = compilation.sources.place(diagnostic.primary.span).unwrap().start;
        let at = starts.partition_point(|known| *known <= start).saturating_sub(1);
        refused[at] += 1;
    }
    for ((what, _), refused) in resources.iter().zip(refused) {
        score.made += 1;
        if refused != 1 {
            score.missed.push(format!("1.{minor}: {what}: {refused} diagnostics"));
        }
    }
}

#[test]
fn mistakes_in_every_struct_are_refused_where_they_stand() {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    // A struct is tried in every version in which it is another than before.
    let mut tried = BTreeSet::new();
    for minor in Versions::ALL.minors() {
        let samples = Samples::new(minor);
        let mut mistakes: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
        for (number, reached) in reachable(minor).iter().enumerate() {
            let fields = reached.structure.fields().map(|field| (field.name().to_owned(), field.ty(samples.version)));
            let fields: Vec<String> = fields.map(|(name, ty)| format!("{name}: {ty:?}")).collect();
            if !tried.insert((reached.structure.package().to_owned(), reached.structure.name().to_owned(), fields)) {
                continue;
            }
            let least = samples.least_of(&reached.structure);
            // `None` leaves the field out.
            let mut add = |sort: &'static str, field: &str, value: Option<Value>| {
                if reached.path.is_empty() && OWN.contains(&field) {
                    return;
                }
                let mut inner = least.clone();
                let _ = match value {
                    Some(value) => inner.insert(field.to_owned(), value),
                    None => inner.remove(field),
                };
                let root = around(&samples, reached, inner);
                let all = mistakes.entry(sort).or_default();
                let what = format!("{sort}: {} {}.{field}", reached.kind.name(), reached.path.join("."));
                all.push((what, resource(&reached.kind, &format!("x{number}-{}", all.len()), &root)));
            };
            add("unknown field", "noSuchField", Some(json!(1)));
            for field in reached.structure.fields() {
                let Some(ty) = field.ty(samples.version) else {
                    add("other version", field.name(), Some(samples.least(&field.newest().unwrap())));
                    continue;
                };
                if let Some(wrong) = misfit(&ty.shape()) {
                    add("wrong type", field.name(), Some(wrong));
                }
                match ty.shape() {
                    Shape::Text(words) if !words.is_empty() => {
                        add("bad enum", field.name(), Some(json!("NoSuchWord")));
                    }
                    _ => {}
                }
                let made = reached.path.is_empty() && field.name() == "metadata";
                if field.is_required(samples.version) && !made {
                    add("missing field", field.name(), None);
                }
            }
        }
        for (sort, resources) in mistakes {
            judge(minor, &resources, scores.entry(sort).or_default());
        }
    }
    let mut report = String::new();
    for (sort, score) in &scores {
        report.push_str(&format!("{sort}: {} of {} missed\n", score.missed.len(), score.made));
        for missed in score.missed.iter().take(10) {
            report.push_str(&format!("  {missed}\n"));
        }
    }
    let (made, missed) =
        scores.values().fold((0, 0), |(made, missed), score| (made + score.made, missed + score.missed.len()));
    assert!(made > 5_000, "{report}");
    assert!(missed == 0, "{report}");
}
