//! Blocks: every entry finds its place in the vocabulary and its value is checked against the type of that place.

use std::sync::Arc;

use ecow::EcoString;

use super::Checker;
use super::ir::{Allow, Asker, Merge, Set, Statement, StatementKind, Step, Target};
use super::place::{At, Place};
use super::scope::Scope;
use crate::diag::{Diagnostic, code, suggest};
use crate::source::Span;
use crate::syntax::ast::{self, Entry, EntryKind, Setting};
use crate::types::Type;
use crate::vocab::Labels;

impl Checker<'_, '_> {
    /// Checks the entries of a block that stands at `place`.
    pub(super) fn block(&mut self, entries: &[Entry], place: &Place, scope: &mut Scope) -> Vec<Statement> {
        let mut statements = Vec::with_capacity(entries.len());
        for entry in entries {
            self.entry(entry, place, scope, &mut statements);
        }
        statements
    }

    fn entry(&mut self, entry: &Entry, place: &Place, scope: &mut Scope, out: &mut Vec<Statement>) {
        let span = entry.span;
        match &entry.kind {
            EntryKind::Junk => {}
            EntryKind::Setting(setting) => self.setting(setting, place, scope, out),
            EntryKind::If(written) => {
                let mut branches = Vec::new();
                for (condition, body) in &written.branches {
                    let condition = self.conforming(condition, &Type::Bool, &Asker::Said("a condition"), scope);
                    branches.push((Some(condition), self.block(&body.entries, place, scope)));
                }
                if let Some(body) = &written.otherwise {
                    branches.push((None, self.block(&body.entries, place, scope)));
                }
                out.push(Statement { span, kind: StatementKind::If(branches) });
            }
            EntryKind::For(written) => {
                let (iterable, key, element) = self.iterable(&written.iterable, written.names.len(), scope);
                let depth = scope.locals.len();
                self.push_loop_names(scope, &written.names, key, element);
                let body = self.block(&written.body.entries, place, scope);
                scope.locals.truncate(depth);
                out.push(Statement { span, kind: StatementKind::For(written.names.len(), iterable, body) });
            }
            EntryKind::In(written) => {
                let layered = scope.declaration.is_some() || scope.of_app;
                if !layered || matches!(place.at, At::Value(_)) && self.open_depth > 0 {
                    self.misplaced(
                        span,
                        "an `in` block",
                        "an environment changes entries of a declaration: put it there",
                    );
                    return;
                }
                let mut environments = Vec::new();
                for name in &written.environments {
                    match crate::resolve::unknown_environment(self.resolved, name) {
                        Some(diagnostic) => self.report(diagnostic),
                        None => environments.extend(self.environment(&name.text)),
                    }
                }
                let outer = self.enter_environments(&written.environments, scope);
                let body = self.block(&written.body.entries, place, scope);
                scope.environments = outer;
                out.push(Statement { span, kind: StatementKind::In(environments, body) });
            }
            EntryKind::Unset(path) => {
                let (steps, reached) = self.walk(place, &path.segments, &[], scope);
                if !matches!(reached.at, At::Unknown) {
                    out.push(Statement { span: path.span, kind: StatementKind::Unset(steps) });
                }
            }
            EntryKind::Assert(written) => {
                let condition = self.conforming(&written.condition, &Type::Bool, &Asker::Said("a condition"), scope);
                let message = written.message.as_ref().map(|message| self.text(message, scope).0);
                out.push(Statement { span: written.condition.span, kind: StatementKind::Assert(condition, message) });
            }
            EntryKind::Allow(written) => {
                if let Some(allow) = self.allow(written, span) {
                    out.push(Statement { span, kind: StatementKind::Allow(allow) });
                }
            }
            EntryKind::Environments(_)
            | EntryKind::Fn(_)
            | EntryKind::Type(_)
            | EntryKind::Template(_)
            | EntryKind::Use(_) => {
                self.misplaced(span, "a declaration of the module", "put it at the top level of the file");
            }
        }
    }

