//! Parameters, `let`s and functions: each is looked at when it is first read, so that their order does not matter and a
//! cycle shows.

use ecow::EcoString;

use super::ir::{self, Asker, Expr};
use super::scope::Scope;
use super::{Checker, Given, Param, State, index_name};
use crate::diag::{Diagnostic, code, suggest};
use crate::resolve::assigned;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Type;

impl Checker<'_, '_> {
    pub(super) fn params(&mut self) {
        let resolved = self.resolved;
        for (index, (name, setting)) in resolved.params.iter().enumerate() {
            let ty = self.param_type(index);
            let what: Asker = format!("param `{name}`").into();
            let default = assigned(setting).map(|value| self.conforming(value, &ty, &what, &mut Scope::of_module()));
            self.checked.params.push(Param { name: name.clone(), ty, default, bound: None, span: setting.head.span });
        }
    }

    /// The type of the parameter of this index: as written, else that of its default.
    pub(super) fn param_type(&mut self, index: usize) -> Type {
        let resolved = self.resolved;
        let place = resolved.base.params + index;
        if let Some(Some(ty)) = self.param_types.get(place) {
            return ty.clone();
        }
        let Some((name, setting)) = resolved.params.get_index(index) else { return Type::Error };
        let ty = match (&setting.ty, assigned(setting)) {
            (Some(written), _) => self.ty(written),
            (None, Some(value)) => {
                // Against a cycle through the default.
                if let Some(slot) = self.param_types.get_mut(place) {
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
        if let Some(slot) = self.param_types.get_mut(place) {
            *slot = Some(ty.clone());
        }
        ty
    }

    /// A value from the command line: a text as it stands where the parameter takes texts, else an expression.
    pub(super) fn given(&mut self, given: &Given) {
        let Some(param) = self.checked.params.get(given.param) else { return };
        let (ty, name) = (param.ty.clone(), param.name.clone());
        let what: Asker = format!("param `{name}`").into();
        let Some(raw) = &given.raw else {
            let value = self.conforming(&super::data::fitted(&given.expr, &ty), &ty, &what, &mut Scope::of_module());
            self.checked.given.push((given.param, value));
            return;
        };
        let takes_text = ty.members().iter().any(|member| matches!(member.unrefined(), Type::String | Type::Format(_)));
        let quoted = matches!(given.expr.kind, ast::ExprKind::Text(_));
        let value = if takes_text && !quoted {
            let text = ast::Text { span: given.expr.span, parts: vec![ast::TextPart::Literal(raw.clone())] };
            let expr = ast::Expr { span: given.expr.span, kind: ast::ExprKind::Text(text) };
            self.conforming(&expr, &ty, &what, &mut Scope::of_module())
        } else {
            self.diagnostics.extend(given.diagnostics.iter().cloned());
            self.conforming(&given.expr, &ty, &what, &mut Scope::of_module())
        };
        self.checked.given.push((given.param, value));
    }

    /// Value and type of the `let` of this index; `from` is the place that reads it.
    pub(super) fn let_type(&mut self, index: usize, from: Option<Span>) -> Type {
        let resolved = self.resolved;
        let place = resolved.base.lets + index;
        match self.lets.get(place) {
            Some(State::Done((_, ty))) => return ty.clone(),
            Some(State::Open) => {
                self.cycle(index_name(&self.resolved.lets, index), from);
                return Type::Error;
            }
            Some(State::Waiting) | None => {}
        }
        let Some((name, setting)) = resolved.lets.get_index(index) else { return Type::Error };
        if let Some(slot) = self.lets.get_mut(place) {
            *slot = State::Open;
        }
        self.trail.push((name.clone(), from.unwrap_or(setting.head.span)));
        let annotated = setting.ty.as_ref().map(|written| self.ty(written));
        let scope = &mut Scope::of_module();
        let (value, ty) = match (assigned(setting), annotated) {
            (None, _) => (Expr { span: setting.head.span, kind: ir::ExprKind::Error }, Type::Error),
            (Some(value), Some(ty)) => {
                let what = Asker::Entry(name.clone());
                (self.conforming(value, &ty, &what, scope), ty)
            }
            (Some(value), None) => match self.words_without_type(name, value) {
                Some(value) => (value, Type::Error),
                None => self.expr(value, None, scope),
            },
        };
        let _ = self.trail.pop();
        if let Some(slot) = self.lets.get_mut(place) {
            *slot = State::Done((value, ty.clone()));
        }
        ty
    }

    /// Reports a `let` that holds words of entries, which have a meaning only where their type is known.
    fn words_without_type(&mut self, name: &str, value: &ast::Expr) -> Option<Expr> {
        let ast::ExprKind::List(items) = &value.kind else { return None };
        let words: Vec<(&str, Span)> = items
            .iter()
            .map(|item| match &item.kind {
                ast::ExprKind::Word(word)
                    if word != "environment" && self.meaning(word).is_none() && !self.resolved.may_be_lost(word) =>
                {
                    Some((word.as_str(), item.span))
                }
                _ => None,
            })
            .collect::<Option<_>>()?;
        let [(first, at), more @ ..] = words.as_slice() else { return None };
        // One that is nearly a name of the module is rather that.
        let near = |word: &str| suggest(word, self.resolved.value_names().map(EcoString::as_str)).is_some();
        if words.iter().any(|(word, _)| near(word)) {
            return None;
        }
        let mut unique: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        unique.sort_unstable();
        unique.dedup();
        let mut diagnostic = Diagnostic::error(code::UNKNOWN_NAME, *at, format!("there is nothing called `{first}`"))
            .help(format!(
                "words of an entry have a meaning only where their type is known: `let {name}: [{}] = …`",
                unique.join(" | ")
            ));
        for (word, at) in more {
            diagnostic = diagnostic.label(*at, format!("nor `{word}`"));
        }
        self.report(diagnostic);
        Some(Expr { span: value.span, kind: ir::ExprKind::Error })
    }

    /// Signature and body of the function of this index; `from` is the place that calls it.
    pub(super) fn function(&mut self, index: usize, from: Option<Span>) -> Option<ir::Function> {
        let resolved = self.resolved;
        let place = resolved.base.functions + index;
        match self.functions.get(place) {
            Some(State::Done(function)) => return Some(function.clone()),
            Some(State::Open) => {
                self.cycle(index_name(&self.resolved.functions, index), from);
                return None;
            }
            Some(State::Waiting) | None => {}
        }
        let (name, written) = resolved.functions.get_index(index)?;
        if let Some(slot) = self.functions.get_mut(place) {
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
            let what: Asker = format!("parameter `{}`", param.name.text).into();
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
                let what: Asker = format!("the result of `{name}`").into();
                (self.conforming(body, &ty, &what, &mut scope), ty)
            }
            (Some(body), None) => self.expr(body, None, &mut scope),
        };
        let _ = self.trail.pop();
        let function = ir::Function { params, result: ty, body };
        if let Some(slot) = self.functions.get_mut(place) {
            *slot = State::Done(function.clone());
        }
        Some(function)
    }

    /// Reports the cycle that closes when `name`, which is being looked at, is read again at `from`.
    pub(super) fn cycle(&mut self, name: EcoString, from: Option<Span>) {
        let start = self.trail.iter().position(|(known, _)| *known == name).unwrap_or(0);
        let around: Vec<(EcoString, Span)> = self.trail.iter().skip(start).cloned().collect();
        let mut names: Vec<&str> = around.iter().map(|(name, _)| name.as_str()).collect();
        names.push(&name);
        let Some(primary) = from.or_else(|| around.first().map(|(_, span)| *span)) else { return };
        let function = self.resolved.functions.contains_key(&name);
        let message = if function && around.len() == 1 {
            format!("function `{name}` calls itself")
        } else if around.len() == 1 {
            format!("`{name}` is defined by itself")
        } else {
            format!("circular definition: {}", names.join(" → "))
        };
        let mut diagnostic = Diagnostic::error(code::CYCLE, primary, message)
            .here(match (function, around.len()) {
                (true, ..=1) => format!("calls `{name}`"),
                (false, ..=1) => format!("reads `{name}`"),
                (true, count) => format!("{count}: calls `{name}` again"),
                (false, count) => format!("{count}: reads `{name}` again"),
            })
            .help(if function { "functions may not be recursive" } else { "give one of them a value of its own" });
        for (number, (name, span)) in around.iter().enumerate().skip(1) {
            let verb = if function { "calls" } else { "reads" };
            diagnostic = diagnostic.label(*span, format!("{number}: {verb} `{name}`"));
        }
        self.report(diagnostic);
    }
}
