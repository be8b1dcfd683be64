//! `max`: the greatest element, the first of equal ones.

use super::{Call, Fault, order};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let greatest = order::ranked(call)?.into_iter().reduce(|greatest, next| match next.0.order(&greatest.0) {
        std::cmp::Ordering::Greater => next,
        _ => greatest,
    });
    match greatest {
        Some((_, value)) => Ok(value.data.clone()),
        None => Err(Fault::of(0, "an empty list has no greatest element")
            .help("give it an element that always counts: `max(list + [0])`")),
    }
}
