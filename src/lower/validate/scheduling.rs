//! Where pods run: affinities, spread, tolerations, labels of nodes. Sources: `validateAffinity`,
//! `validateTopologySpreadConstraints`, `ValidateTolerations`, `ValidateNodeSelectorRequirement`, and the warnings on node
//! labels and selectors.

use super::found::Found;
use super::walk::Pod;
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Tree};
use crate::types::NameKind;

/// Labels of nodes that are no longer set, and what they are now.
const RENAMED: [(&str, &str); 6] = [
    ("beta.kubernetes.io/arch", "kubernetes.io/arch"),
    ("beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type"),
    ("beta.kubernetes.io/os", "kubernetes.io/os"),
    ("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"),
    ("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"),
    ("node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane"),
];

/// Looks at everything of a pod that says where it runs.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for (key, node) in pod.spec.entries() {
        match key {
            "nodeSelector" => {
                for (key, value) in node.entries() {
                    found.label(key, value);
                    renamed(found, key, value);
                }
            }
            "affinity" => affinity(found, node),
            "tolerations" => node.elements().iter().for_each(|toleration| tolerates(found, toleration)),
            "topologySpreadConstraints" => spread(found, node),
            _ => {}
        }
    }
}

fn renamed(found: &mut Found<'_, '_>, key: &str, node: &Node) {
    if let Some((old, new)) = RENAMED.iter().find(|(old, _)| *old == key) {
        let message = format!("nodes no longer carry the label `{old}`");
        found.warning(code::NO_EFFECT, node, message, format!("write `{new}`"));
    }
}

fn affinity(found: &mut Found<'_, '_>, affinity: &Node) {
    if let Some(node) = affinity.get("nodeAffinity") {
        const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
        if let Some(required) = node.get(REQUIRED) {
            let terms = required.get("nodeSelectorTerms");
            if terms.is_none_or(Node::is_empty) {
                found.missing(
                    code::LACKS,
                    terms.unwrap_or(required),
                    "the affinity has no term",
                    "write `nodeSelectorTerms`",
                );
            }
            required.items("nodeSelectorTerms").iter().for_each(|term| node_term(found, term));
        }
        for preferred in node.items("preferredDuringSchedulingIgnoredDuringExecution") {
            weight(found, preferred);
            if let Some(term) = preferred.get("preference") {
                node_term(found, term);
            }
        }
    }
    for kind in ["podAffinity", "podAntiAffinity"] {
        let Some(node) = affinity.get(kind) else { continue };
        node.items("requiredDuringSchedulingIgnoredDuringExecution").iter().for_each(|term| pod_term(found, term));
        for preferred in node.items("preferredDuringSchedulingIgnoredDuringExecution") {
            weight(found, preferred);
            match preferred.get("podAffinityTerm") {
                Some(term) => pod_term(found, term),
                None => found.needs(preferred, "podAffinityTerm", "the preference"),
            }
        }
    }
}

fn weight(found: &mut Found<'_, '_>, preferred: &Node) {
    found.needs(preferred, "weight", "the preference");
    found.within(preferred, "weight", 1..=100);
}

fn node_term(found: &mut Found<'_, '_>, term: &Node) {
    for expression in term.items("matchExpressions") {
        found.expression(expression, &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]);
        if let Some(key) = expression.get("key") {
            renamed(found, expression.text("key").unwrap_or_default(), key);
        }
    }
    for expression in term.items("matchFields") {
        if let Some(node) =
            expression.get("key").filter(|node| node.as_text().is_some_and(|key| key != "metadata.name"))
        {
            found.error(code::BAD_FIELD, node, "nodes are found by one field only", "write `metadata.name`");
        }
        found.word(expression, "operator", &["In", "NotIn"]);
    }
}

fn pod_term(found: &mut Found<'_, '_>, term: &Node) {
    found.needs(term, "topologyKey", "the affinity");
    if let Some(node) = term.get("topologyKey").filter(|node| !node.is_empty()) {
        let key = node.as_text().map_or("", |key| key.as_str());
        if let Err(error) = NameKind::LabelKey.check(key) {
            found.format(code::BAD_LABEL, node, &format!("`{key}` cannot be a label of nodes"), &error);
        }
        renamed(found, key, node);
    }
    found.selector(term.get("labelSelector"));
    found.selector(term.get("namespaceSelector"));
    if term.get("labelSelector").is_none() {
        let message = "the affinity has no `labelSelector`, so it means no pod";
        found.missing_as(
            term,
            Diagnostic::warning(code::NO_EFFECT, term.origin.span, message).help("write `labelSelector`"),
        );
    }
}

