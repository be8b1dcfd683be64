//! A rollout against what else is said of the pods: how many must stay, how long they take to be ready.

use crate::diag::{Diagnostic, code};
use crate::eval::{Item, Value};
use crate::lower::context::{Lowering, written};
use crate::lower::service::{is_stateful, replicas};
use crate::lower::workload::Workload;
use crate::source::Span;
use crate::types::Dimension;

/// After how many seconds without progress Kubernetes gives a rollout up.
const DEADLINE: i64 = 600;

/// Looks at the rollout of a service.
pub(in crate::lower) fn rollout(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let body = workload.body;
    keeps(cx, body);
    if !is_stateful(body) {
        ends(cx, body);
    }
}

/// A rolling update does not ask the budget: it may take more pods away than the budget lets anyone else.
fn keeps(cx: &mut Lowering<'_>, body: &Item) {
    let Some(keep) = written(body, "keep") else { return };
    let Some((least, _, _)) = replicas(body) else { return };
    let Some(kept) = count(keep, least, Rounding::Up).filter(|kept| *kept < least) else { return };
    let rollout = body.field("rollout");
    let said = |entry: &str| rollout.and_then(|rollout| written(rollout, entry));
    let strategy = said("strategy");
    let (left, place) = match strategy.and_then(Value::text).map(|word| word.as_str()) {
        Some("recreate") => (0, strategy),
        Some("on_delete") => return,
        _ => {
            let unavailable = said("unavailable");
            let default = if is_stateful(body) { 1 } else { least / 4 };
            let missing = unavailable.map_or(Some(default), |value| count(value, least, Rounding::Down));
            let Some(missing) = missing else { return };
            (least - missing.max(0), unavailable)
        }
    };
    if left >= kept {
        return;
    }
    let message = format!("a rollout may leave {} of {least} pods, fewer than `keep` promises", left.max(0));
    let mut diagnostic = Diagnostic::warning(code::ROLLOUT_BELOW_KEEP, keep.span(), message).help(match left {
        0 => "let `rollout.strategy` be `rolling`, which replaces pods little by little".to_owned(),
        _ => format!("write `rollout {{ unavailable = {} }}`, or keep fewer", least - kept),
    });
    diagnostic = match place {
        Some(value) => diagnostic.label(value.span(), "so many a rollout may take away"),
        None => diagnostic.note("Kubernetes' own default lets a rollout take away a quarter"),
    };
    if let Some(value) = written(body, "replicas").filter(|value| value.origin.layer != 0) {
        diagnostic = diagnostic.label(value.span(), "of so many");
    }
    cx.report(diagnostic);
}

#[derive(Clone, Copy)]
enum Rounding {
    Up,
    Down,
}

/// A number of pods, or a share of `all` of them.
fn count(value: &Value, all: i64, rounding: Rounding) -> Option<i64> {
    let number = value.number()?;
    if number.dimension() != Dimension::Percent {
        return number.to_i64();
    }
    let percent: i64 = number.written().ok()?.strip_suffix('%')?.parse().ok()?;
    let part = all.checked_mul(percent)?;
    Some(match rounding {
        Rounding::Down => part / 100,
        Rounding::Up => part / 100 + i64::from(part % 100 != 0),
    })
}

/// A rollout that is given up before its pods can be ready.
fn ends(cx: &mut Lowering<'_>, body: &Item) {
    let rollout = body.field("rollout");
    let deadline = rollout.and_then(|rollout| written(rollout, "deadline"));
    let limit = deadline.and_then(seconds).unwrap_or(DEADLINE);
    let min_ready = rollout.and_then(|rollout| written(rollout, "min_ready"));
    let probe = |name: &str, option: &str| {
        body.field("probe").and_then(|probes| probes.labels.get(name)).and_then(|probe| written(probe, option))
    };
    if let Some((value, time)) = min_ready.and_then(|value| Some((value, seconds(value)?)))
        && time >= limit
    {
        let message = format!("a pod counts after {time}s, but the rollout is given up after {limit}s");
        report(cx, Diagnostic::error(code::ROLLOUT_TOO_SHORT, value.span(), message), deadline);
        return;
    }
    for (value, what) in
        [(probe("startup", "within"), "the start may take"), (probe("ready", "after"), "a pod is first asked after")]
    {
        if let Some((value, time)) = value.and_then(|value| Some((value, seconds(value)?)))
            && time >= limit
        {
            let message = format!("{what} {time}s, but the rollout is given up after {limit}s");
            report(cx, Diagnostic::warning(code::ROLLOUT_TOO_SHORT, value.span(), message), deadline);
            return;
        }
    }
}

fn seconds(value: &Value) -> Option<i64> {
    value.number()?.seconds().ok()
}

fn report(cx: &mut Lowering<'_>, diagnostic: Diagnostic, deadline: Option<&Value>) {
    let span: Option<Span> = deadline.map(Value::span);
    let diagnostic = diagnostic.help("let `rollout.deadline` be longer than both together");
    cx.report(match span {
        Some(span) => diagnostic.label(span, "the deadline"),
        None => diagnostic.note("600s is Kubernetes' own default"),
    });
}
