//! The paths that `include` and `import crd` name: written out, for files are read before anything is computed.

use crate::diag::{Diagnostic, code};
use crate::syntax::ast::{Segment, Setting};

/// The path that `setting`, an `include` or `import crd` as `form` says, names in `labels`.
///
/// # Errors
/// What is wrong with it, where it names none.
pub(super) fn path<'a>(
    setting: &'a Setting,
    form: &str,
    labels: &'a [Segment],
) -> Result<&'a Segment, Box<Diagnostic>> {
    let head = &setting.head;
    let wrong = |span, message: String| Diagnostic::error(code::BAD_INCLUDE, span, message);
    Err(Box::new(match labels {
        [label @ Segment::Text(text)] if setting.value.is_none() => {
            if text.plain().is_some() {
                return Ok(label);
            }
            wrong(text.span, format!("the path of an `{form}` is computed"))
                .help("write it out; what only some environments include stands in `in ENVIRONMENT { new include … }`")
        }
        [Segment::Word(word)] => wrong(word.span, format!("the path of an `{form}` is a text"))
            .help(format!("write `{form} \"{}.yaml\"`", word.text)),
        _ => wrong(head.span, format!("`{form}` takes one path and nothing else"))
            .help(format!("write `{form} \"file.yaml\"`")),
    }))
}
