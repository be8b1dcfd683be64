//! `trim`: the text without white space at its ends.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Text(call.text(0).trim().into()))
}
