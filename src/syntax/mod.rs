//! From text to syntax tree.
//!
//! In: a [`SourceText`](crate::source::SourceText). Out: [`Parsed`]: a tree that is as whole as the text allows, the
//! comments in a table of their own, and a diagnostic for everything that is wrong. Parsing is total and knows no
//! vocabulary.

pub mod ast;

use crate::diag::Diagnostics;
use crate::source::{SourceId, Sources, Span};

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
pub fn parse(_sources: &mut Sources, _source: SourceId) -> Parsed {
    Parsed::default()
}

/// Parses a text that holds one expression, as `--set` takes it.
pub fn parse_expression(sources: &mut Sources, source: SourceId) -> (ast::Expr, Diagnostics) {
    let anchor = sources.anchor(source, 0);
    (ast::Expr { span: Span::new(anchor, 0, 0), kind: ast::ExprKind::Missing }, Diagnostics::new())
}
