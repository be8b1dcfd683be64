//! Where containers see volumes: the volume is there, each path once, none leads out. Sources: `ValidateVolumeMounts`,
//! `ValidateVolumeDevices`, `validateMountPropagation`, `validateMountRecursiveReadOnly`.

use super::found::Found;
use super::walk::{Container, Pod};
use crate::diag::{Diagnostic, code, suggest};
use crate::lower::{Node, Tree};

/// Looks at the mounts and devices of all containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for container in &pod.containers {
        let (mounts, devices) = (container.node.items("volumeMounts"), container.node.items("volumeDevices"));
        for (index, mount) in mounts.iter().enumerate() {
            let _ = volume(found, pod, mount, "name");
            one(found, container, mount);
            path(found, mount, "mountPath", mounts.iter().take(index).map(|other| (other, "mountPath")));
        }
        for (index, device) in devices.iter().enumerate() {
            let mounted = mounts.iter().map(|other| (other, "mountPath"));
            let others = devices.iter().take(index).map(|other| (other, "devicePath"));
            path(found, device, "devicePath", others.chain(mounted));
            descends(found, device, "devicePath");
            if let Some(volume) = volume(found, pod, device, "name")
                && volume.get("persistentVolumeClaim").is_none()
                && volume.get("ephemeral").is_none()
                && let Some(name) = device.get("name")
            {
                let message = "only a claim can be a device";
                found.contradiction(name, message, volume, "mount it with `volumeMounts`");
            }
            used(found, device, mounts, devices.get(..index).unwrap_or_default());
        }
    }
}

/// A volume is a file system or a device, and a device once.
fn used(found: &mut Found<'_, '_>, device: &Node, mounts: &[Node], earlier: &[Node]) {
    let Some(name) = device.get("name") else { return };
    let same = |other: &&Node| other.get("name").is_some_and(|other| other.says_as(name));
    if let Some(other) = mounts.iter().find(same).and_then(|mount| mount.get("name")) {
        found.contradiction(name, "the volume is mounted already", other, "mount it, or use it as a device");
    }
    if let Some(other) = earlier.iter().find(same).and_then(|device| device.get("name")) {
        let diagnostic = Diagnostic::error(code::TWICE, name.origin.span, "the volume is a device already")
            .label(other.origin.span, "the other one")
            .help("take one of them out");
        found.add(name, diagnostic);
    }
}

/// The volume that a mount names at `key`; a StatefulSet's claims are volumes too.
pub(super) fn volume<'a>(found: &mut Found<'_, '_>, pod: &Pod<'a>, mount: &Node, key: &str) -> Option<&'a Node> {
    found.needs(mount, key, "the mount");
    let node = mount.get(key)?;
    let name = node.as_text().filter(|name| !name.is_empty())?;
    let volumes = pod.spec.items("volumes");
    let known = volumes.iter().find(|volume| volume.text("name") == Some(name));
    if known.is_some() {
        return known;
    }
    let claims = pod.object.root.get("spec").map(|spec| spec.items("volumeClaimTemplates")).unwrap_or_default();
    let claimed = claims.iter().any(|claim| claim.at(&["metadata", "name"]).is_some_and(|known| known.says_as(node)));
    if !claimed {
        let names = volumes.iter().filter_map(|volume| volume.text("name"));
        let diagnostic =
            Diagnostic::error(code::UNKNOWN_VOLUME, node.origin.span, format!("the pod has no volume `{name}`"))
                .help("add it to the pod's `volumes`")
                .suggest(node.origin.span, suggest(name, names));
        found.missing_as(node, diagnostic);
    }
    None
}

/// A path is there, and no other mount of the container has it.
fn path<'n>(
    found: &mut Found<'_, '_>,
    mount: &Node,
    key: &str,
    mut others: impl Iterator<Item = (&'n Node, &'static str)>,
) {
    found.needs(mount, key, "the mount");
    let Some(node) = mount.get(key) else { return };
    let same = others.find_map(|(other, key)| other.get(key).filter(|other| other.says_as(node)));
    if let Some(other) = same {
        let message = format!("two volumes are mounted at `{}`", mount.text(key).unwrap_or_default());
        let diagnostic = Diagnostic::error(code::MOUNT_CLASH, node.origin.span, message)
            .label(other.origin.span, "the other one")
            .help("mount one of them elsewhere");
        found.add(node, diagnostic);
    }
}

fn one(found: &mut Found<'_, '_>, container: &Container<'_>, mount: &Node) {
    if let Some(node) = mount.get("mountPath").filter(|node| node.as_text().is_some_and(|path| path.contains(':'))) {
        found.error(code::BAD_FIELD, node, "a mount path has no `:`", "write the path alone");
    }
    found.at_most_one(mount, ["subPath", "subPathExpr"], "keep one of them");
    descends(found, mount, "subPath");
    descends(found, mount, "subPathExpr");
    found.word(mount, "mountPropagation", &["None", "HostToContainer", "Bidirectional"]);
    found.word(mount, "recursiveReadOnly", &["Disabled", "IfPossible", "Enabled"]);
    if let Some(node) =
        mount.get("mountPropagation").filter(|node| node.as_text().is_some_and(|mode| mode == "Bidirectional"))
        && !container.context.is_some_and(|context| context.is_true("privileged"))
    {
        let message = "only a privileged container passes its mounts on to the node";
        found.error(code::CONTRADICTION, node, message, "write `HostToContainer`, or let the container be privileged");
    }
    if let Some(node) =
        mount.get("recursiveReadOnly").filter(|node| node.as_text().is_some_and(|mode| mode != "Disabled"))
    {
        if !mount.is_true("readOnly") {
            let help = "write `readOnly = true` too";
            found.error(code::CONTRADICTION, node, "only a read-only mount is read-only all the way down", help);
        } else if let Some(other) =
            mount.get("mountPropagation").filter(|other| other.as_text().is_some_and(|mode| mode != "None"))
        {
            found.contradiction(node, "what is read-only all the way down passes no mounts on", other, "write `None`");
        }
    }
}

/// The path at `key` is relative and does not climb.
pub(super) fn descends(found: &mut Found<'_, '_>, holder: &Node, key: &str) {
    let Some(node) = holder.get(key) else { return };
    let Tree::Text(path) = &node.tree else { return };
    if key != "devicePath" && path.starts_with('/') {
        found.error(code::BAD_FIELD, node, format!("`{key}` starts at the root"), "write it relative to the volume");
    } else if path.split('/').any(|part| part == "..") {
        found.error(code::BAD_FIELD, node, format!("`{key}` climbs out with `..`"), "write a path that only descends");
    }
}
