//! From names to types: every expression gets one, every path its place in the vocabulary.
//!
//! In: [`Resolved`] and the vocabulary. Out: [`Checked`], the same program in which no question is left that can be
//! answered without knowing an environment. Every block is checked, those that no build uses too. A wrong part becomes
//! [`ir::ExprKind::Error`], which fits everywhere, so that each mistake is reported once.

mod block;
mod call;
mod expr;
mod fits;
mod habits;
pub mod ir;
mod operator;
mod place;
mod reference;
mod scope;
mod types;

use std::sync::Arc;

use ecow::EcoString;

use crate::diag::{Diagnostic, Diagnostics, code};
use crate::resolve::{Guard, PatchAction, Resolved, assigned};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Type;
use crate::vocab::{Field, Ordered, Vocabulary};

pub(crate) use fits::with_article;
pub use operator::sign;

use ir::{Expr, Statement};
use scope::Scope;

/// A module with every name and type found.
#[derive(Debug, Default)]
pub struct Checked {
    /// The label of `app` and its block.
    pub app: Option<App>,
    /// The names of the environments.
    pub environments: Vec<EcoString>,
    /// `environment E { param = value }`: for each environment, by index, values by parameter index.
    pub environment_values: Vec<Vec<(usize, Expr)>>,
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
    /// `allow` at top level.
    pub allows: Vec<Statement>,
    /// `assert` at top level.
    pub asserts: Vec<Statement>,
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
}

/// A condition or loop around a declaration.
#[derive(Debug)]
pub enum CheckedGuard {
    /// The conditions that must not hold, then the one that must, if any.
    If(Vec<Expr>, Option<Expr>),
    /// The number of names and what is walked.
    For(usize, Expr),
}

/// What an entry of a top-level `in` does.
#[derive(Debug)]
pub struct Patch {
    /// The environments, by index.
    pub environments: Vec<usize>,
    /// The family of the declaration; `None` for an `unset` of a bare name.
    pub family: Option<EcoString>,
    /// The declaration's label.
    pub label: EcoString,
    /// Where the label stands.
    pub span: Span,
    /// The entries; `None` where the declaration is dropped.
    pub body: Option<Vec<Statement>>,
}

