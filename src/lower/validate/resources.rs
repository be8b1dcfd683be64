//! What containers and pods ask for: names, quantities, requests within limits. Sources: `validateResourceRequirements`,
//! `ValidateResourceQuantityValue`, `ValidateHugePageSize`, and the warning on fractional bytes.

use super::found::Found;
use super::quantity::Quantity;
use super::walk::Pod;
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
    if let Some(whole) = pod.spec.get("resources") {
        requirements(found, whole);
    }
    if let Some(overhead) = pod.spec.get("overhead") {
        for (key, node) in overhead.entries() {
            name(found, key, node);
            amount(found, key, node);
        }
    }
    let claims = pod.spec.items("resourceClaims").iter().filter_map(|claim| claim.get("name"));
    found.unique(code::TWICE, claims, "resource claims of the pod");
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
    huge_pages(found, requests, limits);
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

/// Pages of memory that are larger than usual: whole ones, beside memory or processors.
fn huge_pages(found: &mut Found<'_, '_>, requests: Option<&Node>, limits: Option<&Node>) {
    let mut alone = None;
    let mut others = false;
    for (key, node) in [limits, requests].into_iter().flatten().flat_map(Node::entries) {
        others |= matches!(key, "cpu" | "memory");
        let Some(size) = key.strip_prefix("hugepages-") else { continue };
        alone = alone.or(Some(node));
        let Some(size) = Quantity::read(size) else {
            found.error(code::BAD_FIELD, node, format!("`{key}` names no size of a page"), "write `hugepages-2Mi`");
            continue;
        };
        if Quantity::of(node).is_some_and(|amount| !amount.is_negative() && !amount.is_multiple_of(size)) {
            let message = format!("`{key}` is no number of whole pages");
            found.error(code::BAD_QUANTITY, node, message, "write a multiple of the size of a page");
        }
    }
    if let Some(node) = alone.filter(|_| !others) {
        let message = "huge pages alone are not enough: a container needs `cpu` or `memory` beside them";
        found.missing(code::LACKS, node, message, "write `memory` or `cpu` too");
    }
}

/// Whether a node may promise more of it than it has.
fn overcommits(key: &str) -> bool {
    KNOWN.contains(&key)
}

/// Whether Kubernetes itself counts it.
pub(super) fn is_known(key: &str) -> bool {
    KNOWN.contains(&key) || key.starts_with("hugepages-")
}

fn name(found: &mut Found<'_, '_>, key: &str, node: &Node) {
    if is_known(key) {
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
    } else if let Some(rest) = key.strip_prefix("requests.") {
        let message = format!("`{key}` is how a quota counts `{rest}`");
        found.error(code::BAD_FIELD, node, message, format!("write `{rest}`"));
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
        if overcommits(key) || matches!(key, "sizeLimit" | "storage") {
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
