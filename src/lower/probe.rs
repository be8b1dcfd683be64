//! Probes and lifecycle hooks: where they go, how often, how long.

use super::context::{Lowering, text, whole, written};
use super::env::argument_text;
use super::node::{self, fields, list, some_fields, text_node};
use super::object::{Map, Node, Origin, Tree};
use super::reasons::Unasked;
use super::workload::{Role, Workload};
use super::{port, security};
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Item, Made, Value};

/// What a probe may be asked by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Probe,
    Hook,
}

/// The probe called `label` of container `at`.
pub(super) fn probe(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize, label: &str) -> Option<Node> {
    let container = workload.containers.get(at)?;
    let item = container.item.field("probe")?.labels.get(label)?;
    let value = made_value(cx, item, label)?;
    let here = Origin::of(value);
    let handler = handler(cx, workload, at, item, value, Use::Probe);
    refuse(cx, item, label);
    for option in ["every", "timeout"] {
        if let Some(value) = written(item, option) {
            super::rules::positive(cx, option, value);
        }
    }
    let timing = fields(
        here,
        [
            ("initialDelaySeconds", cx.seconds(item, "after")),
            ("timeoutSeconds", cx.seconds(item, "timeout")),
            ("periodSeconds", cx.seconds(item, "every")),
            ("successThreshold", whole(item, "successes")),
            ("failureThreshold", whole(item, "failures").or_else(|| failures_within(cx, item))),
            ("terminationGracePeriodSeconds", cx.seconds(item, "grace")),
        ],
    );
    let mut probe = handler?;
    if let Tree::Map(timing) = timing.tree {
        super::context::overlay(&mut probe, timing);
    }
    Some(Node { origin: here, tree: Tree::Map(probe) })
}

/// The value of a probe or hook; one with options only has its mistake reported.
fn made_value<'a>(cx: &mut Lowering<'_>, item: &'a Item, label: &str) -> Option<&'a Value> {
    match item.value.as_ref() {
        Some(value) if matches!(value.data, Data::Made(_)) => Some(value),
        Some(_) => None,
        None => {
            cx.error(
                code::MISSING_SETTING,
                item.origin.span,
                format!("`{label}` has options but does not say where to go"),
                format!("write `{label} = http(\"/path\")`, `tcp()`, `grpc()` or `exec([\"…\"])`"),
            );
            None
        }
    }
}

/// How many failures in a row make up `within`.
fn failures_within(cx: &mut Lowering<'_>, item: &Item) -> Option<Node> {
    let within = cx.seconds(item, "within")?;
    let every = item.value("every").and_then(Value::number).and_then(|number| number.seconds().ok()).unwrap_or(10);
    let Tree::Int(seconds) = within.tree else { return None };
    let span = within.origin.span;
    Some(node::int(Origin::derived(span), seconds.div_euclid(every.max(1)) + i64::from(seconds % every.max(1) != 0)))
}

/// Options that the probe called `label` cannot have.
fn refuse(cx: &mut Lowering<'_>, item: &Item, label: &str) {
    let refused: &[(&str, &str)] = match label {
        "ready" => {
            &[("within", "only a startup probe has an end"), ("grace", "a readiness probe never stops the container")]
        }
        "live" => {
            &[("within", "only a startup probe has an end"), ("successes", "one success is enough for Kubernetes")]
        }
        _ => &[("successes", "one success is enough for Kubernetes")],
    };
    for (option, why) in refused {
        if let Some(value) = written(item, option)
            && !(*option == "successes" && value.int() == Some(1))
        {
            idle(cx, value, &format!("`{option}` has no place in `probe {label}`"), why);
        }
    }
    if let (Some(within), Some(failures)) = (written(item, "within"), written(item, "failures")) {
        cx.report(
            Diagnostic::error(code::IDLE_OPTION, failures.span(), "`failures` and `within` say the same")
                .label(within.span(), "`failures` follows from this")
                .help("keep one of the two"),
        );
    }
}

fn idle(cx: &mut Lowering<'_>, value: &Value, message: &str, why: &str) {
    cx.report(Diagnostic::error(code::IDLE_OPTION, value.span(), message).here(why).help("take it out"));
}

