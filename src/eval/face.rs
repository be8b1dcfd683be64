//! Faces: what others may read of a declaration. Each part is computed by itself, so that two declarations may read
//! different parts of each other.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use ecow::EcoString;

use super::item::{Face, ServicePort, Target};
use super::node::Node;
use super::value::{Data, Origin, Value};
use super::{Around, Asked, Evaluator, Instance};
use crate::source::Span;
use crate::types::Type;
use crate::vocab::{Field, Ordered};

/// The parts of a face that are known so far.
#[derive(Default)]
pub(super) struct Faces {
    name: OnceCell<EcoString>,
    labels: OnceCell<Ordered<Value>>,
    selector: OnceCell<Ordered<Value>>,
    ports: OnceCell<Vec<ServicePort>>,
    computing_ports: Cell<bool>,
}

/// The labels under which Kubernetes' own documentation says that tools find an application's objects.
const NAME_LABEL: &str = "app.kubernetes.io/name";
const INSTANCE_LABEL: &str = "app.kubernetes.io/instance";
const PART_OF_LABEL: &str = "app.kubernetes.io/part-of";
const MANAGED_BY_LABEL: &str = "app.kubernetes.io/managed-by";

impl<'c> Evaluator<'c> {
    /// The whole face.
    pub(super) fn face(&self, index: usize) -> Face {
        let Some(instance) = self.instance(index) else { return Face::default() };
        let name = self.face_name(index);
        let workload = self.vocabulary.is_workload(&instance.declared.kind);
        Face {
            namespace: self.face_namespace(index),
            ports: self.face_ports(index).to_vec(),
            service: self.service_name(index),
            account: if workload { self.account_name(index) } else { Some(name.clone()) },
            selector: if workload { self.face_selector(index) } else { Ordered::default() },
            labels: self.face_labels(index),
            keys: self.face_keys(index),
            name,
        }
    }

