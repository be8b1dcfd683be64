//! Custom resource definitions into the same tables: every version that is served, as its OpenAPI schema says.
//!
//! In: documents of YAML. Out: a [`CustomTable`] for each definition among them. What a schema leaves out is read as the
//! API server reads it: an object without properties has none, unless unknown fields are preserved.

use std::sync::Arc;

use ecow::{EcoString, eco_format};

use super::{Constraints, CustomField, CustomKind, CustomShape, CustomStruct, CustomTable, CustomType, Link};
use crate::yaml::{Data, Document, Node};

/// The tables of the custom resource definitions among `documents`; the items of lists count.
pub fn custom_resources(documents: &[Document]) -> Vec<CustomTable> {
    let mut tables = Vec::new();
    for document in documents {
        let items = match document.root.get("items").map(|items| &items.data) {
            Some(Data::List(items)) => items.as_slice(),
            _ => &[],
        };
        tables.extend(std::iter::once(&document.root).chain(items).filter_map(definition));
    }
    tables
}

/// The table of one definition; `None` for any other object, and where it names no group and kind.
fn definition(root: &Node) -> Option<CustomTable> {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).cloned();
    if text(root, "kind")? != "CustomResourceDefinition" || !text(root, "apiVersion")?.starts_with("apiextensions") {
        return None;
    }
    let spec = root.get("spec")?;
    let names = spec.get("names")?;
    let (group, kind) = (text(spec, "group")?, text(names, "kind")?);
    let namespaced = text(spec, "scope").is_none_or(|scope| scope == "Namespaced");
    let mut table = CustomTable::default();
    for version in list(spec.get("versions")) {
        if is_true(version.get("served")).is_some_and(|served| !served) {
            continue;
        }
        let Some(name) = text(version, "name") else { continue };
        let schema = version.get("schema").and_then(|schema| schema.get("openAPIV3Schema"));
        // The older form of definitions has one schema for all versions.
        let schema = schema.or_else(|| spec.get("validation").and_then(|schema| schema.get("openAPIV3Schema")));
        let ty = match schema {
            Some(schema) => table.object(schema, &kind, Level::Object),
            None => table.add(CustomType::plain(CustomShape::Any)),
        };
        table.kinds.push(CustomKind {
            group: group.clone(),
            version: name,
            kind: kind.clone(),
            plural: text(names, "plural"),
            namespaced,
            deprecated: is_true(version.get("deprecated")).unwrap_or(false),
            ty,
            with_rules: schema.filter(|schema| has_rules(schema)).cloned(),
            span: names.get("kind")?.span,
        });
    }
    (!table.kinds.is_empty()).then_some(table)
}

/// Whether a schema is of a whole object, which has `apiVersion`, `kind` and `metadata` whatever it says.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Object,
    Part,
}

impl CustomType {
    fn plain(shape: CustomShape) -> CustomType {
        CustomType { shape, nullable: false, constraints: None, description: EcoString::new() }
    }
}

impl CustomTable {
    fn add(&mut self, ty: CustomType) -> Link {
        self.types.push(ty);
        Link::Own(u32::try_from(self.types.len() - 1).unwrap_or(u32::MAX))
    }

    /// The type that `schema` describes; `path` names it for people. Recursion is as deep as the document, which reading
    /// bounds.
    fn ty(&mut self, schema: &Node, path: &EcoString) -> Link {
        let word = |key: &str| schema.get(key).and_then(Node::text).map_or("", EcoString::as_str);
        if is_true(schema.get("x-kubernetes-embedded-resource")).unwrap_or(false) {
            return self.object(schema, path, Level::Object);
        }
        let shape = match word("type") {
            _ if is_true(schema.get("x-kubernetes-int-or-string")).unwrap_or(false) => CustomShape::IntOrText,
            "boolean" => CustomShape::Bool,
            "integer" if word("format") == "int32" => CustomShape::Int32,
            "integer" => CustomShape::Int64,
            "number" => CustomShape::Number,
            "string" => match word("format") {
                "byte" => CustomShape::Bytes,
                "date-time" => CustomShape::Time,
                _ => CustomShape::Text(texts(schema.get("enum"))),
            },
            "array" => {
                let element = match schema.get("items") {
                    Some(items) => self.ty(items, path),
                    None => self.add(CustomType::plain(CustomShape::Any)),
                };
                let keys = texts(schema.get("x-kubernetes-list-map-keys"));
                match word("x-kubernetes-list-type") {
                    "map" if !keys.is_empty() => CustomShape::ListMap(element, keys),
                    "set" => CustomShape::Set(element),
                    _ => CustomShape::List(element),
                }
            }
            "object" => return self.object(schema, path, Level::Part),
            _ if schema.get("properties").is_some() => return self.object(schema, path, Level::Part),
            _ => CustomShape::Any,
        };
        self.add(described(shape, schema))
    }

