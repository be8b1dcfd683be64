//! `flatten`: the elements of several lists in one.

use std::sync::Arc;

use super::{Call, Fault};
use crate::eval::budget;
use crate::eval::value::{Data, Value};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let lists = call.items(0).iter().filter_map(Value::list);
    // One element over the limit is enough for the report of it.
    Ok(Data::List(Arc::new(lists.flatten().take(budget::MAX_ELEMENTS + 1).cloned().collect())))
}
