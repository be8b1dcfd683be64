//! Whether a value of a type of the language may stand where Kubernetes asks for one of its own, and where it does not fit.
//!
//! A record that was made elsewhere, in a `let` or a function, is looked into: its fields are checked where it is used.

use ecow::{EcoString, eco_format};

use super::Checker;
use super::ir::Asker;
use super::kubernetes::not_in_target;
use crate::diag::{Diagnostic, code, suggest};
use crate::schema::{Field, Shape, Struct, TypeRef, Versions};
use crate::source::Span;
use crate::types::{Dimension, RecordType, Type};

/// Where and how a value does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    /// The steps that lead to it; empty for the value itself.
    path: EcoString,
    fault: Fault,
    /// The record in which it stands.
    record: Option<Span>,
}

#[derive(Debug)]
enum Fault {
    /// The first where the second is asked for.
    Type(Type, Type),
    /// A field that the struct does not have.
    Unknown(EcoString, Struct),
    /// A field that not all versions have.
    Version(Field),
}

/// The first thing that keeps a value of `actual` from standing where `wanted` is asked for; `None` where it fits. What
/// depends on the value is looked at when the value is known.
pub(super) fn misfit(actual: &Type, wanted: &TypeRef, versions: Versions) -> Option<Misfit> {
    use Type::{Any, Bool, Int, Number, Unit};
    let here = || {
        let fault = Fault::Type(actual.clone(), Type::of_schema(wanted));
        Some(Misfit { path: EcoString::new(), fault, record: None })
    };
    match (actual.unrefined(), wanted.shape()) {
        (Type::Error | Any | Type::Object | Type::Variable(_) | Type::None, _) => None,
        (Type::Schema(ty), _) if ty == wanted => None,
        (Type::Union(members), _) => {
            let mut found = members.iter().map(|member| misfit(member, wanted, versions));
            let first = found.next()?;
            if first.is_none() || found.any(|misfit| misfit.is_none()) { None } else { here() }
        }
        (Type::Optional(inner), _) => misfit(inner, wanted, versions),
        (Type::Opaque | Type::Declaration(_), _) => here(),
        (_, Shape::Any) => None,
        (Type::String | Type::Text | Type::Format(_) | Type::Enum(_) | Type::KeyName, shape) => match shape {
            Shape::Text(_) | Shape::Quantity | Shape::IntOrText | Shape::Bytes | Shape::Time | Shape::MicroTime => None,
            _ => here(),
        },
        (Bool, Shape::Bool) => None,
        (Int | Unit(Dimension::Port), Shape::Int32 | Shape::Int64 | Shape::IntOrText) => None,
        (Int | Number, Shape::Number | Shape::Quantity) => None,
        (Type::Quantity | Unit(Dimension::Cpu | Dimension::Bytes), Shape::Quantity) => None,
        (Type::Quantity | Unit(_), Shape::Text(_) | Shape::IntOrText) => None,
        (Type::List(a), Shape::List(b, _)) => misfit(a, &b, versions).map(|inner| inner.below("[]")),
        (Type::Map(a), Shape::Map(b)) => misfit(a, &b, versions).map(|inner| inner.below("*")),
        (Type::Map(_) | Type::Record(_), Shape::Open) => None,
        // Which keys it has is known when it is evaluated.
        (Type::Map(_), Shape::Struct(_)) => None,
        (Type::Record(record), Shape::Map(element)) => record
            .fields
            .iter()
            .find_map(|field| misfit(&field.ty, &element, versions).map(|inner| inner.below(&field.name)))
            .map(|inner| inner.of(record)),
        (Type::Record(record), Shape::Struct(structure)) => record
            .fields
            .iter()
            .find_map(|field| field_misfit(&field.name, &field.ty, &structure, versions))
            .map(|inner| inner.of(record)),
        _ => here(),
    }
}

fn field_misfit(name: &EcoString, ty: &Type, structure: &Struct, versions: Versions) -> Option<Misfit> {
    let found = |fault| Some(Misfit { path: EcoString::new(), fault, record: None });
    match structure.field(name) {
        None if structure.is_open() => None,
        None => found(Fault::Unknown(name.clone(), structure.clone())),
        Some(field) if !versions.within(field.versions()) => found(Fault::Version(field)),
        Some(field) => misfit(ty, &field.ty(versions)?, versions).map(|inner| inner.below(name)),
    }
}

/// As [`misfit`], where lists around it are of the language.
fn misfit_of(actual: &Type, wanted: &Type, versions: Versions) -> Option<Misfit> {
    match (actual.unrefined(), wanted) {
        (Type::List(a), Type::List(b)) => misfit_of(a, b, versions).map(|inner| inner.below("[]")),
        (_, Type::Schema(ty)) => misfit(actual, ty, versions),
        _ => None,
    }
}

impl Misfit {
    fn below(mut self, step: &str) -> Misfit {
        self.path = match (self.path.as_str(), step) {
            ("", "[]") => "[]".into(),
            ("", step) => step.into(),
            (path, step) if path.starts_with('[') => eco_format!("{step}{path}"),
            (path, step) => eco_format!("{step}.{path}"),
        };
        self
    }

    fn of(mut self, record: &RecordType) -> Misfit {
        self.record = self.record.or(record.span);
        self
    }
}

impl Checker<'_, '_> {
    /// What is said of a record that does not fit below its outermost level; `None` where that is not the matter.
    pub(super) fn schema_mismatch(
        &mut self,
        span: Span,
        actual: &Type,
        wanted: &Type,
        what: &Asker,
    ) -> Option<Diagnostic> {
        let versions = self.versions;
        let Misfit { path, fault, record } = misfit_of(actual, wanted, versions)?;
        let at = if path.is_empty() { what.to_string() } else { format!("`{path}` of {what}") };
        let diagnostic = match fault {
            Fault::Type(..) if path.is_empty() => return None,
            Fault::Type(actual, wanted) => {
                let message = format!("{at} takes {}, not {}", self.a(&wanted), self.a(&actual));
                Diagnostic::error(code::WRONG_TYPE, span, message)
            }
            Fault::Unknown(name, structure) => {
                let fields: Vec<Field> = structure.fields().collect();
                let near = suggest(&name, fields.iter().map(Field::name));
                let message = format!("{at} is a `{}`, which has no field `{name}`", structure.name());
                let diagnostic = Diagnostic::error(code::UNKNOWN_FIELD, span, message);
                match near {
                    Some(near) => diagnostic.help(format!("did you mean `{}`?", near.name)),
                    None => diagnostic,
                }
            }
            Fault::Version(field) => {
                let what = format!("`{}` of {at}", field.name());
                let lacking = versions.without(field.versions());
                self.with_target(not_in_target(&what, field.versions(), lacking, span))
            }
        };
        Some(match record {
            Some(record) if record != span => diagnostic.label(record, "the record"),
            _ => diagnostic,
        })
    }
}
