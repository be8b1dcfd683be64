//! Calls: of functions of the module and of built-in ones.

use std::sync::Arc;

use ecow::EcoString;

use super::Checker;
use super::import::Module;
use super::ir::{Asker, Expr, ExprKind, Target};
use super::scope::Scope;
use crate::diag::{Diagnostic, code, suggest};
use crate::resolve::{private_name, unknown_module};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Name, Qualified};
use crate::types::Type;
use crate::vocab::Ordered;

/// A parameter as a call sees it.
struct Slot {
    name: EcoString,
    ty: Type,
    /// What stands for it where it is left out; `None` where it may not be.
    default: Option<Option<Expr>>,
}

impl Checker<'_, '_> {
    pub(super) fn call(
        &mut self,
        written: &Qualified,
        arguments: &[Argument],
        span: Span,
        expected: Option<&Type>,
        scope: &mut Scope,
    ) -> (Expr, Type) {
        let module = match &written.module {
            None => self.scope,
            Some(_) => match self.function_module(written, scope) {
                Some(module) => module,
                None => {
                    for argument in arguments {
                        let _ = self.expr(&argument.value, None, scope);
                    }
                    return (Expr { span, kind: ExprKind::Error }, Type::Error);
                }
            },
        };
        let function = &Name { span: written.span(), text: written.written() };
        let name = &written.name.text;
        let names = self.program.scopes.get(module);
        if let Some((names, (index, _, found))) = names.and_then(|names| Some((names, names.functions.get_full(name)?)))
        {
            let declared = Some(found.name.span);
            let index_in_program = names.base.functions + index;
            let looked_up = self.within(module, None, |checker| checker.function(index, Some(function.span)));
            let Some(signature) = looked_up else {
                return (Expr { span, kind: ExprKind::Error }, Type::Error);
            };
            let slots: Vec<Slot> = signature
                .params
                .iter()
                .map(|param| Slot {
                    name: param.name.clone(),
                    ty: param.ty.clone(),
                    default: param.default.clone().map(Some),
                })
                .collect();
            let mut bound = Ordered::default();
            let given = self.arguments(function, arguments, &slots, declared, &mut bound, scope);
            let args = given
                .into_iter()
                .zip(&slots)
                .map(|(arg, slot)| match arg {
                    Some(expr) => {
                        let what = format!("parameter `{}`", slot.name).into();
                        let target = Arc::new(Target { ty: slot.ty.clone(), what });
                        Expr { span: expr.span, kind: ExprKind::Conform(Box::new(expr), target) }
                    }
                    None => slot.default.clone().flatten().unwrap_or(Expr { span, kind: ExprKind::Error }),
                })
                .collect();
            return (Expr { span, kind: ExprKind::Call(index_in_program, args) }, signature.result);
        }
        let Some(builtin) = self.vocabulary.functions.get(name).cloned() else {
            self.unknown_function(function);
            for argument in arguments {
                let _ = self.expr(&argument.value, None, scope);
            }
            return (Expr { span, kind: ExprKind::Error }, Type::Error);
        };
        let slots: Vec<Slot> = builtin
            .params
            .iter()
            .map(|param| Slot {
                name: param.name.clone(),
                ty: param.ty.clone(),
                default: param.optional.then_some(None),
            })
            .collect();
        let mut bound: Ordered<Type> = Ordered::default();
        // A variable may be known from what is expected: `read_json` and `reverse([...])`.
        if let (Type::List(element), Some(Type::List(wanted))) = (&builtin.result, expected.map(Type::unrefined))
            && let Type::Variable(variable) = element.as_ref()
        {
            let _ = bound.insert(variable.clone(), wanted.as_ref().clone());
        }
        // `cpu = max([100m, x])`: the unit is known from what is expected.
        if let (Type::Variable(variable), Some(expected)) = (&builtin.result, expected)
            && let Some(unit) = expected.members().into_iter().find(|ty| matches!(ty.unrefined(), Type::Unit(_)))
        {
            let _ = bound.insert(variable.clone(), unit.unrefined().clone());
        }
        if let Some(diagnostic) = self.option_as_argument(&builtin, arguments) {
            self.report(diagnostic);
            return (Expr { span, kind: ExprKind::Error }, Type::Error);
        }
        let given = self.arguments(function, arguments, &slots, None, &mut bound, scope);
        let result = substitute(&builtin.result, &bound);
        if name == "optional" {
            return match given.into_iter().next().flatten() {
                Some(inner) => (Expr { span, kind: ExprKind::Optional(Box::new(inner)) }, result),
                None => (Expr { span, kind: ExprKind::Error }, Type::Error),
            };
        }
        (Expr { span, kind: ExprKind::Builtin(builtin, given) }, result)
    }

