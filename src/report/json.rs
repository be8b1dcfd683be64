//! Diagnostics as one JSON document, for programs. `docs/diagnostics-json.md` describes it and is part of its promise.
//!
//! Nothing is left out and nothing is shortened. Characters that a terminal would obey are written as `\u` escapes, so
//! that a document may be looked at, and still reads back as what was meant.

use std::fmt::Write as _;

use ecow::EcoString;
use serde_json::{Value, json};

use super::place::exact;
use super::visible;
use crate::diag::{Diagnostic, Edit, Fix, Label, Severity};
use crate::source::{Position, Sources, Span};

/// The form of the document; a larger number when a field goes or changes its meaning, not when one comes.
const FORM: u32 = 1;

/// The diagnostics in the `json` format. `environments` are all that the program declares.
pub fn json(sources: &Sources, diagnostics: &[Diagnostic], environments: &[EcoString]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let all: Vec<Value> = diagnostics.iter().map(|one| diagnostic(sources, one)).collect();
    let names: Vec<&str> = environments.iter().map(EcoString::as_str).collect();
    document(&json!({
        "form": FORM,
        "kappc": env!("CARGO_PKG_VERSION"),
        "environments": names,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "diagnostics": all,
    }))
}

/// `value` as text that is harmless on a terminal.
pub(super) fn document(value: &Value) -> String {
    let text = format!("{value:#}\n");
    if text.chars().all(|c| c == '\n' || visible::stand_in(c).is_none()) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Outside texts there is only ASCII; line ends are the layout's, those of texts are escaped already.
        if c == '\n' || visible::stand_in(c).is_none() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

fn diagnostic(sources: &Sources, diagnostic: &Diagnostic) -> Value {
    let names: Vec<&str> = diagnostic.environments.iter().map(EcoString::as_str).collect();
    let labels: Vec<Value> = diagnostic.labels.iter().map(|one| label(sources, one)).collect();
    let fixes: Vec<Value> = diagnostic.fixes.iter().map(|one| fix(sources, one)).collect();
    json!({
        "code": diagnostic.code.to_string(),
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "title": diagnostic.code.info().map(|info| info.title),
        "message": diagnostic.message,
        "environments": names,
        "primary": label(sources, &diagnostic.primary),
        "labels": labels,
        "notes": diagnostic.notes,
        "help": diagnostic.help,
        "fixes": fixes,
    })
}

fn label(sources: &Sources, label: &Label) -> Value {
    json!({ "place": place(sources, label.span), "text": label.text })
}

fn fix(sources: &Sources, fix: &Fix) -> Value {
    let edits: Vec<Value> = fix.edits.iter().map(|one| edit(sources, one)).collect();
    json!({ "title": fix.title, "edits": edits })
}

fn edit(sources: &Sources, edit: &Edit) -> Value {
    json!({ "place": place(sources, edit.span), "text": edit.text })
}

/// Where `span` lies; `null` where it lies in no text.
fn place(sources: &Sources, span: Span) -> Value {
    let Some(range) = exact(sources, span) else { return Value::Null };
    let point = |offset: usize, at: Position| json!({ "offset": offset, "line": at.line, "column": at.column });
    json!({
        "path": range.path.to_string_lossy(),
        "start": point(range.bytes.0, range.start),
        "end": point(range.bytes.1, range.end),
    })
}
