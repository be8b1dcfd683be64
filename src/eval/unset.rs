//! `unset`: taking away what lower layers said of a place. An `unset` that finds nothing is reported, with the name that
//! was probably meant.

use ecow::EcoString;

use super::Locals;
use super::children::Children;
use super::history::step_name;
use super::layers::Pass;
use super::node::{Mark, Node};
use super::value::Origin;
use crate::check::ir::{Step, StepKind};
use crate::diag::{Diagnostic, code, suggest};

impl<'c> Pass<'_, 'c> {
    /// Takes away what is set at the end of `path` from `node`.
    pub(super) fn unset(&mut self, path: &'c [Step], node: &mut Node<'c>, locals: &Locals) {
        let Some((last, before)) = path.split_last() else { return };
        let mut parent = &mut *node;
        for step in before {
            let Some(name) = self.name(step, locals) else { return };
            if is_part(step) && parent.value.is_some() && !parent.parts.contains_key(&name) {
                let _ = parent.parts.insert(name.clone(), Node::new(self.origin_of(step)));
            }
            let inner = inside(step, parent);
            if !inner.contains_key(&name) {
                return self.nothing_to_unset(path, step, &name, inner);
            }
            let Some(next) = inner.get_mut(&name) else { return };
            parent = next;
        }
        let Some(name) = self.name(last, locals) else { return };
        let found = inside(last, parent).shift_remove(&name).is_some();
        // The value below may hold it too; whether it does is known when it is computed.
        let in_value = is_part(last) && parent.value.is_some();
        if in_value {
            let mut part = Node::new(self.origin_of(last));
            part.mark = Mark::Unset(if found { None } else { Some(last.span) });
            let _ = parent.parts.insert(name.clone(), part);
        }
        if found || in_value {
            self.evaluator.found(last.span, self.shared);
        } else {
            self.nothing_to_unset(path, last, &name, inside(last, parent));
        }
    }

    fn origin_of(&self, step: &Step) -> Origin {
        Origin { span: step.span, layer: self.layer }
    }

    /// The name that a step goes to; `None` where it cannot be computed, which has its diagnostic.
    fn name(&self, step: &'c Step, locals: &Locals) -> Option<EcoString> {
        match &step.kind {
            StepKind::Field(field) => Some(field.name.clone()),
            StepKind::Record(name) => Some(name.clone()),
            StepKind::Label(key) | StepKind::Entry(key) | StepKind::Open(key) => {
                self.evaluator.key(key, step.span, &self.around(locals))
            }
        }
    }

    /// Reports that lower layers set nothing at `step` of `path`, where they set `known`.
    fn nothing_to_unset(&self, path: &[Step], step: &Step, name: &str, known: &Children<Node<'c>>) {
        let names: Vec<EcoString> = path.iter().filter_map(step_name).collect();
        let message = format!("no lower layer sets `{}`", names.join("."));
        let diagnostic = Diagnostic::error(code::NOTHING_TO_UNSET, step.span, message);
        let near = suggest(name, known.keys().map(EcoString::as_str));
        let diagnostic = if near.is_some() {
            diagnostic.suggest(step.span, near)
        } else {
            diagnostic.help("take the `unset` away: there is nothing to take back")
        };
        self.evaluator.tried(step.span, self.shared, false, diagnostic);
    }
}

/// Whether the step goes to a part of a value.
fn is_part(step: &Step) -> bool {
    matches!(step.kind, StepKind::Record(_) | StepKind::Entry(_) | StepKind::Open(_))
}

/// The places among which the step chooses.
fn inside<'n, 'c>(step: &Step, node: &'n mut Node<'c>) -> &'n mut Children<Node<'c>> {
    match &step.kind {
        StepKind::Field(_) => &mut node.fields,
        StepKind::Label(_) => &mut node.labels,
        StepKind::Record(_) | StepKind::Entry(_) | StepKind::Open(_) => &mut node.parts,
    }
}
