//! The signal that asks a container to stop: only where the system is said, and one that it has. Source:
//! `validateStopSignal`.

use super::found::Found;
use super::walk::Pod;
use crate::diag::code;

/// Looks at all containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for container in &pod.containers {
        let Some(signal) = container.node.get("lifecycle").and_then(|hooks| hooks.get("stopSignal")) else { continue };
        match pod.spec.at(&["os", "name"]) {
            None => {
                let message = "a signal to stop is only for pods that say on which system they run";
                found.missing(code::LACKS, signal, message, "write `os { name = \"linux\" }` for the pod");
            }
            Some(os) if pod.is_windows() => {
                if signal.as_text().is_some_and(|signal| signal != "SIGTERM" && signal != "SIGKILL") {
                    found.contradiction(signal, "Windows has no such signal", os, "write `SIGTERM` or `SIGKILL`");
                }
            }
            Some(_) => {}
        }
    }
}
