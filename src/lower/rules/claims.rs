//! A claim that one node may use at a time, mounted by several pods.

use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Declaration, Item, Value};
use crate::lower::context::{Lowering, written};
use crate::lower::service::replicas;
use crate::lower::workload::Workload;

/// Looks at the claims that the workload's pods share.
pub(in crate::lower) fn claims(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let several = match workload.declaration.kind.as_str() {
        "daemon" => true,
        _ => replicas(workload.body).is_some_and(|(_, most, _)| most >= 2),
    };
    if !several {
        return;
    }
    let volumes = workload.body.labelled("volume").filter_map(|(_, item)| item.value.as_ref());
    let containers = workload.containers.iter();
    let mounts =
        containers.flat_map(|container| container.item.labelled("mount")).filter_map(|(_, item)| item.value.as_ref());
    for value in volumes.chain(mounts).collect::<Vec<_>>() {
        let Data::Declaration(reference) = &value.data else { continue };
        let Some(claim) = cx.declaration(reference.declaration) else { continue };
        if claim.kind == "storage" && !is_shareable(&claim.body) {
            report(cx, workload, value, claim);
        }
    }
}

/// Whether pods on several nodes may use the claim at the same time.
fn is_shareable(claim: &Item) -> bool {
    let shared = |mode: &Value| mode.text().is_some_and(|word| word.ends_with("_many"));
    written(claim, "access").and_then(Value::list).is_some_and(|modes| modes.iter().any(shared))
}

fn report(cx: &mut Lowering<'_>, workload: &Workload<'_>, value: &Value, claim: &Declaration) {
    let message = format!(
        "the pods of `{}` share `{}`, which only one node may use at a time",
        workload.declaration.label, claim.label
    );
    cx.report(
        Diagnostic::warning(code::CLAIM_SHARED, value.span(), message)
            .label(claim.span, "for one node, unless `access` says otherwise")
            .help("write `access = [read_write_many]` where the StorageClass can do that, or give every pod a claim of its own: `storage NAME { … }` in the service"),
    );
}
