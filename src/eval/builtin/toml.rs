//! `toml`: a map as a TOML 1.0 document. A map in the map becomes a table, a list of maps an array of tables, after the
//! entries that are neither, as TOML wants it; what stands in any other list is written inline. Numbers are exact; those
//! with a unit are their text. TOML has no `none`.

use super::{Call, Fault, Numeral, numeral};
use crate::eval::budget;
use crate::eval::value::{Data, Value};
use crate::text::{Astral, quote};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let mut writer = Writer { call, out: String::new() };
    match call.get(0) {
        Some(value) if value.map().is_some() => writer.table(value, "")?,
        other => {
            let given = other.map_or_else(|| "`none`".to_owned(), |value| call.evaluator.describe(value));
            return Err(Fault::of(0, format!("a TOML document is a map, not {given}"))
                .help("put it under a key: `{ key = … }`"));
        }
    }
    Ok(Data::Text(writer.out.into()))
}

struct Writer<'a, 'e, 'c> {
    call: &'a Call<'e, 'c>,
    out: String,
}

/// Whether `value` is a list of maps and of nothing else.
fn tables(value: &Value) -> Option<&[Value]> {
    value.list().filter(|items| !items.is_empty() && items.iter().all(|item| item.map().is_some()))
}

// Recursion is as deep as the value, which the depth of the program bounds.
impl Writer<'_, '_, '_> {
    /// The entries of the table `path`, then the tables in it.
    fn table(&mut self, table: &Value, path: &str) -> Result<(), Fault> {
        let entries = || table.map().into_iter().flatten();
        for (key, value) in entries().filter(|(_, value)| value.map().is_none() && tables(value).is_none()) {
            // What is over the limit is reported by its length; there is no use in writing on.
            if self.out.len() > budget::MAX_TEXT {
                return Ok(());
            }
            self.key(key);
            self.out.push_str(" = ");
            self.inline(value, key)?;
            self.out.push('\n');
        }
        for (key, value) in entries() {
            let (open, close, items) = match tables(value) {
                Some(items) => ("[[", "]]", items),
                None if value.map().is_some() => ("[", "]", std::slice::from_ref(value)),
                None => continue,
            };
            let mut inner = Writer { call: self.call, out: path.to_owned() };
            if !path.is_empty() {
                inner.out.push('.');
            }
            inner.key(key);
            for item in items {
                if self.out.len() > budget::MAX_TEXT {
                    return Ok(());
                }
                if !self.out.is_empty() {
                    self.out.push('\n');
                }
                self.out.push_str(open);
                self.out.push_str(&inner.out);
                self.out.push_str(close);
                self.out.push('\n');
                self.table(item, &inner.out)?;
            }
        }
        Ok(())
    }

    fn key(&mut self, key: &str) {
        if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            self.out.push_str(key);
        } else {
            quote(&mut self.out, key, Astral::Long);
        }
    }

    /// What stands behind `key =`.
    fn inline(&mut self, value: &Value, key: &str) -> Result<(), Fault> {
        if self.out.len() > budget::MAX_TEXT {
            return Ok(());
        }
        match &value.data {
            Data::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Data::Number(number) => match numeral(number)? {
                Numeral::Bare(digits) if number.is_whole() && number.to_i64().is_none() => {
                    return Err(Fault::of(
                        0,
                        format!("{digits} is too large for TOML, whose whole numbers have 64 bits"),
                    )
                    .help(format!("write it as a text: `{key} = \"{digits}\"`")));
                }
                Numeral::Bare(digits) => self.out.push_str(&digits),
                Numeral::Text(written) => quote(&mut self.out, &written, Astral::Long),
            },
            Data::Text(value) | Data::Word(value) => quote(&mut self.out, value, Astral::Long),
            Data::Bytes(bytes) => quote(&mut self.out, &crate::types::base64(bytes), Astral::Long),
            Data::List(items) => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.out.push_str(if at > 0 { ", " } else { "" });
                    self.inline(item, key)?;
                }
                self.out.push(']');
            }
            Data::Map(map) => {
                for (at, (key, value)) in map.iter().enumerate() {
                    self.out.push_str(if at > 0 { ", " } else { "{ " });
                    self.key(key);
                    self.out.push_str(" = ");
                    self.inline(value, key)?;
                }
                self.out.push_str(if map.is_empty() { "{}" } else { " }" });
            }
            Data::None => {
                return Err(Fault::of(0, format!("`{key}` is `none`, for which TOML has no form"))
                    .help("leave the entry out, by an `if` around it for instance"));
            }
            _ => return Err(Fault::of(0, format!("{} has no form in TOML", self.call.evaluator.describe(value)))),
        }
        Ok(())
    }
}
