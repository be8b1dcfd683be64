//! Custom resource definitions into the same tables: every version that is served, as its OpenAPI schema says.
//!
//! In: documents of YAML. Out: a [`CustomTable`] for each definition among them. What a schema leaves out is read as the
//! API server reads it: an object without properties has none, unless unknown fields are preserved.

use std::fmt;
use std::sync::Arc;

use ecow::{EcoString, eco_format};

use super::{Constraints, CustomField, CustomKind, CustomShape, CustomStruct, CustomTable, CustomType, Link};
use crate::yaml::{Data, Document, Key, Node};

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
            Some(schema) => table.object(&Schema::of(schema), Path { outer: None, name: &kind }, Level::Object),
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
    /// An object inside another.
    Embedded,
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

    /// The type that `node` describes; `path` names it for people. Recursion is as deep as the document, which reading
    /// bounds.
    fn ty(&mut self, node: &Node, path: Path<'_>) -> Link {
        let schema = Schema::of(node);
        if is_true(schema.embedded_resource).unwrap_or(false) {
            return self.object(&schema, path, Level::Embedded);
        }
        let shape = match word(schema.ty) {
            _ if is_true(schema.int_or_string).unwrap_or(false) => CustomShape::IntOrText,
            "boolean" => CustomShape::Bool,
            "integer" if word(schema.format) == "int32" => CustomShape::Int32,
            "integer" => CustomShape::Int64,
            "number" => CustomShape::Number,
            "string" => match word(schema.format) {
                "byte" => CustomShape::Bytes,
                "date-time" => CustomShape::Time,
                _ => CustomShape::Text(texts(schema.members)),
            },
            "array" => {
                let element = match schema.items {
                    Some(items) => self.ty(items, path),
                    None => self.add(CustomType::plain(CustomShape::Any)),
                };
                let keys = texts(schema.list_map_keys);
                match word(schema.list_type) {
                    "map" if !keys.is_empty() => CustomShape::ListMap(element, keys),
                    "set" => CustomShape::Set(element),
                    _ => CustomShape::List(element),
                }
            }
            "object" => return self.object(&schema, path, Level::Part),
            _ if schema.properties.is_some() => return self.object(&schema, path, Level::Part),
            _ => CustomShape::Any,
        };
        self.add(described(shape, &schema))
    }

    fn object(&mut self, schema: &Schema<'_>, path: Path<'_>, level: Level) -> Link {
        let open = is_true(schema.preserves_unknown).unwrap_or(false);
        let properties = match schema.properties.map(|properties| &properties.data) {
            Some(Data::Map(properties)) => properties.as_slice(),
            _ => &[],
        };
        match schema.additional.map(|node| (&node.data, node)) {
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
        let required = list(schema.required);
        let mut fields = Vec::with_capacity(properties.len() + if level == Level::Part { 0 } else { 3 });
        for (key, inner) in properties {
            let of_object = level != Level::Part && matches!(key.text.as_str(), "apiVersion" | "kind" | "metadata");
            if of_object {
                continue;
            }
            let default = inner.get("default").map(json);
            fields.push(CustomField {
                name: key.text.clone(),
                ty: self.ty(inner, Path { outer: Some(&path), name: &key.text }),
                // What has a default is there before the server looks.
                required: default.is_none() && required.iter().any(|name| name.text() == Some(&key.text)),
                default,
            });
        }
        if level != Level::Part {
            let text = self.add(CustomType::plain(CustomShape::Text(Arc::default())));
            for (name, ty) in [("apiVersion", text), ("kind", text), ("metadata", Link::Builtin("ObjectMeta"))] {
                let required = level == Level::Embedded && name != "metadata";
                fields.push(CustomField { name: name.into(), ty, required, default: None });
            }
        }
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        self.structs.push(CustomStruct { name: eco_format!("{path}"), fields, open });
        let index = u32::try_from(self.structs.len() - 1).unwrap_or(u32::MAX);
        self.add(described(CustomShape::Struct(index), schema))
    }
}

/// The way to a schema; only structs put it into words.
#[derive(Clone, Copy)]
struct Path<'p> {
    outer: Option<&'p Path<'p>>,
    name: &'p str,
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.outer {
            Some(outer) => write!(f, "{outer}.{}", self.name),
            None => f.write_str(self.name),
        }
    }
}

