//! Volumes of a pod: each has a name of its own and exactly one source, which says what it needs. Sources:
//! `ValidateVolumes`, `validateVolumeSource` and its like, and the server's warnings on kinds that are gone.

use super::found::Found;
use super::mounts::descends;
use super::variables::{field, resource};
use super::walk::Pod;
use crate::diag::{Diagnostic, code};
use crate::lower::Node;
use crate::types::NameKind;

/// Kinds that Kubernetes no longer mounts, and since which minor version.
const GONE: [(&str, u32); 9] = [
    ("photonPersistentDisk", 0),
    ("flocker", 25),
    ("quobyte", 25),
    ("storageos", 25),
    ("scaleIO", 0),
    ("glusterfs", 26),
    ("cephfs", 31),
    ("rbd", 31),
    ("gitRepo", 33),
];

/// Looks at the volumes of the pod.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    let volumes = pod.spec.items("volumes");
    for (index, volume) in volumes.iter().enumerate() {
        found.needs(volume, "name", "the volume");
        found.name(volume, "name", NameKind::Label, "the name of a volume");
        if let Some(name) = volume.get("name")
            && let Some(earlier) =
                volumes.iter().take(index).find(|earlier| earlier.text("name") == volume.text("name"))
        {
            let message = format!("two volumes of the pod are called `{}`", volume.text("name").unwrap_or_default());
            let diagnostic = Diagnostic::error(code::VOLUME_CLASH, name.origin.span, message)
                .label(earlier.get("name").unwrap_or(earlier).origin.span, "the other one")
                .help("give one another name");
            found.add(name, diagnostic);
        }
        sources(found, volume);
    }
}

/// What a volume is made of.
fn sources(found: &mut Found<'_, '_>, volume: &Node) {
    let mut sources = volume.entries().filter(|(key, _)| *key != "name");
    let Some((kind, source)) = sources.next() else { return };
    if let Some((second, node)) = sources.next() {
        let message = format!("the volume is `{kind}` and `{second}` at the same time");
        let diagnostic = Diagnostic::error(code::NOT_ONE, node.origin.span, message)
            .label(source.origin.span, "the other one")
            .help("keep one of them");
        found.add(node, diagnostic);
        return;
    }
    match kind {
        "secret" => {
            found.needs(source, "secretName", "the volume");
            items(found, source);
            paths(found, source.items("items").iter());
        }
        "configMap" => {
            found.needs(source, "name", "the volume");
            items(found, source);
            paths(found, source.items("items").iter());
        }
        "persistentVolumeClaim" => found.needs(source, "claimName", "the volume"),
        "hostPath" => {
            found.needs(source, "path", "the volume");
            stays(found, source);
            let kinds =
                ["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"];
            found.word(source, "type", &kinds);
        }
        "emptyDir" => {
            found.word(source, "medium", &["", "Memory", "HugePages"]);
            if let Some(size) = source.get("sizeLimit") {
                super::resources::amount(found, "sizeLimit", size);
            }
        }
        "projected" => projected(found, source),
        "downwardAPI" => {
            mode(found, source, "defaultMode");
            files(found, source);
            paths(found, source.items("items").iter());
        }
        "ephemeral" => match source.at(&["volumeClaimTemplate", "spec"]) {
            Some(spec) => super::claims::spec(found, spec),
            None => found.needs(source, "volumeClaimTemplate", "the volume"),
        },
        "csi" => {
            found.needs(source, "driver", "the volume");
            driver(found, source);
        }
        "image" => found.needs(source, "reference", "the volume"),
        "nfs" => ["server", "path"].iter().for_each(|key| found.needs(source, key, "the volume")),
        _ => {
            let gone = GONE.iter().find(|(gone, since)| *gone == kind && *since <= found.minor());
            if gone.is_some() {
                let message = format!("Kubernetes 1.{} no longer mounts volumes of the kind `{kind}`", found.minor());
                found.error(code::BAD_FIELD, source, message, "use a claim whose driver is a CSI driver");
            }
        }
    }
}

/// The keys of a config or secret that become files.
fn items(found: &mut Found<'_, '_>, source: &Node) {
    mode(found, source, "defaultMode");
    let items = source.items("items");
    for item in items {
        found.needs(item, "key", "the file");
        found.needs(item, "path", "the file");
        descends(found, item, "path");
        mode(found, item, "mode");
    }
}

