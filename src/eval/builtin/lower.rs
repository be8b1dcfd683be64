//! `lower`: the text in lower case.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Text(call.text(0).to_lowercase()))
}
