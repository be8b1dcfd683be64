//! Files of plain data, TOML, JSON and YAML, as one tree with places.

use std::path::Path;

use ecow::EcoString;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::source::{AnchorId, Span};
use crate::yaml::{self, Data, Key, Node};

/// A form of data, told by the end of a file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Toml,
    /// Also JSON, which is a part of YAML.
    Yaml,
}

impl Form {
    /// The form of the file at `path`, if its name tells one.
    pub(super) fn of(path: &Path) -> Option<Form> {
        match path.extension()?.to_str()? {
            "toml" => Some(Form::Toml),
            "json" | "yaml" | "yml" => Some(Form::Yaml),
            _ => None,
        }
    }
}

/// Reads `text`, which starts at `anchor`. What is wrong with it as TOML has the code `wrong`. Nothing comes of an empty
/// text, and of one with mistakes.
pub(super) fn read(text: &str, anchor: AnchorId, form: Form, wrong: Code) -> (Option<Node>, Diagnostics) {
    match form {
        Form::Yaml => {
            let (documents, diagnostics) = yaml::read(text, anchor, &yaml::LIMITS);
            let mut documents = documents.into_iter();
            (documents.next().map(|document| document.root).filter(|_| diagnostics.is_empty()), diagnostics)
        }
        Form::Toml => {
            let reader = Reader { anchor };
            match DeTable::parse(text) {
                Ok(table) => (Some(reader.table(table.get_ref(), reader.span(table.span()))), Diagnostics::new()),
                Err(error) => {
                    let span = reader.span(error.span().unwrap_or_default());
                    let message = error.message().lines().collect::<Vec<_>>().join(", ");
                    (None, vec![Diagnostic::error(wrong, span, format!("this is not TOML: {message}"))])
                }
            }
        }
    }
}

struct Reader {
    anchor: AnchorId,
}

impl Reader {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(self.anchor, at(range.start), at(range.end))
    }

    fn table(&self, table: &DeTable<'_>, span: Span) -> Node {
        let entries = table.iter().map(|(key, value)| {
            let text = EcoString::from(key.get_ref().as_ref());
            (Key { span: self.span(key.span()), text }, self.value(value))
        });
        let mut entries: Vec<(Key, Node)> = entries.collect();
        entries.sort_by_key(|(key, _)| key.span);
        Node { span, data: Data::Map(entries) }
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = self.span(value.span());
        let data = match value.get_ref() {
            DeValue::String(text) => Data::Text(text.as_ref().into()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Data::Int(number),
                Err(_) => Data::Decimal(number.as_str().into()),
            },
            DeValue::Float(number) => Data::Decimal(number.as_str().into()),
            DeValue::Boolean(is) => Data::Bool(*is),
            DeValue::Datetime(time) => Data::Text(time.to_string().into()),
            DeValue::Array(items) => Data::List(items.iter().map(|item| self.value(item)).collect()),
            DeValue::Table(table) => return self.table(table, span),
        };
        Node { span, data }
    }
}
