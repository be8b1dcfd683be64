//! `kappc build`: manifests on standard output.

use super::args::Output;
use super::plan::{Job, Manner};
use super::{Exit, check, failure, output};
use crate::db::{Compilation, compile};
use crate::emit::{EmitOptions, Format, emit};
use crate::lower::Manifests;
use crate::report::harmless;
use crate::source::Disk;

/// Compiles, shows the diagnostics, and writes the manifests where there is no error.
pub(super) fn run(job: &Job, manner: Manner) -> Exit {
    match compile(&Disk, &job.path, &job.inputs) {
        Ok(compilation) => match check::show(&compilation, job.format) {
            Exit::Clean => output::result(manifests(&compilation, manner).as_bytes(), Exit::Clean),
            wrong => wrong,
        },
        Err(failure) => failure::tell(&failure),
    }
}

/// The manifests of every environment asked for: YAML documents, where there are several environments each under its
/// name; or one JSON list, which has no room for comments.
fn manifests(compilation: &Compilation, manner: Manner) -> String {
    let format = match manner.output {
        Output::Yaml => Format::Yaml,
        Output::Json => Format::Json,
    };
    let options = EmitOptions { format, origins: manner.origins };
    let several = compilation.manifests.len() > 1;
    if let (Format::Json, true) = (format, several) {
        // One list, which has no room to say which environment an object is for.
        let mut all = Manifests::default();
        for (_, manifests) in &compilation.manifests {
            all.objects.extend(manifests.objects.iter().cloned());
        }
        return emit(&all, options, &compilation.sources);
    }
    let mut out = String::new();
    for (environment, manifests) in &compilation.manifests {
        if let Some(name) = environment.as_deref().filter(|_| several) {
            out.push_str(&format!("# environment {}\n", harmless(name)));
        }
        out.push_str(&emit(manifests, options, &compilation.sources));
    }
    out
}
