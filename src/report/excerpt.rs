//! The few lines of a source that one snippet shows, made harmless and narrow enough for a terminal.
//!
//! In: a source text and the places to point at. Out: a `miette` source whose offsets are its own. It costs what it
//! shows, not what the source holds: miette's own sources are read from the first byte for every label.

use std::collections::BTreeSet;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::visible;
use crate::source::SourceText;

/// A span over more lines than this is drawn on its first line only; the rest would push the message off the screen.
const MAX_LINES: usize = 6;

/// How many columns of a line too long for the screen are shown left of what it is about.
const LEAD: usize = 20;

/// Lines of one source text, not necessarily neighbors.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    text: String,
    lines: Vec<Line>,
}

/// A line of an excerpt.
#[derive(Debug)]
struct Line {
    /// Line number in the source, from 0.
    number: usize,
    /// Where it starts in the source.
    source: usize,
    /// Where it starts in the excerpt's text.
    start: usize,
    /// Where the next one starts.
    end: usize,
    /// Its characters that are shown, and one past the last.
    cells: Vec<Cell>,
}

/// A character: where it stands in the source, in the excerpt, and in which column of its line, from 0.
#[derive(Debug, Clone, Copy)]
struct Cell {
    source: usize,
    shown: usize,
    column: usize,
}

/// The range of `text` that is drawn for `start..end`: whole characters, without the line end, one line where it would
/// cover too many, and the last visible character for the end of the text.
pub(super) fn fit(text: &str, start: usize, end: usize) -> (usize, usize) {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let covered = text.get(start..end).unwrap_or("");
    if covered.lines().nth(MAX_LINES).is_some() {
        end = start + covered.find('\n').unwrap_or(covered.len());
    }
    let trimmed = text.get(start..end).unwrap_or("").trim_end_matches(['\r', '\n']);
    if !trimmed.is_empty() {
        end = start + trimmed.len();
    }
    if start == text.len() {
        let seen = text.trim_end();
        let last = seen.chars().next_back().map_or(0, char::len_utf8);
        return (seen.len() - last, seen.len());
    }
    (start, end)
}

impl Excerpt {
    /// The lines of `source` around `places`, ranges as [`fit`] returns them; none of the lines wider than `width`, and
    /// nothing legible of what is `concealed`.
    pub(super) fn new(
        source: &SourceText,
        places: &[(usize, usize)],
        concealed: &[(usize, usize)],
        width: usize,
    ) -> Excerpt {
        let (text, index) = (&*source.text, source.lines());
        let line_of = |offset| index.position(text, offset).line;
        let mut numbers = BTreeSet::new();
        for (start, end) in places {
            let (first, last) = (line_of(*start), line_of(*end));
            numbers.extend(first.saturating_sub(1).max(1)..=last + 1);
        }
        let path = visible::line(&source.path.to_string_lossy()).into_owned();
        let mut excerpt = Excerpt { path, text: String::new(), lines: Vec::new() };
        for number in numbers {
            let (start, end) = index.line(text, number);
            let beyond = start == text.len() && number > 1;
            if !beyond {
                let focus = places.iter().map(|place| place.0).find(|at| (start..end).contains(at));
                excerpt.push(number - 1, start, text.get(start..end).unwrap_or(""), focus, concealed, width);
            }
        }
        excerpt
    }