/// The handler of a probe or hook as the fields of its object.
fn handler(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    at: usize,
    item: &Item,
    value: &Value,
    usage: Use,
) -> Option<Map> {
    let Data::Made(made) = &value.data else { return None };
    let here = Origin::of(value);
    let is_http = matches!(made.function.as_str(), "http" | "https");
    for (option, fits) in [("headers", is_http), ("host", is_http || made.function == "tcp")] {
        if let Some(written) = written(item, option).filter(|_| !fits) {
            let message = format!("`{option}` has no meaning for `{}`", made.function);
            idle(cx, written, &message, "only an HTTP request has it");
        }
    }
    if usage == Use::Hook && matches!(made.function.as_str(), "tcp" | "grpc") {
        idle(cx, value, &format!("a hook cannot be `{}`", made.function), "a hook is a command or an HTTP request");
        return None;
    }
    let (key, inner) = match made.function.as_str() {
        "http" | "https" => {
            let port = port::of_handler(cx, workload, at, item, value.span(), workload.by_name)?;
            ("httpGet", http(made, item, port, here))
        }
        "tcp" => {
            let port = port::of_handler(cx, workload, at, item, value.span(), workload.by_name)?;
            ("tcpSocket", fields(here, [("port", Some(port)), ("host", text(item, "host"))]))
        }
        "grpc" => {
            let port = port::of_handler(cx, workload, at, item, value.span(), false)?;
            ("grpc", fields(here, [("port", Some(port)), ("service", argument_text(made, "service"))]))
        }
        "exec" => {
            let arguments = made.arguments.get("command")?;
            let command = arguments.list()?.iter().filter_map(text_node).collect();
            ("exec", fields(here, [("command", Some(list(Origin::of(arguments), command)))]))
        }
        _ => return None,
    };
    let mut map = Map::new();
    map.put(key, inner);
    Some(map)
}

fn http(made: &Made, item: &Item, port: Node, here: Origin) -> Node {
    let headers = item.value("headers").map(|whole| {
        let header = |(name, value): (&ecow::EcoString, &Value)| {
            let here = Origin::of(value);
            Some(fields(here, [("name", Some(node::text(here, name.clone()))), ("value", Some(text_node(value)?))]))
        };
        list(Origin::of(whole), item.entries("headers").filter_map(header).collect())
    });
    let scheme = (made.function == "https").then(|| node::text(here, "HTTPS"));
    fields(
        here,
        [
            ("path", argument_text(made, "path")),
            ("port", Some(port)),
            ("host", text(item, "host")),
            ("scheme", scheme),
            ("httpHeaders", headers),
        ],
    )
}

/// `lifecycle` of container `at`: what the program says, and in safe style the wait before the stop.
pub(super) fn hooks(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize) -> Option<Node> {
    let container = workload.containers.get(at)?;
    let mut hook = |label: &str| {
        let item = container.item.field("on")?.labels.get(label)?;
        let value = made_value(cx, item, label)?;
        let map = handler(cx, workload, at, item, value, Use::Hook)?;
        Some(Node { origin: Origin::of(value), tree: Tree::Map(map) })
    };
    let (start, stop) = (hook("start"), hook("stop"));
    let drained = drain(cx, workload, at, stop.as_ref());
    let stop = stop.or(drained);
    let here = Origin::derived(container.span);
    some_fields(here, [("postStart", start), ("preStop", stop)])
}

/// The wait before the stop: as written; in safe style five seconds or half the grace time, for what others call. A hook
/// of the program's own is in its place.
fn drain(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize, stop: Option<&Node>) -> Option<Node> {
    let container = workload.containers.get(at)?;
    if container.role != Role::Main {
        return None;
    }
    let body = workload.body;
    if let Some(stop) = stop {
        if let Some(drain) = written(body, "drain") {
            cx.report(
                Diagnostic::error(code::IDLE_OPTION, drain.span(), "`drain` has no place beside `on stop`")
                    .label(stop.origin.span, "a container has one hook before its stop")
                    .help("let the hook wait, or take one of the two out"),
            );
        }
        return None;
    }
    let grace = super::pod::grace_seconds(body);
    let seconds = match written(body, "drain") {
        Some(value) => {
            let seconds = cx.seconds(body, "drain")?;
            if let Tree::Int(drain) = seconds.tree
                && drain >= grace
            {
                let mut diagnostic = Diagnostic::error(
                    code::DRAIN_TOO_LONG,
                    value.span(),
                    format!("draining takes {drain}s, but the pod is killed after {grace}s"),
                )
                .help("leave time to stop: `drain` has to be shorter than `grace`");
                if let Some(grace) = written(body, "grace") {
                    diagnostic = diagnostic.label(grace.span(), "the time to stop in all");
                }
                cx.report(diagnostic);
            }
            seconds
        }
        None if cx.plain || workload.declaration.face.ports.is_empty() || body.is_none("drain") => return None,
        None => {
            let half = grace / 2;
            if half == 0 {
                return None;
            }
            node::int(Origin::default(workload.declaration.span, Unasked::Drain), half.min(5))
        }
    };
    if seconds.tree == Tree::Int(0) {
        return None;
    }
    let origin = seconds.origin;
    Some(security::sleep(cx.minor, origin, seconds))
}
