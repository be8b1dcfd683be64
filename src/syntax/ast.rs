//! The syntax tree: what stands in the text, before any name has a meaning.
//!
//! The tree knows no vocabulary: `service web { … }` is an [`Entry`] with the path `service` and the label `web`, just as
//! `port http = 80` is one. It is built for broken texts too; what could not be read is [`EntryKind::Junk`],
//! [`ExprKind::Missing`] or an empty [`Name`], and each has its diagnostic already.

use crate::source::Span;
use ecow::EcoString;

/// A whole source text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    /// The entries at top level, in order.
    pub entries: Vec<Entry>,
}

/// Entries between braces.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// From `{` to `}`.
    pub span: Span,
    /// In order.
    pub entries: Vec<Entry>,
}

/// A word as it stands in the text; empty where one was missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// Where.
    pub span: Span,
    /// The word.
    pub text: EcoString,
}

/// A name, perhaps of an imported module: `small`, `platform.small`.
#[derive(Debug, Clone, PartialEq)]
pub struct Qualified {
    /// Before the dot.
    pub module: Option<Name>,
    /// After the dot, or the only word.
    pub name: Name,
}

impl Qualified {
    /// Where the whole stands.
    pub fn span(&self) -> Span {
        self.module.as_ref().map_or(self.name.span, |module| module.span.to(self.name.span))
    }

    /// The whole as it is written.
    pub fn written(&self) -> EcoString {
        match &self.module {
            Some(module) => ecow::eco_format!("{}.{}", module.text, self.name.text),
            None => self.name.text.clone(),
        }
    }
}

/// One entry of a file or block.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// From its first to its last character, doc comment and trailing comments left out.
    pub span: Span,
    /// The lines of the `///` comment before it, markers and one space taken off, joined by newlines.
    pub doc: Option<EcoString>,
    /// The word `private`, where it stands before the entry.
    pub private: Option<Span>,
    /// What it is.
    pub kind: EntryKind,
}

/// The forms of an entry.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryKind {
    /// `[new] head [: type] [= expr | += expr] [{ entries }]`: every declaration, setting and block.
    Setting(Box<Setting>),
    /// `if c { } else if d { } else { }`.
    If(Box<If>),
    /// `for x in xs { }`, `for k, v in m { }`.
    For(Box<For>),
    /// `in prod, staging { }`.
    In(In),
    /// `environments dev, prod`.
    Environments(Vec<Name>),
    /// `unset probe.ready`.
    Unset(Path),
    /// `assert e else "…"`.
    Assert(Box<Assert>),
    /// `fn f(x: T): U = e`; the standard library leaves `= e` out.
    Fn(Box<Fn>),
    /// `type T = …`.
    Type(Box<TypeAlias>),
    /// `template t(x: T) { }`.
    Template(Box<Template>),
    /// `use t as n { }`.
    Use(Box<Use>),
    /// `allow CAPABILITY because "…"`.
    Allow(Box<Allow>),
    /// Text that is no entry; has its diagnostic.
    Junk,
}

/// `[new] head [: type] [= expr | += expr] [{ entries }]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The word `new`.
    pub new: Option<Span>,
    /// What is set or declared.
    pub head: Head,
    /// After `:`.
    pub ty: Option<TypeExpr>,
    /// After `=` or `+=`.
    pub value: Option<Assign>,
    /// Between braces, after the value if there is one.
    pub block: Option<Block>,
}

/// Path, labels and clauses of an entry. `port http` is the path `port` with the label `http`.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// From the first segment to the last clause.
    pub span: Span,
    /// Segments joined by dots; never empty.
    pub path: Path,
    /// Words or texts after the path.
    pub labels: Vec<Segment>,
    /// `with a, b`.
    pub with: Vec<Qualified>,
    /// `for KIND`.
    pub for_kind: Option<Name>,
    /// `as name`.
    pub as_name: Option<Name>,
    /// `because "…"`.
    pub because: Option<Text>,
    /// `emit`.
    pub emit: Option<Span>,
}

