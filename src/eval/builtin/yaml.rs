//! `yaml`: a value as a YAML document in block style, keys in order, the way manifests are written. Numbers are exact;
//! those with a unit are their text.

use super::{Call, Fault, Numeral, numeral};
use crate::eval::budget;
use crate::eval::value::{Data, Value};
use crate::text::{self, Astral, Style};

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let mut writer = Writer { call, out: String::new() };
    if let Some(value) = call.get(0) {
        match &value.data {
            Data::Map(map) if !map.is_empty() => writer.map(value, 0, First::OwnLine)?,
            Data::List(items) if !items.is_empty() => writer.list(items, 0, First::OwnLine)?,
            _ => writer.flat(value, 0)?,
        }
    }
    Ok(Data::Text(writer.out.into()))
}

/// Where the first entry of a map or list goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    /// On a line of its own.
    OwnLine,
    /// Behind the `- ` that stands there.
    Here,
}

struct Writer<'a, 'e, 'c> {
    call: &'a Call<'e, 'c>,
    out: String,
}

// Recursion is as deep as the value, which the depth of the program bounds.
impl Writer<'_, '_, '_> {
    fn map(&mut self, map: &Value, indent: usize, first: First) -> Result<(), Fault> {
        for (at, (key, value)) in map.map().into_iter().flatten().enumerate() {
            // What is over the limit is reported by its length; there is no use in writing on.
            if self.out.len() > budget::MAX_TEXT {
                break;
            }
            if at > 0 || first == First::OwnLine {
                text::blanks(&mut self.out, indent);
            }
            text::write_key(&mut self.out, key, indent);
            match &value.data {
                Data::Map(map) if !map.is_empty() => {
                    self.out.push('\n');
                    self.map(value, indent + 2, First::OwnLine)?;
                }
                Data::List(items) if !items.is_empty() => {
                    self.out.push('\n');
                    self.list(items, indent, First::OwnLine)?;
                }
                _ => {
                    self.out.push(' ');
                    self.flat(value, indent)?;
                }
            }
        }
        Ok(())
    }

    fn list(&mut self, items: &[Value], indent: usize, first: First) -> Result<(), Fault> {
        for (at, item) in items.iter().enumerate() {
            if self.out.len() > budget::MAX_TEXT {
                break;
            }
            if at > 0 || first == First::OwnLine {
                text::blanks(&mut self.out, indent);
            }
            self.out.push_str("- ");
            match &item.data {
                Data::Map(map) if !map.is_empty() => self.map(item, indent + 2, First::Here)?,
                Data::List(items) if !items.is_empty() => self.list(items, indent + 2, First::Here)?,
                _ => self.flat(item, indent)?,
            }
        }
        Ok(())
    }

    /// A value without entries, in a map or list at column `indent`, up to its line end.
    fn flat(&mut self, value: &Value, indent: usize) -> Result<(), Fault> {
        match &value.data {
            Data::None => self.out.push_str("null\n"),
            Data::Bool(value) => self.out.push_str(if *value { "true\n" } else { "false\n" }),
            Data::Number(number) => match numeral(number)? {
                Numeral::Bare(digits) => {
                    self.out.push_str(&digits);
                    self.out.push('\n');
                }
                Numeral::Text(written) => self.text(&written, indent),
            },
            Data::Text(value) | Data::Word(value) => self.text(value, indent),
            Data::Bytes(bytes) => self.text(&crate::types::base64(bytes), indent),
            Data::List(_) => self.out.push_str("[]\n"),
            Data::Map(_) => self.out.push_str("{}\n"),
            _ => return Err(Fault::of(0, format!("{} has no form in YAML", self.call.evaluator.describe(value)))),
        }
        Ok(())
    }

    fn text(&mut self, value: &str, indent: usize) {
        match text::style(value) {
            Style::Literal(literal) => return text::write_literal(&mut self.out, value, literal, indent + 2),
            Style::Plain => self.out.push_str(value),
            Style::Quoted => text::quote(&mut self.out, value, Astral::Long),
        }
        self.out.push('\n');
    }
}
