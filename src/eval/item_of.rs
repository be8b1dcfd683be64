//! From trees of places to what lowering reads: every value computed and made to fit its place.

use std::rc::Rc;
use std::sync::Arc;

use ecow::EcoString;

use super::children::Children;
use super::conform::What;
use super::layers::Pass;
use super::node::{Append, Mark, Node};
use super::value::{Data, Made, Origin, Value};
use super::{Around, Asked, Declaration, Evaluator, Instance, Item, Version};
use crate::check::ir::{Statement, Step, StepKind};
use crate::diag::{Diagnostic, code, suggest};
use crate::source::Span;
use crate::types::{Number, Type};
use crate::vocab::{Field, Ordered, Shape};

impl<'c> Evaluator<'c> {
    /// A declaration with everything computed.
    pub(super) fn declaration(&self, index: usize, instance: &Rc<Instance<'c>>) -> Declaration {
        let declared = instance.declared;
        let mut around = Around { instance: Some(index), locals: instance.locals.clone(), ..Around::module() };
        let origin = Origin { span: declared.span, layer: 0 };
        let (body, merged, versions) = match self.merged(index, None, declared.span) {
            None => (Item::empty(origin), None, Vec::new()),
            Some(merged) => {
                let body = self.item(&merged.root, &declared.field, &around);
                for assertion in &merged.asserts {
                    let inner = Around { locals: assertion.locals.clone(), layer: assertion.layer, ..around.clone() };
                    self.assert(assertion.condition, assertion.message, &inner, declared.used);
                }
                let mut versions = Vec::new();
                for version in &merged.versions {
                    around.version = Some(version.clone());
                    if let Some(merged) = self.merged(index, Some(version), declared.span) {
                        let body = self.item(&merged.root, &declared.field, &around);
                        versions.push(Version { label: version.clone(), body, chain: merged.chain.clone() });
                    }
                }
                (body, Some(merged), versions)
            }
        };
        let module = self.checked.modules.get(declared.scope);
        Declaration {
            kind: declared.kind.clone(),
            module: module.map(|module| module.name.clone()).filter(|name| !name.is_empty()),
            emitted: module.is_none_or(|module| module.emitted),
            label: instance.label.clone(),
            resource: declared.resource.clone(),
            span: declared.span,
            doc: declared.doc.clone(),
            body,
            versions,
            face: self.face(index),
            chain: merged.as_ref().map(|merged| merged.chain.clone()).unwrap_or_default(),
            uses: instance.notes.borrow().uses.clone(),
            links: instance.notes.borrow().links.clone(),
            broken: self.inputs.broken.contains(&declared.span.anchor),
            allows: merged.as_ref().map(|merged| merged.allows.clone()).unwrap_or_default(),
        }
    }

    /// The module whose `app` the declarations of `module` live in.
    pub(super) fn app_scope(&self, module: usize) -> usize {
        self.checked.modules.get(module).map_or(module, |known| known.app_scope)
    }

    /// The label of the `app` in which the declarations of `module` live; empty where there is none.
    pub(super) fn app_name(&self, module: usize) -> EcoString {
        let app = self.checked.modules.get(self.app_scope(module)).and_then(|known| known.app.as_ref());
        app.map(|app| app.name.clone()).unwrap_or_default()
    }

    /// The block of the `app` in which the declarations of `module` live; `None` where there is none.
    pub(super) fn app_item(&self, module: usize) -> Option<&Item> {
        let module = self.app_scope(module);
        let item = || {
            let (merged, field) = (self.app(module)?, self.vocabulary.kinds.get("app")?);
            Some(self.item(&merged.root, field, &Around::module()))
        };
        self.modules.get(module)?.app_item.get_or_init(item).as_ref()
    }

    /// Whether the app in which the declarations of `module` live is written in plain style.
    pub(super) fn is_plain(&self, module: usize) -> bool {
        let Some(known) = self.modules.get(module) else { return false };
        let style = || self.app_item(module)?.value("style").and_then(Value::text).map(|style| style == "plain");
        *known.plain.get_or_init(|| style().unwrap_or(false))
    }

