//! From text to syntax tree.
//!
//! In: a [`SourceText`]. Out: [`Parsed`]: a tree that is as whole as the text allows, the
//! comments in a table of their own, and a diagnostic for everything that is wrong. Parsing is total and knows no
//! vocabulary.
//!
//! A scanner finds comments, closes brackets and texts, and cuts the text into its top-level declarations; the grammar
//! (`grammar/`) reads each; a builder makes the tree of what the grammar found.

pub mod ast;
mod build;
mod foreign;
mod pairs;
mod problems;
mod scan;

use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{AnchorId, SourceId, SourceText, Sources, Span};
use build::{Builder, Surroundings};
use scan::{Chunk, Scan};

/// Texts longer than this many bytes are parsed in parallel; below, handing out the work costs more than it gains.
const PARALLEL: usize = 16 * 1024;

/// A parsed source text.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The tree.
    pub file: ast::File,
    /// Every comment, in order.
    pub comments: Vec<Comment>,
    /// What is wrong.
    pub diagnostics: Diagnostics,
}

/// A comment, from its slashes to the end of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands.
    pub span: Span,
    /// Whether it starts with `///`.
    pub doc: bool,
}

/// Parses a source text, giving every top-level declaration an anchor of its own.
pub fn parse(sources: &mut Sources, source: SourceId) -> Parsed {
    let Some(source_text) = sources.get(source).map(Arc::clone) else { return Parsed::default() };
    let text: &str = &source_text.text;
    let scan = scan::scan(text);
    let chunks: Vec<(Chunk, AnchorId)> =
        scan.chunks.iter().map(|chunk| (chunk.clone(), sources.anchor(source, chunk.start))).collect();
    let around = Surroundings { source: text, comments: &scan.lexed.comments, problems: &scan.problems };
    let read = |(chunk, anchor): &(Chunk, AnchorId)| {
        let repaired = scan.repair.part(text, &scan.lexed.tokens, chunk.clone());
        Builder::new(around, chunk.clone(), &repaired, *anchor).file()
    };
    let built: Vec<(Vec<ast::Entry>, Diagnostics)> =
        if text.len() > PARALLEL { chunks.par_iter().map(read).collect() } else { chunks.iter().map(read).collect() };
    let mut parsed = Parsed::default();
    for (entries, diagnostics) in built {
        parsed.file.entries.extend(entries);
        parsed.diagnostics.extend(diagnostics);
    }
    parsed.diagnostics.extend(scanned(&scan, &chunks, &source_text));
    parsed.diagnostics.sort_by_key(|diagnostic| sources.place(diagnostic.primary.span));
    foreign::fold(&mut parsed, sources, source, text);
    parsed.comments = scan
        .lexed
        .comments
        .iter()
        .filter_map(|(start, end, doc)| Some(Comment { span: span(&chunks, *start, *end)?, doc: *doc }))
        .collect();
    parsed
}

/// The diagnostics of the scanner.
fn scanned<'a>(
    scan: &'a Scan,
    chunks: &'a [(Chunk, AnchorId)],
    source: &'a SourceText,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let place = |start, end| span(chunks, start, end);
    // What a text without its end swallowed closes nothing.
    let swallowed = |problem: &scan::Problem| {
        matches!(problem.kind, scan::ProblemKind::Unclosed)
            && scan.problems.iter().any(|other| {
                let open = matches!(&other.kind, scan::ProblemKind::OpenText(quotes) if quotes.len() == 1);
                let line = |at: usize| source.text.get(..at).and_then(|text| text.rfind('\n'));
                open && problem.brackets.iter().all(|at| *at < other.start && line(*at) == line(other.start))
            })
    };
    scan.problems
        .iter()
        .filter(move |problem| !swallowed(problem))
        .filter_map(move |problem| problems::diagnostic(problem, &source.text, place))
}

/// The span of the bytes `start..end` of the text, in the chunk that holds `start`.
fn span(chunks: &[(Chunk, AnchorId)], start: usize, end: usize) -> Option<Span> {
    let after = chunks.partition_point(|(chunk, _)| chunk.start <= start);
    let (chunk, anchor) = chunks.get(after.saturating_sub(1))?;
    let at = |offset: usize| u32::try_from(offset.saturating_sub(chunk.start)).unwrap_or(u32::MAX);
    Some(Span::new(*anchor, at(start), at(end)))
}

/// Parses a text that holds one expression, as `--set` takes it.
pub fn parse_expression(sources: &mut Sources, source: SourceId) -> (ast::Expr, Diagnostics) {
    let anchor = sources.anchor(source, 0);
    let Some(source_text) = sources.get(source).map(Arc::clone) else {
        return (ast::Expr { span: Span::new(anchor, 0, 0), kind: ast::ExprKind::Missing }, Diagnostics::new());
    };
    let text: &str = &source_text.text;
    let scan = scan::scan(text);
    let chunk = Chunk { start: 0, end: text.len(), tokens: 0..scan.lexed.tokens.len() };
    let around = Surroundings { source: text, comments: &scan.lexed.comments, problems: &scan.problems };
    let repaired = scan.repair.part(text, &scan.lexed.tokens, chunk.clone());
    let (expression, mut diagnostics) = Builder::new(around, chunk.clone(), &repaired, anchor).lone_expression();
    diagnostics.extend(scanned(&scan, &[(chunk, anchor)], &source_text));
    diagnostics.sort_by_key(|diagnostic| sources.place(diagnostic.primary.span));
    (expression, diagnostics)
}

/// The tokens of `text` as ranges of bytes, a whole text literal being one; comments are none.
pub fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut repair = scan::Repair::default();
    let lexed = scan::lexer::lex(text, &mut repair, &mut Vec::new());
    lexed.tokens.iter().map(|token| (token.start, token.end)).collect()
}
