//! The graph as a Mermaid flowchart, which Git hosts draw in Markdown.

use std::fmt::Write as _;

use super::{Graph, visible};

/// `kappc graph --format mermaid`
pub fn mermaid(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    for (number, node) in graph.nodes.iter().enumerate() {
        let (open, close) = match &*node.kind {
            "service" | "daemon" | "job" => ("(", ")"),
            "config" | "secret" => ("[/", "/]"),
            "storage" => ("[(", ")]"),
            "account" => ("([", "])"),
            _ => ("[", "]"),
        };
        let _ = write!(out, "  n{number}{open}{}{close}", quoted(&node.lines()));
        out.push_str(if node.external { ":::external\n" } else { "\n" });
    }
    for edge in &graph.edges {
        let text = edge.text();
        let _ = if text.is_empty() {
            writeln!(out, "  n{} --> n{}", edge.from, edge.to)
        } else {
            writeln!(out, "  n{} -->|{}| n{}", edge.from, quoted(&[text]), edge.to)
        };
    }
    if graph.nodes.iter().any(|node| node.external) {
        out.push_str("  classDef external stroke-dasharray: 5 5\n");
    }
    out
}

/// A text of several lines between quotes. Mermaid reads entities, Markdown and HTML in it, so whatever is neither a letter
/// nor harmless becomes an entity.
fn quoted(lines: &[impl AsRef<str>]) -> String {
    let mut out = String::from("\"");
    for (at, line) in lines.iter().enumerate() {
        out.push_str(if at > 0 { "<br/>" } else { "" });
        for c in visible(line.as_ref()).chars() {
            if c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',' | '/' | ':' | '(' | ')') {
                out.push(c);
            } else {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}
