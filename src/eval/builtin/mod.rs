//! Built-in functions, one file each. Their signatures and meanings stand in `stdlib/functions.kapp`; what is here is
//! only how each is computed. None reads clock, network, environment variables or randomness.

mod abs;
mod all;
mod any;
mod base64;
mod ceil;
mod cidr_contains;
mod cidr_host;
mod contains;
mod ends_with;
mod file;
mod flatten;
mod floor;
mod has;
mod image_tag;
mod indent;
mod join;
mod json;
mod keys;
mod len;
mod lower;
mod matches;
mod max;
mod merge;
mod min;
mod order;
mod properties;
mod read_json;
mod read_yaml;
mod replace;
mod reverse;
mod round;
mod sha256;
mod slice;
mod sort;
mod split;
mod starts_with;
mod sum;
#[cfg(test)]
mod tests;
mod toml;
mod trim;
mod unique;
mod upper;
mod values;
mod yaml;
mod zip;

use std::sync::Arc;

use ecow::EcoString;

use super::conform::What;
use super::value::{Data, Origin, Value};
use super::{Evaluator, budget};
use crate::diag::{Diagnostic, code};
use crate::types::{ArithmeticError, Dimension, Number};
use crate::vocab::Function;

/// A call with its arguments, which fit their types and hold no unknown value.
pub(super) struct Call<'a, 'c> {
    pub(super) evaluator: &'a Evaluator<'c>,
    pub(super) arguments: &'a [Option<Value>],
    pub(super) origin: Origin,
}

/// Why a function has no result for its arguments.
pub(super) struct Fault {
    /// The argument at fault, by position.
    argument: usize,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub(super) fn of(argument: usize, message: impl Into<String>) -> Fault {
        Fault { argument, message: message.into(), help: None }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }

    pub(super) fn arithmetic(argument: usize, error: ArithmeticError) -> Fault {
        Fault { argument, message: error.cause(), help: error.help() }
    }
}

impl Call<'_, '_> {
    /// The argument at `index`, unless it was left out.
    pub(super) fn get(&self, index: usize) -> Option<&Value> {
        self.arguments.get(index).and_then(Option::as_ref)
    }

    /// The text at `index`; empty where there is none, which the checker has ruled out.
    pub(super) fn text(&self, index: usize) -> EcoString {
        self.get(index).and_then(Value::text).cloned().unwrap_or_default()
    }

    /// The whole number at `index`; the largest one for what is larger.
    pub(super) fn int(&self, index: usize) -> Option<i64> {
        let number = self.get(index)?.number()?;
        Some(number.to_i64().unwrap_or(if number.is_negative() { i64::MIN } else { i64::MAX }))
    }

    /// The number at `index`.
    pub(super) fn number(&self, index: usize) -> Result<&Number, Fault> {
        let value = self.get(index);
        value.and_then(Value::number).ok_or_else(|| {
            let given = value.map_or_else(|| "this".to_owned(), |value| self.evaluator.describe(value));
            Fault::of(index, format!("{given} is no number"))
        })
    }

    /// The elements of the list at `index`.
    pub(super) fn items(&self, index: usize) -> &[Value] {
        self.get(index).and_then(Value::list).unwrap_or_default()
    }

    /// The entries of the map at `index`.
    pub(super) fn entries(&self, index: usize) -> impl Iterator<Item = (&EcoString, &Value)> {
        self.get(index).and_then(Value::map).into_iter().flatten()
    }

    /// The bytes of the text, or the bytes, at `index`.
    pub(super) fn bytes(&self, index: usize, function: &str) -> Result<&[u8], Fault> {
        match self.get(index).map(|value| &value.data) {
            Some(Data::Text(text) | Data::Word(text)) => Ok(text.as_bytes()),
            Some(Data::Bytes(bytes)) => Ok(bytes),
            other => {
                let value = other.map(|data| Value::new(self.origin, data.clone()));
                let given = value.map_or_else(|| "this".to_owned(), |value| self.evaluator.describe(&value));
                Err(Fault::of(index, format!("`{function}` takes a text or bytes, not {given}"))
                    .help("make a text of it: `\"${…}\"`, or `json(…)` of a list or map"))
            }
        }
    }

    /// A list of values that this call made.
    pub(super) fn list(&self, items: impl Iterator<Item = Data>) -> Data {
        Data::List(Arc::new(items.map(|data| Value::new(self.origin, data)).collect()))
    }

    /// Takes `steps` of the budget; `false` where it does not have so many, which is reported.
    pub(super) fn spend(&self, steps: usize) -> bool {
        self.evaluator.spend(steps, self.origin.span)
    }
}

/// `parts` as one text with `by` between them; not much longer than a text may be.
fn joined<'t>(parts: impl Iterator<Item = &'t str>, by: &str) -> EcoString {
    let mut text = EcoString::new();
    for (index, part) in parts.enumerate() {
        if index > 0 {
            text.push_str(by);
        }
        text.push_str(part);
        if text.len() > budget::MAX_TEXT {
            break;
        }
    }
    text
}

/// A number as formats without units write it.
enum Numeral {
    /// Of digits only.
    Bare(EcoString),
    /// With a unit: a text.
    Text(EcoString),
}

