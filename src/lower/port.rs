//! Ports of containers, and how others point at them.

use ecow::EcoString;

use super::context::{Lowering, written};
use super::node::{fields, int, text};
use super::object::{Node, Origin};
use super::workload::{Container, Workload};
use crate::diag::{Diagnostic, code, suggest};
use crate::eval::{Data, Item, Value};
use crate::source::Span;
use crate::types::Protocol;

/// A port of a container.
pub(super) struct Port {
    pub(super) label: EcoString,
    pub(super) number: u16,
    /// Where one is written.
    pub(super) protocol: Option<Protocol>,
    /// Its name on the container.
    pub(super) name: Option<Node>,
    /// Whether the container lists it.
    pub(super) listed: bool,
    /// Which container has it, an index into [`Workload::containers`].
    pub(super) container: usize,
    /// The port of the node.
    pub(super) host: Option<Node>,
    pub(super) origin: Origin,
}

/// The ports of `container`; `named` says whether a port is called as its label where nothing else is written.
pub(super) fn of_container(at: usize, container: &Container<'_>, named: bool) -> Vec<Port> {
    let port = |(label, item): (&EcoString, &Item)| {
        let value = item.value.as_ref()?;
        let (number, _) = value.number()?.to_port()?;
        let name = match written(item, "name") {
            Some(name) => super::node::text_node(name),
            None if named && !item.is_none("name") => Some(text(Origin::derived(value.span()), label.clone())),
            None => None,
        };
        let listed = !item.is_none("container");
        Some(Port {
            label: label.clone(),
            number,
            protocol: value.number().and_then(|number| number.protocol()),
            name: name.filter(|_| listed),
            listed,
            container: at,
            host: written(item, "host").and_then(number_node),
            origin: Origin::of(value),
        })
    };
    container.item.labelled("port").filter_map(port).collect()
}

/// A port number as a node.
pub(super) fn number_node(value: &Value) -> Option<Node> {
    value.int().map(|number| int(Origin::of(value), number))
}

impl Port {
    /// The entry of the container's list.
    pub(super) fn node(&self) -> Node {
        fields(
            self.origin,
            [
                ("name", self.name.clone()),
                ("hostPort", self.host.clone()),
                ("containerPort", Some(int(self.origin, self.number))),
                ("protocol", self.protocol.map(|protocol| text(self.origin, protocol.kubernetes()))),
            ],
        )
    }

    /// How something at `span` points at it: by its name where it has one and that is how it is done, else by number.
    pub(super) fn pointed(&self, by_name: bool, span: Span) -> Node {
        let at = Origin::derived(span);
        match self.name.as_ref().and_then(Node::as_text) {
            Some(name) if by_name => text(at, name.clone()),
            _ => int(at, self.number),
        }
    }
}

/// How many ports are shown to choose from.
const MOST_SHOWN: usize = 4;

/// The port at which a probe or hook `item` of container `at` goes; by number only where `by_name` is false.
pub(super) fn of_handler(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    at: usize,
    item: &Item,
    span: Span,
    by_name: bool,
) -> Option<Node> {
    if let Some(value) = written(item, "port") {
        if value.number().is_some() {
            unlisted(cx, workload, value);
            return number_node(value);
        }
        let label = value.text()?;
        let Some(port) = workload.port(label, at) else {
            unknown(cx, workload, label, value.span());
            return None;
        };
        // A name is looked up in the probed container only.
        return Some(port.pointed(by_name && port.container == at, value.span()));
    }
    if !super::context::lacks(item, "port") {
        return None;
    }
    let own: Vec<&Port> = workload.ports.iter().filter(|port| port.container == at).collect();
    // As `expose` does, and `http(…)` without a word goes to `http`.
    let called = item.value.as_ref().and_then(handler_name);
    if let Some(port) = called.and_then(|name| own.iter().find(|port| port.label == name)) {
        return Some(port.pointed(by_name, span));
    }
    match own.as_slice() {
        [only] => Some(only.pointed(by_name, span)),
        [] if broken_ports(workload, at) => None,
        [] => {
            cx.error(
                code::WHICH_PORT,
                span,
                "there is no port to connect to: the container has none",
                "add `port http = 8080` to the container, or say the number: `{ port = 8080 }`",
            );
            None
        }
        [first, ..] => {
            let names = own.iter().map(|port| format!("`{}`", port.label)).collect::<Vec<_>>().join(", ");
            let diagnostic =
                Diagnostic::error(code::WHICH_PORT, span, format!("the container has several ports: {names}"))
                    .help(format!("say which: `{{ port = {} }}`", first.label));
            // One mistake, however many probes and hooks make it.
            let alike = undecided(workload, at, &own);
            if alike.first().is_some_and(|first| *first != span) {
                return None;
            }
            let diagnostic = alike
                .iter()
                .skip(1)
                .take(MOST_SHOWN)
                .fold(diagnostic, |diagnostic, other| diagnostic.label(*other, "and here"));
            cx.report(
                own.iter().take(MOST_SHOWN).fold(diagnostic, |diagnostic, port| {
                    diagnostic.label(port.origin.span, format!("`{}`", port.label))
                }),
            );
            None
        }
    }
}

