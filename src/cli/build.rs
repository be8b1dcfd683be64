//! `kappc build`: manifests on standard output or in a directory.

use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::Path;

use super::args::Output;
use super::plan::{Destination, Job, Manner};
use super::replace::replace_or_make;
use super::write_out::{self, Difference, Generation, Trouble, Written};
use super::{Exit, check, failure, output};
use crate::db::{Compilation, compile};
use crate::emit::{EmitOptions, Format, emit_to, folder, folders, source_map};
use crate::lower::Manifests;
use crate::report::harmless;
use crate::source::Disk;

/// Compiles, shows the diagnostics, and writes the manifests where there is no error.
pub(super) fn run(job: &Job, manner: &Manner) -> Exit {
    let compilation = match compile(&Disk, &job.path, &job.inputs) {
        // The process ends with it: to free all of it first would take a tenth of the time of a large build.
        Ok(compilation) => ManuallyDrop::new(compilation),
        Err(failure) => return failure::tell(&failure),
    };
    match check::show(&compilation, job.format) {
        Exit::Clean => {}
        wrong => return wrong,
    }
    let exit = deliver(&compilation, manner);
    match (&manner.source_map, exit) {
        (Some(file), Exit::Clean) => {
            let map = source_map(&compilation.manifests, format(manner), &compilation.sources);
            match replace_or_make(file, map.as_bytes()) {
                Ok(()) => Exit::Clean,
                Err(error) => complain(&Trouble::Unwritable { path: file.clone(), error }),
            }
        }
        (_, exit) => exit,
    }
}

/// Brings the manifests where they are wanted.
fn deliver(compilation: &Compilation, manner: &Manner) -> Exit {
    match &manner.to {
        Destination::Stream => output::results(Exit::Clean, |out| manifests(compilation, manner, out)),
        Destination::Directory(dir) => match write_out::write(dir, &generation(compilation, manner)) {
            Ok(written) => {
                output::say(&summary(dir, &written));
                Exit::Clean
            }
            Err(trouble) => complain(&trouble),
        },
        Destination::Comparison(dir) => match write_out::differences(dir, &generation(compilation, manner)) {
            Ok(differences) => compared(dir, &differences),
            Err(trouble) => complain(&trouble),
        },
    }
}

fn format(manner: &Manner) -> Format {
    match manner.output {
        Output::Yaml => Format::Yaml,
        Output::Json => Format::Json,
    }
}

/// What is to be in a directory. Files do not say where their objects were declared: they change only when an object
/// does, not when a line moves.
pub(super) fn generation(compilation: &Compilation, manner: &Manner) -> Generation {
    let options = EmitOptions { format: format(manner), origins: false };
    let folders = folders(&compilation.manifests, options, &compilation.sources);
    let mut others = Vec::new();
    for built in &folders {
        let path = |environment| folder(Some(environment), &built.app);
        others.extend(compilation.environments.iter().map(|environment| path(environment)));
    }
    Generation { folders, others }
}

/// What was done, for people.
pub(super) fn summary(dir: &Path, written: &Written) -> String {
    let Written { written, removed, same, obstacle } = written;
    let dir = dir.display().to_string();
    let mut text = format!("{}: {written} written, {removed} removed, {same} unchanged\n", harmless(&dir));
    if let Some(reason) = obstacle {
        let reason = harmless(reason);
        text.push_str(&format!("note: the files did not change all in one moment, since {reason}\n"));
    }
    text
}

/// Lists the differences on standard output.
fn compared(dir: &Path, differences: &[(std::path::PathBuf, Difference)]) -> Exit {
    if differences.is_empty() {
        return Exit::Clean;
    }
    let mut list = String::new();
    for (path, difference) in differences {
        let word = match difference {
            Difference::Missing => "missing",
            Difference::Differs => "differs",
            Difference::Stale => "stale",
        };
        list.push_str(&format!("{word} {}\n", harmless(&path.display().to_string())));
    }
    let exit = output::result(list.as_bytes(), Exit::Errors);
    let count = match differences.len() {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    output::say(&format!(
        "error: {count} in `{}` are not what the program makes\n  help: the same command without `--check` writes them\n",
        harmless(&dir.display().to_string())
    ));
    exit
}

/// Says why nothing was written.
pub(super) fn complain(trouble: &Trouble) -> Exit {
    let (what, help) = match trouble {
        Trouble::InTheWay { path, what } => (
            format!("`{}` is {what}, and stands where kappc would write", path.display()),
            "move it away, or name another directory; nothing was changed".to_owned(),
        ),
        Trouble::Unwritable { path, error } => (
            format!("cannot write `{}`: {error}", path.display()),
            "mend this and run the command again; until then what was written before stays".to_owned(),
        ),
        Trouble::Unreadable { path, error } => (
            format!("cannot read `{}`: {error}", path.display()),
            "see that it is a directory, and that you may read it".to_owned(),
        ),
    };
    output::say(&format!("error: {}\n  help: {}\n", harmless(&what), harmless(&help)));
    Exit::Unreachable
}

/// Writes the manifests of every environment asked for: YAML documents, where there are several environments each under
/// its name; or one JSON list, which has no room for comments.
fn manifests(compilation: &Compilation, manner: &Manner, out: &mut dyn Write) -> io::Result<()> {
    let format = format(manner);
    let options = EmitOptions { format, origins: manner.origins };
    let several = compilation.manifests.len() > 1;
    if let (Format::Json, true) = (format, several) {
        // One list, which has no room to say which environment an object is for.
        let mut all = Manifests::default();
        for (_, manifests) in &compilation.manifests {
            all.objects.extend(manifests.objects.iter().cloned());
        }
        return emit_to(&all, options, &compilation.sources, |text| out.write_all(text.as_bytes()));
    }
    for (environment, manifests) in &compilation.manifests {
        if let Some(name) = environment.as_deref().filter(|_| several) {
            writeln!(out, "# environment {}", harmless(name))?;
        }
        emit_to(manifests, options, &compilation.sources, |text| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}