    /// The arguments in order of the parameters; `None` for one that is left out.
    fn arguments(
        &mut self,
        function: &Name,
        arguments: &[Argument],
        slots: &[Slot],
        declared: Option<Span>,
        bound: &mut Ordered<Type>,
        scope: &mut Scope,
    ) -> Vec<Option<Expr>> {
        let mut given: Vec<Option<Expr>> = slots.iter().map(|_| None).collect();
        if let ([slot], [first, .., last]) = (slots, arguments)
            && matches!(slot.ty, Type::List(_))
            && arguments.iter().all(|argument| argument.name.is_none())
        {
            let span = first.value.span.to(last.value.span);
            self.report(
                Diagnostic::error(code::WRONG_ARGUMENTS, span, format!("`{}` takes one list", function.text))
                    .here(format!("these are {} arguments", arguments.len()))
                    .help(format!("put them in brackets: `{}([ … ])`", function.text)),
            );
            return given;
        }
        let mut next = 0;
        // An argument that went nowhere may be the one that is missing.
        let mut lost = false;
        for argument in arguments {
            let index = match &argument.name {
                Some(name) => match slots.iter().position(|slot| slot.name == name.text) {
                    Some(index) => index,
                    None => {
                        lost = true;
                        let known = slots.iter().map(|slot| slot.name.as_str());
                        self.report(
                            Diagnostic::error(
                                code::WRONG_ARGUMENTS,
                                name.span,
                                format!("`{}` has no parameter `{}`", function.text, name.text),
                            )
                            .note(format!("it is `{}`", signature(function, slots)))
                            .suggest(name.span, suggest(&name.text, known)),
                        );
                        let _ = self.expr(&argument.value, None, scope);
                        continue;
                    }
                },
                None => {
                    next += 1;
                    next - 1
                }
            };
            let Some(slot) = slots.get(index) else {
                let count = slots.len();
                let mut diagnostic = Diagnostic::error(
                    code::WRONG_ARGUMENTS,
                    argument.value.span,
                    format!(
                        "`{}` takes {count} argument{}, this is one too many",
                        function.text,
                        if count == 1 { "" } else { "s" }
                    ),
                );
                if let Some(span) = declared {
                    diagnostic = diagnostic.label(span, "declared here");
                }
                self.report(diagnostic);
                break;
            };
            if given.get(index).is_some_and(Option::is_some) {
                self.report(Diagnostic::error(
                    code::WRONG_ARGUMENTS,
                    argument.value.span,
                    format!("`{}` is given twice", slot.name),
                ));
                continue;
            }
            let wanted = substitute(&slot.ty, bound);
            let (expr, actual) = self.expr(&argument.value, Some(&wanted), scope);
            let expr = if self.fits(&actual, &wanted) {
                bind(&slot.ty, &actual, bound);
                expr
            } else {
                let what: Asker = format!("`{}` of `{}`", slot.name, function.text).into();
                self.mismatch(&argument.value, &actual, &wanted, &what);
                Expr { span: expr.span, kind: ExprKind::Error }
            };
            if let Some(place) = given.get_mut(index) {
                *place = Some(expr);
            }
        }
        let missing: Vec<&str> = slots
            .iter()
            .zip(&given)
            .filter(|(slot, given)| given.is_none() && slot.default.is_none())
            .map(|(slot, _)| slot.name.as_str())
            .collect();
        if !missing.is_empty() && !lost {
            let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
            let mut diagnostic = Diagnostic::error(
                code::WRONG_ARGUMENTS,
                function.span,
                format!("`{}` lacks its argument {}", function.text, names.join(", ")),
            )
            .help(format!("it is `{}`", signature(function, slots)));
            if let Some(span) = declared {
                diagnostic = diagnostic.label(span, "declared here");
            }
            self.report(diagnostic);
        }
        given
    }

