//! Roles and bindings: rules that say something, roles and subjects that can be. Sources: `ValidatePolicyRule`,
//! `ValidateRoleBinding`, `ValidateRoleBindingSubject`.

use super::found::Found;
use super::permissions;
use crate::diag::code;
use crate::lower::{Node, Object};
use crate::types::NameKind;

/// Looks at a Role or ClusterRole.
pub(super) fn role(found: &mut Found<'_, '_>, object: &Object) {
    let everywhere = object.kind == "ClusterRole";
    for rule in object.root.items("rules") {
        // What others wrote is theirs to mend.
        if !object.passed_through {
            permissions::check(found, rule);
        }
        if rule.items("verbs").is_empty() {
            let message = "the rule permits no verb";
            found.missing(code::LACKS, rule.get("verbs").unwrap_or(rule), message, "write `verbs`");
        }
        let urls = rule.get("nonResourceURLs").filter(|urls| !urls.is_empty());
        if let Some(urls) = urls {
            if !everywhere {
                let message = "URLs are the whole cluster's, so only a ClusterRole permits them";
                found.error(code::CONTRADICTION, urls, message, "move the rule to a ClusterRole");
            } else if let Some(other) = rule.get("resources").filter(|other| !other.is_empty()) {
                found.contradiction(urls, "a rule is of resources or of URLs", other, "write two rules");
            }
            continue;
        }
        let groups = rule.items("apiGroups");
        let resources = rule.items("resources");
        if resources.is_empty() {
            let message = "the rule permits nothing";
            found.missing(code::LACKS, rule.get("resources").unwrap_or(rule), message, "write `resources`");
        } else if groups.is_empty() {
            let message = "the rule does not say of which group its resources are";
            let help = "write `apiGroups`; the group of pods, services and the like is `\"\"`";
            found.missing(code::LACKS, rule.get("apiGroups").unwrap_or(rule), message, help);
        }
    }
}

const GROUP: &str = "rbac.authorization.k8s.io";

/// Looks at a RoleBinding or ClusterRoleBinding.
pub(super) fn binding(found: &mut Found<'_, '_>, object: &Object) {
    let everywhere = object.kind == "ClusterRoleBinding";
    match object.root.get("roleRef") {
        None => found.needs(&object.root, "roleRef", "the binding"),
        Some(role) => {
            found.needs(role, "name", "the role");
            found.name(role, "name", NameKind::PathSegment, "the name of a role");
            found.word(role, "apiGroup", &[GROUP]);
            found.needs(role, "kind", "the role");
            found.word(role, "kind", if everywhere { &["ClusterRole"] } else { &["ClusterRole", "Role"] });
        }
    }
    for subject in object.root.items("subjects") {
        self::subject(found, subject, everywhere);
    }
}

fn subject(found: &mut Found<'_, '_>, subject: &Node, everywhere: bool) {
    found.needs(subject, "name", "the subject");
    found.needs(subject, "kind", "the subject");
    found.word(subject, "kind", &["Group", "ServiceAccount", "User"]);
    let group = subject.get("apiGroup").filter(|group| !group.is_empty());
    if subject.text("kind") == Some("ServiceAccount") {
        found.name(subject, "name", NameKind::Subdomain, "the name of a ServiceAccount");
        if everywhere && subject.get("namespace").is_none_or(Node::is_empty) {
            let message = "a ServiceAccount is of a namespace, which the binding does not say";
            found.missing(code::LACKS, subject, message, "write `namespace`");
        }
        if let Some(group) = group {
            found.error(code::CONTRADICTION, group, "a ServiceAccount is of no `apiGroup`", "take it out");
        }
    } else {
        found.word(subject, "apiGroup", &["", GROUP]);
        if let Some(node) = subject.get("namespace").filter(|node| !node.is_empty()) {
            found.error(code::CONTRADICTION, node, "users and groups are of no namespace", "take it out");
        }
    }
}
