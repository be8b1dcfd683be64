//! `join`: the texts of a list as one.

use super::{Call, Fault, joined};
use crate::eval::value::{Data, Value};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let texts = call.items(0).iter().filter_map(Value::text);
    Ok(Data::Text(joined(texts.map(|text| text.as_str()), &call.text(1))))
}
