//! Whether a value of one type may stand where another is asked for, and what is said where it may not.

use ecow::EcoString;

use super::Checker;
use super::ir::Asker;
use super::schema_fits::misfit;
use crate::diag::{Diagnostic, code, suggest};
use crate::schema::{Shape, Versions};
use crate::syntax::ast;
use crate::types::{Dimension, RecordType, Type, argv};

impl Checker<'_, '_> {
    /// Whether `actual` may stand where `wanted` is asked for. What depends on the value (the form of a text, bounds)
    /// is looked at when the value is known.
    pub(super) fn fits(&self, actual: &Type, wanted: &Type) -> bool {
        match (actual, wanted) {
            (Type::None, Type::Optional(_)) => true,
            (_, Type::Optional(inner)) if inner.schema().is_some() => self.fits(actual, inner),
            (_, Type::Schema(ty)) => misfit(actual, ty, self.versions).is_none(),
            _ => fits(actual, wanted),
        }
    }

    /// The type of what is either `a` or `b`.
    pub(super) fn join(&self, a: Type, b: Type) -> Type {
        if fits(&a, &b) && !matches!(a, Type::Any) {
            return b;
        }
        if fits(&b, &a) {
            return a;
        }
        match (&a, &b) {
            (Type::None, other) | (other, Type::None) => other.clone().optional(),
            (Type::List(x), Type::List(y)) => self.join(x.as_ref().clone(), y.as_ref().clone()).list(),
            (Type::Record(x), Type::Record(y)) => self.join_records(x, y),
            _ => Type::union([a, b]),
        }
    }

    fn join_records(&self, a: &RecordType, b: &RecordType) -> Type {
        let mut fields = Vec::new();
        for field in &a.fields {
            let mut field = field.clone();
            match b.field(&field.name) {
                Some(other) => {
                    field.ty = self.join(field.ty, other.ty.clone());
                    field.optional |= other.optional;
                }
                None => field.optional = true,
            }
            fields.push(field);
        }
        for other in &b.fields {
            if a.field(&other.name).is_none() {
                fields.push(crate::types::RecordField { optional: true, ..other.clone() });
            }
        }
        Type::Record(std::sync::Arc::new(RecordType { fields, span: a.span }))
    }

    /// "an int", "a list of strings": a type with its article, for messages.
    pub(super) fn a(&self, ty: &Type) -> String {
        with_article(ty)
    }

