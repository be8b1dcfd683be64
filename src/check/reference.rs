//! Names, and what is read of the things they name.

use ecow::EcoString;

use super::Checker;
use super::import::Module;
use super::ir::{Asker, Expr, ExprKind, Step};
use super::place::{At, Place};
use super::scope::Scope;
use crate::diag::{Diagnostic, code, suggest};
use crate::resolve::{Meaning, family, private_name};
use crate::source::Span;
use crate::syntax::ast::{self, Segment};
use crate::types::{EnumType, LabelKind, Type};

/// What a port of a declaration offers, with the type of each.
const PORT_FACE: &[(&str, Type)] = &[
    ("addr", Type::String),
    ("url", Type::String),
    ("host", Type::String),
    ("number", Type::Int),
    ("name", Type::String),
];

impl Checker<'_, '_> {
    pub(super) fn word(
        &mut self,
        name: &EcoString,
        span: Span,
        expected: Option<&Type>,
        scope: &mut Scope,
    ) -> (Expr, Type) {
        let members = expected.map(Type::members).unwrap_or_default();
        for member in &members {
            let kind = match member.unrefined() {
                Type::Enum(words) if words.members.contains(name) => ExprKind::Word(name.clone()),
                Type::KeyName => ExprKind::Word(name.clone()),
                _ => continue,
            };
            if let Some(other) = self.value_in_scope(name, scope) {
                self.report(
                    Diagnostic::error(
                        code::AMBIGUOUS_NAME,
                        span,
                        format!("`{name}` could be the word or the value of that name"),
                    )
                    .label(other, "the value")
                    .help("rename the value, or put the word in quotes where a text may stand"),
                );
                return (Expr { span, kind: ExprKind::Error }, Type::Error);
            }
            return (Expr { span, kind }, (*member).clone());
        }
        let label = members.iter().find_map(|member| match member.unrefined() {
            Type::Label(kind) => Some(*kind),
            _ => None,
        });
        if let Some(kind) = label {
            let fallback = self.named_value(name, span, scope).filter(|_| kind == LabelKind::Volume);
            let fallback = fallback.map(|(expr, _)| Box::new(expr));
            return (Expr { span, kind: ExprKind::Label(kind, name.clone(), fallback) }, Type::Label(kind));
        }
        if let Some(found) = self.named_value(name, span, scope) {
            return found;
        }
        // A word may be a member of the type that could not be read.
        if !members.iter().any(|member| matches!(member, Type::Error)) {
            self.unknown_word(name, span, &members, scope);
        }
        (Expr { span, kind: ExprKind::Error }, Type::Error)
    }

    /// Where a value of this name is declared, for words that could mean it.
    fn value_in_scope(&self, name: &str, scope: &Scope) -> Option<Span> {
        let resolved = self.resolved;
        if scope.local(name).is_some() {
            return resolved.lets.get(name).map(|setting| setting.head.span).or(Some(super::no_span()));
        }
        if let Some(index) = self.let_of_template(name) {
            let used = self.group.and_then(|group| self.program.uses.get(group))?;
            return used.lets.get_index(index).map(|(_, setting)| setting.head.span);
        }
        let setting = resolved.params.get(name).or_else(|| resolved.lets.get(name));
        setting.map(|setting| setting.head.span)
    }

    /// The value called `name`: a local, a value or declaration of the module, or built in.
    pub(super) fn named_value(&mut self, name: &EcoString, span: Span, scope: &Scope) -> Option<(Expr, Type)> {
        let of = |kind, ty| Some((Expr { span, kind }, ty));
        if let Some((position, ty)) = scope.local(name) {
            return of(ExprKind::Local(position), ty.clone());
        }
        if let Some(index) = self.let_of_template(name) {
            return self.local_let(index, Some(span));
        }
        match self.meaning(name) {
            Some(Meaning::Param(index)) => {
                let ty = self.param_type(index);
                of(ExprKind::Param(self.resolved.base.params + index), ty)
            }
            Some(Meaning::Let(index)) => {
                let ty = self.let_type(index, Some(span));
                of(ExprKind::Let(self.resolved.base.lets + index), ty)
            }
            Some(Meaning::Declaration(index)) => self.declaration_ref(index, name, span),
            Some(Meaning::Ambiguous) => {
                let all = self.declarations_named(name).into_iter().map(|(_, declared)| declared);
                let diagnostic = crate::resolve::several_called(name, span, all);
                self.report(diagnostic);
                of(ExprKind::Error, Type::Error)
            }
            None if name == "environment" && !self.resolved.environments.is_empty() => {
                let members = self.resolved.environments.iter().map(|name| name.text.clone()).collect();
                let span = self.resolved.environments.first().map(|name| name.span);
                of(ExprKind::Environment, Type::Enum(std::sync::Arc::new(EnumType { members, span })))
            }
            None => None,
        }
    }

