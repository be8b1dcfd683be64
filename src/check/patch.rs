//! The `in` blocks of the top level: what they change, take back and drop.

use ecow::EcoString;

use super::ir::{Statement, StatementKind};
use super::place::{At, Place};
use super::scope::{Scope, names};
use super::{Checker, Patch};
use crate::diag::{Diagnostic, code, suggest};
use crate::resolve::{self, About, Declared, Meaning, PatchAction};
use crate::source::Span;
use crate::syntax::ast::{self, Segment};

impl<'a, 'r> Checker<'a, 'r> {
    pub(super) fn patch(&mut self, patch: &resolve::Patch<'_>) {
        let environments = self.known_environments(patch.environments);
        let (about, span, body) = match &patch.action {
            PatchAction::Set { kind, resource, label, setting } => {
                let about = About {
                    family: Some(resolve::family(kind).into()),
                    kind: resource.and_then(|(_, kind)| kind.plain()),
                    label: label.plain().unwrap_or_default(),
                    steps: 0,
                };
                if self.meant(&about).is_none() && !self.may_be_computed(&about) {
                    self.nothing_to_change(&about, label);
                }
                let Some(field) = self.vocabulary.kinds.get(kind) else { return };
                let place = match self.meant(&about) {
                    Some(declared) => self.place_again(declared, field),
                    None => Place::of_kind(field),
                };
                let mut scope = Scope::of_declaration(kind.clone(), self.vocabulary);
                scope.environments = Some(names(patch.environments));
                let mut body = Vec::new();
                self.value_of(setting, &place, Vec::new(), &mut scope, &mut body);
                if let Some(block) = &setting.block {
                    body.extend(self.block(&block.entries, &place, &mut scope));
                }
                (about, label.span(), Some(body))
            }
            PatchAction::Unset(path) => {
                let Some(about) = About::of_path(path).and_then(|about| self.one_meant(about, path)) else { return };
                let below = about.steps < path.segments.len();
                let body = below.then(|| {
                    let declared = self.meant(&about);
                    let kind =
                        declared.map_or_else(|| about.family.clone().unwrap_or_default(), |known| known.kind.clone());
                    let field = self.vocabulary.kinds.get(&kind)?;
                    let place = declared.map_or_else(|| Place::of_kind(field), |known| self.place_again(known, field));
                    let mut scope = Scope::of_declaration(kind, self.vocabulary);
                    Some(self.unset_below(path, about.steps, &place, &mut scope))
                });
                (about, path.span, body.map(Option::unwrap_or_default))
            }
        };
        self.checked.patches.push(Patch { scope: self.scope, environments, about, span, body });
    }

    /// What `unset` with `path` takes back inside a declaration, to which `steps` words of it lead.
    pub(super) fn unset_below(
        &mut self,
        path: &ast::Path,
        steps: usize,
        place: &Place,
        scope: &mut Scope,
    ) -> Vec<Statement> {
        let (path_inside, reached) = self.walk(place, path.segments.get(steps..).unwrap_or_default(), &[], scope);
        let known = !matches!(reached.at, At::Unknown);
        known.then(|| Statement { span: path.span, kind: StatementKind::Unset(path_inside) }).into_iter().collect()
    }

    /// The declaration that `about` means, if its name is written out.
    fn meant(&self, about: &About) -> Option<&'r Declared<'a>> {
        let mut named = self.resolved.declarations_named(&about.label);
        named.find(|(_, declared)| is_meant(declared, about)).map(|(_, declared)| declared)
    }

    /// Whether a declaration of a computed name may be meant.
    fn may_be_computed(&self, about: &About) -> bool {
        about.family.as_ref().is_some_and(|family| self.resolved.has_computed_labels(family))
    }

    /// The one declaration that an `unset` means: a workload goes before other kinds. Reported where there is none, or
    /// where it could be each of several.
    fn one_meant(&mut self, about: About, path: &ast::Path) -> Option<About> {
        let resolved = self.resolved;
        let all =
            || resolved.declarations_named(&about.label).map(|(_, declared)| declared).filter(|d| is_meant(d, &about));
        match all().count() {
            0 if self.may_be_computed(&about) => return Some(about),
            0 => {
                self.nothing_to_drop(&about, path);
                return None;
            }
            1 => return Some(about),
            _ => {}
        }
        match resolved.meaning(&about.label, self.vocabulary) {
            Some(Meaning::Declaration(index)) if about.family.is_none() => {
                let declared = self.program.declared(index)?;
                Some(About { family: Some(declared.family().into()), ..about })
            }
            _ => {
                let diagnostic = resolve::several_called(&about.label, path.span, all());
                self.report(diagnostic);
                None
            }
        }
    }

    fn nothing_to_drop(&mut self, about: &About, path: &ast::Path) {
        let resolved = self.resolved;
        if resolved.may_be_lost(&about.label) {
            return;
        }
        let diagnostic = Diagnostic::error(
            code::NOTHING_TO_CHANGE,
            path.span,
            match &about.family {
                Some(_) => format!("there is no {} to drop", about.words()),
                None => format!("there is no declaration {} to drop", about.words()),
            },
        );
        let first = about.family.as_ref().and_then(|first| resolved.declarations_named(first).next());
        self.report(match first {
            Some((_, declared)) => {
                let kind = declared.family();
                let at = path.segments.first().map_or(path.span, Segment::span);
                let start = Span { end: at.start, ..at };
                diagnostic
                    .help(format!("a path that leads into a declaration begins with its kind: `unset {kind}.…`"))
                    .fix(format!("write `{kind}.` before it"), start, format!("{kind}."))
            }
            None => {
                let names = resolved
                    .declarations
                    .iter()
                    .filter(|declared| about.family.as_deref().is_none_or(|family| declared.is_of(family)))
                    .filter_map(Declared::plain_label);
                let names: Vec<EcoString> = names.collect();
                let at = path.segments.get(about.steps.saturating_sub(1)).map_or(path.span, Segment::span);
                diagnostic.suggest(at, suggest(&about.label, names.iter().map(EcoString::as_str)))
            }
        });
    }

    fn nothing_to_change(&mut self, about: &About, label: &Segment) {
        let resolved = self.resolved;
        if resolved.may_be_lost(&about.label) {
            return;
        }
        let family = about.family.as_deref().unwrap_or_default();
        let known: Vec<EcoString> = resolved
            .declarations
            .iter()
            .filter(|declared| declared.is_of(about.kind.as_deref().unwrap_or(family)))
            .filter_map(Declared::plain_label)
            .collect();
        let written = match label {
            Segment::Word(_) => about.label.clone(),
            Segment::Text(_) => ecow::eco_format!("\"{}\"", about.label),
        };
        self.report(
            Diagnostic::error(
                code::NOTHING_TO_CHANGE,
                label.span(),
                format!("there is no {} to change", about.words()),
            )
            .suggest(label.span(), suggest(&about.label, known.iter().map(EcoString::as_str)))
            .note(format!("what an environment adds is marked: `new {family} {written} {{ … }}`")),
        );
    }
}

fn is_meant(declared: &Declared<'_>, about: &About) -> bool {
    let resource = declared.resource.and_then(|(_, kind)| kind.plain());
    about.means(&declared.kind, resource.as_deref(), &about.label)
}
