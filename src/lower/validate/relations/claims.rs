//! Pods that use a claim which one node may use at a time: several of them, or an old and a new one while they are
//! replaced.

use super::Index;
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::validate::walk::Pod;
use crate::lower::{Node, Object};

/// Looks at the pods inside the object at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize, pod: &Pod<'_>) {
    for volume in pod.spec.items("volumes") {
        let Some(claim) = volume.get("persistentVolumeClaim") else { continue };
        let Some((node, name)) = claim.get("claimName").and_then(|node| Some((node, node.as_text()?))) else {
            continue;
        };
        let Some(Some(known)) = index.find("PersistentVolumeClaim", index.namespace(position), name) else { continue };
        let Some(modes) = known.root.at(&["spec", "accessModes"]).filter(|modes| !is_shared(modes)) else { continue };
        if let Some((message, why, help)) = several(pod.object, found.is_made()) {
            let mut diagnostic = Diagnostic::warning(code::CLAIM_SHARED, node.origin.span, message)
                .label(modes.origin.span, "for one node at a time")
                .help(help);
            if let Some(why) = why {
                diagnostic = diagnostic.label(why.origin.span, "because of this");
            }
            found.add(node, diagnostic);
        }
    }
}

fn is_shared(modes: &Node) -> bool {
    modes.elements().iter().filter_map(Node::as_text).any(|mode| mode == "ReadWriteMany" || mode == "ReadOnlyMany")
}

/// How it comes that two pods want the claim, what says so, and what to do.
fn several(object: &Object, made: bool) -> Option<(String, Option<&Node>, &'static str)> {
    const OWN: &str =
        "give every pod a claim of its own with `volumeClaimTemplates`, or let the claim be `ReadWriteMany`";
    let spec = object.root.get("spec")?;
    let replicas = spec.get("replicas").filter(|node| node.as_int().is_some_and(|count| count > 1));
    match object.kind.as_str() {
        "DaemonSet" => Some(("a pod on every node uses this claim, which is for one node".into(), None, OWN)),
        "Deployment" | "ReplicaSet" | "StatefulSet" if replicas.is_some() => {
            Some(("several pods use this claim, which is for one node".into(), replicas, OWN))
        }
        "Deployment" => {
            let strategy = spec.get("strategy");
            let is_zero = |node: &Node| node.as_int() == Some(0) || node.as_text().is_some_and(|text| text == "0%");
            let surge = strategy.and_then(|strategy| strategy.at(&["rollingUpdate", "maxSurge"]));
            let none = spec.int("replicas") == Some(0);
            if none
                || strategy.and_then(|strategy| strategy.text("type")) == Some("Recreate")
                || surge.is_some_and(is_zero)
            {
                return None;
            }
            let message = "a rollout starts the new pod beside the old one, which still holds this claim for its node";
            let help = match made {
                true => "replace the pod instead: `rollout { strategy = recreate }`",
                false => "replace the pod instead: write `type: Recreate` in `strategy`",
            };
            Some((message.into(), surge, help))
        }
        _ => None,
    }
}
