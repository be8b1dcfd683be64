//! The pod of a workload: its template, with labels, containers, volumes and what holds for all of them.

use super::context::{Lowering, truth as truth_at, written};
use super::node::{fields, list, some_fields, some_list, some_map, text, text_map, truth};
use super::object::{Map, Node, Origin, Tree};
use super::reasons::Unasked;
use super::volume::Volumes;
use super::workload::{Role, Workload};
use super::{account, affinity, container, dns, metadata, pass_through, scheduling, security};
use crate::eval::{Item, Value};

/// The template from which a controller makes its pods; `restart` is their restart policy where it must be written.
pub(super) fn template(cx: &mut Lowering<'_>, workload: &Workload<'_>, restart: Option<Node>) -> Node {
    let at = workload.at();
    let selector = workload.selector();
    let metadata = some_fields(
        at,
        [
            ("labels", some_map(at, labels(cx, workload, &selector))),
            ("annotations", some_map(at, annotations(cx, workload))),
        ],
    );
    let spec = spec(cx, workload, &selector, restart);
    fields(at, [("metadata", metadata), ("spec", Some(spec))])
}

/// The labels of the pods: the selector and what is written for them.
fn labels(cx: &mut Lowering<'_>, workload: &Workload<'_>, selector: &Map) -> Map {
    let mut labels = selector.clone();
    if !cx.plain {
        metadata::add_standard_labels(cx.evaluated, workload.declaration, &mut labels);
    }
    super::context::overlay(&mut labels, text_map(workload.body.entries("pod_labels")));
    super::rules::covers(cx, selector, &labels);
    labels
}

fn annotations(cx: &Lowering<'_>, workload: &Workload<'_>) -> Map {
    let mut annotations = text_map(workload.body.entries("pod_annotations"));
    if !cx.plain
        && let Some(digest) = super::config::digest_of_uses(cx, workload)
        && annotations.get(super::config::ANNOTATION).is_none()
    {
        annotations.put(super::config::ANNOTATION, digest);
    }
    annotations
}

fn spec(cx: &mut Lowering<'_>, workload: &Workload<'_>, selector: &Map, restart: Option<Node>) -> Node {
    let at = workload.at();
    let body = workload.body;
    let mut volumes = Volumes::declared(cx, workload);
    let (mut main, mut first) = (Vec::new(), Vec::new());
    for (index, container) in workload.containers.iter().enumerate() {
        if let Some(node) = container::container(cx, workload, index, &mut volumes) {
            if matches!(container.role, Role::Main | Role::Beside) { main.push(node) } else { first.push(node) }
        }
    }
    let (priority, runtime) = scheduling::classes(cx, workload);
    let mut spec = fields(
        at,
        [
            ("volumes", some_list(at, volumes.into_nodes())),
            ("initContainers", some_list(at, first)),
            ("containers", Some(list(at, main))),
            ("restartPolicy", restart),
            ("terminationGracePeriodSeconds", cx.seconds(body, "grace")),
            ("nodeSelector", scheduling::nodes(workload)),
            ("dnsPolicy", dns::policy(workload)),
            ("dnsConfig", dns::config(cx, workload)),
            ("serviceAccountName", account::name_on_pod(cx, workload)),
            ("automountServiceAccountToken", account::token_on_pod(cx, workload)),
            ("securityContext", security::of_pod(cx, workload)),
            ("imagePullSecrets", scheduling::pull_secrets(cx, workload.declaration, body)),
            ("affinity", affinity::affinity(cx, workload, selector)),
            ("tolerations", scheduling::tolerations(cx, workload)),
            ("hostAliases", scheduling::hosts(workload)),
            ("priorityClassName", priority),
            ("runtimeClassName", runtime),
            ("enableServiceLinks", (!cx.plain).then(|| truth(Origin::default(at.span, Unasked::ServiceLinks), false))),
            ("topologySpreadConstraints", scheduling::spread(cx, workload, selector)),
        ],
    );
    if let Some(value) = body.value("pod") {
        pass_through::merge(cx, &mut spec, "PodSpec", value);
    }
    super::rules::pod(cx, workload);
    super::rules::in_pod(cx, &spec);
    super::rules::variables(cx, &spec);
    super::rules::target(cx, workload);
    super::rules::claims(cx, workload);
    spec
}

/// How long a pod may take to stop, in seconds: as written, else Kubernetes' own 30.
pub(super) fn grace_seconds(body: &Item) -> i64 {
    written(body, "grace").and_then(Value::number).and_then(|grace| grace.seconds().ok()).unwrap_or(30)
}

/// `Always` is what Kubernetes takes; jobs must say something else.
pub(super) fn restart_policy(workload: &Workload<'_>) -> Node {
    let table = [("never", "Never"), ("on_failure", "OnFailure")];
    super::context::word(workload.body, "restart", table).unwrap_or_else(|| text(workload.at(), "Never"))
}

/// Whether the truth value at `name` is set to true.
pub(super) fn says(item: &Item, name: &str) -> bool {
    truth_at(item, name).is_some_and(|node| node.tree == Tree::Bool(true))
}
