//! `keys`: the keys of a map in order.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(call.list(call.entries(0).map(|(key, _)| Data::Text(key.clone()))))
}
