//! Values where a block or a name belongs: what the program would look like with it.

use ecow::EcoString;

use super::Checker;
use super::instead::shown;
use super::ir::Asker;
use super::place::{At, Place};
use super::scope::Scope;
use crate::syntax::ast::{Expr, ExprKind, Setting};
use crate::types::Type;
use crate::vocab::{Field, Labels};

/// Options of every object, which no value is meant for.
const COMMON: [&str; 3] = ["name", "namespace", "class"];

impl Checker<'_, '_> {
    /// What to write for `setting`, whose entry needs a name.
    pub(super) fn named(&mut self, setting: &Setting, field: &Field, scope: &mut Scope) -> String {
        let name = &field.name;
        let value = setting.value.as_ref().map(|assign| &assign.value);
        let label = value.and_then(|value| match &value.kind {
            ExprKind::Word(word) => Some(word.to_string()),
            ExprKind::Text(text) => text.plain().map(|text| format!("\"{text}\"")),
            _ => None,
        });
        let only_named = field.options.is_none() || !field.usual.is_empty() || field.form.is_some();
        match (label, &field.labels) {
            (Some(label), Labels::Required) if only_named && field.ty == Some(Type::None) => {
                format!("write `{name} {label}`")
            }
            (_, Labels::Among(known)) => {
                let known: Vec<String> = known.iter().map(|label| format!("`{name} {label} = …`")).collect();
                format!("write {}", known.join(" or "))
            }
            _ if value.is_some() && field.ty == Some(Type::None) => {
                let at =
                    Place { at: At::Element(field.clone().into()), what: Asker::Entry(name.clone()), within: None };
                format!("write {}", self.as_block(setting, &at, &format!("{name} {}", field.placeholder), scope))
            }
            _ if value.is_none() => format!("write `{name} {} {{ … }}`", field.placeholder),
            _ => {
                let value = value.and_then(shown).unwrap_or_else(|| "…".to_owned());
                format!("write `{name} {} = {value}`", field.placeholder)
            }
        }
    }

    /// The block of `place` in which the value of `setting` could stand, under the head `written`.
    pub(super) fn as_block(&mut self, setting: &Setting, place: &Place, written: &str, scope: &mut Scope) -> String {
        let general = format!("`{written} {{ … }}`");
        let (At::Field(field) | At::Element(field)) = &place.at else { return general };
        let Some(value) = setting.value.as_ref().map(|assign| &assign.value) else { return general };
        let Some(text) = shown(value) else { return general };
        let Some(shape) = field.options.map(|id| self.vocabulary.shape(id)) else { return general };
        let mut fitting: Vec<(&EcoString, bool)> = Vec::new();
        for (name, option) in shape.fields.iter().filter(|(name, _)| !COMMON.contains(&name.as_str())) {
            let Some(ty) = option.ty.as_ref().filter(|_| option.labels == Labels::Never) else { continue };
            if self.would_fit(value, ty, scope) {
                let special =
                    !ty.members().iter().any(|member| matches!(member.unrefined(), Type::String | Type::Text));
                fitting.push((name, special));
            }
        }
        if fitting.iter().any(|(_, special)| *special) {
            fitting.retain(|(_, special)| *special);
        }
        match fitting.as_slice() {
            [] => general,
            some if some.len() > 3 => general,
            some => {
                let each: Vec<String> =
                    some.iter().map(|(name, _)| format!("`{written} {{ {name} = {text} }}`")).collect();
                each.join(" or ")
            }
        }
    }

    /// Whether `value` may stand where `ty` is asked for; nothing is reported.
    fn would_fit(&mut self, value: &Expr, ty: &Type, scope: &mut Scope) -> bool {
        let before = self.diagnostics.len();
        let (_, actual) = self.expr(value, Some(ty), scope);
        let silent = self.diagnostics.len() == before;
        self.diagnostics.truncate(before);
        let format = |text: &str| {
            ty.members().iter().all(|member| match member.unrefined() {
                Type::Format(format) => format.check(text).is_ok(),
                _ => true,
            })
        };
        let formed = match &value.kind {
            ExprKind::Text(text) => text.plain().is_none_or(|text| format(&text)),
            _ => true,
        };
        silent && formed && !matches!(actual, Type::Any | Type::Error) && self.fits(&actual, ty)
    }

    /// Whether a value is something: neither `none` nor a mistake that is reported already.
    pub(super) fn says_something(&self, value: &Expr) -> bool {
        matches!(
            value.kind,
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Word(_) | ExprKind::List(_)
        )
    }
}
