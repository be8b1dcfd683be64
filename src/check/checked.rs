//! The checked module: every name and type found, nothing evaluated.

use std::sync::Arc;

use ecow::EcoString;

use super::ir::{self, Expr, Statement};
use crate::diag::Diagnostics;
use crate::resolve::About;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Type;
use crate::vocab::Field;

/// A module with every name and type found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The modules, imported ones first.
    pub modules: Vec<Module>,
    /// The one that is compiled.
    pub root: usize,
    /// The names of the environments.
    pub environments: Vec<EcoString>,
    /// `environment E { param = value }`: for each environment, by index, values by parameter index.
    pub environment_values: Vec<Vec<(usize, Expr)>>,
    /// `environment E { module.param = value }`: as above, for parameters of imported modules.
    pub importer_values: Vec<Vec<(usize, Expr)>>,
    /// Parameters: name, type, default.
    pub params: Vec<Param>,
    /// Values from the command line, by parameter index.
    pub given: Vec<(usize, Expr)>,
    /// `let`: name and value.
    pub lets: Vec<Let>,
    /// Functions of the module.
    pub functions: Vec<ir::Function>,
    /// The conditions of refined types, in terms of `it`, each with what is said where it does not hold.
    pub conditions: Vec<(Expr, Option<EcoString>)>,
    /// `defaults KIND`, in order.
    pub defaults: Vec<Layer>,
    /// `profile NAME for KIND`.
    pub profiles: Vec<Layer>,
    /// Declarations in order.
    pub declarations: Vec<Declared>,
    /// What top-level `in` blocks do, in order.
    pub patches: Vec<Patch>,
    /// `assert` at top level and in templates.
    pub asserts: Vec<Asserted>,
}

/// A module of the program.
#[derive(Debug)]
pub struct Module {
    /// The name by which it is imported first; empty for the one that is compiled.
    pub name: EcoString,
    /// The label of `app` and its block.
    pub app: Option<App>,
    /// The module in whose `app` its declarations live, by index.
    pub app_scope: usize,
    /// Whether its declarations become objects.
    pub emitted: bool,
    /// `allow` at top level.
    pub allows: Vec<Statement>,
}

/// The `app` block.
#[derive(Debug)]
pub struct App {
    /// Its label.
    pub name: EcoString,
    /// Its head.
    pub span: Span,
    /// Its entries.
    pub body: Vec<Statement>,
}

/// `param NAME: T = d`
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: EcoString,
    /// Its type.
    pub ty: Type,
    /// Its default.
    pub default: Option<Expr>,
    /// What the block of the `import` gives it.
    pub bound: Option<Expr>,
    /// Its head.
    pub span: Span,
}

/// `let NAME = e`
#[derive(Debug)]
pub struct Let {
    /// Its name.
    pub name: EcoString,
    /// Its value.
    pub value: Expr,
    /// Its head.
    pub span: Span,
}

/// `defaults KIND { }` or `profile NAME for KIND { }`
#[derive(Debug)]
pub struct Layer {
    /// The module in which it stands.
    pub scope: usize,
    /// The kind it is for.
    pub kind: EcoString,
    /// For people: "`defaults service`".
    pub name: String,
    /// Its head.
    pub span: Span,
    /// Its entries.
    pub body: Vec<Statement>,
    /// Whether it holds an `in` at any depth.
    pub has_environments: bool,
}

/// A declaration.
#[derive(Debug)]
pub struct Declared {
    /// The module that declares it.
    pub scope: usize,
    /// The module in which its text stands: another one where it is made of an imported template.
    pub home: usize,
    /// The `use` that makes it, where one does.
    pub used: Option<Span>,
    /// What the bodies of `use`s lay over it, in order.
    pub over: Vec<Over>,
    /// Its kind in the vocabulary.
    pub kind: EcoString,
    /// The entry of the vocabulary that describes it.
    pub field: Arc<Field>,
    /// Its label.
    pub label: ir::Key,
    /// For a `resource`: group and version, and Kind.
    pub resource: Option<(EcoString, EcoString)>,
    /// Its head.
    pub span: Span,
    /// Its label.
    pub label_span: Span,
    /// Its doc comment.
    pub doc: Option<EcoString>,
    /// Profiles, left to right.
    pub with: Vec<(usize, Span)>,
    /// What stands after `=` and in its block.
    pub body: Vec<Statement>,
    /// Whether it holds an `in` at any depth.
    pub has_environments: bool,
    /// Conditions and loops around it, outermost first.
    pub guards: Vec<CheckedGuard>,
    /// The environments in which alone it exists.
    pub only_in: Option<Vec<usize>>,
    /// The `unset`s in bodies of `use`s that drop it: everywhere, or in these environments.
    pub dropped: Vec<(Span, Option<Vec<usize>>)>,
}

/// `assert` outside of declarations.
#[derive(Debug)]
pub struct Asserted {
    /// Conditions and loops around it, outermost first.
    pub guards: Vec<CheckedGuard>,
    /// What must hold.
    pub condition: Expr,
    /// What is said where it does not.
    pub message: Option<Expr>,
    /// The environments in which alone it is said.
    pub only_in: Option<Vec<usize>>,
    /// The `use` that makes it, where one does.
    pub used: Option<Span>,
}

/// A condition or loop around a declaration.
#[derive(Debug)]
pub enum CheckedGuard {
    /// The conditions that must not hold, then the one that must, if any.
    If(Vec<Expr>, Option<Expr>),
    /// The number of names and what is walked.
    For(usize, Expr),
    /// What a `use` gives the parameters of its template.
    Use(Arc<Vec<Expr>>),
}

/// What the body of a `use` lays over a declaration of its template.
#[derive(Debug)]
pub struct Over {
    /// For people: "`use web as shop`".
    pub name: String,
    /// The `use`.
    pub span: Span,
    /// The environments, where it stands in an `in`.
    pub environments: Option<Vec<usize>>,
    /// The entries.
    pub body: Vec<Statement>,
    /// Whether it holds an `in` at any depth.
    pub has_environments: bool,
}

/// What an entry of a top-level `in` does.
#[derive(Debug)]
pub struct Patch {
    /// The module in which it stands.
    pub scope: usize,
    /// The environments, by index.
    pub environments: Vec<usize>,
    /// The declaration.
    pub about: About,
    /// Where the label stands.
    pub span: Span,
    /// The entries; `None` where the declaration is dropped.
    pub body: Option<Vec<Statement>>,
}

impl Patch {
    /// Whether it is about this declaration, which is called `label` in the module.
    pub fn is_for(&self, declared: &Declared, label: &str) -> bool {
        let resource = declared.resource.as_ref().map(|(_, kind)| kind.as_str());
        self.scope == declared.scope && self.about.means(&declared.kind, resource, label)
    }
}

/// A value that the command line, or a file that it names, gives to a parameter.
#[derive(Debug)]
pub struct Given {
    /// The parameter, by index.
    pub param: usize,
    /// The value as written: for a parameter that takes a text, the text itself. `None` for data of a file, whose texts
    /// are numbers and words where the parameter takes these.
    pub raw: Option<EcoString>,
    /// The value read as an expression.
    pub expr: ast::Expr,
    /// What is wrong with it as an expression.
    pub diagnostics: Diagnostics,
}
