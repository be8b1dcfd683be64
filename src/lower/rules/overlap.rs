//! Two workloads of one namespace that find each other's pods.

use ecow::{EcoString, eco_format};

use crate::diag::{Diagnostic, Severity, code};
use crate::eval::{Declaration, Evaluated, Value};
use crate::lower::context::{Lowering, overlay};
use crate::lower::metadata;
use crate::lower::node::text_map;
use crate::lower::{Map, Node};
use crate::vocab::Ordered;

/// Looks at all workloads that keep pods running.
pub(in crate::lower) fn overlaps(cx: &mut Lowering<'_>) {
    let evaluated = cx.evaluated;
    let pods = Pods::of(evaluated);
    for (index, declaration) in evaluated.declarations.iter().enumerate().filter(|(_, known)| keeps_pods(known)) {
        let selector = metadata::selector(declaration);
        for other in pods.found_by(declaration, &selector) {
            let Some(found) = evaluated.declarations.get(other).filter(|_| other != index) else { continue };
            // Two that find each other are reported once, where the later one stands.
            if other < index || !pods.carries(index, &metadata::selector(found)) {
                report(cx, declaration, found);
            }
        }
    }
}

fn report(cx: &mut Lowering<'_>, finder: &Declaration, found: &Declaration) {
    // Both are asked, so that neither's `allow` counts as idle.
    let allowed = [finder, found].map(|declaration| cx.allows(declaration, "shared_selector", None));
    if allowed.contains(&true) {
        return;
    }
    let span = finder.body.value("selector").map_or(finder.span, Value::span);
    let message = format!("the selector of `{}` finds the pods of `{}` too", finder.label, found.label);
    let mut diagnostic = Diagnostic::error(code::SHARED_SELECTOR, span, message)
        .label(found.span, "its pods carry all these labels")
        .help("let the selectors differ in a label, or write `allow shared_selector because \"…\"`");
    if cx.plain {
        diagnostic.severity = Severity::Warning;
    }
    cx.report(diagnostic);
}

fn keeps_pods(declaration: &Declaration) -> bool {
    declaration.emitted && matches!(declaration.kind.as_str(), "service" | "daemon")
}

/// The pods of all workloads, to be found by a label.
struct Pods {
    labels: Vec<Map>,
    by_label: Ordered<Vec<usize>>,
}

impl Pods {
    fn of(evaluated: &Evaluated) -> Pods {
        let mut pods = Pods { labels: Vec::with_capacity(evaluated.declarations.len()), by_label: Ordered::default() };
        for (index, declaration) in evaluated.declarations.iter().enumerate() {
            let mut labels = Map::new();
            if keeps_pods(declaration) {
                labels = metadata::selector(declaration);
                overlay(&mut labels, text_map(declaration.body.entries("pod_labels")));
                for (key, node) in labels.iter() {
                    pods.by_label.entry(slot(declaration, key, node)).or_default().push(index);
                }
            }
            pods.labels.push(labels);
        }
        pods
    }

    /// The workloads whose pods `selector` finds in the namespace of `declaration`.
    fn found_by(&self, declaration: &Declaration, selector: &Map) -> Vec<usize> {
        let candidates = selector
            .iter()
            .map(|(key, node)| self.by_label.get(&slot(declaration, key, node)).map_or(&[][..], Vec::as_slice))
            .min_by_key(|candidates| candidates.len())
            .unwrap_or_default();
        candidates.iter().copied().filter(|index| self.carries(*index, selector)).collect()
    }

    fn carries(&self, index: usize, selector: &Map) -> bool {
        self.labels.get(index).is_some_and(|labels| {
            selector.iter().all(|(key, node)| labels.get(key).is_some_and(|label| label.says_as(node)))
        })
    }
}

/// Where the workloads of a namespace with a label are kept.
fn slot(declaration: &Declaration, key: &str, node: &Node) -> EcoString {
    let namespace = declaration.face.namespace.as_deref().unwrap_or_default();
    eco_format!("{namespace}/{key}={}", node.as_text().map_or("", EcoString::as_str))
}
