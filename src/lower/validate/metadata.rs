//! Metadata of objects and of templates of pods: annotations that fit, finalizers, owners. Names and labels stand with the
//! vocabulary's rules. Sources: `ValidateObjectMeta`, `ValidateAnnotationsSize`, `ValidateOwnerReferences`.

use super::found::Found;
use crate::diag::code;
use crate::lower::{Node, Object};
use crate::types::NameKind;

/// What keys and values of annotations hold together at most, in bytes.
const LIMIT: usize = 262_144;

/// Looks at the metadata of an object.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    let Some(metadata) = object.root.get("metadata") else { return };
    annotations(found, metadata);
    if let Some(node) = metadata.get("generateName") {
        let message = "an object that is applied again needs a name that stays";
        found.error(code::CONTRADICTION, node, message, "take `generateName` out and write `name`");
    }
    for finalizer in metadata.items("finalizers") {
        let Some(text) = finalizer.as_text() else { continue };
        if let Err(error) = NameKind::LabelKey.check(text) {
            found.format(code::BAD_FIELD, finalizer, &format!("`{text}` cannot be a finalizer"), &error);
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

/// The annotations of an object or template.
pub(super) fn annotations(found: &mut Found<'_, '_>, metadata: &Node) {
    let Some(map) = metadata.get("annotations") else { return };
    let size: usize = map.entries().map(|(key, node)| key.len() + node.as_text().map_or(0, |text| text.len())).sum();
    if size > LIMIT {
        let message = format!("the annotations are too large: {size} bytes of at most {LIMIT}");
        found.error(code::TOO_MUCH_DATA, map, message, "put what is long in a ConfigMap");
    }
}