/// What a schema says, found in one walk over its entries.
#[derive(Default)]
struct Schema<'n> {
    ty: Option<&'n Node>,
    format: Option<&'n Node>,
    description: Option<&'n Node>,
    properties: Option<&'n Node>,
    additional: Option<&'n Node>,
    items: Option<&'n Node>,
    required: Option<&'n Node>,
    /// `enum`
    members: Option<&'n Node>,
    nullable: Option<&'n Node>,
    pattern: Option<&'n Node>,
    /// Of the length, the items and the properties.
    least: [Option<&'n Node>; 3],
    most: [Option<&'n Node>; 3],
    minimum: Option<&'n Node>,
    above_minimum: Option<&'n Node>,
    maximum: Option<&'n Node>,
    below_maximum: Option<&'n Node>,
    multiple_of: Option<&'n Node>,
    unique: Option<&'n Node>,
    embedded_resource: Option<&'n Node>,
    int_or_string: Option<&'n Node>,
    preserves_unknown: Option<&'n Node>,
    list_type: Option<&'n Node>,
    list_map_keys: Option<&'n Node>,
    /// The entries `allOf`, `anyOf`, `oneOf`, `not`.
    logic: [Option<&'n (Key, Node)>; 4],
}

impl<'n> Schema<'n> {
    fn of(node: &'n Node) -> Schema<'n> {
        let mut schema = Schema::default();
        let Data::Map(entries) = &node.data else { return schema };
        let [min_length, min_items, min_properties] = &mut schema.least;
        let [max_length, max_items, max_properties] = &mut schema.most;
        for entry in entries {
            let (key, node) = entry;
            let place = match key.text.as_str() {
                "allOf" | "anyOf" | "oneOf" | "not" => {
                    if let Some(free) = schema.logic.iter_mut().find(|place| place.is_none()) {
                        *free = Some(entry);
                    }
                    continue;
                }
                "type" => &mut schema.ty,
                "format" => &mut schema.format,
                "description" => &mut schema.description,
                "properties" => &mut schema.properties,
                "additionalProperties" => &mut schema.additional,
                "items" => &mut schema.items,
                "required" => &mut schema.required,
                "enum" => &mut schema.members,
                "nullable" => &mut schema.nullable,
                "pattern" => &mut schema.pattern,
                "minLength" => &mut *min_length,
                "minItems" => &mut *min_items,
                "minProperties" => &mut *min_properties,
                "maxLength" => &mut *max_length,
                "maxItems" => &mut *max_items,
                "maxProperties" => &mut *max_properties,
                "minimum" => &mut schema.minimum,
                "exclusiveMinimum" => &mut schema.above_minimum,
                "maximum" => &mut schema.maximum,
                "exclusiveMaximum" => &mut schema.below_maximum,
                "multipleOf" => &mut schema.multiple_of,
                "uniqueItems" => &mut schema.unique,
                "x-kubernetes-embedded-resource" => &mut schema.embedded_resource,
                "x-kubernetes-int-or-string" => &mut schema.int_or_string,
                "x-kubernetes-preserve-unknown-fields" => &mut schema.preserves_unknown,
                "x-kubernetes-list-type" => &mut schema.list_type,
                "x-kubernetes-list-map-keys" => &mut schema.list_map_keys,
                _ => continue,
            };
            *place = Some(node);
        }
        schema
    }
}

/// A type with what `schema` says of its values.
fn described(shape: CustomShape, schema: &Schema<'_>) -> CustomType {
    let mut constraints = bounds(schema);
    constraints.logic = logic(schema, &shape);
    if constraints.logic.is_some()
        && let Some(Data::Map(properties)) = schema.properties.map(|node| &node.data)
    {
        let filled = properties.iter().filter(|(_, inner)| inner.get("default").is_some());
        constraints.filled = filled.map(|(key, _)| key.text.clone()).collect();
    }
    CustomType {
        shape,
        nullable: is_true(schema.nullable).unwrap_or(false),
        constraints: (constraints != Constraints::default()).then(|| Box::new(constraints)),
        description: schema.description.and_then(Node::text).cloned().unwrap_or_default(),
    }
}

/// What a schema says of values by logic, as a schema of its own.
fn logic(schema: &Schema<'_>, shape: &CustomShape) -> Option<Node> {
    // What is either a number or a text is said by logic too.
    let is_either = matches!(shape, CustomShape::IntOrText);
    let says = |key: &str| !is_either || !matches!(key, "anyOf" | "allOf");
    let mut kept: Vec<(Key, Node)> =
        schema.logic.iter().flatten().filter(|(key, _)| says(&key.text)).map(|entry| (*entry).clone()).collect();
    if let Some(members) = schema.members.filter(|_| !matches!(shape, CustomShape::Text(_))) {
        kept.push((Key { span: members.span, text: "enum".into() }, members.clone()));
    }
    let span = kept.first().map(|(key, _)| key.span)?;
    Some(Node { span, data: Data::Map(kept) })
}

/// The bounds that a schema sets.
pub fn constraints(schema: &Node) -> Constraints {
    bounds(&Schema::of(schema))
}

fn bounds(schema: &Schema<'_>) -> Constraints {
    let text = |node: Option<&Node>| node.and_then(Node::text).cloned();
    let count = |nodes: [Option<&Node>; 3]| {
        nodes.into_iter().flatten().find_map(|node| match node.data {
            Data::Int(count) => u64::try_from(count).ok(),
            _ => None,
        })
    };
    let bound =
        |limit: Option<&Node>, exclusive: Option<&Node>| Some((number(limit?)?, is_true(exclusive).unwrap_or(false)));
    Constraints {
        pattern: text(schema.pattern),
        format: text(schema.format),
        least: count(schema.least),
        most: count(schema.most),
        minimum: bound(schema.minimum, schema.above_minimum),
        maximum: bound(schema.maximum, schema.below_maximum),
        multiple_of: schema.multiple_of.and_then(number),
        unique: is_true(schema.unique).unwrap_or(false),
        logic: None,
        filled: Vec::new(),
    }
}

fn word(node: Option<&Node>) -> &str {
    node.and_then(Node::text).map_or("", EcoString::as_str)
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
    match list(node) {
        // Most lists are empty, and to collect nothing takes memory too.
        [] => Arc::default(),
        items => items.iter().filter_map(Node::text).cloned().collect(),
    }
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
