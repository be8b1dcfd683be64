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
        let near = suggest(&name.text, known.iter().copied());
        // `production` for `prod`, `stage` for `staging`.
        let longer = |known: &&str| {
            let (short, long) =
                if known.len() < name.text.len() { (*known, name.text.as_str()) } else { (name.text.as_str(), *known) };
            short.len() >= 3 && long.starts_with(short)
        };
        let diagnostic = diagnostic.note(format!("the environments are {}", known.join(", ")));
        match (near, known.iter().copied().find(longer)) {
            (None, Some(known)) => diagnostic.help(format!("did you mean `{known}`?")),
            (near, _) => diagnostic.suggest(name.span, near),
        }
    })
}
