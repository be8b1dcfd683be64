//! Reading parts of values: fields of records, keys of configs, addresses of services.

use ecow::EcoString;

use super::item::ServicePort;
use super::value::{Data, Origin, Reference, Value};
use super::{Around, Evaluator};
use crate::diag::{Diagnostic, code, suggest};
use crate::source::Span;
use crate::types::Number;

/// The ServiceAccount that Kubernetes makes in every namespace.
const DEFAULT_ACCOUNT: &str = "default";

impl<'c> Evaluator<'c> {
    /// `base.name`
    pub(super) fn member(&self, base: &Value, name: &EcoString, at: Span, origin: Origin, around: &Around) -> Value {
        let of = |data| Value::new(origin, data);
        match &base.data {
            Data::Error => self.error(origin),
            Data::Open => of(Data::Open),
            Data::Map(map) => match map.get(name) {
                Some(value) => value.clone(),
                None => self.missing_key(name, map.keys(), at, base.span(), origin),
            },
            Data::Declaration(reference) => self.face_member(reference, name, at, origin, around),
            Data::Ports(reference) => self.port_named(reference, name, at, origin),
            Data::Port(reference, label) => {
                let ports = self.face_ports(reference.declaration);
                match ports.iter().find(|port| port.label == *label) {
                    Some(port) => self.port_member(reference, port, name, origin, around),
                    None => self.error(origin),
                }
            }
            _ => {
                self.report(Diagnostic::error(
                    crate::diag::code::WRONG_TYPE,
                    at,
                    format!("{} has no part `{name}`", self.describe(base)),
                ));
                self.error(origin)
            }
        }
    }