    /// The declaration of this index, which the text calls `name`.
    fn declaration_ref(&mut self, index: usize, name: &EcoString, span: Span) -> Option<(Expr, Type)> {
        let declared = self.program.declared(index)?;
        let ty = Type::declaration(declared.kind.clone());
        if self.group.is_some() && declared.name.is_none() {
            return Some((self.sibling(declared, name, span)?, ty));
        }
        Some((Expr { span, kind: ExprKind::Declaration(index) }, ty))
    }

    pub(super) fn self_ref(&mut self, span: Span, scope: &Scope) -> (Expr, Type) {
        match &scope.declaration {
            Some(_) => (Expr { span, kind: ExprKind::SelfRef }, Type::String),
            None => {
                self.report(
                    Diagnostic::error(code::UNKNOWN_NAME, span, "`self` has no meaning here")
                        .help("`self` is the declaration around it: use it in declarations, `defaults` and profiles"),
                );
                (Expr { span, kind: ExprKind::Error }, Type::Error)
            }
        }
    }

    pub(super) fn field(&mut self, base: &ast::Expr, name: &Segment, span: Span, scope: &mut Scope) -> (Expr, Type) {
        if let Some(found) = self.self_path(base, name, span, scope) {
            return found;
        }
        if let Some(found) = self.imported_value(base, name, span, scope) {
            return found;
        }
        let key = name.plain().unwrap_or_default();
        if let Some(found) = self.by_kind(base, &key, name.span(), span, scope) {
            return found;
        }
        let (base_expr, ty) = self.expr(base, None, scope);
        self.member(base_expr, &ty, &key, name.span(), span)
    }

    /// `config.settings`: a declaration named with its kind.
    fn by_kind(
        &mut self,
        base: &ast::Expr,
        name: &EcoString,
        at: Span,
        span: Span,
        scope: &Scope,
    ) -> Option<(Expr, Type)> {
        let (module, kind) = self.kind_word(base, scope)?;
        if name.is_empty() {
            return Some((Expr { span, kind: ExprKind::Error }, Type::Error));
        }
        let names = self.program.scopes.get(module)?;
        let in_group = self.group.filter(|_| module == self.scope);
        let of_group = in_group.and_then(|group| self.program.named_in(group, name).find(|(_, d)| d.is_of(&kind)));
        match of_group.or_else(|| names.declaration(&kind, name)) {
            Some((_, declared)) if module != self.scope && names.is_private(declared.span()) => {
                self.report(private_name(&ast::Name { span: at, text: name.clone() }, declared.span()));
                Some((Expr { span, kind: ExprKind::Error }, Type::Error))
            }
            Some((index, _)) => self.declaration_ref(index, name, span),
            None => {
                let known: Vec<EcoString> = names
                    .declarations
                    .iter()
                    .filter(|declared| declared.is_of(&kind))
                    .filter(|declared| module == self.scope || !names.is_private(declared.span()))
                    .filter_map(crate::resolve::Declared::plain_label)
                    .collect();
                if names.has_computed_labels(&kind) {
                    let label = Expr { span: at, kind: ExprKind::Text(name.clone()) };
                    let ty = self.family_type(&kind);
                    return Some((Expr { span, kind: ExprKind::DeclarationNamed(module, kind, Box::new(label)) }, ty));
                }
                let diagnostic = Diagnostic::error(code::UNKNOWN_NAME, at, format!("there is no {kind} `{name}`"));
                let mut other = names.declarations_named(name).map(|(_, declared)| declared);
                let other = other.find(|declared| module == self.scope || !names.is_private(declared.span()));
                let word = match &base.kind {
                    ast::ExprKind::Field { name, .. } => name.span(),
                    _ => base.span,
                };
                self.report(match other {
                    Some(other) => diagnostic
                        .label(other.span(), format!("a {} of that name", other.family()))
                        .help(format!("write `{}.{name}`", other.family()))
                        .fix(format!("write `{}`", other.family()), word, other.family()),
                    None => match suggest(name, known.iter().map(EcoString::as_str)) {
                        None => diagnostic.help(format!(
                            "declare it, `{kind} {name} …`, or name one that exists already, `external {kind} {name} …`"
                        )),
                        near => diagnostic.suggest(at, near),
                    },
                });
                Some((Expr { span, kind: ExprKind::Error }, Type::Error))
            }
        }
    }

