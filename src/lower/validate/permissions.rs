//! What the rules of roles permit is there: resources and verbs of Kubernetes' own groups. Groups of custom resources and
//! of other API servers may have anything.

use std::sync::OnceLock;

use super::found::Found;
use crate::diag::{code, suggest};
use crate::lower::Node;
use crate::schema::Tables;
use crate::vocab::Ordered;

/// Resources of which there are no objects, by group.
const VIRTUAL: [(&str, &str); 5] = [
    ("", "groups"),
    ("", "users"),
    ("authentication.k8s.io", "uids"),
    ("authentication.k8s.io", "userextras"),
    ("certificates.k8s.io", "signers"),
];

/// Verbs that the API server asks for, in Kubernetes' own groups.
const VERBS: [&str; 17] = [
    "*",
    "approve",
    "attest",
    "bind",
    "create",
    "delete",
    "deletecollection",
    "escalate",
    "get",
    "impersonate",
    "list",
    "patch",
    "proxy",
    "sign",
    "update",
    "use",
    "watch",
];

/// Verbs for URLs.
const METHODS: [&str; 8] = ["*", "delete", "get", "head", "options", "patch", "post", "put"];

/// A group that was given up; what was in it is elsewhere now.
const FORMER: &str = "extensions";

/// Looks at one rule.
pub(super) fn check(found: &mut Found<'_, '_>, rule: &Node) {
    let groups = rule.items("apiGroups");
    let is_own = |node: &Node| node.as_text().is_some_and(|group| own().contains_key(group));
    let known = groups.iter().all(is_own);
    let urls = !rule.items("nonResourceURLs").is_empty();
    if !urls && (!known || groups.is_empty()) {
        return;
    }
    let verbs: &[&str] = if urls { &METHODS } else { &VERBS };
    for verb in rule.items("verbs") {
        let Some(text) = verb.as_text().filter(|text| !verbs.contains(&text.as_str())) else { continue };
        let message = format!("no request has the verb `{text}`, so it permits nothing");
        let help = match suggest(text, verbs.iter().copied()) {
            Some(near) => format!("did you mean `{}`?", near.name),
            None => format!("the verbs are {}", verbs.join(", ")),
        };
        found.warning(code::EMPTY_RIGHT, verb, message, help);
    }
    let groups: Vec<&str> = groups.iter().filter_map(Node::as_text).map(|group| group.as_str()).collect();
    // The keys of `can` have been looked at where they stand.
    if found.declaration.kind != "resource" {
        return;
    }
    for node in rule.items("resources") {
        let Some(text) = node.as_text() else { continue };
        let resource = text.split_once('/').map_or(text.as_str(), |(resource, _)| resource);
        if resource == "*" || groups.iter().any(|group| has(group, resource)) {
            continue;
        }
        if let Some((message, help)) = absence(groups.first().copied().unwrap_or_default(), resource) {
            found.warning(code::EMPTY_RIGHT, node, format!("{message}, so the right permits nothing"), help);
        }
    }
}

/// The resources of Kubernetes' own groups, by group.
fn own() -> &'static Ordered<Vec<String>> {
    static OWN: OnceLock<Ordered<Vec<String>>> = OnceLock::new();
    OWN.get_or_init(|| {
        let mut own: Ordered<Vec<String>> = Ordered::default();
        for kind in Tables::builtin().all().filter(|kind| kind.group() != FORMER) {
            own.entry(kind.group().into()).or_default().push(kind.resource());
        }
        for (group, resource) in VIRTUAL {
            own.entry(group.into()).or_default().push(resource.to_owned());
        }
        own
    })
}

fn has(group: &str, resource: &str) -> bool {
    own().get(group).is_some_and(|known| known.iter().any(|known| known == resource))
}

/// That a group of Kubernetes' own has no such resource, and what to do about it.
pub(super) fn absence(group: &str, resource: &str) -> Option<(String, String)> {
    let known = own().get(group).filter(|known| !known.iter().any(|known| known == resource))?;
    let named = |group: &str| match group {
        "" => "the core group".to_owned(),
        group => format!("`{group}`"),
    };
    let elsewhere = own().iter().find(|(_, known)| known.iter().any(|known| known == resource));
    let near = suggest(resource, known.iter().map(String::as_str));
    let help = match (elsewhere, near) {
        (Some((group, _)), _) if group.is_empty() => format!("it is in {}: write `{resource}`", named(group)),
        (Some((group, _)), _) => format!("it is in {}: write `{resource}.{group}`", named(group)),
        (None, Some(near)) => format!("did you mean `{}`?", near.name),
        (None, None) => "the resource of a custom resource has its group behind a dot".to_owned(),
    };
    Some((format!("{} has no resource `{resource}`", named(group)), help))
}
