//! A workload as its files see it: its containers and their ports, in order.

use ecow::EcoString;

use super::context::written;
use super::object::{Map, Node, Origin};
use super::port::{self, Port};
use super::{metadata, node};
use crate::eval::{Declaration, Item, Value};
use crate::source::Span;

/// A workload, or one version of it.
pub(super) struct Workload<'a> {
    /// Which declaration it is.
    pub(super) index: usize,
    pub(super) declaration: &'a Declaration,
    /// Everything that is set; with the settings of the version, where it is one.
    pub(super) body: &'a Item,
    pub(super) version: Option<&'a EcoString>,
    /// The main one first, the others in the order in which they are written, those of lower layers first.
    pub(super) containers: Vec<Container<'a>>,
    /// Of all containers, in their order.
    pub(super) ports: Vec<Port>,
    /// Whether probes and Services point at ports by name.
    pub(super) by_name: bool,
}

/// A container of a workload.
pub(super) struct Container<'a> {
    pub(super) role: Role,
    pub(super) label: EcoString,
    pub(super) item: &'a Item,
    pub(super) span: Span,
}

/// What a container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The declaration's own.
    Main,
    /// Runs to its end before the others.
    Init,
    /// Runs beside the main one, as an ordinary container.
    Beside,
    /// Runs beside the main one, as an init container that is restarted.
    Native,
}

impl<'a> Workload<'a> {
    pub(super) fn new(plain: bool, index: usize, declaration: &'a Declaration) -> Workload<'a> {
        Workload::with(plain, index, declaration, &declaration.body, None)
    }

    /// The version of this workload called `label`.
    pub(super) fn version(&self, plain: bool, label: &'a EcoString, body: &'a Item) -> Workload<'a> {
        Workload::with(plain, self.index, self.declaration, body, Some(label))
    }

    fn with(
        plain: bool,
        index: usize,
        declaration: &'a Declaration,
        body: &'a Item,
        version: Option<&'a EcoString>,
    ) -> Workload<'a> {
        let main = Container { role: Role::Main, label: declaration.label.clone(), item: body, span: declaration.span };
        let mut containers = vec![main];
        for (label, item) in body.labelled("init") {
            containers.push(Container { role: Role::Init, label: label.clone(), item, span: item.origin.span });
        }
        for (label, item) in body.labelled("sidecar") {
            let native = item.value("native").and_then(Value::bool).unwrap_or(!plain);
            let role = if native { Role::Native } else { Role::Beside };
            containers.push(Container { role, label: label.clone(), item, span: item.origin.span });
        }
        if let Some((_, others)) = containers.split_first_mut() {
            others.sort_by_key(|container| (container.item.origin.layer, container.item.origin.span));
        }
        let refs = written(body, "port_refs").and_then(Value::text);
        let by_name = refs.map_or(!plain, |word| word == "name");
        let named = written(body, "port_names").and_then(Value::bool).unwrap_or(by_name);
        let ports = containers
            .iter()
            .enumerate()
            .flat_map(|(at, container)| port::of_container(at, container, named))
            .collect();
        Workload { index, declaration, body, version, containers, ports, by_name }
    }

    /// Derived from the declaration.
    pub(super) fn at(&self) -> Origin {
        Origin::derived(self.declaration.span)
    }

    /// The name of the object that makes the pods: the declaration's, with the version's.
    pub(super) fn name(&self) -> Node {
        let mut name = metadata::name(self.declaration);
        if let (Some(version), Some(base)) = (self.version, name.as_text().cloned()) {
            name = node::text(name.origin, ecow::eco_format!("{base}-{version}"));
        }
        name
    }

    /// The labels of the object that makes the pods.
    pub(super) fn labels(&self) -> Map {
        let mut labels = metadata::labels(self.declaration);
        self.add_version(&mut labels);
        labels
    }

    /// The labels by which that object finds its pods.
    pub(super) fn selector(&self) -> Map {
        let mut selector = metadata::selector(self.declaration);
        self.add_version(&mut selector);
        selector
    }

    fn add_version(&self, labels: &mut Map) {
        if let Some(version) = self.version {
            let at = Origin::derived(self.body.origin.span);
            labels.put("version", node::text(at, version.clone()));
        }
    }

    /// The port called `label`, one of container `first` before those of others.
    pub(super) fn port(&self, label: &str, first: usize) -> Option<&Port> {
        let mut named = self.ports.iter().filter(|port| port.label == label);
        let any = named.clone().next();
        named.find(|port| port.container == first).or(any)
    }
}