    /// The kind that a word right before `.` or `[` names, with the module it is of, unless a value of that name is in
    /// scope.
    fn kind_word(&self, base: &ast::Expr, scope: &Scope) -> Option<(usize, EcoString)> {
        let (module, names, word) = match &base.kind {
            ast::ExprKind::Word(word) => {
                if self.is_value(word, scope) {
                    return None;
                }
                (self.scope, self.resolved, word)
            }
            ast::ExprKind::Field { base, name: Segment::Word(name) } => {
                let Some(Module::Known(module)) = self.module_of(base, scope) else { return None };
                let names = self.program.scopes.get(module)?;
                if names.meaning(&name.text, self.vocabulary).is_some() {
                    return None;
                }
                (module, names, &name.text)
            }
            _ => return None,
        };
        let is_kind = self.vocabulary.kinds.contains_key(word)
            || self.vocabulary.kinds.contains_key(format!("external_{word}").as_str())
            || names.has_resources_of(word);
        is_kind.then(|| (module, word.clone()))
    }

    /// What the bare word `name` means, the declarations of the template around first.
    pub(super) fn meaning(&self, name: &str) -> Option<Meaning> {
        let of_group = self.group.and_then(|group| self.program.meaning_in(group, name, self.vocabulary));
        of_group.or_else(|| self.resolved.meaning(name, self.vocabulary))
    }

    /// The declarations called `name`, those of the template around first.
    pub(super) fn declarations_named(&self, name: &str) -> Vec<(usize, &crate::resolve::Declared<'_>)> {
        let of_group: Vec<_> = self.group.map(|group| self.program.named_in(group, name).collect()).unwrap_or_default();
        if of_group.is_empty() { self.resolved.declarations_named(name).collect() } else { of_group }
    }

    fn family_type(&self, kind: &EcoString) -> Type {
        let external: EcoString = format!("external_{kind}").into();
        let kinds: Vec<EcoString> =
            [kind.clone(), external].into_iter().filter(|kind| self.vocabulary.kinds.contains_key(kind)).collect();
        Type::Declaration(std::sync::Arc::new(if kinds.is_empty() { vec!["resource".into()] } else { kinds }))
    }

    /// `self.path`: a face of the declaration around, or what it sets at a place of its vocabulary.
    fn self_path(&mut self, base: &ast::Expr, name: &Segment, span: Span, scope: &mut Scope) -> Option<(Expr, Type)> {
        let mut segments = vec![name];
        let mut inner = base;
        while let ast::ExprKind::Field { base, name } = &inner.kind {
            segments.push(name);
            inner = base;
        }
        if !matches!(inner.kind, ast::ExprKind::SelfRef) {
            return None;
        }
        segments.reverse();
        let (self_expr, _) = self.self_ref(inner.span, scope);
        let Some(kind) = scope.declaration.clone() else { return Some((self_expr, Type::Error)) };
        let first = segments.first().and_then(|segment| segment.plain()).unwrap_or_default();
        let shape = self.vocabulary.kind_shape(&kind)?;
        let is_field = shape.fields.contains_key(&first);
        if let Some(face) = shape.faces.get(&first)
            && (!is_field
                || matches!(first.as_str(), "name" | "namespace" | "labels" | "selector")
                // What it sets there is the block of its own account, which is no value.
                || first == "account" && segments.len() == 1
                // Read as others read it: the port of the Service.
                || first == "port" && segments.get(2).and_then(|part| part.plain()).is_some_and(|part| {
                    matches!(part.as_str(), "addr" | "number" | "url")
                }))
        {
            let ty = face.ty.clone();
            let mut expr = Expr {
                span: inner.span.to(segments.first().map_or(span, |segment| segment.span())),
                kind: ExprKind::Field(Box::new(self_expr), first, segments.first().map_or(span, |s| s.span())),
            };
            let mut ty = ty;
            for segment in segments.iter().skip(1) {
                let key = segment.plain().unwrap_or_default();
                (expr, ty) = self.member(expr, &ty, &key, segment.span(), inner.span.to(segment.span()));
            }
            return Some((expr, ty));
        }
        let field = self.vocabulary.kinds.get(&kind)?;
        let mut place = Place { what: Asker::Said("`self`"), ..Place::of_kind(field) };
        let mut steps: Vec<Step> = Vec::new();
        for (number, segment) in segments.iter().enumerate() {
            // Inside a value the rest is read of the value itself.
            if let At::Value(ty) = &place.at {
                let ty = ty.clone();
                return Some(self.rest_of_path(steps, ty, &segments, number, inner.span, span));
            }
            let (step, next) = self.step(&place, segment, false, scope);
            steps.extend(step);
            place = next;
            if matches!(place.at, At::Unknown) {
                return Some((Expr { span, kind: ExprKind::Error }, Type::Error));
            }
            if matches!(&place.at, At::Field(field) if field.options.is_none() && field.labels == crate::vocab::Labels::Never)
                && let Some(ty) = place.value_type()
            {
                place.at = At::Value(ty);
            }
        }
        match place.value_type() {
            Some(ty) if !place.needs_label() => Some((Expr { span, kind: ExprKind::SelfPath(steps) }, ty)),
            _ => {
                self.report(
                    Diagnostic::error(code::NO_VALUE_THERE, span, format!("{} is no value", place.what))
                        .help("read one of its entries"),
                );
                Some((Expr { span, kind: ExprKind::Error }, Type::Error))
            }
        }
    }

