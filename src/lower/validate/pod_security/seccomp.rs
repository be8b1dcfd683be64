//! Seccomp profiles: none may let everything pass, and `restricted` wants one for every container. Windows has none, which
//! `restricted` knows since 1.25.

use super::{Verdict, is_confined};
use crate::lower::Node;
use crate::lower::validate::walk::Pod;

/// `securityContext.seccompProfile.type`
pub(super) fn check<'a>(pod: &Pod<'a>, verdict: &mut Verdict<'a>) {
    if verdict.restricted && verdict.minor >= 25 && pod.is_windows() {
        return;
    }
    let of_pod = pod.context.and_then(|context| context.get("seccompProfile"));
    let mut bad = of_pod.is_some_and(|profile| !is_confined(profile.text("type")));
    if let Some(profile) = of_pod.filter(|_| bad) {
        wrong(profile, verdict);
    }
    for container in &pod.containers {
        let profile = container.context.and_then(|context| context.get("seccompProfile"));
        if let Some(profile) = profile.filter(|profile| !is_confined(profile.text("type"))) {
            bad = true;
            wrong(profile, verdict);
        }
    }
    if !verdict.restricted || bad || of_pod.is_some() {
        return;
    }
    for container in &pod.containers {
        if container.context.and_then(|context| context.get("seccompProfile")).is_none() {
            let holder = container.context.or(pod.context).unwrap_or(container.node);
            verdict.lacks(holder, "unconfined", "no seccomp profile confines the container");
        }
    }
}

fn wrong<'a>(profile: &'a Node, verdict: &mut Verdict<'a>) {
    verdict.wrong(profile.get("type").unwrap_or(profile), "unconfined", "the kernel lets the process do anything");
}
