//! The keys of configs and secrets, which become file names, and how much they hold.

use crate::diag::{Diagnostic, code};
use crate::eval::{Item, Value};
use crate::lower::context::Lowering;
use crate::lower::node::as_text;
use crate::types::NameKind;

/// What the API server takes at most, in bytes.
const LIMIT: usize = 1_048_576;

/// The keys and the size of the data of `body`.
pub(in crate::lower) fn data_keys(cx: &mut Lowering<'_>, body: &Item) {
    let mut size = 0;
    for entry in ["data", "binary"] {
        for (key, value) in body.entries(entry) {
            size += key.len() + as_text(value).map_or(0, |text| text.len());
            if let Err(error) = NameKind::ConfigKey.check(key) {
                let message = format!("`{key}` cannot be a key: {}", error.cause);
                let help = error.help.unwrap_or_else(|| "use letters, digits, `-`, `_` and `.`".into());
                cx.error(code::BAD_DATA_KEY, value.span(), message, help);
            }
        }
    }
    for (key, value) in body.entries("binary") {
        if let Some((_, text)) = body.entries("data").find(|(other, _)| *other == key) {
            cx.report(
                Diagnostic::error(code::BAD_DATA_KEY, value.span(), format!("the key `{key}` is there twice"))
                    .label(text.span(), "the other one")
                    .help("keep it in `data` or in `binary`"),
            );
        }
    }
    if size > LIMIT
        && let Some(value) = body.value("data").or_else(|| body.value("binary"))
    {
        too_large(cx, value, size);
    }
}

fn too_large(cx: &mut Lowering<'_>, value: &Value, size: usize) {
    let message = format!("the data is too large: {size} bytes of at most {LIMIT}");
    cx.error(code::TOO_MUCH_DATA, value.span(), message, "split it, or put it in an image or a volume");
}
