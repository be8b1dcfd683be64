//! Where a text literal ends, whatever stands in its `${}`.
//!
//! A text that does not end, or whose `${}` does not, is given an end, and is from there on read as if it held no
//! `${}`: one mistake, one diagnostic.

use super::lexer::{Bytes, in_word};
use super::repair::Repair;
use super::{MAX_NESTING, Problem, ProblemKind};

/// What the lexer keeps between two texts.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    /// Texts that start before this byte are read without `${}`: a broken one was given up here, and looking again from
    /// each later quote would cost the square of the length.
    plain_until: usize,
    /// Bytes looked at.
    pub(crate) steps: u64,
    /// How many texts were suspected of ending at the opening quotes of the next: each costs a look at the rest.
    suspicions: usize,
}

/// How many such texts are looked into in one source.
const MAX_SUSPICIONS: usize = 8;

/// The four kinds of text by their quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Line,
    Block,
    RawLine,
    RawBlock,
}

impl Quotes {
    fn at(bytes: Bytes<'_>, at: usize) -> Quotes {
        match bytes.at(at) {
            b'"' if bytes.starts_with(at, "\"\"\"") => Quotes::Block,
            b'"' => Quotes::Line,
            _ if bytes.starts_with(at, "'''") => Quotes::RawBlock,
            _ => Quotes::RawLine,
        }
    }

    fn written(self) -> &'static str {
        match self {
            Quotes::Line => "\"",
            Quotes::Block => "\"\"\"",
            Quotes::RawLine => "'",
            Quotes::RawBlock => "'''",
        }
    }

    fn on_one_line(self) -> bool {
        matches!(self, Quotes::Line | Quotes::RawLine)
    }

    fn raw(self) -> bool {
        matches!(self, Quotes::RawLine | Quotes::RawBlock)
    }
}

/// What the end is being looked for.
#[derive(Debug, Clone, Copy)]
enum Open {
    Text(Quotes),
    Computed,
    Bracket(u8),
}

/// Why no end was found, and where the search stopped.
struct Lost {
    at: usize,
    /// The first `${` that was open there.
    computed: Option<usize>,
    too_deep: bool,
}

/// The end of the text that starts at `start`, closing quotes included.
pub(crate) fn end(
    source: &str,
    start: usize,
    limits: &mut Limits,
    repair: &mut Repair,
    problems: &mut Vec<Problem>,
) -> usize {
    let bytes = Bytes(source.as_bytes());
    let quotes = Quotes::at(bytes, start);
    let plain = start < limits.plain_until;
    let lost = if plain || quotes.raw() {
        None
    } else {
        let noted = repair.noted();
        match whole(bytes, start, quotes, repair) {
            Ok(end) if !ends_at_an_opening(bytes, start, end, quotes, limits) => return end,
            Ok(_) => {
                repair.forget(noted);
                None
            }
            Err(lost) => {
                repair.forget(noted);
                limits.steps += (lost.at - start) as u64;
                limits.plain_until = lost.at;
                Some(lost)
            }
        }
    };
    let found = plain_end(bytes, start, quotes);
    let found = found.filter(|end| !ends_at_an_opening(bytes, start, *end, quotes, limits));
    let end = found.unwrap_or_else(|| cut_off(bytes, start, quotes));
    limits.steps += (end - start) as u64;
    if !quotes.raw() {
        silence(source, start, end, repair);
    }
    match (found, lost) {
        (None, _) => {
            problems.push(Problem::new(ProblemKind::OpenText(quotes.written()), start, end));
            let backslashes = source.get(start..end).unwrap_or_default().bytes().rev().take_while(|b| *b == b'\\');
            if !quotes.raw() && backslashes.count() % 2 == 1 {
                repair.blank(source, end - 1, end);
            }
            match quotes {
                Quotes::Line => repair.insert(end, "\""),
                Quotes::Block => repair.insert(end, "\n\"\"\""),
                Quotes::RawLine => repair.insert(end, "'"),
                Quotes::RawBlock => repair.insert(end, "\n'''"),
            }
        }
        (Some(_), Some(Lost { too_deep: true, computed, .. })) => {
            let at = computed.unwrap_or(start);
            problems.push(Problem::new(ProblemKind::TooDeep, at, at + 2));
        }
        (Some(_), Some(Lost { computed, .. })) => {
            let at = computed.unwrap_or(start);
            problems.push(Problem::new(ProblemKind::OpenComputed, at, at + 2));
        }
        (Some(_), None) => {}
    }
    end
}

