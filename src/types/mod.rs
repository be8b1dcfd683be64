//! The types of the language, and the exact values below them: numbers with dimensions, text formats, names.
//!
//! This room says what types there are and how they print. Which expression has which type is the business of `check`.

mod argv;
mod encode;
pub mod format;
pub mod name;
pub mod number;
mod pattern;
mod right;

use std::fmt;
use std::sync::Arc;

use ecow::EcoString;

use crate::schema::{Shape, TypeRef};
use crate::source::Span;

pub use argv::argv;
pub use encode::{base64, sha256};
pub use format::FormatError;
pub use name::NameKind;
pub use number::{ArithmeticError, Dimension, Number, NumberError, NumberFault, Operation, Protocol};
pub use pattern::Pattern;
pub use right::{Right, RightScope};

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Of an expression that has its diagnostic already: fits everything, so that nothing is reported twice.
    Error,
    /// Anything: `json`, and what no schema describes.
    Any,
    /// The absent value, `none`.
    None,
    /// `true`, `false`.
    Bool,
    /// Whole numbers.
    Int,
    /// Exact decimal numbers.
    Number,
    /// A text.
    String,
    /// A text in a place where numbers, truth values and units become their text as written: `env`, labels.
    Text,
    /// A number with a dimension.
    Unit(Dimension),
    /// A number of any dimension that Kubernetes writes as a quantity.
    Quantity,
    /// A text of a form of its own.
    Format(Format),
    /// `[T]`
    List(Arc<Type>),
    /// `map<T>`
    Map(Arc<Type>),
    /// `range<T>`
    Range(Arc<Type>),
    /// `T?`: may be `none`.
    Optional(Arc<Type>),
    /// `{ a: T, b?: U }`
    Record(Arc<RecordType>),
    /// `small | large`
    Enum(Arc<EnumType>),
    /// One of several types; only the vocabulary makes these.
    Union(Arc<Vec<Type>>),
    /// A key of a secret: may only be handed on by reference.
    Opaque,
    /// A key of a config: becomes a reference in the pod.
    ConfigKey,
    /// A declaration of one of these kinds.
    Declaration(Arc<Vec<EcoString>>),
    /// A thing that only certain functions of the vocabulary make: `handler`, `volume_source`.
    Nominal(EcoString),
    /// A word or text that names a new key: where one is expected, a bare word stands for itself.
    KeyName,
    /// The label of a port, volume, … of the workload in whose block it stands.
    Label(LabelKind),
    /// A type of Kubernetes' API or of a custom resource.
    Schema(TypeRef),
    /// A whole object in Kubernetes' own names, whose kind the place says.
    Object,
    /// A type restricted by a rule.
    Refined(Arc<Refinement>),
    /// In signatures of built-in functions: stands for one type throughout a call.
    Variable(EcoString),
}

/// Texts of a form of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A schedule of five fields.
    Cron,
    /// A name of the time zone database.
    Zone,
    /// A container image reference.
    Image,
    /// A DNS name.
    Host,
    /// An absolute URL.
    Url,
    /// An absolute path.
    Path,
    /// A network in CIDR form.
    Cidr,
}

impl Format {
    /// Every format with the word that names it.
    pub const ALL: &[(&'static str, Format)] = &[
        ("cron", Format::Cron),
        ("zone", Format::Zone),
        ("image", Format::Image),
        ("host", Format::Host),
        ("url", Format::Url),
        ("path", Format::Path),
        ("cidr", Format::Cidr),
    ];

    /// The word that names it in a program.
    pub fn word(self) -> &'static str {
        Format::ALL.iter().find(|(_, format)| *format == self).map_or("string", |(word, _)| word)
    }
}

/// What a bare word names where a label of the surrounding workload is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabelKind {
    /// A port of a container of the workload.
    Port,
    /// A volume or storage of the workload.
    Volume,
}

/// `{ a: T, b?: U }`
#[derive(Debug, Clone, PartialEq)]
pub struct RecordType {
    /// The fields in order.
    pub fields: Vec<RecordField>,
    /// Where the type is written; `None` for the vocabulary's own.
    pub span: Option<Span>,
}

