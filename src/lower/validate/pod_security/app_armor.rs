//! AppArmor profiles that confine nothing, in the field of 1.30 and in the annotation before it.

use super::{Verdict, is_confined};
use crate::lower::validate::walk::Pod;

/// What the name of a container follows in the annotation.
const ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

/// `securityContext.appArmorProfile.type`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for (_, context) in pod.contexts() {
        if let Some(profile) = context.get("appArmorProfile")
            && !is_confined(profile.text("type"))
        {
            let node = profile.get("type").unwrap_or(profile);
            verdict.wrong(node, "unconfined", "the kernel lets the process do anything");
        }
    }
    let annotations = pod.metadata.and_then(|metadata| metadata.get("annotations"));
    for (key, node) in annotations.into_iter().flat_map(crate::lower::Node::entries) {
        let value = node.as_text().map_or("", |text| text.as_str());
        let confined = value.is_empty() || value == "runtime/default" || value.starts_with("localhost/");
        if key.starts_with(ANNOTATION) && !confined {
            verdict.wrong(node, "unconfined", "the kernel lets the process do anything");
        }
    }
}
