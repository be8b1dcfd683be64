//! The checked program: names resolved, units read, places of the vocabulary found. What evaluation walks.
//!
//! Nothing here depends on an environment or a parameter's value.

use std::fmt;
use std::sync::Arc;

use ecow::EcoString;

use crate::source::Span;
use crate::syntax::ast::Operator;
use crate::types::{LabelKind, Number, Type};
use crate::vocab::{self, Field};

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of an expression.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// Has its diagnostic.
    Error,
    /// `none`
    None,
    /// `true`, `false`
    Bool(bool),
    /// A number with its dimension.
    Number(Number),
    /// A text without computed parts.
    Text(EcoString),
    /// A text with computed parts.
    Interpolation(Vec<Part>),
    /// A member of an enum.
    Word(EcoString),
    /// The label of a port or volume of the surrounding workload; where the workload has none of that name, the value.
    Label(LabelKind, EcoString, Option<Box<Expr>>),
    /// A local name, by position.
    Local(usize),
    /// The value of a `let` in a template; it reads so many of the local names, whatever others are around its reader.
    Within(usize, Arc<Expr>),
    /// A parameter, by index.
    Param(usize),
    /// A `let`, by index.
    Let(usize),
    /// The chosen environment.
    Environment,
    /// `it`, in refinements.
    It,
    /// The declaration around it.
    SelfRef,
    /// What the declaration around it sets at a place of the vocabulary.
    SelfPath(Vec<Step>),
    /// A declaration by index, of the whole program.
    Declaration(usize),
    /// A declaration of this module and family by computed label.
    DeclarationNamed(usize, EcoString, Box<Expr>),
    /// A field of a record, map, declaration, …
    Field(Box<Expr>, EcoString, Span),
    /// A field that a record may lack, which is `none` then.
    OptionalField(Box<Expr>, EcoString, Span),
    /// An element of a list, a key of a map, config or secret.
    Index(Box<Expr>, Box<Expr>),
    /// A reference that Kubernetes shall not insist on.
    Optional(Box<Expr>),
    /// A function of the module, by index, with all its arguments in order of its parameters.
    Call(usize, Vec<Expr>),
    /// A built-in function; arguments in order of its parameters, absent ones left out.
    Builtin(Arc<vocab::Function>, Vec<Option<Expr>>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `[for x in xs if c: e]`
    Comprehension(Box<Comprehension>),
    /// `{ … }`
    Braces(Vec<Statement>),
    /// `!x`
    Not(Box<Expr>),
    /// `-x`
    Negative(Box<Expr>),
    /// `a + b`
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    IfElse(Box<Expr>, Box<Expr>, Box<Expr>),
    /// The value made to fit a type; the text names what asked for it.
    Conform(Box<Expr>, Arc<Target>),
}

/// A type and who asks for it.
#[derive(Debug, Clone)]
pub struct Target {
    /// The type.
    pub ty: Type,
    /// Who asks.
    pub what: Asker,
}

/// Who asks for a value, for messages; put into words only where something is wrong.
#[derive(Debug, Clone)]
pub enum Asker {
    /// In words: "a condition".
    Said(&'static str),
    /// In words: "parameter `x` of `f`".
    Words(EcoString),
    /// The entry of this name.
    Entry(EcoString),
    /// An entry and its label: "`port http`".
    Labelled(EcoString, EcoString),
}

impl fmt::Display for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Asker::Said(words) => f.write_str(words),
            Asker::Words(words) => f.write_str(words),
            Asker::Entry(name) => write!(f, "`{name}`"),
            Asker::Labelled(name, label) => write!(f, "`{name} {label}`"),
        }
    }
}

impl From<String> for Asker {
    fn from(words: String) -> Asker {
        Asker::Words(words.into())
    }
}

/// A part of a text.
#[derive(Debug, Clone)]
pub enum Part {
    /// Characters as they stand.
    Literal(EcoString),
    /// A computed value.
    Computed(Expr),
}

/// `[for x in xs if c: e]`
#[derive(Debug, Clone)]
pub struct Comprehension {
    /// How many names: one or two.
    pub names: usize,
    /// What is walked.
    pub iterable: Expr,
    /// Which elements are kept.
    pub condition: Option<Expr>,
    /// What each becomes.
    pub element: Expr,
}

/// One step of a path.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it stands.
    pub span: Span,
    /// Which way it goes.
    pub kind: StepKind,
}

/// The ways that a step can go.
#[derive(Debug, Clone)]
pub enum StepKind {
    /// To an entry of the vocabulary.
    Field(Arc<Field>),
    /// To a labelled element of the entry before it.
    Label(Key),
    /// To a field of a record type, which always exists.
    Record(EcoString),
    /// To a key of a map.
    Entry(Key),
    /// To a key of a tree whose keys no type of ours lists: it always exists.
    Open(Key),
}

/// A key that the program chooses.
#[derive(Debug, Clone)]
pub enum Key {
    /// As written.
    Plain(EcoString),
    /// Computed.
    Computed(Box<Expr>),
}

/// An entry of a block.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Where its head stands.
    pub span: Span,
    /// What it does.
    pub kind: StatementKind,
}

/// The forms of a [`Statement`].
#[derive(Debug, Clone)]
pub enum StatementKind {
    /// `path = value`, `path += value`
    Set(Set),
    /// `path { … }`
    Merge(Merge),
    /// `unset path`
    Unset(Vec<Step>),
    /// `if`, with its conditions; the last branch of an `else` holds `None`.
    If(Vec<(Option<Expr>, Vec<Statement>)>),
    /// `for`, with the number of its names.
    For(usize, Expr, Vec<Statement>),
    /// `in`, with the indexes of its environments.
    In(Vec<usize>, Vec<Statement>),
    /// `allow`
    Allow(Allow),
    /// `assert`, with what is said where it does not hold.
    Assert(Expr, Option<Expr>),
}

/// `path = value`, `path += value`
#[derive(Debug, Clone)]
pub struct Set {
    /// To the place.
    pub path: Vec<Step>,
    /// What is put there.
    pub value: Expr,
    /// `+=`
    pub append: bool,
    /// Whether the place is one of Kubernetes' own names, where the compiler may have made a list to append to.
    pub onto_made: bool,
    /// Whether the block at this place holds options, which a new value leaves alone.
    pub keeps_options: bool,
    /// `new`
    pub new: Option<Span>,
    /// The type of the place.
    pub target: Arc<Target>,
}

/// `path { … }`
#[derive(Debug, Clone)]
pub struct Merge {
    /// To the place.
    pub path: Vec<Step>,
    /// Profiles that go below the body, by index.
    pub with: Vec<(usize, Span)>,
    /// The entries.
    pub body: Vec<Statement>,
    /// `new`
    pub new: Option<Span>,
}

/// `allow CAPABILITY because "…"`
#[derive(Debug, Clone)]
pub struct Allow {
    /// The capability.
    pub capability: EcoString,
    /// Its argument.
    pub argument: Option<EcoString>,
    /// The reason given.
    pub reason: EcoString,
}

/// A function of the module.
#[derive(Debug, Clone)]
pub struct Function {
    /// The types of its parameters.
    pub params: Vec<Param>,
    /// What it gives.
    pub result: Type,
    /// Its body; parameters are the first locals.
    pub body: Expr,
}

/// A parameter of a [`Function`].
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: EcoString,
    /// Its type.
    pub ty: Type,
    /// What it is where it is left out.
    pub default: Option<Expr>,
}
