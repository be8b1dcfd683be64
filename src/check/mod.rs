//! From names to types: every expression gets one, every path its place in the vocabulary.
//!
//! In: [`Resolved`] and the vocabulary. Out: [`Checked`], the same program in which no question is left that can be
//! answered without knowing an environment. Every block is checked, those that no build uses too. A wrong part becomes
//! [`ir::ExprKind::Error`], which fits everywhere, so that each mistake is reported once.

mod api;
mod as_block;
mod block;
mod call;
mod checked;
mod data;
mod declarations;
mod expr;
mod fits;
mod generated;
mod habits;
mod import;
mod instead;
pub mod ir;
mod kubernetes;
mod label;
mod lint;
mod many;
mod map_key;
mod operator;
mod option;
mod patch;
mod place;
mod reference;
mod schema_fits;
mod scope;
mod template;
mod types;
mod unknown_entry;
mod unknown_word;
mod values;

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::resolve::{Program, Resolved};
use crate::schema::{Api, Versions};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Type;
use crate::vocab::{Ordered, Vocabulary};

use scope::Scope;

pub use checked::{App, Asserted, Checked, CheckedGuard, Declared, Given, Layer, Let, Module, Over, Param, Patch};
pub(crate) use fits::with_article;
pub use lint::{lint, loose_docs};
pub use operator::sign;

use ir::{Expr, Statement};

/// Checks a module with all that it imports, and what the command line gives it, against the API for which it is
/// compiled.
pub fn check(
    program: &Program<'_>,
    vocabulary: &'static Vocabulary,
    api: &Api,
    given: &[Given],
) -> (Checked, Diagnostics) {
    let Some(root) = program.root() else { return (Checked::default(), Diagnostics::new()) };
    let mut checker = Checker::new(program, root, vocabulary, api);
    checker.target();
    checker.program();
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
    program: &'r Program<'a>,
    /// The module in which the text stands that is being looked at.
    resolved: &'r Resolved<'a>,
    /// Its index.
    scope: usize,
    /// The `use` that makes the text, where it is a template's.
    group: Option<usize>,
    /// The `use`s that make that text, outermost first.
    places: Vec<import::UsePlace>,
    /// For each `use`, what its parameters are, once that is known.
    uses: Vec<Option<Arc<import::Bound>>>,
    vocabulary: &'static Vocabulary,
    api: &'r Api,
    /// The versions of Kubernetes for which the program is compiled.
    versions: Versions,
    /// Where the program says so.
    target_span: Option<Span>,
    diagnostics: Diagnostics,
    checked: Checked,
    lets: Vec<State<(Expr, Type)>>,
    functions: Vec<State<ir::Function>>,
    aliases: Vec<State<Type>>,
    /// The `let`s of templates, by `use` and index.
    local_lets: FxHashMap<(usize, usize), State<template::LocalLet>>,
    /// For each `use`, what is in scope in its template's text.
    let_scopes: FxHashMap<usize, Scope>,
    param_types: Vec<Option<Type>>,
    /// The lets and functions being looked at, outermost first, each with the place that led to it.
    trail: Vec<(EcoString, Span)>,
    /// How many braces are open of which nothing is expected.
    open_depth: usize,
    /// The types of the values set in such braces, by place.
    value_types: Vec<(Span, Type)>,
}

impl<'a, 'r> Checker<'a, 'r> {
    fn new(
        program: &'r Program<'a>,
        resolved: &'r Resolved<'a>,
        vocabulary: &'static Vocabulary,
        api: &'r Api,
    ) -> Self {
        let count = |of: fn(&Resolved<'a>) -> usize| program.scopes.iter().map(of).sum();
        Checker {
            program,
            resolved,
            scope: program.root,
            group: None,
            places: Vec::new(),
            uses: vec![None; program.uses.len()],
            vocabulary,
            api,
            versions: Versions::ALL,
            target_span: None,
            diagnostics: Diagnostics::new(),
            checked: Checked::default(),
            lets: vec![State::Waiting; count(|scope| scope.lets.len())],
            functions: vec![State::Waiting; count(|scope| scope.functions.len())],
            aliases: vec![State::Waiting; count(|scope| scope.types.len())],
            local_lets: FxHashMap::default(),
            let_scopes: FxHashMap::default(),
            param_types: vec![None; count(|scope| scope.params.len())],
            trail: Vec::new(),
            open_depth: 0,
            value_types: Vec::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn program(&mut self) {
        let program = self.program;
        if let Some(root) = program.root() {
            self.checked.environments = root.environments.iter().map(|name| name.text.clone()).collect();
        }
        self.checked.root = program.root;
        self.checked.environment_values = vec![Vec::new(); self.checked.environments.len()];
        self.checked.importer_values = vec![Vec::new(); self.checked.environments.len()];
        for scope in 0..program.scopes.len() {
            self.within(scope, None, Self::module);
        }
        self.finish();
    }

    /// Looks at text of the module `scope`, in a template if `group` says which `use` makes it.
    fn within<T>(&mut self, scope: usize, group: Option<usize>, look: impl FnOnce(&mut Self) -> T) -> T {
        let Some(resolved) = self.program.scopes.get(scope) else { return look(self) };
        let outer = (self.resolved, self.scope, self.group);
        (self.resolved, self.scope, self.group) = (resolved, scope, group);
        let value = look(self);
        (self.resolved, self.scope, self.group) = outer;
        value
    }

    fn module(&mut self) {
        let resolved = self.resolved;
        if resolved.unused {
            // A template that nobody uses: nothing is kept of it.
            let known = self.checked.declarations.len();
            for declared in &resolved.declarations {
                self.declaration(declared);
            }
            self.checked.declarations.truncate(known);
            let known = self.checked.asserts.len();
            for written in &resolved.asserts {
                self.asserted(written);
            }
            self.checked.asserts.truncate(known);
            return;
        }
        self.checked.modules.push(Module {
            name: resolved.alias.clone(),
            app: None,
            app_scope: resolved.app_scope,
            emitted: resolved.emitted,
            allows: Vec::new(),
        });
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
        self.imports();
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
            if let Some(module) = self.checked.modules.last_mut() {
                module.app = Some(App { name, span: setting.head.span, body });
            }
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
        self.declarations(&resolved.declarations);
        for patch in &resolved.patches {
            self.patch(patch);
        }
        for entry in &resolved.allows {
            let statements = self.module_entry(entry);
            if let Some(module) = self.checked.modules.last_mut() {
                module.allows.extend(statements);
            }
        }
        for written in &resolved.asserts {
            self.asserted(written);
        }
    }

    /// Hands over what was looked at when it was first read.
    fn finish(&mut self) {
        let done = |state: State<(Expr, Type)>| match state {
            State::Done((value, _)) => value,
            State::Waiting | State::Open => Expr { span: no_span(), kind: ir::ExprKind::Error },
        };
        let values = std::mem::take(&mut self.lets).into_iter().map(done);
        let written = self.program.scopes.iter().flat_map(|scope| &scope.lets);
        self.checked.lets = written
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
