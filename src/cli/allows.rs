//! `kappc check --allows`: every safe default that the program leaves, with the reason given.

use std::fmt::Write as _;

use ecow::EcoString;
use indexmap::IndexMap;

use super::plan::Job;
use super::{Exit, check, failure, output};
use crate::db::{Compilation, compile};
use crate::diag::{Severity, code};
use crate::eval::{Allow, Declaration};
use crate::report::{harmless, position};
use crate::source::{Disk, Span};

/// How many declarations are named before the rest is only counted.
const MOST_NAMES: usize = 5;

/// Lists what is allowed on standard output, and the mistakes of the program as `check` does.
pub(super) fn run(job: &Job) -> Exit {
    match compile(&Disk, &job.path, &job.inputs) {
        Ok(compilation) => {
            let exit = check::show(&compilation, job.format);
            // What could not be evaluated has nothing to list, which is not the same as an empty list.
            if compilation.inspected.is_empty() {
                return exit;
            }
            output::result(list(&compilation).as_bytes(), exit)
        }
        Err(failure) => failure::tell(&failure),
    }
}

/// Where an `allow` is in force.
#[derive(Debug, Default)]
struct Force {
    declarations: Vec<String>,
    environments: Vec<EcoString>,
}

/// The list, by place; then what only policy forbids and plain style lets pass.
fn list(compilation: &Compilation) -> String {
    let mut found: IndexMap<(Span, String), (&Allow, Force)> = IndexMap::new();
    for inspected in &compilation.inspected {
        for declaration in inspected.module.declarations.iter().filter(|declaration| declaration.emitted) {
            for allow in &declaration.allows {
                // In a loop one entry may name several arguments.
                let key = (allow.span, capability(allow));
                let (_, force) = found.entry(key).or_insert_with(|| (allow, Force::default()));
                note(&mut force.declarations, named(declaration));
                note(&mut force.environments, inspected.module.environment.clone().unwrap_or_default());
            }
        }
    }
    found.sort_by(|a, _, b, _| {
        let place = |span: Span| compilation.sources.place(span);
        (place(a.0), &a.1).cmp(&(place(b.0), &b.1))
    });
    let mut out = String::new();
    for ((span, capability), (allow, force)) in &found {
        let place = position(&compilation.sources, *span).map_or_else(String::new, |(path, at)| {
            format!("{}:{}:{}: ", harmless(&path.to_string_lossy()), at.line, at.column)
        });
        let only = match force.environments.len() {
            some if some < compilation.inspected.len() => format!(" [{} only]", force.environments.join(" and ")),
            _ => String::new(),
        };
        let _ = writeln!(out, "{place}allow {}{}", harmless(capability), harmless(&only));
        let _ = writeln!(out, "  of {}", harmless(&of(&force.declarations)));
        let _ = writeln!(out, "  because {}", harmless(&allow.reason));
    }
    let passed = compilation.diagnostics.iter();
    let passed = passed.filter(|d| d.code == code::NEEDS_ALLOW && d.severity == Severity::Warning).count();
    let _ = match (found.len(), passed) {
        (0, 0) => writeln!(out, "nothing is allowed that policy forbids"),
        (count, 0) => writeln!(out, "{count} allowed"),
        (count, _) => {
            writeln!(out, "{count} allowed, {passed} more that only policy forbids: plain style warns of them")
        }
    };
    out
}

fn note<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn capability(allow: &Allow) -> String {
    match &allow.argument {
        Some(argument) => format!("{}({argument})", allow.capability),
        None => allow.capability.to_string(),
    }
}

fn named(declaration: &Declaration) -> String {
    format!("{} {}", declaration.kind.replace("_", " "), declaration.label)
}

fn of(names: &[String]) -> String {
    match names.split_at_checked(MOST_NAMES) {
        Some((first, rest)) if !rest.is_empty() => format!("{} and {} more", first.join(", "), rest.len()),
        _ => names.join(", "),
    }
}
