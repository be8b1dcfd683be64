//! Who talks with whom: the addresses that values hold, `uses`, and whom `accept` lets in.
//!
//! In: all declarations. Out: for each its edges to others and the declarations with edges to it. What a config holds
//! counts for every workload that uses the config.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::context::written;
use super::workload::Workload;
use crate::eval::{Data, Declaration, Evaluated, Target, Value};
use crate::source::Span;

/// All edges of one environment.
#[derive(Default)]
pub(super) struct Edges {
    /// By declaration, in the order of the program.
    from: Vec<Vec<Edge>>,
    /// By declaration: the clients, each an index into `from` and into its edges.
    to: Vec<Vec<(usize, usize)>>,
}

/// Pods of one workload connect to another declaration.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    /// The workload or external service that is called.
    pub(super) to: usize,
    /// The ports of its pods; `None` for all that it has.
    pub(super) ports: Option<Vec<PodPort>>,
    /// The reference that shows it.
    pub(super) span: Span,
}

/// A port of pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PodPort {
    /// Where one is written.
    pub(super) protocol: Option<EcoString>,
    pub(super) number: i64,
}

impl Edges {
    /// Those of all workloads. With `written_only` addresses in values do not count.
    pub(super) fn of(evaluated: &Evaluated, plain: bool, written_only: bool) -> Edges {
        let all = &evaluated.declarations;
        let ports: Vec<Vec<(EcoString, PodPort)>> =
            all.iter().enumerate().map(|(index, declaration)| ports(plain, index, declaration)).collect();
        let mut edges = Edges { from: vec![Vec::new(); all.len()], to: vec![Vec::new(); all.len()] };
        for (index, declaration) in all.iter().enumerate().filter(|(_, known)| is_workload(known)) {
            let mut seen = FxHashSet::default();
            let mut add = |to: usize, label: Option<&EcoString>, span: Span| {
                let called = all.get(to).is_some_and(|other| is_workload(other) || other.kind == "external_service");
                if !called || !seen.insert((to, label.cloned())) {
                    return;
                }
                let known = ports.get(to).map(Vec::as_slice).unwrap_or_default();
                let meant = known.iter().filter(|(name, _)| label.is_none_or(|label| label == name));
                let meant: Vec<PodPort> = meant.map(|(_, port)| port.clone()).collect();
                edges.add(index, Edge { to, ports: (!meant.is_empty()).then_some(meant), span });
            };
            if !written_only {
                let configs = declaration.uses.iter().filter_map(|used| all.get(*used));
                let configs = configs.filter(|used| matches!(used.kind.as_str(), "config" | "secret"));
                for holder in std::iter::once(declaration).chain(configs) {
                    for link in &holder.links {
                        add(link.declaration, link.port.as_ref(), link.span);
                    }
                }
            }
            for value in written(&declaration.body, "uses").and_then(Value::list).into_iter().flatten() {
                if let Data::Declaration(reference) = &value.data {
                    add(reference.declaration, None, value.span());
                }
            }
        }
        edges.accepted(all, &ports);
        edges
    }

    /// Those for which the other side says `accept`.
    fn accepted(&mut self, all: &[Declaration], ports: &[Vec<(EcoString, PodPort)>]) {
        for (index, declaration) in all.iter().enumerate().filter(|(_, known)| is_workload(known)) {
            for (label, item) in declaration.body.labelled("accept") {
                let known = ports.get(index).map(Vec::as_slice).unwrap_or_default();
                let port = known.iter().find(|(name, _)| name == label).map(|(_, port)| vec![port.clone()]);
                for source in item.value.as_ref().and_then(Value::list).into_iter().flatten() {
                    if let Data::Declaration(reference) = &source.data
                        && let Some(of_client) = self.from.get_mut(reference.declaration)
                    {
                        of_client.push(Edge { to: index, ports: port.clone(), span: source.span() });
                    }
                }
            }
        }
    }

    fn add(&mut self, client: usize, edge: Edge) {
        let Some((from, to)) = self.from.get_mut(client).zip(self.to.get_mut(edge.to)) else { return };
        to.push((client, from.len()));
        from.push(edge);
    }

    /// Whom the pods of declaration `index` call.
    pub(super) fn from(&self, index: usize) -> &[Edge] {
        self.from.get(index).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who calls the pods of declaration `index` without an `accept` of its own, with the edge.
    pub(super) fn to(&self, index: usize) -> impl Iterator<Item = (usize, &Edge)> {
        let clients = self.to.get(index).map(Vec::as_slice).unwrap_or_default();
        clients.iter().filter_map(|(client, edge)| Some((*client, self.from.get(*client)?.get(*edge)?)))
    }
}

/// Whether pods are made of the declaration.
pub(super) fn is_workload(declaration: &Declaration) -> bool {
    !declaration.broken && matches!(declaration.kind.as_str(), "service" | "daemon" | "job")
}

/// The ports of the declaration's pods by the label of the Service port that leads there, then those of all containers.
fn ports(plain: bool, index: usize, declaration: &Declaration) -> Vec<(EcoString, PodPort)> {
    if !is_workload(declaration) {
        return Vec::new();
    }
    let workload = Workload::new(plain, index, declaration);
    let mut all: Vec<(EcoString, PodPort)> = Vec::new();
    for port in &declaration.face.ports {
        if let Some(found) = pod_port(&workload, &port.label) {
            all.push((port.label.clone(), found));
        }
    }
    if all.is_empty() {
        for port in &workload.ports {
            let protocol = port.protocol.map(|protocol| protocol.kubernetes().into());
            all.push((port.label.clone(), PodPort { protocol, number: i64::from(port.number) }));
        }
    }
    all
}

/// The port of the pods to which the Service port `label` leads, or that a container calls so.
pub(super) fn pod_port(workload: &Workload<'_>, label: &str) -> Option<PodPort> {
    let of_container = |label: &str, protocol: Option<EcoString>| {
        let port = workload.port(label, 0)?;
        let protocol = protocol.or_else(|| port.protocol.map(|protocol| protocol.kubernetes().into()));
        Some(PodPort { protocol, number: port.number.into() })
    };
    let Some(port) = workload.declaration.face.ports.iter().find(|port| port.label == label) else {
        return of_container(label, None);
    };
    match &port.target {
        Target::Number(number) => Some(PodPort { protocol: port.protocol.clone(), number: *number }),
        Target::Label(label) => of_container(label, port.protocol.clone()),
    }
}
