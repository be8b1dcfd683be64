//! Which declarations exist in an environment: conditions, loops, what only some environments have or drop.

use std::cell::RefCell;
use std::rc::Rc;

use ecow::EcoString;

use super::{Around, Evaluator, Instance, Lazy, Locals, face};
use crate::check::{self, CheckedGuard, ir};
use crate::diag::{Diagnostic, code};
use crate::source::Span;

impl<'c> Evaluator<'c> {
    /// Finds which declarations exist in this environment: those without condition first, since conditions may look at
    /// them.
    pub(super) fn exist(&self) {
        let dropped = |declared: &check::Declared, label: &str| {
            let mut patches = self.checked.patches.iter().filter(|patch| patch.body.is_none());
            self.dropped_by(declared).is_some()
                || patches.any(|patch| patch.is_for(declared, label) && self.in_environment(&patch.environments))
        };
        for guarded in [false, true] {
            for (index, declared) in self.checked.declarations.iter().enumerate() {
                if declared.guards.is_empty() == guarded {
                    continue;
                }
                if declared.only_in.as_ref().is_some_and(|environments| !self.in_environment(environments)) {
                    continue;
                }
                self.budget.start();
                let mut found = Vec::new();
                self.turns(&declared.guards, Locals::new(), &mut found);
                for locals in found {
                    let around = Around { locals: locals.clone(), ..Around::module() };
                    let Some(label) = self.key(&declared.label, declared.label_span, &around) else { continue };
                    if dropped(declared, &label) {
                        continue;
                    }
                    self.exists(index, declared, label, locals);
                }
            }
        }
    }

    /// The `unset` in the body of a `use` that drops the declaration in this environment.
    pub(super) fn dropped_by(&self, declared: &check::Declared) -> Option<Span> {
        let here = |environments: &Option<Vec<usize>>| {
            environments.as_ref().is_none_or(|environments| self.in_environment(environments))
        };
        declared.dropped.iter().find(|(_, environments)| here(environments)).map(|(span, _)| *span)
    }

    pub(super) fn in_environment(&self, environments: &[usize]) -> bool {
        self.inputs.environment.is_some_and(|index| environments.contains(&index))
    }

    /// For every turn of the loops of `guards` in which its conditions hold, the values of the names of these loops.
    pub(super) fn turns(&self, guards: &'c [CheckedGuard], locals: Locals, found: &mut Vec<Locals>) {
        let around = Around { locals: locals.clone(), ..Around::module() };
        match guards.split_first() {
            None => found.push(locals),
            Some((CheckedGuard::If(earlier, holds), rest)) => {
                let is_true = |condition: &'c ir::Expr| self.expr(condition, &around).bool() == Some(true);
                if !earlier.iter().any(is_true) && holds.as_ref().is_none_or(is_true) {
                    self.turns(rest, locals, found);
                }
            }
            Some((CheckedGuard::For(names, iterable), rest)) => {
                let walked = self.expr(iterable, &around);
                for bound in self.walk(&walked, *names) {
                    let mut inner = locals.clone();
                    inner.extend(bound);
                    self.turns(rest, inner, found);
                }
            }
            Some((CheckedGuard::Use(values), rest)) => {
                let mut inner = locals.clone();
                inner.extend(values.iter().map(|value| self.expr(value, &around)));
                self.turns(rest, inner, found);
            }
        }
    }

    fn exists(&self, index: usize, declared: &'c check::Declared, label: EcoString, locals: Locals) {
        let mut instances = self.instances.borrow_mut();
        let position = instances.len();
        let family = match &declared.resource {
            Some((version, kind)) => {
                let group = version.split_once('/').map_or("", |(group, _)| group);
                let _ =
                    self.by_label.borrow_mut().entry((declared.scope, kind.clone(), label.clone())).or_insert(position);
                EcoString::from(format!("{kind}.{group}"))
            }
            None => crate::resolve::family(&declared.kind).into(),
        };
        let known = *self.by_label.borrow_mut().entry((declared.scope, family, label.clone())).or_insert(position);
        if let Some(first) = Some(known).filter(|known| *known != position) {
            let span = declared.used.unwrap_or(declared.span);
            let diagnostic = Diagnostic::error(
                code::DUPLICATE_NAME,
                span,
                format!("{} `{label}` is declared twice", crate::resolve::family(&declared.kind)),
            )
            .here("declared again here");
            // Two `use`s of one name declare many things twice, which is said once.
            let said = |known: &Diagnostic| known.code == code::DUPLICATE_NAME && known.primary.span == span;
            if declared.used.is_some() && self.diagnostics.borrow().iter().any(said) {
                return;
            }
            let first = instances.get(first).map(|instance| instance.declared.used.unwrap_or(instance.declared.span));
            self.report(match first {
                Some(first) if first != span => diagnostic.label(first, "declared here first"),
                _ => diagnostic.help("every turn of the loop must give another label"),
            });
            return;
        }
        if let (ir::Key::Plain(_), Some(slot)) = (&declared.label, self.by_index.borrow_mut().get_mut(index)) {
            *slot = Some(position);
        }
        instances.push(Rc::new(Instance {
            declared,
            label,
            locals,
            tree: Lazy::default(),
            versions: RefCell::default(),
            face: face::Faces::default(),
            notes: RefCell::default(),
        }));
    }
}
