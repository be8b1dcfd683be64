//! Which declaration an entry is about that stands outside of it: `service web { … }` in an environment or in the body of
//! a `use`, and the path of an `unset`.

use ecow::EcoString;

use super::{Declared, family};
use crate::syntax::ast::{Path, Segment, Setting};

/// A declaration by its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The word before the label: a family, or the Kind of a resource; `None` where only the label is written.
    pub family: Option<EcoString>,
    /// The Kind, where `resource` is the word.
    pub kind: Option<EcoString>,
    /// The label; empty where it is computed.
    pub label: EcoString,
    /// How many words lead to the declaration; what follows leads into it.
    pub steps: usize,
}

impl About {
    /// What a head like `service web`, `external secret login` or `resource "v1" Kind name` is about.
    pub fn of_setting(setting: &Setting) -> Option<About> {
        let [Segment::Word(word)] = setting.head.path.segments.as_slice() else { return None };
        let labels: Vec<&Segment> = setting.head.labels.iter().collect();
        let about = Self::of_words(&word.text, &labels)?;
        (about.steps == labels.len() + 1).then_some(about)
    }

    /// What the path of an `unset` is about: `config.extra`, `service.web.cpu`, `web`.
    pub fn of_path(path: &Path) -> Option<About> {
        let (first, rest) = path.segments.split_first()?;
        let label = first.plain()?;
        if rest.is_empty() {
            return Some(About { family: None, kind: None, label, steps: 1 });
        }
        Self::of_words(&label, &rest.iter().collect::<Vec<_>>())
    }

    fn of_words(word: &EcoString, labels: &[&Segment]) -> Option<About> {
        let plain = |segment: &Segment| segment.plain().unwrap_or_default();
        Some(match (word.as_str(), labels) {
            ("external", [family, label, ..]) => {
                About { family: Some(plain(family)), kind: None, label: plain(label), steps: 3 }
            }
            ("resource", [_, kind, label, ..]) => {
                About { family: Some(word.clone()), kind: Some(plain(kind)), label: plain(label), steps: 4 }
            }
            (_, [label, ..]) => About { family: Some(word.clone()), kind: None, label: plain(label), steps: 2 },
            (_, []) => return None,
        })
    }

    /// Whether it means a declaration of `kind`, with the Kind of a resource where it is one, called `label`.
    pub fn means(&self, kind: &str, resource: Option<&str>, label: &str) -> bool {
        let of_family = self.family.as_deref().is_none_or(|wanted| wanted == family(kind) || Some(wanted) == resource);
        of_family && self.kind.as_deref().is_none_or(|kind| Some(kind) == resource) && self.label == label
    }

    /// The words for people: "config `extra`", or only the name.
    pub fn words(&self) -> String {
        match self.kind.as_ref().or(self.family.as_ref()) {
            Some(family) => format!("{family} `{}`", self.label),
            None => format!("`{}`", self.label),
        }
    }
}

impl Declared<'_> {
    /// Whether `about` means it, by the name that it has where `about` stands.
    pub(super) fn is_meant(&self, about: &About, name: &str) -> bool {
        let resource = self.resource.and_then(|(_, kind)| kind.plain());
        about.means(&self.kind, resource.as_deref(), name)
    }
}
