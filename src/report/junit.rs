//! Diagnostics as a JUnit report, which most servers for continuous integration can show.
//!
//! Every source text is a suite. An error is a test case that failed, a warning one that passed and has something to
//! say; a text without either is a single test case that passed.

use std::fmt::Write as _;

use ecow::EcoString;

use super::terminal::{Colors, Glyphs, Screen, draw};
use super::{occurrence, position, visible};
use crate::diag::{Diagnostic, Severity};
use crate::source::Sources;

/// How diagnostics are drawn inside a report.
const SCREEN: Screen = Screen { colors: Colors::Off, glyphs: Glyphs::Unicode, width: 100 };

/// The diagnostics in the `junit` format. `environments` are all that the program declares.
pub fn junit(sources: &Sources, diagnostics: &[Diagnostic], environments: &[EcoString]) -> String {
    let suite_of = |diagnostic: &Diagnostic| sources.place(diagnostic.primary.span).map(|place| place.source);
    let mut suites = Vec::new();
    for (id, source) in sources.iter() {
        let own: Vec<&Diagnostic> = diagnostics.iter().filter(|d| suite_of(d) == Some(id)).collect();
        suites.push((source.path.to_string_lossy().into_owned(), own));
    }
    let homeless: Vec<&Diagnostic> = diagnostics.iter().filter(|d| suite_of(d).is_none()).collect();
    if !homeless.is_empty() {
        suites.push(("kappc".to_owned(), homeless));
    }
    let tests: usize = suites.iter().map(|(_, own)| own.len().max(1)).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"kappc\" tests=\"{tests}\" failures=\"{}\" errors=\"0\">",
        failures(diagnostics.iter())
    );
    for (name, own) in suites {
        let name = attribute(&name);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">",
            own.len().max(1),
            failures(own.iter().copied())
        );
        if own.is_empty() {
            let _ = writeln!(out, "    <testcase classname=\"{name}\" name=\"no mistakes\"/>");
        }
        for diagnostic in own {
            case(&mut out, sources, diagnostic, environments, &name);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn failures<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> usize {
    diagnostics.filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}

fn case(out: &mut String, sources: &Sources, diagnostic: &Diagnostic, environments: &[EcoString], class: &str) {
    let at = position(sources, diagnostic.primary.span).map(|(_, at)| at);
    let place = at.map_or_else(String::new, |at| format!(" at {}:{}", at.line, at.column));
    let line = at.map_or_else(String::new, |at| format!(" file=\"{class}\" line=\"{}\"", at.line));
    let code = diagnostic.code;
    let message = format!("{}{}", diagnostic.message, occurrence(&diagnostic.environments, environments));
    let mut picture = String::new();
    // A `String` takes everything; only a fault of the drawing library could come back.
    let _ = draw(&mut picture, sources, diagnostic, environments, &SCREEN);
    let picture = content(&picture);
    let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{code}{place}\"{line}>");
    match diagnostic.severity {
        Severity::Error => {
            let message = attribute(&message);
            let _ = writeln!(out, "      <failure type=\"{code}\" message=\"{message}\">{picture}</failure>");
        }
        Severity::Warning => {
            let _ = writeln!(out, "      <system-out>{picture}</system-out>");
        }
    }
    out.push_str("    </testcase>\n");
}

/// One line between quotes.
fn attribute(text: &str) -> String {
    content(&visible::line(text)).replace('"', "&quot;")
}

/// Text between tags, which holds nothing but harmless characters and line ends already. Two characters that XML cannot
/// hold are left.
fn content(text: &str) -> String {
    let text = text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
