//! One line a diagnostic, for editors, `grep` and logs: `path:line:column: error[K0312]: message`.
//!
//! Every further label is a line of its own, `path:line:column: note: text`. All diagnostics are written, however many:
//! a machine does not tire.

use std::fmt::Write as _;

use ecow::EcoString;

use super::{occurrence, position, visible};
use crate::diag::{Diagnostic, Severity};
use crate::source::{Sources, Span};

/// The diagnostics in the `short` format, one line each and one for each further label. `environments` are all that the
/// program declares.
pub fn short(sources: &Sources, diagnostics: &[Diagnostic], environments: &[EcoString]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let kind = format!("{severity}[{}]", diagnostic.code);
        let message = format!("{}{}", diagnostic.message, occurrence(&diagnostic.environments, environments));
        line(&mut out, sources, diagnostic.primary.span, &kind, &message);
        for label in &diagnostic.labels {
            line(&mut out, sources, label.span, "note", &label.text);
        }
    }
    out
}

/// One line; without a place where the span lies in no known text.
fn line(out: &mut String, sources: &Sources, span: Span, kind: &str, text: &str) {
    if let Some((path, at)) = position(sources, span) {
        let path = path.to_string_lossy();
        let _ = write!(out, "{}:{}:{}: ", visible::line(&path), at.line, at.column);
    }
    let _ = writeln!(out, "{kind}: {}", visible::line(text));
}
