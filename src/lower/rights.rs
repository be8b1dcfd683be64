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

/// Items of one rule: those of one group without a name, URLs, one with a name.
fn grouped(items: Vec<Right>) -> Vec<Vec<Right>> {
    let mut groups: Vec<Vec<Right>> = Vec::new();
    for item in items {
        let together = |other: &&mut Vec<Right>| match (other.first(), &item) {
            (Some(Right::Resource { group: a, name: None, .. }), Right::Resource { group: b, name: None, .. }) => {
                a == b
            }
            (Some(Right::Url(_)), Right::Url(_)) => true,
            _ => false,
        };
        match groups.iter_mut().find(together) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

fn rule(items: Vec<Right>, at: Origin, verbs: Node) -> Node {
    let (mut groups, mut resources, mut names, mut urls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for item in items {
        match item {
            Right::Url(url) => urls.push(text(at, url)),
            Right::Resource { group, resource, name } => {
                if groups.is_empty() {
                    groups.push(text(at, group));
                }
                resources.push(text(at, resource));
                names.extend(name.map(|name| text(at, name)));
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
    fn one_rule_holds_the_items_of_one_group_without_a_name() {
        let items = vec![
            resource("", "pods", None),
            resource("apps", "deployments", None),
            resource("", "events", None),
            resource("", "secrets", Some("a")),
            resource("", "secrets", Some("b")),
        ];
        let sizes: Vec<usize> = grouped(items).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1, 1, 1]);
    }
}
