//! Names of imported modules, what an `import` or a `use` gives to parameters, and what a `use` lays over declarations.

use std::sync::Arc;

use ecow::EcoString;

use super::ir::{Asker, Expr, ExprKind, Key, Part};
use super::scope::{Local, Scope, names};
use super::{Checker, Over, has_environments};
use crate::diag::{Diagnostic, code, suggest};
use crate::resolve::{self, Laid, Meaning, Program, private_name, unknown_module};
use crate::source::Span;
use crate::syntax::ast::{self, Name, Qualified, Segment};
use crate::types::Type;

/// The parameters of a template, as one `use` gives them.
#[derive(Debug)]
pub(super) struct Bound {
    /// Names with their types.
    names: Vec<(Name, Type)>,
    /// What each stands for, in terms of the place of the `use`.
    values: Arc<Vec<Expr>>,
}

/// The place of a `use`: what is in scope there.
#[derive(Debug, Clone)]
pub(super) struct UsePlace {
    used: usize,
    scope: usize,
    group: Option<usize>,
    names: Scope,
}

/// Where a word before a dot leads.
pub(super) enum Module {
    /// To an imported module.
    Known(usize),
    /// To one that cannot be had, which has its diagnostic.
    Broken,
}

impl Checker<'_, '_> {
    /// The imported module that `word` means before a dot, unless a value of that name is in scope.
    pub(super) fn module_of(&self, base: &ast::Expr, scope: &Scope) -> Option<Module> {
        if self.resolved.imports.is_empty() {
            return None;
        }
        let ast::ExprKind::Word(word) = &base.kind else { return None };
        if self.is_value(word, scope) {
            return None;
        }
        let import = self.resolved.import(word, base.span)?;
        Some(import.scope.map_or(Module::Broken, Module::Known))
    }

    /// `platform.domain`: a value or declaration of an imported module.
    pub(super) fn imported_value(
        &mut self,
        base: &ast::Expr,
        name: &Segment,
        span: Span,
        scope: &Scope,
    ) -> Option<(Expr, Type)> {
        let broken = (Expr { span, kind: ExprKind::Error }, Type::Error);
        let module = match self.module_of(base, scope)? {
            Module::Known(module) => module,
            Module::Broken => return Some(broken),
        };
        let Segment::Word(name) = name else {
            let text = name.plain().unwrap_or_default();
            self.report(
                Diagnostic::error(code::UNKNOWN_NAME, name.span(), format!("the module has nothing called `{text}`"))
                    .help("a declaration whose label is no word is named with its kind: `module.config[\"…\"]`"),
            );
            return Some(broken);
        };
        if name.text.is_empty() {
            return Some(broken);
        }
        let program = self.program;
        let names = program.scopes.get(module)?;
        let declared = match names.meaning(&name.text, self.vocabulary) {
            Some(Meaning::Param(index)) => names.params.get_index(index).map(|(_, setting)| setting.head.span),
            Some(Meaning::Let(index)) => names.lets.get_index(index).map(|(_, setting)| setting.head.span),
            Some(Meaning::Declaration(index)) => program.declared(index).map(resolve::Declared::span),
            Some(Meaning::Ambiguous) => None,
            None => {
                self.unknown_in(module, name);
                return Some(broken);
            }
        };
        if let Some(declared) = declared.filter(|declared| names.is_private(*declared)) {
            self.report(private_name(name, declared));
            return Some(broken);
        }
        let found =
            self.within(module, None, |checker| checker.named_value(&name.text, name.span, &Scope::of_module()));
        let (expr, ty) = found?;
        Some((Expr { span, ..expr }, ty))
    }

    /// Reports that a module has no value called `name`.
    fn unknown_in(&mut self, module: usize, name: &Name) {
        let Some(names) = self.program.scopes.get(module) else { return };
        if names.may_be_lost(&name.text) {
            return;
        }
        let diagnostic = Diagnostic::error(
            code::UNKNOWN_NAME,
            name.span,
            format!("`{}` has nothing called `{}`", names.title, name.text),
        );
        let known = names.open_values();
        self.report(if names.functions.contains_key(&name.text) {
            diagnostic.help(format!("`{}` is a function: call it", name.text))
        } else if names.templates.contains_key(&name.text) {
            diagnostic.help(format!("`{}` is a template: `use … as NAME {{ … }}`", name.text))
        } else {
            match suggest(&name.text, known.iter().copied()) {
                Some(suggestion) => diagnostic.suggest(name.span, Some(suggestion)),
                None if known.is_empty() => diagnostic.note("it has no values"),
                None => diagnostic.note(format!("it has: {}", known.join(", "))),
            }
        });
    }

