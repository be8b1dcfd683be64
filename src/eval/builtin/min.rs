//! `min`: the least element, the first of equal ones.

use super::{Call, Fault, order};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let least = order::ranked(call)?.into_iter().reduce(|least, next| match next.0.order(&least.0) {
        std::cmp::Ordering::Less => next,
        _ => least,
    });
    match least {
        Some((_, value)) => Ok(value.data.clone()),
        None => Err(Fault::of(0, "an empty list has no least element")
            .help("give it an element that always counts: `min(list + [100])`")),
    }
}
