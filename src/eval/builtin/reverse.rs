//! `reverse`: the elements in reverse order.

use std::sync::Arc;

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::List(Arc::new(call.items(0).iter().rev().cloned().collect())))
}
