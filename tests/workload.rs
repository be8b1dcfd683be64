//! The workload of the benchmarks compiles to the objects that it is measured by.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

#[path = "../benches/workload/mod.rs"]
mod workload;

use std::path::Path;

use kappc::Inputs;
use kappc::emit::{EmitOptions, Format, emit};
use kappc::lower::Manifests;
use kappc::source::{Memory, Sources};
use serde_json::Value;

/// Equality of these leaves the order of keys out.
fn list(manifests: &Manifests) -> Value {
    let options = EmitOptions { format: Format::Json, origins: false };
    serde_json::from_str(&emit(manifests, options, &Sources::new())).unwrap()
}

#[test]
fn the_program_compiles_to_its_objects() {
    let files = Memory::new().with("bench/bench.kapp", workload::program(30));
    let compilation = kappc::compile(&files, Path::new("bench"), &Inputs::default()).unwrap();
    assert!(compilation.diagnostics.is_empty(), "{:?}", compilation.diagnostics);
    let [(None, manifests)] = compilation.manifests.as_slice() else { panic!("one set of objects, no environment") };
    assert_eq!(list(manifests), list(&workload::objects(30)));
}
