//! The graph as a picture: placed by `layout`, drawn by this file, so that it looks the same everywhere.

use std::fmt::Write as _;

use layout::core::base::Orientation;
use layout::core::color::Color;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::Point;
use layout::core::style::{LineStyleKind, StyleAttr};
use layout::std_shapes::render::get_shape_size;
use layout::std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind};
use layout::topo::layout::VisualGraph;

use super::{Edge, Graph, Node, visible};

/// The size of letters, in pixels.
const LETTERS: usize = 14;

/// How many pieces a graph may have, nodes and the steps of edges from one column to the next: the work grows with the
/// square and faster. Up to here its edges are untangled;
const UNTANGLED: usize = 300;
/// up to here nodes are aligned;
const ALIGNED: usize = 1_000;
/// and beyond this nobody could read the picture.
const MOST: usize = 10_000;

/// The picture of a graph; `None` where it is too large for one.
pub fn svg(graph: &Graph) -> Option<String> {
    let edges = downhill(graph);
    let pieces = pieces(graph, &edges);
    if pieces > MOST {
        return None;
    }
    let mut canvas = Canvas::default();
    if !graph.nodes.is_empty() {
        let mut placed = VisualGraph::new(Orientation::LeftToRight);
        // It would look at every path of the graph again and again to see that there is no ring.
        placed.dag.set_validate(false);
        let handles: Vec<_> = graph.nodes.iter().map(|node| placed.add_node(element(node))).collect();
        for (edge, turned) in edges {
            let Some((from, to)) = handles.get(edge.from).zip(handles.get(edge.to)) else { continue };
            let text = visible(&edge.text());
            let (none, head, line) = (LineEndKind::None, LineEndKind::Arrow, LineStyleKind::Normal);
            let arrow = Arrow::new(none, head, line, &text, &look(0, ON_LINE), &None, &None);
            if turned {
                placed.add_edge(arrow.reverse(), *to, *from);
            } else {
                placed.add_edge(arrow, *from, *to);
            }
        }
        placed.do_it(false, pieces > UNTANGLED, pieces > ALIGNED, &mut canvas);
    }
    Some(canvas.finish(&graph.app))
}

/// The edges without rings: those marked run against their arrow. They come in an order in which everything that leads
/// to a node is there before what leads away from it, so that `layout` finds no ring at the first look.
fn downhill(graph: &Graph) -> Vec<(&Edge, bool)> {
    let mut leaving: Vec<Vec<&Edge>> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        if let Some(edges) = leaving.get_mut(edge.from) {
            edges.push(edge);
        }
    }
    // A walk into the depth: a node is under way until all that it leads to is done.
    let mut seen = vec![false; graph.nodes.len()];
    let mut done: Vec<Option<usize>> = vec![None; graph.nodes.len()];
    let mut finished = 0;
    let mut edges = Vec::new();
    for start in 0..graph.nodes.len() {
        let mut trail = vec![(start, 0)];
        if std::mem::replace(seen.get_mut(start).unwrap_or(&mut true), true) {
            continue;
        }
        while let Some((node, next)) = trail.last_mut() {
            let Some(edge) = leaving.get(*node).and_then(|edges| edges.get(*next)) else {
                if let Some(done) = done.get_mut(*node) {
                    *done = Some(finished);
                }
                finished += 1;
                let _ = trail.pop();
                continue;
            };
            *next += 1;
            let known = std::mem::replace(seen.get_mut(edge.to).unwrap_or(&mut true), true);
            let turned = known && done.get(edge.to).is_some_and(Option::is_none);
            edges.push((*edge, turned));
            if !known {
                trail.push((edge.to, 0));
            }
        }
    }
    let rank = |node: usize| std::cmp::Reverse(done.get(node).copied().flatten());
    edges.sort_by_key(|(edge, turned)| (rank(if *turned { edge.to } else { edge.from }), edge.from, edge.to));
    edges
}

/// Nodes, and for each edge the columns that it crosses. A text at an edge takes a column too.
fn pieces(graph: &Graph, edges: &[(&Edge, bool)]) -> usize {
    let mut columns = vec![0_usize; graph.nodes.len()];
    let ends = |edge: &Edge, turned: bool| if turned { (edge.to, edge.from) } else { (edge.from, edge.to) };
    for (edge, turned) in edges {
        let (from, to) = ends(edge, *turned);
        let after = columns.get(from).copied().unwrap_or_default() + 2;
        if let Some(column) = columns.get_mut(to) {
            *column = after.max(*column);
        }
    }
    let column = |node: usize| columns.get(node).copied().unwrap_or_default();
    let spans = edges.iter().map(|(edge, turned)| {
        let (from, to) = ends(edge, *turned);
        column(to).saturating_sub(column(from))
    });
    graph.nodes.len() + spans.sum::<usize>()
}

