//! Values: what expressions become. Every value knows the place that wrote it and the layer it stands in.

use std::sync::Arc;

use ecow::EcoString;

use crate::source::Span;
use crate::types::Number;
use crate::vocab::Ordered;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The place that wrote it.
    pub span: Span,
    /// The layer that set it, an index into [`Chain::layers`](super::Chain::layers); 0 is the vocabulary.
    pub layer: u16,
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Where it came from.
    pub origin: Origin,
    /// What it is.
    pub data: Data,
}

/// The forms of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Could not be computed; has its diagnostic.
    Error,
    /// Of a parameter without a value, in `check`: anything of its type.
    Open,
    /// `none`
    None,
    /// A truth value.
    Bool(bool),
    /// A number with its dimension.
    Number(Number),
    /// A text.
    Text(EcoString),
    /// A member of an enum, or the label of a port or volume.
    Word(EcoString),
    /// `low..high`
    Range(Arc<(Value, Value)>),
    /// A list.
    List(Arc<Vec<Value>>),
    /// `+=` in Kubernetes' own names: elements for a list of which the program says nothing else, so that they come
    /// after those that the compiler makes.
    Added(Arc<Vec<Value>>),
    /// A record or map, in order.
    Map(Arc<Ordered<Value>>),
    /// A declaration.
    Declaration(Reference),
    /// A key of a config or secret.
    Key(Reference, EcoString),
    /// The ports of a declaration, read as `web.port`.
    Ports(Reference),
    /// One port of a declaration, read as `web.port.http`.
    Port(Reference, EcoString),
    /// Made by a function of the vocabulary: `http("/healthz")`, `scratch()`.
    Made(Arc<Made>),
    /// Bytes, which stand in a text as base64 only.
    Bytes(Arc<Vec<u8>>),
}

/// A declaration that is referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Which, an index into [`Evaluated::declarations`](super::Evaluated::declarations).
    pub declaration: usize,
    /// Whether Kubernetes shall not insist that it exists: `optional(…)`.
    pub optional: bool,
}

/// What a function of the vocabulary made of its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The name of the function.
    pub function: EcoString,
    /// The arguments by parameter name; those left out are missing.
    pub arguments: Ordered<Value>,
}

impl Value {
    /// A value that was computed already or never will be.
    pub fn new(origin: Origin, data: Data) -> Value {
        Value { origin, data }
    }

    /// The place that wrote it.
    pub fn span(&self) -> Span {
        self.origin.span
    }

    /// The text, for texts and words.
    pub fn text(&self) -> Option<&EcoString> {
        match &self.data {
            Data::Text(text) | Data::Word(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value.
    pub fn bool(&self) -> Option<bool> {
        match self.data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number.
    pub fn number(&self) -> Option<&Number> {
        match &self.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The whole number.
    pub fn int(&self) -> Option<i64> {
        self.number().and_then(Number::to_i64)
    }

    /// The elements of a list.
    pub fn list(&self) -> Option<&[Value]> {
        match &self.data {
            Data::List(items) | Data::Added(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a record or map.
    pub fn map(&self) -> Option<&Ordered<Value>> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Whether it is `none`.
    pub fn is_none(&self) -> bool {
        matches!(self.data, Data::None)
    }
}