impl RecordType {
    /// The field called `name`.
    pub fn field(&self, name: &str) -> Option<&RecordField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A field of a [`RecordType`].
#[derive(Debug, Clone, PartialEq)]
pub struct RecordField {
    /// Its name.
    pub name: EcoString,
    /// Whether it may be left out.
    pub optional: bool,
    /// Its type.
    pub ty: Type,
}

/// `small | large`
#[derive(Debug, Clone, PartialEq)]
pub struct EnumType {
    /// The words in order.
    pub members: Vec<EcoString>,
    /// Where the type is written; `None` for the vocabulary's own.
    pub span: Option<Span>,
}

/// A type restricted by a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Refinement {
    /// The type restricted.
    pub base: Type,
    /// The rule.
    pub rule: Rule,
    /// Where the rule is written; `None` for the vocabulary's own.
    pub span: Option<Span>,
}

/// What a [`Refinement`] asks for.
#[derive(Debug, Clone)]
pub enum Rule {
    /// From the first to the second, both included.
    Bounds(Number, Number),
    /// The whole text matches.
    Matching(Pattern),
    /// The condition of this index in the table of the checked module holds.
    Where(usize),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        match (self, other) {
            (Rule::Bounds(a, b), Rule::Bounds(c, d)) => a == c && b == d,
            (Rule::Matching(a), Rule::Matching(b)) => a.source() == b.source(),
            (Rule::Where(a), Rule::Where(b)) => a == b,
            _ => false,
        }
    }
}

impl Type {
    /// The dimension of its numbers, for types of one.
    pub fn dimension(&self) -> Option<Dimension> {
        match self.unrefined() {
            Type::Unit(dimension) => Some(*dimension),
            Type::Int | Type::Number => Some(Dimension::Plain),
            Type::Range(inner) | Type::Optional(inner) => inner.dimension(),
            _ => None,
        }
    }

    /// `[self]`
    #[must_use]
    pub fn list(self) -> Type {
        Type::List(Arc::new(self))
    }

    /// `map<self>`
    #[must_use]
    pub fn map(self) -> Type {
        Type::Map(Arc::new(self))
    }

    /// `range<self>`
    #[must_use]
    pub fn range(self) -> Type {
        Type::Range(Arc::new(self))
    }

    /// `self?`
    #[must_use]
    pub fn optional(self) -> Type {
        match self {
            Type::Optional(_) | Type::None | Type::Any | Type::Error => self,
            _ => Type::Optional(Arc::new(self)),
        }
    }

    /// The union of `types`, flattened; the type itself where there is only one.
    pub fn union(types: impl IntoIterator<Item = Type>) -> Type {
        let mut members: Vec<Type> = Vec::new();
        for ty in types {
            let parts = if let Type::Union(parts) = &ty { parts.as_ref().clone() } else { vec![ty] };
            for part in parts {
                if !members.contains(&part) {
                    members.push(part);
                }
            }
        }
        if members.len() == 1 { members.pop().unwrap_or(Type::Error) } else { Type::Union(Arc::new(members)) }
    }

    /// A declaration of `kind`.
    pub fn declaration(kind: impl Into<EcoString>) -> Type {
        Type::Declaration(Arc::new(vec![kind.into()]))
    }

    /// Whether a type variable stands in it.
    pub fn has_variable(&self) -> bool {
        match self {
            Type::Variable(_) => true,
            Type::List(inner) | Type::Map(inner) | Type::Range(inner) | Type::Optional(inner) => inner.has_variable(),
            Type::Record(record) => record.fields.iter().any(|field| field.ty.has_variable()),
            Type::Union(members) => members.iter().any(Type::has_variable),
            _ => false,
        }
    }

    /// The type without refinements.
    pub fn unrefined(&self) -> &Type {
        match self {
            Type::Refined(refinement) => refinement.base.unrefined(),
            other => other,
        }
    }

    /// The members of a union and of an optional type (`none` last), else the type itself.
    pub fn members(&self) -> Vec<&Type> {
        match self {
            Type::Union(members) => members.iter().flat_map(Type::members).collect(),
            Type::Optional(inner) => inner.members().into_iter().chain([&Type::None]).collect(),
            other => vec![other],
        }
    }

