//! The command line: raw [`args`], a validated [`plan`], one file per command.
//!
//! In: the process's arguments and surroundings. Out: manifests on standard output, everything else on standard error,
//! and an [`Exit`]. This is where the compiler meets the world; it knows nothing of the language.

mod allows;
mod args;
mod build;
mod check;
mod completions;
mod crash;
mod explain;
mod failure;
mod fields;
mod fix;
mod fmt;
mod graph;
mod kubernetes;
mod layers;
mod man;
mod new;
mod output;
mod plan;
mod reference;
mod replace;
mod surroundings;
mod together;
#[cfg(feature = "watch")]
mod watch;
mod words;
mod write_out;

use std::process::ExitCode;

use clap::Parser as _;

/// How a run ended, as the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing is wrong; warnings do not count.
    Clean,
    /// 1: the program has errors.
    Errors,
    /// 2: the command line is wrong.
    Usage,
    /// 3: something could not be read or written.
    Unreachable,
    /// 101: a bug of the compiler.
    Internal,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Errors => 1,
            Exit::Usage => 2,
            Exit::Unreachable => 3,
            Exit::Internal => 101,
        })
    }
}

/// The stack that a run has, in bytes. Nesting is capped long before; this holds on every platform what the cap allows.
/// It is reserved, not used: pages cost when they are touched.
const STACK: usize = 64 * 1024 * 1024;

/// Runs the command that the process was started with.
pub fn run() -> Exit {
    crash::announce();
    crash::guard(STACK, command)
}

fn command() -> Exit {
    match args::Args::try_parse() {
        Ok(args) => plan::plan(args, &surroundings::observe()).run(),
        // Help and version are such "errors" too: clap knows which stream and which code each has.
        Err(error) => match (error.print(), error.exit_code()) {
            (_, 0) => Exit::Clean,
            _ => Exit::Usage,
        },
    }
}