    /// The module in which `name` is looked up, where it is written with one; `Err` where there is none, which is
    /// reported.
    pub(super) fn module_named(&mut self, name: &Qualified) -> Result<Option<usize>, ()> {
        let Some(module) = &name.module else { return Ok(None) };
        match self.resolved.import(&module.text, module.span) {
            Some(import) => import.scope.map(Some).ok_or(()),
            None => {
                self.diagnostics.extend(unknown_module(module, self.resolved));
                Err(())
            }
        }
    }

    /// Looks at the alias that `name` of an imported module is, so that it is known when it is read.
    pub(super) fn imported_alias(&mut self, name: &Qualified) {
        let start = self.diagnostics.len();
        let _ = self.imported_type(name);
        self.diagnostics.truncate(start);
    }

    /// `platform.size` as a type.
    pub(super) fn imported_type(&mut self, name: &Qualified) -> Type {
        let Ok(Some(module)) = self.module_named(name) else { return Type::Error };
        let Some(names) = self.program.scopes.get(module) else { return Type::Error };
        let Some((index, _, alias)) = names.types.get_full(&name.name.text) else {
            let known = names.open_names(&names.types, true, |alias| alias.name.span);
            let text = &name.name.text;
            if !text.is_empty() && !names.may_be_lost(text) {
                self.report(
                    Diagnostic::error(
                        code::UNKNOWN_TYPE,
                        name.name.span,
                        format!("`{}` has no type `{text}`", names.title),
                    )
                    .suggest(name.name.span, suggest(text, known)),
                );
            }
            return Type::Error;
        };
        if names.is_private(alias.name.span) {
            self.report(private_name(&name.name, alias.name.span));
            return Type::Error;
        }
        self.within(module, None, |checker| checker.alias(index))
    }

