//! Services: their ports, their addresses, and what only some types have. Sources: `ValidateService`,
//! `validateServicePort`, `ValidateServiceClusterIPsRelatedFields`, `validateServiceExternalTrafficPolicy`.

use super::found::Found;
use super::pods::address;
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Object, Tree};
use crate::types::NameKind;
use crate::types::format::cidr;

/// Looks at a Service.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    let Some(spec) = object.root.get("spec") else {
        found.needs(&object.root, "spec", "the Service");
        return;
    };
    found.word(spec, "type", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
    let kind = spec.text("type").unwrap_or("ClusterIP");
    let headless = spec.text("clusterIP") == Some("None");
    let ports = spec.items("ports");
    if ports.is_empty() && !headless && kind != "ExternalName" {
        let message = "the Service has no port";
        found.missing(
            code::NO_SERVICE_PORT,
            spec.get("ports").unwrap_or(spec),
            message,
            "write `ports`, or `clusterIP = \"None\"`",
        );
    }
    for (index, port) in ports.iter().enumerate() {
        one(found, port, ports, kind);
        for earlier in ports.iter().take(index) {
            if clash(found, earlier, port, ports.len()) {
                break;
            }
        }
    }
    of_type(found, spec, kind, headless);
    affinity(found, spec);
    if let Some(annotations) = object.root.at(&["metadata", "annotations"]) {
        hints(found, annotations);
    }
    for ip in spec.items("externalIPs") {
        address(found, ip);
        outside(found, ip);
    }
    for (key, value) in spec.get("selector").into_iter().flat_map(Node::entries) {
        found.label(key, value);
    }
    families(found, spec);
}

fn one(found: &mut Found<'_, '_>, port: &Node, ports: &[Node], kind: &str) {
    found.needs(port, "port", "the port of the Service");
    found.within(port, "port", 1..=65535);
    found.within(port, "nodePort", 0..=65535);
    found.word(port, "protocol", &["TCP", "UDP", "SCTP"]);
    found.name(port, "name", NameKind::Label, "the name of a Service port");
    if ports.len() > 1 && port.get("name").is_none_or(Node::is_empty) {
        let message = "a Service with several ports needs a name for each";
        found.missing(code::PORT_CLASH, port, message, "write `name`");
    }
    match port.get("targetPort").map(|target| &target.tree) {
        Some(Tree::Int(_)) => found.within(port, "targetPort", 1..=65535),
        Some(Tree::Text(_)) => found.name(port, "targetPort", NameKind::PortName, "the name of a container port"),
        _ => {}
    }
    if let Some(node) = port.get("nodePort").filter(|node| kind == "ClusterIP" && node.as_int() != Some(0)) {
        let message = "a Service inside the cluster takes no port of the nodes";
        found.error(code::CONTRADICTION, node, message, "take `nodePort` out, or write `type = \"NodePort\"`");
    }
    if let Some(node) = port.get("appProtocol")
        && let Some(Err(error)) = node.as_text().map(|text| NameKind::LabelKey.check(text))
    {
        found.format(code::BAD_FIELD, node, "this cannot be a protocol", &error);
    }
}

/// Two ports that are one; answers whether there was something to report.
fn clash(found: &mut Found<'_, '_>, earlier: &Node, port: &Node, count: usize) -> bool {
    let protocol = |port: &Node| port.text("protocol").map_or_else(|| "TCP".to_owned(), str::to_owned);
    let both = |key: &str| earlier.get(key).zip(port.get(key)).filter(|(a, b)| a.says_as(b) && b.as_int() != Some(0));
    let same = protocol(earlier) == protocol(port);
    let (message, pair) = if let Some(pair) = both("name").filter(|_| count > 1) {
        (format!("two ports of the Service are called `{}`", port.text("name").unwrap_or_default()), pair)
    } else if let Some(pair) = both("port").filter(|_| same) {
        (
            format!("two ports of the Service are {}/{}", port.int("port").unwrap_or(0), protocol(port).to_lowercase()),
            pair,
        )
    } else if let Some(pair) = both("nodePort").filter(|_| same) {
        (format!("two ports of the Service take port {} of the nodes", port.int("nodePort").unwrap_or(0)), pair)
    } else {
        return false;
    };
    let diagnostic = Diagnostic::error(code::PORT_CLASH, pair.1.origin.span, message)
        .label(pair.0.origin.span, "the other one")
        .help("let them differ");
    found.add(pair.1, diagnostic);
    true
}

