//! `replace`: every occurrence of one text by another.

use super::{Call, Fault, joined};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let (text, old, new) = (call.text(0), call.text(1), call.text(2));
    if old.is_empty() {
        return Err(Fault::of(1, "`replace` cannot look for the empty text").help("say which characters are to go"));
    }
    Ok(Data::Text(joined(text.split(old.as_str()), &new)))
}
