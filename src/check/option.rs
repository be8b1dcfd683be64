//! Options of an entry, written as arguments of the function that makes its value.

use std::sync::Arc;

use ecow::EcoString;

use super::{Checker, habits};
use crate::diag::{Diagnostic, code};
use crate::syntax::ast::{Argument, ExprKind};
use crate::types::Type;
use crate::vocab::{Field, Function};

impl Checker<'_, '_> {
    /// What is to be said of an argument that is an option of the entry around: `http("/x", port = 8080)`, `tcp(8080)`.
    pub(super) fn option_as_argument(&self, function: &Function, arguments: &[Argument]) -> Option<Diagnostic> {
        let Type::Nominal(made) = &function.result else { return None };
        let mut place = 0;
        let (argument, option) = arguments.iter().find_map(|argument| match &argument.name {
            Some(name) => {
                let own = function.params.iter().any(|param| param.name == name.text);
                (!own).then(|| (argument, name.text.clone()))
            }
            None => {
                place += 1;
                let spare = place > function.params.len();
                let number = matches!(argument.value.kind, ExprKind::Number(_));
                (spare && number).then(|| (argument, EcoString::from("port")))
            }
        })?;
        let span = argument.name.as_ref().map_or(argument.value.span, |name| name.span);
        let name = &function.name;
        let message = match &argument.name {
            Some(option) => format!("`{name}` has no parameter `{}`", option.text),
            None => format!("`{name}` takes no such argument"),
        };
        let diagnostic = Diagnostic::error(code::WRONG_ARGUMENTS, span, message);
        if let Some(help) = habits::parameter(name, &option) {
            return Some(diagnostic.help(help));
        }
        let ours = habits::renamed(&option).find(|ours| self.holder(made, ours).is_some()).map(EcoString::from);
        let option = ours.unwrap_or(option);
        let holder = self.holder(made, &option)?;
        let is_option = |other: &Argument| {
            let name = other.name.as_ref().map(|name| name.text.as_str());
            name.is_some_and(|name| function.params.iter().all(|param| param.name != name))
        };
        let others: Vec<String> = arguments
            .iter()
            .filter(|other| !std::ptr::eq(*other, argument) && !is_option(other))
            .map(|other| {
                format!(
                    "{}{}",
                    other.name.as_ref().map_or(String::new(), |name| format!("{} = ", name.text)),
                    shown(other)
                )
            })
            .collect();
        let call = format!("{name}({})", others.join(", "));
        Some(
            diagnostic
                .note(format!("`{option}` is an option of `{}`", holder.name))
                .help(format!("write `{call} {{ {option} = {} }}`", shown(argument))),
        )
    }

    /// The entry of a workload that takes what is `made` and has `option` in its block.
    fn holder(&self, made: &str, option: &str) -> Option<Arc<Field>> {
        let vocabulary = self.vocabulary;
        let shape = vocabulary.kind_shape("service")?;
        let takes = |field: &&Arc<Field>| {
            let known = field.options.is_some_and(|id| vocabulary.shape(id).fields.contains_key(option));
            let members = field.ty.as_ref().map(Type::members).unwrap_or_default();
            known && members.iter().any(|member| matches!(member.unrefined(), Type::Nominal(name) if name == made))
        };
        shape.fields.values().find(takes).cloned()
    }
}

/// An argument as it is written, where it is short.
fn shown(argument: &Argument) -> String {
    super::instead::shown(&argument.value).unwrap_or_else(|| "…".to_owned())
}
