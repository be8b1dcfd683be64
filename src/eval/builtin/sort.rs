//! `sort`: the elements in ascending order; equal ones keep theirs.

use std::sync::Arc;

use super::{Call, Fault, order};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let mut ranked = order::ranked(call)?;
    ranked.sort_by(|(left, _), (right, _)| left.order(right));
    Ok(Data::List(Arc::new(ranked.into_iter().map(|(_, value)| value.clone()).collect())))
}
