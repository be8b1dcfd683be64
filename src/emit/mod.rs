//! From objects to text.
//!
//! In: [`Manifests`], in any order. Out: one [`Document`] an object, in the order in which they are to be applied, keys in
//! the order of the API; the same bytes for the same objects. The YAML is our own: a text is written plain only where
//! no reader of YAML 1.1 or 1.2 can take it for anything else.

mod install_order;
mod json;
mod key_order;
mod key_table;
mod number;
mod printable;
mod quote;
mod scalar;
mod yaml;

use crate::lower::{Manifests, Object};
use crate::source::{Sources, Span};

/// What is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// One YAML document an object.
    #[default]
    Yaml,
    /// JSON, which `kubectl` reads as well.
    Json,
}

/// How it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EmitOptions {
    /// YAML or JSON.
    pub format: Format,
    /// Whether a comment before each object says which declaration made it: `# shop.kapp:12`. JSON has no comments.
    pub origins: bool,
}

/// One object, written.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// Which.
    pub object: &'a Object,
    /// Its text, which ends with a line end. No `---`.
    pub text: String,
}

/// Writes every object of `manifests`, in the order in which Helm would install them; `sources` is what their origins
/// point into.
pub fn emit<'a>(manifests: &'a Manifests, options: EmitOptions, sources: &Sources) -> Vec<Document<'a>> {
    let objects = install_order::sorted(&manifests.objects);
    objects.into_iter().map(|object| Document { object, text: text(object, options, sources) }).collect()
}

/// Joins documents of one format into what `kubectl apply -f -` reads: YAML documents, each after a `---` line, so that
/// streams can be put behind each other; or one JSON `List`.
pub fn stream(documents: &[Document<'_>], format: Format) -> String {
    let length: usize = documents.iter().map(|document| document.text.len()).sum();
    match format {
        Format::Yaml => {
            let mut out = String::with_capacity(length + 4 * documents.len());
            for document in documents {
                out.push_str("---\n");
                out.push_str(&document.text);
            }
            out
        }
        Format::Json => list(documents, length + length / 2),
    }
}

/// The documents as items of a `List`, four spaces further in: JSON has no line ends inside texts.
fn list(documents: &[Document<'_>], capacity: usize) -> String {
    let mut out = String::with_capacity(capacity);
    out.push_str("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [");
    for (at, document) in documents.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        for line in document.text.lines() {
            out.push_str("\n    ");
            out.push_str(line);
        }
    }
    out.push_str(if documents.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    out
}

fn text(object: &Object, options: EmitOptions, sources: &Sources) -> String {
    let mut out = String::with_capacity(2048);
    match options.format {
        Format::Yaml => {
            if options.origins {
                origin(&mut out, object.origin.span, sources);
            }
            yaml::write(&mut out, object);
        }
        Format::Json => json::write(&mut out, object),
    }
    out
}

/// `# shop.kapp:12`, and nothing for a span of other sources.
fn origin(out: &mut String, span: Span, sources: &Sources) {
    let Some((path, position)) = sources.position(span) else { return };
    out.push_str("# ");
    // A path may hold anything, line ends included.
    for c in path.to_string_lossy().chars() {
        match c {
            ' '..='~' => out.push(c),
            _ => out.extend(c.escape_debug()),
        }
    }
    out.push(':');
    number::int(out, i64::try_from(position.line).unwrap_or(i64::MAX));
    out.push('\n');
}
