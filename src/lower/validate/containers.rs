//! The containers of a pod: there is one, each has its own name and an image, and init containers do without what only
//! makes sense of what goes on running. Source: `validateContainers`, `validateInitContainers`.

use super::found::Found;
use super::walk::{Container, Pod, Role};
use crate::diag::{Diagnostic, code};
use crate::types::NameKind;
use crate::types::format::image;

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
            } else if let Err(error) = image::parse(text) {
                found.format(code::BAD_FIELD, image, &format!("`{text}` is no image"), &error);
            }
        }
    }
    found.word(node, "imagePullPolicy", &["Always", "IfNotPresent", "Never"]);
    found.word(node, "terminationMessagePolicy", &["File", "FallbackToLogsOnError"]);
    if container.role == Role::Init {
        for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            if let Some(refused) = node.get(field) {
                let message = format!("an init container that runs to its end has no `{field}`");
                let help = "take it out, or let the container go on with `restartPolicy = \"Always\"`";
                found.error(code::CONTRADICTION, refused, message, help);
            }
        }
    }
}
