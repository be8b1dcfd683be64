//! What values of a list count as when they are ordered: all texts, all numbers of one dimension, or all truth values.

use std::cmp::Ordering;

use ecow::EcoString;

use super::{Call, Fault};
use crate::eval::value::{Data, Value};
use crate::types::{Dimension, Number};

/// What a value counts as.
pub(super) enum Rank {
    Truth(bool),
    Text(EcoString),
    Number(Number),
}

/// The elements of the list that is the first argument, each with its rank. All ranks are of one kind, so that the
/// order is total.
pub(super) fn ranked<'c>(call: &'c Call<'_, '_>) -> Result<Vec<(Rank, &'c Value)>, Fault> {
    let items = call.items(0);
    let dimension = items
        .iter()
        .filter_map(Value::number)
        .map(Number::dimension)
        .find(|dimension| *dimension != Dimension::Plain)
        .unwrap_or(Dimension::Plain);
    let mut ranked: Vec<(Rank, &Value)> = Vec::with_capacity(items.len());
    for item in items {
        let rank = match &item.data {
            Data::Bool(value) => Rank::Truth(*value),
            Data::Text(text) | Data::Word(text) => Rank::Text(text.clone()),
            // A plain number beside one with a dimension counts in its base unit.
            Data::Number(number) => match number.expect(dimension) {
                Ok(number) => Rank::Number(number),
                Err(error) => return Err(Fault::of(0, error.cause).help("the elements need the same kind of unit")),
            },
            _ => {
                return Err(Fault::of(0, format!("{} has no order", call.evaluator.describe(item)))
                    .help("texts, numbers and truth values have one"));
            }
        };
        if let Some((first, value)) = ranked.first()
            && std::mem::discriminant(first) != std::mem::discriminant(&rank)
        {
            let (first, second) = (call.evaluator.describe(value), call.evaluator.describe(item));
            return Err(Fault::of(0, format!("{first} and {second} have no order"))
                .help("the elements must be all texts, all numbers or all truth values"));
        }
        ranked.push((rank, item));
    }
    Ok(ranked)
}

impl Rank {
    /// The order of two ranks of one list.
    pub(super) fn order(&self, other: &Rank) -> Ordering {
        match (self, other) {
            (Rank::Truth(left), Rank::Truth(right)) => left.cmp(right),
            (Rank::Text(left), Rank::Text(right)) => left.cmp(right),
            (Rank::Number(left), Rank::Number(right)) => left.compare(right).unwrap_or(Ordering::Equal),
            _ => Ordering::Equal,
        }
    }
}
