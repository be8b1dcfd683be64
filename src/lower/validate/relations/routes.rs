//! An Ingress and the Services to which it leads, with their ports.

use super::{Index, references};
use crate::diag::{Diagnostic, code};
use crate::lower::Node;
use crate::lower::validate::found::Found;

/// Looks at the Ingress at `position`.
pub(super) fn check(found: &mut Found<'_, '_>, index: &Index<'_>, position: usize) {
    let Some(spec) = index.objects.get(position).and_then(|object| object.root.get("spec")) else { return };
    let paths = spec.items("rules").iter().filter_map(|rule| rule.get("http")).flat_map(|http| http.items("paths"));
    let backends = paths.filter_map(|path| path.get("backend")).chain(spec.get("defaultBackend"));
    for service in backends.filter_map(|backend| backend.get("service")) {
        let known = references::object(found, index, index.namespace(position), "Service", service, "name");
        let (Some(known), Some(port)) = (known, service.get("port")) else { continue };
        let Some((asked, field)) =
            port.get("number").map(|node| (node, "port")).or_else(|| Some((port.get("name")?, "name")))
        else {
            continue;
        };
        let ports = known.root.get("spec").map(|spec| spec.items("ports")).unwrap_or_default();
        if ports.iter().any(|port| port.get(field).is_some_and(|known| known.says_as(asked))) {
            continue;
        }
        let shown =
            asked.as_text().map_or_else(|| asked.as_int().unwrap_or(0).to_string(), |name| format!("called `{name}`"));
        let message = format!("the Service `{}` has no port {shown}", known.name);
        let has: Vec<String> = ports.iter().map(described).collect();
        let help = format!("it has {}", if has.is_empty() { "none".to_owned() } else { has.join(", ") });
        let diagnostic = Diagnostic::error(code::NO_SUCH_PORT, asked.origin.span, message);
        found.missing_as(asked, diagnostic.label(known.origin.span, "this Service").help(help));
    }
}

fn described(port: &Node) -> String {
    let number = port.int("port").unwrap_or(0);
    port.text("name").map_or_else(|| number.to_string(), |name| format!("{number} called `{name}`"))
}
