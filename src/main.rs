//! The `kappc` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    kappc::cli::run().into()
}