    fn item(&self, node: &Node<'c>, field: &Arc<Field>, around: &Around) -> Item {
        let shape = field.options.map(|id| self.vocabulary.shape(id));
        let mut item = Item::empty(node.origin);
        if let Some(ty) = &field.ty {
            item.value = self.place_value(node, ty, &field.name, around);
        }
        item.replaced = node.value.is_some();
        item.fields = self.fields(node, shape, around);
        item.labels = Children::with_capacity(node.labels.len());
        for (label, element) in &node.labels {
            let _ = item.labels.insert(label.clone(), self.item(element, field, around));
        }
        item
    }

    fn fields(&self, node: &Node<'c>, shape: Option<&Shape>, around: &Around) -> Children<Item> {
        let mut fields = Children::with_capacity(node.fields.len());
        for (name, inner) in &node.fields {
            if let Some(field) = shape.and_then(|shape| shape.fields.get(name)) {
                let _ = fields.insert(name.clone(), self.item(inner, field, around));
            }
        }
        fields
    }

    /// The value at a place of type `ty`, if one is set there.
    pub(super) fn place_value(&self, node: &Node<'c>, ty: &Type, name: &EcoString, around: &Around) -> Option<Value> {
        self.place_value_from(node, ty, name, around, None)
    }

    /// As [`Evaluator::place_value`], for a reader at `from`.
    fn place_value_from(
        &self,
        node: &Node<'c>,
        ty: &Type,
        name: &EcoString,
        around: &Around,
        from: Option<Span>,
    ) -> Option<Value> {
        let from = from.unwrap_or(node.origin.span);
        if node.value.is_none() && node.parts.is_empty() {
            return None;
        }
        if let Some(value) = node.forced.value.get() {
            return value.clone();
        }
        if node.forced.open.get() {
            self.cycle(&Asked::Place(around.instance, name.clone()), from);
            return Some(self.error(node.origin));
        }
        if self.trail.borrow().len() >= super::budget::MAX_DEPTH {
            self.too_deep(node.origin.span);
            return Some(self.error(node.origin));
        }
        node.forced.open.set(true);
        self.trail.borrow_mut().push((Asked::Place(around.instance, name.clone()), from));
        let value = self.overlay(None, node, around).map(|value| self.conform(value, ty, What::Name(name)));
        let _ = self.trail.borrow_mut().pop();
        node.forced.open.set(false);
        node.forced.value.get_or_init(|| value).clone()
    }

    /// What stands at `node`, its parts laid over `base` or over its own value.
    pub(super) fn overlay(&self, base: Option<Value>, node: &Node<'c>, around: &Around) -> Option<Value> {
        let current = match &node.value {
            Some(pending) => Some(self.pending(pending, base, around)),
            None => base,
        };
        if node.parts.is_empty() {
            return current;
        }
        if let Some(Value { data: Data::Error | Data::Open, .. }) = &current {
            return current;
        }
        let origin = current.as_ref().map_or(node.origin, |value| value.origin);
        let (made, mut map) = match current.map(|value| value.data) {
            None | Some(Data::None) => (None, Ordered::default()),
            Some(Data::Map(map)) => (None, Arc::unwrap_or_clone(map)),
            Some(Data::Made(made)) => {
                let made = Arc::unwrap_or_clone(made);
                (Some(made.function), made.arguments)
            }
            Some(other) => {
                let part = node.parts.values().next().map_or(node.origin.span, |part| part.origin.span);
                self.report(
                    Diagnostic::error(
                        code::WRONG_TYPE,
                        part,
                        format!("{} has no parts to change", self.describe(&Value::new(origin, other))),
                    )
                    .label(origin.span, "the value is set here"),
                );
                return Some(self.error(origin));
            }
        };
        for (key, part) in &node.parts {
            if !self.mark_holds(part.mark, key, &map, origin.span) {
                continue;
            }
            if let Mark::Unset(_) = part.mark {
                let _ = map.shift_remove(key);
                continue;
            }
            let below = map.get(key).cloned();
            match self.overlay(below, part, around) {
                Some(value) => {
                    let _ = map.insert(key.clone(), value);
                }
                // Opened without anything set: an empty map.
                None => {
                    let empty = Value::new(part.origin, Data::Map(Arc::new(Ordered::default())));
                    let _ = map.entry(key.clone()).or_insert(empty);
                }
            }
        }
        Some(Value::new(
            origin,
            match made {
                Some(function) => Data::Made(Arc::new(Made { function, arguments: map })),
                None => Data::Map(Arc::new(map)),
            },
        ))
    }

