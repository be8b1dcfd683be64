//! From the pieces that the grammar found to the syntax tree of one chunk.
//!
//! In: a repaired chunk. Out: its entries and what is wrong between its brackets. Bounded in depth, so that whoever
//! walks the tree needs no guard of its own.

mod control;
mod entries;
mod expressions;
mod fold;
mod habits;
mod heads;
mod joined;
mod texts;
mod types;

use std::collections::BTreeSet;

use ecow::EcoString;

use super::ast::{Entry, EntryKind, Expr, ExprKind, Name};
use super::pairs::{self, Node, Nodes, Rule, Unread};
use super::scan::{Chunk, Problem, Repaired};
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::{AnchorId, Span};

/// How deep the tree may get: brackets, operators, conditions and suffixes of one path together.
const MAX_DEPTH: usize = 250;

/// What is known of the text around a chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'s> {
    /// The whole text.
    pub(super) source: &'s str,
    /// Its comments: start, end, whether it is a doc comment.
    pub(super) comments: &'s [(usize, usize, bool)],
    /// What the scanner found wrong with it.
    pub(super) problems: &'s [Problem],
}

/// Builds the tree of one chunk, or of one expression.
pub(super) struct Builder<'c> {
    around: Surroundings<'c>,
    chunk: Chunk,
    repaired: &'c Repaired,
    anchor: AnchorId,
    diagnostics: Diagnostics,
    /// Starts of the lines of the repaired text; made when the first mistake is reported.
    lines: Vec<usize>,
    /// The lines, by number, that have a diagnostic already.
    reported: BTreeSet<usize>,
    depth: usize,
    /// Whether `it` is the value being refined.
    in_refinement: bool,
}

