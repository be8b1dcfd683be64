//! The `kappc` binary.

use std::process::ExitCode;

use kappc::cli::Exit;

/// The allocator of the system takes half as long again for the many small pieces that a compiler asks for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kappc::cli::run(end).into()
}

/// Ends the process at once: to give the memory of the work back piece by piece first takes a tenth of a small run.
#[allow(clippy::disallowed_methods, reason = "main ends the process")]
fn end(exit: Exit) -> Exit {
    std::process::exit(exit.code().into())
}
