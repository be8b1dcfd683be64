//! Spans, and the table that turns them into places in files.
//!
//! A [`Span`] counts bytes from an *anchor*: the start of the top-level declaration it lies in. When text above a
//! declaration changes, only the anchor moves; every span inside stays equal, so what was computed from the declaration
//! may be kept.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::lines::{LineIndex, Position};

/// One source text of a [`Sources`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// The start of one top-level declaration, see [`Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnchorId(u32);

impl AnchorId {
    /// The first anchor of a table: for what has no better place.
    pub const FIRST: AnchorId = AnchorId(0);
}

/// A range of bytes of a source text, counted from an anchor. Twelve bytes, `Copy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// What `start` and `end` count from.
    pub anchor: AnchorId,
    /// First byte, counted from the anchor.
    pub start: u32,
    /// First byte past the range, counted from the anchor.
    pub end: u32,
}

impl Span {
    /// The range `start..end` counted from `anchor`.
    pub fn new(anchor: AnchorId, start: u32, end: u32) -> Span {
        Span { anchor, start, end }
    }

    /// The smallest span that holds both; `self` where the two have different anchors.
    pub fn to(self, other: Span) -> Span {
        if self.anchor != other.anchor {
            return self;
        }
        Span { anchor: self.anchor, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at the end of this one.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// One source text as it was read: UTF-8 without byte order mark. Line ends are kept as they stand.
#[derive(Debug)]
pub struct SourceText {
    /// The path as the user would write it; what diagnostics show.
    pub path: PathBuf,
    /// The whole text.
    pub text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

impl SourceText {
    /// A text under the path that diagnostics will show. A leading byte order mark is dropped.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> SourceText {
        let mut text: Arc<str> = text.into();
        if let Some(rest) = text.strip_prefix('\u{feff}') {
            text = rest.into();
        }
        SourceText { path: path.into(), text, lines: OnceLock::new() }
    }

    /// Line starts, found at the first call: most texts have no error and never need them.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// A span resolved: a range of bytes of one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The source text.
    pub source: SourceId,
    /// First byte, counted from the start of the text.
    pub start: usize,
    /// First byte past the range.
    pub end: usize,
}

/// Every source text of one compilation, and where each anchor stands.
#[derive(Debug, Default)]
pub struct Sources {
    texts: Vec<Arc<SourceText>>,
    anchors: Vec<(SourceId, u32)>,
    concealed: Vec<Place>,
}

impl Sources {
    /// No text yet.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Takes a text in.
    pub fn add(&mut self, text: Arc<SourceText>) -> SourceId {
        let id = SourceId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text);
        id
    }

    /// A new anchor at byte `offset` of `source`.
    pub fn anchor(&mut self, source: SourceId, offset: usize) -> AnchorId {
        let id = AnchorId(u32::try_from(self.anchors.len()).unwrap_or(u32::MAX));
        self.anchors.push((source, u32::try_from(offset).unwrap_or(u32::MAX)));
        id
    }

    /// The text of `id`; `None` for an id of another table.
    pub fn get(&self, id: SourceId) -> Option<&Arc<SourceText>> {
        self.texts.get(id.0 as usize)
    }

    /// All texts, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<SourceText>)> {
        self.texts.iter().enumerate().map(|(i, text)| (SourceId(u32::try_from(i).unwrap_or(u32::MAX)), text))
    }

    /// Where `span` lies; `None` for a span of another table.
    pub fn place(&self, span: Span) -> Option<Place> {
        let (source, base) = *self.anchors.get(span.anchor.0 as usize)?;
        let limit = self.get(source)?.text.len();
        let at = |offset: u32| (base as usize).saturating_add(offset as usize).min(limit);
        Some(Place { source, start: at(span.start), end: at(span.end) })
    }

    /// From now on what `span` covers is not to be shown to anyone.
    pub fn conceal(&mut self, span: Span) {
        self.concealed.extend(self.place(span));
    }

    /// The ranges of `source` that are not to be shown.
    pub fn concealed(&self, source: SourceId) -> impl Iterator<Item = (usize, usize)> {
        self.concealed.iter().filter(move |place| place.source == source).map(|place| (place.start, place.end))
    }

    /// The text that `span` covers; empty for a span of another table.
    pub fn text(&self, span: Span) -> &str {
        self.place(span)
            .and_then(|place| self.get(place.source).and_then(|source| source.text.get(place.start..place.end)))
            .unwrap_or("")
    }

    /// Path, line and column (both from 1, the column in characters) of the first byte of `span`.
    pub fn position(&self, span: Span) -> Option<(&Path, Position)> {
        let place = self.place(span)?;
        let source = self.get(place.source)?;
        Some((&source.path, source.lines().position(&source.text, place.start)))
    }
}