    /// Whether what a part asks of the value below is so; reports it where not.
    fn mark_holds(&self, mark: Mark, key: &EcoString, map: &Ordered<Value>, whole: Span) -> bool {
        let there = map.get(key);
        match (mark, there) {
            (Mark::Exists(span) | Mark::Unset(Some(span)), None) => {
                let what = if matches!(mark, Mark::Exists(_)) { "change" } else { "take away" };
                let code = if what == "change" { code::NOTHING_TO_CHANGE } else { code::NOTHING_TO_UNSET };
                let mut diagnostic = Diagnostic::error(code, span, format!("there is no `{key}` to {what}"))
                    .suggest(span, suggest(key, map.keys().map(EcoString::as_str)));
                if !map.is_empty() {
                    diagnostic = diagnostic.label(whole, "the value below");
                }
                if code == code::NOTHING_TO_CHANGE {
                    diagnostic = diagnostic.note("an environment changes what is there; what it adds is marked `new`");
                    if diagnostic.help.is_none() {
                        diagnostic = diagnostic.help("if the environment is to add it, write `new` before the setting");
                    }
                }
                self.report(diagnostic);
                false
            }
            (Mark::New(span), Some(value)) => {
                self.report(
                    Diagnostic::error(
                        code::EXISTS_ALREADY,
                        span,
                        format!("`new` marks what is added, and `{key}` exists already"),
                    )
                    .label(value.span(), "it stands here")
                    .help("take `new` away to change it")
                    .fix("remove `new`", span, ""),
                );
                false
            }
            _ => true,
        }
    }

    /// The value of `pending`; with `+=`, after what it is appended to, `base` where the program shows nothing nearer.
    fn pending(&self, pending: &super::node::Pending<'c>, base: Option<Value>, around: &Around) -> Value {
        let inner = Around { locals: pending.locals.clone(), layer: pending.origin.layer, ..around.clone() };
        let value = self.expr(pending.expr, &inner);
        let value = Value { origin: Origin { span: value.origin.span, layer: pending.origin.layer }, ..value };
        if pending.append == Append::No {
            return value;
        }
        let before = match &pending.before {
            Some(before) => Some(self.pending(before, base, around)),
            None => base,
        };
        let joined = |a: &[Value], b: &[Value]| self.list_value(a.iter().chain(b).cloned().collect(), value.origin);
        match (before.map(|before| before.data), value.data) {
            (Some(Data::List(a)), Data::List(b)) => joined(&a, &b),
            (Some(Data::Added(a)), Data::List(b)) => match joined(&a, &b) {
                Value { origin, data: Data::List(all) } => Value::new(origin, Data::Added(all)),
                broken => broken,
            },
            (None, Data::List(items)) if pending.append == Append::OntoMade => {
                Value::new(value.origin, Data::Added(items))
            }
            (Some(Data::Error), _) | (_, Data::Error) => self.error(value.origin),
            (_, data) => Value::new(value.origin, data),
        }
    }

