//! `slice`: a part of a text, in characters.

use super::{Call, Fault};
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let text = call.text(0);
    let count = text.chars().count();
    let index = |argument: usize, name: &str, least: usize| {
        let Some(value) = call.int(argument) else { return Ok(None) };
        match usize::try_from(value).ok().filter(|index| (least..=count).contains(index)) {
            Some(index) => Ok(Some(index)),
            None if argument == 2 && (0..).take(least).any(|below| below == value) => {
                Err(Fault::of(argument, format!("`to` is {value}, which is before `from`, {least}"))
                    .help("the character at `to` is not included, the one at `from` is"))
            }
            None => Err(Fault::of(
                argument,
                format!("`{name}` is {value}, and the text has {count} character{}", if count == 1 { "" } else { "s" }),
            )
            .help("the first character has the index 0; `len` counts them")),
        }
    };
    let from = index(1, "from", 0)?.unwrap_or(0);
    let to = index(2, "to", from)?.unwrap_or(count);
    Ok(Data::Text(text.chars().skip(from).take(to.saturating_sub(from)).collect()))
}
