//! When a container is started again: its own policy and rules, what it says of being resized. Sources:
//! `validateContainerRestartPolicy`, `validateInitContainerRestartPolicy`, `validateResizePolicy`.

use super::found::Found;
use super::walk::{Container, Pod, Role};
use crate::diag::code;
use crate::lower::Node;

/// The most rules of a container, and the greatest exit code.
const MOST_RULES: usize = 20;
const MOST_CODES: usize = 255;

/// Looks at all containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for container in &pod.containers {
        policy(found, container);
        rules(found, container);
        resizing(found, pod, container.node);
    }
}

fn policy(found: &mut Found<'_, '_>, container: &Container<'_>) {
    let Some(policy) = container.node.get("restartPolicy") else { return };
    match container.role {
        Role::Init if found.minor() < 34 => {
            let help = "`Always` makes a sidecar of it; leave it out otherwise";
            found.error(code::BAD_FIELD, policy, "an init container has no such restart policy", help);
        }
        Role::Sidecar if found.minor() < 29 => {
            let message = format!(
                "a sidecar among the init containers needs Kubernetes 1.29, and the target is 1.{}",
                found.minor()
            );
            found.error(code::TARGET_TOO_OLD, policy, message, "move it to `containers`, or raise the target");
        }
        Role::Main if found.minor() < 34 => {
            let help = "write it for the pod, or raise the target to 1.34";
            found.error(code::CONTRADICTION, policy, "a container has no restart policy of its own", help);
        }
        _ => {}
    }
}

/// Rules of restarting by exit code.
fn rules(found: &mut Found<'_, '_>, container: &Container<'_>) {
    let Some(list) = container.node.get("restartPolicyRules").filter(|list| !list.is_empty()) else { return };
    match container.node.get("restartPolicy") {
        Some(policy) if container.role == Role::Sidecar => {
            let help = "take the rules out: a sidecar is always restarted";
            found.contradiction(list, "a sidecar has no rules of restarting", policy, help);
        }
        None => {
            let message = "rules of restarting without a policy for what they leave over";
            found.missing(code::LACKS, list, message, "write `restartPolicy` beside them");
        }
        Some(_) => {}
    }
    if list.elements().len() > MOST_RULES {
        let message = format!("a container has at most {MOST_RULES} rules of restarting");
        found.error(code::TOO_MANY, list, message, "put rules together");
    }
    for rule in list.elements() {
        found.needs(rule, "action", "the rule");
        let Some(codes) = rule.get("exitCodes") else {
            found.needs(rule, "exitCodes", "the rule");
            continue;
        };
        found.needs(codes, "operator", "the rule");
        if let Some(values) = codes.get("values").filter(|values| values.elements().len() > MOST_CODES) {
            let message = format!("a rule names at most {MOST_CODES} exit codes");
            found.error(code::TOO_MANY, values, message, "name those that it excludes, with `NotIn`");
        }
        for node in codes.items("values") {
            if let Some(value) = node.as_int().filter(|value| !(0..=255).contains(value)) {
                let message = format!("there is no exit code {value}");
                found.error(code::BAD_AMOUNT, node, message, "write 0 to 255");
            }
        }
    }
}

fn resizing(found: &mut Found<'_, '_>, pod: &Pod<'_>, container: &Node) {
    let policies = container.items("resizePolicy");
    found.unique(code::TWICE, policies.iter().filter_map(|policy| policy.get("resourceName")), "resize policies");
    let Some(never) = pod.spec.get("restartPolicy").filter(|_| pod.spec.text("restartPolicy") == Some("Never")) else {
        return;
    };
    for policy in policies.iter().filter(|policy| policy.text("restartPolicy") == Some("RestartContainer")) {
        if let Some(node) = policy.get("restartPolicy") {
            let message = "the containers of this pod are never restarted";
            found.contradiction(node, message, never, "write `NotRequired`");
        }
    }
}
