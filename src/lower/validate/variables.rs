//! The variables of containers: names, exactly one source each, none twice. Sources: `ValidateEnv`, `validateEnvVarValueFrom`,
//! `validateObjectFieldSelector`, `validateContainerResourceFieldSelector`, `ValidateEnvFrom`, and the server's warning on
//! duplicates.

use super::found::Found;
use super::walk::Pod;
use crate::diag::{Diagnostic, code};
use crate::lower::Node;
use crate::types::NameKind;

/// What a value may come from.
const SOURCES: [&str; 5] = ["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"];

/// What of its pod a variable may read.
const FIELDS: [&str; 8] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
];

/// Looks at the variables of all containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    found.variables(pod.spec);
    for container in &pod.containers {
        let env = container.node.items("env");
        for (index, variable) in env.iter().enumerate() {
            one(found, pod, variable);
            let Some(name) = variable.get("name") else { continue };
            let same = |earlier: &&Node| earlier.get("name").is_some_and(|earlier| earlier.says_as(name));
            if let Some(earlier) = env.iter().take(index).find(same) {
                let message = format!("the variable `{}` is there twice", variable.text("name").unwrap_or_default());
                let place = earlier.get("name").unwrap_or(earlier).origin.span;
                let diagnostic = Diagnostic::error(code::TWICE, name.origin.span, message)
                    .label(place, "the other one, which it hides")
                    .help("keep one: an update may drop either of them");
                found.add(name, diagnostic);
            }
        }
        for source in container.node.items("envFrom") {
            let _ = found.one_of(source, &["configMapRef", "secretRef"], "the source of variables");
            for key in ["configMapRef", "secretRef"] {
                if let Some(reference) = source.get(key) {
                    found.needs(reference, "name", "the source of variables");
                }
            }
            if let Some(prefix) = source.get("prefix").filter(|prefix| !prefix.is_empty()) {
                name(found, prefix);
            }
        }
    }
}

fn name(found: &mut Found<'_, '_>, node: &Node) {
    let Some(text) = node.as_text() else { return };
    // Since 1.34 whatever a process may be given.
    let relaxed =
        found.minor() >= 34 && !text.is_empty() && text.bytes().all(|c| (b' '..=b'~').contains(&c) && c != b'=');
    if !relaxed && let Err(error) = NameKind::LooseEnvName.check(text) {
        found.format(code::BAD_ENV_NAME, node, &format!("`{text}` cannot be the name of a variable"), &error);
    }
}

fn one(found: &mut Found<'_, '_>, pod: &Pod<'_>, variable: &Node) {
    match variable.get("name") {
        Some(node) => name(found, node),
        None => found.missing(code::LACKS, variable, "the variable has no `name`", "write `name`"),
    }
    let Some(source) = variable.get("valueFrom") else { return };
    if let Some(value) = variable.get("value").filter(|value| !value.is_empty()) {
        found.contradiction(source, "the variable has a value and a source", value, "keep `value` or `valueFrom`");
        return;
    }
    if !found.one_of(source, &SOURCES, "the source of the variable") {
        return;
    }
    for (key, reference) in source.entries() {
        match key {
            "configMapKeyRef" | "secretKeyRef" => {
                found.needs(reference, "name", "the reference");
                found.needs(reference, "key", "the reference");
                if let Some(node) = reference.get("key")
                    && let Some(text) = node.as_text().filter(|text| !text.is_empty())
                    && let Err(error) = NameKind::ConfigKey.check(text)
                {
                    found.format(code::BAD_DATA_KEY, node, &format!("`{text}` cannot be a key"), &error);
                }
            }
            "fieldRef" => field(found, reference, &FIELDS),
            "resourceFieldRef" => resource(found, reference),
            "fileKeyRef" => file(found, pod, reference),
            _ => {}
        }
    }
}

/// A variable in a file of a volume, which the pod must make itself.
fn file(found: &mut Found<'_, '_>, pod: &Pod<'_>, reference: &Node) {
    ["path", "key"].iter().for_each(|key| found.needs(reference, key, "the reference"));
    super::mounts::descends(found, reference, "path");
    let volume = super::mounts::volume(found, pod, reference, "volumeName");
    if let Some((volume, name)) =
        volume.filter(|volume| volume.get("emptyDir").is_none()).zip(reference.get("volumeName"))
    {
        let message = "variables are read from files of an `emptyDir` only";
        found.contradiction(name, message, volume, "name a volume that an init container fills");
    }
}

/// A field of the pod, for a variable or a file.
pub(super) fn field(found: &mut Found<'_, '_>, reference: &Node, known: &[&str]) {
    found.needs(reference, "fieldPath", "the reference");
    let Some(node) = reference.get("fieldPath") else { return };
    let Some(path) = node.as_text().filter(|path| !path.is_empty()) else { return };
    let subscript = |prefix: &str| path.strip_prefix(prefix)?.strip_suffix("']");
    let key = subscript("metadata.labels['").or_else(|| subscript("metadata.annotations['"));
    let is_known = match key {
        Some(key) => NameKind::AnnotationKey.check(key).is_ok(),
        None => known.contains(&path.as_str()) || path == "status.podIPs",
    };
    if !is_known {
        let near = crate::diag::suggest(path, known.iter().copied());
        let help = near.map_or_else(
            || format!("there are {}, `metadata.labels['KEY']` and `metadata.annotations['KEY']`", known.join(", ")),
            |near| format!("did you mean `{}`?", near.name),
        );
        found.error(code::BAD_FIELD, node, format!("`{path}` cannot be read of a pod"), help);
    }
}

/// A resource of a container, for a variable or a file.
pub(super) fn resource(found: &mut Found<'_, '_>, reference: &Node) {
    found.needs(reference, "resource", "the reference");
    let Some(node) = reference.get("resource") else { return };
    let Some(path) = node.as_text().filter(|path| !path.is_empty()) else { return };
    let name = path.strip_prefix("limits.").or_else(|| path.strip_prefix("requests."));
    let is_known = name
        .is_some_and(|name| matches!(name, "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-"));
    if !is_known {
        let message = format!("`{path}` is no resource that can be read");
        found.error(
            code::BAD_FIELD,
            node,
            message,
            "write `limits.` or `requests.` and `cpu`, `memory` or `ephemeral-storage`",
        );
        return;
    }
    let Some(divisor) = reference.get("divisor") else { return };
    let text = divisor
        .as_text()
        .map_or_else(|| divisor.as_int().map(|number| number.to_string()).unwrap_or_default(), |text| text.to_string());
    let allowed: &[&str] = match name {
        Some("cpu") => &["", "0", "1", "1m"],
        _ => &["", "0", "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"],
    };
    if !allowed.contains(&text.as_str()) {
        let help = format!("it is one of {}", allowed.get(2..).unwrap_or_default().join(", "));
        found.error(code::BAD_FIELD, divisor, format!("`{path}` cannot be divided by `{text}`"), help);
    }
}
