//! `all`: whether every element is true; of none, every one is.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::Bool(call.items(0).iter().all(|item| item.bool() == Some(true))))
}
