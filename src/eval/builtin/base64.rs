//! `base64`: a text or bytes in base64, with padding, on one line.

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Text(types::base64(call.bytes(0, "base64")?).into()))
}
