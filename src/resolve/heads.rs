//! Heads of top-level entries: the names they give, and what is reported of those that give none, too many, or one that is
//! taken.

use super::names::Collector;
use super::unknown;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{Name, Segment, Setting};

impl<'a> Collector<'a, '_> {
    /// Reports a `let` without value.
    pub(super) fn has_value(&mut self, setting: &Setting, name: &Name) {
        if setting.value.is_none() {
            self.diagnostics.push(
                Diagnostic::error(code::NEEDS_VALUE, setting.head.span, format!("`let {}` has no value", name.text))
                    .help(format!("write `let {} = …`; a value that is given from outside is a `param`", name.text)),
            );
        }
    }

    /// The one word that names what `setting` declares.
    pub(super) fn label(&mut self, setting: &'a Setting, word: &'a Name) -> Option<&'a Name> {
        match setting.head.labels.as_slice() {
            [Segment::Word(name)] => Some(name),
            [Segment::Text(text)] => {
                self.diagnostics.push(
                    Diagnostic::error(code::LABEL_COUNT, text.span, format!("a `{}` is named by a word", word.text))
                        .help("take the quotes away"),
                );
                None
            }
            _ => {
                self.label_count(setting, word, 1);
                None
            }
        }
    }

    pub(super) fn label_count(&mut self, setting: &Setting, word: &Name, wanted: usize) {
        self.lose(setting);
        let found = setting.head.labels.len();
        let kind = &word.text;
        let diagnostic = match found {
            0 => Diagnostic::error(code::LABEL_COUNT, setting.head.span, format!("this `{kind}` has no name"))
                .help(format!("write `{kind} NAME`")),
            _ => {
                let span = setting.head.labels.get(wanted).map_or(setting.head.span, Segment::span);
                Diagnostic::error(code::LABEL_COUNT, span, format!("a `{kind}` takes one name, this has {found}"))
            }
        };
        self.diagnostics.push(diagnostic);
    }

    /// Whether there is such a kind; reported where not.
    pub(super) fn known_kind(&mut self, kind: &Name) -> bool {
        let unknown = unknown::kind(kind, self.vocabulary);
        let known = unknown.is_none();
        self.diagnostics.extend(unknown);
        known
    }

    /// Reports an entry that nothing of the language starts with.
    pub(super) fn unknown_form(&mut self, setting: &'a Setting) {
        self.lose(setting);
        self.diagnostics.push(unknown::form(setting, self.vocabulary));
    }

    /// Remembers what an entry that cannot be read may have been meant to declare.
    pub(super) fn lose(&mut self, setting: &Setting) {
        let segments = setting.head.path.segments.iter().chain(&setting.head.labels);
        self.resolved.lost.extend(segments.filter_map(Segment::plain));
        self.resolved.nameless |= setting.head.labels.is_empty();
    }

    pub(super) fn misplaced(&mut self, span: Span, what: &str, help: &str) {
        self.diagnostics
            .push(Diagnostic::error(code::MISPLACED, span, format!("{what} cannot stand here")).help(help.to_owned()));
    }

    pub(super) fn duplicate(&mut self, what: &str, name: &str, span: Span, first: Span) {
        self.diagnostics.push(
            Diagnostic::error(code::DUPLICATE_NAME, span, format!("{what} `{name}` is declared twice"))
                .here("declared again here")
                .label(first, "declared here first")
                .help("names are unique per kind in a module: rename one of them"),
        );
    }
}
