//! How long the workload takes: the whole pipeline from memory to objects, and the emitter alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(clippy::disallowed_methods, missing_docs)]

mod workload;

use std::path::Path;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use kappc::Inputs;
use kappc::emit::{EmitOptions, Format, emit};
use kappc::source::{Memory, Sources};

const SERVICES: [usize; 3] = [10, 100, 1000];

fn main() {
    divan::main();
}

#[divan::bench(args = SERVICES)]
fn compile(bencher: Bencher<'_, '_>, services: usize) {
    let program = workload::program(services);
    let bytes = BytesCount::of_str(&program);
    let files = Memory::new().with("bench/bench.kapp", program);
    let compile = || kappc::compile(&files, Path::new("bench"), &Inputs::default()).unwrap();
    let objects: usize = compile().manifests.iter().map(|(_, manifests)| manifests.objects.len()).sum();
    assert_eq!(objects, 2 * services, "the program does not compile to its objects");
    bencher.counter(bytes).counter(ItemsCount::new(objects)).bench(compile);
}

#[divan::bench(args = SERVICES, consts = [false, true])]
fn write<const JSON: bool>(bencher: Bencher<'_, '_>, services: usize) {
    let manifests = workload::objects(services);
    let sources = Sources::new();
    let format = if JSON { Format::Json } else { Format::Yaml };
    let write = || emit(&manifests, EmitOptions { format, origins: true }, &sources);
    bencher.counter(BytesCount::of_str(&write())).counter(ItemsCount::new(2 * services)).bench(write);
}