/// Files of one volume: none at the path of another, nor below it.
fn paths<'n>(found: &mut Found<'_, '_>, files: impl Iterator<Item = &'n Node>) {
    let paths: Vec<&Node> = files.filter_map(|file| file.get("path")).collect();
    for (index, node) in paths.iter().copied().enumerate().skip(1) {
        let Some(path) = node.as_text().filter(|path| !path.is_empty()) else { continue };
        let meets = |other: &&&Node| {
            other.as_text().is_some_and(|other| other == path || is_below(other, path) || is_below(path, other))
        };
        let Some(other) = paths.iter().take(index).find(meets) else { continue };
        let message = match other.says_as(node) {
            true => format!("two files of the volume are `{path}`"),
            false => "one file of the volume lies below the other".to_owned(),
        };
        let diagnostic = Diagnostic::error(code::TWICE, node.origin.span, message)
            .label(other.origin.span, "the other one")
            .help("let their paths differ");
        found.add(node, diagnostic);
    }
}

/// A path of the node does not climb.
fn stays(found: &mut Found<'_, '_>, source: &Node) {
    let climbs = |node: &&Node| node.as_text().is_some_and(|path| path.split('/').any(|part| part == ".."));
    if let Some(node) = source.get("path").filter(climbs) {
        found.error(code::BAD_FIELD, node, "`path` climbs out with `..`", "write the path that it means");
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The name of a driver of storage.
fn driver(found: &mut Found<'_, '_>, source: &Node) {
    const LONGEST: usize = 63;
    let Some(node) = source.get("driver") else { return };
    let Some(name) = node.as_text().filter(|name| !name.is_empty()) else { return };
    if let Err(error) = NameKind::Subdomain.check_within(&name.to_ascii_lowercase(), LONGEST) {
        found.format(code::BAD_FIELD, node, "this cannot be the name of a driver", &error);
    }
}

/// Files that say something of the pod.
fn files(found: &mut Found<'_, '_>, source: &Node) {
    for item in source.items("items") {
        found.needs(item, "path", "the file");
        descends(found, item, "path");
        mode(found, item, "mode");
        if !found.one_of(item, &["fieldRef", "resourceFieldRef"], "the file") {
            continue;
        }
        if let Some(reference) = item.get("fieldRef") {
            let known =
                ["metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations"];
            field(found, reference, &known);
        }
        if let Some(reference) = item.get("resourceFieldRef") {
            found.needs(reference, "containerName", "the file");
            resource(found, reference);
        }
    }
}

fn projected(found: &mut Found<'_, '_>, source: &Node) {
    mode(found, source, "defaultMode");
    let parts = source.items("sources");
    if parts.is_empty() {
        let message = "the volume is made of nothing";
        found.missing(code::LACKS, source.get("sources").unwrap_or(source), message, "write `sources`");
    }
    let listed = parts.iter().flat_map(Node::entries).flat_map(|(_, part)| part.items("items"));
    let tokens = parts.iter().filter_map(|part| part.get("serviceAccountToken"));
    paths(found, listed.chain(tokens));
    let kinds = ["clusterTrustBundle", "configMap", "downwardAPI", "podCertificate", "secret", "serviceAccountToken"];
    for part in parts {
        if !found.one_of(part, &kinds, "a part of the volume") {
            continue;
        }
        match part.entries().next() {
            Some(("serviceAccountToken", token)) => {
                found.needs(token, "path", "the token");
                descends(found, token, "path");
                found.within(token, "expirationSeconds", 600..=i64::from(u32::MAX) + 1);
            }
            Some(("downwardAPI", fields)) => files(found, fields),
            Some(("configMap" | "secret", data)) => {
                found.needs(data, "name", "a part of the volume");
                items(found, data);
            }
            _ => {}
        }
    }
}

/// Rights of a file, at most 0777; a bare `644` is none.
fn mode(found: &mut Found<'_, '_>, holder: &Node, key: &str) {
    let Some(node) = holder.get(key) else { return };
    let Some(mode) = node.as_int().filter(|mode| !(0..=0o777).contains(mode)) else { return };
    let octal = i64::from_str_radix(&mode.to_string(), 8).ok().filter(|octal| *octal <= 0o777);
    let help = octal.map_or("write 0 to 0o777".to_owned(), |octal| format!("in octal it is `0o{octal:o}`"));
    found.error(code::BAD_AMOUNT, node, format!("`{key}` cannot be {mode}: rights go up to 0o777, which is 511"), help);
}