    /// An `assert` or `allow` at top level.
    pub(super) fn module_entry(&mut self, entry: &Entry) -> Vec<Statement> {
        let mut statements = Vec::new();
        let place = Place::of_value(&Type::Any, Asker::Said("the module"));
        self.entry(entry, &place, &mut Scope::of_module(), &mut statements);
        statements
    }

    fn misplaced(&mut self, span: Span, what: &str, help: &str) {
        self.report(
            Diagnostic::error(code::MISPLACED, span, format!("{what} cannot stand here")).help(help.to_owned()),
        );
    }

    fn allow(&mut self, written: &ast::Allow, span: Span) -> Option<Allow> {
        let name = &written.capability;
        let Some(capability) = self.vocabulary.capabilities.get(&name.text) else {
            let known = self.vocabulary.capabilities.keys().map(EcoString::as_str);
            self.report(
                Diagnostic::error(
                    code::UNKNOWN_CAPABILITY,
                    name.span,
                    format!("there is no capability `{}`", name.text),
                )
                .note(format!("there are: {}", known.clone().collect::<Vec<_>>().join(", ")))
                .suggest(name.span, suggest(&name.text, known)),
            );
            return None;
        };
        if capability.argument != written.argument.is_some() {
            let verb = if capability.argument { "needs an" } else { "takes no" };
            let message = format!("`{}` {verb} argument", name.text);
            let diagnostic = Diagnostic::error(code::UNKNOWN_CAPABILITY, name.span, message);
            self.report(if capability.argument {
                diagnostic.help(format!("write `allow {}(NAME) because \"…\"`", name.text))
            } else {
                diagnostic
            });
            return None;
        }
        let reason = written.because.as_ref().map(|text| (text.plain().unwrap_or_default(), text.span));
        match reason {
            Some((reason, _)) if !reason.trim().is_empty() => Some(Allow {
                capability: name.text.clone(),
                argument: written.argument.as_ref().map(|name| name.text.clone()),
                reason,
            }),
            other => {
                let at = other.map_or(span, |(_, span)| span);
                self.report(
                    Diagnostic::error(code::NEEDS_REASON, at, format!("`allow {}` gives no reason", name.text))
                        .help(format!("say why: `allow {} because \"…\"`", name.text)),
                );
                None
            }
        }
    }

    fn setting(&mut self, setting: &Setting, place: &Place, scope: &mut Scope, out: &mut Vec<Statement>) {
        let head = &setting.head;
        if let Some(new) = setting.new
            && scope.environments.is_none()
        {
            self.report(crate::resolve::new_outside_environment(new));
        }
        let (steps, reached) = self.walk(place, &head.path.segments, &head.labels, scope);
        self.clauses(setting, &reached);
        if reached.needs_label() && (setting.value.is_some() || self.holds_options(setting, &reached)) {
            let At::Field(field) = &reached.at else { return };
            let help = self.named(setting, field, scope);
            self.report(
                Diagnostic::error(code::LABEL_COUNT, setting.head.span, format!("`{}` needs a name", field.name))
                    .help(help),
            );
            return;
        }
        if self.labels_by_mistake(setting, &reached, place, scope) || !self.label(setting, &reached) {
            return;
        }
        let before = out.len();
        self.value_of(setting, &reached, steps.clone(), scope, out);
        if let Some(block) = &setting.block {
            if !reached.takes_block() {
                self.report(
                    Diagnostic::error(
                        code::TAKES_VALUE,
                        head.span,
                        format!("{} takes a value, not a block", reached.what),
                    )
                    .help(format!("write `{} = …`", self.head_text(setting))),
                );
                return;
            }
            let with = match &reached.at {
                At::Element(field) if field.container.is_some() => {
                    self.profiles(&head.with, field.container.as_deref().unwrap_or_default(), false)
                }
                _ => Vec::new(),
            };
            let inner = match &reached.at {
                // What is set inside a value counts as its parts.
                At::Value(ty) => Place::of_value(super::place::steps_into(ty).unwrap_or(ty), reached.what.clone()),
                _ => reached.clone(),
            };
            let body = self.block(&block.entries, &inner, scope);
            if !matches!(reached.at, At::Unknown) {
                let merge = Merge { path: steps, with, body, new: setting.new };
                out.push(Statement { span: head.span, kind: StatementKind::Merge(merge) });
            }
        } else if setting.value.is_none() && out.len() == before && !matches!(reached.at, At::Unknown) {
            self.without_value(setting, &reached, steps, out);
        }
    }

