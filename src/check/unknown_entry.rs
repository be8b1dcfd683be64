//! Entries that the block has not: what was probably meant, or where the entry belongs.

use std::sync::Arc;

use ecow::EcoString;

use super::place::Place;
use super::scope::Scope;
use super::{Checker, habits};
use crate::diag::{Diagnostic, code, suggest};
use crate::source::Span;
use crate::syntax::ast::Segment;
use crate::vocab::Field;

impl Checker<'_, '_> {
    /// Reports that the block of `field`, which stands at `place`, has no entry `segment`.
    pub(super) fn unknown_entry(
        &mut self,
        field: &Arc<Field>,
        place: &Place,
        segment: &Segment,
        span: Span,
        scope: &Scope,
    ) {
        let name = self.segment_text(segment);
        let vocabulary = self.vocabulary;
        let known: Vec<&str> = field
            .options
            .map(|id| vocabulary.shape(id).fields.keys().map(EcoString::as_str).collect())
            .unwrap_or_default();
        let diagnostic =
            Diagnostic::error(code::UNKNOWN_ENTRY, span, format!("unknown entry `{name}` in {}", place.what));
        if let Some(help) = habits::inside(&field.name, &name) {
            return self.report(diagnostic.help(help));
        }
        if self.resolved.environment(&name).is_some() && scope.declaration.is_some() {
            return self.report(diagnostic.help(format!("what is otherwise in an environment is `in {name} {{ … }}`")));
        }
        if let Some(ours) = habits::renamed(&name).find(|ours| known.contains(ours)) {
            let title = format!("write `{ours}`");
            return self.report(diagnostic.help(title.clone()).fix(title, span, ours));
        }
        let near = suggest(&name, known.iter().copied());
        let certain = near.as_ref().is_some_and(|near| near.certain);
        let told = self
            .key_of_map(field, &known, &name, near.is_some())
            .or_else(|| habits::entry(&name).filter(|_| !known.is_empty()).map(str::to_owned))
            .or_else(|| self.home(field, place, &name, scope, certain));
        self.report(match (told, near) {
            (Some(help), _) => diagnostic.help(help),
            (None, Some(near)) => diagnostic.suggest(span, Some(near)),
            (None, None) if known.is_empty() => diagnostic.help(format!("{} takes no entries", place.what)),
            (None, None) if known.len() <= 12 => diagnostic.note(format!("it takes: {}", known.join(", "))),
            (None, None) => diagnostic.help(format!(
                "fields of Kubernetes' own API go in `pod {{ … }}`, `container {{ … }}` or `patch KIND {{ … }}`; `kappc explain {}` lists what {} takes",
                place.what.to_string().trim_matches('`'),
                place.what
            )),
        });
    }

    /// What to do with a name that is free to choose and stands beside the block for such names.
    fn key_of_map(&self, field: &Field, known: &[&str], name: &str, near: bool) -> Option<String> {
        let is_variable = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let free = is_variable || !near && habits::entry(name).is_none();
        match field.name.as_str() {
            "secret" if free => Some(format!(
                "the values of a secret come from elsewhere, `external secret NAME {{ keys = [{name}] }}` or `secret NAME = store(…)`; in plain sight they stand in `data {{ {name} = … }}`"
            )),
            "external_secret" | "external_config" if free => Some(format!("its keys are named: `keys = [{name}]`")),
            _ if free && known.contains(&"data") => Some(format!("keys stand in `data {{ {name} = … }}`")),
            _ if is_variable && known.contains(&"env") => Some(format!("variables stand in `env {{ {name} = … }}`")),
            _ => None,
        }
    }

    /// Where an entry of this very name belongs: further in, further out, in another kind, or at top level.
    fn home(&self, field: &Field, place: &Place, name: &str, scope: &Scope, certain: bool) -> Option<String> {
        let vocabulary = self.vocabulary;
        match self.inner_homes(field, name).as_slice() {
            [] => {}
            [home] => return Some(format!("it belongs in `{home} {{ {name} … }}`")),
            homes if homes.len() <= 4 && !certain => {
                let homes: Vec<String> = homes.iter().map(|home| format!("`{home} {{ {name} … }}`")).collect();
                return Some(format!("it belongs in {}", homes.join(" or ")));
            }
            _ => {}
        }
        let kind = scope.declaration.as_ref()?;
        let is_outermost = vocabulary.kinds.get(kind).is_some_and(|kind| kind.options == field.options);
        let has = |kind: &str| vocabulary.kind_shape(kind).is_some_and(|shape| shape.fields.contains_key(name));
        if !is_outermost && has(kind) {
            return Some(format!("it belongs in the {kind} itself, outside of {}", place.what));
        }
        if vocabulary.kinds.contains_key(name) && matches!(name, "config" | "secret" | "service" | "daemon" | "job") {
            return Some(format!("a {name} is a declaration of its own: `{name} NAME {{ … }}` at top level"));
        }
        let others: Vec<String> = ["service", "daemon", "job"]
            .into_iter()
            .filter(|other| has(other))
            .map(|other| format!("a `{other}`"))
            .collect();
        (is_outermost && vocabulary.is_workload(kind) && !others.is_empty())
            .then(|| format!("it is an entry of {}", others.join(" or ")))
    }

    /// The entries of the same block in whose own blocks `name` belongs.
    fn inner_homes(&self, field: &Field, name: &str) -> Vec<EcoString> {
        let Some(shape) = field.options.map(|id| self.vocabulary.shape(id)) else { return Vec::new() };
        let has = |inner: &&Arc<Field>| {
            let options = inner.options.map(|id| self.vocabulary.shape(id));
            inner.container.is_none() && options.is_some_and(|options| options.fields.contains_key(name))
        };
        shape.fields.values().filter(has).map(|home| home.name.clone()).collect()
    }
}