    /// The tree of a value written in braces.
    pub(super) fn braces_node(&self, statements: &'c [Statement], origin: Origin, around: &Around) -> Node<'c> {
        let mut node = Node::new(origin);
        let mut pass = Pass::new(self, around.instance, around.version.clone());
        pass.layer = origin.layer;
        pass.block(statements, &mut node, &around.locals, true, false, false);
        node
    }

    /// `self.path`: what the declaration around sets at a place of its vocabulary, after all layers.
    pub(super) fn self_path(&self, steps: &'c [Step], origin: Origin, around: &Around) -> Value {
        let Some((index, instance)) = around.instance.and_then(|index| Some((index, self.instance(index)?))) else {
            return self.error(origin);
        };
        let Some(merged) = self.merged(index, around.version.as_ref(), origin.span) else {
            return self.error(origin);
        };
        let mut node = Some(&merged.root);
        let mut field = instance.declared.field.clone();
        let mut labelled = false;
        for step in steps {
            match &step.kind {
                StepKind::Field(next) => {
                    node = node.and_then(|node| node.fields.get(&next.name));
                    field = next.clone();
                    labelled = false;
                }
                StepKind::Label(key) => {
                    let Some(key) = self.key(key, step.span, around) else { return self.error(origin) };
                    let parent = node;
                    node = node.and_then(|node| node.labels.get(&key));
                    labelled = true;
                    if node.is_none() {
                        let known =
                            parent.map(|node| node.labels.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
                        self.report(
                            Diagnostic::error(
                                code::MISSING_KEY,
                                step.span,
                                format!("`{}` has no {} `{key}`", instance.label, field.name),
                            )
                            .label(instance.declared.span, "the declaration")
                            .suggest(step.span, suggest(&key, known.iter().map(EcoString::as_str))),
                        );
                        return self.error(origin);
                    }
                }
                StepKind::Record(_) | StepKind::Entry(_) | StepKind::Open(_) => {}
            }
        }
        let set = node.and_then(|node| {
            field.ty.as_ref().and_then(|ty| self.place_value_from(node, ty, &field.name, around, Some(origin.span)))
        });
        if let Some(Value { origin: set, data }) = set {
            // Who reads a port wants its number; `/udp` says how to listen.
            let data = match &data {
                Data::Number(number) if number.protocol().is_some() => {
                    number.to_i64().map_or(data, |port| Data::Number(Number::whole(port)))
                }
                _ => data,
            };
            return Value::new(Origin { span: origin.span, ..set }, data);
        }
        if let (Some(default), false) = (&field.default, labelled)
            && let Some(data) = constant(default, field.ty.as_ref())
        {
            return Value::new(origin, data);
        }
        self.report(
            Diagnostic::error(
                code::NOT_SET,
                origin.span,
                format!("`{}` does not set `{}`", instance.label, field.name),
            )
            .label(instance.declared.span, "the declaration")
            .help(format!("set `{} = …` in it, or in `defaults {}`", field.name, instance.declared.kind)),
        );
        self.error(origin)
    }

    /// Says whether a setting of `defaults`, profiles or the declaration itself found its place.
    pub(super) fn tried(&self, span: Span, shared: bool, found: bool, diagnostic: Diagnostic) {
        if !shared {
            if !found {
                self.report(diagnostic);
            }
            return;
        }
        let mut tried = self.tried.borrow_mut();
        let _ = tried.entry(span).and_modify(|(known, _)| *known |= found).or_insert((found, Some(diagnostic)));
    }

    /// Says that a setting which may find nothing found its place here.
    pub(super) fn found(&self, span: Span, shared: bool) {
        if shared {
            let _ = self.tried.borrow_mut().entry(span).and_modify(|(known, _)| *known = true).or_insert((true, None));
        }
    }
}

/// The value of a default of the vocabulary, which is always written out.
fn constant(default: &crate::syntax::ast::Expr, ty: Option<&Type>) -> Option<Data> {
    use crate::syntax::ast::ExprKind;
    match &default.kind {
        ExprKind::Bool(value) => Some(Data::Bool(*value)),
        ExprKind::None => Some(Data::None),
        ExprKind::Word(word) => Some(Data::Word(word.clone())),
        ExprKind::Text(text) => text.plain().map(Data::Text),
        ExprKind::Number(raw) => {
            let dimension = ty.and_then(|ty| ty.members().into_iter().find_map(Type::dimension));
            crate::types::Number::read(raw, dimension).ok().map(Data::Number)
        }
        _ => None,
    }
}