/// What only some types of Service have.
fn of_type(found: &mut Found<'_, '_>, spec: &Node, kind: &str, headless: bool) {
    let balanced = kind == "LoadBalancer";
    if let Some(node) = spec.get("clusterIP").filter(|_| headless && matches!(kind, "LoadBalancer" | "NodePort")) {
        let message = format!("a Service of the type `{kind}` needs an address of its own");
        found.error(code::CONTRADICTION, node, message, "take `clusterIP` out");
    }
    match spec.get("externalName") {
        Some(node) if kind == "ExternalName" => {
            let name = node.as_text().map_or("", |name| name.trim_end_matches('.'));
            if let Err(error) = NameKind::Subdomain.check(name) {
                found.format(code::BAD_FIELD, node, "this cannot be the name of a host", &error);
            }
            for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
                if let Some(node) = spec.get(key).filter(|node| !node.is_empty()) {
                    found.error(
                        code::CONTRADICTION,
                        node,
                        format!("a Service that is a name has no `{key}`"),
                        "take it out",
                    );
                }
            }
        }
        Some(node) if !node.is_empty() => {
            let message = format!("a Service of the type `{kind}` does not use `externalName`");
            found.warning(code::NO_EFFECT, node, message, "take it out, or write `type = \"ExternalName\"`");
        }
        None if kind == "ExternalName" => found.needs(spec, "externalName", "the Service"),
        _ => {}
    }
    for key in ["loadBalancerClass", "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts"] {
        if let Some(node) = spec.get(key).filter(|node| !balanced && !node.is_empty()) {
            let message = format!("only a Service of the type `LoadBalancer` has `{key}`");
            found.error(code::CONTRADICTION, node, message, "take it out");
        }
    }
    if let Some(node) = spec.get("loadBalancerClass").filter(|_| balanced)
        && let Some(Err(error)) = node.as_text().map(|text| NameKind::LabelKey.check(text))
    {
        found.format(code::BAD_FIELD, node, "this cannot be a class of load balancers", &error);
    }
    if let Some(node) = spec.get("externalIPs").filter(|node| kind == "ExternalName" && !node.is_empty()) {
        let message = "a Service that is a name has no addresses";
        found.warning(code::NO_EFFECT, node, message, "take `externalIPs` out");
    }
    for range in spec.items("loadBalancerSourceRanges") {
        if let Some(Err(error)) = range.as_text().map(|text| cidr::parse(text.trim())) {
            found.format(code::BAD_FIELD, range, "this is no network", &error);
        }
    }
    found.word(spec, "externalTrafficPolicy", &["Cluster", "Local"]);
    found.word(spec, "internalTrafficPolicy", &["Cluster", "Local"]);
    let near: &[&str] =
        if found.minor() >= 34 { &["PreferClose", "PreferSameNode", "PreferSameZone"] } else { &["PreferClose"] };
    found.word(spec, "trafficDistribution", near);
    let from_outside = balanced || kind == "NodePort" || !spec.items("externalIPs").is_empty();
    if let Some(node) = spec.get("externalTrafficPolicy").filter(|_| !from_outside) {
        let message = "nothing comes to this Service from outside the cluster";
        found.error(code::CONTRADICTION, node, message, "take `externalTrafficPolicy` out");
    }
    if let Some(node) = spec.get("healthCheckNodePort").filter(|node| node.as_int() != Some(0))
        && !(balanced && spec.text("externalTrafficPolicy") == Some("Local"))
    {
        let message = "only a load balancer with local traffic is asked for its health";
        found.error(code::CONTRADICTION, node, message, "take `healthCheckNodePort` out");
    }
}

