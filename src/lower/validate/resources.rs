//! What containers and pods ask for: names, quantities, requests within limits. Sources: `validateResourceRequirements`,
//! `ValidateResourceQuantityValue`, `validatePodResourceConsistency`, and the warning on fractional bytes.

use super::found::Found;
use super::quantity::Quantity;
use super::walk::{Pod, Role};
use crate::diag::{Diagnostic, code, suggest};
use crate::lower::Node;
use crate::types::NameKind;

/// Resources that Kubernetes itself counts for a container.
const KNOWN: [&str; 3] = ["cpu", "ephemeral-storage", "memory"];

/// Looks at what all containers ask for, and the pod as a whole.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for container in &pod.containers {
        if let Some(resources) = container.node.get("resources") {
            requirements(found, resources);
            claims(found, pod, resources);
        }
    }
    let Some(whole) = pod.spec.get("resources") else { return };
    requirements(found, whole);
    for key in KNOWN {
        let Some(node) = whole.get("requests").and_then(|requests| requests.get(key)) else { continue };
        let running = pod.containers.iter().filter(|container| matches!(container.role, Role::Main | Role::Sidecar));
        let asked = running.filter_map(|container| Quantity::of(container.node.at(&["resources", "requests", key])?));
        let sum = asked.reduce(Quantity::plus);
        if let (Some(sum), Some(own)) = (sum, Quantity::of(node))
            && sum > own
        {
            let message = format!("the containers ask for more `{key}` together than the pod");
            found.error(code::REQUEST_ABOVE_LIMIT, node, message, "let the pod ask for as much as its containers");
        }
    }
}

fn claims(found: &mut Found<'_, '_>, pod: &Pod<'_>, resources: &Node) {
    let claims = resources.items("claims");
    for claim in claims {
        let Some(name) = claim.get("name") else { continue };
        if !pod
            .spec
            .items("resourceClaims")
            .iter()
            .any(|known| known.get("name").is_some_and(|known| known.says_as(name)))
        {
            let message = format!("the pod has no resource claim `{}`", claim.text("name").unwrap_or_default());
            found.missing(code::NO_SUCH_PART, name, message, "declare it in the pod's `resourceClaims`");
        }
    }
}

fn requirements(found: &mut Found<'_, '_>, resources: &Node) {
    let (requests, limits) = (resources.get("requests"), resources.get("limits"));
    for list in [limits, requests].into_iter().flatten() {
        for (key, node) in list.entries() {
            name(found, key, node);
            amount(found, key, node);
        }
    }
    for (key, request) in requests.into_iter().flat_map(Node::entries) {
        let limit = limits.and_then(|limits| limits.get(key));
        let Some(asked) = Quantity::of(request) else { continue };
        let Some(limit) = limit else {
            if !overcommits(key) {
                let message = format!("`{key}` is requested without a limit, which must be the same");
                found.missing(code::LACKS, request, message, format!("write `limits` with the same `{key}`"));
            }
            continue;
        };
        let Some(most) = Quantity::of(limit) else { continue };
        let message = match (asked > most, asked == most || overcommits(key)) {
            (true, _) => format!("the request for `{key}` is above its limit"),
            (_, true) => continue,
            _ => format!("the request for `{key}` must be the same as its limit"),
        };
        let diagnostic = Diagnostic::error(code::REQUEST_ABOVE_LIMIT, request.origin.span, message)
            .label(limit.origin.span, "the limit")
            .help("let the limit be as large as the request");
        found.add(request, diagnostic);
    }
}

/// Whether a node may promise more of it than it has.
fn overcommits(key: &str) -> bool {
    KNOWN.contains(&key)
}

fn name(found: &mut Found<'_, '_>, key: &str, node: &Node) {
    if KNOWN.contains(&key) || key.starts_with("hugepages-") {
        return;
    }
    if !key.contains('/') {
        let message = format!("there is no resource `{key}`");
        let help = match suggest(key, KNOWN) {
            Some(near) => format!("did you mean `{}`?", near.name),
            None => "one of another kind has a domain: `example.com/gpu`".into(),
        };
        found.error(code::BAD_FIELD, node, message, help);
    } else if let Err(error) = NameKind::LabelKey.check(key) {
        found.format(code::BAD_FIELD, node, &format!("`{key}` cannot be the name of a resource"), &error);
    }
}

/// The quantity of resource `key`.
pub(super) fn amount(found: &mut Found<'_, '_>, key: &str, node: &Node) {
    let Some(quantity) = Quantity::of(node) else {
        if let Some(text) = node.as_text() {
            let help = "write a number with `m`, or `k`, `M`, `G`, `Ki`, `Mi`, `Gi`, …";
            found.error(code::BAD_QUANTITY, node, format!("`{text}` is no quantity"), help);
        }
        return;
    };
    if quantity.is_negative() {
        found.error(code::BAD_QUANTITY, node, format!("`{key}` is below zero"), "write 0 or more");
    } else if !quantity.is_whole() && key != "cpu" {
        let message = format!("`{key}` is no whole number");
        if overcommits(key) || key == "storage" {
            found.error(
                code::BAD_QUANTITY,
                node,
                message + " of bytes",
                "`m` means thousandths; `M` or `Mi` are megabytes",
            );
        } else {
            found.error(code::BAD_QUANTITY, node, message, "it is counted in whole numbers");
        }
    }
}
