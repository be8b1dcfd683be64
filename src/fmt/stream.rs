//! The tokens of a text with what stands between them: comments, and whether a line ends.
//!
//! In: a parsed text without mistakes. Out: a [`Stream`]. Separators that may be left out are taken from it here; the
//! line breaks and comments before a comma move behind it.

use super::marks::{EntryMark, Form, Marks};
use crate::source::Sources;
use crate::syntax::{self, Parsed};

/// A comment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment<'t> {
    /// From its slashes to its last character that is not blank.
    pub(super) text: &'t str,
    /// Whether it stands on a line of its own.
    pub(super) own_line: bool,
    /// Whether an empty line stands before it.
    pub(super) blank: bool,
}

/// What stands before a token.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap<'t> {
    /// Comments, in order.
    pub(super) comments: Vec<Comment<'t>>,
    /// Whether the token is the first on its line.
    pub(super) newline: bool,
    /// Whether an empty line stands right before the token.
    pub(super) blank: bool,
}

impl Gap<'_> {
    /// Whether a line ends in it.
    pub(super) fn breaks(&self) -> bool {
        self.newline || !self.comments.is_empty()
    }
}

/// A separator between entries that is not needed everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between<'t> {
    /// None.
    Nothing,
    /// Needed where both entries stand on one line.
    OnOneLine(&'t str),
    /// Needed.
    Always(&'t str),
}

/// One token; the last of a stream is an empty one that stands for the end of the text.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    /// As it stands in the text.
    pub(super) text: &'t str,
    /// What stands before it.
    pub(super) gap: Gap<'t>,
    /// Whether no space stands before it on a line.
    pub(super) touches_before: bool,
    /// Whether no space stands behind it on a line.
    pub(super) touches_after: bool,
    /// Whether it goes on after a block without being indented: `else`.
    pub(super) goes_on: bool,
    /// The entry that starts with it.
    pub(super) entry: Option<EntryMark>,
    /// The separator between the entry that starts with it and the one before.
    pub(super) between: Between<'t>,
}

/// The tokens of a text.
#[derive(Debug, Default)]
pub(super) struct Stream<'t> {
    /// In order; the end of the text is one.
    pub(super) tokens: Vec<Token<'t>>,
}

/// Words that are no functions and no names where a value stands, so that a bracket behind them is one of its own.
const KEYWORDS: [&str; 5] = ["if", "then", "else", "for", "in"];

/// Reads the stream of a parsed text.
pub(super) fn read<'t>(sources: &Sources, text: &'t str, parsed: &Parsed, marks: &Marks) -> Stream<'t> {
    let levels = vec![Level::Entries { end: 0, closed: true }];
    let mut reader = Reader { text, marks, stream: Stream::default(), end: 0, levels, comma: None };
    let mut comments = parsed.comments.iter().filter_map(|comment| sources.place(comment.span)).peekable();
    for (start, end) in syntax::tokens(text).into_iter().chain([(text.len(), text.len())]) {
        let mut gap = Gap::default();
        let mut at = reader.end;
        while let Some(place) = comments.next_if(|place| place.start < start) {
            let lines = reader.lines(at, place.start);
            let comment = text.get(place.start..place.end).unwrap_or_default().trim_end();
            gap.comments.push(Comment { text: comment, own_line: lines > 0 || at == 0, blank: lines > 1 });
            at = place.end;
        }
        let lines = reader.lines(at, start);
        (gap.newline, gap.blank) = (lines > 0, lines > 1);
        if text.get(start..end) == Some(">=") && marks.angle_ends.contains(&reader.end) {
            // A type's closing bracket right before `=` is read as one sign with it.
            reader.token(start, start + 1, gap);
            reader.token(start + 1, end, Gap::default());
        } else {
            reader.token(start, end, gap);
        }
    }
    reader.stream
}

/// What stands in an open bracket.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// Entries or fields: where the last one ends, and whether it is closed.
    Entries { end: usize, closed: bool },
    /// Values with commas between them.
    Values,
}

/// A separator or comma that was just read.
struct Comma<'t> {
    /// What stood before it.
    gap: Gap<'t>,
    /// For a separator: the sign, and whether the entry before it is closed.
    separator: Option<(&'t str, bool)>,
}

struct Reader<'t, 'm> {
    text: &'t str,
    marks: &'m Marks,
    stream: Stream<'t>,
    /// Where the token before ends.
    end: usize,
    /// The open brackets.
    levels: Vec<Level>,
    comma: Option<Comma<'t>>,
}