impl Head {
    /// A head that is one segment and nothing else.
    pub fn of(segment: Segment) -> Head {
        let span = segment.span();
        Head {
            span,
            path: Path { span, segments: vec![segment] },
            labels: Vec::new(),
            with: Vec::new(),
            for_kind: None,
            as_name: None,
            because: None,
            emit: None,
        }
    }
}

/// Segments joined by dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// From the first to the last segment.
    pub span: Span,
    /// Never empty.
    pub segments: Vec<Segment>,
}

/// One step of a path, or a label: a word or a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Segment {
    /// `http`.
    Word(Name),
    /// `"/data"`, `"${k}_URL"`.
    Text(Text),
}

impl Segment {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Segment::Word(name) => name.span,
            Segment::Text(text) => text.span,
        }
    }

    /// The step as plain text, unless it is computed with `${}`.
    pub fn plain(&self) -> Option<EcoString> {
        match self {
            Segment::Word(name) => Some(name.text.clone()),
            Segment::Text(text) => text.plain(),
        }
    }
}

/// A text with its `${}` parts; escapes and indentation are already taken care of.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// With its quotes.
    pub span: Span,
    /// Literal and computed parts in order; two literal parts never touch; empty for `""`.
    pub parts: Vec<TextPart>,
}

impl Text {
    /// The text, unless it is computed with `${}`.
    pub fn plain(&self) -> Option<EcoString> {
        match self.parts.as_slice() {
            [] => Some(EcoString::new()),
            [TextPart::Literal(text)] => Some(text.clone()),
            _ => None,
        }
    }
}

/// A part of a [`Text`].
#[derive(Debug, Clone, PartialEq)]
pub enum TextPart {
    /// Characters as they shall stand.
    Literal(EcoString),
    /// `${expr}`.
    Computed(Expr),
}

/// `= expr` or `+= expr`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    /// `+=` rather than `=`.
    pub append: bool,
    /// The operator.
    pub operator: Span,
    /// The value.
    pub value: Expr,
}

/// `if c { } else if d { } else { }`: the branches in order, an `else` last and without condition.
#[derive(Debug, Clone, PartialEq)]
pub struct If {
    /// `if` and `else if`.
    pub branches: Vec<(Expr, Block)>,
    /// `else`.
    pub otherwise: Option<Block>,
}

/// `for x in xs { }` or `for k, v in m { }`.
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// One name, or two for maps.
    pub names: Vec<Name>,
    /// What is walked.
    pub iterable: Expr,
    /// The body.
    pub body: Block,
}

/// `in prod, staging { }`.
#[derive(Debug, Clone, PartialEq)]
pub struct In {
    /// The environments.
    pub environments: Vec<Name>,
    /// The layer.
    pub body: Block,
}

/// `assert e else "…"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assert {
    /// Must hold.
    pub condition: Expr,
    /// Said where it does not.
    pub message: Option<Text>,
}

/// `fn f(x: T): U = e`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fn {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<Param>,
    /// After `:`.
    pub result: Option<TypeExpr>,
    /// After `=`.
    pub body: Option<Expr>,
}

/// `x: T = d` between the parentheses of a `fn` or `template`.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// After `:`.
    pub ty: Option<TypeExpr>,
    /// After `=`.
    pub default: Option<Expr>,
}

/// `type T = …`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeAlias {
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub ty: TypeExpr,
}

/// `template t(x: T) { }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Its declarations.
    pub body: Block,
}

/// `use t as n { }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// The template, a path where it is imported.
    pub template: Path,
    /// After `as`.
    pub as_name: Option<Segment>,
    /// Parameters and patches.
    pub body: Option<Block>,
}

