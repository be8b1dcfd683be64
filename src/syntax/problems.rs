//! The scanner's findings as diagnostics.

use crate::diag::{Diagnostic, code};
use crate::source::Span;

use super::scan::{Problem, ProblemKind};

/// The diagnostic for `problem`; `place` makes a span of a range of bytes.
pub(super) fn diagnostic(
    problem: &Problem,
    source: &str,
    place: impl Fn(usize, usize) -> Option<Span>,
) -> Option<Diagnostic> {
    let span = place(problem.start, problem.end)?;
    let written = source.get(problem.start..problem.end).unwrap_or_default();
    let opening: Vec<(Span, char, char)> = problem
        .brackets
        .iter()
        .filter_map(|at| {
            let open = source.get(*at..)?.chars().next()?;
            let close = match open {
                '(' => ')',
                '[' => ']',
                _ => '}',
            };
            Some((place(*at, at + 1)?, open, close))
        })
        .collect();
    Some(match problem.kind {
        ProblemKind::OpenText(quotes) => Diagnostic::error(
            code::OPEN_TEXT,
            place(problem.start, problem.start + quotes.len())?,
            "this text does not end",
        )
        .here(format!("its closing `{quotes}` is missing"))
        .help(if quotes.len() == 1 {
            format!("close it on its line, or write it between `{0}{0}{0}` to span lines", quotes)
        } else {
            format!("put `{quotes}` on a line of its own below it")
        }),
        ProblemKind::OpenComputed => Diagnostic::error(code::OPEN_COMPUTED, span, "this `${` has no `}` in its text")
            .help("close it with `}`, or write `\\${` for the two characters"),
        ProblemKind::Unclosed => {
            let missing: Vec<String> = opening.iter().map(|(_, _, close)| format!("`{close}`")).collect();
            let verb = if missing.len() == 1 { "is" } else { "are" };
            let message = format!("{} {verb} missing", missing.join(" and "));
            let diagnostic = Diagnostic::error(code::UNCLOSED, span, message).here("expected here");
            opening.iter().take(3).fold(diagnostic, |diagnostic, (span, open, _)| {
                diagnostic.label(*span, format!("this `{open}` is not closed"))
            })
        }
        ProblemKind::Unopened(open) => {
            let diagnostic =
                Diagnostic::error(code::UNOPENED, span, format!("`{open}` is missing")).here("expected here");
            problem.brackets.iter().fold(diagnostic, |diagnostic, at| match place(*at, at + 1) {
                Some(span) => diagnostic.label(span, "for this"),
                None => diagnostic,
            })
        }
        ProblemKind::Mismatched(right) => {
            let diagnostic =
                Diagnostic::error(code::UNCLOSED, span, format!("`{right}` belongs here, not `{written}`"));
            opening.iter().fold(diagnostic, |diagnostic, (span, open, _)| {
                diagnostic.label(*span, format!("this `{open}` is open"))
            })
        }
        ProblemKind::Stray(close) => Diagnostic::error(code::UNOPENED, span, format!("this `{close}` closes nothing"))
            .help("take it out, or put in the bracket that it closes"),
        ProblemKind::TooDeep => Diagnostic::error(code::TOO_DEEP, span, "this is nested too deeply")
            .here("more than 64 brackets are open here")
            .help("give parts of it names with `let`"),
        ProblemKind::HashComment => Diagnostic::error(code::COMMENT, span, "a comment starts with `//`")
            .here("`#` starts none")
            .fix("write `//`", span, "//"),
        ProblemKind::BlockComment => {
            Diagnostic::error(code::COMMENT, span, "a comment starts with `//` and ends with its line")
                .here("`/*` starts none")
        }
        ProblemKind::Invisible(c) => Diagnostic::error(
            code::CHARACTER,
            span,
            format!("the invisible character U+{:04X} stands outside text", u32::from(c)),
        )
        .help("inside a text write it as `\\u{…}`")
        .fix("take it out", span, ""),
        ProblemKind::Unusual(c) => Diagnostic::error(
            code::CHARACTER,
            span,
            format!("the character U+{:04X} stands outside text", u32::from(c)),
        )
        .here("only inside text and comments"),
        ProblemKind::ForeignWord => {
            Diagnostic::error(code::CHARACTER, span, "a word is made of ASCII letters, digits, `_` and `-`")
                .here("other letters stand in quotes only")
        }
        ProblemKind::CurlyQuotes => {
            let mut inside = written.chars();
            let _ = inside.next();
            let _ = inside.next_back();
            let diagnostic = Diagnostic::error(code::CHARACTER, span, "a text stands between straight quotes")
                .here("these quotes are a word processor's");
            let inside = inside.as_str();
            if inside.contains(['"', '\\', '$']) {
                diagnostic
            } else {
                diagnostic.fix("write straight quotes", span, format!("\"{inside}\""))
            }
        }
    })
}
