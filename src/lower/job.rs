//! `job`: a Job, or with a schedule a CronJob.

use std::sync::Arc;

use ecow::eco_format;

use super::context::{Draft, Lowering, text, truth, whole, word, written};
use super::node::{fields, some_fields, some_map, text as text_at};
use super::object::{Cause, Map, Node, Origin, Tree};
use super::reasons::Unasked;
use super::workload::Workload;
use super::{account, digest, failure, metadata, metrics, network, network_policy, pod};
use crate::diag::{Diagnostic, code};
use crate::eval::{Declaration, Item, Value};

/// Entries that only a CronJob has.
const SCHEDULED: [&str; 4] = ["zone", "overlap", "deadline", "history"];

pub(super) fn lower(cx: &mut Lowering<'_>, index: usize, declaration: &Declaration) {
    let workload = Workload::new(cx.plain, index, declaration);
    let body = workload.body;
    let schedule = text(body, "schedule");
    let scheduled = schedule.is_some() || !super::context::lacks(body, "schedule");
    if !scheduled {
        refuse(cx, body);
    }
    let job = job_spec(cx, &workload, scheduled);
    let (kind, spec) = match schedule {
        None if scheduled => return,
        None => ("Job", job),
        Some(schedule) => ("CronJob", cron_spec(cx, &workload, schedule, job)),
    };
    let name = workload.name();
    super::rules::workload_name(cx, kind, &name, &workload);
    if scheduled {
        super::rules::schedule(cx, body);
    }
    let draft = Draft {
        api_version: "batch/v1".into(),
        kind: kind.into(),
        name,
        labels: workload.labels(),
        annotations: metadata::annotations(declaration),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(declaration, draft, &[body]);
    if !scheduled && !cx.plain {
        name_by_content(cx, declaration);
    }
    network::services(cx, &workload);
    account::of_workload(cx, &workload);
    metrics::monitors(cx, &workload);
    network_policy::policy(cx, &workload);
}

/// Appends the digest of its content to the name of the Job made last: a Job cannot be changed, so another content needs
/// another object. A name that a patch writes stays.
fn name_by_content(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let Some(job) = cx.objects.last_mut() else { return };
    let written = job.root.at(&["metadata", "name"]).is_some_and(|name| name.origin.cause == Cause::Written);
    if job.name != declaration.face.name || (written && declaration.body.value("name").is_none()) {
        return;
    }
    let Some(digest) = job.root.at(&["spec"]).map(digest::short) else { return };
    let name = eco_format!("{}-{digest}", job.name);
    let Tree::Map(root) = &mut Arc::make_mut(&mut job.root).tree else { return };
    if let Some(Node { tree: Tree::Map(metadata), .. }) = root.get_mut("metadata") {
        metadata.put("name", text_at(Origin::default(declaration.span, Unasked::JobName), name.clone()));
        job.name = name;
    }
}

fn refuse(cx: &mut Lowering<'_>, body: &Item) {
    for entry in SCHEDULED {
        let Some(field) = body.field(entry) else { continue };
        if field.value.as_ref().is_some_and(|value| value.is_none() || value.origin.layer == 0) {
            continue;
        }
        cx.report(
            Diagnostic::error(
                code::IDLE_OPTION,
                field.value.as_ref().map_or(field.origin.span, Value::span),
                format!("`{entry}` has no meaning for a job without `schedule`"),
            )
            .help("write `schedule = \"30 2 * * *\"`, or take it out"),
        );
    }
}

fn job_spec(cx: &mut Lowering<'_>, workload: &Workload<'_>, scheduled: bool) -> Node {
    let body = workload.body;
    let at = workload.at();
    let restart = pod::restart_policy(workload);
    let template = pod::template(cx, workload, Some(restart));
    let indexed = truth(body, "indexed").map(|node| {
        let mode = if node.tree == Tree::Bool(true) { "Indexed" } else { "NonIndexed" };
        text_at(node.origin, mode)
    });
    if pod::says(body, "indexed") && super::context::lacks(body, "completions") {
        let span = written(body, "indexed").map_or(at.span, Value::span);
        cx.error(
            code::MISSING_SETTING,
            span,
            "an indexed job needs the number of its indices",
            "write `completions = 4`",
        );
    }
    fields(
        at,
        [
            ("parallelism", whole(body, "parallel")),
            ("completions", whole(body, "completions")),
            ("completionMode", indexed),
            ("backoffLimit", whole(body, "retries")),
            ("backoffLimitPerIndex", whole(body, "retry_per_index")),
            ("podFailurePolicy", failure::policy(cx, workload)),
            ("activeDeadlineSeconds", cx.seconds(body, "timeout")),
            ("ttlSecondsAfterFinished", cx.seconds(body, "ttl")),
            ("suspend", truth(body, "suspend").filter(|_| !scheduled)),
            ("template", Some(template)),
        ],
    )
}

fn cron_spec(cx: &mut Lowering<'_>, workload: &Workload<'_>, schedule: Node, job: Node) -> Node {
    let body = workload.body;
    let at = workload.at();
    let nothing = Item::empty(body.origin);
    let history = body.field("history").unwrap_or(&nothing);
    let overlap = [("allow", "Allow"), ("forbid", "Forbid"), ("replace", "Replace")];
    let mut labels = Map::new();
    if !cx.plain {
        metadata::add_standard_labels(cx.evaluated, workload.declaration, &mut labels);
    }
    let metadata = some_fields(at, [("labels", some_map(at, labels))]);
    fields(
        at,
        [
            ("schedule", Some(schedule)),
            ("timeZone", text(body, "zone")),
            ("concurrencyPolicy", word(body, "overlap", overlap)),
            ("suspend", truth(body, "suspend")),
            ("startingDeadlineSeconds", cx.seconds(body, "deadline")),
            ("successfulJobsHistoryLimit", whole(history, "success")),
            ("failedJobsHistoryLimit", whole(history, "failed")),
            ("jobTemplate", Some(fields(at, [("metadata", metadata), ("spec", Some(job))]))),
        ],
    )
}
