//! `sha256`: the SHA-256 digest of a text or of bytes, in hexadecimal digits.

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Text(types::sha256(call.bytes(0, "sha256")?).into()))
}