/// `allow CAPABILITY because "…"`; a capability may take an argument: `added_capability(NET_ADMIN)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Allow {
    /// What is allowed.
    pub capability: Name,
    /// Between parentheses.
    pub argument: Option<Name>,
    /// After `because`.
    pub because: Option<Text>,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Where; without surrounding white space. For [`ExprKind::Missing`] empty, right after what stands before.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of an expression. Parentheses leave no trace.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// Nothing stood there; has its diagnostic.
    Missing,
    /// A name.
    Word(EcoString),
    /// A number with its unit, as written: `250m`, `53/udp`, `0o644`. Read by `types`.
    Number(EcoString),
    /// A text.
    Text(Text),
    /// `true`, `false`.
    Bool(bool),
    /// `none`.
    None,
    /// `self`.
    SelfRef,
    /// `it`, in refinements.
    It,
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `[for x in xs if c: e]`.
    Comprehension(Box<Comprehension>),
    /// `{ entries }`: a record or map.
    Braces(Block),
    /// `!x`.
    Not(Box<Expr>),
    /// `-1`.
    Negative(Box<Expr>),
    /// `a + b`; `operator` is where the operator stands.
    Binary {
        /// Which.
        operator: Operator,
        /// Where it stands.
        operator_span: Span,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `if c then a else b`.
    IfElse {
        /// The condition.
        condition: Box<Expr>,
        /// Where it holds.
        then: Box<Expr>,
        /// Where it does not.
        otherwise: Box<Expr>,
    },
    /// `base.name`.
    Field {
        /// Before the dot.
        base: Box<Expr>,
        /// After the dot; a quoted text is legal: `x."a.b"`.
        name: Segment,
    },
    /// `base[index]`.
    Index {
        /// Before the bracket.
        base: Box<Expr>,
        /// Between the brackets.
        index: Box<Expr>,
    },
    /// `f(a, name = b)`.
    Call {
        /// The function.
        function: Qualified,
        /// Its arguments.
        arguments: Vec<Argument>,
    },
}

/// `a` or `name = a` between the parentheses of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// Before `=`.
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// `[for x in xs if c: e]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comprehension {
    /// One name, or two for maps.
    pub names: Vec<Name>,
    /// What is walked.
    pub iterable: Expr,
    /// Which elements are kept.
    pub condition: Option<Expr>,
    /// What each becomes.
    pub element: Expr,
}

/// Binary operators, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `??`
    Coalesce,
    /// `..`
    Range,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeExpr {
    /// Where.
    pub span: Span,
    /// What it is.
    pub kind: TypeKind,
}

/// The forms of a type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// Nothing stood there; has its diagnostic.
    Missing,
    /// `string`, `service`, an alias, or a member of an enum.
    Word(EcoString),
    /// `platform.size`: a type of an imported module.
    Imported(Box<Qualified>),
    /// `none`, as a member of a union.
    None,
    /// `[T]`.
    List(Box<TypeExpr>),
    /// `map<T>`, `range<T>`: a word applied to a type.
    Apply {
        /// `map` or `range`.
        name: Name,
        /// Between the angle brackets.
        argument: Box<TypeExpr>,
    },
    /// `{ a: T, b?: U }`.
    Record(Vec<RecordField>),
    /// `small | large`: at least two.
    Union(Vec<TypeExpr>),
    /// `T?`.
    Optional(Box<TypeExpr>),
    /// `int 1..50`.
    Bounds {
        /// The type bounded.
        base: Box<TypeExpr>,
        /// A range expression.
        range: Box<Expr>,
    },
    /// `string matching '…'`.
    Matching {
        /// The type restricted.
        base: Box<TypeExpr>,
        /// The pattern.
        pattern: Text,
    },
    /// `T where it > 0 else "…"`.
    Where {
        /// The type restricted.
        base: Box<TypeExpr>,
        /// Must hold of `it`.
        condition: Box<Expr>,
        /// Said where it does not.
        message: Option<Text>,
    },
}

/// `a: T` or `b?: U` in a record type.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordField {
    /// Its comment.
    pub doc: Option<EcoString>,
    /// Its name.
    pub name: Segment,
    /// Whether `?` stands after it.
    pub optional: bool,
    /// Its type.
    pub ty: TypeExpr,
}
