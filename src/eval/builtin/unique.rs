//! `unique`: the elements without repetitions, each where it stood first.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{Call, Fault};
use crate::eval::value::{Data, Value};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let items = call.items(0);
    let texts: Option<Vec<_>> = items.iter().map(Value::text).collect();
    let kept = match texts {
        // Long lists are lists of texts.
        Some(texts) => {
            let mut seen = FxHashSet::default();
            items.iter().zip(texts).filter(|(_, text)| seen.insert(*text)).map(|(item, _)| item.clone()).collect()
        }
        None => {
            let mut kept: Vec<Value> = Vec::new();
            for item in items {
                if !call.spend(kept.len()) {
                    return Ok(Data::Error);
                }
                if !kept.iter().any(|earlier| call.evaluator.equal(earlier, item)) {
                    kept.push(item.clone());
                }
            }
            kept
        }
    };
    Ok(Data::List(Arc::new(kept)))
}
