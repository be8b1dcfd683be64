//! `round`: the nearest whole number; halves go away from zero.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Number(call.number(0)?.round().map_err(|error| Fault::arithmetic(0, error))?))
}