/// The end of a text with everything in its `${}` balanced.
fn whole(bytes: Bytes<'_>, start: usize, quotes: Quotes, repair: &mut Repair) -> Result<usize, Lost> {
    let mut open = vec![(start, Open::Text(quotes))];
    let mut at = start + quotes.written().len();
    let mut conditions = 0;
    // How many of the open texts end with their line at the latest.
    let mut on_one_line = usize::from(quotes.on_one_line());
    let lost = |at: usize, open: &[(usize, Open)], too_deep| {
        let computed = open.iter().find(|(_, open)| matches!(open, Open::Computed)).map(|(at, _)| *at);
        Err(Lost { at, computed, too_deep })
    };
    while let Some((_, inside)) = open.last().copied() {
        let byte = bytes.at(at);
        if at >= bytes.len() || (byte == b'\n' && on_one_line > 0) {
            return lost(at.min(bytes.len()), &open, false);
        }
        if open.len() > MAX_NESTING {
            return lost(at, &open, true);
        }
        match (inside, byte) {
            (Open::Text(_), b'\\') if bytes.at(at + 1) != b'\n' => at += 2,
            (Open::Text(_), b'$') if bytes.at(at + 1) == b'{' => {
                open.push((at, Open::Computed));
                at += 2;
            }
            (Open::Text(inner), b'"') if bytes.starts_with(at, inner.written()) => {
                at += inner.written().len();
                on_one_line -= usize::from(inner.on_one_line());
                let _ = open.pop();
            }
            (Open::Text(_), _) => at += 1,
            (_, b'"') => {
                let inner = Quotes::at(bytes, at);
                on_one_line += usize::from(inner.on_one_line());
                open.push((at, Open::Text(inner)));
                at += inner.written().len();
            }
            (_, b'\'') => {
                let inner = Quotes::at(bytes, at);
                match plain_end(bytes, at, inner) {
                    // A raw block spans lines, which a text on one line must not.
                    Some(end) if on_one_line == 0 || line_break(bytes, at, end).is_none() => at = end,
                    _ => return lost(at, &open, false),
                }
            }
            (_, b'i') if word_if(bytes, at) => {
                conditions += 1;
                if conditions > MAX_NESTING {
                    return lost(at, &open, true);
                }
                at += 2;
            }
            (_, b' ' | b'\t' | b'\r' | b'\n' | b'/') => {
                let end = trivia_end(bytes, at);
                if end > at + 1 || byte == b'\n' {
                    if let Some(line_end) = line_break(bytes, at, end).filter(|_| on_one_line > 0) {
                        return lost(line_end, &open, false);
                    }
                    repair.trivia(at, end);
                }
                at = end.max(at + 1);
            }
            (_, b'(' | b'[' | b'{') => {
                open.push((at, Open::Bracket(byte)));
                at += 1;
            }
            (Open::Computed, b'}')
            | (Open::Bracket(b'('), b')')
            | (Open::Bracket(b'['), b']')
            | (Open::Bracket(b'{'), b'}') => {
                let _ = open.pop();
                at += 1;
            }
            (_, b')' | b']' | b'}') => return lost(at, &open, false),
            _ => at += 1,
        }
    }
    Ok(at.min(bytes.len()))
}

