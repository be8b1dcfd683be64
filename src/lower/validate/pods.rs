//! What a pod says as a whole: names, times, DNS, hosts. Sources: `ValidatePodSpec`, `validatePodDNSConfig`,
//! `validateHostAliases`, `validateImagePullSecrets`, and the warnings on them.

use super::found::Found;
use super::walk::Pod;
use crate::diag::{Diagnostic, code};
use crate::lower::Node;
use crate::types::NameKind;

/// Looks at the pod as a whole.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for (key, node) in pod.spec.entries() {
        match key {
            "restartPolicy" => found.word(pod.spec, key, &["Always", "OnFailure", "Never"]),
            "dnsPolicy" => found.word(pod.spec, key, &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
            "preemptionPolicy" => found.word(pod.spec, key, &["PreemptLowerPriority", "Never"]),
            "activeDeadlineSeconds" => found.within(pod.spec, key, 1..=i64::from(i32::MAX)),
            "terminationGracePeriodSeconds" => found.not_negative(pod.spec, key),
            "serviceAccountName" | "priorityClassName" | "runtimeClassName" | "schedulerName" => {
                let kind = if key == "schedulerName" { NameKind::LabelKey } else { NameKind::Subdomain };
                if !node.is_empty() {
                    found.name(pod.spec, key, kind, format_args!("`{key}`"));
                }
            }
            "hostname" | "subdomain" => found.name(pod.spec, key, NameKind::Label, format_args!("the {key} of a pod")),
            "os" => found.word(node, "name", &["linux", "windows"]),
            "dnsConfig" => dns(found, node),
            "hostAliases" => aliases(found, node),
            "imagePullSecrets" => pull_secrets(found, node),
            "readinessGates" => {
                for gate in node.elements() {
                    found.name(gate, "conditionType", NameKind::LabelKey, "a condition");
                }
            }
            "schedulingGates" => {
                found.unique(
                    code::TWICE,
                    node.elements().iter().filter_map(|gate| gate.get("name")),
                    "scheduling gates",
                );
                if let Some(name) = pod.spec.get("nodeName").filter(|name| !name.is_empty()) {
                    found.contradiction(node, "a pod with gates is on no node yet", name, "take `nodeName` out");
                }
            }
            _ => {}
        }
    }
    if let Some(metadata) = pod.metadata {
        super::metadata::annotations(found, metadata);
    }
    if pod.spec.text("dnsPolicy") == Some("None")
        && pod.spec.at(&["dnsConfig", "nameservers"]).is_none_or(Node::is_empty)
        && let Some(node) = pod.spec.get("dnsPolicy")
    {
        let message = "`None` leaves the pod without any name server";
        found.missing(code::LACKS, node, message, "write `dnsConfig { nameservers = [\"…\"] }`");
    }
}

fn dns(found: &mut Found<'_, '_>, config: &Node) {
    let servers = config.get("nameservers");
    if let Some(node) = servers.filter(|node| node.elements().len() > 3) {
        let message = format!("{} name servers, and a pod has 3 at most", node.elements().len());
        found.error(code::TOO_MANY, node, message, "keep three of them");
    }
    servers.into_iter().flat_map(Node::elements).for_each(|server| address(found, server));
    let searches = config.items("searches");
    let length: usize = searches.iter().filter_map(Node::as_text).map(|text| text.len() + 1).sum();
    if let Some(node) = config.get("searches").filter(|_| searches.len() > 32 || length > 2049) {
        let message = "too many domains to search: 32 with 2048 characters together are the most";
        found.error(code::TOO_MANY, node, message, "keep those that are needed");
    }
    for option in config.items("options") {
        found.needs(option, "name", "the option");
    }
}

/// An address, without the leading zeros that some read as octal.
pub(super) fn address(found: &mut Found<'_, '_>, node: &Node) {
    let Some(text) = node.as_text() else { return };
    if text.parse::<std::net::IpAddr>().is_ok() {
        return;
    }
    let short: Vec<&str> =
        text.split('.').map(|part| if part.len() > 1 { part.trim_start_matches('0') } else { part }).collect();
    let short: Vec<&str> = short.into_iter().map(|part| if part.is_empty() { "0" } else { part }).collect();
    let meant = short.join(".");
    let help = match meant.parse::<std::net::Ipv4Addr>() {
        Ok(_) => format!("write `{meant}`: zeros in front are read as octal by some"),
        Err(_) => "write an address, as `10.0.0.1` or `fd00::1`".to_owned(),
    };
    found.error(code::BAD_FIELD, node, format!("`{text}` is no IP address"), help);
}

fn aliases(found: &mut Found<'_, '_>, list: &Node) {
    for alias in list.elements() {
        found.needs(alias, "ip", "the alias");
        if let Some(ip) = alias.get("ip").filter(|ip| !ip.is_empty()) {
            address(found, ip);
        }
        for name in alias.items("hostnames") {
            if let Some(text) = name.as_text()
                && let Err(error) = NameKind::Subdomain.check(text)
            {
                found.format(code::BAD_FIELD, name, &format!("`{text}` cannot be the name of a host"), &error);
            }
        }
    }
    found.unique(code::TWICE, list.elements().iter().filter_map(|alias| alias.get("ip")), "aliases");
}

fn pull_secrets(found: &mut Found<'_, '_>, list: &Node) {
    for (index, secret) in list.elements().iter().enumerate() {
        found.needs(secret, "name", "the pull secret");
        let Some(name) = secret.get("name") else { continue };
        let same = |earlier: &&Node| earlier.get("name").is_some_and(|earlier| earlier.says_as(name));
        if let Some(earlier) = list.elements().iter().take(index).find(same) {
            let message = format!("the pull secret `{}` is there twice", secret.text("name").unwrap_or_default());
            let diagnostic = Diagnostic::warning(code::TWICE, name.origin.span, message)
                .label(earlier.get("name").unwrap_or(earlier).origin.span, "the other one")
                .help("take one of them out");
            found.add(name, diagnostic);
        }
    }
}
