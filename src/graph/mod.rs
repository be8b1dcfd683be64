//! The graph of references between declarations.
//!
//! In: [`Evaluated`] modules. Out: a [`Graph`], plain data, and its pictures as DOT, Mermaid and SVG. An edge leads from
//! the declaration that needs something to the one that has it, and says by which entry.

mod dot;
mod mermaid;
mod references;
mod svg;

use ecow::EcoString;
use indexmap::IndexMap;

use crate::eval::Evaluated;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;

/// The declarations of a program and what leads from one to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// The label of the app; empty for a module without.
    pub app: EcoString,
    /// In the order of the program.
    pub nodes: Vec<Node>,
    /// By the node that they start at, in the order of its first reference; one for each pair.
    pub edges: Vec<Edge>,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// `service`, `config`; the Kind and group of a `resource`: `Certificate.cert-manager.io`.
    pub kind: EcoString,
    /// The declared label.
    pub label: EcoString,
    /// Whether it exists already and is only referred to.
    pub external: bool,
    /// The environments in which it exists; empty where it exists in all.
    pub only_in: Vec<EcoString>,
}

/// One declaration needs another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Who needs, an index into the nodes.
    pub from: usize,
    /// Who is needed, an index into the nodes.
    pub to: usize,
    /// By which entries, in order: `env`, `volume`, `account`; `calls http` for an address, with the port where it is
    /// known.
    pub by: Vec<EcoString>,
    /// The environments in which it is so; empty where it is so in all.
    pub only_in: Vec<EcoString>,
}

/// The graph of one environment.
pub fn graph(evaluated: &Evaluated) -> Graph {
    let nodes = evaluated.declarations.iter().map(|declaration| {
        let kind = match &declaration.resource {
            Some((version, kind)) => match version.split_once('/') {
                Some((group, _)) => EcoString::from(format!("{kind}.{group}")),
                None => kind.clone(),
            },
            None => declaration.kind.strip_prefix("external_").unwrap_or(&declaration.kind).into(),
        };
        Node {
            kind,
            label: match declaration.module.as_ref().filter(|_| !declaration.emitted) {
                Some(module) => EcoString::from(format!("{module}.{}", declaration.label)),
                None => declaration.label.clone(),
            },
            external: declaration.kind.starts_with("external_") || !declaration.emitted,
            only_in: Vec::new(),
        }
    });
    let mut pairs: IndexMap<(usize, usize), Vec<EcoString>> = IndexMap::new();
    for (from, to, by) in references::all(evaluated) {
        let known = pairs.entry((from, to)).or_default();
        if let Some(by) = by.filter(|by| !known.contains(by)) {
            known.push(by);
        }
    }
    let edge = |((from, to), by)| Edge { from, to, by, only_in: Vec::new() };
    Graph { app: evaluated.app_name.clone(), nodes: nodes.collect(), edges: pairs.into_iter().map(edge).collect() }
}

/// The graphs of several environments as one, in which everything that is not in all of them says where it is.
pub fn together(graphs: &[(Option<EcoString>, Graph)]) -> Graph {
    let mut app = EcoString::new();
    let mut nodes: IndexMap<(EcoString, EcoString), (bool, Vec<EcoString>)> = IndexMap::new();
    let mut edges: IndexMap<(usize, usize), (Vec<EcoString>, Vec<EcoString>)> = IndexMap::new();
    for (environment, graph) in graphs {
        app = graph.app.clone();
        let mut places = Vec::new();
        for node in &graph.nodes {
            let entry = nodes.entry((node.kind.clone(), node.label.clone()));
            places.push(entry.index());
            let (external, environments) = entry.or_default();
            *external = node.external;
            environments.extend(environment.clone());
        }
        for edge in &graph.edges {
            let Some((from, to)) = places.get(edge.from).zip(places.get(edge.to)) else { continue };
            let (all, environments) = edges.entry((*from, *to)).or_default();
            all.extend(edge.by.iter().filter(|by| !all.contains(by)).cloned().collect::<Vec<_>>());
            environments.extend(environment.clone());
        }
    }
    let only_in =
        |environments: Vec<EcoString>| if environments.len() == graphs.len() { Vec::new() } else { environments };
    let mut edges: Vec<Edge> =
        edges.into_iter().map(|((from, to), (by, all))| Edge { from, to, by, only_in: only_in(all) }).collect();
    edges.sort_by_key(|edge| edge.from);
    let node = |((kind, label), (external, all))| Node { kind, label, external, only_in: only_in(all) };
    Graph { app, nodes: nodes.into_iter().map(node).collect(), edges }
}

impl Node {
    /// Its name, which no other node has.
    fn name(&self) -> String {
        format!("{} {}", self.kind, self.label)
    }

    /// What stands in its shape, line by line.
    fn lines(&self) -> Vec<String> {
        let kind = self.kind.split('.').next().unwrap_or_default();
        let mut lines =
            vec![self.label.to_string(), if self.external { format!("external {kind}") } else { kind.to_owned() }];
        lines.extend(some_in(&self.only_in));
        lines
    }
}

impl Edge {
    /// What stands at it; empty where only a value is read.
    fn text(&self) -> String {
        let by: Vec<&str> = self.by.iter().map(EcoString::as_str).collect();
        let mut text = by.join(", ");
        if let Some(only) = some_in(&self.only_in) {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(&only);
        }
        text
    }
}

/// `(dev, test)`, unless it is in all.
fn some_in(environments: &[EcoString]) -> Option<String> {
    (!environments.is_empty()).then(|| format!("({})", environments.join(", ")))
}

/// `text` without what could end a line or hide in a picture.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_format(c) { '\u{fffd}' } else { c }).collect()
}

/// Characters that turn or hide what stands around them.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
