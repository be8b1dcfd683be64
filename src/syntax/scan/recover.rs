//! Which brackets are missing in a text whose brackets do not match, found by indentation where the text is indented.
//!
//! At the first token of a line, every bracket whose line is indented as much or more is closed before it; a line that
//! starts with a closing bracket closes those indented more. A closing bracket first on its line, at the indentation of
//! an earlier line that opened nothing and was followed by deeper ones, has its opening one at the end of that line. A
//! `}` that is not first on its line closes only a `{` of its line.

use super::brackets::{Added, Balance};
use super::lexer::{Bracket, Bytes, Kind, Token};
use super::{Problem, ProblemKind};

/// How many brackets or tokens are looked at for the partner of one: more would cost the square of a hostile text.
const REACH: usize = 256;

/// An open bracket.
#[derive(Debug, Clone, Copy)]
struct Open {
    token: usize,
    bracket: Bracket,
    /// Of its line.
    indentation: usize,
    line: usize,
}

/// A line that may have lost an opening bracket at its end.
#[derive(Debug, Clone, Copy)]
struct Line {
    indentation: usize,
    number: usize,
    last: usize,
    followed_by_deeper: bool,
}

/// The state of the search.
struct Search<'t> {
    source: &'t str,
    tokens: &'t [Token],
    open: Vec<Open>,
    /// Lines above, each indented more than the one before.
    lines: Vec<Line>,
    line: usize,
    indentation: usize,
    balance: Balance,
}

/// Says which brackets to add and to take out of `tokens`, by indentation if `layout`.
pub(crate) fn recover(source: &str, tokens: &[Token], layout: bool) -> Balance {
    let bytes = Bytes(source.as_bytes());
    let mut search = Search {
        source,
        tokens,
        open: Vec::new(),
        lines: Vec::new(),
        line: 0,
        indentation: 0,
        balance: Balance::default(),
    };
    for (i, token) in tokens.iter().enumerate() {
        if token.first {
            search.line += 1;
            search.indentation = bytes.indentation(bytes.line_start(token.start));
            if layout {
                search.start_line(i, token);
            }
        }
        if let Some(line) = search.lines.last_mut().filter(|line| line.number == search.line) {
            line.last = i;
        }
        match token.kind {
            Kind::Open(bracket) => {
                let (indentation, line) = (search.indentation, search.line);
                search.open.push(Open { token: i, bracket, indentation, line });
            }
            Kind::Close(bracket) => search.close(i, token, bracket, layout),
            _ => {}
        }
    }
    search.close_above(0, tokens.len());
    search.balance.added.sort_by_key(|added| added.before);
    search.balance
}

/// Whether the indentation of a text can be trusted: nine of ten lines that end with an opening bracket are followed by
/// a deeper one.
pub(crate) fn is_indented(source: &str, tokens: &[Token]) -> bool {
    let bytes = Bytes(source.as_bytes());
    let (mut opening, mut deeper) = (0, 0);
    for pair in tokens.windows(2) {
        if let [open, next] = pair
            && matches!(open.kind, Kind::Open(_))
            && next.first
            && !matches!(next.kind, Kind::Close(_))
        {
            let indentation = |token: &Token| bytes.indentation(bytes.line_start(token.start));
            opening += 1;
            deeper += usize::from(indentation(next) > indentation(open));
        }
    }
    deeper * 10 >= opening * 9
}

