//! `read_yaml`: the value that a YAML text holds, read as kubectl reads it. Aliases and merges are carried out and count
//! against the budget.

use std::sync::Arc;

use super::{Call, Fault, read_json};
use crate::eval::budget;
use crate::eval::value::{Data, Origin, Value};
use crate::source::{AnchorId, LineIndex};
use crate::types::Number;
use crate::vocab::Ordered;
use crate::yaml::{self, Limits};

/// What a program may read of one text.
const LIMITS: Limits = Limits {
    bytes: budget::MAX_TEXT,
    depth: read_json::DEEPEST,
    nodes: budget::MAX_ELEMENTS,
    scalar: budget::MAX_TEXT,
};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let text = call.text(0);
    // The places count from the start of the text, which is no source.
    let (documents, diagnostics) = yaml::read(&text, AnchorId::FIRST, &LIMITS);
    if let Some(first) = diagnostics.first() {
        let at = LineIndex::new(&text).position(&text, first.primary.span.start as usize);
        let cause = &first.message;
        let fault = Fault::of(
            0,
            format!("this text cannot be read as YAML: {cause}, in line {}, column {} of it", at.line, at.column),
        );
        return Err(match &first.help {
            Some(help) => fault.help(help.as_str()),
            None => fault,
        });
    }
    let mut nodes = 0;
    let value = match documents.as_slice() {
        [] => Data::None,
        [document] => data(&document.root, call.origin, &mut nodes)?,
        _ => {
            let message = format!("this text holds {} documents, and one is read", documents.len());
            return Err(Fault::of(0, message).help("write them as one list, each after a `-`"));
        }
    };
    // Aliases make a short text a large value.
    Ok(if call.spend(nodes) { value } else { Data::Error })
}

fn data(node: &yaml::Node, origin: Origin, nodes: &mut usize) -> Result<Data, Fault> {
    *nodes += 1;
    Ok(match &node.data {
        yaml::Data::Null => Data::None,
        yaml::Data::Bool(value) => Data::Bool(*value),
        yaml::Data::Int(value) => number(&value.to_string())?,
        yaml::Data::Decimal(digits) => number(digits)?,
        yaml::Data::Text(text) => Data::Text(text.clone()),
        yaml::Data::List(items) => {
            let values = items.iter().map(|item| Ok(Value::new(origin, data(item, origin, nodes)?)));
            Data::List(Arc::new(values.collect::<Result<_, Fault>>()?))
        }
        yaml::Data::Map(entries) => {
            let mut map = Ordered::default();
            for (key, node) in entries {
                let _ = map.insert(key.text.clone(), Value::new(origin, data(node, origin, nodes)?));
            }
            Data::Map(Arc::new(map))
        }
    })
}

fn number(digits: &str) -> Result<Data, Fault> {
    read_json::decimal(digits)
        .and_then(|decimal| Number::read(&decimal, None).ok())
        .map(Data::Number)
        .ok_or_else(|| Fault::of(0, format!("`{digits}` is too large or too fine to be held exactly")))
}
