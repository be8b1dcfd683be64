//! Quotas and limits of namespaces against what the program itself runs there.
//!
//! What steadily runs is what replicas, or the least of an autoscaler, come to; at most an autoscaler may reach its
//! maximum while jobs run. A quota of some pods only (`scopes`) is not added up.

use super::Index;
use super::usage::{Usage, needs_of};
use crate::diag::{Diagnostic, code};
use crate::lower::validate::found::Found;
use crate::lower::validate::quantity::Quantity;
use crate::lower::validate::walk::{Container, Pod, Role};
use crate::lower::{Node, Object};

/// What a quota makes every container say, and where it says it.
const DEMANDED: [(&str, &str, &str); 6] = [
    ("requests.cpu", "requests", "cpu"),
    ("cpu", "requests", "cpu"),
    ("limits.cpu", "limits", "cpu"),
    ("requests.memory", "requests", "memory"),
    ("memory", "requests", "memory"),
    ("limits.memory", "limits", "memory"),
];

/// Looks at the ResourceQuota at `position`: whether the program fits into it.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(spec) = index.objects.get(position).and_then(|object| object.root.get("spec")) else { return };
    if is_partial(spec) {
        return;
    }
    let namespace = index.namespace(position);
    for (key, node) in spec.get("hard").into_iter().flat_map(Node::entries) {
        let Some(hard) = Quantity::of(node) else { continue };
        let usage = Usage::of(found, index, namespace, key);
        let (used, most) = (usage.steady(), usage.peak());
        let gives = |most: &str, needed: Quantity| {
            let (needed, hard) = (needed.written(key), hard.written(key));
            format!("the program {most} {needed} of `{key}`, and the quota of `{namespace}` gives {hard}")
        };
        let mut diagnostic = if used > hard {
            Diagnostic::error(code::OVER_QUOTA, node.origin.span, gives("needs", used))
        } else if most > hard {
            Diagnostic::warning(code::OVER_QUOTA, node.origin.span, gives("may need", most))
        } else {
            continue;
        };
        for part in usage.largest(used > hard) {
            diagnostic = diagnostic.label(part.node.origin.span, part.said(key, used > hard));
        }
        found.add(node, diagnostic.help("raise the quota, or let the workloads ask for less"));
    }
}

/// Whether the quota counts some pods only.
fn is_partial(spec: &Node) -> bool {
    !spec.items("scopes").is_empty() || spec.get("scopeSelector").is_some_and(|selector| !selector.is_empty())
}

/// Looks at the pod inside the object at `position`: it says what the quotas of its namespace ask for, and no container
/// is outside of the limits.
pub(super) fn pod(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize, pod: &Pod<'_>) {
    let namespace = index.namespace(position);
    let here = |object: &&(usize, &Object)| index.namespace(object.0) == namespace;
    for (_, quota) in index.of_kind("ResourceQuota").iter().filter(here) {
        let Some(spec) = quota.root.get("spec").filter(|spec| !is_partial(spec)) else { continue };
        for (key, list, resource) in DEMANDED {
            let Some(asked) = spec.get("hard").and_then(|hard| hard.get(key)) else { continue };
            let lacking = pod.containers.iter().filter(|container| container.role != Role::Ephemeral);
            let whole = pod.spec.at(&["resources", list, resource]).is_some();
            for container in lacking.filter(|_| !whole) {
                let needs = needs_of(index, namespace, container, resource);
                let says = if list == "limits" { needs.limit } else { needs.request };
                if says.is_none() {
                    demand(found, container, (list, resource), asked, namespace);
                }
            }
        }
    }
    for (_, limits) in index.of_kind("LimitRange").iter().filter(here) {
        let items = limits.root.get("spec").map_or(&[][..], |spec| spec.items("limits"));
        for limit in items.iter().filter(|limit| limit.text("type") == Some("Container")) {
            pod.containers.iter().for_each(|container| bounds(found, container, limit, namespace));
        }
    }
}

fn demand(
    found: &mut Found<'_, '_>,
    container: &Container<'_>,
    (list, resource): (&str, &str),
    asked: &Node,
    namespace: &str,
) {
    let word = if list == "limits" { "limit" } else { "request" };
    let holder = container.node.get("resources").unwrap_or(container.node);
    let message = format!(
        "the container `{}` has no {word} for `{resource}`, so the quota of `{namespace}` turns its pods away",
        container.name()
    );
    let diagnostic = Diagnostic::error(code::QUOTA_DEMANDS, holder.origin.span, message)
        .label(asked.origin.span, "the quota counts it")
        .help(match (list, resource) {
            ("limits", "cpu") => {
                "write `cpu = request..limit`, or a `default` for `each container` in the quota".to_owned()
            }
            _ => format!("write `{resource}`, or a `default` for `each container` in the quota"),
        });
    found.missing_as(holder, diagnostic);
}

/// A container's own amounts within those of a LimitRange.
fn bounds(found: &mut Found<'_, '_>, container: &Container<'_>, limit: &Node, namespace: &str) {
    let Some(resources) = container.node.get("resources") else { return };
    for (bound, list, is_wrong) in [
        ("min", "requests", (|own, bound| own < bound) as fn(Quantity, Quantity) -> bool),
        ("max", "limits", |own, bound| own > bound),
    ] {
        for (key, node) in limit.get(bound).into_iter().flat_map(Node::entries) {
            let Some(own) = resources.get(list).and_then(|list| list.get(key)) else { continue };
            let Some((amount, most)) = Quantity::of(own).zip(Quantity::of(node)) else { continue };
            if !is_wrong(amount, most) {
                continue;
            }
            let (what, side) = if bound == "min" { ("request", "below") } else { ("limit", "above") };
            let message = format!(
                "the {what} of `{key}` is {side} what a container of `{namespace}` may have: {} and {}",
                amount.written(key),
                most.written(key)
            );
            let diagnostic = Diagnostic::error(code::OVER_QUOTA, own.origin.span, message)
                .label(node.origin.span, if bound == "min" { "the least" } else { "the most" })
                .help("let the container stay within the limits, or change these");
            found.add(own, diagnostic);
        }
    }
}