    /// The module of which a call names a function; `None` where there is no such function, which is reported.
    fn function_module(&mut self, written: &Qualified, scope: &Scope) -> Option<usize> {
        let (module, name) = (written.module.as_ref()?, &written.name);
        let base = ast::Expr { span: module.span, kind: ast::ExprKind::Word(module.text.clone()) };
        match self.module_of(&base, scope) {
            Some(Module::Broken) => None,
            Some(Module::Known(index)) => {
                let names = self.program.scopes.get(index)?;
                match names.functions.get(&name.text) {
                    Some(function) if names.is_private(function.name.span) => {
                        self.report(private_name(name, function.name.span));
                        None
                    }
                    Some(_) => Some(index),
                    None => {
                        if !name.text.is_empty() && !names.may_be_lost(&name.text) {
                            let known = names.open_names(&names.functions, true, |function| function.name.span);
                            let message = format!("`{}` has no function `{}`", names.title, name.text);
                            self.report(
                                Diagnostic::error(code::UNKNOWN_NAME, name.span, message)
                                    .suggest(name.span, suggest(&name.text, known)),
                            );
                        }
                        None
                    }
                }
            }
            None => {
                let is_value = self.is_value(&module.text, scope);
                let elsewhere = self.resolved.import_anywhere(&module.text).is_some();
                if !is_value && (elsewhere || self.resolved.may_be_lost(&module.text)) {
                    self.diagnostics.extend(unknown_module(module, self.resolved));
                    return None;
                }
                let message = "only a function can be called, by its name";
                self.report(
                    Diagnostic::error(code::NOT_CALLABLE, written.span(), message).here("there are no methods").help(
                        format!(
                            "write `{}(value)`; of a module that the file imports, `module.{}(value)`",
                            name.text, name.text
                        ),
                    ),
                );
                None
            }
        }
    }

    fn unknown_function(&mut self, function: &Name) {
        let name = &function.text;
        let known = self.resolved.functions.keys().chain(self.vocabulary.functions.keys()).map(EcoString::as_str);
        let diagnostic = Diagnostic::error(code::UNKNOWN_NAME, function.span, format!("there is no function `{name}`"));
        let is_value = self.let_of_template(name).is_some() || self.meaning(name).is_some();
        if let Some(help) = super::habits::function(name) {
            self.report(diagnostic.help(help));
            return;
        }
        self.report(match suggest(name, known) {
            Some(suggestion) => diagnostic.suggest(function.span, Some(suggestion)),
            None if is_value => diagnostic.help(format!("`{name}` is a value; functions are declared with `fn`")),
            None => diagnostic,
        });
    }
}

/// A function as it is declared, for helps.
fn signature(function: &Name, slots: &[Slot]) -> String {
    let params: Vec<String> = slots
        .iter()
        .map(|slot| match (&slot.default, &slot.ty) {
            (Some(_), Type::Optional(_)) | (None, _) => format!("{}: {}", slot.name, slot.ty),
            (Some(_), _) => format!("{}: {} = …", slot.name, slot.ty),
        })
        .collect();
    format!("{}({})", function.text, params.join(", "))
}

/// `ty` with the type variables that are known replaced; unknown ones ask for nothing.
fn substitute(ty: &Type, bound: &Ordered<Type>) -> Type {
    match ty {
        Type::Variable(name) => bound.get(name).cloned().unwrap_or_else(|| ty.clone()),
        Type::List(inner) => substitute(inner, bound).list(),
        Type::Map(inner) => substitute(inner, bound).map(),
        Type::Range(inner) => substitute(inner, bound).range(),
        Type::Optional(inner) => substitute(inner, bound).optional(),
        Type::Union(members) => Type::union(members.iter().map(|member| substitute(member, bound))),
        Type::Record(record) => {
            let mut record = record.as_ref().clone();
            for field in &mut record.fields {
                field.ty = substitute(&field.ty, bound);
            }
            Type::Record(Arc::new(record))
        }
        _ => ty.clone(),
    }
}

/// Learns type variables of `pattern` from `actual`.
fn bind(pattern: &Type, actual: &Type, bound: &mut Ordered<Type>) {
    match (pattern, actual.unrefined()) {
        (Type::Variable(name), _) if !bound.contains_key(name) => {
            let _ = bound.insert(name.clone(), actual.clone());
        }
        (Type::List(p), Type::List(a)) | (Type::Map(p), Type::Map(a)) | (Type::Range(p), Type::Range(a)) => {
            bind(p, a, bound)
        }
        (Type::Optional(p), a) => bind(p, a, bound),
        (Type::Map(p), Type::Record(record)) => {
            for field in &record.fields {
                bind(p, &field.ty, bound);
            }
        }
        (Type::Union(members), a) => {
            for member in members.iter() {
                let same = matches!(
                    (member, a),
                    (Type::List(_), Type::List(_)) | (Type::Map(_), Type::Map(_) | Type::Record(_))
                );
                if same {
                    bind(member, a, bound);
                }
            }
        }
        _ => {}
    }
}
