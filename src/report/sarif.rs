//! Diagnostics as SARIF 2.1.0, the form that code hosts and editors take results of checks in.
//!
//! Each code that occurs is a rule with its page, each further label a related location, each fix a set of replacements.
//! Columns count characters. Paths are relative to the directory that the run started in, as far as they lie below it.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::json::document;
use super::place::{Range, exact, from_base, shown};
use crate::diag::{Code, Diagnostic, Edit, Fix, Label, Severity};
use crate::source::Sources;

/// The diagnostics in the `sarif` format; paths below `base` are named from there.
pub fn sarif(sources: &Sources, diagnostics: &[Diagnostic], base: &Path) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let cx = Run { sources, codes: &codes, base };
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| cx.result(diagnostic)).collect();
    document(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "kappc",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(code: Code) -> Value {
    let (title, page) = code.info().map_or(("", ""), |info| (info.title, info.page));
    json!({
        "id": code.to_string(),
        "shortDescription": { "text": title },
        "help": { "text": page, "markdown": page },
    })
}

/// What all results of a run are written with.
struct Run<'a> {
    sources: &'a Sources,
    codes: &'a [Code],
    base: &'a Path,
}

impl Run<'_> {
    fn result(&self, diagnostic: &Diagnostic) -> Value {
        let related: Vec<Value> =
            diagnostic.labels.iter().enumerate().filter_map(|(n, l)| self.related(n, l)).collect();
        let fixes: Vec<Value> = diagnostic.fixes.iter().filter_map(|fix| self.fix(fix)).collect();
        let mut result = json!({
            "ruleId": diagnostic.code.to_string(),
            "ruleIndex": self.codes.binary_search(&diagnostic.code).unwrap_or(0),
            "level": match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": { "text": text(diagnostic) },
            "locations": self.location(&diagnostic.primary).into_iter().collect::<Vec<_>>(),
        });
        let mut put = |key: &str, values: Value| {
            if let Value::Object(map) = &mut result {
                let _ = map.insert(key.to_owned(), values);
            }
        };
        if !related.is_empty() {
            put("relatedLocations", Value::Array(related));
        }
        if !fixes.is_empty() {
            put("fixes", Value::Array(fixes));
        }
        if !diagnostic.environments.is_empty() {
            let names: Vec<&str> = diagnostic.environments.iter().map(ecow::EcoString::as_str).collect();
            put("properties", json!({ "environments": names }));
        }
        result
    }

    fn location(&self, label: &Label) -> Option<Value> {
        let range = shown(self.sources, label.span)?;
        let mut location = json!({
            "physicalLocation": { "artifactLocation": self.artifact(&range), "region": region(&range) },
        });
        if let (Value::Object(map), false) = (&mut location, label.text.is_empty()) {
            let _ = map.insert("message".to_owned(), json!({ "text": label.text }));
        }
        Some(location)
    }

    fn related(&self, number: usize, label: &Label) -> Option<Value> {
        let mut location = self.location(label)?;
        if let Value::Object(map) = &mut location {
            let _ = map.insert("id".to_owned(), json!(number + 1));
        }
        Some(location)
    }

    /// A fix; `None` where one of its edits lies in no text, for half a fix is none.
    fn fix(&self, fix: &Fix) -> Option<Value> {
        let mut changes: Vec<(Value, Vec<Value>)> = Vec::new();
        for Edit { span, text } in &fix.edits {
            let range = exact(self.sources, *span)?;
            let artifact = self.artifact(&range);
            let replacement = json!({ "deletedRegion": region(&range), "insertedContent": { "text": text } });
            match changes.iter_mut().find(|(known, _)| *known == artifact) {
                Some((_, replacements)) => replacements.push(replacement),
                None => changes.push((artifact, vec![replacement])),
            }
        }
        let change = |(artifact, replacements)| json!({ "artifactLocation": artifact, "replacements": replacements });
        let changes: Vec<Value> = changes.into_iter().map(change).collect();
        Some(json!({ "description": { "text": fix.title }, "artifactChanges": changes }))
    }

    fn artifact(&self, range: &Range<'_>) -> Value {
        json!({ "uri": uri(&from_base(range.path, self.base)) })
    }
}

/// The message, what is to be known beside it, and what to do.
fn text(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for note in &diagnostic.notes {
        let _ = write!(text, "\nnote: {note}");
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}

fn region(range: &Range<'_>) -> Value {
    json!({
        "startLine": range.start.line,
        "startColumn": range.start.column,
        "endLine": range.end.line,
        "endColumn": range.end.column,
    })
}

/// `path` as a URI: relative where the path is.
fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let mut out = scheme.to_owned();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_holds_only_what_a_uri_may() {
        assert_eq!(uri("a b/ü:%.kapp"), "a%20b/%C3%BC%3A%25.kapp");
        assert_eq!(uri("/x/a.kapp"), "file:///x/a.kapp");
    }
}
