//! The scanner: what can be found in one pass before the grammar reads a text.
//!
//! In: a text. Out: its comments, the chunks that are parsed on their own, and a [`Repair`] in which every bracket and
//! every text is closed. Brackets, texts and odd characters are reported from here; whatever the grammar then finds is
//! a mistake between two brackets.

pub(crate) mod brackets;
mod characters;
mod chunks;
pub(crate) mod lexer;
mod recover;
mod repair;
mod text;

use std::ops::Range;

pub(crate) use characters::is_invisible;
pub(crate) use repair::{Repair, Repaired};

/// How deep brackets and `${}` may be nested: far above what people write, far below what a stack holds.
pub(crate) const MAX_NESTING: usize = 64;

/// What the scanner found wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// A text without its closing quotes.
    OpenText(&'static str),
    /// A `${` without `}`.
    OpenComputed,
    /// An opening bracket that nothing closes; the place is where the closing one was missed.
    Unclosed,
    /// A closing bracket for which one opening was missed; the place is where.
    Unopened(&'static str),
    /// A closing bracket of another kind than the one that is open.
    Mismatched(&'static str),
    /// A closing bracket that closes nothing.
    Stray(&'static str),
    /// Nested more than [`MAX_NESTING`] deep.
    TooDeep,
    /// `#` for a comment.
    HashComment,
    /// `/* */` for a comment.
    BlockComment,
    /// A control, invisible or direction-changing character.
    Invisible(char),
    /// Another character that is no ASCII.
    Unusual(char),
    /// A word with letters that are no ASCII.
    ForeignWord,
    /// “Quotes” of a word processor.
    CurlyQuotes,
}

/// Something wrong at `start..end` of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// What.
    pub(crate) kind: ProblemKind,
    /// First byte.
    pub(crate) start: usize,
    /// First byte past it.
    pub(crate) end: usize,
    /// Brackets that have to do with it, by their bytes.
    pub(crate) brackets: Vec<usize>,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, start: usize, end: usize) -> Problem {
        Problem { kind, start, end, brackets: Vec::new() }
    }
}

/// One part of the text that is parsed on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// First byte.
    pub(crate) start: usize,
    /// First byte past it.
    pub(crate) end: usize,
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
}

/// A scanned text.
#[derive(Debug)]
pub(crate) struct Scan {
    /// Tokens and comments.
    pub(crate) lexed: lexer::Lexed,
    /// Chunks, in order, which together hold the whole text.
    pub(crate) chunks: Vec<Chunk>,
    /// What the grammar shall read instead.
    pub(crate) repair: Repair,
    /// What is wrong, by place.
    pub(crate) problems: Vec<Problem>,
}

/// Scans `source`.
pub(crate) fn scan(source: &str) -> Scan {
    let mut repair = Repair::default();
    let mut problems = Vec::new();
    let lexed = lexer::lex(source, &mut repair, &mut problems);
    let balance = brackets::balance(source, &lexed.tokens);
    let depths = brackets::apply(&balance, source, &lexed.tokens, &mut repair, &mut problems);
    let chunks = chunks::chunks(source, &lexed, &depths);
    repair.finish();
    problems.sort_by_key(|problem| (problem.start, problem.end));
    Scan { lexed, chunks, repair, problems }
}

#[cfg(test)]
mod tests {
    use super::scan;

    #[test]
    fn the_cost_of_a_scan_is_its_length() {
        for bomb in [
            "(",
            "{",
            "a {\n ",
            "\"${",
            "\"${\"${\"${",
            "\"${\"}",
            "\"\"\"${ x",
            "'",
            "\"",
            "${",
            "//",
            "x ",
            "}",
            "\"${[\"",
        ] {
            let steps = |n: usize| scan(&bomb.repeat(n)).lexed.steps;
            let (short, long) = (steps(10_000), steps(20_000));
            assert!(long <= short * 2 + 1_000, "{bomb:?}: {short} steps, then {long}");
            assert!(long <= 20 * bomb.len() as u64 * 20_000, "{bomb:?}: {long} steps");
        }
    }
}
