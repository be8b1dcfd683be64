//! `service`: a Deployment or StatefulSet, one for each version, and what belongs to it.

use super::context::{Draft, Lowering, count_or_percent, whole, written};
use super::node::{fields, int, some_fields, some_list, some_map, text};
use super::object::{Node, Origin};
use super::workload::Workload;
use super::{
    account, canary, claim, disruption, expose, metadata, metrics, network, network_policy, pod, rightsize, scale,
};
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Declaration, Item, Value};
use crate::types::Number;

pub(super) fn lower(cx: &mut Lowering<'_>, index: usize, declaration: &Declaration) {
    let workload = Workload::new(cx.plain, index, declaration);
    super::rules::selector(cx, &workload);
    if declaration.versions.is_empty() {
        controller(cx, &workload);
    }
    canary::deployment(cx, &workload);
    for version in &declaration.versions {
        controller(cx, &workload.version(cx.plain, &version.label, &version.body));
    }
    network::services(cx, &workload);
    account::of_workload(cx, &workload);
    expose::routes(cx, &workload);
    metrics::monitors(cx, &workload);
    disruption::budget(cx, &workload);
    network_policy::policy(cx, &workload);
}

/// Whether the service is a StatefulSet.
pub(super) fn is_stateful(body: &Item) -> bool {
    pod::says(body, "stateful") || body.labelled("storage").next().is_some()
}

/// The least and the greatest number of replicas, and whether they are written as a range.
pub(super) fn replicas(body: &Item) -> Option<(i64, i64, bool)> {
    let value = body.value("replicas")?;
    match &value.data {
        Data::Range(range) => Some((range.0.int()?, range.1.int()?, true)),
        _ => value.int().map(|count| (count, count, false)),
    }
}

/// Whether there may be two replicas at the same time.
pub(super) fn has_several(body: &Item) -> bool {
    replicas(body).is_some_and(|(_, most, _)| most >= 2)
}

pub(super) fn controller(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let body = workload.body;
    let stateful = is_stateful(body);
    let selector = workload.selector();
    let at = workload.at();
    let template = pod::template(cx, workload, None);
    let match_labels = fields(at, [("matchLabels", some_map(at, selector))]);
    let rollout = body.field("rollout");
    let nothing = Item::empty(body.origin);
    let rollout = rollout.unwrap_or(&nothing);
    let kind = if stateful { "StatefulSet" } else { "Deployment" };
    refuse(cx, rollout, stateful);
    super::rules::rollout(cx, workload);
    let spec = if stateful {
        let claims = claim::claims(cx, workload);
        fields(
            at,
            [
                ("serviceName", Some(network::governing_service(workload))),
                ("replicas", replicas_node(cx, body)),
                ("selector", Some(match_labels)),
                ("template", Some(template)),
                ("volumeClaimTemplates", some_list(at, claims)),
                ("updateStrategy", strategy(rollout)),
                ("minReadySeconds", cx.seconds(rollout, "min_ready")),
                ("revisionHistoryLimit", whole(rollout, "history")),
            ],
        )
    } else {
        fields(
            at,
            [
                ("replicas", replicas_node(cx, body)),
                ("selector", Some(match_labels)),
                ("template", Some(template)),
                ("strategy", strategy(rollout)),
                ("minReadySeconds", cx.seconds(rollout, "min_ready")),
                ("revisionHistoryLimit", whole(rollout, "history")),
                ("progressDeadlineSeconds", cx.seconds(rollout, "deadline")),
            ],
        )
    };
    let name = workload.name();
    super::rules::workload_name(cx, kind, &name, workload);
    scale::autoscaler(cx, workload, kind, &name);
    rightsize::autoscaler(cx, workload, kind, &name);
    let draft = Draft {
        api_version: "apps/v1".into(),
        kind: kind.into(),
        name,
        labels: workload.labels(),
        annotations: metadata::annotations(workload.declaration),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(workload.declaration, draft, &[body]);
}

/// `replicas`, unless an autoscaler owns it; in plain style only where it is written.
fn replicas_node(cx: &Lowering<'_>, body: &Item) -> Option<Node> {
    let value = body.value("replicas").filter(|value| !cx.plain || value.origin.layer != 0)?;
    value.int().map(|count| int(Origin::of(value), count))
}

/// What a rollout says that its kind of workload cannot do.
fn refuse(cx: &mut Lowering<'_>, rollout: &Item, stateful: bool) {
    let strategy = written(rollout, "strategy");
    let word = strategy.and_then(Value::text).map_or("rolling", |word| word.as_str());
    let (foreign, kind): (&[&str], &str) =
        if stateful { (&["surge", "deadline"], "StatefulSet") } else { (&["partition"], "Deployment") };
    for option in foreign {
        if let Some(value) = written(rollout, option) {
            let message = format!("a {kind} has no `{option}`");
            cx.report(Diagnostic::error(code::IDLE_OPTION, value.span(), message).help("take it out"));
        }
    }
    let misfit = if stateful { "recreate" } else { "on_delete" };
    if let Some(value) = strategy.filter(|_| word == misfit) {
        let (this, that) = if stateful { ("on_delete", "rolling") } else { ("recreate", "rolling") };
        let message = format!("a {kind} cannot be rolled out by `{misfit}`");
        let help = format!("it takes `{that}` and `{this}`");
        cx.report(Diagnostic::error(code::IDLE_OPTION, value.span(), message).help(help));
    }
    if word == "rolling" {
        if let (Some(surge), Some(unavailable)) = (written(rollout, "surge"), written(rollout, "unavailable"))
            && [surge, unavailable].iter().all(|value| value.number().is_some_and(Number::is_zero))
        {
            cx.report(
                Diagnostic::error(
                    code::IDLE_OPTION,
                    unavailable.span(),
                    "no pod may be missing and none may be added: nothing could ever be replaced",
                )
                .label(surge.span(), "none may be added")
                .help("let one of the two be 1"),
            );
        }
        return;
    }
    for option in ["surge", "unavailable", "partition"] {
        if let (Some(value), Some(strategy)) = (written(rollout, option), strategy) {
            cx.report(
                Diagnostic::error(code::IDLE_OPTION, value.span(), format!("`{option}` has no meaning for `{word}`"))
                    .label(strategy.span(), "the strategy")
                    .help("only `rolling` replaces pods little by little"),
            );
        }
    }
}

/// How pods are replaced, as Deployment, StatefulSet and DaemonSet write it.
pub(super) fn strategy(rollout: &Item) -> Option<Node> {
    let table = [("rolling", "RollingUpdate"), ("recreate", "Recreate"), ("on_delete", "OnDelete")];
    let kind = super::context::word(rollout, "strategy", table);
    let at = Origin::derived(rollout.origin.span);
    let rolling = some_fields(
        at,
        [
            ("maxUnavailable", count_or_percent(rollout, "unavailable")),
            ("maxSurge", count_or_percent(rollout, "surge")),
            ("partition", whole(rollout, "partition")),
        ],
    );
    // What a strategy cannot do is reported where it is written.
    let rolling =
        rolling.filter(|_| kind.as_ref().is_none_or(|kind| kind.as_text().is_some_and(|kind| kind == "RollingUpdate")));
    let kind = kind.or_else(|| rolling.is_some().then(|| text(at, "RollingUpdate")));
    some_fields(at, [("type", kind), ("rollingUpdate", rolling)])
}
