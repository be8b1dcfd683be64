//! The tables of Kubernetes' API against their source: run by hand-made generator, compared by this.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

#[path = "schema/corpus.rs"]
mod corpus;
#[path = "schema/sample.rs"]
mod sample;
#[path = "schema/typed.rs"]
mod typed;

use std::process::Command;

/// Only where the packages that it reads are installed; `stdlib/k8s/generate.py` says which.
#[test]
fn the_generator_makes_the_tables_that_are_stored() {
    let has = |module: &str| {
        let run = Command::new("python3").args(["-c", &format!("import {module}")]).output();
        run.is_ok_and(|output| output.status.success())
    };
    if !has("kubernetes_validate") || !has("zstandard") {
        return;
    }
    let generator = concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/k8s/generate.py");
    let output = Command::new("python3").args(["-B", generator, "--check"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
