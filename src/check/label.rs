//! Labels that mean something by themselves: paths of mounts, words for places.

use ecow::EcoString;

use super::Checker;
use super::place::{At, Place};
use crate::diag::{Diagnostic, code, suggest};
use crate::source::Span;
use crate::syntax::ast::{ExprKind, Segment, Setting};
use crate::types::Format;
use crate::vocab::Field;

impl Checker<'_, '_> {
    /// Looks at the label of `setting`, which led to `reached`; false where nothing more need be said of the setting.
    pub(super) fn label(&mut self, setting: &Setting, reached: &Place) -> bool {
        let At::Element(field) = &reached.at else { return true };
        let Some(label) = setting.head.labels.last().or(setting.head.path.segments.last()) else { return true };
        // An error has been reported, or the label is computed.
        let Some(text) = label.plain().filter(|text| !text.is_empty()) else { return true };
        if let Some(form) = field.form {
            return self.label_form(setting, field, label, &text, form);
        }
        if let Segment::Word(word) = label
            && !field.usual.is_empty()
            && !field.usual.contains(&word.text)
        {
            self.unusual(field, &word.text, word.span);
        }
        true
    }

    fn label_form(&mut self, setting: &Setting, field: &Field, label: &Segment, text: &str, form: Format) -> bool {
        let Err(error) = form.check(text) else { return true };
        let span = label.span();
        let (word, name) = (form.word(), &field.name);
        let diagnostic = Diagnostic::error(code::BAD_FORMAT, span, format!("`{text}` is no {word}: {}", error.cause));
        // `mount data = "/data"`: the two sides have changed places.
        if let (Segment::Word(label), Some(assign)) = (label, &setting.value)
            && let ExprKind::Text(value) = &assign.value.kind
            && let Some(other) = value.plain()
            && form.check(&other).is_ok()
        {
            let written = format!("{name} \"{other}\" = {}", label.text);
            let diagnostic = Diagnostic::error(
                code::BAD_FORMAT,
                span,
                format!("the {word} stands before `=`, and what is there behind it"),
            )
            .label(value.span, format!("the {word}"))
            .help(format!("write `{written}`"))
            .fix(format!("write `{written}`"), setting.head.span.to(value.span), written);
            self.report(diagnostic);
            return false;
        }
        let help = match &error.help {
            Some(help) => {
                let wanted = help.strip_prefix("write `").and_then(|rest| rest.strip_suffix('`'));
                match wanted.filter(|wanted| form.check(wanted).is_ok()) {
                    Some(wanted) => {
                        let title = format!("write `\"{wanted}\"`");
                        diagnostic.help(title.clone()).fix(title, span, format!("\"{wanted}\""))
                    }
                    None => diagnostic.help(help.clone()),
                }
            }
            None => diagnostic,
        };
        self.report(help);
        false
    }

    /// A bare label that is none of the words which mean something here.
    fn unusual(&mut self, field: &Field, word: &EcoString, span: Span) {
        let known = field.usual.iter().map(EcoString::as_str);
        let near = suggest(word, known.clone());
        let name = &field.name;
        let diagnostic = Diagnostic::warning(code::ODD_PLACE, span, format!("no node has a label `{word}`"))
            .note(format!("the words are: {}", known.collect::<Vec<_>>().join(", ")));
        self.report(match near {
            Some(near) => diagnostic.suggest(span, Some(near)),
            None => {
                diagnostic.help(format!("a label of nodes is written out, in quotes: `{name} \"example.com/{word}\"`"))
            }
        });
    }
}
