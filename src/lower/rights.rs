//! The grammar of `can`: `resource[.group][/subresource][:name]`, several with commas; a URL starts with `/`.

use ecow::EcoString;

use super::context::{Lowering, written};
use super::node::{as_text, fields, list, text};
use super::object::{Node, Origin};
use crate::diag::code;
use crate::eval::{Item, Value};
use crate::source::Span;
use crate::types::{Right, RightScope as Scope};

/// The rules that the entry `field` of `item` gives, in order.
pub(super) fn rules(cx: &mut Lowering<'_>, item: &Item, field: &str, scope: Scope) -> Vec<Node> {
    let mut rules = Vec::new();
    let entries: Vec<(&EcoString, &Value)> = written(item, field).and_then(Value::map).into_iter().flatten().collect();
    for (what, verbs) in entries {
        let Some(items) = parse(cx, what, verbs.span(), scope) else { continue };
        let verb_nodes = |at: Origin| {
            let nodes = verbs.list().unwrap_or_default().iter();
            list(at, nodes.filter_map(|verb| Some(text(Origin::of(verb), as_text(verb)?))).collect())
        };
        if verbs.list().is_some_and(<[Value]>::is_empty) {
            cx.error(
                code::BAD_RIGHT,
                verbs.span(),
                format!("`{what}` may do nothing: the list is empty"),
                "write verbs such as `get`, or take the entry out",
            );
            continue;
        }
        for group in grouped(items) {
            rules.push(rule(group, Origin::of(verbs), verb_nodes(Origin::of(verbs))));
        }
    }
    rules
}

/// Items of one rule: those of one group without a name, those of one resource with names, URLs. The same resources of
/// several groups are one rule too; other mixtures would permit more than is written.
fn grouped(items: Vec<Right>) -> Vec<Vec<Right>> {
    let mut groups: Vec<Vec<Right>> = Vec::new();
    for item in items {
        let together = |other: &&mut Vec<Right>| match (other.first(), &item) {
            (Some(Right::Resource { group: a, name: None, .. }), Right::Resource { group: b, name: None, .. }) => {
                a == b
            }
            (
                Some(Right::Resource { group: a, resource: one, name: Some(_) }),
                Right::Resource { group: b, resource: other, name: Some(_) },
            ) => a == b && one == other,
            (Some(Right::Url(_)), Right::Url(_)) => true,
            _ => false,
        };
        match groups.iter_mut().find(together) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    let mut merged: Vec<Vec<Right>> = Vec::new();
    for group in groups {
        match merged.iter_mut().find(|other| resources(other).is_some_and(|own| resources(&group) == Some(own))) {
            Some(other) => other.extend(group),
            None => merged.push(group),
        }
    }
    merged
}

/// The resources of items without names, sorted.
fn resources(items: &[Right]) -> Option<Vec<&EcoString>> {
    let mut all: Vec<&EcoString> = items
        .iter()
        .map(|item| match item {
            Right::Resource { resource, name: None, .. } => Some(resource),
            _ => None,
        })
        .collect::<Option<_>>()?;
    all.sort();
    all.dedup();
    Some(all)
}

fn rule(items: Vec<Right>, at: Origin, verbs: Node) -> Node {
    let (mut groups, mut resources, mut names, mut urls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let add = |list: &mut Vec<Node>, content: EcoString| {
        if !list.iter().any(|known| known.as_text() == Some(&content)) {
            list.push(text(at, content));
        }
    };
    for item in items {
        match item {
            Right::Url(url) => add(&mut urls, url),
            Right::Resource { group, resource, name } => {
                add(&mut groups, group);
                add(&mut resources, resource);
                if let Some(name) = name {
                    add(&mut names, name);
                }
            }
        }
    }
    let some = |nodes: Vec<Node>| super::node::some_list(at, nodes);
    fields(
        at,
        [
            ("apiGroups", some(groups)),
            ("resources", some(resources)),
            ("resourceNames", some(names)),
            ("nonResourceURLs", some(urls)),
            ("verbs", Some(verbs)),
        ],
    )
}

fn parse(cx: &mut Lowering<'_>, what: &str, span: Span, scope: Scope) -> Option<Vec<Right>> {
    let mut items = Vec::new();
    for part in what.split(',') {
        match Right::read(part.trim(), scope) {
            Ok(item) => items.push(item),
            Err(message) => {
                let help =
                    "write `resource[.group][/subresource][:name]`, several with commas, as in `\"pods, pods/log\"`";
                cx.error(code::BAD_RIGHT, span, message, help);
                return None;
            }
        }
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::{Right, grouped};

    fn resource(group: &str, resource: &str, name: Option<&str>) -> Right {
        Right::Resource { group: group.into(), resource: resource.into(), name: name.map(Into::into) }
    }

    #[test]
    fn one_rule_holds_what_it_can_without_permitting_more() {
        let items = vec![
            resource("", "pods", None),
            resource("apps", "deployments", None),
            resource("", "events", None),
            resource("", "secrets", Some("a")),
            resource("", "secrets", Some("b")),
            resource("", "configmaps", Some("a")),
            resource("extensions", "deployments", None),
        ];
        let sizes: Vec<usize> = grouped(items).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 2, 2, 1]);
    }
}
