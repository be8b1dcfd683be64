//! From a flat row of operands and operators to a tree, by precedence.

use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Operator};

/// How tightly `operator` binds.
fn strength(operator: Operator) -> u8 {
    match operator {
        Operator::Or => 1,
        Operator::And => 2,
        Operator::Equal
        | Operator::NotEqual
        | Operator::Less
        | Operator::LessEqual
        | Operator::Greater
        | Operator::GreaterEqual => 3,
        Operator::Coalesce => 4,
        Operator::Range => 5,
        Operator::Add | Operator::Subtract => 6,
        Operator::Multiply | Operator::Divide | Operator::Remainder => 7,
    }
}

/// Folds `first` and what follows it, equal strength from left to right, and complains of comparisons and ranges in a
/// chain.
pub(super) fn fold(first: Expr, rest: Vec<(Operator, Span, Expr)>) -> (Expr, Vec<Diagnostic>) {
    let mut complaints = Vec::new();
    let mut last = first;
    // What waits for a right operand that is not whole yet.
    let mut waiting: Vec<(Expr, Operator, Span)> = Vec::new();
    for (operator, span, operand) in rest {
        while let Some((left, before, before_span)) = waiting.pop() {
            if strength(before) < strength(operator) {
                waiting.push((left, before, before_span));
                break;
            }
            if strength(before) == strength(operator) {
                complaints.extend(chain(operator, span, before_span));
            }
            last = binary(left, before, before_span, last);
        }
        waiting.push((last, operator, span));
        last = operand;
    }
    while let Some((left, operator, span)) = waiting.pop() {
        last = binary(left, operator, span, last);
    }
    (last, complaints)
}

fn binary(left: Expr, operator: Operator, operator_span: Span, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { span, kind: ExprKind::Binary { operator, operator_span, left: Box::new(left), right: Box::new(right) } }
}

/// What is wrong with `operator` behind one that binds as tightly.
fn chain(operator: Operator, span: Span, before: Span) -> Option<Diagnostic> {
    match operator {
        Operator::Range => Some(
            Diagnostic::error(code::RANGE, span, "a range has two ends, not three")
                .label(before, "the range is here already"),
        ),
        Operator::Equal
        | Operator::NotEqual
        | Operator::Less
        | Operator::LessEqual
        | Operator::Greater
        | Operator::GreaterEqual => Some(
            Diagnostic::error(code::CHAINED_COMPARISON, span, "comparisons do not chain")
                .label(before, "this compares already")
                .help("join two comparisons with `&&`, as in `a < b && b < c`"),
        ),
        _ => None,
    }
}
