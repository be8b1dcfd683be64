//! `json`: a value as JSON on one line, keys in order. Numbers are exact; those with a unit are their text.

use super::{Call, Fault, Numeral, numeral};
use crate::eval::budget;
use crate::eval::value::{Data, Value};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let mut text = String::new();
    if let Some(value) = call.get(0) {
        write(call, value, &mut text)?;
    }
    Ok(Data::Text(text.into()))
}

fn write(call: &Call<'_, '_>, value: &Value, text: &mut String) -> Result<(), Fault> {
    // What is over the limit is reported by its length; there is no use in writing on.
    if text.len() > budget::MAX_TEXT {
        return Ok(());
    }
    match &value.data {
        Data::None => text.push_str("null"),
        Data::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Data::Number(number) => match numeral(number)? {
            Numeral::Bare(digits) => text.push_str(&digits),
            Numeral::Text(written) => quote(&written, text),
        },
        Data::Text(value) | Data::Word(value) => quote(value, text),
        Data::Bytes(bytes) => quote(&crate::types::base64(bytes), text),
        Data::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(call, item, text)?;
            }
            text.push(']');
        }
        Data::Map(map) => {
            text.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                quote(key, text);
                text.push(':');
                write(call, value, text)?;
            }
            text.push('}');
        }
        _ => return Err(Fault::of(0, format!("{} has no form in JSON", call.evaluator.describe(value)))),
    }
    Ok(())
}

fn quote(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c < ' ' || c == '\u{7f}' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_quoted_reads_back() {
        for text in ["", "plain", "\"\\\n\r\t\u{1}\u{7f}", "é 🦀 \u{2028}"] {
            let mut quoted = String::new();
            super::quote(text, &mut quoted);
            assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
        }
    }
}
