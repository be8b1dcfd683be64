//! `len`: how many elements, entries or characters.

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types::Number;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let count = match call.get(0).map(|value| &value.data) {
        Some(Data::List(items)) => items.len(),
        Some(Data::Map(map)) => map.len(),
        Some(Data::Text(text)) => text.chars().count(),
        _ => 0,
    };
    Ok(Data::Number(Number::whole(i64::try_from(count).unwrap_or(i64::MAX))))
}
