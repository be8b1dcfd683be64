//! Metadata of objects and of templates of pods: annotations that fit, finalizers, owners. Names and labels stand with the
//! vocabulary's rules. Sources: `ValidateObjectMeta`, `ValidateAnnotationsSize`, `ValidateOwnerReferences`.

use super::found::Found;
use super::walk::Pod;
use crate::diag::code;
use crate::lower::{Node, Object};
use crate::types::NameKind;

/// What keys and values of annotations hold together at most, in bytes.
const LIMIT: usize = 262_144;

/// Looks at the metadata of an object.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    let Some(metadata) = object.root.get("metadata") else { return };
    annotations(found, metadata);
    if object.kind == "Pod" {
        pod_annotations(found, metadata);
    }
    if let Some(node) = metadata.get("generateName") {
        let message = "an object that is applied again needs a name that stays";
        found.error(code::CONTRADICTION, node, message, "take `generateName` out and write `name`");
    }
    for finalizer in metadata.items("finalizers") {
        let Some(text) = finalizer.as_text() else { continue };
        if let Err(error) = NameKind::LabelKey.check(text) {
            found.format(code::BAD_FIELD, finalizer, &format!("`{text}` cannot be a finalizer"), &error);
        } else if is_built_in(found, object) && !text.contains('/') && !OWN.contains(&text.as_str()) {
            let message = format!("`{text}` is no finalizer of Kubernetes' own");
            let help = format!("write it with the domain of what takes it away: `example.com/{text}`");
            found.error(code::BAD_FIELD, finalizer, message, help);
        }
    }
    let mut controller: Option<&Node> = None;
    for owner in metadata.items("ownerReferences") {
        ["apiVersion", "kind", "name", "uid"].iter().for_each(|key| found.needs(owner, key, "the owner"));
        if owner.is_true("controller") {
            if let Some(first) = controller {
                found.contradiction(owner, "two owners control the object", first, "let one of them do so");
            }
            controller = Some(owner);
        }
    }
}

/// Finalizers without a domain.
const OWN: [&str; 3] = ["foregroundDeletion", "kubernetes", "orphan"];

fn is_built_in(found: &Found<'_, '_>, object: &Object) -> bool {
    found.tables().of(&object.api_version, &object.kind).is_some_and(|kind| !kind.is_custom())
}

/// The metadata of a template of pods: its labels where the object's own are looked at elsewhere, and annotations.
pub(super) fn template(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    let Some(metadata) = pod.metadata else { return };
    if pod.object.kind == "Pod" {
        return;
    }
    annotations(found, metadata);
    pod_annotations(found, metadata);
    if pod.object.kind == "CronJob" {
        for (key, node) in metadata.get("labels").into_iter().flat_map(Node::entries) {
            found.label(key, node);
        }
    }
}

/// Annotations that mean something for pods.
fn pod_annotations(found: &mut Found<'_, '_>, metadata: &Node) {
    for (key, node) in metadata.get("annotations").into_iter().flat_map(Node::entries) {
        let text = node.as_text().map_or("", |text| text.as_str());
        if key == "controller.kubernetes.io/pod-deletion-cost" && text.parse::<i32>().is_err() {
            let message = format!("`{text}` is no cost");
            found.error(code::BAD_FIELD, node, message, "write a whole number that fits into 32 bits, as `\"-10\"`");
        } else if let Some((_, field, _)) =
            PROFILES.iter().find(|(old, _, since)| key.starts_with(old) && *since <= found.minor())
        {
            let message = format!("profiles are fields by now, and the annotation `{key}` is deprecated");
            found.warning(code::NO_EFFECT, node, message, format!("write `securityContext.{field}`"));
        }
    }
}

/// Annotations that have become fields, and since which minor version.
const PROFILES: [(&str, &str, u32); 3] = [
    ("container.apparmor.security.beta.kubernetes.io/", "appArmorProfile", 30),
    ("container.seccomp.security.alpha.kubernetes.io/", "seccompProfile", 19),
    ("seccomp.security.alpha.kubernetes.io/pod", "seccompProfile", 19),
];

/// The annotations of an object or template.
fn annotations(found: &mut Found<'_, '_>, metadata: &Node) {
    let Some(map) = metadata.get("annotations") else { return };
    let size: usize = map.entries().map(|(key, node)| key.len() + node.as_text().map_or(0, |text| text.len())).sum();
    if size > LIMIT {
        let message = format!("the annotations are too large: {size} bytes of at most {LIMIT}");
        let length = |node: &Node| node.as_text().map_or(0, |text| text.len());
        let longest = map.entries().map(|(_, node)| node).max_by_key(|node| length(node)).unwrap_or(map);
        found.error(code::TOO_MUCH_DATA, longest, message, "put what is long in a ConfigMap");
    }
}
