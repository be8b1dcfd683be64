//! The graph in the language of Graphviz.

use std::fmt::Write as _;

use super::{Graph, visible};

/// `kappc graph --format dot | dot -Tpng`
pub fn dot(graph: &Graph) -> String {
    let mut out = format!("digraph {} {{\n  rankdir=LR\n", quoted(&[&graph.app]));
    out.push_str("  node [shape=box, fontname=\"Helvetica\"]\n  edge [fontname=\"Helvetica\", fontsize=10]\n");
    for node in &graph.nodes {
        let _ = write!(out, "  {} [label={}", quoted(&[&node.name()]), quoted(&node.lines()));
        match &*node.kind {
            "service" | "daemon" | "job" => out.push_str(", style=\"rounded"),
            "config" | "secret" => out.push_str(", shape=note, style=\""),
            "storage" => out.push_str(", shape=cylinder, style=\""),
            "account" => out.push_str(", shape=ellipse, style=\""),
            _ => out.push_str(", style=\""),
        }
        // `rounded,dashed`, `dashed`, `rounded` or nothing, which Graphviz takes for solid.
        match (node.external, out.ends_with('"')) {
            (true, true) => out.push_str("dashed"),
            (true, false) => out.push_str(",dashed"),
            (false, _) => {}
        }
        out.push_str("\"]\n");
    }
    for edge in &graph.edges {
        let Some((from, to)) = graph.nodes.get(edge.from).zip(graph.nodes.get(edge.to)) else { continue };
        let _ = write!(out, "  {} -> {}", quoted(&[&from.name()]), quoted(&[&to.name()]));
        let text = edge.text();
        if text.is_empty() {
            out.push('\n');
        } else {
            let _ = writeln!(out, " [label={}]", quoted(&[&text]));
        }
    }
    out.push_str("}\n");
    out
}

/// A text of several lines between quotes.
fn quoted(lines: &[impl AsRef<str>]) -> String {
    let lines: Vec<String> =
        lines.iter().map(|line| visible(line.as_ref()).replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
