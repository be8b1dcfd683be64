//! Which diagnostics are shown: consequences of a mistake that is reported already are not, and what is wrong in several
//! environments is said once.

use ecow::EcoString;

use crate::check::Checked;
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::eval::Evaluation;
use crate::source::{AnchorId, Sources};

/// Adds what a later pass found, but for what lies in, or leads to, a declaration with errors of earlier passes.
pub(super) fn add(diagnostics: &mut Diagnostics, found: Diagnostics) {
    let broken = broken(diagnostics);
    diagnostics.extend(found.into_iter().filter(|diagnostic| {
        !broken.contains(&diagnostic.primary.span.anchor)
            && !diagnostic.labels.iter().any(|label| broken.contains(&label.span.anchor))
    }));
}

/// The declarations in which something is wrong.
pub(super) fn broken(diagnostics: &Diagnostics) -> Vec<AnchorId> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|diagnostic| diagnostic.primary.span.anchor).collect()
}

/// Marks the declarations in which evaluation found something wrong.
pub(super) fn mark_broken(evaluation: &mut Evaluation) {
    let broken = broken(&evaluation.diagnostics);
    for declaration in &mut evaluation.module.declarations {
        declaration.broken |= broken.contains(&declaration.span.anchor);
    }
}

/// Whether evaluation would still find mistakes rather than consequences: everything that is wrong so far lies inside
/// single declarations.
pub(super) fn may_go_on(diagnostics: &Diagnostics, checked: &Checked) -> bool {
    let broken = broken(diagnostics);
    broken.iter().all(|anchor| checked.declarations.iter().any(|declared| declared.span.anchor == *anchor))
}

/// The diagnostics of all environments, each once, with the environments in which it occurs; with none where it occurs
/// in all.
pub(super) fn grouped(found: Vec<(Option<EcoString>, Diagnostics)>) -> Diagnostics {
    let all = found.len();
    let mut grouped: indexmap::IndexMap<Diagnostic, Vec<EcoString>> = indexmap::IndexMap::new();
    for (environment, diagnostics) in found {
        for diagnostic in diagnostics {
            let environments = grouped.entry(diagnostic).or_default();
            if let Some(name) = &environment
                && !environments.contains(name)
            {
                environments.push(name.clone());
            }
        }
    }
    grouped
        .into_iter()
        .map(|(diagnostic, environments)| {
            let everywhere = environments.len() == all;
            Diagnostic { environments: if everywhere { Vec::new() } else { environments }, ..diagnostic }
        })
        .collect()
}

/// By place, then code, equal ones once.
pub(super) fn sort(diagnostics: &mut Diagnostics, sources: &Sources) {
    diagnostics.sort_by(|a, b| {
        let place = |diagnostic: &Diagnostic| sources.place(diagnostic.primary.span);
        (place(a), a.code, &a.message).cmp(&(place(b), b.code, &b.message))
    });
    diagnostics.dedup();
}
