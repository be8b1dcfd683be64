//! `contains`: whether a list has an element.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let wanted = call.get(1);
    Ok(Data::Bool(call.items(0).iter().any(|item| wanted.is_some_and(|wanted| call.evaluator.equal(item, wanted)))))
}
