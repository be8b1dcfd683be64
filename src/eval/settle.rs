//! One statement at a time: finds its place in the tree and sets, opens or clears it.

use ecow::EcoString;

use super::history::Deed;
use super::layers::{OfVersion, Pass};
use super::node::{Append, Mark, Node, Pending};
use super::value::Origin;
use super::{Allow, Around, Assertion, Locals};
use crate::check::ir::{Asker, Set, Statement, StatementKind, Step, StepKind};
use crate::diag::{Diagnostic, code, suggest};
use crate::source::Span;
use crate::types::Type;
use crate::vocab::{Field, Labels};

/// How a path may change the tree on its way.
#[derive(Clone, Copy)]
struct Walk {
    /// `new` stands before the entry.
    new: Option<Span>,
    /// The entry stands inside a `new` block.
    in_new: bool,
}

impl<'c> Pass<'_, 'c> {
    pub(super) fn around(&self, locals: &Locals) -> Around {
        Around {
            locals: locals.clone(),
            instance: self.index,
            binding: None,
            version: self.version.clone(),
            layer: self.layer,
            it: None,
        }
    }

    fn origin(&self, span: Span) -> Origin {
        Origin { span, layer: self.layer }
    }

    /// Merges the statements of a block into `node`. `active` is false in the phase of the `in` blocks outside of them;
    /// `root` says that `node` is the declaration itself.
    pub(super) fn block(
        &mut self,
        statements: &'c [Statement],
        node: &mut Node<'c>,
        locals: &Locals,
        active: bool,
        in_new: bool,
        root: bool,
    ) {
        for statement in statements {
            if self.evaluator.over_budget(statement.span) {
                return;
            }
            self.statement(statement, node, locals, active, in_new, root);
        }
    }

    fn statement(
        &mut self,
        statement: &'c Statement,
        node: &mut Node<'c>,
        locals: &Locals,
        active: bool,
        in_new: bool,
        root: bool,
    ) {
        match &statement.kind {
            StatementKind::If(branches) => {
                for (condition, body) in branches {
                    let holds = condition.as_ref().is_none_or(|condition| {
                        self.evaluator.expr(condition, &self.around(locals)).bool() == Some(true)
                    });
                    if holds {
                        self.block(body, node, locals, active, in_new, root);
                        return;
                    }
                }
            }
            StatementKind::For(names, iterable, body) => {
                let walked = self.evaluator.expr(iterable, &self.around(locals));
                for bound in self.evaluator.walk(&walked, *names) {
                    let mut inner = locals.clone();
                    inner.extend(bound);
                    self.block(body, node, &inner, active, in_new, root);
                }
            }
            StatementKind::In(environments, body) => {
                if self.environment && self.evaluator.in_environment(environments) {
                    self.block(body, node, locals, true, in_new, root);
                }
            }
            StatementKind::Allow(allow) if active => self.allows.push(Allow {
                capability: allow.capability.clone(),
                argument: allow.argument.clone(),
                reason: allow.reason.clone(),
                span: statement.span,
            }),
            StatementKind::Assert(condition, message) if active => self.asserts.push(Assertion {
                condition,
                message: message.as_ref(),
                locals: locals.clone(),
                layer: self.layer,
            }),
            StatementKind::Allow(_) | StatementKind::Assert(..) => {}
            StatementKind::Set(_) | StatementKind::Merge(_) | StatementKind::Unset(_) => {
                if root && self.of_version(statement, locals, active) {
                    return;
                }
                apply(self, statement, 0, node, locals, active, in_new);
            }
        }
    }

    /// Whether the statement belongs to a `version` block, which is laid over later, and only for that version.
    fn of_version(&mut self, statement: &'c Statement, locals: &Locals, active: bool) -> bool {
        let path = match &statement.kind {
            StatementKind::Set(set) => &set.path,
            StatementKind::Merge(merge) => &merge.path,
            StatementKind::Unset(path) => path,
            _ => return false,
        };
        let [Step { kind: StepKind::Field(field), .. }, rest @ ..] = path.as_slice() else { return false };
        if field.name != "version" {
            return false;
        }
        let [Step { kind: StepKind::Label(key), span }, rest @ ..] = rest else {
            if let StatementKind::Merge(merge) = &statement.kind {
                self.version_block(&merge.body, locals, active);
            }
            return true;
        };
        let Some(name) = self.evaluator.key(key, *span, &self.around(locals)) else { return true };
        let new = matches!(&statement.kind, StatementKind::Merge(merge) if merge.new.is_some());
        self.meet_version(
            &name,
            *span,
            active,
            new,
            rest.is_empty() && matches!(statement.kind, StatementKind::Unset(_)),
        );
        if self.version.as_ref() == Some(&name) {
            self.of_version.push(OfVersion { statement, skip: 2, locals: locals.clone(), active });
        }
        true
    }

    /// `version { v1 { … }  v2 { … } }`
    fn version_block(&mut self, body: &'c [Statement], locals: &Locals, active: bool) {
        for statement in body {
            let path = match &statement.kind {
                StatementKind::Set(set) => &set.path,
                StatementKind::Merge(merge) => &merge.path,
                _ => continue,
            };
            let Some(Step { kind: StepKind::Label(key), span }) = path.first() else { continue };
            let Some(name) = self.evaluator.key(key, *span, &self.around(locals)) else { continue };
            self.meet_version(&name, *span, active, false, false);
            if self.version.as_ref() == Some(&name) {
                self.of_version.push(OfVersion { statement, skip: 1, locals: locals.clone(), active });
            }
        }
    }

    fn meet_version(&mut self, name: &EcoString, span: Span, active: bool, new: bool, unset: bool) {
        if !active {
            return;
        }
        let known = self.versions.contains(name);
        if unset {
            self.versions.retain(|version| version != name);
        } else if !known && self.environment && !new {
            let versions: Vec<EcoString> = self.versions.clone();
            self.nothing_to_change("version", name, span, None, versions.iter().map(EcoString::as_str));
        } else if !known {
            self.versions.push(name.clone());
        }
    }

    /// Reports that an environment changes what is not there; of `defaults` and profiles only where no declaration has it.
    /// `start` is where the setting starts, if `new` before it is what makes it right.
    fn nothing_to_change<'n>(
        &self,
        what: &str,
        name: &str,
        span: Span,
        start: Option<Span>,
        known: impl Iterator<Item = &'n str>,
    ) {
        let message = format!("there is no {what} `{name}` to change");
        let near = suggest(name, known);
        let mut diagnostic = Diagnostic::error(code::NOTHING_TO_CHANGE, span, message)
            .note("an environment changes what is there; what it adds is marked `new`");
        if near.is_some() {
            diagnostic = diagnostic.suggest(span, near);
        } else if let Some(start) = start {
            let before = Span::new(start.anchor, start.start, start.start);
            diagnostic = diagnostic.help(format!("if the environment is to add it, write `new {what} {name}`")).fix(
                "mark it as `new`",
                before,
                "new ",
            );
        }
        self.evaluator.tried(span, self.shared, false, diagnostic);
    }

    /// Goes along `path` from `node`, making what is not there. `None` where that is a mistake.
    fn reach<'n>(
        &mut self,
        path: &'c [Step],
        node: &'n mut Node<'c>,
        locals: &Locals,
        walk: Walk,
    ) -> Option<&'n mut Node<'c>> {
        let last_key = path.iter().rposition(|step| matches!(step.kind, StepKind::Label(_) | StepKind::Entry(_)));
        let mut node = node;
        let mut role: Option<&EcoString> = None;
        let mut is_closed = false;
        let mut field_name: &str = "entry";
        for (number, step) in path.iter().enumerate() {
            let new = walk.new.filter(|_| Some(number) == last_key);
            let origin = self.origin(step.span);
            match &step.kind {
                StepKind::Field(field) => {
                    role = field.container.as_ref();
                    is_closed = has_closed_labels(field);
                    field_name = &field.name;
                    node = node.fields.get_or_insert_with(field.name.clone(), || Node::new(origin));
                }
                StepKind::Label(key) => {
                    let key = self.evaluator.key(key, step.span, &self.around(locals))?;
                    let there = node.labels.contains_key(&key);
                    if self.environment && !walk.in_new {
                        match (there, new) {
                            (true, Some(new)) => {
                                self.exists_already(
                                    field_name,
                                    &key,
                                    new,
                                    node.labels.get(&key).map(|n| n.origin.span),
                                );
                            }
                            (false, None) if !is_closed => {
                                let known = node.labels.keys().map(EcoString::as_str);
                                let start = path.first().filter(|_| Some(number) == last_key).map(|step| step.span);
                                self.nothing_to_change(field_name, &key, step.span, start, known);
                                return None;
                            }
                            _ => self.evaluator.found(step.span, self.shared),
                        }
                    }
                    let fresh = node.labels.get_or_insert_with(key, || Node::new(origin));
                    if let (false, Some(role)) = (there, role) {
                        let mark = self.enter(path.get(..=number).unwrap_or_default(), locals);
                        self.container_defaults(role, fresh);
                        self.history.leave(mark);
                    }
                    node = fresh;
                }
                StepKind::Record(_) | StepKind::Open(_) | StepKind::Entry(_) => {
                    self.not_set_whole(node, field_name, step.span);
                    let (key, is_map) = match &step.kind {
                        StepKind::Record(name) => (name.clone(), false),
                        StepKind::Open(key) => (self.evaluator.key(key, step.span, &self.around(locals))?, false),
                        StepKind::Entry(key) => (self.evaluator.key(key, step.span, &self.around(locals))?, true),
                        StepKind::Field(_) | StepKind::Label(_) => return None,
                    };
                    node = self.part(node, key, is_map, field_name, step.span, new, walk.in_new)?;
                }
            }
        }
        Some(node)
    }

    /// The part `key` of the value at `node`.
    #[expect(clippy::too_many_arguments, reason = "the circumstances of one step")]
    fn part<'n>(
        &mut self,
        node: &'n mut Node<'c>,
        key: EcoString,
        is_map: bool,
        field_name: &str,
        span: Span,
        new: Option<Span>,
        in_new: bool,
    ) -> Option<&'n mut Node<'c>> {
        let origin = self.origin(span);
        let must_exist = self.environment && is_map && !in_new;
        let there = node.parts.get(&key).is_some_and(|part| !matches!(part.mark, Mark::Unset(_)));
        // What the value below holds is known when it is computed.
        let mut mark = Mark::Free;
        if must_exist {
            match (there, new) {
                (true, Some(new)) => {
                    self.exists_already(field_name, &key, new, node.parts.get(&key).map(|n| n.origin.span))
                }
                (true, None) => self.evaluator.found(span, self.shared),
                (false, Some(new)) => mark = Mark::New(new),
                (false, None) if node.value.is_none() && self.shared => {
                    let known = node.parts.keys().map(EcoString::as_str);
                    self.nothing_to_change(field_name, &key, span, None, known);
                    return None;
                }
                (false, None) => mark = Mark::Exists(span),
            }
        }
        let part = node.parts.get_or_insert_with(key, || Node::new(origin));
        if !there {
            part.mark = mark;
        }
        Some(part)
    }

    fn exists_already(&self, what: &str, name: &str, new: Span, first: Option<Span>) {
        let mut diagnostic = Diagnostic::error(
            code::EXISTS_ALREADY,
            new,
            format!("`new` marks what is added, and {what} `{name}` exists already"),
        )
        .help("take `new` away to change it")
        .fix("remove `new`", new, "");
        if let Some(first) = first {
            diagnostic = diagnostic.label(first, "it stands here");
        }
        self.evaluator.report(diagnostic);
    }

    /// A part of a value may not be set in the layer that sets the whole, but in the block behind that value.
    fn not_set_whole(&self, node: &Node<'c>, name: &str, span: Span) {
        if let Some((layer, first)) = node.set
            && layer == self.layer
            && self.block_of != Some(first)
        {
            self.set_twice(&Asker::Entry(name.into()), "as a whole and in part", span, first);
        }
    }

    /// Reports that the layer sets `what` a second time; `how` says how the two meet.
    fn set_twice(&self, what: &Asker, how: &str, span: Span, first: Span) {
        let layer = self.layers.get(usize::from(self.layer)).map(|layer| layer.name.clone()).unwrap_or_default();
        // The values of `app` and of braces stand in no layer with a name.
        let subject = if layer.is_empty() { "this block" } else { layer.as_str() };
        let diagnostic = Diagnostic::error(code::SET_TWICE, span, format!("{subject} sets {what} {how}"));
        self.evaluator.report(if first == span {
            diagnostic.here("every turn of the loop sets it").help("every turn must set another: compute the name")
        } else {
            diagnostic
                .here("set again here")
                .label(first, "set here first")
                .help("keep one of them; another value for one environment goes in `in ENVIRONMENT { … }`")
        });
    }

    fn set(&mut self, set: &'c Set, node: &mut Node<'c>, span: Span, locals: &Locals) {
        if let Some(first) = node.set_in(self.layer)
            && !(set.append
                && first.anchor == span.anchor
                && node.value.as_ref().is_some_and(|value| value.before.is_some()))
        {
            let how =
                if node.set.is_some_and(|(layer, _)| layer == self.layer) { "twice" } else { "in part and as a whole" };
            self.set_twice(&set.target.what, how, span, first);
            return;
        }
        let origin = self.origin(set.value.span);
        let before = if set.append { node.value.take().map(Box::new) } else { None };
        let append = match (set.append, set.onto_made) {
            (false, _) => Append::No,
            (true, false) => Append::Yes,
            (true, true) => Append::OntoMade,
        };
        node.value = Some(Pending { expr: &set.value, locals: locals.clone(), origin, append, before });
        node.set = Some((self.layer, span));
        node.origin = self.origin(span);
        if !set.append {
            node.parts.clear();
        }
        if matches!(node.mark, Mark::Unset(_)) {
            node.mark = Mark::Free;
        }
    }
}

