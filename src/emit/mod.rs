//! From objects to text.
//!
//! In: [`Manifests`], in any order. Out: a stream, or one [`Document`] an object, in the order in which they are to be
//! applied, keys in the order of the API; the same bytes for the same objects. The YAML is our own: a text is written plain only where
//! no reader of YAML 1.1 or 1.2 can take it for anything else.

mod directory;
mod install_order;
mod json;
mod key_order;
mod key_table;
mod number;
mod source_map;
mod yaml;

use std::convert::Infallible;

use rayon::prelude::*;

use crate::lower::{Manifests, Object};
use crate::source::{Sources, Span};

pub use directory::{Folder, folder, folders};
pub use source_map::source_map;

use key_order::Entries;

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

/// Writes all of `manifests` as what `kubectl apply -f -` reads, in the order in which Helm would install them: YAML
/// documents, each after a `---` line, so that streams can be put behind each other; or one JSON `List`. `sources` is what
/// the objects' origins point into.
pub fn emit(manifests: &Manifests, options: EmitOptions, sources: &Sources) -> String {
    let mut text = String::new();
    let Ok(()) = emit_to(manifests, options, sources, |piece| {
        text.push_str(piece);
        Ok::<(), Infallible>(())
    });
    text
}

/// As [`emit`], piece by piece, so that the text is never held as a whole.
///
/// # Errors
/// What `take` answers; then the rest is not written.
pub fn emit_to<E>(
    manifests: &Manifests,
    options: EmitOptions,
    sources: &Sources,
    mut take: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let objects = install_order::sorted(manifests);
    match options.format {
        Format::Yaml if objects.len() > PART => {
            // The parts are put together in order, so that the threads leave no trace.
            let mut parts = vec![String::new(); AT_ONCE];
            for several in objects.chunks(PART * AT_ONCE) {
                several.par_chunks(PART).zip(&mut parts).for_each(|(part, text)| {
                    text.clear();
                    yaml_stream(text, part, options, sources);
                });
                for text in parts.iter().take(several.len().div_ceil(PART)) {
                    take(text)?;
                }
            }
            Ok(())
        }
        Format::Yaml => {
            let mut text = String::with_capacity(objects.len() * 512);
            yaml_stream(&mut text, &objects, options, sources);
            take(&text)
        }
        Format::Json => {
            let mut out = String::with_capacity(objects.len() * 512);
            let mut entries = Entries::default();
            out.push_str("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [");
            for (at, object) in objects.iter().enumerate() {
                out.push_str(if at > 0 { ",\n    " } else { "\n    " });
                json::write(&mut out, object, 2, &mut entries);
            }
            out.push_str(if objects.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
            take(&out)
        }
    }
}

/// Objects that one thread writes at a time; below, more threads cost more than they save.
const PART: usize = 128;

/// Parts that are written before they are handed out.
const AT_ONCE: usize = 8;

fn yaml_stream(out: &mut String, objects: &[&Object], options: EmitOptions, sources: &Sources) {
    let mut entries = Entries::default();
    for object in objects {
        out.push_str("---\n");
        yaml_document(out, object, options, sources, &mut entries);
    }
}

/// Writes every object of `manifests` for itself, in the same order.
pub fn documents<'a>(manifests: &'a Manifests, options: EmitOptions, sources: &Sources) -> Vec<Document<'a>> {
    let mut entries = Entries::default();
    let mut document = |object: &'a Object| {
        let mut text = String::new();
        match options.format {
            Format::Yaml => yaml_document(&mut text, object, options, sources, &mut entries),
            Format::Json => {
                json::write(&mut text, object, 0, &mut entries);
                text.push('\n');
            }
        }
        Document { object, text }
    };
    install_order::sorted(manifests).into_iter().map(&mut document).collect()
}

fn yaml_document<'a>(
    out: &mut String,
    object: &'a Object,
    options: EmitOptions,
    sources: &Sources,
    entries: &mut Entries<'a>,
) {
    if options.origins {
        origin(out, object.origin.span, sources);
    }
    yaml::write(out, object, entries);
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
