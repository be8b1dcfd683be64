//! `canary`: a few pods of another image behind the same Service, as one more Deployment.
//!
//! The Deployment of the others keeps its name and its selector, which cannot be changed: to start and to end a canary
//! moves none of their pods.

use ecow::EcoString;

use super::context::{Lowering, lacks, written};
use super::service;
use super::workload::Workload;
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Item, Value};
use crate::types::Number;

/// Makes the Deployment of the canary, where there is one.
pub(super) fn deployment(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let body = workload.body;
    let Some(canary) = body.field("canary").filter(|_| !body.is_none("canary")) else { return };
    let span = canary.origin.span;
    let clash = match workload.declaration.versions.first() {
        Some(_) => Some(("`canary` has no place beside `version`", None, "write the canary as a version")),
        None if service::is_stateful(body) => {
            let place = ["stateful", "storage"].iter().find_map(|entry| body.field(entry));
            let place = place.map(|item| item.origin.span);
            let help = "roll out from the last pod on: `rollout { partition = 2 }`";
            Some(("a stateful service has no `canary`", place, help))
        }
        None => None,
    };
    if let Some((message, stateful, help)) = clash {
        let diagnostic = Diagnostic::error(code::IDLE_OPTION, span, message).help(help);
        cx.report(match stateful {
            Some(place) => diagnostic.label(place, "its pods are numbered"),
            None => diagnostic,
        });
        return;
    }
    let Some(image) = canary.field("image") else {
        if lacks(canary, "image") {
            cx.error(code::MISSING_IMAGE, span, "`canary` has no image", "write `image = \"registry/name:tag\"`");
        }
        return;
    };
    let mut own = body.clone();
    let _ = own.fields.insert("image".into(), image.clone());
    let _ = own.fields.insert("replicas".into(), replicas(body, canary));
    for entry in ["scale", "canary", "rightsize"] {
        let _ = own.fields.shift_remove(entry);
    }
    own.origin = canary.origin;
    let label = EcoString::from("canary");
    service::controller(cx, &workload.version(cx.plain, &label, &own));
}

/// How many pods: as written, else what makes up the share, at least one.
fn replicas(body: &Item, canary: &Item) -> Item {
    if let Some(item) = canary.field("replicas").filter(|_| written(canary, "replicas").is_some()) {
        return item.clone();
    }
    let weight = written(canary, "weight");
    let others = service::replicas(body).map_or(1, |(least, ..)| least);
    let count = weight.and_then(percent).map_or(1, |percent| share(others, percent));
    let mut origin = weight.map_or(canary.origin, |weight| weight.origin);
    origin.layer = origin.layer.max(1);
    let mut item = Item::empty(origin);
    item.value = Some(Value::new(origin, Data::Number(Number::whole(count))));
    item
}

fn percent(value: &Value) -> Option<f64> {
    value.number()?.written().ok()?.strip_suffix('%')?.parse().ok()
}

/// How many pods beside `others` are nearest to `percent` of all.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of pods are small")]
fn share(others: i64, percent: f64) -> i64 {
    let part = (percent / 100.0).clamp(0.0, 0.99);
    ((others as f64 * part / (1.0 - part)).round() as i64).max(1)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_of_all_pods_becomes_a_number() {
        for (others, percent, count) in [(9, 10.0, 1), (3, 50.0, 3), (10, 0.0, 1), (1, 10.0, 1), (20, 20.0, 5)] {
            assert_eq!(share(others, percent), count, "{percent} % beside {others}");
        }
    }
}
