//! The formatter: one form for every program.
//!
//! In: a source text. Out: the same tokens and comments with other white space between them. Within a line white space
//! has no say; where lines break, the author is followed: a block or list written on one line stays there while it fits
//! [`LIMIT`] columns, one written on several lines stays so. A text with mistakes is left alone, and whatever is made is
//! compared with what it was made of before anybody gets to see it.

mod align;
mod conserve;
mod marks;
mod print;
mod stream;
mod tree;

use crate::diag::{Diagnostic, Diagnostics, Severity, code};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::{self, Parsed};
use marks::Marks;
use stream::Stream;

/// The columns that a line may have before its brackets are broken up.
pub const LIMIT: usize = 120;

/// The columns that one level is indented by.
const STEP: usize = 2;

/// The formatted text of `source`; line ends are those of its first line.
///
/// # Errors
/// The mistakes that keep it from being formatted.
pub fn format(sources: &mut Sources, source: SourceId) -> Result<String, Diagnostics> {
    let parsed = syntax::parse(sources, source);
    if parsed.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(parsed.diagnostics);
    }
    let Some(text) = sources.get(source).map(|source| source.text.clone()) else { return Ok(String::new()) };
    let before = stream(sources, &text, &parsed);
    let formatted = print(&before);
    if let Err(what) = conserve::check(&before, &formatted) {
        let span = Span::new(sources.anchor(source, 0), 0, 0);
        let diagnostic = Diagnostic::error(code::INTERNAL, span, "this file cannot be formatted without harm")
            .here("the file is left as it is")
            .note(what)
            .help("please report this, with the file");
        return Err([diagnostic].into_iter().collect());
    }
    let first_end = text.find('\n').and_then(|at| text.get(..at)).unwrap_or_default();
    Ok(if first_end.ends_with('\r') { formatted.replace('\n', "\r\n") } else { formatted })
}

/// The tokens and comments of a text without mistakes.
fn stream<'t>(sources: &Sources, text: &'t str, parsed: &Parsed) -> Stream<'t> {
    stream::read(sources, text, parsed, &Marks::of(sources, &parsed.file))
}

/// The text that a stream makes.
fn print(stream: &Stream<'_>) -> String {
    let mut lines = print::lines(stream, &tree::tree(stream));
    align::align(&mut lines);
    print::joined(&lines)
}
