//! Prints the program of the workload: `cargo bench --bench program -- 1000`. Measures nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, clippy::print_stdout, missing_docs)]

mod workload;

fn main() {
    // Cargo adds options of its own.
    if let Some(services) = std::env::args().find_map(|argument| argument.parse().ok()) {
        print!("{}", workload::program(services));
    }
}
