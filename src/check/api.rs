//! Which kinds of Kubernetes a program names, and for which versions it is compiled.

use ecow::EcoString;

use super::Checker;
use super::kubernetes::not_in_target;
use crate::diag::{Diagnostic, code, suggest};
use crate::resolve::assigned;
use crate::schema::{Kind, TypeRef};
use crate::source::Span;
use crate::syntax::ast::{self, Entry, EntryKind, Segment};
use crate::types::Type;

/// The capability that lets a kind go without schema.
const UNTYPED: &str = "untyped";

impl<'r> Checker<'_, 'r> {
    /// The versions for which the program is compiled, all environments together, and where it says so.
    pub(super) fn target(&mut self) {
        let mut written = Vec::new();
        if let Some(block) = self.app_setting().and_then(|app| app.block.as_ref()) {
            targets(&block.entries, &mut written);
        }
        self.target_span = written.first().map(|(_, span)| *span).filter(|_| self.api.target.is_none());
        let all = written.iter().map(|(text, _)| self.api.versions(Some(text)));
        self.versions = all.reduce(|all, one| all | one).unwrap_or_else(|| self.api.versions(None));
    }

    /// The `app` that holds for the module that is being looked at.
    fn app_setting(&self) -> Option<&'r ast::Setting> {
        self.program.scopes.get(self.resolved.app_scope).and_then(|scope| scope.app)
    }

    /// Points at the target too, where the program names one.
    pub(super) fn with_target(&self, diagnostic: Diagnostic) -> Diagnostic {
        match self.target_span {
            Some(span) => diagnostic.label(span, "the target"),
            None => diagnostic,
        }
    }

    /// The type of the objects of a `resource`; anything where that is reported or allowed.
    pub(super) fn resource_type(&mut self, declared: &crate::resolve::Declared<'_>) -> Type {
        let Some((version_at, kind_at)) = declared.resource else { return Type::Any };
        let (Some(api_version), Some(name)) = (version_at.plain(), kind_at.plain()) else { return Type::Any };
        match self.api.tables.of(&api_version, &name) {
            Some(kind) => match kind.ty() {
                Some(ty) => {
                    let lacking = self.versions.without(kind.versions());
                    if !lacking.is_empty() {
                        let what = format!("`{name}` of `{api_version}`");
                        let mut diagnostic = not_in_target(&what, kind.versions(), lacking, kind_at.span());
                        if let Some(next) = kind.replacement() {
                            diagnostic = diagnostic.help(format!("use `{next}` {}", next.kind));
                        }
                        self.report(self.with_target(diagnostic));
                    }
                    Type::Schema(ty)
                }
                None => {
                    self.removed(&kind, version_at.span());
                    Type::Any
                }
            },
            None => {
                if !self.allows_untyped(declared.setting) {
                    self.unknown_kind(&api_version, version_at, &name, kind_at);
                }
                Type::Any
            }
        }
    }

    /// The type of the objects of kind `name` that a declaration makes: that of the newest stable version.
    pub(super) fn patch_type(&self, name: &str) -> Option<TypeRef> {
        let stable = |kind: &Kind| !kind.version().contains("alpha") && !kind.version().contains("beta");
        let rank = |kind: &Kind| (stable(kind), kind.version().to_owned());
        let known = self.api.tables.called(name).filter(|kind| !(kind.versions() & self.versions).is_empty());
        known.max_by_key(rank).and_then(|kind| kind.ty())
    }

    fn removed(&mut self, kind: &Kind, span: Span) {
        let gone = kind.removed().map_or_else(String::new, |minor| format!(" since Kubernetes 1.{minor}"));
        let message = format!("`{}` of `{}` is gone{gone}", kind.name(), kind.api_version());
        let diagnostic = Diagnostic::error(code::NOT_IN_TARGET, span, message);
        self.report(match kind.replacement() {
            Some(next) if next.kind == kind.name() => diagnostic
                .help(format!("use `{next}`; its fields may differ"))
                .fix(format!("write `{next}`"), span, format!("\"{next}\"")),
            Some(next) => diagnostic.help(format!("use `{}` of `{next}`", next.kind)),
            None => diagnostic.help("nothing takes its place: take it out"),
        });
    }

    fn unknown_kind(&mut self, api_version: &str, version_at: &Segment, name: &str, kind_at: &Segment) {
        let tables = &self.api.tables;
        let newest = |kind: &Kind| kind.ty().is_some() && self.versions.within(kind.versions());
        let elsewhere: Vec<String> = tables.called(name).filter(newest).map(|kind| kind.api_version()).collect();
        let beside: Vec<Kind> = tables.all().filter(|kind| kind.api_version() == api_version).collect();
        let message = format!("there is no schema of `{name}` of `{api_version}`");
        let diagnostic = if let Some(last) = elsewhere.last() {
            let diagnostic = Diagnostic::error(code::UNKNOWN_API, version_at.span(), message)
                .help(format!("it is of {}", list(&elsewhere)));
            if elsewhere.len() == 1 {
                diagnostic.fix(format!("write `{last}`"), version_at.span(), format!("\"{last}\""))
            } else {
                diagnostic
            }
        } else {
            let diagnostic = Diagnostic::error(code::UNKNOWN_API, kind_at.span(), message);
            match suggest(name, beside.iter().map(Kind::name)) {
                Some(near) => diagnostic.suggest(kind_at.span(), Some(near)),
                None if beside.is_empty() => match self.near_version(api_version, name) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic
                        .help("bring its definition, `import crd \"…\"`, or write `allow untyped because \"…\"` in the declaration"),
                },
                None => diagnostic.note(format!(
                    "of `{api_version}` there are: {}",
                    beside.iter().map(Kind::name).collect::<Vec<_>>().join(", ")
                )),
            }
        };
        self.report(diagnostic);
    }

    /// A group and version like `api_version` that has a kind like `name`.
    fn near_version(&self, api_version: &str, name: &str) -> Option<EcoString> {
        let all: Vec<(String, Kind)> = self.api.tables.all().map(|kind| (kind.api_version(), kind)).collect();
        let near = suggest(api_version, all.iter().map(|(version, _)| version.as_str()))?;
        let has = all.iter().any(|(version, kind)| {
            version.as_str() == near.name && (kind.name() == name || suggest(name, [kind.name()]).is_some())
        });
        has.then_some(near.name)
    }

    /// Whether the declaration, the `defaults` of resources, `app` or the module lets kinds go without schema.
    fn allows_untyped(&self, setting: &ast::Setting) -> bool {
        let resolved = self.resolved;
        let defaults = resolved.defaults.iter().filter(|defaults| defaults.kind.text == "resource");
        let blocks =
            [Some(setting), self.app_setting()].into_iter().flatten().chain(defaults.map(|defaults| defaults.setting));
        blocks.filter_map(|setting| setting.block.as_ref()).any(|block| allows(&block.entries))
            || resolved.allows.iter().any(|entry| is_allow(entry))
    }
}

/// The targets that the block of `app` names in plain text, in environments too.
fn targets(entries: &[Entry], found: &mut Vec<(EcoString, Span)>) {
    for entry in entries {
        match &entry.kind {
            EntryKind::Setting(setting) => {
                let named = matches!(setting.head.path.segments.as_slice(),
                    [only] if only.plain().as_deref() == Some("target"));
                if named
                    && let Some(value) = assigned(setting)
                    && let ast::ExprKind::Text(text) = &value.kind
                    && let Some(plain) = text.plain()
                {
                    found.push((plain, value.span));
                }
            }
            EntryKind::In(inner) => targets(&inner.body.entries, found),
            _ => {}
        }
    }
}

fn allows(entries: &[Entry]) -> bool {
    entries.iter().any(is_allow)
}

fn is_allow(entry: &Entry) -> bool {
    matches!(&entry.kind, EntryKind::Allow(allow) if allow.capability.text == UNTYPED)
}

/// "`a`", "`a` and `b`"
fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and of ")
}
