//! Declarations, `defaults`, profiles and the `in` blocks of the top level.

use std::sync::Arc;

use ecow::EcoString;

use super::ir::{Asker, Expr};
use super::place::Place;
use super::scope::{Scope, names};
use super::{CheckedGuard, Checker, Declared, Layer, has_environments};
use crate::diag::{Diagnostic, code};
use crate::resolve::{Guard, assigned};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::Type;
use crate::vocab::Field;

impl Checker<'_, '_> {
    pub(super) fn environment_values(&mut self) {
        let resolved = self.resolved;
        let mut set: Vec<(usize, usize, Span)> = Vec::new();
        for (environment, block) in &resolved.environment_values {
            let index = self.environment(&environment.text);
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
                if let Some((param, value)) = self.value_for_import(setting) {
                    let value = index.zip(value);
                    if let Some((index, value)) = value
                        && self.sets_once(&mut set, index, param, setting, environment)
                        && let Some(values) = self.checked.importer_values.get_mut(index)
                    {
                        values.push((param, value));
                    }
                    continue;
                }
                let Some(param) = resolved.params.get_index_of(&name) else {
                    if resolved.may_be_lost(&name) {
                        continue;
                    }
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
                let what: Asker = format!("param `{name}`").into();
                let Some(value) = assigned(setting) else {
                    self.report(
                        Diagnostic::error(code::NEEDS_VALUE, setting.head.span, format!("`{name}` has no value"))
                            .help(format!("write `{name} = …`")),
                    );
                    continue;
                };
                let value = self.conforming(value, &ty, &what, &mut Scope::of_module());
                let Some(index) = index else { continue };
                let param = resolved.base.params + param;
                if self.sets_once(&mut set, index, param, setting, environment)
                    && let Some(values) = self.checked.environment_values.get_mut(index)
                {
                    values.push((param, value));
                }
            }
        }
    }

    /// `pg.size = 20Gi` of an environment: parameter and value, the latter if it can be had; `None` for another entry.
    fn value_for_import(&mut self, setting: &ast::Setting) -> Option<(usize, Option<Expr>)> {
        let [ast::Segment::Word(module), ast::Segment::Word(name)] = setting.head.path.segments.as_slice() else {
            return None;
        };
        let import = self.resolved.import(&module.text, module.span)?;
        let value = import.scope.and_then(|scope| self.importer_value(scope, name, setting));
        Some(value.map_or((0, None), |(param, value)| (param, Some(value))))
    }

    /// Whether an environment sets a parameter for the first time; reported where not.
    fn sets_once(
        &mut self,
        set: &mut Vec<(usize, usize, Span)>,
        index: usize,
        param: usize,
        setting: &ast::Setting,
        environment: &ast::Name,
    ) -> bool {
        if let Some((_, _, first)) = set.iter().find(|(e, p, _)| (*e, *p) == (index, param)) {
            let first = *first;
            let name: Vec<EcoString> = setting.head.path.segments.iter().filter_map(ast::Segment::plain).collect();
            self.report(
                Diagnostic::error(
                    code::SET_TWICE,
                    setting.head.span,
                    format!("environment `{}` sets `{}` twice", environment.text, name.join(".")),
                )
                .label(first, "set here first")
                .help("keep one of them"),
            );
            return false;
        }
        set.push((index, param, setting.head.span));
        true
    }

    pub(super) fn layer(&mut self, kind: &EcoString, name: String, setting: &ast::Setting) -> Layer {
        let body = match (&setting.block, Place::of_layer(self.vocabulary, kind)) {
            (Some(block), Some(place)) => {
                let mut scope = Scope::of_declaration(kind.clone(), self.vocabulary);
                self.block(&block.entries, &place, &mut scope)
            }
            _ => Vec::new(),
        };
        let has_environments = has_environments(&body);
        let title = &self.resolved.title;
        let name = if title.is_empty() { name } else { format!("{name} of `{title}`") };
        Layer { scope: self.scope, kind: kind.clone(), name, span: setting.head.span, body, has_environments }
    }

    pub(super) fn declaration(&mut self, declared: &crate::resolve::Declared<'_>) {
        let Some(field) = self.vocabulary.kinds.get(&declared.kind) else { return };
        let mut scope = Scope::of_module();
        let mut guards = Vec::new();
        let module = self.scope;
        let outer = (self.resolved, self.scope, self.group);
        for guard in &declared.guards {
            guards.push(self.guard(guard, &mut scope));
        }
        let label = self.key(declared.label, &mut scope.clone());
        let label = self.grouped_label(label, declared.label.span());
        scope.enter(declared.kind.clone());
        scope.environments = declared.only_in.map(names);
        let setting = declared.setting;
        let place = self.place_of(declared, field);
        let mut body = Vec::new();
        self.value_of(setting, &place, Vec::new(), &mut scope, &mut body);
        body.extend(self.declared_block(setting, field, &place, &mut scope));
        let with = self.profiles(&setting.head.with, &declared.kind, self.vocabulary.is_workload(&declared.kind));
        let home = self.scope;
        (self.resolved, self.scope, self.group) = outer;
        let places = std::mem::take(&mut self.places);
        let over = self.over(declared, &places);
        let plain = |segment: &ast::Segment| segment.plain().unwrap_or_default();
        let only_in = declared.only_in.map(|names| self.known_environments(names));
        let dropped = declared
            .dropped
            .iter()
            .map(|(span, names)| (*span, names.map(|names| self.known_environments(names))))
            .collect();
        self.checked.declarations.push(Declared {
            scope: module,
            home,
            used: declared.used.and_then(|used| self.program.uses.get(used)).map(|used| used.span),
            over,
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
            dropped,
        });
    }

    /// The body of a declaration: of a resource, with the type of its Kind.
    pub(super) fn place_of(&mut self, declared: &crate::resolve::Declared<'_>, field: &Arc<Field>) -> Place {
        if declared.resource.is_none() {
            return Place::of_kind(field);
        }
        let typed = field.with_type(self.resource_type(declared));
        Place::of_kind(&Arc::new(typed))
    }

    /// As [`Checker::place_of`], for a look at a declaration that is checked by itself.
    pub(super) fn place_again(&mut self, declared: &crate::resolve::Declared<'_>, field: &Arc<Field>) -> Place {
        let start = self.diagnostics.len();
        let place = self.place_of(declared, field);
        self.diagnostics.truncate(start);
        place
    }

    /// The indexes of those of `names` that exist; the others have their diagnostics.
    pub(super) fn known_environments(&self, names: &[ast::Name]) -> Vec<usize> {
        names.iter().filter_map(|name| self.environment(&name.text)).collect()
    }

    pub(super) fn guard(&mut self, guard: &Guard<'_>, scope: &mut Scope) -> CheckedGuard {
        match guard {
            Guard::Use(used) => CheckedGuard::Use(self.enter_use(*used, scope)),
            Guard::If(written, branch) => {
                let mut conditions: Vec<Expr> = Vec::new();
                for (condition, _) in written.branches.iter().take(branch + 1) {
                    // Every declaration in the `if` asks for its conditions; their mistakes are reported once.
                    conditions.push(self.once(condition.span, |checker| {
                        checker.conforming(condition, &Type::Bool, &Asker::Said("a condition"), scope)
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
    pub(super) fn once<T>(&mut self, _span: Span, check: impl FnOnce(&mut Self) -> T) -> T {
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
}
