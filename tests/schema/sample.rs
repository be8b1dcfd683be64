//! Values that fit a type: as JSON, and as a program writes them.

use std::fmt::Write as _;

use kappc::schema::{Field, Shape, Struct, TypeRef, Versions};
use serde_json::{Map, Value, json};

/// Makes values for one version; each struct is written out in full once, later with what it requires only.
pub(crate) struct Samples {
    pub(crate) version: Versions,
    seen: Vec<Struct>,
}

impl Samples {
    pub(crate) fn new(minor: u8) -> Samples {
        Samples { version: Versions::of(minor), seen: Vec::new() }
    }

    /// All that structs required only hold, to be written out with every field.
    pub(crate) fn full(&mut self, structure: &Struct) -> Map<String, Value> {
        let whole = !self.seen.contains(structure);
        if whole {
            self.seen.push(structure.clone());
        }
        let version = self.version;
        let is_there = |field: &Field| !(field.versions() & version).is_empty();
        let wanted = |field: &Field| is_there(field) && (whole || field.is_required(version));
        let fields: Vec<Field> = structure.fields().filter(wanted).collect();
        fields.iter().map(|field| (field.name().to_owned(), self.value(&field.ty(version).unwrap()))).collect()
    }

    pub(crate) fn value(&mut self, ty: &TypeRef) -> Value {
        match ty.shape() {
            Shape::Any => any(),
            Shape::Open => json!({ "any": { "thing": [1.5] } }),
            Shape::Bool => json!(true),
            Shape::Int32 | Shape::Int64 => json!(1),
            Shape::Number => json!(0.5),
            Shape::Text(words) => json!(words.iter().next().unwrap_or("text")),
            Shape::Quantity => json!("500m"),
            Shape::IntOrText => json!("25%"),
            Shape::Bytes => json!("YQ=="),
            Shape::Time => json!("2026-01-02T03:04:05Z"),
            Shape::MicroTime => json!("2026-01-02T03:04:05.000006Z"),
            Shape::List(element, _) => json!([self.value(&element)]),
            Shape::Map(element) => json!({ "key": self.value(&element) }),
            Shape::Struct(structure) => Value::Object(self.full(&structure)),
        }
    }

    /// A value with what is required, and nothing else.
    pub(crate) fn least(&self, ty: &TypeRef) -> Value {
        let mut fresh = Samples { version: self.version, seen: Vec::new() };
        match ty.shape() {
            Shape::Struct(structure) => Value::Object(self.least_of(&structure)),
            Shape::List(element, _) => json!([self.least(&element)]),
            Shape::Map(element) => json!({ "key": self.least(&element) }),
            _ => fresh.value(ty),
        }
    }

    /// As [`Samples::least`], of a struct.
    pub(crate) fn least_of(&self, structure: &Struct) -> Map<String, Value> {
        let required = structure.required(self.version);
        required.map(|field| (field.name().to_owned(), self.least(&field.ty(self.version).unwrap()))).collect()
    }
}

/// What stands where every value may.
pub(crate) fn any() -> Value {
    json!([1, "two", { "three": true }])
}

/// A value as a program writes it, on one line.
pub(crate) fn written(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => format!("{{ {} }}", entries(map).join("  ")),
        Value::String(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$")),
        other => other.to_string(),
    }
}

/// The entries of a map, one a text.
pub(crate) fn entries(map: &Map<String, Value>) -> Vec<String> {
    map.iter().map(|(key, value)| format!("{} = {}", key_of(key), written(value))).collect()
}

fn key_of(key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(|c| c.is_ascii_alphanumeric());
    let mut text = String::new();
    let _ = if plain { write!(text, "{key}") } else { write!(text, "\"{}\"", key.replace('$', "\\$")) };
    text
}