    /// Reports that `written`, of type `actual`, stands where `what` asks for `wanted`.
    pub(super) fn mismatch(&mut self, written: &ast::Expr, actual: &Type, wanted: &Type, what: &Asker) {
        let span = written.span;
        if matches!(actual, Type::Opaque) {
            self.report(
                Diagnostic::error(code::SECRET_ESCAPES, span, format!("{what} would hold a secret in plain sight"))
                    .help(crate::diag::SECRET_HELP),
            );
            return;
        }
        if let Some(diagnostic) = self.schema_mismatch(span, actual, wanted, what) {
            self.report(diagnostic);
            return;
        }
        let wants = if matches!(wanted, Type::None) { "a block or `none`".to_owned() } else { self.a(wanted) };
        let mut diagnostic =
            Diagnostic::error(code::WRONG_TYPE, span, format!("{what} takes {wants}, not {}", self.a(actual)));
        let plain = language_type(wanted);
        let members = plain.members();
        let is_map = |ty: &&Type| matches!(ty.unrefined(), Type::Map(_));
        let in_list = |other: &Type| {
            members.iter().any(|member| matches!(member.unrefined(), Type::List(inner) if fits(other, inner)))
        };
        diagnostic = match (&written.kind, actual.unrefined()) {
            _ if let Some(help) = self.instead(written, actual, &members, &what.to_string()) => diagnostic.help(help),
            _ if members.iter().any(is_map) => diagnostic.help("write a block: `{ key = value }`"),
            (ast::ExprKind::Text(text), _) if in_list(actual) => {
                let words = text.plain().filter(|text| text.contains(' ')).map(|text| argv(&text));
                diagnostic.help(match words {
                    Some(words) => format!("write a list of words: `{words}`"),
                    None => match super::instead::shown(written) {
                        Some(shown) => format!("put it in brackets: `[{shown}]`"),
                        None => "put it in brackets: `[ … ]`".to_owned(),
                    },
                })
            }
            (_, other) if in_list(other) => diagnostic.help("put it in brackets: `[ … ]`"),
            (_, Type::Number) if members.iter().any(|member| matches!(member.unrefined(), Type::Int)) => {
                diagnostic.help("`ceil`, `floor` and `round` make whole numbers")
            }
            (ast::ExprKind::Text(text), Type::String) => {
                let plain = text.plain().unwrap_or_default();
                let reference = members.iter().any(|member| matches!(member.unrefined(), Type::Declaration(_)));
                let enum_words = members.iter().find_map(|member| match member.unrefined() {
                    Type::Enum(words) => Some(words),
                    _ => None,
                });
                let numeric =
                    members.iter().any(|member| member.dimension().is_some() || matches!(member, Type::Quantity));
                let is_bool = members.iter().any(|member| matches!(member, Type::Bool))
                    && matches!(plain.as_str(), "true" | "false");
                if let Some(words) = enum_words {
                    match suggest(&plain, words.members.iter().map(EcoString::as_str)) {
                        _ if words.members.contains(&plain) => diagnostic
                            .help(format!("write `{plain}` without quotes"))
                            .fix("take the quotes away", span, plain),
                        Some(suggestion) => diagnostic.suggest(span, Some(suggestion)),
                        None => diagnostic.help(format!("write one of: {}", words.members.join(", "))),
                    }
                } else if reference {
                    diagnostic.help("a declaration is named without quotes")
                } else if (numeric && plain.starts_with(|c: char| c.is_ascii_digit())) || is_bool {
                    diagnostic.help(format!("write `{plain}` without quotes")).fix("take the quotes away", span, plain)
                } else {
                    diagnostic
                }
            }
            (_, Type::Int | Type::Number | Type::Unit(_) | Type::Bool)
                if members.iter().any(|m| matches!(m.unrefined(), Type::String | Type::Format(_))) =>
            {
                let text = match &written.kind {
                    ast::ExprKind::Number(raw) => Some(raw.to_string()),
                    ast::ExprKind::Bool(value) => Some(value.to_string()),
                    _ => None,
                };
                match text {
                    Some(text) => diagnostic.help(format!("put it in quotes: `\"{text}\"`")).fix(
                        "put it in quotes",
                        span,
                        format!("\"{text}\""),
                    ),
                    None => diagnostic.help("make a text of it: `\"${…}\"`"),
                }
            }
            (_, Type::Optional(_)) => diagnostic.help("say what to take where there is none: `… ?? other`"),
            (_, Type::Declaration(_)) if matches!(wanted.unrefined(), Type::Text | Type::String | Type::Format(_)) => {
                diagnostic.help("say which property of it: `.name`, `.addr`, `.host`, …")
            }
            (_, Type::Unit(Dimension::Duration)) if members.iter().any(|m| matches!(m.unrefined(), Type::Int)) => {
                diagnostic.help("write the number of seconds, without a unit")
            }
            (_, Type::Int | Type::Number)
                if members.iter().any(|m| matches!(m.unrefined(), Type::Unit(Dimension::Duration))) =>
            {
                diagnostic.help("give it a unit: `30s`, `5m`")
            }
            _ => diagnostic,
        };
        if let Some(asked) = asked_at(wanted) {
            diagnostic = diagnostic.label(asked, "the type that is asked for");
        }
        self.report(diagnostic);
    }
}

/// "an int", "a list of strings": a type with its article, for messages.
pub(crate) fn with_article(ty: &Type) -> String {
    match ty.unrefined() {
        Type::Bool => "a bool".to_owned(),
        Type::None => "`none`".to_owned(),
        Type::Variable(_) => "a value".to_owned(),
        Type::List(inner) if matches!(inner.as_ref(), Type::Variable(_)) => "a list".to_owned(),
        Type::Map(inner) if matches!(inner.as_ref(), Type::Variable(_)) => "a map".to_owned(),
        Type::List(inner) => format!("a list of {}", bare(inner)),
        Type::Map(inner) => format!("a map of {}", bare(inner)),
        Type::Record(_) => "a record".to_owned(),
        Type::Range(inner) => format!("a range of {}", bare(inner)),
        Type::Enum(members) if members.members.len() <= 8 => {
            let words: Vec<String> = members.members.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", words.join(", "))
        }
        Type::Unit(dimension) => dimension.a().to_owned(),
        Type::Schema(ty) => match ty.shape() {
            Shape::Text(words) if !words.is_empty() && words.iter().count() <= 8 => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("one of {}", words.join(", "))
            }
            Shape::Map(element) => format!("a map of {}", bare(&Type::of_schema(&element))),
            _ => article(&ty.to_string()),
        },
        Type::Optional(inner) => format!("{} or `none`", with_article(inner)),
        Type::Union(members) => {
            let mut all: Vec<String> = Vec::new();
            for member in members.iter().map(with_article) {
                if !all.contains(&member) {
                    all.push(member);
                }
            }
            let last = all.pop().unwrap_or_default();
            if all.is_empty() { last } else { format!("{} or {last}", all.join(", ")) }
        }
        Type::Declaration(kinds) => {
            let mut names: Vec<&str> = kinds.iter().map(|kind| crate::resolve::family(kind)).collect();
            names.dedup();
            article(&names.join(" or "))
        }
        other => article(&other.to_string()),
    }
}

