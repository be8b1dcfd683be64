//! `matches`: whether the whole of a text matches a regular expression.

use super::{Call, Fault};
use crate::eval::value::Data;
use crate::types::Pattern;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    match Pattern::new(&call.text(1)) {
        Ok(pattern) => Ok(Data::Bool(pattern.matches(&call.text(0)))),
        Err(error) => {
            let fault = Fault::of(1, error.cause);
            Err(match error.help {
                Some(help) => fault.help(help),
                None => fault,
            })
        }
    }
}
