//! Operators on values.

use std::cmp::Ordering;
use std::sync::Arc;

use super::value::{Data, Origin, Value};
use super::{Around, Evaluator};
use crate::check::ir::Expr;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::Operator;
use crate::types::{ArithmeticError, Dimension, Number};

impl<'c> Evaluator<'c> {
    pub(super) fn negative(&self, value: &Value, origin: Origin) -> Value {
        match &value.data {
            Data::Number(number) => self.number(number.negate(), origin),
            data => Value::new(origin, data.clone()),
        }
    }

    pub(super) fn number(&self, result: Result<Number, ArithmeticError>, origin: Origin) -> Value {
        match result {
            Ok(number) => Value::new(origin, Data::Number(number)),
            Err(error) => {
                self.arithmetic(&error, origin.span);
                self.error(origin)
            }
        }
    }

    pub(super) fn arithmetic(&self, error: &ArithmeticError, span: Span) {
        let diagnostic = Diagnostic::error(code::BAD_ARITHMETIC, span, error.cause());
        self.report(match error.help() {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    pub(super) fn binary(
        &self,
        operator: Operator,
        left: &'c Expr,
        right: &'c Expr,
        origin: Origin,
        around: &Around,
    ) -> Value {
        let of = |data| Value::new(origin, data);
        let l = self.expr(left, around);
        // The right side of these is computed only where it decides.
        match (operator, &l.data) {
            (Operator::Or, Data::Bool(true)) => return of(Data::Bool(true)),
            (Operator::And, Data::Bool(false)) => return of(Data::Bool(false)),
            (Operator::Coalesce, Data::None) => return self.expr(right, around),
            (Operator::Coalesce, _) => return l,
            _ => {}
        }
        let r = self.expr(right, around);
        if matches!(l.data, Data::Error) || matches!(r.data, Data::Error) {
            return self.error(origin);
        }
        if matches!(l.data, Data::Open) || matches!(r.data, Data::Open) {
            return of(Data::Open);
        }
        match operator {
            Operator::Or | Operator::And => of(r.data),
            Operator::Coalesce => l,
            Operator::Equal => of(Data::Bool(self.equal(&l, &r))),
            Operator::NotEqual => of(Data::Bool(!self.equal(&l, &r))),
            Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
                match self.order(&l, &r) {
                    Some(order) => of(Data::Bool(match operator {
                        Operator::Less => order == Ordering::Less,
                        Operator::LessEqual => order != Ordering::Greater,
                        Operator::Greater => order == Ordering::Greater,
                        _ => order != Ordering::Less,
                    })),
                    None => self.cannot(operator, &l, &r, origin),
                }
            }
            Operator::Range => of(Data::Range(Arc::new((l, r)))),
            Operator::Add => self.add(&l, &r, origin),
            Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder => {
                match (plain_port(&l), plain_port(&r)) {
                    (Some(a), Some(b)) => {
                        let result = match operator {
                            Operator::Subtract => a.subtract(&b),
                            Operator::Multiply => a.multiply(&b),
                            Operator::Divide => a.divide(&b),
                            _ => a.remainder(&b),
                        };
                        self.number(result, origin)
                    }
                    _ => self.cannot(operator, &l, &r, origin),
                }
            }
        }
    }

    fn add(&self, l: &Value, r: &Value, origin: Origin) -> Value {
        match (&l.data, &r.data) {
            (Data::Text(a) | Data::Word(a), Data::Text(b) | Data::Word(b)) => {
                let mut text = a.clone();
                text.push_str(b);
                self.text_value(text, origin)
            }
            (Data::List(a), Data::List(b)) => self.list_value(a.iter().chain(b.iter()).cloned().collect(), origin),
            (Data::Map(a), Data::Map(b)) => {
                let mut map = a.as_ref().clone();
                for (key, value) in b.iter() {
                    let _ = map.insert(key.clone(), value.clone());
                }
                Value::new(origin, Data::Map(Arc::new(map)))
            }
            _ => match (plain_port(l), plain_port(r)) {
                (Some(a), Some(b)) => self.number(a.add(&b), origin),
                _ => self.cannot(Operator::Add, l, r, origin),
            },
        }
    }

    fn cannot(&self, operator: Operator, l: &Value, r: &Value, origin: Origin) -> Value {
        let sign = crate::check::sign(operator);
        self.report(Diagnostic::error(
            code::WRONG_OPERANDS,
            origin.span,
            format!("`{sign}` does not take {} and {}", self.describe(l), self.describe(r)),
        ));
        self.error(origin)
    }

    /// Whether two values are the same in every output.
    pub(super) fn equal(&self, l: &Value, r: &Value) -> bool {
        match (&l.data, &r.data) {
            (Data::Number(_), Data::Number(_)) => self.order(l, r) == Some(Ordering::Equal),
            (Data::Text(a) | Data::Word(a), Data::Text(b) | Data::Word(b)) => a == b,
            (Data::List(a), Data::List(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| self.equal(a, b))
            }
            (Data::Map(a), Data::Map(b)) => {
                a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| self.equal(a, b)))
            }
            (Data::Range(a), Data::Range(b)) => self.equal(&a.0, &b.0) && self.equal(&a.1, &b.1),
            (Data::Made(a), Data::Made(b)) => {
                a.function == b.function
                    && a.arguments.len() == b.arguments.len()
                    && a.arguments.iter().all(|(key, a)| b.arguments.get(key).is_some_and(|b| self.equal(a, b)))
            }
            (a, b) => a == b,
        }
    }

    /// The order of two values; `None` where they have none.
    pub(super) fn order(&self, l: &Value, r: &Value) -> Option<Ordering> {
        match (&l.data, &r.data) {
            (Data::Text(a), Data::Text(b)) => Some(a.cmp(b)),
            (Data::Bool(a), Data::Bool(b)) => Some(a.cmp(b)),
            _ => {
                let (a, b) = (plain_port(l)?, plain_port(r)?);
                a.compare(&b).ok().or_else(|| {
                    // A plain number beside one with a dimension counts in its base unit.
                    let a = if a.dimension() == Dimension::Plain { a.expect(b.dimension()).ok()? } else { a.clone() };
                    let b = if b.dimension() == Dimension::Plain { b.expect(a.dimension()).ok()? } else { b.clone() };
                    a.compare(&b).ok()
                })
            }
        }
    }
}

/// The number of a value; a port counts as the plain number it is.
fn plain_port(value: &Value) -> Option<Number> {
    let number = value.number()?;
    match number.dimension() {
        Dimension::Port => number.to_i64().map(Number::whole),
        _ => Some(number.clone()),
    }
}
