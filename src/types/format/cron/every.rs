//! The duration of `@every`, as Go reads it: `1h30m`, `1.5h`, `90s`; no days.

use crate::types::format::FormatError;
use crate::types::number::{Dimension, Number};

/// Whole seconds, at least one: what is finer is cut off by the scheduler.
pub(super) fn parse(text: &str) -> Result<u64, FormatError> {
    if text.is_empty() {
        return Err(FormatError::new(0..0, "the duration after `@every` is missing").help("as in `@every 90m`"));
    }
    if text == "0" {
        return Err(too_short(text));
    }
    let number = Number::read(text, Some(Dimension::Duration)).map_err(|error| FormatError {
        range: error.range,
        cause: error.cause,
        help: error.help,
        fix: None,
    })?;
    if let Some(at) = text.find('d') {
        return Err(FormatError::new(at..at + 1, "`@every` knows no days").help("write hours: `24h`"));
    }
    let seconds = number.floor().to_i64().and_then(|seconds| u64::try_from(seconds).ok());
    match seconds {
        Some(0) | None => Err(too_short(text)),
        Some(seconds) => Ok(seconds),
    }
}

fn too_short(text: &str) -> FormatError {
    FormatError::new(0..text.len(), "the shortest distance between two starts is one second")
}
