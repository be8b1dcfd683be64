//! `read_json`: the value that a JSON text holds. Numbers are read exactly; a key that stands twice is refused.

use std::sync::Arc;

use super::{Call, Fault};
use crate::eval::value::{Data, Origin, Value};
use crate::types::Number;
use crate::vocab::Ordered;

/// How deep lists and objects may nest.
pub(super) const DEEPEST: usize = 64;

/// How far an exponent may move the decimal point.
const WIDEST: i32 = 40;

pub(super) fn call(call: &Call<'_, '_>) -> Result<Data, Fault> {
    let text = call.text(0);
    let mut reader = Reader { rest: &text, origin: call.origin };
    let value = reader.value(0).and_then(|value| {
        reader.blanks();
        if reader.rest.is_empty() { Ok(value) } else { Err("something follows the value".to_owned()) }
    });
    value.map_err(|cause| {
        let read = text.get(..text.len().saturating_sub(reader.rest.len())).unwrap_or_default();
        let line = read.matches('\n').count() + 1;
        let column = read.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Fault::of(0, format!("this text is no JSON: {cause}, in line {line}, column {column} of it"))
    })
}

struct Reader<'t> {
    rest: &'t str,
    origin: Origin,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Result<Data, String> {
        if depth > DEEPEST {
            return Err(format!("it nests deeper than {DEEPEST} levels"));
        }
        self.blanks();
        match self.rest.chars().next() {
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some('"') => Ok(Data::Text(self.text()?.into())),
            Some('-' | '0'..='9') => self.number(),
            _ if self.take("true") => Ok(Data::Bool(true)),
            _ if self.take("false") => Ok(Data::Bool(false)),
            _ if self.take("null") => Ok(Data::None),
            Some(_) => Err("a value is expected".to_owned()),
            None => Err("it ends too early".to_owned()),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Data, String> {
        let _ = self.take("{");
        let mut map = Ordered::default();
        loop {
            self.blanks();
            if map.is_empty() && self.take("}") {
                break;
            }
            if !self.rest.starts_with('"') {
                return Err("a key in quotes is expected".to_owned());
            }
            let before = self.rest;
            let key = self.text()?;
            self.blanks();
            if !self.take(":") {
                return Err("`:` is expected".to_owned());
            }
            let value = Value::new(self.origin, self.value(depth + 1)?);
            if map.insert(key.as_str().into(), value).is_some() {
                self.rest = before;
                return Err(format!("the key `{key}` stands twice"));
            }
            self.blanks();
            if self.take("}") {
                break;
            }
            if !self.take(",") {
                return Err("`,` or `}` is expected".to_owned());
            }
        }
        Ok(Data::Map(Arc::new(map)))
    }

    fn array(&mut self, depth: usize) -> Result<Data, String> {
        let _ = self.take("[");
        let mut items = Vec::new();
        loop {
            self.blanks();
            if items.is_empty() && self.take("]") {
                break;
            }
            items.push(Value::new(self.origin, self.value(depth + 1)?));
            self.blanks();
            if self.take("]") {
                break;
            }
            if !self.take(",") {
                return Err("`,` or `]` is expected".to_owned());
            }
        }
        Ok(Data::List(Arc::new(items)))
    }

    /// A text in quotes; its escapes are read by `serde_json`.
    fn text(&mut self) -> Result<String, String> {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, c)| {
            let is_end = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            is_end
        });
        let Some((end, _)) = end else { return Err("a text has no end".to_owned()) };
        let (quoted, rest) = self.rest.split_at_checked(end + 1).unwrap_or((self.rest, ""));
        let text =
            serde_json::from_str(quoted).map_err(|_| "a text has a wrong escape or a control character".to_owned())?;
        self.rest = rest;
        Ok(text)
    }

    fn number(&mut self) -> Result<Data, String> {
        let end =
            self.rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(self.rest.len());
        let (written, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        // What JSON takes for a number is narrower than what the language does.
        let _: serde_json::Number = serde_json::from_str(written).map_err(|_| format!("`{written}` is no number"))?;
        let number = decimal(written)
            .and_then(|decimal| Number::read(&decimal, None).ok())
            .ok_or_else(|| format!("`{written}` is too large or too fine to be held exactly"))?;
        self.rest = rest;
        Ok(Data::Number(number))
    }
}

/// A JSON number without exponent.
pub(super) fn decimal(written: &str) -> Option<String> {
    let (digits, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let exponent: i32 = exponent.parse().ok().filter(|exponent: &i32| exponent.abs() <= WIDEST)?;
    if exponent == 0 {
        return Some(digits.to_owned());
    }
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    let point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let (whole, part) = match usize::try_from(point) {
        Ok(point) if point > 0 => {
            let all = format!("{all:0<point$}");
            let (whole, part) = all.split_at_checked(point)?;
            (whole.to_owned(), part.to_owned())
        }
        _ => ("0".to_owned(), format!("{}{all}", "0".repeat(usize::try_from(-point).ok()?))),
    };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let part = part.trim_end_matches('0');
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_move_the_point() {
        for (written, plain) in [
            ("1.50", "1.50"),
            ("-0.5", "-0.5"),
            ("1e3", "1000"),
            ("1.5E+2", "150"),
            ("1.234e1", "12.34"),
            ("-25e-3", "-0.025"),
            ("0.5e0", "0.5"),
            ("0.05e1", "0.5"),
            ("0e10", "0"),
        ] {
            assert_eq!(decimal(written).as_deref(), Some(plain), "{written}");
        }
        assert_eq!(decimal("1e41"), None);
    }
}
