//! Conditions that hold always, or never. An `assert` that never holds is a way to forbid something, and left alone.

use super::mentions::Mentions;
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::syntax::ast::{Expr, ExprKind, Operator};

pub(super) fn conditions(mentions: &Mentions<'_>, found: &mut Diagnostics) {
    for (condition, asserted) in &mentions.conditions {
        let Some(holds) = constant(condition).filter(|holds| *holds || !asserted) else { continue };
        let message = if holds { "this condition always holds" } else { "this condition never holds" };
        let help = match (holds, asserted) {
            (true, true) => "take the assertion away, or assert something that may fail",
            (true, false) => "take the condition away and keep what depends on it, or ask something that may differ",
            _ => "take it away with what depends on it, or ask something that may differ",
        };
        found.push(Diagnostic::warning(code::CONSTANT_CONDITION, condition.span, message).help(help));
    }
}

/// What a condition comes to, where no value has to be known for it.
fn constant(expr: &Expr) -> Option<bool> {
    match &expr.kind {
        ExprKind::Bool(value) => Some(*value),
        ExprKind::Not(inner) => constant(inner).map(|value| !value),
        ExprKind::Binary { operator, left, right, .. } => match operator {
            Operator::Or => match (constant(left), constant(right)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Operator::And => match (constant(left), constant(right)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Operator::Equal => same(left, right),
            Operator::NotEqual => same(left, right).map(|same| !same),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two operands are the same text or name, or different texts; numbers may be equal in several ways.
pub(super) fn same(left: &Expr, right: &Expr) -> Option<bool> {
    match (&left.kind, &right.kind) {
        (ExprKind::Bool(a), ExprKind::Bool(b)) => Some(a == b),
        (ExprKind::Text(a), ExprKind::Text(b)) => Some(a.plain()? == b.plain()?),
        (ExprKind::Number(a), ExprKind::Number(b)) if a == b => Some(true),
        (ExprKind::Word(a), ExprKind::Word(b)) if a == b => Some(true),
        _ => None,
    }
}
