//! `indent`: spaces before every line that is not blank.

use ecow::EcoString;

use super::{Call, Fault};
use crate::eval::budget;
use crate::eval::value::Data;

/// The most spaces that make sense before a line.
const WIDEST: usize = 1000;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let by = call.int(1).unwrap_or(0);
    let Some(by) = usize::try_from(by).ok().filter(|by| *by <= WIDEST) else {
        return Err(Fault::of(1, format!("a text cannot be indented by {by} spaces"))
            .help(format!("the number of spaces is from 0 to {WIDEST}")));
    };
    let margin = " ".repeat(by);
    let mut indented = EcoString::new();
    for line in call.text(0).split_inclusive('\n') {
        if !line.trim().is_empty() {
            indented.push_str(&margin);
        }
        indented.push_str(line);
        if indented.len() > budget::MAX_TEXT {
            break;
        }
    }
    Ok(Data::Text(indented))
}