    /// Whether a word that no entry has was taken for the label of an element, as `typ` in `network { typ = cluster }`,
    /// although such an element has no value of its own; reported as the unknown entry that it is.
    fn labels_by_mistake(&mut self, setting: &Setting, reached: &Place, around: &Place, scope: &Scope) -> bool {
        let At::Element(field) = &reached.at else { return false };
        let takes_none = field.labels == Labels::Optional && field.ty == Some(Type::None);
        let says = setting.value.as_ref().is_some_and(|assign| !matches!(assign.value.kind, ast::ExprKind::None));
        let (Some(last), true) =
            (setting.head.path.segments.last(), takes_none && says && setting.head.labels.is_empty())
        else {
            return false;
        };
        let what = if matches!(around.at, At::Field(_)) && setting.head.path.segments.len() == 1 {
            around.clone()
        } else {
            Place { at: At::Field(field.clone()), what: Asker::Entry(field.name.clone()), within: None }
        };
        self.unknown_entry(field, &what, last, last.span(), scope);
        true
    }

    /// An entry that is only named: `writable "/run"`, `tolerate "*"`; an error where it takes a value or block.
    fn without_value(&mut self, setting: &Setting, reached: &Place, path: Vec<Step>, out: &mut Vec<Statement>) {
        let head = &setting.head;
        let named_only = matches!(&reached.at, At::Element(field) if field.ty.as_ref().map_or(field.options.is_none(), |ty| *ty == Type::None));
        if named_only && setting.ty.is_none() {
            let merge = Merge { path, with: Vec::new(), body: Vec::new(), new: setting.new };
            out.push(Statement { span: head.span, kind: StatementKind::Merge(merge) });
            return;
        }
        if setting.ty.is_some() {
            return;
        }
        let written = self.head_text(setting);
        let help = match (reached.value_type().is_some(), reached.takes_block()) {
            (true, false) => format!("write `{written} = …`"),
            (false, _) => format!("write `{written} {{ … }}`"),
            (true, true) => format!("write `{written} = …` or `{written} {{ … }}`"),
        };
        self.report(
            Diagnostic::error(code::NEEDS_VALUE, head.span, format!("{} has no value", reached.what)).help(help),
        );
    }

