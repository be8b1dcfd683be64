//! What a run costs before it looks at its program, in counts: nothing here depends on the machine.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

use std::path::Path;

use kappc::Inputs;
use kappc::source::Disk;
use kappc::vocab::Vocabulary;

/// The threads of this process, where the system tells.
fn threads() -> Option<usize> {
    std::fs::read_dir("/proc/self/task").ok().map(Iterator::count)
}

/// The one test of this file: what it counts is that of the process.
#[test]
fn a_small_program_reads_little_of_the_vocabulary_and_starts_no_threads() {
    let hello = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello");
    let before = threads();
    let compilation = kappc::compile(&Disk, &hello, &Inputs::default()).unwrap();
    assert_eq!(threads(), before);
    assert!(compilation.diagnostics.is_empty(), "{:?}", compilation.diagnostics);
    assert_eq!(compilation.work.objects, 3);
    let parsed = Vocabulary::get().entries_parsed();
    assert!(parsed > 5 && parsed <= 60, "{parsed} of about 400 entries");
}
