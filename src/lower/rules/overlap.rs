//! Two workloads of one namespace that find each other's pods.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Severity, code};
use crate::eval::{Declaration, Value};
use crate::lower::context::Lowering;
use crate::lower::node::as_text;

/// Looks at all workloads that keep pods running.
pub(in crate::lower) fn overlaps(cx: &mut Lowering<'_>) {
    let evaluated = cx.evaluated;
    let pods: Vec<Pods<'_>> = evaluated.declarations.iter().map(Pods::of).collect();
    let by_label = by_label(&pods);
    for (index, own) in pods.iter().enumerate().filter(|(_, own)| own.kept) {
        let candidates = own
            .selector
            .iter()
            .map(|(key, text)| by_label.get(&[own.namespace, key, text]).map_or(&[][..], Vec::as_slice))
            .min_by_key(|candidates| candidates.len())
            .unwrap_or_default();
        for other in candidates.iter().copied().filter(|other| *other != index) {
            let Some(found) = pods.get(other).filter(|found| found.carry(&own.selector)) else { continue };
            // Two that find each other are reported once, where the later one stands.
            if other < index || !own.carry(&found.selector) {
                report(cx, own.declaration, found.declaration);
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

/// The pods of a workload.
struct Pods<'a> {
    declaration: &'a Declaration,
    namespace: &'a str,
    /// Whether it keeps pods running; without, nothing else is known.
    kept: bool,
    selector: Vec<(&'a str, EcoString)>,
    labels: Vec<(&'a str, EcoString)>,
}

impl<'a> Pods<'a> {
    fn of(declaration: &'a Declaration) -> Pods<'a> {
        let kept = keeps_pods(declaration);
        let text = |(key, value): (&'a EcoString, &'a Value)| Some((key.as_str(), as_text(value)?));
        let mut selector: Vec<_> = Vec::new();
        let mut labels: Vec<_> = Vec::new();
        if kept {
            selector.extend(declaration.face.selector.iter().filter_map(text));
            labels.extend(declaration.body.entries("pod_labels").filter_map(text));
            let own = labels.len();
            for (key, text) in &selector {
                if !labels.iter().take(own).any(|(known, _)| known == key) {
                    labels.push((key, text.clone()));
                }
            }
        }
        let namespace = declaration.face.namespace.as_deref().unwrap_or_default();
        Pods { declaration, namespace, kept, selector, labels }
    }

    /// Whether they carry all of these labels.
    fn carry(&self, selector: &[(&str, EcoString)]) -> bool {
        selector.iter().all(|asked| self.labels.contains(asked))
    }
}

/// The workloads of each namespace by each label of their pods.
fn by_label<'p>(pods: &'p [Pods<'_>]) -> FxHashMap<[&'p str; 3], Vec<usize>> {
    let mut by_label: FxHashMap<_, Vec<usize>> = FxHashMap::default();
    for (index, own) in pods.iter().enumerate() {
        for (key, text) in &own.labels {
            by_label.entry([own.namespace, *key, text.as_str()]).or_default().push(index);
        }
    }
    by_label
}
