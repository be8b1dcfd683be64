//! `dns`: how pods look up names.

use super::context::{Lowering, texts, word, written};
use super::node::{fields, list, some_fields, text, text_node};
use super::object::{Node, Origin};
use super::workload::Workload;
use crate::diag::code;
use crate::eval::Value;

/// How many name servers a pod may have.
const MOST_SERVERS: usize = 3;

/// `dnsPolicy`.
pub(super) fn policy(workload: &Workload<'_>) -> Option<Node> {
    let table = [
        ("cluster_first", "ClusterFirst"),
        ("cluster_first_with_host_net", "ClusterFirstWithHostNet"),
        ("default", "Default"),
    ];
    let none = workload.body.field("dns").and_then(|item| item.value.as_ref()).filter(|value| value.is_none());
    word(workload.body, "dns", table).or_else(|| none.map(|value| text(Origin::of(value), "None")))
}

/// `dnsConfig`.
pub(super) fn config(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let item = workload.body.field("dns")?;
    let servers = written(item, "servers");
    let count = servers.and_then(Value::list).map_or(0, <[Value]>::len);
    if let Some(value) = item.value.as_ref().filter(|value| value.is_none() && count == 0) {
        let message = "the pods have no name server";
        cx.error(code::MISSING_SETTING, value.span(), message, "write `dns = none { servers = [\"10.0.0.10\"] }`");
    }
    if let Some(servers) = servers.filter(|_| count > MOST_SERVERS) {
        let message = format!("{count} name servers, and a pod may have {MOST_SERVERS}");
        cx.error(code::TOO_MANY, servers.span(), message, "keep the three that matter");
    }
    let options = written(item, "options").map(|whole| {
        let option = |(name, value): (&ecow::EcoString, &Value)| {
            let at = Origin::of(value);
            let value = text_node(value).filter(|node| node.as_text().is_none_or(|text| !text.is_empty()));
            fields(at, [("name", Some(text(at, name.clone()))), ("value", value)])
        };
        list(Origin::of(whole), item.entries("options").map(option).collect())
    });
    some_fields(
        Origin::derived(item.origin.span),
        [("nameservers", texts(item, "servers")), ("searches", texts(item, "search")), ("options", options)],
    )
}