fn element(node: &Node) -> Element {
    let shape = ShapeKind::new_box(&visible_lines(&node.lines()));
    let rounded = if matches!(&*node.kind, "service" | "daemon" | "job") { 8 } else { 0 };
    let size = get_shape_size(Orientation::LeftToRight, &shape, LETTERS, false);
    let class = if node.external { "external" } else { "own" };
    Element::create_with_properties(shape, look(rounded, IN_BOX), Orientation::LeftToRight, size, class)
}

fn visible_lines(lines: &[String]) -> String {
    lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n")
}

/// Where a text stands, told by the width of lines, which `layout` hands on and nothing else needs.
const IN_BOX: usize = 1;
const ON_LINE: usize = 2;

/// Colors are said by classes; what `layout` needs to know is the size of letters.
fn look(rounded: usize, place: usize) -> StyleAttr {
    StyleAttr::new(Color::new(0), place, None, rounded, LETTERS)
}

/// What was drawn, and how far it reaches.
#[derive(Default)]
struct Canvas {
    shapes: String,
    /// Above all lines.
    texts: String,
    width: f64,
    height: f64,
}

impl Canvas {
    fn reach(&mut self, x: f64, y: f64) {
        self.width = self.width.max(x);
        self.height = self.height.max(y);
    }

    fn finish(self, title: &str) -> String {
        let (width, height) = (rounded(self.width + 10.0), rounded(self.height + 10.0));
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">
<title>{}</title>
<style>
rect {{ fill: #f6f8fa; stroke: #24292f; }}
rect.external {{ fill: #ffffff; stroke: #57606a; stroke-dasharray: 5 4; }}
rect.page {{ fill: #ffffff; stroke: none; }}
path.edge {{ fill: none; stroke: #57606a; }}
text {{ font: {LETTERS}px Helvetica, Arial, sans-serif; fill: #24292f; text-anchor: middle; }}
text.under {{ stroke: #ffffff; stroke-width: 5px; }}
</style>
<defs><marker id="head" markerWidth="10" markerHeight="8" refX="9" refY="4" orient="auto-start-reverse"><path d="M0 0 L10 4 L0 8 z" fill="#57606a"/></marker></defs>
<rect class="page" width="{width}" height="{height}"/>
{}{}</svg>
"##,
            escaped(&visible(title)),
            self.shapes,
            self.texts
        )
    }
}

impl RenderBackend for Canvas {
    fn draw_rect(&mut self, at: Point, size: Point, look: &StyleAttr, class: Option<String>, _: Option<ClipHandle>) {
        self.reach(at.x + size.x, at.y + size.y);
        let _ = writeln!(
            self.shapes,
            r#"<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>"#,
            class.unwrap_or_default(),
            rounded(at.x),
            rounded(at.y),
            rounded(size.x),
            rounded(size.y),
            look.rounded
        );
    }

    fn draw_text(&mut self, at: Point, text: &str, look: &StyleAttr) {
        // What stands on a line covers it first. Every viewer draws it so, also where `paint-order` is unknown.
        let classes: &[&str] = if look.line_width == ON_LINE { &[r#" class="under""#, ""] } else { &[""] };
        let lines: Vec<&str> = text.lines().collect();
        let step = 1.2 * LETTERS as f64;
        // The first baseline, so that the middle of the lines is at `at`.
        let mut y = at.y - step * (lines.len() as f64 - 1.0) / 2.0 + 0.35 * LETTERS as f64;
        for line in lines {
            let half = line.chars().count() as f64 * LETTERS as f64 * 0.3;
            self.reach(at.x + half, y);
            let (x, height, text) = (rounded(at.x), rounded(y), escaped(line));
            for class in classes {
                let _ = writeln!(self.texts, r#"<text{class} x="{x}" y="{height}">{text}</text>"#);
            }
            y += step;
        }
    }

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        heads: (bool, bool),
        _: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
        let mut line = String::new();
        for (number, (first, second)) in path.iter().enumerate() {
            self.reach(first.x.max(second.x), first.y.max(second.y));
            // A curve starts with a point and its handle; each further step is the next handle and point.
            let command = match number {
                0 => "M",
                1 => " ",
                _ => " S",
            };
            let between = if number == 0 { " C" } else { " " };
            let (a, b) = ((rounded(first.x), rounded(first.y)), (rounded(second.x), rounded(second.y)));
            let _ = write!(line, "{command}{} {}{between}{} {}", a.0, a.1, b.0, b.1);
        }
        let _ = write!(self.shapes, r#"<path class="edge" d="{line}""#);
        for (head, end) in [(heads.0, "start"), (heads.1, "end")] {
            if head {
                let _ = write!(self.shapes, r#" marker-{end}="url(#head)""#);
            }
        }
        self.shapes.push_str("/>\n");
    }

    // Boxes and arrows are all that is asked for.
    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

/// A coordinate in tenths of a pixel: more would be noise, and could differ between machines.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
