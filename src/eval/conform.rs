//! Making values fit the types of their places: texts are read as what they stand for, numbers get their dimension,
//! refinements are looked at. What does not fit is reported at the place that wrote it.

use std::sync::Arc;

use ecow::EcoString;

use super::value::{Data, Value};
use super::{Around, Evaluator, budget};
use crate::check::ir::Asker;
use crate::diag::{Diagnostic, code, suggest};
use crate::types::{
    Dimension, Format, FormatError, Number, NumberFault, RecordType, Refinement, Rule, Type, dimension_word, format,
};
use crate::vocab::Ordered;

/// Who asks for a value, for messages; put into words only where something is wrong.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    /// The entry or key of this name.
    Name(&'a str),
    /// What a checked place is called.
    Asker(&'a Asker),
    /// A parameter of a function: its name, and the function's.
    Param(&'a str, &'a str),
}

impl std::fmt::Display for What<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            What::Name(name) => write!(f, "`{name}`"),
            What::Asker(asker) => asker.fmt(f),
            What::Param(param, function) => write!(f, "`{param}` of `{function}`"),
        }
    }
}

impl Evaluator<'_> {
    /// `value` as a value of `ty`; `what` names the place that asks, for people.
    pub(super) fn conform(&self, value: Value, ty: &Type, what: What<'_>) -> Value {
        let origin = value.origin;
        if matches!(value.data, Data::Error | Data::Open) {
            return value;
        }
        match ty {
            Type::Error | Type::Variable(_) => value,
            Type::Any | Type::Schema(_) | Type::Object => self.open_tree(value, what),
            Type::Optional(inner) => {
                if value.is_none() {
                    value
                } else {
                    self.conform(value, inner, what)
                }
            }
            Type::Union(members) => match members.iter().find(|member| self.takes(member, &value)) {
                Some(member) => self.conform(value, member, what),
                None => self.wrong_type(value, ty, what),
            },
            Type::Refined(refinement) => {
                let value = self.conform(value, &refinement.base, what);
                self.refined(value, refinement, what)
            }
            Type::List(element) => match &value.data {
                Data::List(items) => {
                    let items = items.iter().map(|item| self.conform(item.clone(), element, what)).collect();
                    Value::new(origin, Data::List(Arc::new(items)))
                }
                Data::Added(items) => {
                    let items = items.iter().map(|item| self.conform(item.clone(), element, what)).collect();
                    Value::new(origin, Data::Added(Arc::new(items)))
                }
                _ => self.wrong_type(value, ty, what),
            },
            Type::Map(element) => match &value.data {
                Data::Map(map) => {
                    let mut fitting = Ordered::default();
                    for (key, value) in map.iter() {
                        let value = self.conform(value.clone(), element, What::Name(key));
                        let _ = fitting.insert(key.clone(), value);
                    }
                    Value::new(origin, Data::Map(Arc::new(fitting)))
                }
                _ => self.wrong_type(value, ty, what),
            },
            Type::Record(record) => match &value.data {
                Data::Map(map) => self.record(map, record, origin, what),
                _ => self.wrong_type(value, ty, what),
            },
            Type::Range(element) => match &value.data {
                Data::Range(bounds) => {
                    let low = self.conform(bounds.0.clone(), element, what);
                    let high = self.conform(bounds.1.clone(), element, what);
                    if self.order(&low, &high) == Some(std::cmp::Ordering::Greater) {
                        let diagnostic = Diagnostic::error(
                            code::OUT_OF_RANGE,
                            origin.span,
                            format!("{what}: the first value of the range is above the last"),
                        )
                        .help("write the lower one first: `low..high`");
                        self.report(match (literal(&bounds.0), literal(&bounds.1)) {
                            (Some(high), Some(low)) => {
                                diagnostic.fix("put the lower one first", origin.span, format!("{low}..{high}"))
                            }
                            _ => diagnostic,
                        });
                        return self.error(origin);
                    }
                    Value::new(origin, Data::Range(Arc::new((low, high))))
                }
                _ => self.wrong_type(value, ty, what),
            },
            Type::Text => match self.as_text(&value) {
                Some(text) => self.text_value(text, origin),
                None => self.error(origin),
            },
            Type::String | Type::KeyName => match value.data {
                Data::Text(text) | Data::Word(text) => Value::new(origin, Data::Text(text)),
                _ => self.wrong_type(value, ty, what),
            },
            Type::Format(format) => match value.text() {
                Some(text) => match format_error(*format, text) {
                    None => Value::new(origin, Data::Text(text.clone())),
                    Some(error) => {
                        self.bad_format(&value, *format, &error, what);
                        self.error(origin)
                    }
                },
                None => self.wrong_type(value, ty, what),
            },
            Type::Int | Type::Number | Type::Unit(_) | Type::Quantity => self.number_of(value, ty, what),
            Type::Enum(words) => match &value.data {
                Data::Word(word) if words.members.contains(word) => value,
                _ => self.wrong_type(value, ty, what),
            },
            Type::None => {
                if value.is_none() {
                    value
                } else {
                    self.wrong_type(value, ty, what)
                }
            }
            _ => {
                if self.takes(ty, &value) {
                    value
                } else {
                    self.wrong_type(value, ty, what)
                }
            }
        }
    }

    /// Whether a value is of the kind that `ty` is about, whatever its details.
    fn takes(&self, ty: &Type, value: &Value) -> bool {
        match (ty.unrefined(), &value.data) {
            (Type::Error | Type::Any | Type::Schema(_) | Type::Object | Type::Variable(_), _)
            | (_, Data::Error | Data::Open) => true,
            (Type::Union(members), _) => members.iter().any(|member| self.takes(member, value)),
            (Type::Optional(inner), _) => value.is_none() || self.takes(inner, value),
            (Type::None, data) => matches!(data, Data::None),
            (Type::Bool, data) => matches!(data, Data::Bool(_)),
            (Type::Int, Data::Number(number)) => {
                matches!(number.dimension(), Dimension::Plain | Dimension::Port)
            }
            (Type::Number, Data::Number(number)) => matches!(number.dimension(), Dimension::Plain | Dimension::Port),
            (Type::Unit(dimension), Data::Number(number)) => {
                number.dimension() == *dimension || number.expect(*dimension).is_ok()
            }
            (Type::Quantity, Data::Number(number)) => {
                matches!(number.dimension(), Dimension::Plain | Dimension::Cpu | Dimension::Bytes)
            }
            (Type::String | Type::Format(_) | Type::KeyName, data) => matches!(data, Data::Text(_) | Data::Word(_)),
            (Type::Text, data) => {
                matches!(data, Data::Text(_) | Data::Word(_) | Data::Number(_) | Data::Bool(_))
            }
            (Type::Enum(words), Data::Word(word)) => words.members.contains(word),
            (Type::List(element), Data::List(items) | Data::Added(items)) => {
                items.iter().all(|item| self.takes(element, item))
            }
            (Type::Map(_) | Type::Record(_), Data::Map(_)) => true,
            (Type::Range(element), Data::Range(bounds)) => {
                self.takes(element, &bounds.0) && self.takes(element, &bounds.1)
            }
            (Type::Opaque, Data::Key(reference, _)) => self.is_secret(reference),
            (Type::ConfigKey, Data::Key(reference, _)) => !self.is_secret(reference),
            (Type::Declaration(kinds), Data::Declaration(reference)) => {
                self.instance(reference.declaration).is_some_and(|instance| kinds.contains(&instance.declared.kind))
            }
            (Type::Label(_), data) => matches!(data, Data::Word(_)),
            (Type::Nominal(name), Data::Made(made)) => self
                .vocabulary
                .functions
                .get(&made.function)
                .is_some_and(|function| matches!(&function.result, Type::Nominal(result) if result == name)),
            (Type::Nominal(name), Data::Ports(_)) => name == "ports",
            (Type::Nominal(name), Data::Port(..)) => name == "port_of",
            _ => false,
        }
    }

    /// An open tree takes data; references and secrets have no form there.
    fn open_tree(&self, value: Value, what: What<'_>) -> Value {
        match &value.data {
            Data::Map(map) => {
                let clean = map.values().all(is_plain);
                if clean {
                    return value;
                }
                let mut fitting = Ordered::default();
                for (key, inner) in map.iter() {
                    let _ = fitting.insert(key.clone(), self.open_tree(inner.clone(), What::Name(key)));
                }
                Value::new(value.origin, Data::Map(Arc::new(fitting)))
            }
            Data::List(items) => {
                let clean = items.iter().all(is_plain);
                if clean {
                    return value;
                }
                let items = items.iter().map(|item| self.open_tree(item.clone(), what)).collect();
                Value::new(value.origin, Data::List(Arc::new(items)))
            }
            Data::Added(items) => {
                let items = items.iter().map(|item| self.open_tree(item.clone(), what)).collect();
                Value::new(value.origin, Data::Added(Arc::new(items)))
            }
            Data::Key(reference, _) if self.is_secret(reference) => {
                self.report(
                    Diagnostic::error(
                        code::SECRET_ESCAPES,
                        value.span(),
                        format!("{what} would hold a secret in plain sight"),
                    )
                    .help(crate::diag::SECRET_HELP),
                );
                self.error(value.origin)
            }
            Data::Key(..) | Data::Declaration(_) | Data::Ports(_) | Data::Port(..) | Data::Made(_) | Data::Range(_) => {
                self.wrong_type(value, &Type::Any, what)
            }
            _ => value,
        }
    }

    fn record(&self, map: &Ordered<Value>, record: &RecordType, origin: super::Origin, what: What<'_>) -> Value {
        let mut fitting = Ordered::default();
        // A field with a spelling mistake is reported as such, and not as missing too.
        let meant: Vec<EcoString> = map
            .keys()
            .filter(|key| record.field(key).is_none())
            .filter_map(|key| suggest(key, record.fields.iter().map(|field| field.name.as_str())))
            .map(|suggestion| suggestion.name)
            .collect();
        for field in &record.fields {
            match map.get(&field.name) {
                Some(value) => {
                    let ty = if field.optional { field.ty.clone().optional() } else { field.ty.clone() };
                    let value = self.conform(value.clone(), &ty, What::Name(&field.name));
                    let _ = fitting.insert(field.name.clone(), value);
                }
                None if field.optional || meant.contains(&field.name) => {}
                None => {
                    let mut diagnostic = Diagnostic::error(
                        code::MISSING_FIELD,
                        origin.span,
                        format!("{what} lacks the field `{}`", field.name),
                    );
                    if let Some(asked) = record.span {
                        diagnostic = diagnostic.label(asked, "the type that is asked for");
                    }
                    self.report(diagnostic);
                }
            }
        }
        for (key, value) in map {
            if record.field(key).is_none() {
                let known = record.fields.iter().map(|field| field.name.as_str());
                let mut diagnostic =
                    Diagnostic::error(code::UNKNOWN_ENTRY, value.span(), format!("{what} has no field `{key}`"));
                if let Some(suggestion) = suggest(key, known) {
                    diagnostic = diagnostic.help(format!("did you mean `{}`?", suggestion.name));
                }
                if let Some(asked) = record.span {
                    diagnostic = diagnostic.label(asked, "the type that is asked for");
                }
                self.report(diagnostic);
            }
        }
        Value::new(origin, Data::Map(Arc::new(fitting)))
    }

    fn number_of(&self, value: Value, ty: &Type, what: What<'_>) -> Value {
        let Data::Number(number) = &value.data else { return self.wrong_type(value, ty, what) };
        let span = value.span();
        let read = match ty {
            Type::Quantity => {
                if self.takes(ty, &value) {
                    return value;
                }
                return self.wrong_type(value, ty, what);
            }
            Type::Unit(dimension) => number.expect(*dimension),
            _ if matches!(number.dimension(), Dimension::Port) => match number.to_i64() {
                Some(port) => Ok(Number::whole(port)),
                None => Ok(number.clone()),
            },
            _ if number.dimension() != Dimension::Plain => return self.wrong_type(value, ty, what),
            _ => Ok(number.clone()),
        };
        match read {
            Ok(number) if matches!(ty, Type::Int) && !number.is_whole() => {
                self.report(
                    Diagnostic::error(code::OUT_OF_RANGE, span, format!("{what} takes a whole number"))
                        .here(format!("this is {}", number.written().unwrap_or_else(|_| "a fraction".into())))
                        .help("`ceil`, `floor` and `round` make whole numbers"),
                );
                self.error(value.origin)
            }
            Ok(number) => Value::new(value.origin, Data::Number(number)),
            Err(error) => {
                let code = match error.fault {
                    NumberFault::OutOfRange => code::OUT_OF_RANGE,
                    _ => code::WRONG_DIMENSION,
                };
                let mut diagnostic = Diagnostic::error(code, span, format!("{what}: {}", error.cause));
                if let Some(help) = error.help {
                    diagnostic = diagnostic.help(help);
                }
                self.report(diagnostic);
                self.error(value.origin)
            }
        }
    }

    fn refined(&self, value: Value, refinement: &Refinement, what: What<'_>) -> Value {
        if matches!(value.data, Data::Error | Data::Open | Data::None) {
            return value;
        }
        let broken = match &refinement.rule {
            Rule::Bounds(low, high) => value.number().and_then(|number| {
                let below = number.compare(low) == Ok(std::cmp::Ordering::Less);
                let above = number.compare(high) == Ok(std::cmp::Ordering::Greater);
                let text = |number: &Number| number.written().unwrap_or_default();
                (below || above).then(|| {
                    (code::OUT_OF_RANGE, format!("{what} = {} is outside {}..{}", text(number), text(low), text(high)))
                })
            }),
            Rule::Matching(pattern) => value.text().and_then(|text| {
                (!pattern.matches(text))
                    .then(|| (code::BAD_FORMAT, format!("{what} = \"{text}\" does not match '{}'", pattern.source())))
            }),
            Rule::Where(index) => self.checked.conditions.get(*index).and_then(|(condition, message)| {
                let around = Around { it: Some(value.clone()), ..Around::module() };
                let holds = self.expr(condition, &around).bool() != Some(false);
                (!holds).then(|| {
                    let text =
                        message.clone().unwrap_or_else(|| format!("{what} breaks the condition of its type").into());
                    (code::BROKEN_CONDITION, text.to_string())
                })
            }),
        };
        let Some((code, message)) = broken else { return value };
        let mut diagnostic = Diagnostic::error(code, value.span(), message);
        if let Some(span) = refinement.span {
            diagnostic = diagnostic.label(span, "what the type asks for");
        }
        self.report(diagnostic);
        self.error(value.origin)
    }

    fn bad_format(&self, value: &Value, format: Format, error: &FormatError, what: What<'_>) {
        let mut diagnostic = Diagnostic::error(
            code::BAD_FORMAT,
            value.span(),
            format!("{what} is no {}: {}", format_name(format), error.cause),
        );
        if let Some(help) = &error.help {
            diagnostic = diagnostic.help(help.clone());
        }
        self.report(diagnostic);
    }

    pub(super) fn wrong_type(&self, value: Value, ty: &Type, what: What<'_>) -> Value {
        self.report(Diagnostic::error(
            code::WRONG_TYPE,
            value.span(),
            format!("{what} takes {}, not {}", type_words(ty), self.describe(&value)),
        ));
        self.error(value.origin)
    }

    /// What a value is, with its article, for messages.
    pub(super) fn describe(&self, value: &Value) -> String {
        match &value.data {
            Data::Error | Data::Open => "an unknown value".to_owned(),
            Data::None => "`none`".to_owned(),
            Data::Bool(value) => format!("`{value}`"),
            Data::Number(number) => match number.written() {
                Ok(text) if number.dimension() == Dimension::Plain => format!("the number `{text}`"),
                Ok(text) => format!("the {} `{text}`", dimension_word(number.dimension())),
                Err(_) => "a number".to_owned(),
            },
            Data::Text(_) => "a text".to_owned(),
            Data::Word(word) => format!("the word `{word}`"),
            Data::Range(_) => "a range".to_owned(),
            Data::List(_) | Data::Added(_) => "a list".to_owned(),
            Data::Map(_) => "a map".to_owned(),
            Data::Declaration(reference) => match self.instance(reference.declaration) {
                Some(instance) => {
                    format!("the {} `{}`", crate::resolve::family(&instance.declared.kind), instance.label)
                }
                None => "a declaration".to_owned(),
            },
            Data::Key(reference, _) if self.is_secret(reference) => "a secret's key".to_owned(),
            Data::Key(..) => "a config's key".to_owned(),
            Data::Ports(_) => "the ports of a declaration".to_owned(),
            Data::Port(..) => "a port of a declaration".to_owned(),
            Data::Made(made) => format!("`{}(…)`", made.function),
            Data::Bytes(_) => "bytes".to_owned(),
        }
    }
}

