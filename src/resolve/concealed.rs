//! Where a program writes down what nobody may see: the literal values of secrets. Diagnostics show the lines around a
//! mistake, and these parts of them must not be legible there.
//!
//! In: trees, whatever is wrong with them. Out: the spans. It goes by the words, so that a program that is broken
//! elsewhere keeps its secrets.

use crate::source::Span;
use crate::syntax::ast::{
    Assign, Block, Entry, EntryKind, Expr, ExprKind, File, Head, Segment, Setting, Text, TextPart,
};

/// The functions whose arguments name a file that holds the value.
const READERS: [&str; 3] = ["file", "binary", "dir"];

/// The literal values in the `data` of every secret.
pub fn concealed(files: &[&File]) -> Vec<Span> {
    let mut spans = Vec::new();
    for file in files {
        entries(&file.entries, Within::Any, &mut spans);
    }
    spans
}

/// What is around an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Something that may be a secret: the line that opens it may be broken, or was deleted just now.
    Any,
    /// What is called `data` in it.
    Data,
    /// Something whose `data` everyone may see.
    Open,
}

fn block(body: &Block, within: Within, spans: &mut Vec<Span>) {
    entries(&body.entries, within, spans);
}

// Recursion is as deep as the tree, which the parser bounds.
fn entries(all: &[Entry], within: Within, spans: &mut Vec<Span>) {
    for entry in all {
        match &entry.kind {
            EntryKind::Setting(written) => setting(written, within, spans),
            EntryKind::If(written) => {
                let branches = written.branches.iter().map(|(_, body)| body);
                branches.chain(&written.otherwise).for_each(|body| block(body, within, spans));
            }
            EntryKind::For(written) => block(&written.body, within, spans),
            EntryKind::In(written) => block(&written.body, within, spans),
            EntryKind::Template(template) => block(&template.body, within, spans),
            EntryKind::Use(used) => used.body.iter().for_each(|body| block(body, within, spans)),
            _ => {}
        }
    }
}

fn setting(written: &Setting, within: Within, spans: &mut Vec<Span>) {
    let inner = match within {
        Within::Any => inside(&written.head),
        Within::Data | Within::Open => within,
    };
    match (&written.value, inner) {
        (Some(assign), Within::Data) => values(&assign.value, spans),
        // `secret x = { data = { … } }` is none, and may be written all the same.
        (Some(Assign { value: Expr { kind: ExprKind::Braces(body), .. }, .. }), _) => block(body, inner, spans),
        _ => {}
    }
    written.block.iter().for_each(|body| block(body, inner, spans));
}

/// What an entry that may stand in a secret opens.
fn inside(head: &Head) -> Within {
    let words = head.path.segments.iter().filter_map(Segment::plain);
    let mut labels = head.labels.iter().filter_map(Segment::plain);
    for word in words {
        match word.as_str() {
            "data" | "stringData" => return Within::Data,
            "config" | "configmap" | "env" => return Within::Open,
            "resource" if !labels.any(|label| label == "Secret") => return Within::Open,
            "defaults" if labels.any(|label| label == "config") => return Within::Open,
            "profile" if head.for_kind.as_ref().is_some_and(|kind| kind.text == "config") => return Within::Open,
            _ => {}
        }
    }
    Within::Any
}

/// Every literal in `expr`.
fn values(expr: &Expr, spans: &mut Vec<Span>) {
    match &expr.kind {
        ExprKind::Text(text) => whole(text, spans),
        ExprKind::Number(_) => spans.push(expr.span),
        ExprKind::List(items) => items.iter().for_each(|item| values(item, spans)),
        ExprKind::Comprehension(written) => {
            values(&written.iterable, spans);
            values(&written.element, spans);
        }
        ExprKind::Braces(body) => block(body, Within::Data, spans),
        ExprKind::Not(inner) | ExprKind::Negative(inner) => values(inner, spans),
        ExprKind::Binary { left, right, .. } => {
            values(left, spans);
            values(right, spans);
        }
        ExprKind::IfElse { then, otherwise, .. } => {
            values(then, spans);
            values(otherwise, spans);
        }
        ExprKind::Field { base, .. } | ExprKind::Index { base, .. } => values(base, spans),
        ExprKind::Call { function, arguments } if !READERS.contains(&function.name.text.as_str()) => {
            arguments.iter().for_each(|argument| values(&argument.value, spans));
        }
        _ => {}
    }
}

/// A text between its quotes; where parts of it are computed, what is literal in them stands in it too.
fn whole(text: &Text, spans: &mut Vec<Span>) {
    if text.parts.iter().any(|part| matches!(part, TextPart::Literal(_))) {
        spans.push(text.span);
    }
}
