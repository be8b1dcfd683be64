//! What a scalar is: kubectl's reading, which is that of YAML 1.1 but for dates and numbers to base 60, which are texts.

use ecow::EcoString;

use super::{Data, number};

/// What `text`, written without quotes and without a tag, is. `None` for a number that no JSON can hold: `.inf`, `.nan`.
pub(super) fn resolve(text: &str) -> Option<Data> {
    let Some(first) = text.bytes().next() else { return Some(Data::Null) };
    Some(match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => {
            if is_infinite(text) {
                return None;
            }
            number::read(text).unwrap_or_else(|| Data::Text(text.into()))
        }
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        _ => Data::Text(text.into()),
    })
}

fn word(text: &str) -> Data {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Data::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Data::Bool(false),
        "~" | "null" | "Null" | "NULL" => Data::Null,
        _ => Data::Text(text.into()),
    }
}

fn is_infinite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// What `text` is under the tag `!!tag`, quoted or not; `None` where it is not of that tag or the tag is none for scalars.
pub(super) fn tagged(tag: Option<&str>, text: &str) -> Option<Data> {
    let tag = tag?;
    if tag == "str" {
        return Some(Data::Text(text.into()));
    }
    let data = resolve(text)?;
    let fits = match &data {
        Data::Null => tag == "null",
        Data::Bool(_) => tag == "bool",
        Data::Int(_) => tag == "float" || tag == "int" && number::read_whole(text).is_some(),
        Data::Decimal(_) => tag == "float",
        Data::Text(_) | Data::List(_) | Data::Map(_) => false,
    };
    fits.then_some(data)
}

/// The text of a key that is `data`, written as `text` where it is a scalar; `None` where it is no key.
pub(super) fn key(text: Option<&str>, data: &Data) -> Option<EcoString> {
    match data {
        Data::Text(text) => Some(text.clone()),
        Data::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
        // A number with a point or exponent is rounded to single precision on its way to the cluster: no one means that.
        Data::Int(value) => {
            text.is_some_and(|text| number::read_whole(text).is_some()).then(|| ecow::eco_format!("{value}"))
        }
        Data::Decimal(_) | Data::Null | Data::List(_) | Data::Map(_) => None,
    }
}
