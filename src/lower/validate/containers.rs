//! The containers of a pod: there is one, each has its own name and an image, and init containers do without what only
//! makes sense of what goes on running. Source: `validateContainers`, `validateInitContainers`.

use super::found::Found;
use super::walk::{Container, Pod, Role};
use crate::diag::{Diagnostic, code};
use crate::types::NameKind;

/// Looks at the list of containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    if !pod.containers.iter().any(|container| container.role == Role::Main) {
        let holder = pod.spec.get("containers").unwrap_or(pod.spec);
        found.missing(
            code::LACKS,
            holder,
            "the pod has no container",
            "write `containers = [{ name = \"…\"  image = \"…\" }]`",
        );
    }
    if let Some(node) = pod.spec.get("ephemeralContainers").filter(|node| !node.is_empty()) {
        let message = "ephemeral containers cannot be part of what is applied";
        found.error(code::CONTRADICTION, node, message, "take them out; `kubectl debug` adds one to a running pod");
    }
    for (index, container) in pod.containers.iter().enumerate() {
        if let Some(name) = container.node.get("name")
            && let Some(earlier) = pod
                .containers
                .iter()
                .take(index)
                .find_map(|earlier| earlier.node.get("name").filter(|earlier| earlier.says_as(name)))
        {
            let message = format!("two containers of the pod are called `{}`", container.name());
            let diagnostic = Diagnostic::error(code::SAME_CONTAINER, name.origin.span, message)
                .label(earlier.origin.span, "the other one")
                .help("give one another name");
            found.add(name, diagnostic);
        }
        one(found, container);
    }
}

fn one(found: &mut Found<'_, '_>, container: &Container<'_>) {
    let node = container.node;
    found.needs(node, "name", "the container");
    found.name(node, "name", NameKind::Label, "the name of a container");
    match node.get("image") {
        None => {
            let message = format!("the container `{}` has no image", container.name());
            found.missing(code::MISSING_IMAGE, node, message, "write `image = \"…\"`");
        }
        Some(image) => {
            let text = image.as_text().map_or("", |text| text.as_str());
            if text.trim() != text || text.is_empty() {
                found.error(
                    code::BAD_FIELD,
                    image,
                    "the image is empty or has blanks around it",
                    "write the image alone",
                );
            }
        }
    }
    found.word(node, "imagePullPolicy", &["Always", "IfNotPresent", "Never"]);
    found.word(node, "terminationMessagePolicy", &["File", "FallbackToLogsOnError"]);
    let policy = node.get("restartPolicy");
    match container.role {
        Role::Init => {
            for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
                if let Some(refused) = node.get(field) {
                    let message = format!("an init container that runs to its end has no `{field}`");
                    let help = "take it out, or let the container go on with `restartPolicy = \"Always\"`";
                    found.error(code::CONTRADICTION, refused, message, help);
                }
            }
            if let Some(policy) = policy.filter(|_| found.minor() < 34) {
                let help = "`Always` makes a sidecar of it; leave it out otherwise";
                found.error(code::BAD_FIELD, policy, "an init container has no such restart policy", help);
            }
        }
        Role::Sidecar => {
            if let Some(policy) = policy.filter(|_| found.minor() < 29) {
                let message = format!(
                    "a sidecar among the init containers needs Kubernetes 1.29, and the target is 1.{}",
                    found.minor()
                );
                found.error(code::TARGET_TOO_OLD, policy, message, "move it to `containers`, or raise the target");
            }
        }
        Role::Main => {
            if let Some(policy) = policy.filter(|_| found.minor() < 34) {
                let help = "write it for the pod, or raise the target to 1.34";
                found.error(code::CONTRADICTION, policy, "a container has no restart policy of its own", help);
            }
        }
        Role::Ephemeral => {}
    }
    let resized = node.items("resizePolicy").iter().filter_map(|policy| policy.get("resourceName"));
    found.unique(code::TWICE, resized, "resize policies");
}
