//! The body of a `use`: what it gives to the template's parameters, and what it changes, takes back or drops of what the
//! template declares.

use ecow::EcoString;

use super::names::Collector;
use super::template::{Laid, Over, grouped};
use super::{About, Declared, Meaning};
use crate::diag::{Diagnostic, code, suggest};
use crate::source::Span;
use crate::syntax::ast::{Entry, EntryKind, Name, Segment, Setting};

impl<'a> Collector<'a, '_> {
    /// What the body of a `use` gives the parameters; its patches are looked for by each declaration.
    pub(super) fn arguments(&mut self, index: usize, entries: &'a [Entry], environments: Option<&'a [Name]>) {
        for entry in entries {
            match &entry.kind {
                EntryKind::Junk => {}
                EntryKind::In(body) if environments.is_none() => {
                    self.arguments(index, &body.body.entries, Some(&body.environments));
                    self.resolved.use_environments.push(&body.environments);
                }
                EntryKind::Setting(setting) if environments.is_none() && setting.head.labels.is_empty() => {
                    self.argument(index, setting);
                }
                EntryKind::Setting(setting) if About::of_setting(setting).is_some() => {}
                EntryKind::Unset(_) => {}
                _ => self.misplaced(
                    entry.span,
                    "this",
                    "the body of a `use` gives values to parameters, `name = …`, and changes declarations, `service self { … }`, `unset config.settings`",
                ),
            }
        }
    }

    fn argument(&mut self, index: usize, setting: &'a Setting) {
        let Some(used) = self.program.uses.get_mut(index) else { return };
        let template = used.template;
        let name = setting.head.path.segments.first().and_then(Segment::plain).unwrap_or_default();
        let position = template.params.iter().position(|param| param.name.text == name);
        let known = template.params.iter().map(|param| param.name.text.as_str());
        let diagnostic = match (position.and_then(|position| used.arguments.get_mut(position)), &setting.value) {
            (Some(slot @ None), Some(assign)) if !assign.append && setting.head.path.segments.len() == 1 => {
                *slot = Some(&assign.value);
                if let Some(block) = &setting.block {
                    Diagnostic::error(
                        code::TAKES_VALUE,
                        block.span,
                        format!("parameter `{name}` takes a value, not a block"),
                    )
                } else {
                    return;
                }
            }
            (Some(Some(first)), Some(_)) => {
                Diagnostic::error(code::SET_TWICE, setting.head.span, format!("the `use` sets `{name}` twice"))
                    .label(first.span, "set here first")
                    .help("keep one of them")
            }
            (Some(_), _) => {
                Diagnostic::error(code::NEEDS_VALUE, setting.head.span, format!("parameter `{name}` has no value"))
                    .help(format!("write `{name} = …`"))
            }
            (None, _) if name.is_empty() => return,
            (None, _) => {
                let diagnostic = Diagnostic::error(
                    code::WRONG_ARGUMENTS,
                    setting.head.span,
                    format!("template `{}` has no parameter `{name}`", template.name.text),
                )
                .label(template.name.span, "the template");
                match suggest(&name, known) {
                    Some(suggestion) => diagnostic.suggest(setting.head.path.span, Some(suggestion)),
                    None => diagnostic.help("a declaration is changed with its kind and label: `service self { … }`"),
                }
            }
        };
        self.diagnostics.push(diagnostic);
    }

    /// The entries of the bodies of the `use`s around that are about the declaration of this kind and label, and the
    /// label that each template's text knows it by.
    pub(super) fn laid_over(
        &mut self,
        kind: &str,
        resource: Option<&str>,
        label: Option<EcoString>,
        used: Option<usize>,
    ) -> (Vec<Over<'a>>, Vec<(usize, EcoString)>, Option<EcoString>) {
        let (mut over, mut known_as) = (Vec::new(), Vec::new());
        let (mut name, mut next) = (label, used);
        while let Some((index, used)) = next.and_then(|index| Some((index, self.program.uses.get_mut(index)?))) {
            if let Some(label) = &name {
                known_as.push((index, label.clone()));
                if let Some(body) = used.site.and_then(|site| site.body.as_ref()) {
                    for (about, laid, environments) in patches(&body.entries) {
                        if about.means(kind, resource, label) {
                            used.found.push(laid.span());
                            over.push(Over { used: index, laid, environments });
                        }
                    }
                }
            }
            name = used.group().zip(name).map(|(group, label)| grouped(&group, &label));
            next = used.around;
        }
        (over, known_as, name)
    }

    /// Notes the declaration at `index` under the names by which the templates' texts know it.
    pub(super) fn known_as(&mut self, names: Vec<(usize, EcoString)>, index: usize) {
        for (used, name) in names {
            if let Some(used) = self.program.uses.get_mut(used) {
                used.names.entry(name).or_default().push(index);
            }
        }
    }

    /// Reports the patches of a `use` that are about nothing.
    pub(super) fn without_declaration(&mut self, index: usize, entries: &'a [Entry]) {
        let Some(used) = self.program.uses.get(index) else { return };
        let missing: Vec<_> =
            patches(entries).into_iter().filter(|(_, laid, _)| !used.found.contains(&laid.span())).collect();
        for (about, laid, _) in missing {
            let at = match laid {
                Laid::Set(setting) => setting.head.labels.last(),
                Laid::Unset(path, steps) => path.segments.get(steps.saturating_sub(1)),
            };
            self.nothing_called(index, &about, laid.span(), at.map_or(laid.span(), Segment::span));
        }
    }

    /// Reports that the template of a `use` has nothing that `about` means.
    fn nothing_called(&mut self, index: usize, about: &About, span: Span, at: Span) {
        let Some(used) = self.program.uses.get(index) else { return };
        let known: Vec<&EcoString> = used.names().collect();
        let template = &used.template.name;
        let diagnostic = Diagnostic::error(
            code::NOTHING_TO_CHANGE,
            span,
            format!("template `{}` has no {} to change", template.text, about.words()),
        )
        .label(template.span, "the template");
        let first = about.family.as_ref().filter(|first| known.contains(first));
        self.diagnostics.push(match (suggest(&about.label, known.iter().map(|name| name.as_str())), first) {
            (_, Some(first)) => diagnostic.help(format!("a path begins with the kind: `service.{first}.…`")),
            (Some(suggestion), None) if suggestion.name != about.label => diagnostic.suggest(at, Some(suggestion)),
            _ => diagnostic.note(format!(
                "its declarations are called {}",
                known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            )),
        });
    }

    /// `unset config.settings` in the body of a `use`: the group lacks that declaration.
    pub(super) fn drops(&mut self, index: usize, entries: &'a [Entry], environments: Option<&'a [Name]>) {
        for entry in entries {
            let path = match &entry.kind {
                EntryKind::Unset(path) => path,
                EntryKind::In(body) if environments.is_none() => {
                    self.drops(index, &body.body.entries, Some(&body.environments));
                    continue;
                }
                _ => continue,
            };
            let Some(about) = About::of_path(path).filter(|about| about.steps == path.segments.len()) else { continue };
            let meant: Vec<usize> = self
                .declared_by(index, &about.label)
                .filter(|(_, declared)| declared.is_meant(&about, &about.label))
                .map(|(place, _)| place)
                .collect();
            let one = match meant.as_slice() {
                [] => {
                    self.nothing_called(index, &about, path.span, path.span);
                    continue;
                }
                [one] => *one,
                several => {
                    let declared =
                        several.iter().filter_map(|place| Some((*place, self.resolved.declarations.get(*place)?)));
                    match super::which(declared, self.vocabulary) {
                        Some(Meaning::Declaration(one)) => one,
                        _ => {
                            let all = several.iter().filter_map(|place| self.resolved.declarations.get(*place));
                            let diagnostic = super::several_called(&about.label, path.span, all);
                            self.diagnostics.push(diagnostic);
                            continue;
                        }
                    }
                }
            };
            if let Some(declared) = self.resolved.declarations.get_mut(one) {
                declared.dropped.push((path.span, environments));
            }
        }
    }

    /// What a `use` in the module that is being read declares as `name`, with places in that module's table.
    fn declared_by(&self, index: usize, name: &str) -> impl Iterator<Item = (usize, &Declared<'a>)> {
        let base = self.resolved.base.declarations;
        let indexes = self.program.uses.get(index).map_or(&[][..], |used| used.named(name));
        indexes.iter().filter_map(move |index| {
            let place = index.checked_sub(base)?;
            Some((place, self.resolved.declarations.get(place)?))
        })
    }
}

/// The patches among the entries of a `use`, each with what it is about and its environments.
fn patches(entries: &[Entry]) -> Vec<(About, Laid<'_>, Option<&[Name]>)> {
    fn patch(entry: &EntryKind) -> Option<(About, Laid<'_>)> {
        match entry {
            EntryKind::Setting(setting) => Some((About::of_setting(setting)?, Laid::Set(setting))),
            EntryKind::Unset(path) => {
                let about = About::of_path(path).filter(|about| about.steps < path.segments.len())?;
                let steps = about.steps;
                Some((about, Laid::Unset(path, steps)))
            }
            _ => None,
        }
    }
    let mut found = Vec::new();
    for entry in entries {
        match &entry.kind {
            EntryKind::In(body) => {
                let inner = body.body.entries.iter().filter_map(|entry| patch(&entry.kind));
                found.extend(inner.map(|(about, laid)| (about, laid, Some(body.environments.as_slice()))));
            }
            kind => found.extend(patch(kind).map(|(about, laid)| (about, laid, None))),
        }
    }
    found
}
