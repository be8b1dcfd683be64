//! Expressions: one value each, in the surroundings they stand in.

use std::sync::Arc;

use ecow::EcoString;

use super::conform::What;
use super::node::Node;
use super::value::{Data, Made, Origin, Reference, Value};
use super::{Around, Evaluator, budget, builtin};
use crate::check::ir::{Comprehension, Expr, ExprKind, Key, Part, Statement};
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::types::{LabelKind, Type};
use crate::vocab::Ordered;

impl<'c> Evaluator<'c> {
    /// The value of `expr`.
    pub(super) fn expr(&self, expr: &'c Expr, around: &Around) -> Value {
        let origin = Origin { span: expr.span, layer: around.layer };
        let of = |data| Value::new(origin, data);
        if self.over_budget(expr.span) {
            return of(Data::Error);
        }
        match &expr.kind {
            ExprKind::Error => of(Data::Error),
            ExprKind::None => of(Data::None),
            ExprKind::Bool(value) => of(Data::Bool(*value)),
            ExprKind::Number(number) => of(Data::Number(number.clone())),
            ExprKind::Text(text) => of(Data::Text(text.clone())),
            ExprKind::Word(word) => of(Data::Word(word.clone())),
            ExprKind::Interpolation(parts) => self.interpolation(parts, origin, around),
            ExprKind::Label(kind, word, fallback) => self.label(*kind, word, fallback.as_deref(), origin, around),
            ExprKind::Local(index) => {
                // A value that is handed on keeps the place that made it.
                around.locals.get(*index).cloned().unwrap_or_else(|| of(Data::Error))
            }
            ExprKind::Within(locals, inner) => {
                let known = around.locals.get(..*locals).unwrap_or(&around.locals);
                let value = self.expr(inner, &Around { locals: known.into(), ..around.clone() });
                Value { origin, ..value }
            }
            ExprKind::Param(index) => Value { origin, ..self.param(*index, Some(expr.span)) },
            ExprKind::Let(index) => Value { origin, ..self.let_read(*index, expr.span, around) },
            ExprKind::Environment => match self.inputs.environment.and_then(|i| self.checked.environments.get(i)) {
                Some(name) => of(Data::Word(name.clone())),
                None => of(Data::Open),
            },
            ExprKind::It => around.it.clone().unwrap_or_else(|| of(Data::Error)),
            ExprKind::SelfRef => match around.instance.and_then(|index| self.instance(index)) {
                Some(instance) => of(Data::Text(instance.label.clone())),
                None => of(Data::Error),
            },
            ExprKind::SelfPath(steps) => self.self_path(steps, origin, around),
            ExprKind::Declaration(index) => {
                let found = self.by_index.borrow().get(*index).copied().flatten();
                match found {
                    Some(declaration) => {
                        self.note_use(around, declaration);
                        of(Data::Declaration(Reference { declaration, optional: false }))
                    }
                    None => self.not_here(*index, origin),
                }
            }
            ExprKind::DeclarationNamed(module, family, label) => self.by_name(*module, family, label, origin, around),
            ExprKind::Field(base, name, at) => {
                if matches!(base.kind, ExprKind::SelfRef)
                    && let Some(declaration) = around.instance
                {
                    let reference = Reference { declaration, optional: false };
                    return self.face_member(&reference, name, *at, origin, around);
                }
                let base = self.expr(base, around);
                self.member(&base, name, *at, origin, around)
            }
            ExprKind::OptionalField(base, name, at) => {
                let base = self.expr(base, around);
                match &base.data {
                    Data::Map(map) if !map.contains_key(name) => of(Data::None),
                    _ => self.member(&base, name, *at, origin, around),
                }
            }
            ExprKind::Index(base, index) => {
                let base = self.expr(base, around);
                let index = self.expr(index, around);
                self.element(&base, &index, origin)
            }
            ExprKind::Optional(inner) => self.optional(inner, origin, around),
            ExprKind::Call(index, arguments) => {
                let Some(function) = self.checked.functions.get(*index) else { return of(Data::Error) };
                let arguments: Vec<Value> = arguments.iter().map(|argument| self.expr(argument, around)).collect();
                let inner = Around { locals: arguments.into(), ..around.clone() };
                let value = self.expr(&function.body, &inner);
                Value { origin, ..value }
            }
            ExprKind::Builtin(function, arguments) => {
                let arguments: Vec<Option<Value>> = arguments
                    .iter()
                    .map(|argument| argument.as_ref().map(|argument| self.expr(argument, around)))
                    .collect();
                if let Type::Nominal(_) = function.result {
                    return self.make(function, arguments, origin);
                }
                builtin::call(self, function, arguments, origin)
            }
            ExprKind::List(items) => {
                let items: Vec<Value> = items.iter().map(|item| self.expr(item, around)).collect();
                of(Data::List(Arc::new(items)))
            }
            ExprKind::Comprehension(comprehension) => self.comprehension(comprehension, origin, around),
            ExprKind::Braces(statements) => self.braces(statements, origin, around),
            ExprKind::Not(inner) => match self.expr(inner, around).data {
                Data::Bool(value) => of(Data::Bool(!value)),
                Data::Open => of(Data::Open),
                _ => of(Data::Error),
            },
            ExprKind::Negative(inner) => self.negative(&self.expr(inner, around), origin),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, origin, around),
            ExprKind::IfElse(condition, then, otherwise) => match self.expr(condition, around).data {
                Data::Bool(true) => self.expr(then, around),
                Data::Bool(false) => self.expr(otherwise, around),
                Data::Open => {
                    // Both are looked at; what is found wrong in them is wrong for some value of the parameter.
                    let _ = self.expr(then, around);
                    let _ = self.expr(otherwise, around);
                    of(Data::Open)
                }
                _ => of(Data::Error),
            },
            ExprKind::Conform(inner, target) => {
                let value = self.expr(inner, around);
                self.conform(value, &target.ty, What::Asker(&target.what))
            }
        }
    }

    /// Takes a step of the budget; `true` where nothing is left, which is reported once.
    pub(super) fn over_budget(&self, span: Span) -> bool {
        !self.spend(1, span)
    }

    /// Takes `steps` of the budget; `false` where it has not so many, which is reported once.
    pub(super) fn spend(&self, steps: usize, span: Span) -> bool {
        match self.budget.take(steps) {
            None => true,
            Some(first) => {
                if first {
                    self.report(
                        Diagnostic::error(code::OVER_BUDGET, span, "this declaration takes too much work")
                            .note(format!(
                                "the limit is {} steps for a declaration in one environment",
                                budget::MAX_STEPS
                            ))
                            .help("a loop in a loop over long lists is the usual cause"),
                    );
                }
                false
            }
        }
    }

    /// Text that grew too long is reported; otherwise it becomes a value.
    pub(super) fn text_value(&self, text: impl Into<EcoString>, origin: Origin) -> Value {
        let text = text.into();
        if text.len() > budget::MAX_TEXT {
            self.report(Diagnostic::error(code::OVER_BUDGET, origin.span, "this text is too long").note(format!(
                "the limit is {} bytes, this has {}",
                budget::MAX_TEXT,
                text.len()
            )));
            return self.error(origin);
        }
        self.count_bytes(text.len(), origin.span);
        Value::new(origin, Data::Text(text))
    }

    /// Counts bytes that were made; too many are reported once, and nothing more is computed.
    fn count_bytes(&self, bytes: usize, span: Span) {
        if self.budget.make(bytes) {
            let limit = budget::MAX_BYTES / (1024 * 1024);
            self.report(
                Diagnostic::error(code::OVER_BUDGET, span, "the values of the program are too large together")
                    .here("this is one too many")
                    .note(format!("the limit is {limit} MiB of texts and lists in one environment"))
                    .help("large data belongs in files that are read as a whole, or in a volume"),
            );
        }
    }

    pub(super) fn list_value(&self, items: Vec<Value>, origin: Origin) -> Value {
        if items.len() > budget::MAX_ELEMENTS {
            self.report(Diagnostic::error(code::OVER_BUDGET, origin.span, "this list is too long").note(format!(
                "the limit is {} elements, this has {}",
                budget::MAX_ELEMENTS,
                items.len()
            )));
            return self.error(origin);
        }
        self.count_bytes(items.len() * budget::ELEMENT, origin.span);
        Value::new(origin, Data::List(Arc::new(items)))
    }

    pub(super) fn key(&self, key: &'c Key, span: Span, around: &Around) -> Option<EcoString> {
        match key {
            Key::Plain(name) => Some(name.clone()),
            Key::Computed(expr) => {
                let value = self.expr(expr, around);
                match value.data {
                    Data::Text(text) if text.is_empty() => {
                        self.report(
                            Diagnostic::error(code::BAD_FORMAT, span, "the computed name is empty")
                                .help("a name needs at least one character"),
                        );
                        None
                    }
                    Data::Text(text) => Some(text),
                    _ => None,
                }
            }
        }
    }

    fn interpolation(&self, parts: &'c [Part], origin: Origin, around: &Around) -> Value {
        let mut text = EcoString::new();
        let mut open = false;
        for part in parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Computed(expr) => {
                    let value = self.expr(expr, around);
                    match self.as_text(&value) {
                        Some(part) => text.push_str(&part),
                        None if matches!(value.data, Data::Open) => open = true,
                        None => return self.error(origin),
                    }
                }
            }
            if text.len() > budget::MAX_TEXT {
                break;
            }
        }
        if open { Value::new(origin, Data::Open) } else { self.text_value(text, origin) }
    }

    /// A value as its text; `None` where it has none, which is reported unless it was before.
    pub(super) fn as_text(&self, value: &Value) -> Option<EcoString> {
        match &value.data {
            Data::Text(text) | Data::Word(text) => Some(text.clone()),
            Data::Bool(value) => Some(if *value { "true".into() } else { "false".into() }),
            Data::Number(number) => match number.written() {
                Ok(text) => Some(text),
                Err(error) => {
                    self.arithmetic(&error, value.origin.span);
                    None
                }
            },
            Data::Error | Data::Open => None,
            Data::Key(reference, _) if self.is_secret(reference) => {
                self.report(
                    Diagnostic::error(code::SECRET_ESCAPES, value.span(), "a text would hold a secret in plain sight")
                        .help(crate::diag::SECRET_HELP),
                );
                None
            }
            _ => {
                self.report(
                    Diagnostic::error(code::WRONG_TYPE, value.span(), format!("{} has no text", self.describe(value)))
                        .help("texts, numbers, truth values and words have one"),
                );
                None
            }
        }
    }

    fn label(
        &self,
        kind: LabelKind,
        word: &EcoString,
        fallback: Option<&'c Expr>,
        origin: Origin,
        around: &Around,
    ) -> Value {
        let label = || Value::new(origin, Data::Word(word.clone()));
        let Some(fallback) = fallback else { return label() };
        let declared = kind == LabelKind::Volume
            && around.instance.and_then(|index| self.merged(index, around.version.as_ref(), origin.span)).is_some_and(
                |merged| {
                    let has = |field: &str| {
                        merged.root.fields.get(field).is_some_and(|node: &Node<'c>| node.labels.contains_key(word))
                    };
                    has("volume") || has("storage")
                },
            );
        if !declared {
            return self.expr(fallback, around);
        }
        self.report(
            Diagnostic::error(
                code::AMBIGUOUS_NAME,
                origin.span,
                format!("`{word}` could be the volume or the declaration of that name"),
            )
            .help("rename the volume, or say the declaration with its kind"),
        );
        label()
    }

    fn comprehension(&self, comprehension: &'c Comprehension, origin: Origin, around: &Around) -> Value {
        let walked = self.expr(&comprehension.iterable, around);
        if matches!(walked.data, Data::Open) {
            return Value::new(origin, Data::Open);
        }
        let mut items = Vec::new();
        for bound in self.walk(&walked, comprehension.names) {
            let mut locals = around.locals.clone();
            locals.extend(bound);
            let inner = Around { locals, ..around.clone() };
            let keep = comprehension
                .condition
                .as_ref()
                .is_none_or(|condition| self.expr(condition, &inner).bool() == Some(true));
            if keep {
                items.push(self.expr(&comprehension.element, &inner));
            }
            if items.len() > budget::MAX_ELEMENTS {
                break;
            }
        }
        self.list_value(items, origin)
    }

    /// The values that a loop gives its names, turn by turn.
    pub(super) fn walk(&self, walked: &Value, names: usize) -> Vec<Vec<Value>> {
        match &walked.data {
            Data::List(items) if names == 1 => items.iter().map(|item| vec![item.clone()]).collect(),
            Data::Map(map) if names == 2 => map
                .iter()
                .map(|(key, value)| vec![Value::new(walked.origin, Data::Text(key.clone())), value.clone()])
                .collect(),
            Data::Range(bounds) if names == 1 => {
                let (low, high) = (bounds.0.int(), bounds.1.int());
                let (Some(low), Some(high)) = (low, high) else {
                    self.report(
                        Diagnostic::error(
                            code::NOT_ITERABLE,
                            walked.span(),
                            "only a range of whole numbers can be walked",
                        )
                        .help("as in `for i in 0..2`"),
                    );
                    return Vec::new();
                };
                let count = high.saturating_sub(low).saturating_add(1);
                if count > i64::try_from(budget::MAX_ELEMENTS).unwrap_or(i64::MAX) {
                    self.report(
                        Diagnostic::error(code::OVER_BUDGET, walked.span(), "this range is too long to walk")
                            .note(format!("the limit is {} turns", budget::MAX_ELEMENTS)),
                    );
                    return Vec::new();
                }
                (low..=high)
                    .map(|number| vec![Value::new(walked.origin, Data::Number(crate::types::Number::whole(number)))])
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn braces(&self, statements: &'c [Statement], origin: Origin, around: &Around) -> Value {
        let node = self.braces_node(statements, origin, around);
        match self.overlay(None, &node, around) {
            Some(value) => Value { origin, ..value },
            None => Value::new(origin, Data::Map(Arc::new(Ordered::default()))),
        }
    }

    fn make(&self, function: &crate::vocab::Function, arguments: Vec<Option<Value>>, origin: Origin) -> Value {
        let mut made = Made { function: function.name.clone(), arguments: Ordered::default() };
        for (param, argument) in function.params.iter().zip(arguments) {
            let Some(argument) = argument else { continue };
            let value = self.conform(argument, &param.ty, What::Param(&param.name, &function.name));
            if matches!(value.data, Data::Error) {
                return self.error(origin);
            }
            if !value.is_none() {
                let _ = made.arguments.insert(param.name.clone(), value);
            }
        }
        Value::new(origin, Data::Made(Arc::new(made)))
    }

    fn not_here(&self, index: usize, origin: Origin) -> Value {
        if let Some(declared) = self.checked.declarations.get(index) {
            let family = crate::resolve::family(&declared.kind);
            let label = match &declared.label {
                Key::Plain(label) => label.as_str(),
                Key::Computed(_) => "…",
            };
            let message = format!("{family} `{label}` does not exist here");
            let diagnostic = Diagnostic::error(code::NOT_IN_ENVIRONMENT, origin.span, message);
            // Which declarations there are is settled after the app's block, which none of them can do without.
            let apps_first = self.modules.iter().any(|module| module.app_item.get().is_none());
            self.report(if apps_first {
                diagnostic
                    .label(declared.span, "every declaration takes its defaults from `app`, which comes first")
                    .help("in `app`, read params, and lets that read no declaration")
            } else if let Some(span) = self.dropped_by(declared) {
                diagnostic
                    .label(span, "dropped here")
                    .help("take the `unset` away, or take the reference back where the declaration is dropped")
            } else {
                diagnostic.label(declared.span, "it exists under a condition or in other environments only").help(
                    "make the reference depend on the same condition, or take it back with `unset` in that environment",
                )
            });
        }
        self.error(origin)
    }

    fn by_name(&self, module: usize, family: &EcoString, label: &'c Expr, origin: Origin, around: &Around) -> Value {
        let label = self.expr(label, around);
        let Some(name) = label.text() else { return Value::new(origin, label.data) };
        let found = self.by_label.borrow().get(&(module, family.clone(), name.clone())).copied();
        match found {
            Some(declaration) => {
                self.note_use(around, declaration);
                Value::new(origin, Data::Declaration(Reference { declaration, optional: false }))
            }
            None => {
                let instances = self.instances.borrow();
                let known = instances
                    .iter()
                    .filter(|instance| instance.declared.scope == module)
                    .filter(|instance| crate::resolve::family(&instance.declared.kind) == family)
                    .map(|instance| instance.label.as_str());
                let suggestion = crate::diag::suggest(name, known);
                let diagnostic =
                    Diagnostic::error(code::MISSING_KEY, label.span(), format!("there is no {family} `{name}` here"));
                let diagnostic = match suggestion {
                    Some(suggestion) => diagnostic.help(format!("did you mean `{}`?", suggestion.name)),
                    None => diagnostic,
                };
                drop(instances);
                self.report(diagnostic);
                self.error(origin)
            }
        }
    }

    /// `optional(…)`: the reference without the check that its key exists.
    fn optional(&self, inner: &'c Expr, origin: Origin, around: &Around) -> Value {
        let lenient = |base: &'c Expr, name: EcoString| {
            let base = self.expr(base, around);
            match base.data {
                Data::Declaration(reference) => {
                    Value::new(origin, Data::Key(Reference { optional: true, ..reference }, name))
                }
                data => Value::new(origin, data),
            }
        };
        let value = match &inner.kind {
            ExprKind::Field(base, name, _) if self.is_key_of(base, around) => lenient(base, name.clone()),
            ExprKind::Index(base, index) if self.is_key_of(base, around) => {
                let index = self.expr(index, around);
                match index.text() {
                    Some(name) => lenient(base, name.clone()),
                    None => Value::new(origin, index.data),
                }
            }
            _ => self.expr(inner, around),
        };
        match value.data {
            Data::Declaration(reference) => {
                Value::new(origin, Data::Declaration(Reference { optional: true, ..reference }))
            }
            Data::Key(reference, name) => {
                Value::new(origin, Data::Key(Reference { optional: true, ..reference }, name))
            }
            data => Value::new(origin, data),
        }
    }

    /// Whether what is read of `base` is a key of a config or secret.
    fn is_key_of(&self, base: &'c Expr, around: &Around) -> bool {
        match self.expr(base, around).data {
            Data::Declaration(reference) => self
                .instance(reference.declaration)
                .is_some_and(|instance| matches!(crate::resolve::family(&instance.declared.kind), "config" | "secret")),
            _ => false,
        }
    }

    pub(super) fn is_secret(&self, reference: &Reference) -> bool {
        self.instance(reference.declaration)
            .is_some_and(|instance| crate::resolve::family(&instance.declared.kind) == "secret")
    }
}