/// The first line break in `start..end`.
fn line_break(bytes: Bytes<'_>, start: usize, end: usize) -> Option<usize> {
    (start..end).find(|at| bytes.at(*at) == b'\n')
}

/// The end of the white space and comments that start at `at`.
fn trivia_end(bytes: Bytes<'_>, mut at: usize) -> usize {
    loop {
        match bytes.at(at) {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'/' if bytes.at(at + 1) == b'/' => at = bytes.line_end(at),
            _ => return at,
        }
    }
}

/// Whether the word `if` stands at `at`: each may be nested in the one before.
fn word_if(bytes: Bytes<'_>, at: usize) -> bool {
    bytes.starts_with(at, "if")
        && !in_word(bytes.at(at + 2))
        && at.checked_sub(1).is_none_or(|at| !in_word(bytes.at(at)))
}

/// The end of a text taken without regard to `${}`; `None` where it has none.
fn plain_end(bytes: Bytes<'_>, start: usize, quotes: Quotes) -> Option<usize> {
    let closing = quotes.written();
    let mut at = start + closing.len();
    while at < bytes.len() {
        if quotes.on_one_line() && bytes.at(at) == b'\n' {
            return None;
        }
        if bytes.at(at) == b'\\' && !quotes.raw() && bytes.at(at + 1) != b'\n' {
            at += 2;
        } else if bytes.starts_with(at, closing) {
            return Some(at + closing.len());
        } else {
            at += 1;
        }
    }
    None
}

/// Whether the quotes that end a text of several lines at `end` rather open the next one, because its own are forgotten:
/// `= """` stands on a line indented no more than the text's first, and without its own the quotes of the rest do not
/// pair up. In a text that has its end they always do.
fn ends_at_an_opening(bytes: Bytes<'_>, start: usize, end: usize, quotes: Quotes, limits: &mut Limits) -> bool {
    if quotes.on_one_line() || limits.suspicions >= MAX_SUSPICIONS {
        return false;
    }
    let written = quotes.written();
    let closing = end.saturating_sub(written.len());
    let before = bytes.0.get(..closing).unwrap_or_default();
    let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if before.iter().rev().nth(blanks) != Some(&b'=') {
        return false;
    }
    // From here on the look goes far.
    limits.suspicions += 1;
    let line = bytes.line_start(closing);
    let alone = bytes.0.get(end..bytes.line_end(end)).is_some_and(|after| after.trim_ascii().is_empty());
    if !alone || bytes.indentation(line) > bytes.indentation(bytes.line_start(start)) {
        return false;
    }
    let rest = bytes.0.get(start..).and_then(|rest| std::str::from_utf8(rest).ok()).unwrap_or_default();
    limits.steps += rest.len() as u64;
    rest.matches(written).count() % 2 == 1
}

/// Where a text without closing quotes is taken to end: with its line, or before the first line that is indented no more
/// than the one it starts on.
fn cut_off(bytes: Bytes<'_>, start: usize, quotes: Quotes) -> usize {
    let trimmed = |end: usize| {
        let part = bytes.0.get(start..end).unwrap_or_default();
        start + part.trim_ascii_end().len()
    };
    if quotes.on_one_line() {
        return trimmed(bytes.line_end(start));
    }
    let depth = bytes.indentation(bytes.line_start(start));
    let mut line = bytes.line_end(start);
    while line < bytes.len() {
        let next = line + if bytes.at(line) == b'\r' { 2 } else { 1 };
        let end = bytes.line_end(next);
        let indentation = bytes.indentation(next);
        if next + indentation < end && indentation <= depth {
            return trimmed(line);
        }
        line = end;
    }
    trimmed(bytes.len())
}

/// Takes the meaning from every `${` of `start..end`.
fn silence(source: &str, start: usize, end: usize, repair: &mut Repair) {
    let text = source.get(start..end).unwrap_or_default();
    for (at, _) in text.match_indices("${") {
        repair.blank(source, start + at, start + at + 1);
    }
}
