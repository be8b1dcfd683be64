//! `floor`: the greatest whole number that is not above a number.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Number(call.number(0)?.floor()))
}