/// Annotations that have become a field.
fn hints(found: &mut Found<'_, '_>, annotations: &Node) {
    for key in ["service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"] {
        if let Some(node) = annotations.get(key).filter(|_| key.ends_with("hints") || found.minor() >= 34) {
            let message = format!("the annotation `{key}` is deprecated");
            found.warning(code::NO_EFFECT, node, message, "write `trafficDistribution`");
        }
    }
}

fn affinity(found: &mut Found<'_, '_>, spec: &Node) {
    found.word(spec, "sessionAffinity", &["None", "ClientIP"]);
    let Some(config) = spec.get("sessionAffinityConfig") else { return };
    if spec.text("sessionAffinity") != Some("ClientIP") {
        let message = "nothing keeps clients with their pod";
        found.error(code::CONTRADICTION, config, message, "write `sessionAffinity = \"ClientIP\"`");
    } else if let Some(client) = config.get("clientIP") {
        found.within(client, "timeoutSeconds", 1..=86_400);
    }
}

/// An address from outside is none that only a machine itself has.
fn outside(found: &mut Found<'_, '_>, node: &Node) {
    let Some(ip) = node.as_text().and_then(|text| text.parse::<std::net::IpAddr>().ok()) else { return };
    let local = match ip {
        std::net::IpAddr::V4(ip) => ip.is_link_local(),
        std::net::IpAddr::V6(ip) => (ip.segments()[0] & 0xffc0) == 0xfe80,
    };
    if ip.is_loopback() || ip.is_multicast() || ip.is_unspecified() || local {
        let message = format!("`{ip}` cannot be reached from outside");
        found.error(code::BAD_FIELD, node, message, "write an address that is routed to the nodes");
    }
}

/// Addresses of the Service and their families.
fn families(found: &mut Found<'_, '_>, spec: &Node) {
    for ip in spec.items("clusterIPs").iter().chain(spec.get("clusterIP")) {
        if ip.as_text().is_some_and(|text| text != "None" && !text.is_empty()) {
            address(found, ip);
        }
    }
    let ips = spec.items("clusterIPs");
    if let (Some(first), Some(ip)) = (ips.first(), spec.get("clusterIP"))
        && !first.says_as(ip)
    {
        found.contradiction(first, "the first of `clusterIPs` is not the `clusterIP`", ip, "let them be the same");
    }
    let families = spec.items("ipFamilies");
    found.unique(code::TWICE, families.iter(), "families of addresses");
    let own = spec.get("clusterIP").filter(|ip| !ip.is_empty());
    let addresses = if ips.is_empty() { own.map(std::slice::from_ref).unwrap_or_default() } else { ips };
    let mut seen: Option<(bool, &Node)> = None;
    for (index, ip) in addresses.iter().enumerate() {
        let Some(parsed) = ip.as_text().and_then(|text| text.parse::<std::net::IpAddr>().ok()) else { continue };
        if let Some((_, other)) = seen.filter(|(six, _)| *six == parsed.is_ipv6()) {
            found.contradiction(ip, "two addresses of one family", other, "keep one of each family");
        }
        seen = Some((parsed.is_ipv6(), ip));
        let word = if parsed.is_ipv6() { "IPv6" } else { "IPv4" };
        if let Some(family) = families.get(index).filter(|family| family.as_text().is_some_and(|said| said != word)) {
            let message = format!("`{parsed}` is no address of this family");
            found.contradiction(family, &message, ip, &format!("write `{word}`, or another address"));
        }
    }
    for key in ["clusterIPs", "ipFamilies"] {
        if let Some(node) = spec.get(key).filter(|node| node.elements().len() > 2) {
            found.error(code::TOO_MANY, node, format!("`{key}` has at most two elements"), "keep one of each family");
        } else if let Some(node) = spec.get(key).filter(|node| node.elements().len() == 2)
            && spec.text("ipFamilyPolicy") == Some("SingleStack")
        {
            let message = format!("two of `{key}` in a Service of a single family");
            found.error(code::CONTRADICTION, node, message, "write `ipFamilyPolicy = \"PreferDualStack\"`");
        }
    }
}
