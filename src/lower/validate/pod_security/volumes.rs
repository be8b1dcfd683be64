//! Volumes of kinds that `restricted` does not let pass. A path of the node is a control of its own.

use super::Verdict;
use crate::lower::validate::walk::Pod;

/// The kinds that it lets pass.
const KINDS: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// `volumes[*]`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    for volume in pod.spec.items("volumes") {
        for (kind, node) in volume.entries() {
            if kind != "name" && kind != "hostPath" && !KINDS.contains(&kind) {
                let what = format!("a volume of the kind `{kind}` leaves it to the pod what it connects to");
                verdict.wrong(node, "other_volume", what);
            }
        }
    }
}