/// Whether a value is data that an open tree takes as it stands, without looking into it.
fn is_plain(value: &Value) -> bool {
    matches!(
        value.data,
        Data::Error
            | Data::Open
            | Data::None
            | Data::Bool(_)
            | Data::Number(_)
            | Data::Text(_)
            | Data::Word(_)
            | Data::Bytes(_)
    )
}

fn type_words(ty: &Type) -> String {
    match ty {
        Type::Any | Type::Schema(_) | Type::Object => "plain data".to_owned(),
        other => crate::check::with_article(other),
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Cron => "schedule",
        Format::Zone => "time zone",
        Format::Image => "image reference",
        Format::Host => "host name",
        Format::Url => "URL",
        Format::Path => "path",
        Format::Cidr => "network",
    }
}

/// What is wrong with `text` as a text of this form.
fn format_error(of: Format, text: &str) -> Option<FormatError> {
    if text.len() > budget::MAX_TEXT {
        return None;
    }
    match of {
        Format::Cron => format::cron::parse(text).err(),
        Format::Zone => format::zone::parse(text).err(),
        Format::Image => format::image::check(text).err(),
        Format::Host => format::host::parse(text, format::host::Wildcard::Allowed).err(),
        Format::Url => format::url::parse(text).err(),
        Format::Path => format::path::parse(text).err(),
        Format::Cidr => format::cidr::parse(text).err(),
    }
}

/// A number as it is written right where it stands, rather than under a name.
fn literal(value: &Value) -> Option<&str> {
    let text = value.number()?.as_written()?;
    let span = value.span();
    (span.end.saturating_sub(span.start) as usize == text.len()).then_some(text)
}
