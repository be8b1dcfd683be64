//! Diagnostics as workflow commands of GitHub Actions, which the host shows beside the lines of a change.
//!
//! A line each, `::error file=…,line=…::message`; what belongs to a diagnostic besides stands in its message. Paths are
//! relative to the directory that the run started in, as far as they lie below it.

use std::fmt::Write as _;
use std::path::Path;

use ecow::EcoString;

use super::place::{from_base, shown};
use super::{occurrence, visible};
use crate::diag::{Diagnostic, Severity};
use crate::source::Sources;

/// The diagnostics in the `github` format, a line each; paths below `base` are named from there. `environments` are all
/// that the program declares.
pub fn github(sources: &Sources, diagnostics: &[Diagnostic], environments: &[EcoString], base: &Path) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(match diagnostic.severity {
            Severity::Error => "::error ",
            Severity::Warning => "::warning ",
        });
        if let Some(range) = shown(sources, diagnostic.primary.span) {
            let path = from_base(range.path, base);
            let _ = write!(out, "file={},line={},endLine={},", property(&path), range.start.line, range.end.line);
            // Columns are for places on one line; elsewhere the host would not know which line they mean.
            if range.start.line == range.end.line {
                let last = range.end.column.saturating_sub(1).max(range.start.column);
                let _ = write!(out, "col={},endColumn={last},", range.start.column);
            }
        }
        let _ = write!(out, "title={}::", property(&diagnostic.code.to_string()));
        let mut lines = vec![format!("{}{}", diagnostic.message, occurrence(&diagnostic.environments, environments))];
        lines.extend((!diagnostic.primary.text.is_empty()).then(|| diagnostic.primary.text.clone()));
        for label in &diagnostic.labels {
            let place = shown(sources, label.span)
                .map(|range| format!("{}:{}:{}: ", from_base(range.path, base), range.start.line, range.start.column));
            lines.push(format!("{}{}", place.unwrap_or_default(), label.text));
        }
        lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
        lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
        let lines: Vec<String> = lines.iter().map(|line| data(line)).collect();
        out.push_str(&lines.join("%0A"));
        out.push('\n');
    }
    out
}

/// A text behind the `::`.
fn data(text: &str) -> String {
    visible::line(text).replace('%', "%25")
}

/// A value before the `::`, where commas and colons have a meaning.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
