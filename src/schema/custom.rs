//! Tables of custom resources: what the reader of their definitions fills, and what [`super::Shape`] shows.

use std::sync::Arc;

use ecow::EcoString;

use crate::source::Span;
use crate::yaml;

/// The types of one custom resource definition.
#[derive(Debug, Default)]
pub struct CustomTable {
    /// The kinds, one for each version that is served.
    pub kinds: Vec<CustomKind>,
    /// The types, by the numbers of [`Link::Own`].
    pub types: Vec<CustomType>,
    /// The structs, by the numbers of [`CustomShape::Struct`].
    pub structs: Vec<CustomStruct>,
}

/// One version of a custom resource.
#[derive(Debug)]
pub struct CustomKind {
    /// `monitoring.coreos.com`
    pub group: EcoString,
    /// `v1`
    pub version: EcoString,
    /// `ServiceMonitor`
    pub kind: EcoString,
    /// `servicemonitors`, where the definition says it.
    pub plural: Option<EcoString>,
    /// Whether its objects are in a namespace.
    pub namespaced: bool,
    /// Whether the definition says that the version is deprecated.
    pub deprecated: bool,
    /// The whole object.
    pub ty: Link,
    /// The schema as it is written, where rules in CEL (`x-kubernetes-validations`) stand in it.
    pub with_rules: Option<yaml::Node>,
    /// Where the definition names the kind.
    pub span: Span,
}

/// A type: one of this table, or a struct of the built-in API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// By number.
    Own(u32),
    /// By name, as in [`super::named`].
    Builtin(&'static str),
}

/// A type of a custom resource.
#[derive(Debug)]
pub struct CustomType {
    /// What it takes.
    pub shape: CustomShape,
    /// Whether `null` is a value.
    pub nullable: bool,
    /// What it asks of values beyond their shape.
    pub constraints: Option<Box<Constraints>>,
    /// What it means.
    pub description: EcoString,
}

/// The forms of [`super::Shape`], with numbers in place of references.
#[derive(Debug)]
pub enum CustomShape {
    /// Anything.
    Any,
    /// A map of anything.
    Open,
    /// A truth value.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number.
    Number,
    /// A text; one of the words where there are any.
    Text(Arc<[EcoString]>),
    /// A quantity.
    Quantity,
    /// A whole number or a text.
    IntOrText,
    /// A text of base 64.
    Bytes,
    /// A point in time.
    Time,
    /// A list that is replaced as a whole.
    List(Link),
    /// A set.
    Set(Link),
    /// A list whose elements have keys.
    ListMap(Link, Arc<[EcoString]>),
    /// A map.
    Map(Link),
    /// A struct, by number.
    Struct(u32),
    /// What another type is.
    Same(Link),
}

/// Fields by name.
#[derive(Debug)]
pub struct CustomStruct {
    /// The kind, or the field that holds it.
    pub name: EcoString,
    /// The fields, sorted by name.
    pub fields: Vec<CustomField>,
    /// Whether fields that it does not list are kept.
    pub open: bool,
}

/// A field of a [`CustomStruct`].
#[derive(Debug)]
pub struct CustomField {
    /// Its name.
    pub name: EcoString,
    /// Its type.
    pub ty: Link,
    /// Whether it must be written.
    pub required: bool,
    /// What the server puts where nothing is written, as JSON.
    pub default: Option<EcoString>,
}

/// What a definition asks of the values of a type beyond their shape.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Constraints {
    /// A regular expression that a text contains.
    pub pattern: Option<EcoString>,
    /// The name of the form of a text: `date-time`, `uri`, `ipv4`.
    pub format: Option<EcoString>,
    /// The fewest characters, elements or keys.
    pub least: Option<u64>,
    /// The most characters, elements or keys.
    pub most: Option<u64>,
    /// The smallest number, as written, and whether it is itself too small.
    pub minimum: Option<(EcoString, bool)>,
    /// The largest number, as written, and whether it is itself too large.
    pub maximum: Option<(EcoString, bool)>,
    /// What a number must be a multiple of, as written.
    pub multiple_of: Option<EcoString>,
    /// Whether no element may be there twice.
    pub unique: bool,
    /// `allOf`, `anyOf`, `oneOf` and `not`, and `enum` of what is no text, as they are written.
    pub logic: Option<yaml::Node>,
    /// The fields that have a default, where there is logic.
    pub filled: Vec<EcoString>,
}