    /// Checks what stands after `=` or `+=` against the type of `place`.
    pub(super) fn value_of(
        &mut self,
        setting: &Setting,
        place: &Place,
        path: Vec<Step>,
        scope: &mut Scope,
        out: &mut Vec<Statement>,
    ) {
        if let Some(written) = &setting.ty {
            self.report(
                Diagnostic::error(
                    code::TYPE_ON_SETTING,
                    written.span,
                    format!("`{}` has its type already", self.head_text(setting)),
                )
                .help(format!("a value is set with `=`: `{} = …`", self.head_text(setting))),
            );
        }
        let Some(assign) = &setting.value else { return };
        if matches!(place.at, At::Unknown) {
            // Names in the value are still looked at; nothing is asked of its type.
            let start = self.diagnostics.len();
            let _ = self.expr(&assign.value, Some(&Type::Any), scope);
            self.diagnostics.truncate(start);
            return;
        }
        let Some(ty) = place.value_type() else {
            let written = self.as_block(setting, place, &self.head_text(setting), scope);
            let message = format!("{} takes a block, not a value", place.what);
            self.report(
                Diagnostic::error(code::TAKES_BLOCK, setting.head.span, message).help(format!("write {written}")),
            );
            return;
        };
        if matches!(assign.value.kind, ast::ExprKind::Braces(_)) && !assign.append && place.has_options() {
            let takes = |member: &&Type| {
                matches!(
                    member.unrefined(),
                    Type::Map(_)
                        | Type::Record(_)
                        | Type::Any
                        | Type::Object
                        | Type::Error
                        | Type::Schema(_)
                        | Type::Nominal(_)
                )
            };
            if !ty.members().iter().any(takes) {
                let written = self.head_text(setting);
                self.report(
                    Diagnostic::error(
                        code::TAKES_BLOCK,
                        assign.operator,
                        format!("no `=` stands before the block of {}", place.what),
                    )
                    .help(format!("write `{written} {{ … }}`"))
                    .fix("take out `=`", assign.operator, ""),
                );
                return;
            }
        }
        if matches!(ty, Type::None) && self.says_something(&assign.value) {
            let written = self.head_text(setting);
            let help = format!("write {}", self.as_block(setting, place, &written, scope));
            let message = format!("{} takes a block or `none`, not a value", place.what);
            self.report(Diagnostic::error(code::TAKES_BLOCK, setting.head.span, message).help(help));
            return;
        }
        if assign.append
            && !ty.members().iter().any(|member| matches!(member.unrefined(), Type::List(_) | Type::Any | Type::Error))
        {
            let mut diagnostic = Diagnostic::error(
                code::WRONG_OPERANDS,
                assign.operator,
                format!("`+=` appends to a list, and {} takes {}", place.what, self.a(&ty)),
            );
            diagnostic = if ty.merges() {
                diagnostic.help("a block adds to a map: `x { key = value }`")
            } else {
                diagnostic.help("set it with `=`").fix("write `=`", assign.operator, "=")
            };
            self.report(diagnostic);
            return;
        }
        let open = self.open_depth > 0 && matches!(ty, Type::Any);
        let value = if open {
            let (expr, actual) = self.expr(&assign.value, None, scope);
            self.value_types.push((assign.value.span, actual));
            expr
        } else if place.within.is_some() {
            self.typed_or_none(&assign.value, &ty, &place.what, scope)
        } else {
            self.typed(&assign.value, &ty, &place.what, scope)
        };
        let set = Set {
            path,
            value,
            append: assign.append,
            onto_made: place.within.is_some(),
            keeps_options: place.has_options(),
            new: setting.new,
            target: Arc::new(Target {
                ty: if place.within.is_some() { ty.optional() } else { ty },
                what: place.what.clone(),
            }),
        };
        out.push(Statement { span: setting.head.span, kind: StatementKind::Set(set) });
    }

    /// Walks `segments`, then `labels`, from `place`.
    pub(super) fn walk(
        &mut self,
        place: &Place,
        segments: &[ast::Segment],
        labels: &[ast::Segment],
        scope: &mut Scope,
    ) -> (Vec<Step>, Place) {
        let mut steps = Vec::with_capacity(segments.len() + labels.len());
        let mut place = place.clone();
        let dotted = segments.iter().map(|segment| (segment, false));
        for (segment, labelled) in dotted.chain(labels.iter().map(|label| (label, true))) {
            let (step, next) = self.step(&place, segment, labelled, scope);
            steps.extend(step);
            place = next;
            if matches!(place.at, At::Unknown) {
                break;
            }
        }
        (steps, place)
    }

    /// Whether the block of an entry that needs a label holds the options of one element rather than elements: the label
    /// was forgotten.
    fn holds_options(&self, setting: &Setting, place: &Place) -> bool {
        let At::Field(field) = &place.at else { return false };
        let Some(options) = field.options.map(|id| self.vocabulary.shape(id)) else { return false };
        let mut entries = setting.block.iter().flat_map(|block| &block.entries);
        entries.any(|entry| match &entry.kind {
            EntryKind::Setting(inner) => {
                let name = inner.head.path.segments.first().and_then(ast::Segment::plain).unwrap_or_default();
                options.fields.contains_key(&name)
            }
            _ => false,
        })
    }

