//! `sha256`: the SHA-256 digest of a text or of bytes, in hexadecimal digits.

use sha2::{Digest, Sha256};

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let digest = Sha256::digest(call.bytes(0, "sha256")?);
    Ok(Data::Text(digest.iter().map(|byte| format!("{byte:02x}")).collect()))
}
