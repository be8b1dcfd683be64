//! `ends_with`: whether a text ends with another.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Bool(call.text(0).ends_with(call.text(1).as_str())))
}
