//! Values that are computed at most once; meeting one that is being computed is a cycle, shown step by step.

use super::value::{Origin, Value};
use super::{Asked, Evaluator, Lazy, budget};
use crate::diag::{Diagnostic, code};
use crate::source::Span;

impl Evaluator<'_> {
    /// The value of `lazy`, computed now if it was not before; a cycle where it is being computed.
    pub(super) fn lazily(
        &self,
        lazy: &Lazy<Value>,
        asked: Asked,
        span: Span,
        origin: Origin,
        compute: impl FnOnce() -> Value,
    ) -> Value {
        if let Some(value) = lazy.value.get() {
            return value.clone();
        }
        if lazy.open.get() {
            self.cycle(&asked, span);
            return self.error(origin);
        }
        if self.trail.borrow().len() >= budget::MAX_DEPTH {
            self.too_deep(span);
            return self.error(origin);
        }
        lazy.open.set(true);
        self.trail.borrow_mut().push((asked, span));
        let value = compute();
        let _ = self.trail.borrow_mut().pop();
        lazy.open.set(false);
        lazy.value.get_or_init(|| value).clone()
    }

    /// Reports that what is being computed is read again at `span`.
    pub(super) fn cycle(&self, asked: &Asked, span: Span) {
        let trail = self.trail.borrow();
        let start = trail.iter().position(|(known, _)| known == asked).unwrap_or(0);
        let around: Vec<(String, Span)> =
            trail.iter().skip(start).map(|(asked, span)| (self.asked_name(asked), *span)).collect();
        drop(trail);
        let name = self.asked_name(asked);
        let mut names: Vec<&str> = around.iter().map(|(name, _)| name.as_str()).collect();
        names.push(&name);
        let mut diagnostic = Diagnostic::error(
            code::VALUE_CYCLE,
            span,
            match around.len() {
                ..=1 => format!("`{name}` depends on itself"),
                _ => format!("circular definition: {}", names.join(" → ")),
            },
        )
        .here(if around.len() > 1 {
            format!("{}: reads `{name}` again", around.len())
        } else {
            format!("reads `{name}`")
        })
        .help(if around.len() > 1 {
            "give one of them a value that does not depend on the others"
        } else {
            "give it a value that does not depend on itself"
        });
        for (number, (name, span)) in around.iter().enumerate().skip(1) {
            diagnostic = diagnostic.label(*span, format!("{number}: reads `{name}`"));
        }
        self.report(diagnostic);
    }

    fn asked_name(&self, asked: &Asked) -> String {
        let label = |index: usize| self.instance(index).map(|instance| instance.label.clone()).unwrap_or_default();
        match asked {
            Asked::Param(index) => {
                self.checked.params.get(*index).map(|param| param.name.to_string()).unwrap_or_default()
            }
            Asked::Let(index) => self.checked.lets.get(*index).map(|item| item.name.to_string()).unwrap_or_default(),
            Asked::Declaration(index) => label(*index).to_string(),
            Asked::Place(Some(index), name) => format!("{}.{name}", label(*index)),
            Asked::Place(None, name) => name.to_string(),
        }
    }

    pub(super) fn too_deep(&self, span: Span) {
        self.report(
            Diagnostic::error(code::OVER_BUDGET, span, "values depend on each other over too many steps")
                .note(format!("the limit is {} values deep", budget::MAX_DEPTH)),
        );
    }
}
