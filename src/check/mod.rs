//! From names to types: every expression gets one, every path its place in the vocabulary.
//!
//! In: [`Resolved`] and the vocabulary. Out: [`Checked`], the same program in which no question is left that can be
//! answered without knowing an environment. Every block is checked, those that no build uses too. A wrong part becomes
//! [`ir::ExprKind::Error`], which fits everywhere, so that each mistake is reported once.

mod block;
mod call;
mod checked;
mod declarations;
mod expr;
mod fits;
mod generated;
mod habits;
pub mod ir;
mod operator;
mod place;
mod reference;
mod scope;
mod types;
mod unknown_word;
mod values;

use ecow::EcoString;

use crate::diag::{Diagnostic, Diagnostics};
use crate::resolve::Resolved;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Type;
use crate::vocab::{Ordered, Vocabulary};

use scope::Scope;

pub use checked::{App, Checked, CheckedGuard, Declared, Given, Layer, Let, Param, Patch};
pub(crate) use fits::with_article;
pub use operator::sign;

use ir::{Expr, Statement};
/// Checks a module and what the command line gives it.
pub fn check(resolved: &Resolved<'_>, vocabulary: &'static Vocabulary, given: &[Given]) -> (Checked, Diagnostics) {
    let mut checker = Checker::new(resolved, vocabulary);
    checker.module();
    for value in given {
        checker.given(value);
    }
    (checker.checked, checker.diagnostics)
}

/// What is known of a `let` or function while it is being looked at.
#[derive(Debug, Clone)]
enum State<T> {
    /// Not yet looked at.
    Waiting,
    /// Being looked at: meeting it again is a cycle.
    Open,
    /// Known.
    Done(T),
}

struct Checker<'a, 'r> {
    resolved: &'r Resolved<'a>,
    vocabulary: &'static Vocabulary,
    diagnostics: Diagnostics,
    checked: Checked,
    lets: Vec<State<(Expr, Type)>>,
    functions: Vec<State<ir::Function>>,
    aliases: Vec<State<Type>>,
    param_types: Vec<Option<Type>>,
    /// The lets and functions being looked at, outermost first, each with the place that led to it.
    trail: Vec<(EcoString, Span)>,
    /// How many braces are open of which nothing is expected.
    open_depth: usize,
    /// The types of the values set in such braces, by place.
    value_types: Vec<(Span, Type)>,
}

impl<'a, 'r> Checker<'a, 'r> {
    fn new(resolved: &'r Resolved<'a>, vocabulary: &'static Vocabulary) -> Self {
        Checker {
            resolved,
            vocabulary,
            diagnostics: Diagnostics::new(),
            checked: Checked::default(),
            lets: vec![State::Waiting; resolved.lets.len()],
            functions: vec![State::Waiting; resolved.functions.len()],
            aliases: vec![State::Waiting; resolved.types.len()],
            param_types: vec![None; resolved.params.len()],
            trail: Vec::new(),
            open_depth: 0,
            value_types: Vec::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn module(&mut self) {
        let resolved = self.resolved;
        self.checked.environments = resolved.environments.iter().map(|name| name.text.clone()).collect();
        for index in 0..resolved.types.len() {
            let _ = self.alias(index);
        }
        self.params();
        for index in 0..resolved.lets.len() {
            let _ = self.let_type(index, None);
        }
        for index in 0..resolved.functions.len() {
            let _ = self.function(index, None);
        }
        self.environment_values();
        if let Some(setting) = resolved.app {
            let name = setting.head.labels.first().and_then(ast::Segment::plain).unwrap_or_default();
            let body = match (self.vocabulary.kinds.get("app"), &setting.block) {
                (Some(field), Some(block)) => {
                    let place = place::Place::of_kind(field);
                    self.block(&block.entries, &place, &mut Scope::of_app())
                }
                _ => Vec::new(),
            };
            self.checked.app = Some(App { name, span: setting.head.span, body });
        }
        for defaults in &resolved.defaults {
            let name = format!("`defaults {}`", defaults.kind.text);
            let layer = self.layer(&defaults.kind.text, name, defaults.setting);
            self.checked.defaults.push(layer);
        }
        for (name, profile) in &resolved.profiles {
            let layer = self.layer(&profile.kind.text, format!("profile `{name}`"), profile.setting);
            self.checked.profiles.push(layer);
        }
        for declared in &resolved.declarations {
            self.declaration(declared);
        }
        for patch in &resolved.patches {
            self.patch(patch);
        }
        for entry in &resolved.others {
            let statements = self.module_entry(entry);
            match &entry.kind {
                ast::EntryKind::Allow(_) => self.checked.allows.extend(statements),
                _ => self.checked.asserts.extend(statements),
            }
        }
        let done = |state: State<(Expr, Type)>| match state {
            State::Done((value, _)) => value,
            State::Waiting | State::Open => Expr { span: no_span(), kind: ir::ExprKind::Error },
        };
        let values = std::mem::take(&mut self.lets).into_iter().map(done);
        self.checked.lets = resolved
            .lets
            .iter()
            .zip(values)
            .map(|((name, setting), value)| Let { name: name.clone(), value, span: setting.head.span })
            .collect();
        self.checked.functions = std::mem::take(&mut self.functions)
            .into_iter()
            .map(|state| match state {
                State::Done(function) => function,
                State::Waiting | State::Open => ir::Function {
                    params: Vec::new(),
                    result: Type::Error,
                    body: Expr { span: no_span(), kind: ir::ExprKind::Error },
                },
            })
            .collect();
    }
}

fn index_name<T>(table: &Ordered<T>, index: usize) -> EcoString {
    table.get_index(index).map(|(name, _)| name.clone()).unwrap_or_default()
}

/// Whether an `in` stands among `statements`, at any depth.
fn has_environments(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match &statement.kind {
        ir::StatementKind::In(..) => true,
        ir::StatementKind::Merge(merge) => has_environments(&merge.body),
        ir::StatementKind::If(branches) => branches.iter().any(|(_, body)| has_environments(body)),
        ir::StatementKind::For(_, _, body) => has_environments(body),
        _ => false,
    })
}

/// For parts that have no place of their own because they could not be read.
fn no_span() -> Span {
    Span::new(crate::source::AnchorId::FIRST, 0, 0)
}
