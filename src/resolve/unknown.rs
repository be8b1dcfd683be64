//! Words of top level that name nothing: forms and kinds; and what was probably meant.

use ecow::EcoString;

use super::habits;
use crate::diag::{Diagnostic, code, suggest};
use crate::syntax::ast::{Name, Segment, Setting};
use crate::vocab::Vocabulary;

/// What may start an entry of top level beside the kinds of declarations.
const FORMS: &[&str] = &[
    "param",
    "let",
    "environment",
    "environments",
    "defaults",
    "profile",
    "external",
    "fn",
    "type",
    "if",
    "for",
    "in",
];

/// The kinds of `defaults` and profiles that are no kinds of declarations.
const CONTAINER_KINDS: &[&str] = &["container", "sidecar", "init"];

/// The kinds of declarations that have no layers to put `defaults` and profiles in.
const WITHOUT_LAYERS: &[&str] = &["app", "include"];

/// What is wrong with `kind` as a kind of `defaults` or of a profile, if anything is.
pub(super) fn kind(kind: &Name, vocabulary: &Vocabulary) -> Option<Diagnostic> {
    let known = |kind: &str| vocabulary.kinds.contains_key(kind) && !WITHOUT_LAYERS.contains(&kind);
    if known(&kind.text) || CONTAINER_KINDS.contains(&kind.text.as_str()) {
        return None;
    }
    let known: Vec<&str> = vocabulary
        .kinds
        .keys()
        .map(EcoString::as_str)
        .filter(|kind| !WITHOUT_LAYERS.contains(kind) && !kind.starts_with("external_"))
        .chain(CONTAINER_KINDS.iter().copied())
        .collect();
    let diagnostic = Diagnostic::error(code::UNKNOWN_KIND, kind.span, format!("there is no kind `{}`", kind.text))
        .note(format!("the kinds are {}", known.join(", ")));
    Some(match habits::kind(&kind.text) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.suggest(kind.span, suggest(&kind.text, known)),
    })
}

/// That `setting` is no entry of top level.
pub(super) fn form(setting: &Setting, vocabulary: &Vocabulary) -> Diagnostic {
    let Some(Segment::Word(word)) = setting.head.path.segments.first() else {
        let message = "a text cannot start an entry at top level";
        return Diagnostic::error(code::UNKNOWN_FORM, setting.head.path.span, message);
    };
    let name = word.text.as_str();
    let diagnostic =
        Diagnostic::error(code::UNKNOWN_FORM, word.span, format!("`{name}` does not start anything at top level"));
    if let Some(help) = habits::kind(name) {
        return diagnostic.help(help);
    }
    let kinds = vocabulary.kinds.keys().map(EcoString::as_str).filter(|kind| !kind.starts_with("external_"));
    if let Some(suggestion) = suggest(name, kinds.chain(FORMS.iter().copied())) {
        return diagnostic.suggest(word.span, Some(suggestion));
    }
    let in_workload = vocabulary.kind_shape("service").is_some_and(|shape| shape.fields.contains_key(name));
    diagnostic.help(if in_workload {
        format!("`{name}` belongs inside a declaration: `service NAME {{ {name} … }}`")
    } else if setting.value.is_some() && !setting.head.labels.is_empty() {
        let label = setting.head.labels.first().and_then(Segment::plain).unwrap_or_default();
        format!("a value is named by `let {label} = …`")
    } else if setting.value.is_some() {
        format!("a value is named by `let {name} = …`")
    } else {
        "at top level stand declarations such as `service NAME { … }`, `config NAME { … }`".to_owned()
    })
}
