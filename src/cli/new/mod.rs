//! `kappc new`: a small program to start from.
//!
//! The programs lie beside this file; a test compiles each, with several names, and looks at its form.
#![allow(clippy::disallowed_methods, reason = "this is where the command writes")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::Scaffold;
use super::{Exit, output};
use crate::report::harmless;

/// What is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wish {
    /// What it starts with.
    pub(super) kind: Scaffold,
    /// Its label.
    pub(super) name: String,
    /// Where; a directory called as the program where nothing is said.
    pub(super) dir: Option<PathBuf>,
}

/// Why nothing was made: what, help, and the exit code.
type Refusal = (String, &'static str, Exit);

/// Makes it and says how to go on.
pub(super) fn run(wish: &Wish) -> Exit {
    match make(wish) {
        Ok(words) => output::result(words.as_bytes(), Exit::Clean),
        Err((what, help, exit)) => {
            output::say(&format!("error: {}\n  help: {help}\n", harmless(&what)));
            exit
        }
    }
}

fn make(wish: &Wish) -> Result<String, Refusal> {
    let name = &wish.name;
    if !is_name(name) {
        let what = format!("`{name}` cannot be a name in Kubernetes");
        return Err((
            what,
            "use up to 40 lowercase letters, digits and `-`, a letter first and no `-` last",
            Exit::Usage,
        ));
    }
    let dir = wish.dir.clone().unwrap_or_else(|| PathBuf::from(name));
    let file = dir.join(format!("{name}.kapp"));
    let refused = |path: &Path, error: &std::io::Error| {
        let help = "see that the directory can be written to and that no file stands in its place";
        (format!("cannot write `{}`: {error}", path.display()), help, Exit::Unreachable)
    };
    let joins = holds_programs(&dir);
    if file.symlink_metadata().is_ok() {
        let what = format!("`{}` exists already", file.display());
        return Err((what, "choose another name or directory; nothing was changed", Exit::Unreachable));
    }
    if joins && wish.kind == Scaffold::App {
        let what = format!("`{}` holds a program already", dir.display());
        return Err((what, "start an app in a directory of its own; nothing was changed", Exit::Unreachable));
    }
    let text = program(wish.kind, name, joins);
    fs::create_dir_all(&dir).map_err(|error| refused(&dir, &error))?;
    let mut made = fs::File::options().write(true).create_new(true).open(&file).map_err(|e| refused(&file, &e))?;
    made.write_all(text.as_bytes()).map_err(|error| refused(&file, &error))?;
    let place = harmless(&dir.display().to_string()).into_owned();
    let place = if place.contains([' ', '\'', '"', '$', '\\']) { format!("{place:?}") } else { place };
    let namespace = if joins { String::new() } else { format!("  kubectl create namespace {name}\n") };
    let environment = if wish.kind == Scaffold::App { " --env dev" } else { "" };
    Ok(format!(
        "created {}\n\nNext:\n  kappc check {place}\n  kappc build {place}{environment}\n{namespace}  \
         kappc build {place}{environment} | kubectl apply -f -\n",
        harmless(&file.display().to_string())
    ))
}

/// The text of a program; without an app where it `joins` others that have one.
fn program(kind: Scaffold, name: &str, joins: bool) -> String {
    let template = match kind {
        Scaffold::App => include_str!("app.kapp"),
        Scaffold::Service => include_str!("service.kapp"),
        Scaffold::Daemon => include_str!("daemon.kapp"),
        Scaffold::Job => include_str!("job.kapp"),
    };
    let head = if joins || kind == Scaffold::App { "" } else { "app NAME { namespace = \"NAME\" }\n\n" };
    format!("{head}{template}").replace("NAME", name)
}

/// Whether programs lie in a directory.
fn holds_programs(dir: &Path) -> bool {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.path().extension().is_some_and(|extension| extension == "kapp"))
}

/// Whether `name` can name an app, a namespace and every object made from a workload.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && !name.contains("--")
        && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_every_object_can_have() {
        for name in ["a", "web", "log-agent2"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "Web", "1a", "a-", "-a", "a--b", "a_b", "a.b", "../a", "ä", &"a".repeat(41)] {
            assert!(!is_name(name), "{name}");
        }
    }
}
