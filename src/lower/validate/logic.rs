//! What a definition says of values by logic: `allOf`, `anyOf`, `oneOf`, `not`, and the words of what is no text.
//!
//! In: a node, and the part of the schema that holds this logic. A structural schema says there what values there must
//! be and never what they look like, so only such keywords count; what else stands there holds.

use crate::lower::validate::definition::broken_bound;
use crate::lower::{Node, Tree};
use crate::schema::Constraints;
use crate::yaml::{Data, Node as Schema};

/// Why a node breaks the logic, and the other place that has to do with it.
pub(super) struct Broken<'n> {
    pub(super) node: &'n Node,
    pub(super) message: String,
    pub(super) other: Option<&'n Node>,
}

/// What `node` breaks of `schema`; of fields in `filled` the server says something where nobody does.
pub(super) fn broken<'n>(node: &'n Node, schema: &Schema, filled: &[ecow::EcoString]) -> Option<Broken<'n>> {
    let wrong = |message: &str| Some(Broken { node, message: message.to_owned(), other: None });
    if let Some(words) = schema.get("enum").filter(|words| !list(words).iter().any(|word| is(node, word))) {
        let words: Vec<String> = list(words).iter().map(|word| format!("`{}`", shown(word))).collect();
        return wrong(&format!("the value is none of {}", words.join(", ")));
    }
    let mut parts = schema.get("allOf").map(list).unwrap_or_default().iter();
    if let Some(part) = parts.find(|part| !holds(node, part, filled)) {
        return broken(node, part, filled).or_else(|| match needed(part).filter(|needed| !needed.is_empty()) {
            Some(needed) => lacking(node, &needed, filled),
            None => wrong("the value is not of the form that the definition asks for"),
        });
    }
    if let Some(part) = schema.get("not").filter(|part| holds(node, part, filled)) {
        return match needed(part).unwrap_or_default().as_slice() {
            [] => wrong("the value is of a form that the definition rules out"),
            [only] => {
                Some(Broken { node: node.get(only)?, message: format!("`{only}` may not stand here"), other: None })
            }
            several => together(node, several),
        };
    }
    if let Some(parts) = schema.get("anyOf").map(list)
        && !parts.iter().any(|part| holds(node, part, filled))
    {
        return match choices(parts).as_slice() {
            [] => wrong("the value fits none of the forms that the definition allows"),
            names => wrong(&format!("one of {} must be written", quoted(names))),
        };
    }
    let parts = schema.get("oneOf").map(list)?;
    let fitting: Vec<&Schema> = parts.iter().filter(|part| holds(node, part, filled)).collect();
    let names = choices(parts);
    match (fitting.len(), names.is_empty()) {
        (1, _) => None,
        (0, true) => wrong("the value fits none of the forms that the definition allows"),
        (_, true) => wrong("the value fits several of the forms of which the definition allows one"),
        (_, false) => {
            let written: Vec<&str> = names.iter().copied().filter(|name| node.get(name).is_some()).collect();
            match written.as_slice() {
                [] | [_] => wrong(&format!("one of {} must be written", quoted(&names))),
                several => together(node, several),
            }
        }
    }
}

/// That fields exclude each other which are all there.
fn together<'n>(node: &'n Node, names: &[&str]) -> Option<Broken<'n>> {
    let (first, second) = (names.first()?, names.get(1)?);
    let message = format!("`{second}` does not go with `{first}`");
    Some(Broken { node: node.get(second)?, message, other: node.get(first) })
}

/// That a field is missing.
fn lacking<'n>(node: &'n Node, names: &[&str], filled: &[ecow::EcoString]) -> Option<Broken<'n>> {
    let absent = names.iter().find(|name| node.get(name).is_none() && !filled.iter().any(|known| known == **name))?;
    Some(Broken { node, message: format!("`{absent}` must be written"), other: None })
}

/// The fields that a part asks for, where it asks for nothing else.
fn needed(part: &Schema) -> Option<Vec<&str>> {
    let Data::Map(entries) = &part.data else { return None };
    entries.iter().all(|(key, _)| key.text == "required").then(|| texts(part.get("required")))
}

/// The fields of which each part asks for one; a part that only excludes others is left out. None where it is otherwise.
fn choices(parts: &[Schema]) -> Vec<&str> {
    let mut names = Vec::new();
    for part in parts {
        match needed(part).as_deref() {
            Some([only]) => names.push(*only),
            _ if part.get("not").is_some() && part.get("required").is_none() => {}
            _ => return Vec::new(),
        }
    }
    names
}

/// Whether `node` is as `part` says.
fn holds(node: &Node, part: &Schema, filled: &[ecow::EcoString]) -> bool {
    let Data::Map(entries) = &part.data else { return true };
    let all = |keyword: &str| part.get(keyword).map(list).unwrap_or_default();
    let bounds = crate::schema::constraints(part);
    entries.iter().all(|(key, inner)| match key.text.as_str() {
        "type" => inner.text().is_none_or(|ty| is_type(node, ty)),
        "enum" => list(inner).iter().any(|word| is(node, word)),
        "required" => {
            texts(Some(inner)).iter().all(|name| node.get(name).is_some() || filled.iter().any(|known| known == *name))
        }
        "properties" => match &inner.data {
            Data::Map(properties) => properties
                .iter()
                .all(|(name, schema)| node.get(&name.text).is_none_or(|value| holds(value, schema, &[]))),
            _ => true,
        },
        "items" => node.elements().iter().all(|item| holds(item, inner, &[])),
        "not" => !holds(node, inner, filled),
        "allOf" => all("allOf").iter().all(|part| holds(node, part, filled)),
        "anyOf" => all("anyOf").iter().any(|part| holds(node, part, filled)),
        "oneOf" => all("oneOf").iter().filter(|part| holds(node, part, filled)).count() == 1,
        _ => true,
    }) && broken_bound(node, &bounds).is_none()
}

fn is_type(node: &Node, ty: &str) -> bool {
    match (&node.tree, ty) {
        (Tree::Null, _) => true,
        (Tree::Bool(_), "boolean") | (Tree::Int(_), "integer" | "number") | (Tree::Decimal(_), "number") => true,
        (Tree::Text(_), "string") | (Tree::List(_), "array") | (Tree::Map(_), "object") => true,
        _ => !matches!(ty, "boolean" | "integer" | "number" | "string" | "array" | "object"),
    }
}

/// Whether both say the same.
fn is(node: &Node, word: &Schema) -> bool {
    match (&node.tree, &word.data) {
        (Tree::Null, Data::Null) => true,
        (Tree::Bool(a), Data::Bool(b)) => a == b,
        (Tree::Int(a), Data::Int(b)) => a == b,
        (Tree::Decimal(a), Data::Decimal(b)) => a == b,
        (Tree::Text(a), Data::Text(b)) => a == b,
        _ => false,
    }
}

fn shown(word: &Schema) -> String {
    match &word.data {
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Decimal(text) | Data::Text(text) => text.to_string(),
        _ => word.kind().to_owned(),
    }
}

fn list(node: &Schema) -> &[Schema] {
    match &node.data {
        Data::List(items) => items,
        _ => &[],
    }
}

fn texts(node: Option<&Schema>) -> Vec<&str> {
    node.map(list).unwrap_or_default().iter().filter_map(|item| Some(item.text()?.as_str())).collect()
}

fn quoted(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The logic of a type, where it has any.
pub(super) fn of(asked: &Constraints) -> Option<(&Schema, &[ecow::EcoString])> {
    asked.logic.as_ref().map(|logic| (logic, asked.filled.as_slice()))
}
