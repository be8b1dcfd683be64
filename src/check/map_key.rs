//! Keys of maps that mean something by themselves: what a right is for, the name of a variable.
//!
//! Only keys that stand as they are, which are nearly all; computed ones are looked at where their value is known.

use ecow::{EcoString, eco_format};

use super::{Checker, habits};
use crate::diag::{Diagnostic, Label, code, suggest};
use crate::schema::Kind;
use crate::source::Span;
use crate::types::{NameKind, Right, RightScope};

/// Resources that no kind stands for: whom one may impersonate, and what one may sign for.
const VIRTUAL: [&str; 5] = ["groups", "signers", "uids", "userextras", "users"];

/// What is said of a key that is an entry of its own.
const IN_RESOURCES: &str = "does not stand in `resources`";

impl Checker<'_, '_> {
    /// Looks at a key of the entry `field`, written at `span`; whether its value is worth looking at.
    pub(super) fn map_key(&mut self, field: &str, key: &str, span: Span) -> bool {
        match (field, key) {
            ("env", _) => self.variable_name(key, span),
            ("can" | "can_cluster", "apiGroups" | "resources" | "resourceNames" | "verbs") => {
                self.report(Diagnostic::error(code::UNKNOWN_ENTRY, span, format!("`{key}` is no resource")).help(
                    format!(
                        "a right is one entry: `{field} \"pods\" = [get, list]`, with its group `\"deployments.apps\"`"
                    ),
                ));
                return false;
            }
            ("can", _) => self.right(key, RightScope::Namespace, span),
            ("can_cluster", _) => self.right(key, RightScope::Cluster, span),
            ("resources", "limits" | "requests" | "cpu" | "memory" | "ephemeral-storage") => {
                // The others beside it are the same mistake.
                if let Some(last) = self.diagnostics.last_mut()
                    && last.code == code::UNKNOWN_ENTRY
                    && last.primary.span.anchor == span.anchor
                    && last.message.ends_with(IN_RESOURCES)
                {
                    last.labels.push(Label { span, text: "nor does this".to_owned() });
                    return false;
                }
                self.report(
                    Diagnostic::error(code::UNKNOWN_ENTRY, span, format!("`{key}` {IN_RESOURCES}"))
                        .note("`resources` is for others than cpu, memory and disk, as in `\"nvidia.com/gpu\" = 1`")
                        .help(
                            "request and limit are one entry of the container: `memory = 64Mi..128Mi`, \
                             `cpu = 100m..500m`, `disk = 1Gi..2Gi`",
                        ),
                );
                return false;
            }
            _ => {}
        }
        true
    }

    fn variable_name(&mut self, name: &str, span: Span) {
        if let Err(error) = NameKind::LooseEnvName.check(name) {
            let message = format!("`{name}` cannot be the name of a variable: {}", error.cause);
            let help = error.help.unwrap_or_else(|| "use letters, digits and `_`".into());
            self.report(Diagnostic::error(code::BAD_ENV_NAME, span, message).help(help));
        }
    }

    /// Rights to resources that are known to be elsewhere, or to have another name. Those of a group that nobody here
    /// has heard of are nobody's business.
    fn right(&mut self, written: &str, scope: RightScope, span: Span) {
        for part in written.split(',').map(str::trim) {
            let Ok(Right::Resource { group, resource, .. }) = Right::read(part, scope) else { continue };
            let (base, _) = resource.split_once('/').unwrap_or((&resource, ""));
            if base.contains('*') || group.contains('*') || VIRTUAL.contains(&base) {
                continue;
            }
            let Some((meant, why)) = self.resource_meant(&group, base) else { continue };
            let named = if group.is_empty() { base.into() } else { eco_format!("{base}.{group}") };
            let other = meant.name();
            let of = if group.is_empty() { "core group".to_owned() } else { format!("group `{group}`") };
            let diagnostic = Diagnostic::warning(code::EMPTY_RIGHT, span, format!("the {of} has no `{base}`"))
                .here("this grants nothing")
                .help(format!("{why}: `{other}`"));
            // Nothing else of the key changes.
            let mended = part.replacen(named.as_str(), &other, 1);
            let whole: Vec<String> = written
                .split(',')
                .map(|known| if known.trim() == part { known.replacen(part, &mended, 1) } else { known.to_owned() })
                .collect();
            let title = format!("write `{other}`");
            self.report(if meant.certain {
                diagnostic.fix(title, span, format!("\"{}\"", whole.join(",")))
            } else {
                diagnostic
            });
        }
    }

    /// The resource that is meant with `base` of `group`, and why; `None` where it is right, or cannot be known.
    fn resource_meant(&self, group: &str, base: &str) -> Option<(Meant, String)> {
        let tables = &self.api.tables;
        let kinds = |name: &str| -> Vec<Kind> {
            tables.resource(name).filter(|kind| !(kind.versions() & self.versions).is_empty()).collect()
        };
        let here = kinds(base);
        if here.iter().any(|kind| kind.group() == group) {
            return None;
        }
        let in_group = |kind: &&Kind| kind.group() == group;
        let known_group = group.is_empty() || tables.all().any(|kind| kind.group() == group);
        if !known_group {
            let longer = eco_format!("{group}.");
            let whole = here.iter().find(|kind| kind.group().starts_with(longer.as_str()))?;
            let why = format!("the group of `{base}` is `{}`", whole.group());
            return Some((Meant::of(whole, true), why));
        }
        if let Some(kind) = here.first() {
            let of = if kind.group().is_empty() {
                "the core group".to_owned()
            } else {
                format!("the group `{}`", kind.group())
            };
            return Some((Meant::of(kind, true), format!("`{base}` is of {of}")));
        }
        let long = habits::resource(base);
        let singular = tables
            .all()
            .find(|kind| kind.name().eq_ignore_ascii_case(base))
            .map(|kind| EcoString::from(kind.resource()));
        if let Some(name) = long.map(EcoString::from).or(singular) {
            let known = kinds(&name);
            let kind = known.iter().find(in_group).or(known.first())?;
            let why = if long.is_some() { "rights know no short names" } else { "resources are named in the plural" };
            return Some((Meant::of(kind, true), why.to_owned()));
        }
        let names = tables.resources_of(group, self.versions);
        let near = suggest(base, names.iter().map(EcoString::as_str))?;
        let known = kinds(&near.name);
        Some((Meant::of(known.iter().find(in_group)?, near.certain), "the nearest name is".to_owned()))
    }
}

/// A resource that is probably meant.
struct Meant {
    resource: EcoString,
    group: EcoString,
    certain: bool,
}

impl Meant {
    fn of(kind: &Kind, certain: bool) -> Meant {
        Meant { resource: kind.resource().into(), group: kind.group().into(), certain }
    }

    /// As it is written in a right.
    fn name(&self) -> EcoString {
        if self.group.is_empty() { self.resource.clone() } else { eco_format!("{}.{}", self.resource, self.group) }
    }
}
