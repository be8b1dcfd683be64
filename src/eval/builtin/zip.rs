//! `zip`: the pairs of elements with the same index.

use std::sync::Arc;

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::vocab::Ordered;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let pairs = call.items(0).iter().zip(call.items(1)).map(|(left, right)| {
        let mut pair = Ordered::default();
        let _ = pair.insert("left".into(), left.clone());
        let _ = pair.insert("right".into(), right.clone());
        Data::Map(Arc::new(pair))
    });
    Ok(call.list(pairs))
}