fn tolerates(found: &mut Found<'_, '_>, toleration: &Node) {
    found.word(toleration, "operator", &["Equal", "Exists", "Gt", "Lt"]);
    found.word(toleration, "effect", &["", "NoSchedule", "PreferNoSchedule", "NoExecute"]);
    let exists = toleration.text("operator") == Some("Exists");
    let key = toleration.text("key").unwrap_or_default();
    if key.is_empty() && !exists && !toleration.is_empty() {
        let message = "a toleration without `key` tolerates everything, which is `Exists`";
        found.missing(code::BAD_TAINT, toleration, message, "write `key`, or `operator = \"Exists\"`");
    } else if !key.is_empty()
        && let Err(error) = NameKind::LabelKey.check(key)
        && let Some(node) = toleration.get("key")
    {
        found.format(code::BAD_TAINT, node, &format!("`{key}` cannot be the key of a taint"), &error);
    }
    if let Some(value) = toleration.get("value").filter(|value| !value.is_empty()) {
        if exists {
            let message = "`Exists` takes no value";
            found.error(code::BAD_TAINT, value, message, "take the value out, or write `operator = \"Equal\"`");
        } else if let Some(Err(error)) = value.as_text().map(|value| NameKind::LabelValue.check(value)) {
            found.format(code::BAD_TAINT, value, "a taint cannot have this value", &error);
        }
    }
    if let Some(node) = toleration.get("tolerationSeconds").filter(|_| toleration.text("effect") != Some("NoExecute")) {
        let message = "only `NoExecute` drives pods away after a time";
        found.error(code::BAD_TAINT, node, message, "write `effect = \"NoExecute\"`, or take the time out");
    }
}

fn spread(found: &mut Found<'_, '_>, list: &Node) {
    for (index, constraint) in list.elements().iter().enumerate() {
        for key in ["maxSkew", "topologyKey", "whenUnsatisfiable"] {
            found.needs(constraint, key, "the spread");
        }
        found.within(constraint, "maxSkew", 1..=i64::MAX);
        found.within(constraint, "minDomains", 1..=i64::MAX);
        found.word(constraint, "whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"]);
        if let Some(node) =
            constraint.get("minDomains").filter(|_| constraint.text("whenUnsatisfiable") == Some("ScheduleAnyway"))
        {
            let message = "`minDomains` counts only where the spread is a must";
            found.error(code::CONTRADICTION, node, message, "write `whenUnsatisfiable = \"DoNotSchedule\"`");
        }
        let selector = constraint.get("labelSelector");
        found.selector(selector);
        if selector.is_none() {
            let message = "the spread has no `labelSelector`, so it counts no pod";
            let diagnostic = Diagnostic::warning(code::NO_EFFECT, constraint.origin.span, message);
            found.missing_as(constraint, diagnostic.help("write `labelSelector`"));
        }
        for key in constraint.items("matchLabelKeys") {
            let Tree::Text(name) = &key.tree else { continue };
            if let Some(other) = selector.and_then(|selector| selector.get("matchLabels")?.get(name)) {
                found.contradiction(
                    key,
                    &format!("`{name}` is in `labelSelector` already"),
                    other,
                    "keep it in one of the two",
                );
            }
        }
        let same = |earlier: &&Node| {
            ["topologyKey", "whenUnsatisfiable"]
                .iter()
                .all(|key| earlier.get(key).zip(constraint.get(key)).is_some_and(|(earlier, key)| earlier.says_as(key)))
        };
        if let Some(earlier) = list.elements().iter().take(index).find(same) {
            let node = constraint.get("topologyKey").unwrap_or(constraint);
            let message = "two spreads go by one label in one way";
            let diagnostic = Diagnostic::error(code::TWICE, node.origin.span, message)
                .label(earlier.get("topologyKey").unwrap_or(earlier).origin.span, "the other one")
                .help("keep one of them");
            found.add(node, diagnostic);
        }
    }
}