/// A value that the command line gives to a parameter.
#[derive(Debug)]
pub struct Given {
    /// The parameter, by index.
    pub param: usize,
    /// The value as written: for a parameter that takes a text, the text itself.
    pub raw: EcoString,
    /// The value read as an expression.
    pub expr: ast::Expr,
    /// What is wrong with it as an expression.
    pub diagnostics: Diagnostics,
}

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
                    self.block(&block.entries, &place, &mut Scope::of_module())
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

    fn params(&mut self) {
        let resolved = self.resolved;
        for (index, (name, setting)) in resolved.params.iter().enumerate() {
            let ty = self.param_type(index);
            let what: EcoString = format!("param `{name}`").into();
            let default = assigned(setting).map(|value| self.conforming(value, &ty, &what, &mut Scope::of_module()));
            self.checked.params.push(Param { name: name.clone(), ty, default, span: setting.head.span });
        }
    }

    /// The type of the parameter of this index: as written, else that of its default.
    fn param_type(&mut self, index: usize) -> Type {
        if let Some(Some(ty)) = self.param_types.get(index) {
            return ty.clone();
        }
        let resolved = self.resolved;
        let Some((name, setting)) = resolved.params.get_index(index) else { return Type::Error };
        let ty = match (&setting.ty, assigned(setting)) {
            (Some(written), _) => self.ty(written),
            (None, Some(value)) => {
                // Against a cycle through the default.
                if let Some(slot) = self.param_types.get_mut(index) {
                    *slot = Some(Type::Error);
                }
                let silent = self.diagnostics.len();
                let ty = self.expr(value, None, &mut Scope::of_module()).1;
                self.diagnostics.truncate(silent);
                ty
            }
            (None, None) => {
                self.report(
                    Diagnostic::error(code::NEEDS_TYPE, setting.head.span, format!("param `{name}` has no type"))
                        .help(format!("write `param {name}: string`, or give it a default")),
                );
                Type::Error
            }
        };
        if matches!(ty, Type::Opaque) {
            self.report(
                Diagnostic::error(
                    code::OPAQUE_PARAM,
                    setting.head.span,
                    format!("param `{name}` cannot hold a secret"),
                )
                .help("declare an `external secret` and refer to its key"),
            );
        }
        if let Some(slot) = self.param_types.get_mut(index) {
            *slot = Some(ty.clone());
        }
        ty
    }

    /// A value from the command line: a text as it stands where the parameter takes texts, else an expression.
    fn given(&mut self, given: &Given) {
        let ty = self.param_type(given.param);
        let takes_text = ty.members().iter().any(|member| matches!(member.unrefined(), Type::String | Type::Format(_)));
        let quoted = matches!(given.expr.kind, ast::ExprKind::Text(_));
        let what: EcoString = format!("param `{}`", index_name(&self.resolved.params, given.param)).into();
        let value = if takes_text && !quoted {
            let text = ast::Text { span: given.expr.span, parts: vec![ast::TextPart::Literal(given.raw.clone())] };
            let expr = ast::Expr { span: given.expr.span, kind: ast::ExprKind::Text(text) };
            self.conforming(&expr, &ty, &what, &mut Scope::of_module())
        } else {
            self.diagnostics.extend(given.diagnostics.iter().cloned());
            self.conforming(&given.expr, &ty, &what, &mut Scope::of_module())
        };
        self.checked.given.push((given.param, value));
    }

    /// Value and type of the `let` of this index; `from` is the place that reads it.
    fn let_type(&mut self, index: usize, from: Option<Span>) -> Type {
        match self.lets.get(index) {
            Some(State::Done((_, ty))) => return ty.clone(),
            Some(State::Open) => {
                self.cycle(index_name(&self.resolved.lets, index), from);
                return Type::Error;
            }
            Some(State::Waiting) | None => {}
        }
        let resolved = self.resolved;
        let Some((name, setting)) = resolved.lets.get_index(index) else { return Type::Error };
        if let Some(slot) = self.lets.get_mut(index) {
            *slot = State::Open;
        }
        self.trail.push((name.clone(), from.unwrap_or(setting.head.span)));
        let annotated = setting.ty.as_ref().map(|written| self.ty(written));
        let scope = &mut Scope::of_module();
        let (value, ty) = match (assigned(setting), annotated) {
            (None, _) => (Expr { span: setting.head.span, kind: ir::ExprKind::Error }, Type::Error),
            (Some(value), Some(ty)) => {
                let what: EcoString = format!("`{name}`").into();
                (self.conforming(value, &ty, &what, scope), ty)
            }
            (Some(value), None) => self.expr(value, None, scope),
        };
        let _ = self.trail.pop();
        if let Some(slot) = self.lets.get_mut(index) {
            *slot = State::Done((value, ty.clone()));
        }
        ty
    }

    /// Signature and body of the function of this index; `from` is the place that calls it.
    fn function(&mut self, index: usize, from: Option<Span>) -> Option<ir::Function> {
        match self.functions.get(index) {
            Some(State::Done(function)) => return Some(function.clone()),
            Some(State::Open) => {
                self.cycle(index_name(&self.resolved.functions, index), from);
                return None;
            }
            Some(State::Waiting) | None => {}
        }
        let resolved = self.resolved;
        let (name, written) = resolved.functions.get_index(index)?;
        if let Some(slot) = self.functions.get_mut(index) {
            *slot = State::Open;
        }
        self.trail.push((name.clone(), from.unwrap_or(written.name.span)));
        let mut scope = Scope::of_module();
        let mut params = Vec::new();
        for param in &written.params {
            let ty = match &param.ty {
                Some(written) => self.ty(written),
                None => {
                    self.report(
                        Diagnostic::error(
                            code::NEEDS_TYPE,
                            param.name.span,
                            format!("parameter `{}` has no type", param.name.text),
                        )
                        .help(format!("write `{}: string`, or whatever it takes", param.name.text)),
                    );
                    Type::Error
                }
            };
            let what: EcoString = format!("parameter `{}`", param.name.text).into();
            let default =
                param.default.as_ref().map(|value| self.conforming(value, &ty, &what, &mut Scope::of_module()));
            if params.iter().any(|known: &ir::Param| known.name == param.name.text) {
                self.report(Diagnostic::error(
                    code::DUPLICATE_NAME,
                    param.name.span,
                    format!("the function has two parameters `{}`", param.name.text),
                ));
            }
            self.push_local(&mut scope, &param.name, ty.clone());
            params.push(ir::Param { name: param.name.text.clone(), ty, default });
        }
        let result = written.result.as_ref().map(|written| self.ty(written));
        let (body, ty) = match (&written.body, result) {
            (None, result) => {
                self.report(
                    Diagnostic::error(code::NEEDS_VALUE, written.name.span, format!("function `{name}` has no body"))
                        .help(format!("write `fn {name}(…) = …`")),
                );
                (Expr { span: written.name.span, kind: ir::ExprKind::Error }, result.unwrap_or(Type::Error))
            }
            (Some(body), Some(ty)) => {
                let what: EcoString = format!("the result of `{name}`").into();
                (self.conforming(body, &ty, &what, &mut scope), ty)
            }
            (Some(body), None) => self.expr(body, None, &mut scope),
        };
        let _ = self.trail.pop();
        let function = ir::Function { params, result: ty, body };
        if let Some(slot) = self.functions.get_mut(index) {
            *slot = State::Done(function.clone());
        }
        Some(function)
    }

    /// Reports the cycle that closes when `name`, which is being looked at, is read again at `from`.
    fn cycle(&mut self, name: EcoString, from: Option<Span>) {
        let start = self.trail.iter().position(|(known, _)| *known == name).unwrap_or(0);
        let around: Vec<(EcoString, Span)> = self.trail.iter().skip(start).cloned().collect();
        let mut names: Vec<&str> = around.iter().map(|(name, _)| name.as_str()).collect();
        names.push(&name);
        let Some(primary) = from.or_else(|| around.first().map(|(_, span)| *span)) else { return };
        let function = self.resolved.functions.contains_key(&name);
        let message = if function && around.len() == 1 {
            format!("function `{name}` calls itself")
        } else {
            format!("circular definition: {}", names.join(" → "))
        };
        let mut diagnostic = Diagnostic::error(code::CYCLE, primary, message)
            .here(match (function, around.len()) {
                (true, ..=1) => format!("calls `{name}`"),
                (false, ..=1) => format!("reads `{name}`"),
                (_, count) => format!("{count}: reads `{name}` again"),
            })
            .help(if function { "functions may not be recursive" } else { "give one of them a value of its own" });
        for (number, (name, span)) in around.iter().enumerate().skip(1) {
            diagnostic = diagnostic.label(*span, format!("{number}: reads `{name}`"));
        }
        self.report(diagnostic);
    }

    fn environment_values(&mut self) {
        let resolved = self.resolved;
        let mut values: Vec<Vec<(usize, Expr)>> = resolved.environments.iter().map(|_| Vec::new()).collect();
        let mut set: Vec<(usize, usize, Span)> = Vec::new();
        for (environment, block) in &resolved.environment_values {
            let index = resolved.environment(&environment.text);
            for entry in &block.entries {
                let ast::EntryKind::Setting(setting) = &entry.kind else {
                    if entry.kind != ast::EntryKind::Junk {
                        self.report(
                            Diagnostic::error(code::MISPLACED, entry.span, "only values of parameters stand here")
                                .help("write `PARAM = value`"),
                        );
                    }
                    continue;
                };
                let name = setting.head.path.segments.first().and_then(ast::Segment::plain).unwrap_or_default();
                let Some(param) = resolved.params.get_index_of(&name) else {
                    let suggestion = crate::diag::suggest(&name, resolved.params.keys().map(EcoString::as_str));
                    self.report(match suggestion {
                        None if setting.value.is_none() => Diagnostic::error(
                            code::MISPLACED,
                            setting.head.span,
                            "only values of parameters stand here",
                        )
                        .help(format!(
                            "what an environment changes of a declaration goes in `in {} {{ … }}`",
                            environment.text
                        )),
                        suggestion => Diagnostic::error(
                            code::UNKNOWN_NAME,
                            setting.head.span,
                            format!("there is no param `{name}`"),
                        )
                        .suggest(setting.head.path.span, suggestion),
                    });
                    continue;
                };
                let ty = self.param_type(param);
                let what: EcoString = format!("param `{name}`").into();
                let Some(value) = assigned(setting) else {
                    self.report(
                        Diagnostic::error(code::NEEDS_VALUE, setting.head.span, format!("`{name}` has no value"))
                            .help(format!("write `{name} = …`")),
                    );
                    continue;
                };
                let value = self.conforming(value, &ty, &what, &mut Scope::of_module());
                let Some(index) = index else { continue };
                if let Some((_, _, first)) = set.iter().find(|(e, p, _)| (*e, *p) == (index, param)) {
                    let first = *first;
                    self.report(
                        Diagnostic::error(
                            code::SET_TWICE,
                            setting.head.span,
                            format!("environment `{}` sets `{name}` twice", environment.text),
                        )
                        .label(first, "set here first")
                        .help("keep one of them"),
                    );
                    continue;
                }
                set.push((index, param, setting.head.span));
                if let Some(values) = values.get_mut(index) {
                    values.push((param, value));
                }
            }
        }
        self.checked.environment_values = values;
    }

    fn layer(&mut self, kind: &EcoString, name: String, setting: &ast::Setting) -> Layer {
        let body = match (&setting.block, place::Place::of_layer(self.vocabulary, kind)) {
            (Some(block), Some(place)) => {
                let mut scope = Scope::of_declaration(kind.clone(), self.vocabulary);
                self.block(&block.entries, &place, &mut scope)
            }
            _ => Vec::new(),
        };
        let has_environments = has_environments(&body);
        Layer { kind: kind.clone(), name, span: setting.head.span, body, has_environments }
    }

    fn declaration(&mut self, declared: &crate::resolve::Declared<'_>) {
        let Some(field) = self.vocabulary.kinds.get(&declared.kind) else { return };
        let mut scope = Scope::of_module();
        let mut guards = Vec::new();
        for guard in &declared.guards {
            guards.push(self.guard(guard, &mut scope));
        }
        let label_scope = &mut scope.clone();
        let label = self.key(declared.label, label_scope);
        scope.enter(declared.kind.clone());
        scope.in_environment = declared.only_in.is_some();
        let setting = declared.setting;
        let place = place::Place::of_kind(field);
        let mut body = Vec::new();
        self.value_of(setting, &place, Vec::new(), &mut scope, &mut body);
        if let Some(block) = &setting.block {
            body.extend(self.block(&block.entries, &place, &mut scope));
        }
        let with = self.profiles(&setting.head.with, &declared.kind, self.vocabulary.is_workload(&declared.kind));
        let plain = |segment: &ast::Segment| segment.plain().unwrap_or_default();
        let only_in = declared
            .only_in
            .map(|names| names.iter().filter_map(|name| self.resolved.environment(&name.text)).collect());
        self.checked.declarations.push(Declared {
            kind: declared.kind.clone(),
            field: field.clone(),
            label,
            resource: declared.resource.map(|(version, kind)| (plain(version), plain(kind))),
            span: declared.span(),
            label_span: declared.label.span(),
            doc: declared.doc.clone(),
            with,
            has_environments: has_environments(&body),
            body,
            guards,
            only_in,
        });
    }

    fn guard(&mut self, guard: &Guard<'_>, scope: &mut Scope) -> CheckedGuard {
        match guard {
            Guard::If(written, branch) => {
                let mut conditions: Vec<Expr> = Vec::new();
                for (condition, _) in written.branches.iter().take(branch + 1) {
                    // Every declaration in the `if` asks for its conditions; their mistakes are reported once.
                    conditions.push(self.once(condition.span, |checker| {
                        checker.conforming(condition, &Type::Bool, &"a condition".into(), scope)
                    }));
                }
                let holds = if conditions.len() > *branch { conditions.pop() } else { None };
                CheckedGuard::If(conditions, holds)
            }
            Guard::For(written) => {
                let (iterable, key, element) = self.once(written.iterable.span, |checker| {
                    checker.iterable(&written.iterable, written.names.len(), scope)
                });
                self.push_loop_names(scope, &written.names, key, element);
                CheckedGuard::For(written.names.len(), iterable)
            }
        }
    }

    /// Runs `check` and drops what it reports where the same was reported before.
    fn once<T>(&mut self, _span: Span, check: impl FnOnce(&mut Self) -> T) -> T {
        let start = self.diagnostics.len();
        let value = check(self);
        let added = self.diagnostics.split_off(start);
        for diagnostic in added {
            if !self.diagnostics.contains(&diagnostic) {
                self.diagnostics.push(diagnostic);
            }
        }
        value
    }

    fn patch(&mut self, patch: &crate::resolve::Patch<'_>) {
        let resolved = self.resolved;
        let environments =
            patch.environments.iter().filter_map(|name| resolved.environment(&name.text)).collect::<Vec<_>>();
        match &patch.action {
            PatchAction::Set { kind, label, setting } => {
                let family = crate::resolve::family(kind);
                let name = label.plain().unwrap_or_default();
                if resolved.declaration(family, &name).is_none() && !resolved.has_computed_labels(family) {
                    let known: Vec<EcoString> = resolved
                        .declarations
                        .iter()
                        .filter(|declared| declared.family() == family)
                        .filter_map(crate::resolve::Declared::plain_label)
                        .collect();
                    self.report(
                        Diagnostic::error(
                            code::NOTHING_TO_CHANGE,
                            label.span(),
                            format!("there is no {family} `{name}` to change"),
                        )
                        .suggest(label.span(), crate::diag::suggest(&name, known.iter().map(EcoString::as_str)))
                        .note(format!("what an environment adds is marked: `new {family} {name} {{ … }}`")),
                    );
                }
                let Some(field) = self.vocabulary.kinds.get(kind) else { return };
                let place = place::Place::of_kind(field);
                let mut scope = Scope::of_declaration(kind.clone(), self.vocabulary);
                scope.in_environment = true;
                let mut body = Vec::new();
                self.value_of(setting, &place, Vec::new(), &mut scope, &mut body);
                if let Some(block) = &setting.block {
                    body.extend(self.block(&block.entries, &place, &mut scope));
                }
                let family = Some(family.into());
                self.checked.patches.push(Patch {
                    environments,
                    family,
                    label: name,
                    span: label.span(),
                    body: Some(body),
                });
            }
            PatchAction::Unset(path) => {
                let mut segments = path.segments.iter().filter_map(ast::Segment::plain);
                let (first, second) = (segments.next().unwrap_or_default(), segments.next());
                let (family, label) = match second {
                    Some(label) => (Some(first), label),
                    None => (None, first),
                };
                let known = match &family {
                    Some(family) => resolved.declaration(family, &label).is_some(),
                    None => resolved.declarations_named(&label).next().is_some(),
                };
                if !known {
                    let names: Vec<EcoString> =
                        resolved.declarations.iter().filter_map(crate::resolve::Declared::plain_label).collect();
                    self.report(
                        Diagnostic::error(
                            code::NOTHING_TO_CHANGE,
                            path.span,
                            format!("there is no declaration `{label}` to drop"),
                        )
                        .suggest(path.span, crate::diag::suggest(&label, names.iter().map(EcoString::as_str))),
                    );
                    return;
                }
                self.checked.patches.push(Patch { environments, family, label, span: path.span, body: None });
            }
        }
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
