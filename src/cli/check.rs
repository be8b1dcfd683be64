//! `kappc check`: every mistake, in every environment.

use super::plan::{Form, Job};
use super::{Exit, failure, output};
use crate::db::{Compilation, compile};
use crate::diag::Severity;
use crate::report;
use crate::source::Disk;

/// Compiles for the diagnostics.
pub(super) fn run(job: &Job) -> Exit {
    match compile(&Disk, &job.path, &job.inputs) {
        Ok(compilation) => show(&compilation, job.format),
        Err(failure) => failure::tell(&failure),
    }
}

/// Shows the diagnostics on standard error and tells whether there is an error among them.
pub(super) fn show(compilation: &Compilation, format: Form) -> Exit {
    let Compilation { sources, diagnostics, environments, .. } = compilation;
    let text = match format {
        Form::Pretty(screen) => report::pretty(sources, diagnostics, environments, &screen),
        Form::Short => report::short(sources, diagnostics, environments),
    };
    output::say(&text);
    let wrong = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if wrong { Exit::Errors } else { Exit::Clean }
}
