//! Bare words that name nothing here: what was probably meant.

use ecow::EcoString;

use super::scope::Scope;
use super::{Checker, habits};
use crate::diag::{Diagnostic, code, suggest};
use crate::resolve::Meaning;
use crate::schema::Shape;
use crate::source::Span;
use crate::types::Type;

impl Checker<'_, '_> {
    /// Reports that `name`, where one of `members` is expected, is neither a word nor a value.
    pub(super) fn unknown_word(&mut self, name: &EcoString, span: Span, members: &[&Type], scope: &Scope) {
        if name.is_empty()
            || (self.resolved.may_be_lost(name) && !members.iter().any(|m| matches!(m.unrefined(), Type::Enum(_))))
        {
            return;
        }
        if name == "it" {
            self.report(
                Diagnostic::error(code::UNKNOWN_NAME, span, "`it` has no meaning here")
                    .help("`it` is the value that the condition of a type is about: `int where it > 0`"),
            );
            return;
        }
        let words: Vec<EcoString> = members
            .iter()
            .filter_map(|member| match member.unrefined() {
                Type::Enum(words) => Some(words.members.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        if let Some(word) = members.iter().find_map(|member| kubernetes_word(name, member)) {
            let diagnostic = Diagnostic::error(code::UNKNOWN_NAME, span, format!("there is nothing called `{name}`"));
            self.report(diagnostic.help(format!("words of Kubernetes stand in quotes: `\"{word}\"`")).fix(
                "put it in quotes",
                span,
                format!("\"{word}\""),
            ));
            return;
        }
        let locals = scope.locals.iter().filter_map(|local| local.name.as_deref());
        let absent = if members.iter().any(|member| matches!(member, Type::None)) { ", none" } else { "" };
        let program = self.program;
        let of_group = self
            .group
            .and_then(|group| program.uses.get(group))
            .into_iter()
            .flat_map(|used| used.names().chain(used.lets.keys()));
        let values = of_group.chain(self.resolved.value_names()).map(EcoString::as_str);
        let values = values.filter(|known| self.may_fit(known, members));
        let suggestion = suggest(name, words.iter().map(EcoString::as_str).chain(locals).chain(values));
        let text =
            members.iter().any(|member| matches!(member.unrefined(), Type::String | Type::Text | Type::Format(_)));
        let mut diagnostic = if words.is_empty() {
            Diagnostic::error(code::UNKNOWN_NAME, span, format!("there is nothing called `{name}`"))
        } else {
            Diagnostic::error(code::UNKNOWN_WORD, span, format!("`{name}` is none of the words that may stand here"))
                .note(format!("they are: {}{absent}", words.join(", ")))
        };
        if let Some(help) = habits::value(name) {
            return self.report(diagnostic.help(help));
        }
        diagnostic = match (suggestion, habit(name)) {
            (_, Some((ours, certain))) if words.iter().any(|word| word == ours) => {
                let diagnostic = diagnostic.help(format!("write `{ours}`"));
                if certain { diagnostic.fix(format!("write `{ours}`"), span, ours) } else { diagnostic }
            }
            (Some(suggestion), _) => diagnostic.suggest(span, Some(suggestion)),
            (None, _) if self.vocabulary.functions.contains_key(name) => {
                diagnostic.help(format!("`{name}` is a function: call it, `{name}(…)`"))
            }
            (None, _) if self.resolved.functions.contains_key(name) => {
                diagnostic.help(format!("`{name}` is a function: call it, `{name}(…)`"))
            }
            (None, _) if text => diagnostic.help(format!("if a text is meant, put it in quotes: `\"{name}\"`")),
            (None, _) if !words.is_empty() => diagnostic,
            (None, _) => diagnostic
                .help("a value comes from `let`, `param` or a declaration; one that exists already is `external`"),
        };
        self.report(diagnostic);
    }

    /// Whether what `name` means could stand where one of `members` is expected: a declaration only where one of its kind
    /// is.
    fn may_fit(&self, name: &str, members: &[&Type]) -> bool {
        let Some(Meaning::Declaration(index)) = self.meaning(name) else { return true };
        let Some(declared) = self.program.declared(index) else { return true };
        members.is_empty()
            || members.iter().any(|member| match member.unrefined() {
                Type::Declaration(kinds) => kinds.contains(&declared.kind),
                Type::Any | Type::Error | Type::Schema(_) | Type::Object | Type::Label(_) | Type::Nominal(_) => true,
                _ => false,
            })
    }
}

/// Words of Kubernetes' own for which we have another, and whether it is certain that ours is meant.
fn habit(word: &str) -> Option<(&'static str, bool)> {
    Some(match word {
        "RollingUpdate" | "rolling_update" | "rollingUpdate" => ("rolling", true),
        "Recreate" => ("recreate", true),
        "OnDelete" => ("on_delete", true),
        "Always" => ("always", true),
        "IfNotPresent" => ("if_not_present", true),
        "Never" => ("never", true),
        "ClusterIP" => ("cluster", true),
        "NodePort" => ("node_port", true),
        "LoadBalancer" => ("load_balancer", true),
        "Forbid" => ("forbid", true),
        "Allow" => ("allow", true),
        "Replace" => ("replace", true),
        "ReadWriteOnce" => ("read_write_once", true),
        "ReadOnlyMany" => ("read_only_many", true),
        "ReadWriteMany" => ("read_write_many", true),
        "OnFailure" => ("on_failure", true),
        _ => return None,
    })
}

/// The word of Kubernetes' API that `name` is, in whatever case, where such a word is expected.
fn kubernetes_word(name: &str, expected: &Type) -> Option<String> {
    let Shape::Text(words) = expected.schema()?.shape() else { return None };
    words.iter().find(|word| word.eq_ignore_ascii_case(name)).map(str::to_owned)
}