/// How `number` stands in JSON, YAML and TOML.
fn numeral(number: &Number) -> Result<Numeral, Fault> {
    let written = match (number.dimension(), number.protocol()) {
        (Dimension::Plain, _) | (Dimension::Port, None) => number.decimal().map(Numeral::Bare),
        _ => number.written().map(Numeral::Text),
    };
    written.map_err(|error| Fault::arithmetic(0, error))
}

/// What computes a function.
type Implementation = fn(&Call<'_, '_>) -> Result<Data, Fault>;

/// Every computed function by name, in order of name.
const IMPLEMENTATIONS: &[(&str, Implementation)] = &[
    ("abs", abs::call),
    ("all", all::call),
    ("any", any::call),
    ("base64", base64::call),
    ("binary", file::bytes),
    ("ceil", ceil::call),
    ("cidr_contains", cidr_contains::call),
    ("cidr_host", cidr_host::call),
    ("contains", contains::call),
    ("dir", file::texts),
    ("ends_with", ends_with::call),
    ("file", file::text),
    ("flatten", flatten::call),
    ("floor", floor::call),
    ("has", has::call),
    ("image_tag", image_tag::call),
    ("indent", indent::call),
    ("join", join::call),
    ("json", json::call),
    ("keys", keys::call),
    ("len", len::call),
    ("lower", lower::call),
    ("matches", matches::call),
    ("max", max::call),
    ("merge", merge::call),
    ("min", min::call),
    ("properties", properties::call),
    ("read_json", read_json::call),
    ("read_yaml", read_yaml::call),
    ("replace", replace::call),
    ("reverse", reverse::call),
    ("round", round::call),
    ("sha256", sha256::call),
    ("slice", slice::call),
    ("sort", sort::call),
    ("split", split::call),
    ("starts_with", starts_with::call),
    ("sum", sum::call),
    ("toml", toml::call),
    ("trim", trim::call),
    ("unique", unique::call),
    ("upper", upper::call),
    ("values", values::call),
    ("yaml", yaml::call),
    ("zip", zip::call),
];

/// Calls `function`.
pub(super) fn call(
    evaluator: &Evaluator<'_>,
    function: &Function,
    arguments: Vec<Option<Value>>,
    origin: Origin,
) -> Value {
    let Ok(found) = IMPLEMENTATIONS.binary_search_by_key(&function.name.as_str(), |(name, _)| name) else {
        let message = format!("the vocabulary declares `{}`, which nobody computes", function.name);
        evaluator.report(Diagnostic::error(code::INTERNAL, origin.span, message));
        return evaluator.error(origin);
    };
    let mut fitting = Vec::with_capacity(arguments.len());
    for (param, argument) in function.params.iter().zip(arguments) {
        fitting.push(
            argument
                .map(|argument| evaluator.conform(argument, &param.ty, What::Param(&param.name, &function.name)))
                .filter(|value| !value.is_none()),
        );
    }
    let mut steps = 0;
    let knowledge = fitting.iter().flatten().map(|value| known(value, &mut steps)).max().unwrap_or(Knowledge::Whole);
    if !evaluator.spend(steps, origin.span) {
        return evaluator.error(origin);
    }
    match knowledge {
        Knowledge::Broken => return evaluator.error(origin),
        Knowledge::Open => return Value::new(origin, Data::Open),
        Knowledge::Whole => {}
    }
    let Some((_, implementation)) = IMPLEMENTATIONS.get(found) else { return evaluator.error(origin) };
    match implementation(&Call { evaluator, arguments: &fitting, origin }) {
        Ok(Data::Text(text)) => evaluator.text_value(text, origin),
        Ok(Data::List(items)) => evaluator.list_value(Arc::unwrap_or_clone(items), origin),
        Ok(data) => Value::new(origin, data),
        Err(fault) => {
            let argument = fitting.get(fault.argument).and_then(Option::as_ref);
            let diagnostic =
                Diagnostic::error(code::BAD_ARGUMENT, argument.map_or(origin.span, Value::span), fault.message);
            evaluator.report(match fault.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
            evaluator.error(origin)
        }
    }
}

/// How much of a value is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Knowledge {
    Whole,
    /// A parameter without a value is in it.
    Open,
    /// Something that has its diagnostic is in it.
    Broken,
}

/// How much of `value` is known; adds to `steps` what it costs to walk it once.
fn known(value: &Value, steps: &mut usize) -> Knowledge {
    /// Bytes of a text that cost as much as an element.
    const BYTES_A_STEP: usize = 256;
    *steps += 1;
    match &value.data {
        Data::Error => Knowledge::Broken,
        Data::Open => Knowledge::Open,
        Data::Text(text) => {
            *steps += text.len() / BYTES_A_STEP;
            Knowledge::Whole
        }
        Data::Bytes(bytes) => {
            *steps += bytes.len() / BYTES_A_STEP;
            Knowledge::Whole
        }
        Data::Range(bounds) => known(&bounds.0, steps).max(known(&bounds.1, steps)),
        Data::List(items) => items.iter().map(|item| known(item, steps)).max().unwrap_or(Knowledge::Whole),
        Data::Map(map) => map.values().map(|value| known(value, steps)).max().unwrap_or(Knowledge::Whole),
        _ => Knowledge::Whole,
    }
}
