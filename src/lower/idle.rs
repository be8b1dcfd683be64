//! `allow`s that relax nothing: holes that are kept open for nobody.
//!
//! In: what every environment made. Out: warnings. An `allow` of a template, of `defaults` or of the app is idle only where
//! no declaration in its reach needs it, in no environment. Where a value waits for a parameter, nobody can know.

use rustc_hash::FxHashSet;

use super::Manifests;
use super::validate::is_open;
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::eval::{Allow, Declaration, Evaluated};
use crate::source::Span;

/// What is idle in all of `environments`; of imported modules nothing, since they are not the program's to change.
/// Nobody should ask where there are errors, which hide what would need an `allow`.
pub fn idle_allows<'a>(environments: impl Iterator<Item = (&'a Evaluated, &'a Manifests)> + Clone) -> Diagnostics {
    let used = |span: &Span| environments.clone().any(|(_, manifests)| manifests.used_allows.contains(span));
    let is_made = |declaration: &&Declaration| declaration.emitted && declaration.module.is_none();
    let mut told: FxHashSet<Span> = FxHashSet::default();
    let mut idle = Diagnostics::new();
    let made = || environments.clone().flat_map(|(module, _)| module.declarations.iter().filter(is_made));
    let with_allows = || made().filter(|declaration| !declaration.allows.is_empty());
    for declaration in with_allows().filter(|declaration| is_open(&declaration.body)) {
        told.extend(declaration.allows.iter().map(|allow| allow.span));
    }
    for allow in with_allows().flat_map(|declaration| &declaration.allows) {
        if told.insert(allow.span) && !used(&allow.span) {
            idle.push(warning(allow));
        }
    }
    idle
}

fn warning(allow: &Allow) -> Diagnostic {
    let argument = allow.argument.as_ref().map_or_else(String::new, |argument| format!("({argument})"));
    let message = format!("nothing here needs `allow {}{argument}`", allow.capability);
    Diagnostic::warning(code::IDLE_ALLOW, allow.span, message)
        .help("take it out: what is allowed for nothing lets a later mistake through unseen")
}