    /// What `look` finds first among the members.
    pub fn find_member<'t, T>(&'t self, look: &mut impl FnMut(&'t Type) -> Option<T>) -> Option<T> {
        match self {
            Type::Union(members) => members.iter().find_map(|member| member.find_member(look)),
            Type::Optional(inner) => inner.find_member(look).or_else(|| look(&Type::None)),
            other => look(other),
        }
    }

    /// Whether a block merges into a value of this type.
    pub fn merges(&self) -> bool {
        let merges = |member: &Type| {
            matches!(member.unrefined(), Type::Map(_) | Type::Record(_) | Type::Any | Type::Object | Type::Error)
                || member.unrefined().schema_fields().is_some()
        };
        self.find_member(&mut |member| merges(member).then_some(())).is_some()
    }

    /// The type of Kubernetes' API that it is.
    pub fn schema(&self) -> Option<&TypeRef> {
        if let Type::Schema(ty) = self { Some(ty) } else { None }
    }

    /// The type of Kubernetes' API that it is, if that has fields or keys.
    pub fn schema_fields(&self) -> Option<&TypeRef> {
        self.schema().filter(|ty| matches!(ty.shape(), Shape::Struct(_) | Shape::Map(_) | Shape::Open | Shape::Any))
    }

    /// The type of values that may stand where Kubernetes' API asks for `ty`: a type of the language, where one says the
    /// same.
    pub fn of_schema(ty: &TypeRef) -> Type {
        match ty.shape() {
            Shape::Any => Type::Any,
            Shape::Bool => Type::Bool,
            Shape::Int32 | Shape::Int64 => Type::Int,
            Shape::Number => Type::Number,
            Shape::List(element, _) => Type::of_schema(&element).list(),
            _ => Type::Schema(ty.clone()),
        }
    }
}

/// The word that names the type of numbers of `dimension`.
pub fn dimension_word(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Plain => "number",
        Dimension::Cpu => "cpu",
        Dimension::Bytes => "bytes",
        Dimension::Duration => "duration",
        Dimension::Percent => "percent",
        Dimension::Port => "port",
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Error => f.write_str("unknown"),
            Type::Any => f.write_str("json"),
            Type::None => f.write_str("none"),
            Type::Bool => f.write_str("bool"),
            Type::Int => f.write_str("int"),
            Type::Number => f.write_str("number"),
            Type::String => f.write_str("string"),
            Type::Text => f.write_str("text"),
            Type::Unit(dimension) => f.write_str(dimension_word(*dimension)),
            Type::Quantity => f.write_str("quantity"),
            Type::Format(format) => f.write_str(format.word()),
            Type::List(inner) => write!(f, "[{inner}]"),
            Type::Map(inner) => write!(f, "map<{inner}>"),
            Type::Range(inner) => write!(f, "range<{inner}>"),
            Type::Optional(inner) => write!(f, "{inner}?"),
            Type::Record(record) => {
                f.write_str("{ ")?;
                for (i, field) in record.fields.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{}{}: {}", field.name, if field.optional { "?" } else { "" }, field.ty)?;
                }
                f.write_str(" }")
            }
            Type::Enum(members) => f.write_str(&members.members.join(" | ")),
            Type::Union(members) => {
                for (i, member) in members.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" | ")?;
                    }
                    write!(f, "{member}")?;
                }
                Ok(())
            }
            Type::KeyName => f.write_str("key"),
            Type::Opaque => f.write_str("secret key"),
            Type::ConfigKey => f.write_str("config key"),
            Type::Declaration(kinds) => f.write_str(&kinds.join(" | ")),
            Type::Nominal(name) | Type::Variable(name) => f.write_str(&name.replace("_", " ")),
            Type::Label(LabelKind::Port) => f.write_str("port of the workload"),
            Type::Label(LabelKind::Volume) => f.write_str("volume of the workload"),
            Type::Schema(ty) => write!(f, "{ty}"),
            Type::Object => f.write_str("Kubernetes object"),
            Type::Refined(refinement) => match &refinement.rule {
                Rule::Bounds(low, high) => {
                    let text = |number: &Number| number.written().unwrap_or_default();
                    write!(f, "{} {}..{}", refinement.base, text(low), text(high))
                }
                Rule::Matching(pattern) => write!(f, "{} matching '{}'", refinement.base, pattern.source()),
                Rule::Where(_) => write!(f, "{} where …", refinement.base),
            },
        }
    }
}
