//! Diagnostics as data: what is wrong, where, why, and how to mend it.
//!
//! Every pass makes [`Diagnostic`]s; none prints one. Printing is the business of `report`. Codes and their pages stand
//! in [`mod@code`].

pub mod code;
mod mend;
mod suggest;

pub use code::Code;
pub use mend::{Mended, mend};
pub use suggest::{Suggestion, suggest};

use crate::source::Span;
use ecow::EcoString;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The program cannot be built.
    Error,
    /// The program can be built and is probably not what was meant.
    Warning,
}

/// A span and what it has to do with the matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place; any file of the compilation.
    pub span: Span,
    /// What is to be seen there; may be empty for the primary label.
    pub text: String,
}

/// One change of the source text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What is taken out; empty to insert.
    pub span: Span,
    /// What is put in.
    pub text: String,
}

/// A change of the source that mends the matter for certain.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What it does, as an order: "rename to `replicas`".
    pub title: String,
    /// The changes, which do not overlap.
    pub edits: Vec<Edit>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Which kind of mistake; has a page.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// The matter in one sentence, without a full stop, names in backquotes.
    pub message: String,
    /// The very place.
    pub primary: Label,
    /// Further places: where the type comes from, where it was set before.
    pub labels: Vec<Label>,
    /// Facts that help to understand it, a sentence each.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// Changes that mend it for certain, best first.
    pub fixes: Vec<Fix>,
    /// The environments in which it occurs; empty where it does not depend on one.
    pub environments: Vec<EcoString>,
}

impl Diagnostic {
    /// An error with its message and primary span.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: Label { span, text: String::new() },
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            fixes: Vec::new(),
            environments: Vec::new(),
        }
    }

    /// A warning with its message and primary span.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// What stands at the primary span.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Diagnostic {
        self.primary.text = text.into();
        self
    }

    /// One more place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// One more fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// A change of one span that mends it for certain.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fixes.push(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// Help and, where the suggestion is certain enough, a fix that renames what stands at `span`.
    #[must_use]
    pub fn suggest(self, span: Span, suggestion: Option<Suggestion>) -> Diagnostic {
        match suggestion {
            None => self,
            Some(Suggestion { name, certain }) => {
                let diagnostic = self.help(format!("did you mean `{name}`?"));
                if certain { diagnostic.fix(format!("rename to `{name}`"), span, name.to_string()) } else { diagnostic }
            }
        }
    }
}

/// What to do where a secret would stand in plain sight.
pub(crate) const SECRET_HELP: &str = "a secret's key may stand in `env`, where it becomes a reference, and in volumes; \
    an argument or another variable can name that variable, as in `$(PASSWORD)`";

/// The diagnostics of a pass, in the order in which they were found.
pub type Diagnostics = Vec<Diagnostic>;

/// What a pass could make, and what it found wrong on the way.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The result, whole or partial; `None` where nothing could be made.
    pub value: Option<T>,
    /// What was found wrong.
    pub diagnostics: Diagnostics,
}
