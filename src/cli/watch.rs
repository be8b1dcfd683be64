//! `kappc watch`: compile again whenever something that was read is different, and say what that changes.
//!
//! The last good output stays while the program has errors. Nothing is removed at the end.
#![allow(clippy::disallowed_methods, reason = "the user is told how long it took")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use ecow::EcoString;

use super::plan::{Destination, Job, Manner};
use super::{Exit, build, check, failure, output, write_out};
use crate::db::{Compilation, compile};
use crate::lower::Manifests;
use crate::report::harmless;
use crate::source::{Disk, Files};
use crate::watch::{Change, Course, Notice, Timing, Way, What, changes, channel, follow, on_interrupt};

/// Long enough for an editor to finish saving, short enough not to be noticed; and the longest that a branch switch keeps
/// us waiting. Where nobody tells, as on network disks, it is seen two seconds later.
const TIMING: Timing =
    Timing { quiet: Duration::from_millis(30), cap: Duration::from_millis(300), look: Some(Duration::from_secs(2)) };

/// How often to look where the operating system does not tell at all.
const POLL: Duration = Duration::from_millis(500);

/// The most objects that are listed of a round, and fields of an object.
const MOST: usize = 20;

/// Watches until interrupted.
pub(super) fn run(job: &Job, manner: &Manner, way: Way) -> Exit {
    let (mouth, ear) = channel();
    if let Err(reason) = on_interrupt(move || mouth.stop()) {
        output::say(&format!("note: an interrupt ends this without a word, since {}\n", harmless(&reason)));
    }
    let apart = match &manner.to {
        Destination::Directory(dir) => Some(dir.clone()),
        Destination::Stream | Destination::Comparison(_) => None,
    };
    let course = Course { timing: TIMING, way, poll: POLL, output: apart };
    let mut session = Session::default();
    follow(&Disk, &course, &ear, |files| session.round(files, job, manner), notify);
    output::say("stopped watching; what was written stays\n");
    Exit::Clean
}

fn notify(notice: Notice) {
    let Notice::Polling(reason) = notice;
    let (reason, poll) = (harmless(&reason), POLL.as_millis());
    output::say(&format!("note: looking at the files every {poll} ms, since the system does not tell: {reason}\n"));
}

/// What is remembered from one round to the next.
#[derive(Default)]
struct Session {
    /// The last build without errors.
    good: Option<Vec<(Option<EcoString>, Manifests)>>,
    /// Since when there are errors.
    broken: Option<Instant>,
}

impl Session {
    fn round(&mut self, files: &dyn Files, job: &Job, manner: &Manner) {
        let start = Instant::now();
        let compiled = match compile(files, &job.path, &job.inputs) {
            Ok(compilation) => (check::show(&compilation, job.format) == Exit::Clean).then_some(compilation),
            Err(failure) => {
                let _ = failure::tell(&failure);
                None
            }
        };
        let Some(compilation) = compiled else {
            let _ = self.broken.get_or_insert(start);
            let kept = if self.good.is_some() { "the last good build stays" } else { "nothing is built yet" };
            output::say(&format!("watching: {kept}\n"));
            return;
        };
        let took = start.elapsed();
        let mut text = match &self.good {
            None => String::new(),
            Some(before) => list(&changes(before, &compilation.manifests)),
        };
        let changed = self.good.as_ref().map(|before| changes(before, &compilation.manifests).len());
        text.push_str(&summary(changed, &compilation, took, self.broken.take().map(|since| since.elapsed())));
        let _ = output::result(text.as_bytes(), Exit::Clean);
        if let Destination::Directory(dir) = &manner.to {
            match write_out::write(dir, &build::generation(&compilation, manner)) {
                Ok(written) if (written.written, written.removed) == (0, 0) => {}
                Ok(written) => output::say(&build::summary(dir, &written)),
                Err(trouble) => drop(build::complain(&trouble)),
            }
        }
        self.good = Some(compilation.manifests);
    }
}

/// One line for each object and each of its fields.
fn list(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes.iter().take(MOST) {
        let (sign, fields) = match &change.what {
            What::Added => ('+', [].as_slice()),
            What::Removed => ('-', [].as_slice()),
            What::Changed(fields) => ('~', fields.as_slice()),
        };
        let environment = change.environment.as_ref().map_or(String::new(), |name| format!(" in {}", harmless(name)));
        let _ = writeln!(text, "{sign} {} {}{environment}", harmless(&change.kind), harmless(&change.name));
        for field in fields.iter().take(MOST) {
            let value = match (&field.before, &field.after) {
                (Some(before), Some(after)) => format!(": {} -> {}", harmless(before), harmless(after)),
                (Some(before), None) => format!(": was {}", harmless(before)),
                (None, Some(after)) => format!(": {}", harmless(after)),
                (None, None) => String::new(),
            };
            let _ = writeln!(text, "    {}{value}", harmless(&field.path));
        }
        more(&mut text, "    ", fields.len());
    }
    more(&mut text, "", changes.len());
    text
}

fn more(text: &mut String, indent: &str, count: usize) {
    if count > MOST {
        let _ = writeln!(text, "{indent}and {} more", count - MOST);
    }
}

/// `3 of 41 objects changed, 11 ms`.
fn summary(changed: Option<usize>, compilation: &Compilation, took: Duration, broken: Option<Duration>) -> String {
    let objects: usize = compilation.manifests.iter().map(|(_, manifests)| manifests.objects.len()).sum();
    let noun = if objects == 1 { "object" } else { "objects" };
    let mut text = match changed {
        None => format!("watching: {objects} {noun}"),
        Some(0) => format!("no change in {objects} {noun}"),
        Some(changed) => format!("{changed} of {objects} {noun} changed"),
    };
    let _ = write!(text, ", {} ms", took.as_millis());
    if let Some(broken) = broken {
        let _ = write!(text, "; no errors any more after {:.1} s", broken.as_secs_f32());
    }
    text.push('\n');
    text
}