    fn object(&mut self, schema: &Node, path: &EcoString, level: Level) -> Link {
        let open = is_true(schema.get("x-kubernetes-preserve-unknown-fields")).unwrap_or(false);
        let properties = match schema.get("properties").map(|properties| &properties.data) {
            Some(Data::Map(properties)) => properties.as_slice(),
            _ => &[],
        };
        match schema.get("additionalProperties").map(|node| (&node.data, node)) {
            Some((Data::Map(_), element)) if properties.is_empty() => {
                let element = self.ty(element, path);
                return self.add(described(CustomShape::Map(element), schema));
            }
            Some((Data::Bool(true), _)) if properties.is_empty() => {
                return self.add(described(CustomShape::Open, schema));
            }
            _ if open && properties.is_empty() && level == Level::Part => {
                return self.add(described(CustomShape::Open, schema));
            }
            _ => {}
        }
        let required = texts(schema.get("required"));
        let mut fields = Vec::with_capacity(properties.len() + 3);
        for (key, inner) in properties {
            let of_object = level == Level::Object && matches!(key.text.as_str(), "apiVersion" | "kind" | "metadata");
            if of_object {
                continue;
            }
            fields.push(CustomField {
                name: key.text.clone(),
                ty: self.ty(inner, &eco_format!("{path}.{}", key.text)),
                required: required.contains(&key.text),
                default: inner.get("default").map(json),
            });
        }
        if level == Level::Object {
            let text = self.add(CustomType::plain(CustomShape::Text(Arc::default())));
            for (name, ty) in [("apiVersion", text), ("kind", text), ("metadata", Link::Builtin("ObjectMeta"))] {
                fields.push(CustomField { name: name.into(), ty, required: false, default: None });
            }
        }
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let name = path.clone();
        self.structs.push(CustomStruct { name, fields, open });
        let index = u32::try_from(self.structs.len() - 1).unwrap_or(u32::MAX);
        self.add(described(CustomShape::Struct(index), schema))
    }
}

/// A type with what `schema` says of its values.
fn described(shape: CustomShape, schema: &Node) -> CustomType {
    let text = |key: &str| schema.get(key).and_then(Node::text).cloned();
    let count = |keys: [&str; 3]| {
        keys.into_iter().find_map(|key| match schema.get(key)?.data {
            Data::Int(count) => u64::try_from(count).ok(),
            _ => None,
        })
    };
    let bound =
        |key: &str, exclusive: &str| Some((number(schema.get(key)?)?, is_true(schema.get(exclusive)).unwrap_or(false)));
    let constraints = Constraints {
        pattern: text("pattern"),
        format: text("format"),
        least: count(["minLength", "minItems", "minProperties"]),
        most: count(["maxLength", "maxItems", "maxProperties"]),
        minimum: bound("minimum", "exclusiveMinimum"),
        maximum: bound("maximum", "exclusiveMaximum"),
        multiple_of: schema.get("multipleOf").and_then(number),
        unique: is_true(schema.get("uniqueItems")).unwrap_or(false),
    };
    CustomType {
        shape,
        nullable: is_true(schema.get("nullable")).unwrap_or(false),
        constraints: (constraints != Constraints::default()).then(|| Box::new(constraints)),
        description: text("description").unwrap_or_default(),
    }
}

fn has_rules(schema: &Node) -> bool {
    match &schema.data {
        Data::Map(entries) => {
            entries.iter().any(|(key, node)| key.text == "x-kubernetes-validations" || has_rules(node))
        }
        Data::List(items) => items.iter().any(has_rules),
        _ => false,
    }
}

fn list(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.data) {
        Some(Data::List(items)) => items,
        _ => &[],
    }
}

/// The texts of a list.
fn texts(node: Option<&Node>) -> Arc<[EcoString]> {
    list(node).iter().filter_map(Node::text).cloned().collect()
}

fn is_true(node: Option<&Node>) -> Option<bool> {
    match node?.data {
        Data::Bool(value) => Some(value),
        _ => None,
    }
}

fn number(node: &Node) -> Option<EcoString> {
    match &node.data {
        Data::Int(number) => Some(eco_format!("{number}")),
        Data::Decimal(digits) => Some(digits.clone()),
        _ => None,
    }
}

/// A value as JSON.
fn json(node: &Node) -> EcoString {
    let mut text = String::new();
    write_json(node, &mut text);
    text.into()
}

fn write_json(node: &Node, to: &mut String) {
    match &node.data {
        Data::Null => to.push_str("null"),
        Data::Bool(value) => to.push_str(if *value { "true" } else { "false" }),
        Data::Int(number) => to.push_str(&number.to_string()),
        Data::Decimal(digits) => to.push_str(digits),
        Data::Text(text) => to.push_str(&serde_json::Value::from(text.as_str()).to_string()),
        Data::List(items) => {
            to.push('[');
            for (at, item) in items.iter().enumerate() {
                to.push_str(if at > 0 { "," } else { "" });
                write_json(item, to);
            }
            to.push(']');
        }
        Data::Map(entries) => {
            to.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                to.push_str(if at > 0 { "," } else { "" });
                to.push_str(&serde_json::Value::from(key.text.as_str()).to_string());
                to.push(':');
                write_json(value, to);
            }
            to.push('}');
        }
    }
}
