//! `properties`: the entries of a map as Java reads them, a line each, in ASCII.

use super::{Call, Fault};
use crate::eval::budget;
use crate::eval::value::Data;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let mut text = String::new();
    for (key, value) in call.entries(0) {
        if text.len() > budget::MAX_TEXT {
            break;
        }
        write_key(key, &mut text);
        text.push('=');
        write_value(value.text().map_or("", |value| value.as_str()), &mut text);
        text.push('\n');
    }
    Ok(Data::Text(text.into()))
}

fn write_key(key: &str, text: &mut String) {
    for c in key.chars() {
        if matches!(c, ' ' | ':' | '=' | '#' | '!') {
            text.push('\\');
            text.push(c);
        } else {
            write_char(c, text);
        }
    }
}

fn write_value(value: &str, text: &mut String) {
    let mut leading = true;
    for c in value.chars() {
        // Blanks at the start would be taken for those after the `=`.
        leading &= c == ' ';
        if leading {
            text.push_str("\\ ");
        } else {
            write_char(c, text);
        }
    }
}

fn write_char(c: char, text: &mut String) {
    match c {
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        '\u{c}' => text.push_str("\\f"),
        ' '..='~' => text.push(c),
        c => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_java_reads_otherwise_is_escaped() {
        for (key, value, line) in [
            ("a.b", "c d", "a.b=c d"),
            ("a b=c:#!", "=:#!", r"a\ b\=c\:\#\!==:#!"),
            ("tab", "\ta\\b\n", r"tab=\ta\\b\n"),
            ("blank", "  two ", r"blank=\ \ two "),
            ("é", "🦀", r"\u00e9=\ud83e\udd80"),
        ] {
            let mut text = String::new();
            write_key(key, &mut text);
            text.push('=');
            write_value(value, &mut text);
            assert_eq!(text, line);
        }
    }
}
