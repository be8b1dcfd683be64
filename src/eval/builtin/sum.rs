//! `sum`: the elements added up, exactly.

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types::Number;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let mut sum: Option<Number> = None;
    for item in call.items(0) {
        let Some(number) = item.number() else {
            return Err(Fault::of(0, format!("{} cannot be added up", call.evaluator.describe(item)))
                .help("`sum` takes numbers; `join` makes one text of several, `flatten` one list"));
        };
        sum = Some(match sum {
            None => number.clone(),
            Some(sum) => sum.add(number).map_err(|error| Fault::arithmetic(0, error))?,
        });
    }
    Ok(Data::Number(sum.unwrap_or_else(|| Number::whole(0))))
}
