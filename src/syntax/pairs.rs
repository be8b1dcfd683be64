//! The door to the parser generator: the only file that names it.
//!
//! In: a text in which the scanner has balanced the brackets. Out: [`Node`]s, the named pieces of the text in order.

use std::num::NonZeroUsize;
use std::sync::Once;

use pest::error::{Error, ErrorVariant, InputLocation};
use pest::{Parser, Token};

#[allow(missing_docs, unreachable_pub, clippy::all, reason = "generated from the grammar")]
mod generated {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/lexical.pest"]
    #[grammar = "../grammar/entries.pest"]
    #[grammar = "../grammar/control.pest"]
    #[grammar = "../grammar/expressions.pest"]
    #[grammar = "../grammar/types.pest"]
    pub struct Grammar;
}

pub(super) use generated::Rule;

/// The pieces of a text, each before those inside it.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    text: &'t str,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    rule: Rule,
    start: usize,
    end: usize,
    /// The place among the pieces of the first one that is not inside.
    after: usize,
}

impl<'t> Tree<'t> {
    /// The pieces inside the whole.
    pub(super) fn inside(&'t self) -> Nodes<'t> {
        Nodes { tree: self, next: 1, end: self.pieces.len() }
    }
}

/// A piece of the text that a rule of the grammar matched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Tree<'t>,
    place: usize,
    piece: Piece,
}

impl<'t> Node<'t> {
    /// The rule.
    pub(super) fn rule(&self) -> Rule {
        self.piece.rule
    }

    /// Its text.
    pub(super) fn text(&self) -> &'t str {
        self.tree.text.get(self.piece.start..self.piece.end).unwrap_or_default()
    }

    /// Its first byte.
    pub(super) fn start(&self) -> usize {
        self.piece.start
    }

    /// The first byte past it.
    pub(super) fn end(&self) -> usize {
        self.piece.end
    }

    /// The pieces inside, in order.
    pub(super) fn children(self) -> Nodes<'t> {
        Nodes { tree: self.tree, next: self.place + 1, end: self.piece.after }
    }
}

/// Pieces in order.
#[derive(Debug, Clone)]
pub(super) struct Nodes<'t> {
    tree: &'t Tree<'t>,
    next: usize,
    end: usize,
}

impl<'t> Nodes<'t> {
    fn first(&self) -> Option<&'t Piece> {
        if self.next < self.end { self.tree.pieces.get(self.next) } else { None }
    }

    /// The rule of the next piece.
    pub(super) fn peek(&self) -> Option<Rule> {
        self.first().map(|piece| piece.rule)
    }

    /// The next piece, if it is of `rule`.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Node<'t>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let (place, piece) = (self.next, *self.first()?);
        self.next = piece.after;
        Some(Node { tree: self.tree, place, piece })
    }
}

/// Calls of rules for one declaration: the last fence before a text that has too many readings. A declaration of a
/// megabyte takes a third of it.
const MAX_CALLS: Option<NonZeroUsize> = NonZeroUsize::new(100_000_000);

/// Why a text was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is nested so deeply that the stack would not hold it, which the limits of the scanner leave to chains of
    /// prefixes and conditions only, or it takes too many calls.
    Tangled,
    /// Nothing that the grammar knows goes on at this byte.
    From(usize),
}

/// Reads `text` by `rule`.
pub(super) fn read(rule: Rule, text: &str) -> Result<Tree<'_>, Unread> {
    // The limit is one for the whole process.
    static LIMITED: Once = Once::new();
    LIMITED.call_once(|| pest::set_call_limit(MAX_CALLS));
    let tokens = generated::Grammar::parse(rule, text).map_err(|error| unread(&error))?.tokens();
    let mut pieces: Vec<Piece> = Vec::with_capacity(tokens.len() / 2);
    let mut open: Vec<usize> = Vec::new();
    for token in tokens {
        match token {
            Token::Start { rule, pos } => {
                open.push(pieces.len());
                pieces.push(Piece { rule, start: pos.pos(), end: pos.pos(), after: pieces.len() + 1 });
            }
            Token::End { pos, .. } => {
                let after = pieces.len();
                if let Some(piece) = open.pop().and_then(|place| pieces.get_mut(place)) {
                    (piece.end, piece.after) = (pos.pos(), after);
                }
            }
        }
    }
    Ok(Tree { text, pieces })
}

fn unread(error: &Error<Rule>) -> Unread {
    match (&error.variant, &error.location) {
        (ErrorVariant::CustomError { .. }, _) => Unread::Tangled,
        (_, InputLocation::Pos(at) | InputLocation::Span((at, _))) => Unread::From(*at),
    }
}
