//! `ceil`: the least whole number that is not below a number.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Number(call.number(0)?.ceil().map_err(|error| Fault::arithmetic(0, error))?))
}
