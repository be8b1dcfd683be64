//! Expected diagnostics, written as comments on the lines where they start.
//!
//! `//~ K0301 fragment` expects an error of that code on its own line, whose message holds the fragment; `//~^` on the
//! line above, `//~^^` two above, where the line itself is long enough; `//~ warning K0601 fragment` a warning. Several
//! may stand on one line. The markers of a file are the whole list: one more or less fails. They are taken out before
//! the program is compiled, so they may stand in a text that is never closed.

use kappc::diag::{Diagnostic, Severity};
use kappc::report;
use kappc::source::Sources;

/// A diagnostic that a marker announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) severity: Severity,
    pub(crate) code: String,
    pub(crate) fragment: String,
}

/// A diagnostic that was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reported {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) severity: Severity,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// The markers of `text`, or what is wrong with one of them.
pub(crate) fn markers(file: &str, text: &str) -> Result<Vec<Expected>, String> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for marker in line.split("//~").skip(1) {
            let wrong = |what: &str| format!("{file}:{}: marker `//~{marker}` {what}", at + 1);
            let above = marker.chars().take_while(|c| *c == '^').count();
            let rest = marker[above..].trim();
            let (severity, rest) = match rest.strip_prefix("warning ") {
                Some(rest) => (Severity::Warning, rest.trim_start()),
                None => (Severity::Error, rest),
            };
            let (code, fragment) = rest.split_once(' ').unwrap_or((rest, ""));
            let digits = code.strip_prefix('K').unwrap_or("");
            if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(wrong("has no code such as K0101"));
            }
            if fragment.trim().is_empty() {
                return Err(wrong("quotes nothing of the message"));
            }
            if above > at {
                return Err(wrong("points above the file"));
            }
            found.push(Expected {
                file: file.to_owned(),
                line: at + 1 - above,
                severity,
                code: code.to_owned(),
                fragment: fragment.trim().to_owned(),
            });
        }
    }
    Ok(found)
}

/// `text` as the compiler gets it; every line keeps its number.
pub(crate) fn without_markers(text: &str) -> String {
    let program =
        |line: &str| line.split_once("//~").map_or(line.to_owned(), |(program, _)| program.trim_end().to_owned());
    text.split('\n').map(program).collect::<Vec<_>>().join("\n")
}

/// The diagnostics of a compilation as markers see them.
pub(crate) fn reported(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<Reported> {
    let see = |diagnostic: &Diagnostic| {
        let at = report::position(sources, diagnostic.primary.span);
        let (file, line) = at.map_or((String::new(), 0), |(path, at)| (path.display().to_string(), at.line));
        let (severity, code) = (diagnostic.severity, diagnostic.code.to_string());
        Reported { file, line, severity, code, message: diagnostic.message.clone() }
    };
    diagnostics.iter().map(see).collect()
}

/// What differs, a line each; empty where every marker has its diagnostic and every diagnostic its marker.
pub(crate) fn differences(expected: &[Expected], reported: &[Reported]) -> Vec<String> {
    let mut left: Vec<&Reported> = reported.iter().collect();
    let mut lines = Vec::new();
    for want in expected {
        let fits = |r: &&Reported| {
            let place = r.file == want.file && r.line == want.line;
            place && r.severity == want.severity && r.code == want.code && r.message.contains(&want.fragment)
        };
        match left.iter().position(fits) {
            Some(at) => drop(left.remove(at)),
            None => {
                let Expected { file, line, code, fragment, .. } = want;
                lines.push(format!("  - {file}:{line}: {}{code} {fragment}", word(want.severity)));
            }
        }
    }
    for Reported { file, line, severity, code, message } in left {
        lines.push(format!("  + {file}:{line}: {}{code} {message}", word(*severity)));
    }
    lines
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "",
        Severity::Warning => "warning ",
    }
}