impl<'t> Reader<'t, '_> {
    /// How many line ends stand in `from..to`.
    fn lines(&self, from: usize, to: usize) -> usize {
        self.text.get(from..to).unwrap_or_default().matches('\n').count()
    }

    fn token(&mut self, start: usize, end: usize, mut gap: Gap<'t>) {
        let text = self.text.get(start..end).unwrap_or_default();
        let before = std::mem::replace(&mut self.end, end);
        let mut between = Between::Nothing;
        let mut dropped = None;
        if let Some(comma) = self.comma.take() {
            gap = behind(comma.gap, gap);
            dropped = comma.separator;
            between = match dropped {
                Some((sign, _)) if text == "else" => Between::Always(sign),
                Some((sign, false)) => Between::OnOneLine(sign),
                Some((_, true)) | None => Between::Nothing,
            };
        }
        if matches!(text, "," | ";") {
            if let Some(Level::Entries { end, closed }) = self.levels.last()
                && *end <= start
            {
                // One separator is as good as several.
                self.comma = Some(Comma { gap, separator: dropped.or(Some((text, *closed))) });
                return;
            }
            self.comma = Some(Comma { gap: std::mem::take(&mut gap), separator: None });
        }
        let goes_on = text == "else" && dropped.is_none() && self.marks.before_else.contains(&before);
        if goes_on && gap.comments.is_empty() {
            gap = Gap::default();
        }
        let (touches_before, touches_after) = self.touches(text, start, before);
        let entry = self.marks.entries.get(&start).copied();
        if let (Some(mark), Some(level)) = (entry, self.levels.last_mut()) {
            *level = Level::Entries { end: mark.end, closed: mark.closed };
        }
        match text {
            "{" => self.levels.push(Level::Entries { end: 0, closed: true }),
            "(" | "[" => self.levels.push(Level::Values),
            "}" | ")" | "]" => drop(self.levels.pop()),
            _ => {}
        }
        self.stream.tokens.push(Token { text, gap, touches_before, touches_after, goes_on, entry, between });
    }

    /// Whether the token at `start` touches what stands before and behind it; `before` is where the one before it ends.
    fn touches(&self, text: &str, start: usize, before: usize) -> (bool, bool) {
        match text {
            "." => (true, true),
            ".." => {
                let wide = self.marks.wide_ranges.contains(&start);
                (!wide, !wide)
            }
            "," | ";" | ":" | "?" | ")" | "]" => (true, false),
            "!" => (false, true),
            "-" => (false, self.marks.signs.contains(&start)),
            "<" if self.marks.angles.contains(&start) => (true, true),
            ">" => (self.marks.angle_ends.contains(&before), false),
            "(" | "[" => (start == before && self.applies(), true),
            _ => (false, false),
        }
    }

    /// Whether a bracket that touches the last token is applied to it.
    fn applies(&self) -> bool {
        let mut last = self.stream.tokens.iter().rev();
        let Some(token) = last.next() else { return false };
        let field = last.next().is_some_and(|token| token.text == ".");
        let assert = token.entry.is_some_and(|mark| mark.form == Form::Assert);
        let end = token.text.as_bytes().last().copied().unwrap_or_default();
        let operand = end.is_ascii_alphanumeric() || matches!(end, b'_' | b'%' | b'"' | b'\'' | b')' | b']' | b'}');
        let sign = token.text == "%";
        operand && !sign && (field || !KEYWORDS.contains(&token.text)) && !assert
    }
}

/// The gap behind a comma, with all that stood in the gap before it too.
fn behind<'t>(before: Gap<'t>, mut gap: Gap<'t>) -> Gap<'t> {
    let is_doc = |comment: &Comment<'_>| comment.text.starts_with("///");
    if before.comments.is_empty() {
        gap.blank |= gap.comments.is_empty() && before.blank;
        gap.newline |= before.newline;
        return gap;
    }
    // No comment becomes the doc comment of what follows that was none before the comma was moved.
    let moved = gap.comments.first().is_some_and(|first| !first.own_line);
    let documents = gap.comments.first().is_some_and(|first| moved && is_doc(first));
    match gap.comments.get_mut(usize::from(moved)) {
        Some(next) => next.blank |= documents,
        None => gap.blank |= documents,
    }
    let documents = before.comments.iter().any(is_doc);
    match gap.comments.first_mut() {
        Some(first) => {
            first.own_line = true;
            first.blank |= documents;
        }
        None => gap.blank |= documents,
    }
    let mut comments = before.comments;
    comments.append(&mut gap.comments);
    Gap { comments, ..gap }
}
