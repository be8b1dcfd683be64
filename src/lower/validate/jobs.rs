//! What runs to its end: Job and CronJob. Sources: `validateJobSpec`, `validatePodFailurePolicy`, `validateCronJobSpec`,
//! `validateScheduleFormat`.

use super::found::Found;
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Object, rules};
use crate::types::format::{cron, zone};

/// The most parts that an indexed job may have.
const PARTS: i64 = 100_000;

/// Looks at a Job.
pub(super) fn job(found: &mut Found<'_, '_>, object: &Object) {
    found.short_name(63);
    if let Some(completions) = object.root.at(&["spec", "completions"]).and_then(Node::as_int)
        && object.root.at(&["spec", "completionMode"]).and_then(Node::as_text).is_some_and(|mode| mode == "Indexed")
    {
        // Pods are called after the job and their part: `NAME-0` to `NAME-99`.
        let digits = (completions - 1).max(0).to_string().len();
        found.short_name(63_usize.saturating_sub(digits + 1));
    }
    match object.root.get("spec") {
        Some(spec) => self::spec(found, spec, false),
        None => found.needs(&object.root, "spec", "the Job"),
    }
}

/// Looks at a CronJob.
pub(super) fn cron_job(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else {
        found.needs(&object.root, "spec", "the CronJob");
        return;
    };
    found.short_name(52);
    found.needs(spec, "schedule", "the CronJob");
    found.word(spec, "concurrencyPolicy", &["Allow", "Forbid", "Replace"]);
    for key in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
        found.not_negative(spec, key);
    }
    if let Some(node) = spec.get("schedule")
        && let Some(text) = node.as_text().filter(|text| !text.is_empty())
    {
        if text.contains("TZ=") {
            let message = "the schedule names a time zone";
            found.error(code::BAD_FIELD, node, message, "write it in `timeZone`");
        } else if let Err(error) = cron::parse(text) {
            found.format(code::BAD_FIELD, node, "the schedule cannot be read", &error);
        } else if let Some(diagnostic) = rules::hasty((text, node.origin.span)) {
            found.add(node, diagnostic);
        }
    }
    zone(found, spec);
    if let Some(node) = spec.get("startingDeadlineSeconds")
        && node.as_int().is_some_and(|seconds| (0..10).contains(&seconds))
    {
        let message = "a deadline below 10 seconds may be over before the CronJob is looked at";
        found.warning(code::NO_EFFECT, node, message, "write 10 or more, better 60");
    }
    match spec.at(&["jobTemplate", "spec"]) {
        Some(spec) => self::spec(found, spec, true),
        None => found.missing(
            code::LACKS,
            spec.get("jobTemplate").unwrap_or(spec),
            "the CronJob has no job",
            "write `jobTemplate { spec { … } }`",
        ),
    }
}

/// The zone in which the schedule is read.
fn zone(found: &mut Found<'_, '_>, spec: &Node) {
    let Some(node) = spec.get("timeZone") else { return };
    let Some(name) = node.as_text() else { return };
    if let Err(error) = zone::parse(name) {
        return found.format(code::UNKNOWN_ZONE, node, "the time zone cannot be", &error);
    }
    let schedule = spec.get("schedule");
    let placed = schedule.and_then(|schedule| Some((schedule.as_text()?.as_str(), schedule.origin.span)));
    if let Some(diagnostic) = rules::played(placed, (name, node.origin.span)) {
        let of = schedule.filter(|schedule| schedule.origin.span == diagnostic.primary.span).unwrap_or(node);
        found.add(of, diagnostic);
    }
}

fn spec(found: &mut Found<'_, '_>, spec: &Node, of_cron: bool) {
    for key in [
        "parallelism",
        "completions",
        "backoffLimit",
        "activeDeadlineSeconds",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
        "maxFailedIndexes",
    ] {
        found.not_negative(spec, key);
    }
    found.word(spec, "completionMode", &["NonIndexed", "Indexed"]);
    found.word(spec, "podReplacementPolicy", &["TerminatingOrFailed", "Failed"]);
    if let Some(node) = spec.get("selector").filter(|_| of_cron || !spec.is_true("manualSelector")) {
        let message = "the selector of a Job is made by Kubernetes";
        found.error(code::CONTRADICTION, node, message, "take it out");
    }
    indexed(found, spec);
    let Some(template) = spec.get("template") else {
        found.needs(spec, "template", "the Job");
        return;
    };
    let Some(pod) = template.get("spec") else { return };
    let policy = pod.get("restartPolicy");
    let word = policy.and_then(Node::as_text).map_or("Always", |word| word.as_str());
    if word == "Always" {
        let message = "the pods of a Job end, so they are not always restarted";
        let help = "write `restartPolicy = \"Never\"`, or `OnFailure`";
        match policy {
            Some(node) => found.error(code::CONTRADICTION, node, message, help),
            None => found.missing(code::LACKS, pod, message, help),
        }
    }
    endless(found, spec, policy);
    let Some(failure) = spec.get("podFailurePolicy") else { return };
    if let Some(node) = policy.filter(|_| word == "OnFailure") {
        let message = "rules of failure are for pods that are not restarted";
        found.contradiction(failure, message, node, "write `restartPolicy = \"Never\"`");
    }
    if let Some(node) =
        spec.get("podReplacementPolicy").filter(|node| node.as_text().is_some_and(|word| word != "Failed"))
    {
        found.contradiction(
            node,
            "with rules of failure a pod is replaced when it has failed",
            failure,
            "write `Failed`",
        );
    }
    rules(found, spec, pod, failure);
}