    /// Takes in the line that starts at byte `start` of the source; around `focus` where it is too wide.
    fn push(
        &mut self,
        number: usize,
        start: usize,
        line: &str,
        focus: Option<usize>,
        concealed: &[(usize, usize)],
        width: usize,
    ) {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let all = line.chars().count();
        let from = match focus {
            Some(focus) if all > width => {
                let column = line.get(..focus - start).map_or(0, |before| before.chars().count());
                column.saturating_sub(LEAD).min(all - width)
            }
            _ => 0,
        };
        let begin = self.text.len();
        let mut cells = Vec::new();
        if from > 0 {
            self.text.push('…');
        }
        let mut past = Cell { source: start, shown: self.text.len(), column: 0 };
        for (column, (at, c)) in line.char_indices().enumerate().skip(from).take(width) {
            cells.push(Cell { source: start + at, shown: self.text.len(), column });
            let hidden = concealed.iter().any(|(from, to)| (*from..*to).contains(&(start + at)));
            self.text.push(match c {
                '\t' | '"' | '\'' => c,
                // The indentation of a text of several lines may be seen.
                _ if hidden && line.get(..=at).is_some_and(|before| !before.trim_ascii().is_empty()) => '*',
                _ => visible::stand_in(c).unwrap_or(c),
            });
            past = Cell { source: start + at + c.len_utf8(), shown: self.text.len(), column: column + 1 };
        }
        cells.push(past);
        if from + width < all {
            self.text.push('…');
        }
        // Also behind the last line of the source: miette draws no empty label where a text ends without one.
        self.text.push('\n');
        self.lines.push(Line { number, source: start, start: begin, end: self.text.len(), cells });
    }

    /// The range of the excerpt that shows `place`, a range as [`fit`] returns it.
    pub(super) fn span(&self, place: (usize, usize)) -> SourceSpan {
        let start = self.shown(place.0);
        let end = self.shown(place.1).max(start);
        SourceSpan::new(start.into(), end - start)
    }

    /// Where byte `offset` of the source is shown, or the nearest place to it that is.
    fn shown(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|line| line.source <= offset);
        let line = self.lines.get(after.saturating_sub(1));
        let cell = line.and_then(|line| {
            let past = line.cells.partition_point(|cell| cell.source <= offset);
            line.cells.get(past.saturating_sub(1))
        });
        cell.map_or(0, |cell| cell.shown)
    }

    /// The index of the line that byte `offset` of the excerpt lies in.
    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.end <= offset).min(self.lines.len().saturating_sub(1))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let (first, last) = (self.line_at(start), self.line_at(end.saturating_sub(1).max(start)));
        let number = |line: usize| self.lines.get(line).map(|line| line.number);
        let neighbors = |line: usize| number(line).is_some_and(|n| number(line + 1) == Some(n + 1));
        // A span over a gap is refused; miette then draws two snippets.
        if !(first..last).all(neighbors) {
            return Err(MietteError::OutOfBounds);
        }
        let above = (first.saturating_sub(before)..first).rev().take_while(|line| neighbors(*line)).count();
        let below = (last..last.saturating_add(after)).take_while(|line| neighbors(*line)).count();
        let (Some(top), Some(bottom)) = (self.lines.get(first - above), self.lines.get(last + below)) else {
            return Err(MietteError::OutOfBounds);
        };
        let (from, to, column) = if before == 0 && after == 0 {
            let column = top.cells.iter().rev().find(|cell| cell.shown <= start).map_or(0, |cell| cell.column);
            (start, end, column)
        } else {
            (top.start, bottom.end, 0)
        };
        let data = self.text.get(from..to).ok_or(MietteError::OutOfBounds)?.as_bytes();
        let span = SourceSpan::new(from.into(), to - from);
        let count = bottom.number - top.number + 1;
        Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), data, span, top.number, column, count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_holds_what_it_shows_however_long_the_source() {
        let text = "service web {\n  image = 1\n}\n".repeat(10_000);
        let source = SourceText::new("a.kapp", text.as_str());
        let at = text.len() - 20;
        let excerpt = Excerpt::new(&source, &[fit(&text, at, at + 5)], &[], 80);
        assert_eq!(excerpt.lines.len(), 3);
        assert!(excerpt.text.len() < 80, "{}", excerpt.text);
    }

    #[test]
    fn places_are_whole_characters_and_never_beyond_the_text() {
        assert_eq!(fit("aäb", 2, 2), (1, 3));
        assert_eq!(fit("ab\n", 9, 99), (1, 2));
        assert_eq!(fit("ab\ncd", 0, 3), (0, 2));
        assert_eq!(fit("", 0, 0), (0, 0));
    }
}
