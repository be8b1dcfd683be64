//! `kappc graph`: what needs what, as a picture.

use std::collections::BTreeSet;

use ecow::EcoString;

use super::args::Picture;
use super::plan::Job;
use super::{Exit, check, failure, output};
use crate::db::compile;
use crate::graph::{dot, graph, mermaid, svg, together};
use crate::report::harmless;
use crate::source::Disk;

/// Compiles, shows the diagnostics, and draws the graph where there is no error.
pub(super) fn run(job: &Job, picture: Picture) -> Exit {
    let compilation = match compile(&Disk, &job.path, &job.inputs) {
        Ok(compilation) => compilation,
        Err(failure) => return failure::tell(&failure),
    };
    match check::show(&compilation, job.format) {
        Exit::Clean => {}
        wrong => return wrong,
    }
    let modules = || compilation.inspected.iter().map(|inspected| &inspected.module);
    let apps: BTreeSet<&EcoString> = modules().map(|module| &module.app_name).collect();
    if apps.len() > 1 {
        let apps: Vec<&str> = apps.iter().map(|app| app.as_str()).collect();
        output::say(&format!(
            "error: one picture shows one app, and here are {}\n  help: name the module of one of them\n",
            harmless(&apps.join(", "))
        ));
        return Exit::Usage;
    }
    let graphs: Vec<_> = modules().map(|module| (module.environment.clone(), graph(module))).collect();
    let graph = together(&graphs);
    let text = match picture {
        Picture::Dot => dot(&graph),
        Picture::Mermaid => mermaid(&graph),
        Picture::Svg => match svg(&graph) {
            Some(text) => text,
            None => {
                let (nodes, edges) = (graph.nodes.len(), graph.edges.len());
                output::say(&format!(
                    "error: {nodes} declarations with {edges} edges are too many for one picture\n  \
                     help: `--format dot` writes them for Graphviz, which has layouts for large graphs\n"
                ));
                return Exit::Usage;
            }
        },
    };
    output::result(text.as_bytes(), Exit::Clean)
}