    fn rest_of_path(
        &mut self,
        steps: Vec<Step>,
        ty: Type,
        segments: &[&Segment],
        from: usize,
        start: Span,
        span: Span,
    ) -> (Expr, Type) {
        let reached = segments.get(from.saturating_sub(1)).map_or(span, |segment| start.to(segment.span()));
        let mut expr = Expr { span: reached, kind: ExprKind::SelfPath(steps) };
        let mut ty = ty;
        for segment in segments.iter().skip(from) {
            let key = segment.plain().unwrap_or_default();
            (expr, ty) = self.member(expr, &ty, &key, segment.span(), start.to(segment.span()));
        }
        (expr, ty)
    }

    /// `base.name` where `base` has type `ty`.
    fn member(&mut self, base: Expr, ty: &Type, name: &EcoString, at: Span, span: Span) -> (Expr, Type) {
        let build = |base: Expr, ty| (Expr { span, kind: ExprKind::Field(Box::new(base), name.clone(), at) }, ty);
        let broken = (Expr { span, kind: ExprKind::Error }, Type::Error);
        if name.is_empty() {
            return broken;
        }
        match ty.unrefined() {
            Type::Error => broken,
            Type::Any | Type::Schema(_) | Type::Object => build(base, Type::Any),
            Type::Map(element) => build(base, element.as_ref().clone()),
            Type::Record(record) => match record.field(name) {
                Some(field) if field.optional => {
                    let kind = ExprKind::OptionalField(Box::new(base), name.clone(), at);
                    (Expr { span, kind }, field.ty.clone().optional())
                }
                Some(field) => build(base, field.ty.clone()),
                None => {
                    let known = record.fields.iter().map(|field| field.name.as_str());
                    let mut diagnostic =
                        Diagnostic::error(code::UNKNOWN_ENTRY, at, format!("the record has no field `{name}`"))
                            .suggest(at, suggest(name, known));
                    if let Some(made) = record.span {
                        diagnostic = diagnostic.label(made, "the record");
                    }
                    self.report(diagnostic);
                    broken
                }
            },
            Type::Declaration(kinds) => self.face(base, kinds.first().cloned().unwrap_or_default(), name, at, span),
            Type::Nominal(nominal) if nominal == "ports" => build(base, Type::Nominal("port_of".into())),
            Type::Nominal(nominal) if nominal == "port_of" => match PORT_FACE.iter().find(|(known, _)| known == name) {
                Some((_, ty)) => build(base, ty.clone()),
                None => {
                    self.report(
                        Diagnostic::error(code::UNKNOWN_FACE, at, format!("a port has no `{name}`"))
                            .note("it has: addr, url, host, number, name")
                            .suggest(at, suggest(name, PORT_FACE.iter().map(|(known, _)| *known))),
                    );
                    broken
                }
            },
            Type::Optional(_) => {
                self.report(
                    Diagnostic::error(code::WRONG_TYPE, span, "this may be `none`, which has no parts")
                        .help("say what to take where there is none: `(… ?? other)`"),
                );
                broken
            }
            _ => {
                let diagnostic =
                    Diagnostic::error(code::UNKNOWN_ENTRY, at, format!("{} has no part `{name}`", self.a(ty)));
                self.report(match name.as_str() {
                    "length" | "size" | "count" | "len" => diagnostic.help("`len(…)` counts"),
                    name if self.vocabulary.functions.contains_key(name) => {
                        diagnostic.help(format!("`{name}` is a function: call it, `{name}(…)`"))
                    }
                    _ if matches!(ty.unrefined(), Type::List(_)) => {
                        diagnostic.help("an element is read by its index, from 0: `list[0]`")
                    }
                    _ => diagnostic,
                });
                broken
            }
        }
    }

