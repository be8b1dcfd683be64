//! `values`: the values of a map in order.

use std::sync::Arc;

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    Ok(Data::List(Arc::new(call.entries(0).map(|(_, value)| value.clone()).collect())))
}