fn article(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O']) && !word.starts_with("url");
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// The types of the language in which a value could be written where `ty` is asked for.
fn language_type(ty: &Type) -> Type {
    let Type::Schema(schema) = ty else { return ty.clone() };
    match schema.shape() {
        Shape::Text(_) | Shape::Bytes | Shape::Time | Shape::MicroTime => Type::String,
        Shape::Quantity => Type::Quantity,
        Shape::IntOrText => Type::union([Type::Int, Type::String]),
        Shape::Map(_) | Shape::Open | Shape::Struct(_) => Type::Any.map(),
        _ => ty.clone(),
    }
}

/// Where a module wrote the type, if it did.
fn asked_at(ty: &Type) -> Option<crate::source::Span> {
    match ty {
        Type::Record(record) => record.span,
        Type::Enum(words) => words.span,
        Type::Refined(refinement) => refinement.span,
        Type::Optional(inner) | Type::List(inner) | Type::Map(inner) => asked_at(inner),
        _ => None,
    }
}

/// Several of a type: "ints", "anything".
fn bare(ty: &Type) -> String {
    match ty {
        Type::Any | Type::Error => "anything".to_owned(),
        Type::Bool | Type::Int | Type::Number | Type::String | Type::Text | Type::Format(_) => format!("{ty}s"),
        Type::Unit(Dimension::Port) => "ports".to_owned(),
        Type::Unit(Dimension::Duration) => "durations".to_owned(),
        Type::Unit(Dimension::Cpu) => "cpu amounts".to_owned(),
        Type::Record(_) => "records".to_owned(),
        Type::Opaque | Type::ConfigKey | Type::Nominal(_) => format!("{ty}s"),
        Type::Enum(words) if words.members.len() > 8 => {
            let some: Vec<String> = words.members.iter().take(3).map(|word| format!("`{word}`")).collect();
            format!("words such as {}", some.join(", "))
        }
        Type::Declaration(kinds) => {
            let names: Vec<String> = kinds.iter().map(|kind| format!("{}s", kind.replace("_", " "))).collect();
            names.join(", ")
        }
        Type::Schema(ty) if ty.structure().is_none() => format!("{ty}s"),
        Type::Union(members) => {
            let mut all: Vec<String> = members.iter().map(bare).collect();
            let last = all.pop().unwrap_or_default();
            if all.is_empty() { last } else { format!("{} or {last}", all.join(", ")) }
        }
        Type::Refined(refinement) => bare(&refinement.base),
        other => other.to_string(),
    }
}

/// Whether `actual` may stand where `wanted` is asked for.
pub(super) fn fits(actual: &Type, wanted: &Type) -> bool {
    use Type::{
        Any, Error, Format, Int, List, Map, None, Number, Object, Opaque, Optional, Quantity, Range, Record, Schema,
        String, Text, Union, Unit,
    };
    match (actual, wanted) {
        (Error | Any | Type::Variable(_), _) | (_, Error) | (_, Type::Variable(_)) => true,
        (Type::Refined(refinement), _) => fits(&refinement.base, wanted),
        (_, Type::Refined(refinement)) => fits(actual, &refinement.base),
        (_, Schema(ty)) => misfit(actual, ty, Versions::ALL).is_none(),
        // A value of several types fits where one of them does; evaluation sees which it is.
        (Union(members), _) => members.iter().any(|member| fits(member, wanted)),
        (Optional(inner), _) => {
            wanted.members().contains(&&None) && fits(inner, wanted) || matches!(wanted, Any | Object | Text)
        }
        (_, Union(members)) => members.iter().any(|member| fits(actual, member)),
        (_, Optional(inner)) => matches!(actual, None) || fits(actual, inner),
        (Opaque | Type::Declaration(_), Any | Object) => false,
        (_, Any | Object) => true,
        (Int | Number | Unit(_) | Quantity | Type::Bool | String | Format(_) | Type::Enum(_), Text) => true,
        (Int, Number) | (Format(_) | Type::Enum(_), String) | (String, Format(_)) => true,
        (Int | Number, Unit(Dimension::Cpu | Dimension::Bytes)) | (Int, Unit(Dimension::Port)) => true,
        (Unit(Dimension::Port), Int | Number) => true,
        (Int | Number | Unit(Dimension::Cpu | Dimension::Bytes), Quantity) => true,
        (String, Type::KeyName) => true,
        (Range(a), Range(b)) | (List(a), List(b)) | (Map(a), Map(b)) => fits(a, b),
        (Record(record), Map(element)) => record.fields.iter().all(|field| fits(&field.ty, element)),
        (Record(a), Record(b)) => {
            b.fields.iter().all(|wanted| match a.field(&wanted.name) {
                Some(field) => fits(&field.ty, &wanted.ty),
                Option::None => wanted.optional,
            }) && a.fields.iter().all(|field| b.field(&field.name).is_some())
        }
        (Map(element), Record(record)) => record.fields.iter().all(|field| fits(element, &field.ty)),
        (Type::Declaration(a), Type::Declaration(b)) => a.iter().any(|kind| b.contains(kind)),
        (Type::Enum(a), Type::Enum(b)) => a.members.iter().all(|word| b.members.contains(word)),
        (a, b) => a == b,
    }
}
