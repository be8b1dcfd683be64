//! Environments by name.

use super::Resolved;
use crate::diag::{Diagnostic, code, suggest};
use crate::syntax::ast::Name;

/// The diagnostic for an environment that the module does not have.
pub(crate) fn unknown_environment(resolved: &Resolved<'_>, name: &Name) -> Option<Diagnostic> {
    if name.text.is_empty() || resolved.environment(&name.text).is_some() {
        return None;
    }
    let diagnostic =
        Diagnostic::error(code::UNKNOWN_ENVIRONMENT, name.span, format!("there is no environment `{}`", name.text));
    Some(if resolved.environments.is_empty() {
        diagnostic.help(format!("name the environments at top level: `environments {}`", name.text))
    } else {
        let known: Vec<&str> = resolved.environments.iter().map(|known| known.text.as_str()).collect();
        diagnostic
            .note(format!("the environments are {}", known.join(", ")))
            .suggest(name.span, suggest(&name.text, known.iter().copied()))
    })
}
