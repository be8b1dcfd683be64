//! `split`: the parts of a text between the occurrences of another.

use super::{Call, Fault};
use crate::eval::budget;
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let (text, by) = (call.text(0), call.text(1));
    if by.is_empty() {
        return Err(Fault::of(1, "`split` cannot look for the empty text").help("say what stands between the parts"));
    }
    // One part over the limit is enough for the report of it.
    let parts = text.split(by.as_str()).take(budget::MAX_ELEMENTS + 1);
    Ok(call.list(parts.map(|part| Data::Text(part.into()))))
}
