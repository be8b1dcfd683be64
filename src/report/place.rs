//! Places as machines want them: path, byte offsets, lines and columns of both ends.

use std::borrow::Cow;
use std::path::Path;

use super::excerpt::fit;
use crate::source::{Position, Sources, Span};

/// A range of a source text with both ends resolved.
#[derive(Debug)]
pub(super) struct Range<'a> {
    pub(super) path: &'a Path,
    /// Bytes from the start of the text; the second is the first byte past the range.
    pub(super) bytes: (usize, usize),
    pub(super) start: Position,
    /// Just past the last character.
    pub(super) end: Position,
}

/// Exactly what `span` covers: where edits are made. `None` for a span of no known text.
pub(super) fn exact(sources: &Sources, span: Span) -> Option<Range<'_>> {
    range(sources, span, |_, start, end| (start, end))
}

/// What people are shown of `span`: whole characters, never behind the last one of the text.
pub(super) fn shown(sources: &Sources, span: Span) -> Option<Range<'_>> {
    range(sources, span, fit)
}

fn range(sources: &Sources, span: Span, cut: impl Fn(&str, usize, usize) -> (usize, usize)) -> Option<Range<'_>> {
    let place = sources.place(span)?;
    let source = sources.get(place.source)?;
    let bytes = cut(&source.text, place.start, place.end);
    let at = |offset| source.lines().position(&source.text, offset);
    Some(Range { path: &source.path, bytes, start: at(bytes.0), end: at(bytes.1) })
}

/// `path` as it is named from `base`, with `/` between its parts; paths outside of `base` stay as they are.
pub(super) fn from_base<'a>(path: &'a Path, base: &Path) -> Cow<'a, str> {
    let below = path.strip_prefix(base).unwrap_or(path);
    let below = below.strip_prefix(".").unwrap_or(below);
    let text = below.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' { Cow::Owned(text.replace('\\', "/")) } else { text }
}
