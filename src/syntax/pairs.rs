//! The door to the parser generator: the only file that names it.
//!
//! In: a text in which the scanner has balanced the brackets. Out: [`Node`]s, the named pieces of the text in order.

use pest::Parser;
use pest::iterators::{Pair, Pairs};

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

/// A piece of the text that a rule of the grammar matched.
#[derive(Debug, Clone)]
pub(super) struct Node<'t>(Pair<'t, Rule>);

impl<'t> Node<'t> {
    /// The rule.
    pub(super) fn rule(&self) -> Rule {
        self.0.as_rule()
    }

    /// Its text.
    pub(super) fn text(&self) -> &'t str {
        self.0.as_str()
    }

    /// Its first byte.
    pub(super) fn start(&self) -> usize {
        self.0.as_span().start()
    }

    /// The first byte past it.
    pub(super) fn end(&self) -> usize {
        self.0.as_span().end()
    }

    /// The pieces inside, in order.
    pub(super) fn children(self) -> Nodes<'t> {
        Nodes(self.0.into_inner())
    }
}

/// Pieces in order.
#[derive(Debug, Clone)]
pub(super) struct Nodes<'t>(Pairs<'t, Rule>);

impl<'t> Nodes<'t> {
    /// The rule of the next piece.
    pub(super) fn peek(&self) -> Option<Rule> {
        self.0.peek().map(|pair| pair.as_rule())
    }

    /// The next piece, if it is of `rule`.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Node<'t>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.0.next().map(Node)
    }
}

/// Reads `text` by `rule`; `None` where it is nested so deeply that the stack would not hold it, which the limits of
/// the scanner leave to chains of prefixes and conditions only.
pub(super) fn read(rule: Rule, text: &str) -> Option<Nodes<'_>> {
    let mut pairs = generated::Grammar::parse(rule, text).ok()?;
    pairs.next().map(|pair| Nodes(pair.into_inner()))
}
