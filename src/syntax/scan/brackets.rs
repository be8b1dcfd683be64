//! Every bracket gets its partner.
//!
//! A text whose brackets match is left alone.

use super::lexer::{Bracket, Kind, Token};
use super::repair::Repair;
use super::{MAX_NESTING, Problem, ProblemKind};

/// The brackets that have to be added and taken out.
#[derive(Debug, Default)]
pub(crate) struct Balance {
    /// Before which byte, and what; at one place in the order in which they shall stand.
    pub(crate) added: Vec<(usize, Bracket, bool)>,
    /// Tokens that close nothing.
    pub(crate) removed: Vec<usize>,
}

/// Finds what is missing.
pub(crate) fn balance(_source: &str, tokens: &[Token], problems: &mut Vec<Problem>) -> Balance {
    let mut balance = Balance::default();
    let mut open: Vec<(usize, Bracket)> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open(bracket) => open.push((i, bracket)),
            Kind::Close(bracket) => {
                if open.last().is_some_and(|(_, last)| *last == bracket) {
                    let _ = open.pop();
                } else {
                    problems.push(Problem::new(ProblemKind::Stray(bracket.close()), token.start, token.end));
                    balance.removed.push(i);
                }
            }
            _ => {}
        }
    }
    let end = tokens.last().map_or(0, |token| token.end);
    while let Some((i, bracket)) = open.pop() {
        balance.added.push((end, bracket, false));
        problems.push(Problem {
            kind: ProblemKind::Unclosed,
            start: end,
            end,
            brackets: tokens.get(i).map(|t| t.start).into_iter().collect(),
        });
    }
    balance
}

impl Balance {
    /// Writes the changes into `repair` and returns the bracket depth before each token. What is nested too deeply is
    /// blanked out.
    pub(crate) fn depths(
        &self,
        source: &str,
        tokens: &[Token],
        repair: &mut Repair,
        problems: &mut Vec<Problem>,
    ) -> Vec<usize> {
        let mut depths = Vec::with_capacity(tokens.len());
        let mut depth: usize = 0;
        for (i, token) in tokens.iter().enumerate() {
            depths.push(depth);
            match token.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) if !self.removed.contains(&i) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        for i in &self.removed {
            if let Some(token) = tokens.get(*i) {
                repair.blank(source, token.start, token.end);
            }
        }
        for (at, bracket, open) in &self.added {
            repair.insert(
                *at,
                match (bracket, open) {
                    (Bracket::Round, true) => "(",
                    (Bracket::Square, true) => "[",
                    (Bracket::Curly, true) => "{",
                    (Bracket::Round, false) => ")",
                    (Bracket::Square, false) => "]",
                    (Bracket::Curly, false) => "}",
                },
            );
        }
        if depths.iter().any(|depth| *depth > MAX_NESTING) {
            problems.push(Problem::new(ProblemKind::TooDeep, 0, 0));
        }
        depths
    }
}
