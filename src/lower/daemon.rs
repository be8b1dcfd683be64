//! `daemon`: a DaemonSet, and what belongs to it.

use super::context::{Draft, Lowering, whole, written};
use super::node::{fields, some_map};
use super::service::strategy;
use super::workload::Workload;
use super::{account, metadata, metrics, network, network_policy, pod};
use crate::diag::{Diagnostic, code};
use crate::eval::{Declaration, Item};

pub(super) fn lower(cx: &mut Lowering<'_>, index: usize, declaration: &Declaration) {
    let workload = Workload::new(cx.plain, index, declaration);
    let body = workload.body;
    super::rules::selector(cx, &workload);
    let at = workload.at();
    let nothing = Item::empty(body.origin);
    let rollout = body.field("rollout").unwrap_or(&nothing);
    if let (Some(surge), Some(unavailable)) = (written(rollout, "surge"), written(rollout, "unavailable")) {
        cx.report(
            Diagnostic::error(
                code::IDLE_OPTION,
                unavailable.span(),
                "a DaemonSet takes `surge` or `unavailable`, not both",
            )
            .label(surge.span(), "the other one")
            .help("keep `surge` where the new pod may run beside the old one, else `unavailable`"),
        );
    }
    let selector = workload.selector();
    let template = pod::template(cx, &workload, None);
    let spec = fields(
        at,
        [
            ("selector", Some(fields(at, [("matchLabels", some_map(at, selector))]))),
            ("template", Some(template)),
            ("updateStrategy", strategy(rollout)),
            ("minReadySeconds", cx.seconds(rollout, "min_ready")),
            ("revisionHistoryLimit", whole(rollout, "history")),
        ],
    );
    let draft = Draft {
        api_version: "apps/v1".into(),
        kind: "DaemonSet".into(),
        name: workload.name(),
        labels: workload.labels(),
        annotations: metadata::annotations(declaration),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(declaration, draft, &[body]);
    network::services(cx, &workload);
    account::of_workload(cx, &workload);
    metrics::monitors(cx, &workload);
    network_policy::policy(cx, &workload);
}
