//! `--params FILE`: values of parameters from a file of data, above those of the environment and below `--set`.

use std::sync::Arc;

use super::Failure;
use super::data::{self, Form};
use super::settings::{Missing, params};
use super::targets::Asked;
use super::texts;
use crate::check::Given;
use crate::diag::{Diagnostic, Diagnostics, code, suggest};
use crate::resolve::Program;
use crate::source::{Files, SourceText, Sources};
use crate::syntax::ast::{Assign, Block, Entry, EntryKind, Expr, ExprKind, Head, Segment, Setting, Text, TextPart};
use crate::yaml::{Data, Key, Node};

/// Reads the files in order; a later one goes before an earlier one.
pub(super) fn read(
    files: &dyn Files,
    paths: &[std::path::PathBuf],
    program: &Program<'_>,
    sources: &mut Sources,
    asked: &mut Asked,
) -> Result<(Vec<Given>, Diagnostics), Failure> {
    let mut read = Read { program, asked, given: Vec::new(), diagnostics: Diagnostics::new() };
    for path in paths {
        let Some(form) = Form::of(path) else {
            let message =
                format!("parameters come from a file ending in .toml, .json or .yaml, not from `{}`", path.display());
            return Err(Failure::Usage(message));
        };
        let text = texts::text(files, path)?;
        let id = sources.add(Arc::new(SourceText::new(path, text.as_str())));
        let anchor = sources.anchor(id, 0);
        let (root, wrong) = data::read(&text, anchor, form, code::BAD_PARAMS);
        read.diagnostics.extend(wrong);
        match root.map(|root| (root.span, root.data)) {
            Some((_, Data::Map(entries))) => {
                for (key, node) in &entries {
                    read.entry(key, node)?;
                }
            }
            Some((span, _)) => read.diagnostics.push(
                Diagnostic::error(code::BAD_PARAMS, span, "parameters are the entries of a map")
                    .help("write `name: value`, one for each parameter"),
            ),
            None => {}
        }
    }
    Ok((read.given, read.diagnostics))
}

/// What was read so far.
struct Read<'r, 'a> {
    program: &'r Program<'a>,
    asked: &'r mut Asked,
    given: Vec<Given>,
    diagnostics: Diagnostics,
}

impl Read<'_, '_> {
    /// One entry: a parameter, or those of an imported module.
    fn entry(&mut self, key: &Key, node: &Node) -> Result<(), Failure> {
        let imports = self.program.root().map(|root| root.imports.as_slice()).unwrap_or_default();
        if let Data::Map(inner) = &node.data
            && imports.iter().any(|import| import.name.text == key.text)
        {
            for (name, value) in inner {
                let text = ecow::eco_format!("{}.{}", key.text, name.text);
                self.value(&Key { span: name.span, text }, value)?;
            }
            return Ok(());
        }
        self.value(key, node)
    }

    fn value(&mut self, key: &Key, node: &Node) -> Result<(), Failure> {
        match params(self.program, &key.text) {
            Ok(params) => {
                self.asked.found(&key.text);
                self.given.retain(|earlier| !params.contains(&earlier.param));
                for param in params {
                    self.given.push(Given { param, raw: None, expr: expr(node), diagnostics: Diagnostics::new() });
                }
            }
            Err(Missing { message, .. }) if self.asked.of_several() => self.asked.missing(&key.text, message)?,
            Err(Missing { name, known, before, .. }) => {
                let diagnostic =
                    Diagnostic::error(code::UNKNOWN_NAME, key.span, format!("there is no param `{}`", key.text));
                self.diagnostics.push(match suggest(&name, known.iter().map(|known| known.as_str())) {
                    Some(near) => diagnostic.help(format!("did you mean `{before}{}`?", near.name)),
                    None => diagnostic.help("declare it by `param`, or take it away here"),
                });
            }
        }
        Ok(())
    }
}

/// The data as an expression. Numbers and texts are fitted to what the parameter takes when that is known.
fn expr(node: &Node) -> Expr {
    let span = node.span;
    let number = |digits: String| match digits.strip_prefix('-') {
        Some(digits) => {
            let inner = Expr { span, kind: ExprKind::Number(digits.into()) };
            ExprKind::Negative(Box::new(inner))
        }
        None => ExprKind::Number(digits.into()),
    };
    let kind = match &node.data {
        Data::Null => ExprKind::None,
        Data::Bool(is) => ExprKind::Bool(*is),
        Data::Int(value) => number(value.to_string()),
        Data::Decimal(digits) => number(digits.to_string()),
        Data::Text(text) => ExprKind::Text(Text { span, parts: vec![TextPart::Literal(text.clone())] }),
        Data::List(items) => ExprKind::List(items.iter().map(expr).collect()),
        Data::Map(entries) => {
            ExprKind::Braces(Block { span, entries: entries.iter().map(|(key, value)| setting(key, value)).collect() })
        }
    };
    Expr { span, kind }
}

/// `"key" = value`
fn setting(key: &Key, value: &Node) -> Entry {
    let segment = Segment::Text(Text { span: key.span, parts: vec![TextPart::Literal(key.text.clone())] });
    let head = Head::of(segment);
    let assign = Assign { append: false, operator: key.span.after(), value: expr(value) };
    let setting = Setting { new: None, head, ty: None, value: Some(assign), block: None };
    Entry { span: key.span.to(value.span), doc: None, private: None, kind: EntryKind::Setting(Box::new(setting)) }
}
