//! `merge`: the entries of two maps; where both have a key, the right one counts, in the place of the left one.

use std::sync::Arc;

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::vocab::Ordered;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let mut merged = Ordered::default();
    for (key, value) in call.entries(0).chain(call.entries(1)) {
        let _ = merged.insert(key.clone(), value.clone());
    }
    Ok(Data::Map(Arc::new(merged)))
}
