//! `base64`: a text or bytes in base64, with padding, on one line.

use ::base64::Engine;
use ::base64::engine::general_purpose::STANDARD;

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Text(encode(call.bytes(0, "base64")?).into()))
}

pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
