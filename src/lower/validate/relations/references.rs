//! What pods refer to: ConfigMaps, Secrets and their keys, claims, accounts; and the Service of a StatefulSet.

use super::Index;
use crate::diag::{Diagnostic, code, suggest};
use crate::lower::validate::found::Found;
use crate::lower::validate::walk::Pod;
use crate::lower::{Cause, Node, Object};

/// What is in every namespace.
const ALWAYS: [(&str, &str); 2] = [("ConfigMap", "kube-root-ca.crt"), ("ServiceAccount", "default")];

/// Looks at the pod inside the object at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize, pod: &Pod<'_>) {
    let from = index.namespace(position);
    let mut refer = |kind: &'static str, holder: &Node, key: &str| {
        let known = object(found, index, from, kind, holder, key);
        if let Some(known) = known {
            keys(found, known, holder);
        }
    };
    for container in &pod.containers {
        for variable in container.node.items("env") {
            let Some(source) = variable.get("valueFrom") else { continue };
            for (key, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
                if let Some(reference) = source.get(key) {
                    refer(kind, reference, "name");
                }
            }
        }
        for source in container.node.items("envFrom") {
            for (key, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
                if let Some(reference) = source.get(key) {
                    refer(kind, reference, "name");
                }
            }
        }
    }
    for (key, node) in pod.spec.entries() {
        match key {
            "serviceAccountName" => refer("ServiceAccount", pod.spec, key),
            "imagePullSecrets" => node.elements().iter().for_each(|secret| refer("Secret", secret, "name")),
            "volumes" => {
                for (key, source) in node.elements().iter().flat_map(Node::entries) {
                    match key {
                        "configMap" => refer("ConfigMap", source, "name"),
                        "secret" => refer("Secret", source, "secretName"),
                        "persistentVolumeClaim" => refer("PersistentVolumeClaim", source, "claimName"),
                        "projected" => {
                            for (key, part) in source.items("sources").iter().flat_map(Node::entries) {
                                match key {
                                    "configMap" => refer("ConfigMap", part, "name"),
                                    "secret" => refer("Secret", part, "name"),
                                    _ => {}
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// The object of `kind` that `holder` names at `key`; reports one of which nothing is known.
pub(super) fn object<'o>(
    found: &mut Found<'_, '_>,
    index: &Index<'o>,
    from: &str,
    kind: &'static str,
    holder: &Node,
    key: &str,
) -> Option<&'o Object> {
    let node = holder.get(key)?;
    let name = node.as_text().filter(|name| !name.is_empty())?;
    if let Some(known) = index.find(kind, from, name) {
        return known;
    }
    if holder.is_true("optional") || ALWAYS.contains(&(kind, name)) || !index.is_complete(found) {
        return None;
    }
    let external = match kind {
        "ConfigMap" => "external config",
        "ClusterRole" | "Role" => "external role",
        "PersistentVolumeClaim" => "external storage",
        "Secret" => "external secret",
        "Service" => "external service",
        "ServiceAccount" => "external account",
        _ => "",
    };
    let others =
        index.objects.iter().enumerate().filter(|(at, other)| other.kind == kind && index.namespace(*at) == from);
    let near = suggest(name, others.map(|(_, other)| other.name.as_str()));
    let help = match (near, external.is_empty()) {
        (Some(near), _) => format!("did you mean `{}`?", near.name),
        (None, true) => "add it to the program, or take the reference out".to_owned(),
        (None, false) => {
            let block = if kind == "ClusterRole" { "{ cluster = true }" } else { "{}" };
            format!("if it is in the cluster already, write `{external} {name} {block}`")
        }
    };
    let message = format!("the program makes no {kind} `{name}`");
    let diagnostic = Diagnostic::warning(code::NO_SUCH_OBJECT, node.origin.span, message);
    found.missing_as(node, diagnostic.help(help));
    None
}

/// The keys that are asked of a ConfigMap or Secret of the program.
fn keys(found: &mut Found<'_, '_>, known: &Object, reference: &Node) {
    if reference.is_true("optional") {
        return;
    }
    let items = reference.items("items").iter().filter_map(|item| item.get("key"));
    for node in items.chain(reference.get("key")) {
        let Some(key) = node.as_text().filter(|key| !key.is_empty()) else { continue };
        let maps = ["data", "binaryData", "stringData"].iter().filter_map(|map| known.root.get(map));
        let mut names = maps.flat_map(Node::entries).map(|(key, _)| key);
        if names.any(|name| name == key) {
            continue;
        }
        let maps = ["data", "binaryData", "stringData"].iter().filter_map(|map| known.root.get(map));
        let names: Vec<&str> = maps.flat_map(Node::entries).map(|(key, _)| key).collect();
        // What has no data is filled by something in the cluster.
        if names.is_empty() {
            continue;
        }
        let message = format!("the {} `{}` has no key `{key}`", known.kind, known.name);
        let diagnostic = Diagnostic::error(code::NO_SUCH_KEY, node.origin.span, message)
            .label(known.origin.span, "declared here")
            .help("pods that ask for it do not start: add the key, or write `optional = true`")
            .suggest(node.origin.span, suggest(key, names));
        found.missing_as(node, diagnostic);
    }
}

/// The Secrets that an account brings.
pub(super) fn of_account(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(account) = index.objects.get(position) else { return };
    for list in ["imagePullSecrets", "secrets"] {
        for secret in account.root.items(list) {
            let _ = object(found, index, index.namespace(position), "Secret", secret, "name");
        }
    }
}

/// The Service that gives the pods of a StatefulSet their names.
pub(super) fn governing_service(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    // Without a Service of its own the vocabulary writes the name that one would have.
    if let Some(spec) = index.objects.get(position).and_then(|object| object.root.get("spec"))
        && spec.get("serviceName").is_some_and(|name| name.origin.cause == Cause::Written)
    {
        let _ = object(found, index, index.namespace(position), "Service", spec, "serviceName");
    }
}