/// Carries out `statement`, leaving the first `skip` steps of its path out.
pub(super) fn apply<'c>(
    pass: &mut Pass<'_, 'c>,
    statement: &'c Statement,
    skip: usize,
    node: &mut Node<'c>,
    locals: &Locals,
    active: bool,
    in_new: bool,
) {
    match &statement.kind {
        StatementKind::Set(set) => {
            if !active {
                return;
            }
            let path = set.path.get(skip..).unwrap_or_default();
            if let Some(node) = pass.reach(path, node, locals, Walk { new: set.new, in_new }) {
                pass.record(
                    path,
                    if set.append { Deed::Append } else { Deed::Set },
                    statement.span,
                    set.value.span,
                    locals,
                );
                pass.set(set, node, statement.span, locals);
            }
        }
        StatementKind::Merge(merge) => {
            let path = merge.path.get(skip..).unwrap_or_default();
            let root = path.is_empty();
            let walk = Walk { new: merge.new, in_new };
            let reached = if active { pass.reach(path, node, locals, walk) } else { find(pass, path, node, locals) };
            let Some(node) = reached else { return };
            let mark = pass.enter(path, locals);
            if active && !merge.with.is_empty() {
                pass.container_profiles(&merge.with, node);
            }
            let outer = pass.block_of.replace(statement.span);
            pass.block(&merge.body, node, locals, active, in_new || merge.new.is_some(), root);
            pass.block_of = outer;
            pass.history.leave(mark);
        }
        StatementKind::Unset(path) if active => {
            let path = path.get(skip..).unwrap_or_default();
            pass.record(path, Deed::Unset, statement.span, statement.span, locals);
            pass.unset(path, node, locals);
        }
        _ => {}
    }
}

/// Goes along `path` without making anything.
fn find<'n, 'c>(
    pass: &Pass<'_, 'c>,
    path: &'c [Step],
    node: &'n mut Node<'c>,
    locals: &Locals,
) -> Option<&'n mut Node<'c>> {
    let mut node = node;
    for step in path {
        let key = |key| pass.evaluator.key(key, step.span, &pass.around(locals));
        node = match &step.kind {
            StepKind::Field(field) => node.fields.get_mut(&field.name)?,
            StepKind::Label(label) => node.labels.get_mut(&key(label)?)?,
            StepKind::Record(name) => node.parts.get_mut(name)?,
            StepKind::Entry(entry) | StepKind::Open(entry) => {
                let name = key(entry)?;
                let origin = Origin { span: step.span, layer: pass.layer };
                node.parts.get_or_insert_with(name, || Node::new(origin))
            }
        };
    }
    Some(node)
}

/// Whether the labels of an entry are the vocabulary's own, `probe ready`, or kinds of objects, `patch Deployment`: no
/// program chooses them, so they are there as the entries of the vocabulary are.
fn has_closed_labels(field: &Field) -> bool {
    matches!(field.labels, Labels::Among(_)) || matches!(field.ty, Some(Type::Schema(_) | Type::Object))
}
