//! `kappc check`: every mistake, in every environment.

use ecow::EcoString;

use super::plan::{Form, Job, Machine};
use super::{Exit, failure, output, surroundings};
use crate::db::{Compilation, compile};
use crate::diag::{Diagnostic, Severity};
use crate::report;
use crate::source::{Disk, Sources};

/// Compiles for the diagnostics. What is made for another program to read is this command's result; what is made for
/// eyes goes where eyes look.
pub(super) fn run(job: &Job) -> Exit {
    match compile(&Disk, &job.path, &job.inputs) {
        Ok(compilation) => conclude(&compilation, job.format),
        Err(failure) => failure::tell(&failure),
    }
}

/// Shows the diagnostics as what this command is asked for.
pub(super) fn conclude(compilation: &Compilation, format: Form) -> Exit {
    match format {
        Form::Pretty(_) | Form::Machine(Machine::Short) => show(compilation, format),
        Form::Machine(_) => output::result(of(compilation, format).as_bytes(), verdict(compilation)),
    }
}

/// Shows the diagnostics on standard error and tells whether there is an error among them.
pub(super) fn show(compilation: &Compilation, format: Form) -> Exit {
    output::say(&of(compilation, format));
    verdict(compilation)
}

fn verdict(compilation: &Compilation) -> Exit {
    let wrong = compilation.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if wrong { Exit::Errors } else { Exit::Clean }
}

fn of(compilation: &Compilation, format: Form) -> String {
    text(&compilation.sources, &compilation.diagnostics, &compilation.environments, format)
}

/// The diagnostics in a format.
pub(super) fn text(sources: &Sources, diagnostics: &[Diagnostic], environments: &[EcoString], format: Form) -> String {
    match format {
        Form::Pretty(screen) => report::pretty(sources, diagnostics, environments, &screen),
        Form::Machine(Machine::Short) => report::short(sources, diagnostics, environments),
        Form::Machine(Machine::Json) => report::json(sources, diagnostics, environments),
        Form::Machine(Machine::Sarif) => report::sarif(sources, diagnostics, &surroundings::directory()),
        Form::Machine(Machine::Github) => {
            report::github(sources, diagnostics, environments, &surroundings::directory())
        }
        Form::Machine(Machine::Junit) => report::junit(sources, diagnostics, environments),
    }
}
