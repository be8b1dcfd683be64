//! What a template holds beside declarations: its `let`s, known in its text alone, and its `assert`s, which every `use`
//! must keep. Asserts of the top level, which belong to no template, are the same thing without a `use`.

use std::sync::Arc;

use super::ir::{Asker, Expr, ExprKind};
use super::scope::Scope;
use super::{Asserted, Checker, State};
use crate::diag::{Diagnostic, code};
use crate::resolve::{self, assigned};
use crate::source::Span;
use crate::types::Type;

/// A `let` of a template as one `use` makes it.
#[derive(Debug, Clone)]
pub(super) struct LocalLet {
    value: Arc<Expr>,
    ty: Type,
    /// How many local names its value may read.
    locals: usize,
}

impl Checker<'_, '_> {
    /// Which `let` of the template around is called `name`.
    pub(super) fn let_of_template(&self, name: &str) -> Option<usize> {
        let used = self.program.uses.get(self.group?)?;
        used.lets.get_index_of(name)
    }

    /// Whether a value is called `name` here, so that the word means no module and no kind.
    pub(super) fn is_value(&self, name: &str, scope: &Scope) -> bool {
        scope.local(name).is_some() || self.let_of_template(name).is_some() || self.meaning(name).is_some()
    }

    /// Looks at every `let` of the template of a `use`, with `scope` around its text, so that each mistake in them is
    /// reported, and once.
    pub(super) fn lets_of_template(&mut self, scope: &Scope) {
        let Some(group) = self.group else { return };
        let Some(used) = self.program.uses.get(group) else { return };
        let _ = self.let_scopes.insert(group, scope.clone());
        for (index, (name, setting)) in used.lets.iter().enumerate() {
            self.once(setting.head.span, |checker| {
                if let Some(span) = checker.module_value(name) {
                    checker.report(
                        Diagnostic::error(
                            code::HIDES_NAME,
                            setting.head.span,
                            format!("`{name}` hides a name of the module"),
                        )
                        .here("this local name")
                        .label(span, "the module's")
                        .help("call the local name something else"),
                    );
                }
                let _ = checker.local_let(index, None);
            });
        }
    }

    /// A `let` of the template around, by index, read at `from`.
    pub(super) fn local_let(&mut self, index: usize, from: Option<Span>) -> Option<(Expr, Type)> {
        let group = self.group?;
        let (name, setting) = self.program.uses.get(group)?.lets.get_index(index)?;
        let span = from.unwrap_or(setting.head.span);
        let known = match self.local_lets.get(&(group, index)) {
            Some(State::Done(known)) => known.clone(),
            Some(State::Open) => {
                self.cycle(name.clone(), from);
                return Some((Expr { span, kind: ExprKind::Error }, Type::Error));
            }
            Some(State::Waiting) | None => {
                let _ = self.local_lets.insert((group, index), State::Open);
                self.trail.push((name.clone(), span));
                let mut scope = self.let_scopes.get(&group).cloned().unwrap_or_default();
                let locals = scope.locals.len();
                let annotated = setting.ty.as_ref().map(|written| self.ty(written));
                let (value, ty) = match (assigned(setting), annotated) {
                    (None, _) => (Expr { span, kind: ExprKind::Error }, Type::Error),
                    (Some(value), Some(ty)) => {
                        let what = Asker::Entry(name.clone());
                        (self.conforming(value, &ty, &what, &mut scope), ty)
                    }
                    (Some(value), None) => self.expr(value, None, &mut scope),
                };
                let _ = self.trail.pop();
                let known = LocalLet { value: Arc::new(value), ty, locals };
                let _ = self.local_lets.insert((group, index), State::Done(known.clone()));
                known
            }
        };
        Some((Expr { span, kind: ExprKind::Within(known.locals, known.value) }, known.ty))
    }

    /// `assert` at top level or in a template.
    pub(super) fn asserted(&mut self, written: &resolve::Asserted<'_>) {
        let mut scope = Scope::of_module();
        let outer = (self.resolved, self.scope, self.group);
        let guards = written.guards.iter().map(|guard| self.guard(guard, &mut scope)).collect();
        let assert = written.assert;
        let (condition, message) = self.once(assert.condition.span, |checker| {
            let condition = checker.conforming(&assert.condition, &Type::Bool, &Asker::Said("a condition"), &mut scope);
            (condition, assert.message.as_ref().map(|message| checker.text(message, &mut scope).0))
        });
        (self.resolved, self.scope, self.group) = outer;
        self.places.clear();
        let asserted = Asserted {
            guards,
            condition,
            message,
            only_in: written.only_in.map(|names| self.known_environments(names)),
            used: written.used.and_then(|used| self.program.uses.get(used)).map(|used| used.span),
        };
        self.checked.asserts.push(asserted);
    }
}
