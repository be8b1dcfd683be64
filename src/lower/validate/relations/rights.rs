//! Bindings and what they bind: roles and accounts that are there.

use super::{Index, references};
use crate::lower::validate::found::Found;

/// ClusterRoles that every cluster has, beside those that start with `system:`.
const USUAL: [&str; 4] = ["admin", "cluster-admin", "edit", "view"];

/// Looks at the binding at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(object) = index.objects.get(position) else { return };
    let from = index.namespace(position);
    if let Some(role) = object.root.get("roleRef") {
        let name = role.text("name").unwrap_or_default();
        match role.text("kind") {
            // A binding of the whole cluster has no Role, which is reported elsewhere.
            Some("Role") if object.kind == "RoleBinding" => {
                let _ = references::object(found, index, from, "Role", role, "name");
            }
            Some("ClusterRole") if !USUAL.contains(&name) && !name.starts_with("system:") => {
                let known = index.objects.iter().any(|object| object.kind == "ClusterRole" && object.name == name);
                if !known {
                    let _ = references::object(found, index, "", "ClusterRole", role, "name");
                }
            }
            _ => {}
        }
    }
    for subject in object.root.items("subjects").iter().filter(|subject| subject.text("kind") == Some("ServiceAccount"))
    {
        // Of which namespace an account is a binding of the whole cluster must say, which is reported elsewhere.
        if object.kind == "ClusterRoleBinding" && subject.text("namespace").is_none_or(str::is_empty) {
            continue;
        }
        let namespace = subject.text("namespace").filter(|namespace| !namespace.is_empty()).unwrap_or(from);
        // Accounts of namespaces of which the program makes nothing are others' business.
        if namespace == from || index.namespaces.contains(&namespace) {
            let _ = references::object(found, index, namespace, "ServiceAccount", subject, "name");
        }
    }
}
