//! The proof that nothing was lost: the formatted text is read again and compared with what it was made of.
//!
//! In: the stream of a text, and what the formatter made of it. Out: what differs, if anything does. Tokens are the same
//! but for separators that may be left out, comments are the same, so are the entries and what documents them, and
//! formatting once more changes nothing.

use std::sync::Arc;

use super::marks::EntryMark;
use super::stream::Stream;
use crate::diag::Severity;
use crate::source::{SourceText, Sources};
use crate::syntax;

/// What has to stay, in order.
#[derive(Debug, PartialEq, Eq)]
struct Kept<'s> {
    /// Tokens.
    tokens: Vec<String>,
    /// Comments.
    comments: Vec<&'s str>,
    /// Entries and fields, by their first token.
    entries: Vec<(usize, EntryMark)>,
}

/// Compares `formatted` with what it was made of.
///
/// # Errors
/// What differs, in words.
pub(super) fn check(before: &Stream<'_>, formatted: &str) -> Result<(), String> {
    let mut sources = Sources::new();
    let source = sources.add(Arc::new(SourceText::new("", formatted)));
    let parsed = syntax::parse(&mut sources, source);
    if let Some(wrong) = parsed.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        let line = sources.position(wrong.primary.span).map_or(0, |(_, position)| position.line);
        return Err(format!("its line {line} would have an error: {}", wrong.message));
    }
    let after = super::stream(&sources, formatted, &parsed);
    let (left, right) = (kept(before), kept(&after));
    if left.tokens != right.tokens {
        return Err("a word would be lost or changed".to_owned());
    }
    if left.comments != right.comments {
        return Err("a comment would be lost or moved".to_owned());
    }
    if left.entries != right.entries {
        return Err("an entry would become a part of another".to_owned());
    }
    if super::print(&after) != formatted {
        return Err("formatting it twice would give another text than once".to_owned());
    }
    Ok(())
}

fn kept<'s>(stream: &'s Stream<'_>) -> Kept<'s> {
    let mut kept = Kept { tokens: Vec::new(), comments: Vec::new(), entries: Vec::new() };
    for (at, token) in stream.tokens.iter().enumerate() {
        kept.comments.extend(token.gap.comments.iter().map(|comment| comment.text));
        let closes = stream.tokens.get(at + 1).is_some_and(|next| matches!(next.text, ")" | "]"));
        if token.text == "," && closes {
            continue;
        }
        if let Some(mark) = token.entry {
            kept.entries.push((kept.tokens.len(), EntryMark { end: 0, ..mark }));
        }
        kept.tokens.push(token.text.replace("\r\n", "\n"));
    }
    kept
}
