//! Local names, and what `self` and `it` mean.

use ecow::EcoString;

use super::Checker;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::types::Type;
use crate::vocab::Vocabulary;

/// What is in scope beside the names of the module.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Local names, outermost first; evaluation finds them by position.
    pub(super) locals: Vec<Local>,
    /// The kind of the declaration around, which `self` means.
    pub(super) declaration: Option<EcoString>,
    /// Whether it is the block of `app`, which has environments as a declaration has, but no `self`.
    pub(super) of_app: bool,
    /// The type of `it`.
    pub(super) it: Option<Type>,
    /// The environments that say the entries, where it is not all of them: only there `new` has a meaning.
    pub(super) environments: Option<Vec<EcoString>>,
}

/// A local name.
#[derive(Debug, Clone)]
pub(super) struct Local {
    /// `None` where it is not known: around a template's text.
    pub(super) name: Option<EcoString>,
    pub(super) ty: Type,
}

/// The environments that an `in` names.
pub(super) fn names(written: &[Name]) -> Vec<EcoString> {
    written.iter().map(|name| name.text.clone()).collect()
}

impl Checker<'_, '_> {
    /// Goes into an `in` block; what is to be restored behind it. An environment that the block around does not name
    /// would never come about.
    pub(super) fn enter_environments(&mut self, written: &[Name], scope: &mut Scope) -> Option<Vec<EcoString>> {
        let outer = scope.environments.replace(names(written));
        for name in written {
            if let Some(outer) = outer.as_ref().filter(|outer| !outer.contains(&name.text)) {
                let around = outer.join(", ");
                self.report(
                    Diagnostic::error(
                        code::EXCLUDED_ENVIRONMENT,
                        name.span,
                        format!("what stands in `in {around}` never comes about in `{}`", name.text),
                    )
                    .help("put the block beside the one around it"),
                );
            }
        }
        outer
    }
}

impl Scope {
    pub(super) fn of_module() -> Scope {
        Scope::default()
    }

    pub(super) fn of_app() -> Scope {
        Scope { of_app: true, ..Scope::default() }
    }

    /// For a block that is applied to declarations of `kind`. One for containers is applied inside workloads.
    pub(super) fn of_declaration(kind: EcoString, vocabulary: &Vocabulary) -> Scope {
        let kind = if vocabulary.kinds.contains_key(&kind) { kind } else { "service".into() };
        Scope { declaration: Some(kind), ..Scope::default() }
    }

    pub(super) fn enter(&mut self, kind: EcoString) {
        self.declaration = Some(kind);
    }

    /// Position and type of the innermost local called `name`.
    pub(super) fn local(&self, name: &str) -> Option<(usize, &Type)> {
        self.locals
            .iter()
            .enumerate()
            .rev()
            .find(|(_, local)| local.name.as_deref() == Some(name))
            .map(|(i, local)| (i, &local.ty))
    }
}

impl Checker<'_, '_> {
    /// Takes a local name in. It may not hide a name of the module.
    pub(super) fn push_local(&mut self, scope: &mut Scope, name: &Name, ty: Type) {
        if let Some(span) = self.module_value(&name.text) {
            self.report(
                Diagnostic::error(code::HIDES_NAME, name.span, format!("`{}` hides a name of the module", name.text))
                    .here("this local name")
                    .label(span, "the module's")
                    .help("call the local name something else"),
            );
        }
        scope.locals.push(Local { name: Some(name.text.clone()), ty });
    }

    /// Takes in the names of a loop; where there are two, the first is the key.
    pub(super) fn push_loop_names(&mut self, scope: &mut Scope, names: &[Name], key: Type, element: Type) {
        match names {
            [one] => self.push_local(scope, one, element),
            [first, second, ..] => {
                self.push_local(scope, first, key);
                self.push_local(scope, second, element);
            }
            [] => {}
        }
    }

    /// Where the module declares a value called `name`.
    pub(super) fn module_value(&self, name: &str) -> Option<Span> {
        let resolved = self.resolved;
        let setting = resolved.params.get(name).or_else(|| resolved.lets.get(name));
        setting
            .map(|setting| setting.head.span)
            .or_else(|| self.declarations_named(name).first().map(|(_, declared)| declared.span()))
            .or_else(|| resolved.import_anywhere(name).map(|import| import.setting.head.span))
    }
}