    /// Clauses that mean nothing inside a block are mistakes.
    fn clauses(&mut self, setting: &Setting, reached: &Place) {
        let head = &setting.head;
        let container = matches!(&reached.at, At::Element(field) if field.container.is_some());
        if let Some(first) = head.with.first()
            && !container
            && !matches!(reached.at, At::Unknown)
        {
            self.report(
                Diagnostic::error(code::MISPLACED, first.span(), format!("{} takes no profile", reached.what))
                    .help("`with` belongs on a declaration, a `sidecar` or an `init`"),
            );
        }
        let others = [
            head.for_kind.as_ref().map(|name| (name.span, "for")),
            head.as_name.as_ref().map(|name| (name.span, "as")),
            head.because.as_ref().map(|text| (text.span, "because")),
            head.emit.map(|span| (span, "emit")),
        ];
        for (span, word) in others.into_iter().flatten() {
            self.report(Diagnostic::error(code::MISPLACED, span, format!("`{word}` means nothing here")));
        }
    }

    /// The profiles of a `with`, by index; each must be for `kind`. `workload`: for the main container is fine too.
    pub(super) fn profiles(&mut self, names: &[ast::Qualified], kind: &str, workload: bool) -> Vec<(usize, Span)> {
        let mut found = Vec::new();
        let of_container = !self.vocabulary.kinds.contains_key(kind);
        let fits = |for_kind: &str| for_kind == kind || (for_kind == "container" && (workload || of_container));
        for written in names {
            let Ok(module) = self.module_named(written) else { continue };
            let Some(table) = self.program.scopes.get(module.unwrap_or(self.scope)) else { continue };
            let (name, span) = (&written.name, written.span());
            let Some((index, _, profile)) = table.profiles.get_full(&name.text) else {
                if name.text.is_empty() || table.may_be_lost(&name.text) {
                    continue;
                }
                let mut known =
                    table.open_names(&table.profiles, module.is_some(), |profile| profile.setting.head.span);
                known.retain(|name| table.profiles.get(*name).is_some_and(|profile| fits(profile.kind.text.as_str())));
                self.report(
                    Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("there is no profile `{}`", name.text))
                        .note(match known.len() {
                            0 => format!("the module has no profile for {kind}"),
                            _ => format!("there are: {}", known.join(", ")),
                        })
                        .suggest(name.span, suggest(&name.text, known)),
                );
                continue;
            };
            if module.is_some() && table.is_private(profile.setting.head.span) {
                self.report(crate::resolve::private_name(name, profile.setting.head.span));
                continue;
            }
            let for_kind = profile.kind.text.as_str();
            if fits(for_kind) {
                found.push((table.base.profiles + index, span));
            } else {
                self.report(
                    Diagnostic::error(
                        code::WRONG_PROFILE,
                        span,
                        format!("profile `{}` is for {for_kind}, not for {kind}", written.written()),
                    )
                    .label(profile.kind.span, "what it is for"),
                );
            }
        }
        found
    }

    /// The head of a setting as it is written, for helps.
    pub(super) fn head_text(&self, setting: &Setting) -> String {
        let mut text = String::new();
        for (i, segment) in setting.head.path.segments.iter().enumerate() {
            if i > 0 {
                text.push('.');
            }
            text.push_str(&segment_text(segment));
        }
        for label in &setting.head.labels {
            text.push(' ');
            text.push_str(&segment_text(label));
        }
        text
    }
}

fn segment_text(segment: &ast::Segment) -> String {
    match segment {
        ast::Segment::Word(name) => name.text.to_string(),
        ast::Segment::Text(text) => match text.plain() {
            Some(plain) => format!("\"{plain}\""),
            None => "\"…\"".to_owned(),
        },
    }
}
