//! `has`: whether a map has a key.

use super::{Call, Fault};
use crate::eval::value::{Data, Value};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let key = call.text(1);
    Ok(Data::Bool(call.get(0).and_then(Value::map).is_some_and(|map| map.contains_key(&key))))
}