    fn missing_key<'k>(
        &self,
        name: &str,
        known: impl Iterator<Item = &'k EcoString>,
        at: Span,
        whole: Span,
        origin: Origin,
    ) -> Value {
        let diagnostic = Diagnostic::error(code::MISSING_KEY, at, format!("there is no key `{name}`"))
            .suggest(at, suggest(name, known.map(EcoString::as_str)));
        self.report(if whole == at { diagnostic } else { diagnostic.label(whole, "the map") });
        self.error(origin)
    }

    /// `base[index]`
    pub(super) fn element(&self, base: &Value, index: &Value, origin: Origin) -> Value {
        if matches!(base.data, Data::Open) || matches!(index.data, Data::Open) {
            return Value::new(origin, Data::Open);
        }
        match (&base.data, &index.data) {
            (Data::Error, _) | (_, Data::Error) => self.error(origin),
            (Data::List(items), Data::Number(number)) => {
                let position = number.to_i64().and_then(|at| usize::try_from(at).ok());
                match position.and_then(|at| items.get(at)) {
                    Some(value) => value.clone(),
                    None => {
                        let shown = number.written().unwrap_or_default();
                        let message = match items.len() {
                            0 => "the list is empty".to_owned(),
                            count => format!("the list has no element {shown}: it goes from 0 to {}", count - 1),
                        };
                        self.report(
                            Diagnostic::error(code::MISSING_KEY, index.span(), message).label(base.span(), "the list"),
                        );
                        self.error(origin)
                    }
                }
            }
            (Data::Map(map), Data::Text(name) | Data::Word(name)) => match map.get(name) {
                Some(value) => value.clone(),
                None => self.missing_key(name, map.keys(), index.span(), base.span(), origin),
            },
            (Data::Declaration(reference), Data::Text(name) | Data::Word(name)) => {
                self.key_of(reference, name, index.span(), origin)
            }
            (Data::Ports(reference), Data::Text(name) | Data::Word(name)) => {
                self.port_named(reference, name, index.span(), origin)
            }
            _ => {
                self.report(Diagnostic::error(
                    code::WRONG_TYPE,
                    origin.span,
                    format!("{} has no element {}", self.describe(base), self.describe(index)),
                ));
                self.error(origin)
            }
        }
    }

    /// `web.addr`, `settings.HOST`
    pub(super) fn face_member(
        &self,
        reference: &Reference,
        name: &EcoString,
        at: Span,
        origin: Origin,
        around: &Around,
    ) -> Value {
        let index = reference.declaration;
        let Some(instance) = self.instance(index) else { return self.error(origin) };
        let text = |text: EcoString| Value::new(origin, Data::Text(text));
        let family = crate::resolve::family(&instance.declared.kind);
        let has_keys = matches!(family, "config" | "secret");
        if has_keys && matches!(name.as_str(), "name" | "labels" | "namespace") {
            // While its layers are being merged, which reads this, its keys are not known yet.
            let is_key = !instance.tree.open.get() && self.face_keys(index).is_some_and(|keys| keys.contains(name));
            if is_key && around.instance != Some(index) {
                self.report(
                    Diagnostic::error(
                        code::AMBIGUOUS_NAME,
                        at,
                        format!("`{name}` is both a property and a key of {family} `{}`", instance.label),
                    )
                    .help(format!("write `[\"{name}\"]` for the key")),
                );
                return self.error(origin);
            }
        }
        match name.as_str() {
            // Its keys have the words that mean something of a service: `settings.host`.
            other if has_keys && !matches!(other, "name" | "namespace" | "labels") => {
                self.key_of(reference, name, at, origin)
            }
            "name" => text(self.face_name(index)),
            "namespace" => match self.face_namespace(index) {
                Some(namespace) => text(namespace),
                None => {
                    self.report(
                        Diagnostic::error(
                            code::NOT_SET,
                            at,
                            format!("the namespace of `{}` is not known", instance.label),
                        )
                        .label(instance.declared.span, "the declaration")
                        .help("set `namespace` in `app`, or in the declaration"),
                    );
                    self.error(origin)
                }
            },
            "labels" => Value::new(origin, Data::Map(std::sync::Arc::new(self.face_labels(index)))),
            "selector" => Value::new(origin, Data::Map(std::sync::Arc::new(self.face_selector(index)))),
            "account" => text(self.account_name(index).unwrap_or_else(|| DEFAULT_ACCOUNT.into())),
            "port" => Value::new(origin, Data::Ports(reference.clone())),
            "host" => {
                self.note_link(around, index, None, at);
                text(self.host(index, around))
            }
            "addr" | "url" | "number" => match self.single_port(index, name, at) {
                Some(port) => self.port_member(reference, &port, name, origin, around),
                None => self.error(origin),
            },
            _ => self.error(origin),
        }
    }

    /// A key of a config or secret, which must be there unless the keys are not known.
    fn key_of(&self, reference: &Reference, name: &EcoString, at: Span, origin: Origin) -> Value {
        let Some(instance) = self.instance(reference.declaration) else { return self.error(origin) };
        let family = crate::resolve::family(&instance.declared.kind);
        if let Some(keys) = self.face_keys(reference.declaration)
            && !keys.contains(name)
            && !reference.optional
        {
            let known = keys.iter().map(EcoString::as_str);
            let mut diagnostic =
                Diagnostic::error(code::MISSING_KEY, at, format!("{family} `{}` has no key `{name}`", instance.label))
                    .label(instance.declared.span, format!("the {family}"))
                    .suggest(at, suggest(name, known));
            if keys.len() <= 12 && !keys.is_empty() {
                diagnostic = diagnostic.note(format!("its keys are {}", keys.join(", ")));
            }
            self.report(diagnostic);
            return self.error(origin);
        }
        Value::new(origin, Data::Key(reference.clone(), name.clone()))
    }

    /// The name by which a client reaches a workload's Service: with the namespace where both are known and differ.
    fn host(&self, index: usize, around: &Around) -> EcoString {
        let service = self.service_name(index);
        let theirs = self.face_namespace(index);
        let ours = around.instance.and_then(|reader| self.face_namespace(reader));
        match (theirs, ours) {
            (Some(theirs), Some(ours)) if theirs != ours => format!("{service}.{theirs}.svc").into(),
            _ => service,
        }
    }

    fn single_port(&self, index: usize, what: &str, at: Span) -> Option<ServicePort> {
        let ports = self.face_ports(index);
        if let [port] = ports.as_slice() {
            return Some(port.clone());
        }
        let instance = self.instance(index)?;
        let label = &instance.label;
        let diagnostic = if ports.is_empty() {
            Diagnostic::error(code::NO_SINGLE_PORT, at, format!("`{label}` has no Service port, so it has no `{what}`"))
                .help("give it one: `port http = 8080`")
        } else {
            let ways: Vec<String> = ports.iter().map(|port| format!("`{label}.port.{}.{what}`", port.label)).collect();
            Diagnostic::error(
                code::NO_SINGLE_PORT,
                at,
                format!("`{label}` has {} Service ports, so it is not clear whose `{what}` is meant", ports.len()),
            )
            .help(format!("say which: {}", ways.join(", ")))
        };
        self.report(diagnostic.label(instance.declared.span, "the declaration"));
        None
    }

    fn port_named(&self, reference: &Reference, name: &EcoString, at: Span, origin: Origin) -> Value {
        let ports = self.face_ports(reference.declaration);
        if ports.iter().any(|port| port.label == *name) {
            return Value::new(origin, Data::Port(reference.clone(), name.clone()));
        }
        if let Some(instance) = self.instance(reference.declaration) {
            let known = ports.iter().map(|port| port.label.as_str());
            self.report(
                Diagnostic::error(code::MISSING_KEY, at, format!("`{}` has no Service port `{name}`", instance.label))
                    .label(instance.declared.span, "the declaration")
                    .suggest(at, suggest(name, known)),
            );
        }
        self.error(origin)
    }

    fn port_member(
        &self,
        reference: &Reference,
        port: &ServicePort,
        name: &str,
        origin: Origin,
        around: &Around,
    ) -> Value {
        let host = || self.host(reference.declaration, around);
        // Of its own ports a workload needs the numbers, to listen.
        if name != "name" && (name != "number" || around.instance != Some(reference.declaration)) {
            self.note_link(around, reference.declaration, Some(port.label.clone()), origin.span);
        }
        let data = match name {
            "addr" => Data::Text(format!("{}:{}", host(), port.number).into()),
            "url" => Data::Text(format!("http://{}:{}", host(), port.number).into()),
            "host" => Data::Text(host()),
            "number" => Data::Number(Number::whole(port.number)),
            "name" => match &port.name {
                Some(name) => Data::Text(name.clone()),
                None => Data::None,
            },
            _ => Data::Error,
        };
        Value::new(origin, data)
    }
}