    /// The tree at `path` of a declaration, with the entry of the vocabulary it is for.
    fn at<T>(&self, index: usize, path: &[&str], read: impl FnOnce(&Node<'c>, &Arc<Field>, &Around) -> T) -> Option<T> {
        let instance = self.instance(index)?;
        let merged = self.merged(index, None, instance.declared.span)?;
        let around = Around { instance: Some(index), locals: instance.locals.clone(), ..Around::module() };
        let mut node = &merged.root;
        let mut field = instance.declared.field.clone();
        for name in path {
            field = field.options.and_then(|id| self.vocabulary.shape(id).fields.get(*name).cloned())?;
            node = node.fields.get(name)?;
        }
        Some(read(node, &field, &around))
    }

    /// The value at `path` of a declaration, if one is set.
    fn value_at(&self, index: usize, path: &[&str]) -> Option<Value> {
        self.at(index, path, |node, field, around| {
            let ty = field.ty.clone()?;
            self.place_value(node, &ty, &field.name, around)
        })?
    }

    fn text_at(&self, index: usize, path: &[&str]) -> Option<EcoString> {
        self.value_at(index, path).and_then(|value| value.text().cloned())
    }

    /// The name of a declaration's objects.
    pub(super) fn face_name(&self, index: usize) -> EcoString {
        let Some(instance) = self.instance(index) else { return EcoString::new() };
        if let Some(name) = instance.face.name.get() {
            return name.clone();
        }
        if self.is_left_alone(&instance, "name") {
            return instance.label.clone();
        }
        let name = self.text_at(index, &["name"]).unwrap_or_else(|| instance.label.clone());
        instance.face.name.get_or_init(|| name).clone()
    }

    /// The namespace of a declaration's objects, where one is known.
    pub(super) fn face_namespace(&self, index: usize) -> Option<EcoString> {
        let instance = self.instance(index)?;
        // What is made together with a namespace is in it.
        if instance.declared.kind == "namespace" {
            return Some(self.face_name(index));
        }
        let own = if self.is_left_alone(&instance, "namespace") { None } else { self.text_at(index, &["namespace"]) };
        own.or_else(|| self.app_item(instance.declared.scope)?.value("namespace")?.text().cloned())
    }

    /// The labels of a declaration's objects, those of the app left out.
    pub(super) fn face_labels(&self, index: usize) -> Ordered<Value> {
        let Some(instance) = self.instance(index) else { return Ordered::default() };
        if let Some(labels) = instance.face.labels.get() {
            return labels.clone();
        }
        let mut labels = Ordered::default();
        if !self.is_plain(instance.declared.scope) && !instance.declared.kind.starts_with("external_") {
            let origin = Origin { span: instance.declared.span, layer: 0 };
            let app = self.app_name(instance.declared.scope);
            let text = |text: EcoString| Value::new(origin, Data::Text(text));
            let _ = labels.insert(NAME_LABEL.into(), text(self.face_name(index)));
            if !app.is_empty() {
                let _ = labels.insert(INSTANCE_LABEL.into(), text(app.clone()));
                let _ = labels.insert(PART_OF_LABEL.into(), text(app));
            }
            let _ = labels.insert(MANAGED_BY_LABEL.into(), text("kappc".into()));
        }
        if let Some(Data::Map(own)) = self.value_at(index, &["labels"]).map(|value| value.data) {
            for (key, value) in own.iter() {
                let _ = labels.insert(key.clone(), value.clone());
            }
        }
        instance.face.labels.get_or_init(|| labels).clone()
    }

    /// The labels by which a workload's pods are found.
    pub(super) fn face_selector(&self, index: usize) -> Ordered<Value> {
        let Some(instance) = self.instance(index) else { return Ordered::default() };
        if let Some(selector) = instance.face.selector.get() {
            return selector.clone();
        }
        let selector = match self.value_at(index, &["selector"]).map(|value| value.data) {
            Some(Data::Map(own)) => own.as_ref().clone(),
            _ if self.is_plain(instance.declared.scope) => Ordered::default(),
            _ => {
                let origin = Origin { span: instance.declared.span, layer: 0 };
                let app = self.app_name(instance.declared.scope);
                let mut selector = Ordered::default();
                let _ = selector.insert(NAME_LABEL.into(), Value::new(origin, Data::Text(self.face_name(index))));
                if !app.is_empty() {
                    let _ = selector.insert(INSTANCE_LABEL.into(), Value::new(origin, Data::Text(app)));
                }
                // The controller of a Job finds its pods by a label of its own, so these may be called otherwise.
                if instance.declared.kind == "job"
                    && let Some(Data::Map(labels)) = self.value_at(index, &["pod_labels"]).map(|value| value.data)
                {
                    for (key, value) in selector.iter_mut() {
                        if let Some(own) = labels.get(key) {
                            *value = own.clone();
                        }
                    }
                }
                selector
            }
        };
        instance.face.selector.get_or_init(|| selector).clone()
    }

    /// The name of a workload's unnamed Service.
    pub(super) fn service_name(&self, index: usize) -> EcoString {
        match self.instance(index) {
            Some(instance) if self.is_left_alone(&instance, "network") => self.face_name(index),
            _ => self.text_at(index, &["network", "name"]).unwrap_or_else(|| self.face_name(index)),
        }
    }

    /// The name of the ServiceAccount that a workload's pods run as; `None` for the namespace's default.
    pub(super) fn account_name(&self, index: usize) -> Option<EcoString> {
        match self.value_at(index, &["account"]).map(|value| value.data) {
            Some(Data::None) => None,
            Some(Data::Declaration(reference)) => {
                let other = self.instance(reference.declaration)?;
                if self.vocabulary.is_workload(&other.declared.kind) && reference.declaration != index {
                    self.account_name(reference.declaration)
                } else {
                    Some(self.face_name(reference.declaration))
                }
            }
            _ => {
                let written = ["account", "can", "can_cluster"]
                    .iter()
                    .any(|name| self.at(index, &[name], |_, _, _| ()).is_some());
                let module = self.instance(index)?.declared.scope;
                (written || !self.is_plain(module))
                    .then(|| self.text_at(index, &["account", "name"]).unwrap_or_else(|| self.face_name(index)))
            }
        }
    }

    /// The ports of the unnamed Service, or of an external service.
    pub(super) fn face_ports(&self, index: usize) -> Vec<ServicePort> {
        let Some(instance) = self.instance(index) else { return Vec::new() };
        if let Some(ports) = instance.face.ports.get() {
            return ports.clone();
        }
        if instance.face.computing_ports.replace(true) {
            self.cycle(&Asked::Place(Some(index), "port".into()), instance.declared.span);
            return Vec::new();
        }
        let ports = self.compute_ports(index, &instance);
        instance.face.computing_ports.set(false);
        instance.face.ports.get_or_init(|| ports).clone()
    }

    fn compute_ports(&self, index: usize, instance: &Instance<'c>) -> Vec<ServicePort> {
        let kind = instance.declared.kind.as_str();
        let no_network = self.value_at(index, &["network"]).is_some_and(|value| value.is_none());
        let has_network = self.at(index, &["network"], |node, _, _| !node.fields.is_empty() || node.labels.is_empty());
        if no_network || (kind == "daemon" && has_network != Some(true)) {
            return Vec::new();
        }
        let picked = self.value_at(index, &["network", "ports"]).and_then(|value| match value.data {
            Data::List(items) => Some(items.iter().filter_map(|item| item.text().cloned()).collect::<Vec<_>>()),
            _ => None,
        });
        let mut ports = Vec::new();
        match picked {
            None => ports.extend(self.container_ports(index, &[]).into_iter().flatten()),
            Some(labels) => {
                let mut known: Vec<ServicePort> = self.container_ports(index, &[]).into_iter().flatten().collect();
                for role in ["init", "sidecar"] {
                    let names = self.at(index, &[role], |node, _, _| node.labels.keys().cloned().collect::<Vec<_>>());
                    for name in names.unwrap_or_default() {
                        known.extend(self.container_ports(index, &[role, &name]).into_iter().flatten());
                    }
                }
                for label in labels {
                    ports.extend(known.iter().find(|port| port.label == label).cloned());
                }
            }
        }
        let added = self.at(index, &["network", "port"], |node, field, around| {
            node.labels
                .iter()
                .filter_map(|(label, port)| self.network_port(label, port, field, around))
                .collect::<Vec<_>>()
        });
        for port in added.unwrap_or_default() {
            match ports.iter_mut().find(|known| known.label == port.label) {
                Some(known) => *known = port,
                None => ports.push(port),
            }
        }
        ports
    }

    /// The ports of a container as Service ports: of the main one, or of the one at `path`.
    fn container_ports(&self, index: usize, path: &[&str]) -> Option<Vec<ServicePort>> {
        let instance = self.instance(index)?;
        let merged = self.merged(index, None, instance.declared.span)?;
        let around = Around { instance: Some(index), locals: instance.locals.clone(), ..Around::module() };
        let mut node = &merged.root;
        let mut field = instance.declared.field.clone();
        if let [role, name] = path {
            field = field.options.and_then(|id| self.vocabulary.shape(id).fields.get(*role).cloned())?;
            node = node.fields.get(role)?.labels.get(name)?;
        }
        let port_field = field.options.and_then(|id| self.vocabulary.shape(id).fields.get("port").cloned())?;
        let ports = node.fields.get("port")?;
        Some(
            ports
                .labels
                .iter()
                .filter_map(|(label, port)| self.container_port(label, port, &port_field, &around))
                .collect(),
        )
    }

    fn option_value(&self, node: &Node<'c>, field: &Field, name: &str, around: &Around) -> Option<Value> {
        let option = field.options.and_then(|id| self.vocabulary.shape(id).fields.get(name).cloned())?;
        let ty: Type = option.ty.clone()?;
        node.fields.get(name).and_then(|node| self.place_value(node, &ty, &option.name, around))
    }

    fn container_port(
        &self,
        label: &EcoString,
        node: &Node<'c>,
        field: &Field,
        around: &Around,
    ) -> Option<ServicePort> {
        let ty = field.ty.clone()?;
        let value = self.place_value(node, &ty, label, around)?;
        let own = value.number()?;
        let service = self.option_value(node, field, "service", around);
        if service.as_ref().is_some_and(Value::is_none) {
            return None;
        }
        let number = service.as_ref().and_then(Value::number).unwrap_or(own);
        Some(ServicePort {
            label: label.clone(),
            number: number.to_i64()?,
            protocol: own.protocol().map(|protocol| protocol.kubernetes().into()),
            name: self.port_name(node, field, "service_name", label, around),
            target: Target::Label(label.clone()),
            app_protocol: self.option_value(node, field, "app_protocol", around).filter(|value| !value.is_none()),
            origin: service.map_or(value.origin, |service| service.origin),
        })
    }

    fn port_name(
        &self,
        node: &Node<'c>,
        field: &Field,
        option: &str,
        label: &EcoString,
        around: &Around,
    ) -> Option<EcoString> {
        match self.option_value(node, field, option, around) {
            Some(value) if value.is_none() => None,
            Some(value) => value.text().cloned(),
            None => Some(label.clone()),
        }
    }

    /// `port x = N { to = y }` of a `network`.
    fn network_port(&self, label: &EcoString, node: &Node<'c>, field: &Field, around: &Around) -> Option<ServicePort> {
        let ty = field.ty.clone()?;
        let value = self.place_value(node, &ty, label, around)?;
        let number = value.number()?;
        let to = self.option_value(node, field, "to", around);
        let target = match to.map(|value| value.data) {
            Some(Data::Word(word)) => Target::Label(word),
            Some(Data::Number(number)) => Target::Number(number.to_i64()?),
            _ if self.has_port(around, label) => Target::Label(label.clone()),
            _ => Target::Number(number.to_i64()?),
        };
        Some(ServicePort {
            label: label.clone(),
            number: number.to_i64()?,
            protocol: number.protocol().map(|protocol| protocol.kubernetes().into()),
            name: self.port_name(node, field, "name", label, around),
            target,
            app_protocol: self.option_value(node, field, "app_protocol", around).filter(|value| !value.is_none()),
            origin: value.origin,
        })
    }

    /// Whether any container of the pod has a port of this label.
    fn has_port(&self, around: &Around, label: &str) -> bool {
        let Some(index) = around.instance else { return false };
        let has = |node: &Node<'c>| node.fields.get("port").is_some_and(|ports| ports.labels.contains_key(label));
        let Some(merged) = self.merged(index, None, no_span()) else { return false };
        has(&merged.root)
            || ["init", "sidecar"]
                .iter()
                .any(|role| merged.root.fields.get(role).is_some_and(|containers| containers.labels.values().any(has)))
    }

    /// The data keys of a config or secret; `None` where they are not known.
    pub(super) fn face_keys(&self, index: usize) -> Option<Vec<EcoString>> {
        let instance = self.instance(index)?;
        let map_keys = |name: &str| {
            let early = |node: &Node<'c>, _: &Arc<Field>, around: &Around| {
                node.forced.open.get().then(|| self.keys_early(node, around))?
            };
            self.at(index, &[name], early).flatten().unwrap_or_else(|| {
                match self.value_at(index, &[name]).map(|value| value.data) {
                    Some(Data::Map(map)) => map.keys().cloned().collect(),
                    _ => Vec::new(),
                }
            })
        };
        match instance.declared.kind.as_str() {
            "config" => {
                let mut keys: Vec<EcoString> = map_keys("data");
                keys.extend(map_keys("binary"));
                Some(keys)
            }
            "secret" => {
                // What comes from elsewhere has the keys that are listed or made; where none are, nobody knows.
                let from_elsewhere = self.at(index, &[], |node, _, _| node.value.is_some()) == Some(true);
                let known =
                    [map_keys("data"), map_keys("generate"), self.listed_keys(index).unwrap_or_default()].concat();
                (!from_elsewhere || !known.is_empty()).then_some(known)
            }
            "external_config" => self.listed_keys(index),
            "external_secret" => self.listed_keys(index).or_else(|| {
                let keys: &[&str] = match self.text_at(index, &["type"])?.as_str() {
                    "tls" => &["tls.crt", "tls.key"],
                    "dockerconfigjson" => &[".dockerconfigjson"],
                    "dockercfg" => &[".dockercfg"],
                    "basic_auth" => &["username", "password"],
                    "ssh_auth" => &["ssh-privatekey"],
                    _ => return None,
                };
                Some(keys.iter().map(|key| EcoString::from(*key)).collect())
            }),
            _ => None,
        }
    }

    fn listed_keys(&self, index: usize) -> Option<Vec<EcoString>> {
        match self.value_at(index, &["keys"])?.data {
            Data::List(items) => Some(items.iter().filter_map(|item| item.text().cloned()).collect()),
            Data::Map(items) => Some(items.keys().cloned().collect()),
            _ => None,
        }
    }
}

fn no_span() -> Span {
    Span::new(crate::source::AnchorId::FIRST, 0, 0)
}