/// The function that says where a probe or hook goes.
fn handler_name(value: &Value) -> Option<&str> {
    match &value.data {
        Data::Made(made) => Some(made.function.as_str()),
        _ => None,
    }
}

/// The probes and hooks of container `at` that go to a port and do not say to which, where none of `ports` is called as
/// they are.
fn undecided(workload: &Workload<'_>, at: usize, ports: &[&Port]) -> Vec<Span> {
    let item = workload.containers.get(at).map(|container| container.item);
    let labelled =
        ["probe", "on"].into_iter().flat_map(|entry| item.into_iter().flat_map(move |item| item.labelled(entry)));
    let goes = |(_, item): (&EcoString, &Item)| {
        let value = item.value.as_ref()?;
        let name = handler_name(value)?;
        let decided = !super::context::lacks(item, "port") || ports.iter().any(|port| port.label == name);
        (name != "exec" && !decided).then(|| value.span())
    };
    let mut spans: Vec<Span> = labelled.filter_map(goes).collect();
    spans.sort_unstable_by_key(|span| (span.anchor, span.start));
    spans
}

/// Warns of a number that is none of the ports of a pod which says its ports.
fn unlisted(cx: &mut Lowering<'_>, workload: &Workload<'_>, value: &Value) {
    let number = value.int().and_then(|number| u16::try_from(number).ok());
    let is_known = |port: &Port| Some(port.number) == number;
    if cx.plain || number.is_none() || workload.ports.is_empty() || workload.ports.iter().any(is_known) {
        return;
    }
    let known: Vec<String> =
        workload.ports.iter().take(MOST_SHOWN).map(|port| format!("`{}` ({})", port.label, port.number)).collect();
    let message = format!("`{}` has no port {}", workload.declaration.label, number.unwrap_or_default());
    cx.report(
        Diagnostic::warning(code::UNKNOWN_PORT, value.span(), message)
            .help(format!("its ports are {}; declare the port if a container listens there", known.join(", "))),
    );
}

/// Whether a port of the container could not be computed: whatever follows from that is no second mistake.
fn broken_ports(workload: &Workload<'_>, at: usize) -> bool {
    workload.containers.get(at).is_some_and(|container| container.item.labelled("port").next().is_some())
}

/// Reports that no container has a port called `label`.
pub(super) fn unknown(cx: &mut Lowering<'_>, workload: &Workload<'_>, label: &str, span: Span) {
    let known: Vec<&str> = workload.ports.iter().map(|port| port.label.as_str()).collect();
    let diagnostic = Diagnostic::error(
        code::UNKNOWN_PORT,
        span,
        format!("`{}` has no port called `{label}`", workload.declaration.label),
    );
    let suggestion = suggest(label, known.iter().copied());
    let near = suggestion.as_ref().and_then(|near| workload.ports.iter().find(|port| port.label == near.name));
    let diagnostic = match near {
        Some(port) => diagnostic.label(port.origin.span, "the nearest name"),
        None => diagnostic,
    };
    let diagnostic = if suggestion.is_none() && !known.is_empty() {
        diagnostic.help(format!(
            "its ports are {}",
            known.iter().map(|port| format!("`{port}`")).collect::<Vec<_>>().join(", ")
        ))
    } else {
        diagnostic.suggest(span, suggestion)
    };
    cx.report(diagnostic);
}