impl<'c> Builder<'c> {
    /// A builder for `chunk`, whose repaired text is `repaired`; spans count from `anchor`.
    pub(super) fn new(around: Surroundings<'c>, chunk: Chunk, repaired: &'c Repaired, anchor: AnchorId) -> Builder<'c> {
        Builder {
            around,
            chunk,
            repaired,
            anchor,
            diagnostics: Diagnostics::new(),
            lines: Vec::new(),
            reported: BTreeSet::new(),
            depth: 0,
            in_refinement: false,
        }
    }

    /// The entries of the chunk.
    pub(super) fn file(mut self) -> (Vec<Entry>, Diagnostics) {
        let entries = match pairs::read(Rule::chunk, &self.repaired.text) {
            Ok(tree) => self.entries(&mut tree.inside()),
            Err(why) => vec![self.unread(why)],
        };
        (entries, self.diagnostics)
    }

    /// The one expression of the chunk.
    pub(super) fn lone_expression(mut self) -> (Expr, Diagnostics) {
        let tree = match pairs::read(Rule::lone_expression, &self.repaired.text) {
            Ok(tree) => tree,
            Err(why) => {
                let entry = self.unread(why);
                return (Expr { span: entry.span, kind: ExprKind::Missing }, self.diagnostics);
            }
        };
        let mut nodes = tree.inside();
        let expression = self.value(&mut nodes, 0, "a value is missing");
        self.rest(&mut nodes);
        (expression, self.diagnostics)
    }

    /// A chunk that the grammar could not read.
    fn unread(&mut self, why: Unread) -> Entry {
        let text = &self.repaired.text;
        let span = self.span(0, text.len());
        match why {
            Unread::Tangled => {
                self.report(Diagnostic::error(code::TOO_DEEP, span, "this declaration is too tangled to be read"));
            }
            Unread::From(at) => {
                let rest = text.get(at..).unwrap_or_default().trim_start();
                let message = rest
                    .chars()
                    .next()
                    .map_or_else(|| "unexpected end".to_owned(), |sign| format!("unexpected `{sign}`"));
                let place = self.first_character(text.len() - rest.len());
                self.report_unless_told(
                    Diagnostic::error(code::UNEXPECTED, place, message).here("nothing can be read from here on"),
                );
            }
        }
        Entry { span, doc: None, private: None, kind: EntryKind::Junk }
    }

    /// The span of `start..end` of the repaired text.
    fn span(&self, start: usize, end: usize) -> Span {
        let from = self.repaired.original(start);
        let to = if end > start { self.repaired.original_end(end) } else { from };
        Span::new(self.anchor, from, to.max(from))
    }

    /// The span of `node`.
    fn at(&self, node: &Node<'_>) -> Span {
        self.span(node.start(), node.end())
    }

    fn name(&self, node: &Node<'_>) -> Name {
        Name { span: self.at(node), text: node.text().into() }
    }

    /// Where a name was missing, right after byte `after`.
    fn no_name(&self, after: usize) -> Name {
        Name { span: self.span(after, after), text: EcoString::new() }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let line = self.line(diagnostic.primary.span.start);
        let _ = self.reported.insert(line);
        self.diagnostics.push(diagnostic);
    }

    /// Reports what is probably only the consequence of another mistake if one was found on its line before.
    fn report_unless_told(&mut self, diagnostic: Diagnostic) {
        let line = self.line(diagnostic.primary.span.start);
        if self.reported.insert(line) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The span of what stands between two places of the repaired text, white space included.
    fn between(&self, from: usize, to: usize) -> Span {
        Span { end: self.repaired.original(to), ..self.span(from, from) }
    }

    /// Whether nothing but white space stands between two places of the repaired text: no comment either.
    fn only_space(&self, from: usize, to: usize) -> bool {
        let at = |offset| self.chunk.start + self.repaired.original(offset) as usize;
        self.around.source.get(at(from)..at(to)).is_some_and(|between| between.trim().is_empty())
    }

    /// The character at byte `at` of the repaired text, as it stands in the original.
    fn first_character(&self, at: usize) -> Span {
        let start = self.span(at, at).start;
        let place = self.chunk.start + start as usize;
        let length = self.around.source.get(place..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        Span { end: start + u32::try_from(length).unwrap_or(1), ..self.span(at, at) }
    }

    /// The line of the byte `offset` of the original chunk.
    fn line(&mut self, offset: u32) -> usize {
        if self.lines.is_empty() {
            let text = self.around.source.get(self.chunk.start..self.chunk.end).unwrap_or_default();
            self.lines.push(0);
            self.lines.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
            let from = self.around.problems.partition_point(|problem| problem.start < self.chunk.start);
            for problem in self.around.problems.iter().skip(from).take_while(|p| p.start <= self.chunk.end) {
                let line = self.lines.partition_point(|start| *start <= problem.start - self.chunk.start);
                let _ = self.reported.insert(line);
            }
        }
        self.lines.partition_point(|start| *start <= offset as usize)
    }

    /// Runs `build` one step deeper, unless that is too deep for those who will walk the tree.
    fn deeper<T>(&mut self, steps: usize, span: Span, build: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth + steps > MAX_DEPTH {
            self.report_unless_told(
                Diagnostic::error(code::TOO_DEEP, span, "this is nested too deeply")
                    .here(format!("more than {MAX_DEPTH} steps inside each other"))
                    .help("give parts of it names with `let`"),
            );
            return None;
        }
        self.depth += steps;
        let built = build(self);
        self.depth -= steps;
        Some(built)
    }

    /// Reports what stands between an expression and the bracket that closes it.
    fn rest(&mut self, nodes: &mut Nodes<'_>) {
        if let Some(node) = nodes.accept(Rule::rest) {
            self.junk(&node);
        }
    }

    /// The doc comment of what starts at `start` of the repaired text: the lines of `///` that stand directly above its
    /// line, ordinary comment lines between them passed over.
    fn doc(&self, start: usize) -> Option<EcoString> {
        let source = self.around.source;
        let mut below = self.chunk.start + self.repaired.original(start) as usize;
        let count = self.around.comments.partition_point(|(comment, ..)| *comment < below);
        let mut lines: Vec<&str> = Vec::new();
        for (comment, end, doc) in self.around.comments.iter().take(count).rev() {
            let between = source.get(*end..below).unwrap_or("?");
            let before = source.get(..*comment).unwrap_or_default();
            let indentation = before.len() - before.trim_end_matches([' ', '\t']).len();
            let own_line = indentation == before.len() || before.ends_with('\n') || {
                before.get(..before.len() - indentation).is_some_and(|rest| rest.ends_with('\n'))
            };
            if !own_line || !between.trim().is_empty() || between.matches('\n').count() != 1 {
                break;
            }
            if *doc {
                let line = source.get(comment + 3..*end).unwrap_or_default();
                lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
            }
            below = *comment;
        }
        if lines.is_empty() {
            return None;
        }
        lines.reverse();
        Some(lines.join("\n").into())
    }
}