impl Search<'_> {
    /// What the indentation of a new line says.
    fn start_line(&mut self, i: usize, token: &Token) {
        let closes = matches!(token.kind, Kind::Close(_));
        let indentation = self.indentation;
        let kept = self
            .open
            .iter()
            .rposition(|open| open.indentation < indentation || (closes && open.indentation == indentation))
            .map_or(0, |n| n + 1);
        self.close_above(kept, i);
        while self
            .lines
            .last()
            .is_some_and(|line| line.indentation > indentation || (!closes && line.indentation == indentation))
        {
            let _ = self.lines.pop();
        }
        if !closes {
            if let Some(above) = self.lines.last_mut() {
                above.followed_by_deeper = true;
            }
            self.lines.push(Line { indentation, number: self.line, last: i, followed_by_deeper: false });
        }
    }

    /// Closes every open bracket but the outermost `kept`, before the token `before`.
    fn close_above(&mut self, kept: usize, before: usize) {
        if self.open.len() <= kept {
            return;
        }
        let closed = self.open.split_off(kept);
        let at = self.place(before, closed.first());
        let start_of = |open: &Open| self.tokens.get(open.token).map_or(0, |token| token.start);
        let brackets = closed.iter().rev().map(start_of).collect();
        let added = closed.iter().rev().map(|open| Added { before, at, bracket: open.bracket, opens: false });
        self.balance.added.extend(added);
        self.balance.problems.push(Problem { brackets, ..Problem::new(ProblemKind::Unclosed, at, at) });
    }

    /// Where a closing bracket was missed before the token `before`: behind the token before it, or, if the bracket was
    /// opened on an earlier line, on an empty line in between, first of all one with the blanks that would have stood
    /// before it.
    fn place(&self, before: usize, outermost: Option<&Open>) -> usize {
        let start = before.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |token| token.end);
        let next = self.tokens.get(before);
        let end = next.map_or(self.source.len(), |token| token.start);
        let line = self.line - usize::from(next.is_some());
        let Some(open) = outermost.filter(|open| next.is_none_or(|next| next.first) && open.line < line) else {
            return start;
        };
        let indentation = open.indentation;
        let between = self.source.get(start..end).unwrap_or_default();
        let mut offset = start;
        let mut found = None;
        for (n, line) in between.split_inclusive('\n').enumerate() {
            let blank = n > 0 && line.ends_with('\n') && line.trim().is_empty();
            if blank {
                let width = line.trim_end_matches(['\n', '\r']).len();
                if width == indentation {
                    return offset + width;
                }
                found = found.or(Some(offset + width));
            }
            offset += line.len();
        }
        found.unwrap_or(start)
    }

    /// A closing bracket.
    fn close(&mut self, i: usize, token: &Token, bracket: Bracket, layout: bool) {
        let opens = |line: &Line| matches!(self.tokens.get(line.last).map(|token| token.kind), Some(Kind::Open(_)));
        let lost = self.lines.last().copied().filter(|line| {
            let above = line.indentation == self.indentation && line.followed_by_deeper;
            layout && token.first && above && !opens(line)
        });
        let opened = self.open.last().is_some_and(|open| lost.is_none_or(|line| open.line >= line.number));
        if let (Some(line), false) = (lost, opened) {
            let _ = self.lines.pop();
            let at = self.tokens.get(line.last).map_or(token.start, |token| token.end);
            self.opening(line.last + 1, at, bracket, token);
            return;
        }
        let own_line = |open: &Open| !layout || bracket != Bracket::Curly || token.first || open.line == self.line;
        // The bracket that is closed, even if others inside have to be closed before.
        let partner = (0..self.open.len())
            .rev()
            .take(REACH)
            .filter_map(|n| Some((n, self.open.get(n)?)))
            .find(|(_, open)| open.bracket == bracket || (open.bracket == Bracket::Curly && open.line != self.line))
            .filter(|(_, open)| open.bracket == bracket && own_line(open))
            .map(|(n, _)| n);
        let top = self.open.len().checked_sub(1).filter(|n| self.open.get(*n).is_some_and(own_line));
        let place = self.missing_opening(i, bracket).filter(|_| !token.first);
        let inside = |n: usize| self.open.len() - 1 - n;
        let by_closing = partner.map(|n| inside(n) + self.mistakes_after(i, n));
        let by_opening = place.map(|_| 1 + self.mistakes_after(i, self.open.len()));
        let by_changing = top.map(|n| 1 + self.mistakes_after(i, n));
        let least = by_closing.into_iter().chain(by_opening).chain(by_changing).min();
        if let (Some(n), true) = (partner, by_closing == least) {
            self.close_above(n + 1, i);
            let _ = self.open.pop();
        } else if let (Some((before, at)), true) = (place, by_opening == least) {
            self.opening(before, at, bracket, token);
        } else if let (Some(n), true) = (top, by_changing == least) {
            self.change(i, token, n);
        } else {
            let kind = ProblemKind::Stray(bracket.close());
            self.balance.problems.push(Problem::new(kind, token.start, token.end));
            self.balance.removed.push(i);
        }
    }

    /// How many mistakes the brackets behind `i` on its line would be if the outermost `kept` were open there.
    fn mistakes_after(&self, i: usize, kept: usize) -> usize {
        let own = self.open.iter().take(kept).rev().take(REACH).take_while(|open| open.line == self.line);
        let mut open: Vec<(Bracket, bool)> = own.map(|open| (open.bracket, true)).collect();
        open.reverse();
        let mut mistakes = 0;
        for token in self.tokens.iter().skip(i + 1).take(REACH).take_while(|token| !token.first) {
            match token.kind {
                Kind::Open(bracket) => open.push((bracket, false)),
                Kind::Close(bracket) => match open.iter().rposition(|(open, _)| *open == bracket) {
                    Some(n) => {
                        mistakes += open.len() - 1 - n;
                        open.truncate(n);
                    }
                    None => mistakes += usize::from(kept == 0 || !open.is_empty()),
                },
                _ => {}
            }
        }
        mistakes + open.iter().filter(|(_, before)| *before).count()
    }

    /// Takes the closing bracket at `i` for one that closes the innermost bracket, number `n`.
    fn change(&mut self, i: usize, token: &Token, n: usize) {
        let Some(open) = self.open.get(n).copied() else { return };
        self.open.truncate(n);
        let at = self.tokens.get(open.token).map_or(0, |token| token.start);
        self.balance.added.push(Added { before: i, at: token.start, bracket: open.bracket, opens: false });
        self.balance.removed.push(i);
        self.balance.problems.push(Problem {
            brackets: vec![at],
            ..Problem::new(ProblemKind::Mismatched(open.bracket.close()), token.start, token.end)
        });
    }

    /// Puts in the opening bracket for `closing`.
    fn opening(&mut self, before: usize, at: usize, bracket: Bracket, closing: &Token) {
        self.balance.added.push(Added { before, at, bracket, opens: true });
        self.balance.problems.push(Problem {
            brackets: vec![closing.start],
            ..Problem::new(ProblemKind::Unopened(bracket.open()), at, at)
        });
    }

    /// Where on its line the opening bracket for the closing one at `i` may have stood: the token it stands before, and
    /// the byte.
    fn missing_opening(&self, i: usize, bracket: Bracket) -> Option<(usize, usize)> {
        // The tokens of the line that are inside no bracket between them and `i`, last first.
        let mut level = Vec::new();
        let mut depth = 0;
        let mut bounded = false;
        for n in (0..i).rev().take(REACH) {
            let token = self.tokens.get(n)?;
            match token.kind {
                Kind::Close(_) => depth += 1,
                Kind::Open(_) if depth == 0 => {
                    bounded = true;
                    break;
                }
                Kind::Open(_) => depth -= 1,
                _ if depth == 0 => level.push(n),
                _ => {}
            }
            if token.first {
                break;
            }
        }
        level.reverse();
        let kind = |n: usize| self.tokens.get(n).map(|token| token.kind);
        let before = |n: usize| self.tokens.get(n).map(|token| (n, token.start));
        let after = |n: usize| self.tokens.get(n).map(|token| (n + 1, token.end));
        let assigns: Vec<usize> = level.iter().copied().filter(|n| kind(*n) == Some(Kind::Assign)).collect();
        let first = level.first().copied()?;
        match bracket {
            Bracket::Curly => {
                // `head key = value }`: before the last word in front of the first `=` that cannot belong to the head.
                let inner = match assigns.as_slice() {
                    [] => return level.iter().copied().find(|n| *n > first).and_then(before),
                    [only] => *only,
                    [head, inner, ..] => {
                        if bounded || *head >= first + 3 {
                            *head
                        } else {
                            *inner
                        }
                    }
                };
                inner.checked_sub(1).filter(|n| bounded || *n > first).and_then(before)
            }
            Bracket::Square => match assigns.last() {
                Some(n) => before(n + 1),
                None => before(first),
            },
            Bracket::Round => {
                let start = assigns.last().map_or(first, |n| n + 1);
                let called = level.iter().copied().filter(|n| *n >= start && kind(*n) == Some(Kind::Word)).find(|n| {
                    matches!(kind(n + 1), Some(Kind::Text | Kind::Number | Kind::Word | Kind::Open(_))) || n + 1 == i
                });
                match called {
                    Some(n) => after(n),
                    None => before(start),
                }
            }
        }
    }
}