    /// What the blocks of imports give to parameters.
    pub(super) fn imports(&mut self) {
        let resolved = self.resolved;
        for import in &resolved.imports {
            let (Some(module), Some(block)) = (import.scope, &import.setting.block) else { continue };
            let mut given: Vec<(usize, Span)> = Vec::new();
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
                let Some(Segment::Word(name)) = setting.head.path.segments.first() else { continue };
                let Some((param, value)) = self.importer_value(module, name, setting) else { continue };
                match given.iter().find(|(known, _)| *known == param) {
                    Some((_, first)) => {
                        let first = *first;
                        self.report(
                            Diagnostic::error(
                                code::SET_TWICE,
                                setting.head.span,
                                format!("the import sets `{}` twice", name.text),
                            )
                            .label(first, "set here first")
                            .help("keep one of them"),
                        );
                    }
                    None => {
                        given.push((param, setting.head.span));
                        if let Some(slot) = self.checked.params.get_mut(param) {
                            slot.bound = Some(value);
                        }
                    }
                }
            }
        }
    }

    /// The value that `setting` gives to the parameter `name` of an imported module, with the parameter's index.
    pub(super) fn importer_value(
        &mut self,
        module: usize,
        name: &Name,
        setting: &ast::Setting,
    ) -> Option<(usize, Expr)> {
        let names = self.program.scopes.get(module)?;
        let Some((index, _, param)) = names.params.get_full(&name.text) else {
            if !name.text.is_empty() && !names.may_be_lost(&name.text) {
                let known = names.open_names(&names.params, true, |param| param.head.span);
                let diagnostic = Diagnostic::error(
                    code::UNKNOWN_NAME,
                    name.span,
                    format!("`{}` has no param `{}`", names.title, name.text),
                );
                self.report(match (suggest(&name.text, known.iter().copied()), known.len()) {
                    (Some(suggestion), _) => diagnostic.suggest(name.span, Some(suggestion)),
                    (None, 0) => diagnostic.note("it has none that an importer sets"),
                    (None, _) => diagnostic.note(format!("its params are {}", known.join(", "))),
                });
            }
            return None;
        };
        if names.is_private(param.head.span) {
            self.report(private_name(name, param.head.span));
            return None;
        }
        let Some(value) = resolve::assigned(setting) else {
            self.report(
                Diagnostic::error(code::NEEDS_VALUE, setting.head.span, format!("`{}` has no value", name.text))
                    .help(format!("write `{} = …`", name.text)),
            );
            return None;
        };
        let ty = self.within(module, None, |checker| checker.param_type(index));
        let what: Asker = format!("param `{}` of `{}`", name.text, names.title).into();
        let value = self.conforming(value, &ty, &what, &mut Scope::of_module());
        Some((names.base.params + index, value))
    }

    /// Goes into the template of a `use`: from here on its parameters are local names, and those around are not known.
    pub(super) fn enter_use(&mut self, index: usize, scope: &mut Scope) -> Arc<Vec<Expr>> {
        let known = self.uses.get(index).cloned().flatten();
        let is_new = known.is_none();
        let bound = match known {
            Some(bound) => bound,
            None => {
                let bound = Arc::new(self.given_by(index, scope));
                if let Some(slot) = self.uses.get_mut(index) {
                    *slot = Some(bound.clone());
                }
                bound
            }
        };
        self.places.push(UsePlace { used: index, scope: self.scope, group: self.group, names: scope.clone() });
        for local in &mut scope.locals {
            local.name = None;
        }
        let program: &Program<'_> = self.program;
        let home = program.uses.get(index).map_or(self.scope, |used| used.home);
        if let Some(resolved) = program.scopes.get(home) {
            (self.resolved, self.scope, self.group) = (resolved, home, Some(index));
        }
        for (name, ty) in &bound.names {
            scope.locals.push(Local { name: Some(name.text.clone()), ty: ty.clone() });
        }
        if is_new {
            self.lets_of_template(scope);
        }
        bound.values.clone()
    }

    /// The parameters of the template that the `use` of this index names, and what it gives them.
    fn given_by(&mut self, index: usize, scope: &Scope) -> Bound {
        let (mut names, mut values) = (Vec::new(), Vec::new());
        let program = self.program;
        let Some(used) = program.uses.get(index) else { return Bound { names, values: Arc::default() } };
        let mut missing: Vec<&Name> = Vec::new();
        for (param, argument) in used.template.params.iter().zip(&used.arguments) {
            let name = &param.name;
            if names.iter().any(|(known, _): &(Name, Type)| known.text == name.text) {
                self.report(Diagnostic::error(
                    code::DUPLICATE_NAME,
                    name.span,
                    format!("the template has two parameters `{}`", name.text),
                ));
            }
            let ty = self.within(used.home, Some(index), |checker| {
                checker.push_local(&mut Scope::of_module(), name, Type::Error);
                match &param.ty {
                    Some(written) => checker.ty(written),
                    None => {
                        checker.report(
                            Diagnostic::error(
                                code::NEEDS_TYPE,
                                name.span,
                                format!("parameter `{}` has no type", name.text),
                            )
                            .help(format!("write `{}: string`, or whatever it takes", name.text)),
                        );
                        Type::Error
                    }
                }
            });
            let what: Asker = format!("parameter `{}`", name.text).into();
            let default = param.default.as_ref().map(|default| {
                self.within(used.home, None, |checker| checker.conforming(default, &ty, &what, &mut Scope::of_module()))
            });
            let value = match argument {
                Some(argument) => Some(self.conforming(argument, &ty, &what, &mut scope.clone())),
                None => default,
            };
            if value.is_none() && used.site.is_some() {
                missing.push(name);
            }
            values.push(value.unwrap_or(Expr { span: used.span, kind: ExprKind::Error }));
            names.push((name.clone(), ty));
        }
        if let Some(first) = missing.first() {
            let list = missing.iter().map(|name| format!("`{}`", name.text)).collect::<Vec<_>>().join(", ");
            let plural = if missing.len() == 1 { "parameter" } else { "parameters" };
            self.report(
                Diagnostic::error(
                    code::WRONG_ARGUMENTS,
                    used.span,
                    format!("template `{}` needs its {plural} {list}", used.template.name.text),
                )
                .label(first.span, "declared here")
                .help(format!("give it in the body: `{{ {} = … }}`", first.text)),
            );
        }
        Bound { names, values: Arc::new(values) }
    }

    /// The label of a declaration that the template's text calls `inner`: what each `use` around makes of the one within.
    pub(super) fn grouped_label(&mut self, inner: Key, span: Span) -> Key {
        let mut key = inner;
        for mut place in self.places.clone().into_iter().rev() {
            let program = self.program;
            let Some(used) = program.uses.get(place.used) else { continue };
            let Some(name) = used.site.and_then(|site| site.as_name.as_ref()) else { continue };
            let outer = self.within(place.scope, place.group, |checker| checker.key(name, &mut place.names));
            key = match (outer, key) {
                (outer, Key::Plain(own)) if own == "self" => outer,
                (Key::Plain(outer), Key::Plain(own)) => Key::Plain(resolve::grouped(&outer, &own)),
                (outer, own) => {
                    let parts = vec![part(outer), Part::Literal("-".into()), part(own)];
                    Key::Computed(Box::new(Expr { span, kind: ExprKind::Interpolation(parts) }))
                }
            };
        }
        key
    }

    /// A reference from the text of a template to `name`, another of its declarations, where a `use` computes its name.
    pub(super) fn sibling(&mut self, declared: &resolve::Declared<'_>, name: &EcoString, span: Span) -> Option<Expr> {
        let module = self.places.first().map(|place| place.scope)?;
        let family = match declared.resource {
            Some((_, kind)) => kind.plain()?,
            None => declared.family().into(),
        };
        let label = match self.grouped_label(Key::Plain(name.clone()), span) {
            Key::Plain(text) => Expr { span, kind: ExprKind::Text(text) },
            Key::Computed(expr) => *expr,
        };
        Some(Expr { span, kind: ExprKind::DeclarationNamed(module, family, Box::new(label)) })
    }

    /// What the bodies of `use`s lay over a declaration.
    pub(super) fn over(&mut self, declared: &resolve::Declared<'_>, places: &[UsePlace]) -> Vec<Over> {
        let Some(field) = self.vocabulary.kinds.get(&declared.kind) else { return Vec::new() };
        let mut found = Vec::new();
        for over in &declared.over {
            let Some(at) = places.iter().position(|place| place.used == over.used) else { continue };
            let (around, Some(place)) = (places.get(..at).unwrap_or_default(), places.get(at)) else { continue };
            self.places = around.to_vec();
            let Some(used) = self.program.uses.get(over.used) else { continue };
            let mut scope = place.names.clone();
            scope.enter(declared.kind.clone());
            scope.environments = over.environments.map(names);
            let body = self.within(place.scope, place.group, |checker| {
                let at = checker.place_again(declared, field);
                let setting = match over.laid {
                    Laid::Set(setting) => setting,
                    Laid::Unset(path, steps) => return checker.unset_below(path, steps, &at, &mut scope),
                };
                if let Some(first) = setting.head.with.first() {
                    checker.report(
                        Diagnostic::error(code::MISPLACED, first.span(), "`with` cannot stand here")
                            .help("a profile belongs to the declaration itself, in the template"),
                    );
                }
                let mut body = Vec::new();
                checker.value_of(setting, &at, Vec::new(), &mut scope, &mut body);
                if let Some(block) = &setting.block {
                    body.extend(checker.block(&block.entries, &at, &mut scope));
                }
                body
            });
            let group = used.site.and_then(|site| site.as_name.as_ref()).and_then(Segment::plain).unwrap_or_default();
            found.push(Over {
                name: format!("`use {} as {group}`", used.template.name.text),
                span: over.laid.span(),
                environments: over.environments.map(|names| self.known_environments(names)),
                has_environments: has_environments(&body),
                body,
            });
        }
        self.places.clear();
        found
    }

    /// The index of an environment among those of the program.
    pub(super) fn environment(&self, name: &str) -> Option<usize> {
        self.checked.environments.iter().position(|known| known == name)
    }
}

fn part(key: Key) -> Part {
    match key {
        Key::Plain(text) => Part::Literal(text),
        Key::Computed(expr) => Part::Computed(*expr),
    }
}