    /// `web.addr`, `settings.HOST`: what a declaration shows.
    fn face(&mut self, base: Expr, kind: EcoString, name: &EcoString, at: Span, span: Span) -> (Expr, Type) {
        let build = |base: Expr, ty| (Expr { span, kind: ExprKind::Field(Box::new(base), name.clone(), at) }, ty);
        let shape = self.vocabulary.kind_shape(&kind);
        if let Some(face) = shape.and_then(|shape| shape.faces.get(name)) {
            return build(base, face.ty.clone());
        }
        match family(&kind) {
            "config" => return build(base, Type::ConfigKey),
            "secret" => return build(base, Type::Opaque),
            _ => {}
        }
        let known: Vec<&str> =
            shape.map(|shape| shape.faces.keys().map(EcoString::as_str).collect()).unwrap_or_default();
        let mut diagnostic = Diagnostic::error(
            code::UNKNOWN_FACE,
            at,
            format!("nothing called `{name}` can be read of a {}", family(&kind)),
        );
        diagnostic = match suggest(name, known.iter().copied()) {
            Some(suggestion) => diagnostic.suggest(at, Some(suggestion)),
            None if shape.is_some_and(|shape| shape.fields.contains_key(name)) => diagnostic.help(
                "only what does not depend on other declarations may be read from outside; put the value in a `let` that both use",
            ),
            None => diagnostic,
        };
        self.report(diagnostic.note(format!("what can: {}", known.join(", "))));
        (Expr { span, kind: ExprKind::Error }, Type::Error)
    }

    pub(super) fn index(&mut self, base: &ast::Expr, index: &ast::Expr, span: Span, scope: &mut Scope) -> (Expr, Type) {
        if let Some((module, kind)) = self.kind_word(base, scope) {
            let label = self.typed(index, &Type::String, &Asker::Said("the label of a declaration"), scope);
            if let ExprKind::Text(name) = &label.kind
                && let Some(found) = self.by_kind(base, name, index.span, span, scope)
            {
                return found;
            }
            let ty = self.family_type(&kind);
            return (Expr { span, kind: ExprKind::DeclarationNamed(module, kind, Box::new(label)) }, ty);
        }
        let (base_expr, ty) = self.expr(base, None, scope);
        let (wanted, result) = match ty.unrefined() {
            Type::List(element) => (Type::Int, element.as_ref().clone()),
            Type::Map(element) => (Type::String, element.as_ref().clone()),
            Type::Record(_) => (Type::String, Type::Any),
            Type::Declaration(kinds) => {
                let of = match family(kinds.first().map_or("", EcoString::as_str)) {
                    "secret" => Type::Opaque,
                    "config" => Type::ConfigKey,
                    _ => Type::Error,
                };
                (Type::String, of)
            }
            Type::Nominal(nominal) if nominal == "ports" => (Type::String, Type::Nominal("port_of".into())),
            Type::Error => return (Expr { span, kind: ExprKind::Error }, Type::Error),
            Type::Any | Type::Schema(_) | Type::Object => (Type::Any, Type::Any),
            _ => {
                self.report(
                    Diagnostic::error(code::WRONG_TYPE, span, format!("{} has no elements", self.a(&ty)))
                        .help("`[ ]` reads an element of a list, or a key of a map, config or secret"),
                );
                return (Expr { span, kind: ExprKind::Error }, Type::Error);
            }
        };
        let index = self.typed(index, &wanted, &Asker::Said("the index"), scope);
        (Expr { span, kind: ExprKind::Index(Box::new(base_expr), Box::new(index)) }, result)
    }
}