/// A job that is tried again in its own pod, which is deleted with its log at the last failure, and that has no deadline.
fn endless(found: &mut Found<'_, '_>, spec: &Node, policy: Option<&Node>) {
    let Some(policy) = policy.filter(|policy| policy.as_text().is_some_and(|word| word == "OnFailure")) else { return };
    if spec.get("activeDeadlineSeconds").is_none() && !found.is_made() && !found.is_passed_through() {
        let message = "this Job waits for a run that hangs for ever, and keeps no log of one that fails";
        let help = "write `activeDeadlineSeconds`, or `Never`, which keeps failed pods";
        found.warning(code::LOST_LOG, policy, message, help);
    }
}

/// What only a job whose pods are numbered may say.
fn indexed(found: &mut Found<'_, '_>, spec: &Node) {
    let is_indexed = spec.text("completionMode") == Some("Indexed");
    for key in ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"] {
        if let Some(node) = spec.get(key).filter(|_| !is_indexed) {
            let message = format!("only an indexed Job has `{key}`");
            found.error(code::CONTRADICTION, node, message, "write `completionMode = \"Indexed\"`");
            return;
        }
    }
    if !is_indexed {
        return;
    }
    let mode = spec.get("completionMode").unwrap_or(spec);
    let completions = spec.int("completions");
    if spec.get("completions").is_none() {
        let message = "an indexed Job must say how many parts it has";
        found.missing(code::LACKS, mode, message, "write `completions`");
    }
    found.within(spec, "parallelism", 0..=PARTS);
    let (per_index, failed) = (spec.get("backoffLimitPerIndex"), spec.get("maxFailedIndexes"));
    if let (Some(failed), None) = (failed, per_index) {
        let message = "`maxFailedIndexes` counts parts that have used up their own retries";
        found.error(code::CONTRADICTION, failed, message, "write `backoffLimitPerIndex`");
    }
    if let (Some(node), Some(most), Some(all)) = (failed, failed.and_then(Node::as_int), completions)
        && most > all
    {
        let other = spec.get("completions").unwrap_or(spec);
        found.contradiction(
            node,
            "more parts may fail than there are",
            other,
            "let it be as many as `completions` at most",
        );
    }
    if per_index.is_some() && completions.is_some_and(|all| all > PARTS) {
        found.needs(spec, "maxFailedIndexes", "a Job of that many parts");
        found.within(spec, "maxFailedIndexes", 0..=10_000);
        found.within(spec, "parallelism", 0..=10_000);
    }
}

/// The rules of failure.
fn rules(found: &mut Found<'_, '_>, spec: &Node, pod: &Node, failure: &Node) {
    let rules = failure.items("rules");
    if let Some(node) = failure.get("rules").filter(|_| rules.len() > 20) {
        found.error(code::TOO_MANY, node, "a Job has at most 20 rules of failure", "put rules together");
    }
    for rule in rules {
        found.needs(rule, "action", "the rule");
        found.word(rule, "action", &["Count", "FailIndex", "FailJob", "Ignore"]);
        if let Some(node) = rule.get("action").filter(|node| node.as_text().is_some_and(|action| action == "FailIndex"))
            && spec.get("backoffLimitPerIndex").is_none()
        {
            let message = "only a Job whose parts are retried each for itself can fail a part";
            found.error(code::CONTRADICTION, node, message, "write `backoffLimitPerIndex`");
        }
        if !found.one_of(rule, &["onExitCodes", "onPodConditions"], "the rule") {
            continue;
        }
        let Some(codes) = rule.get("onExitCodes") else { continue };
        found.word(codes, "operator", &["In", "NotIn"]);
        if let Some(node) = codes.get("containerName").filter(|node| !node.is_empty()) {
            let names = ["containers", "initContainers"].iter().flat_map(|list| pod.items(list));
            if !names.filter_map(|container| container.get("name")).any(|name| name.says_as(node)) {
                let message = format!("the pod has no container `{}`", codes.text("containerName").unwrap_or_default());
                let diagnostic = Diagnostic::error(code::NO_SUCH_PART, node.origin.span, message);
                found.missing_as(node, diagnostic.help("name one of its containers, or leave it out"));
            }
        }
        exit_codes(found, codes);
    }
}

fn exit_codes(found: &mut Found<'_, '_>, codes: &Node) {
    let values = codes.items("values");
    if values.is_empty() {
        found.missing(
            code::LACKS,
            codes.get("values").unwrap_or(codes),
            "the rule names no exit code",
            "write `values`",
        );
    }
    let mut last = i64::MIN;
    for node in values {
        let Some(value) = node.as_int() else { continue };
        if value == 0 && codes.text("operator") == Some("In") {
            found.error(code::BAD_AMOUNT, node, "exit code 0 is no failure", "take it out");
        } else if value <= last {
            let message = "exit codes stand in rising order, each once";
            found.error(code::TWICE, node, message, "sort them");
        }
        last = last.max(value);
    }
}
