//! Values in the manner of another language, and the form that ours takes.

use super::Checker;
use crate::syntax::ast::{EntryKind, Expr, ExprKind};
use crate::types::{Type, argv};

/// What a process runs as; Kubernetes knows names of users only inside images.
const USERS: [&str; 3] = ["`user`", "`group`", "`fs_group`"];

impl Checker<'_, '_> {
    /// What to write for `written`, of type `actual`, where `what` takes one of `members`; `None` where nothing special
    /// is known.
    pub(super) fn instead(&self, written: &Expr, actual: &Type, members: &[&Type], what: &str) -> Option<String> {
        let takes = |is: fn(&Type) -> bool| members.iter().any(|member| is(member.unrefined()));
        match &written.kind {
            ExprKind::List(items) if takes(|ty| matches!(ty, Type::Range(_))) => Some(match items.as_slice() {
                [low, high] => match (shown(low), shown(high)) {
                    (Some(low), Some(high)) => format!("a range is written `{low}..{high}`"),
                    _ => "a range is written `2..10`".to_owned(),
                },
                _ => "a range is written `2..10`".to_owned(),
            }),
            ExprKind::Text(_) if USERS.contains(&what) => Some(format!(
                "write the number, as in `{} = 1000`: only the image knows names of users",
                what.trim_matches('`')
            )),
            ExprKind::Text(text)
                if takes(|ty| matches!(ty, Type::List(element) if names_declarations(element)))
                    && text.plain().is_some_and(|text| !text.is_empty()) =>
            {
                Some(format!(
                    "declarations are named without quotes, in brackets: `[{}]`",
                    text.plain().unwrap_or_default()
                ))
            }
            // Where a declaration or label may be named, a text is more likely to be one in quotes.
            ExprKind::Text(text)
                if takes(|ty| matches!(ty, Type::Declaration(_) | Type::Label(_)))
                    && !text.plain().is_some_and(|text| text.starts_with('/')) =>
            {
                None
            }
            _ => {
                let nominal = members.iter().find_map(|member| match member.unrefined() {
                    Type::Nominal(name) => Some(name),
                    _ => None,
                })?;
                self.constructor(nominal, written, actual)
            }
        }
    }

    /// The call that makes a `nominal` of what is `written`.
    fn constructor(&self, nominal: &str, written: &Expr, actual: &Type) -> Option<String> {
        let all: Vec<_> = self.vocabulary.constructors(nominal).collect();
        let takes = |function: &&std::sync::Arc<crate::vocab::Function>| match function.params.as_slice() {
            [first, rest @ ..] => rest.iter().all(|param| param.optional) && self.fits(actual, &first.ty),
            [] => false,
        };
        let text = match &written.kind {
            ExprKind::Text(text) => text.plain(),
            _ => None,
        };
        // A text that is no path is a command line, where one may stand.
        if let Some(text) = text.as_ref().filter(|text| !text.starts_with('/')) {
            let runs = |function: &&std::sync::Arc<crate::vocab::Function>| {
                function.params.first().is_some_and(|first| first.ty == Type::String.list())
            };
            if let Some(function) = all.iter().copied().find(runs) {
                return Some(format!("write `{}({})`", function.name, argv(text)));
            }
        }
        let fitting = all.iter().copied().find(takes).filter(|_| !matches!(actual, Type::Any | Type::Error));
        if let (Some(function), Some(argument)) = (fitting, shown(written)) {
            return Some(format!("write `{}({argument})`", function.name));
        }
        // `{ path = "/x"  port = 8080 }`: what the function takes, and what goes in the block.
        if let ExprKind::Braces(block) = &written.kind {
            let settings: Vec<(String, String)> = block
                .entries
                .iter()
                .filter_map(|entry| match &entry.kind {
                    EntryKind::Setting(setting) => {
                        let name = setting.head.path.segments.first()?.plain()?.to_string();
                        Some((name, setting.value.as_ref().and_then(|assign| shown(&assign.value))?))
                    }
                    _ => None,
                })
                .collect();
            let of = |function: &std::sync::Arc<crate::vocab::Function>| {
                let first = function.params.first()?;
                let (_, value) = settings.iter().find(|(name, _)| first.name == *name)?;
                let rest: Vec<String> = settings
                    .iter()
                    .filter(|(name, _)| first.name != *name)
                    .map(|(name, value)| format!("{name} = {value}"))
                    .collect();
                let block = if rest.is_empty() { String::new() } else { format!(" {{ {} }}", rest.join("  ")) };
                Some(format!("write `{}({value}){block}`", function.name))
            };
            if let Some(help) = all.iter().copied().find_map(of) {
                return Some(help);
            }
        }
        let names: Vec<String> = all
            .iter()
            .take(6)
            .map(|function| {
                let params = if function.params.iter().any(|param| !param.optional) { "…" } else { "" };
                format!("`{}({params})`", function.name)
            })
            .collect();
        (!names.is_empty()).then(|| format!("it is made by a function: {}", names.join(", ")))
    }
}

/// Whether a list of `element` is one of declarations.
fn names_declarations(element: &Type) -> bool {
    element.members().iter().any(|member| matches!(member.unrefined(), Type::Declaration(_)))
}

/// A short value as it is written.
pub(super) fn shown(value: &Expr) -> Option<String> {
    match &value.kind {
        ExprKind::Number(number) => Some(number.to_string()),
        ExprKind::Bool(value) => Some(value.to_string()),
        ExprKind::Word(word) => Some(word.to_string()),
        ExprKind::Text(text) => text.plain().filter(|text| text.len() <= 40).map(|text| format!("\"{text}\"")),
        _ => None,
    }
}
