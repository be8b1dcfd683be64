//! What a namespace or a cluster sets limits to: ResourceQuota, LimitRange, PriorityClass. Sources: `ValidateResourceQuota`,
//! `ValidateLimitRange`, `ValidatePriorityClass`.

use super::found::Found;
use super::permissions;
use super::quantity::Quantity;
use super::resources::amount;
use crate::diag::{Diagnostic, code, suggest};
use crate::lower::{Node, Object};

/// Scopes that exclude each other.
const AGAINST: [(&str, &str); 2] = [("BestEffort", "NotBestEffort"), ("NotTerminating", "Terminating")];

/// Looks at a ResourceQuota.
pub(super) fn quota(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else { return };
    for (key, node) in spec.get("hard").into_iter().flat_map(Node::entries) {
        counted(found, key, node);
        let resource = key.strip_prefix("requests.").or_else(|| key.strip_prefix("limits.")).unwrap_or(key);
        amount(found, resource, node);
    }
    let scopes = spec.items("scopes");
    let selected = spec.get("scopeSelector").map_or(&[][..], |selector| selector.items("matchExpressions"));
    let named = selected.iter().filter_map(|expression| expression.get("scopeName"));
    for scope in scopes.iter().chain(named) {
        for (key, node) in spec.get("hard").into_iter().flat_map(Node::entries) {
            within_scope(found, scope, key, node);
        }
    }
    for (first, second) in AGAINST {
        let at = |word: &str| scopes.iter().find(|scope| scope.as_text().is_some_and(|scope| scope == word));
        if let Some((first, node)) = at(first).zip(at(second)) {
            found.contradiction(node, "no pod is both", first, "keep one of the scopes");
        }
    }
}

/// What a quota counts without a group or domain.
const COUNTED: [&str; 20] = [
    "configmaps",
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "memory",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
    "requests.storage",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
    "storage",
];

/// A name without group or domain is one that the API server knows; a number of objects counts objects that there are.
fn counted(found: &mut Found<'_, '_>, key: &str, node: &Node) {
    if let Some(counted) = key.strip_prefix("count/") {
        let (resource, group) = counted.split_once('.').unwrap_or((counted, ""));
        if let Some((message, help)) = permissions::absence(group, resource) {
            found.warning(code::EMPTY_RIGHT, node, format!("{message}, so nothing is counted"), help);
        }
        return;
    }
    let hugepages = key.strip_prefix("requests.").unwrap_or(key).starts_with("hugepages-");
    if key.contains('/') || hugepages || COUNTED.contains(&key) {
        return;
    }
    let near = suggest(key, COUNTED);
    let help = near.map_or(format!("objects of a kind are counted by `count/{key}`"), |near| {
        format!("did you mean `{}`?", near.name)
    });
    found.error(code::BAD_FIELD, node, format!("a quota counts no `{key}`"), help);
}

/// What a quota of some pods only counts is of pods.
fn within_scope(found: &mut Found<'_, '_>, scope: &Node, key: &str, node: &Node) {
    const OF_PODS: [&str; 7] =
        ["cpu", "limits.cpu", "limits.memory", "memory", "pods", "requests.cpu", "requests.memory"];
    let Some(word) = scope.as_text() else { return };
    let fits = match word.as_str() {
        "BestEffort" => key == "pods",
        "VolumeAttributesClass" => key.contains("storage") || key == "persistentvolumeclaims",
        _ => OF_PODS.contains(&key),
    };
    if !fits {
        let message = format!("a quota of the scope `{word}` counts no `{key}`");
        let help = if word == "BestEffort" {
            "pods that request nothing are counted by `pods` alone"
        } else {
            "it counts pods, and their cpu and memory"
        };
        found.contradiction(node, &message, scope, help);
    }
}

/// Looks at a LimitRange.
pub(super) fn range(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else { return };
    found.unique(code::TWICE, spec.items("limits").iter().filter_map(|limit| limit.get("type")), "limits");
    for limit in spec.items("limits") {
        let is_pod = limit.text("type") == Some("Pod");
        for key in ["default", "defaultRequest"] {
            if let Some(node) = limit.get(key).filter(|_| is_pod) {
                let message = format!("a pod as a whole has no `{key}`");
                found.error(code::CONTRADICTION, node, message, "write it for the type `Container`");
            }
        }
        // Each is at most as large as the next.
        let order = ["min", "defaultRequest", "default", "max"];
        for (index, lower) in order.iter().enumerate() {
            for (key, node) in limit.get(lower).into_iter().flat_map(Node::entries) {
                amount(found, key, node);
                let upper = order.iter().skip(index + 1).find_map(|upper| Some((upper, limit.get(upper)?.get(key)?)));
                let Some((upper, other)) = upper else { continue };
                if Quantity::of(node).zip(Quantity::of(other)).is_some_and(|(low, high)| low > high) {
                    let message = format!("`{lower}` of `{key}` is above `{upper}`");
                    let diagnostic = Diagnostic::error(code::CONTRADICTION, node.origin.span, message)
                        .label(other.origin.span, "this is less")
                        .help("let `min`, `defaultRequest`, `default` and `max` rise in this order");
                    found.add(node, diagnostic);
                }
            }
        }
        for (key, node) in limit.get("maxLimitRequestRatio").into_iter().flat_map(Node::entries) {
            let one = Quantity::of(&Node { origin: node.origin, tree: crate::lower::Tree::Int(1) });
            if Quantity::of(node).zip(one).is_some_and(|(ratio, one)| ratio < one) {
                let message = format!("the ratio of `{key}` is below 1");
                found.error(code::BAD_QUANTITY, node, message, "a limit is never below its request: write 1 or more");
            }
        }
    }
}

/// Looks at a PriorityClass.
pub(super) fn priority(found: &mut Found<'_, '_>, object: &Object) {
    let root = &object.root;
    let system = object.name.starts_with("system-");
    if system && !matches!(object.name.as_str(), "system-cluster-critical" | "system-node-critical") {
        let node = root.at(&["metadata", "name"]).unwrap_or(root);
        let message = "names that start with `system-` are Kubernetes' own";
        found.error(code::BAD_OBJECT_NAME, node, message, "give it another name");
    } else if !system {
        found.within(root, "value", i64::from(i32::MIN)..=1_000_000_000);
    }
    found.word(root, "preemptionPolicy", &["PreemptLowerPriority", "Never"]);
    if let Some(node) = root.get("globalDefault").filter(|_| root.is_true("globalDefault"))
        && root.get("value").is_none()
    {
        found.missing(code::LACKS, node, "the default class has no `value`", "write `value`");
    }
}
