//! The target version of Kubernetes: whether it is known, and what it does not have yet.

use crate::diag::{Diagnostic, code};
use crate::eval::{Item, Value};
use crate::lower::context::{Lowering, written};
use crate::lower::workload::{Role, Workload};
use crate::schema::Versions;
use crate::source::Span;

/// Entries of a job and the minor version from which on Kubernetes has them switched on.
const OF_JOBS: [(&str, u32); 3] = [("on_failure", 26), ("retry_per_index", 29), ("zone", 25)];

/// Reports a target that is not among the known ones: nothing could be said of what is valid there.
pub(in crate::lower) fn known(cx: &mut Lowering<'_>) {
    let Some(value) = cx.evaluated.app.value("target").filter(|_| cx.api.target.is_none()) else { return };
    let text = value.text().map_or("", |text| text.as_str());
    if Versions::parse(text).is_ok() {
        return;
    }
    let (oldest, newest) = (Versions::OLDEST, Versions::NEWEST);
    let message = format!("this version of kappc does not know Kubernetes {text}");
    let diagnostic = Diagnostic::error(code::UNKNOWN_TARGET, value.span(), message)
        .note(format!("it knows 1.{oldest} to 1.{newest}"));
    let minor = text.strip_prefix("1.").and_then(|minor| minor.parse::<u32>().ok());
    cx.report(diagnostic.help(if minor.is_none_or(|minor| minor > u32::from(newest)) {
        format!("write `\"1.{newest}\"`, the newest, or use a newer version of kappc")
    } else {
        format!("write `\"1.{oldest}\"`, the oldest, or a newer one")
    }));
}

/// Looks at what a workload asks of its cluster.
pub(in crate::lower) fn target(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let body = workload.body;
    if workload.declaration.kind == "job" {
        for (entry, since) in OF_JOBS {
            let Some(field) = body.field(entry) else { continue };
            let span = field.value.as_ref().map_or(field.origin.span, Value::span);
            needs(cx, span, &format!("`{entry}`"), since, "take it out, or raise the target");
        }
    }
    for container in workload.containers.iter().filter(|container| container.role == Role::Native) {
        let help = "write `native = false` for an ordinary container, or raise the target";
        needs(cx, container.span, "a sidecar that starts before the main container", 29, help);
    }
    let modes = |item: &Item| written(item, "access").and_then(Value::list).unwrap_or_default().to_vec();
    for mode in body.labelled("storage").flat_map(|(_, item)| modes(item)) {
        if mode.text().is_some_and(|word| word == "read_write_once_pod") {
            needs(cx, mode.span(), "`read_write_once_pod`", 27, "use `read_write_once`, or raise the target");
        }
    }
}

fn needs(cx: &mut Lowering<'_>, span: Span, what: &str, since: u32, help: &str) {
    if cx.minor >= since {
        return;
    }
    let lacking = u8::try_from(since).map_or(cx.versions, |since| cx.versions & Versions::between(0, since - 1));
    let message = format!("{what} needs Kubernetes 1.{since}, and the target is {lacking}");
    let diagnostic = Diagnostic::error(code::TARGET_TOO_OLD, span, message).help(help);
    let target = cx.evaluated.app.value("target").map(Value::span);
    cx.report(match target {
        Some(span) => diagnostic.label(span, "the target"),
        None => diagnostic,
    });
}
