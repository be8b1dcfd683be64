//! The `kappc` binary.
fn main() {}
