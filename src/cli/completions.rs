//! `kappc completions`: what a shell needs to complete a command line, from the same definitions as the help.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Args;
use super::{Exit, output};

/// Writes the completions of one shell.
pub(super) fn run(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "kappc", &mut script);
    output::result(&script, Exit::Clean)
}
