//! The `kappc` binary.

use std::process::ExitCode;

/// The allocator of the system takes half as long again for the many small pieces that a compiler asks for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kappc::cli::run().into()
}
