//! `any`: whether at least one element is true.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Bool(call.items(0).iter().any(|item| item.bool() == Some(true))))
}
