//! What the definition of a custom resource asks of its objects beyond their shape: bounds and patterns of values, and
//! rules in CEL.

use std::net::{Ipv4Addr, Ipv6Addr};

use regex::Regex;
use serde_json::{Number, Value};

use super::found::Found;
use super::logic;
use crate::cel::{Finding, Identity, Rules, Verdict};
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Object, Tree};
use crate::schema::{Constraints, Kind};
use crate::types::{Format, Number as Exact};
use crate::yaml;

/// Holds a value to the bounds that its type has.
pub(super) fn bounds(found: &mut Found<'_, '_>, node: &Node, asked: &Constraints) {
    const HELP: &str = "the definition of the custom resource says so";
    if let Some(message) = broken_bound(node, asked) {
        found.error(code::AGAINST_DEFINITION, node, message, HELP);
        return;
    }
    if let Some((logic, filled)) = logic::of(asked).filter(|_| node.tree != Tree::Null)
        && let Some(broken) = logic::broken(node, logic, filled)
    {
        let diagnostic = Diagnostic::error(code::AGAINST_DEFINITION, broken.node.origin.span, broken.message);
        let diagnostic = match broken.other {
            Some(other) => diagnostic.label(other.origin.span, "the other one"),
            None => diagnostic,
        };
        found.missing_as(broken.node, diagnostic.help(HELP));
    }
}

pub(super) fn broken_bound(node: &Node, asked: &Constraints) -> Option<String> {
    match &node.tree {
        Tree::Text(text) => {
            let length = text.chars().count();
            let pattern = asked.pattern.as_deref().and_then(|pattern| Some((pattern, Regex::new(pattern).ok()?)));
            if let Some((pattern, _)) = pattern.filter(|(_, regex)| !regex.is_match(text)) {
                return Some(format!("`{text}` does not match `{pattern}`"));
            }
            let form = asked.format.as_deref();
            if let Some(form) = form.filter(|form| !has_form(text, form)) {
                return Some(format!("`{text}` is no {form}"));
            }
            amount(length, asked, "characters")
        }
        Tree::List(items) => {
            let twice = |(at, item): (usize, &Node)| items.iter().take(at).any(|other| item.says_as(other));
            if asked.unique && items.iter().enumerate().any(twice) {
                return Some("the list holds something twice".to_owned());
            }
            amount(items.len(), asked, "elements")
        }
        Tree::Map(map) => amount(map.len(), asked, "keys"),
        Tree::Int(_) | Tree::Decimal(_) => range(node, asked),
        Tree::Bool(_) | Tree::Null => None,
    }
}

fn amount(count: usize, asked: &Constraints, what: &str) -> Option<String> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if let Some(least) = asked.least.filter(|least| count < *least) {
        return Some(format!("there are {count} {what}, and at least {least} must be"));
    }
    let most = asked.most.filter(|most| count > *most)?;
    Some(format!("there are {count} {what}, and at most {most} may be"))
}

fn range(node: &Node, asked: &Constraints) -> Option<String> {
    let written = match &node.tree {
        Tree::Int(number) => number.to_string(),
        Tree::Decimal(number) => number.to_string(),
        _ => return None,
    };
    let read = |text: &str| Exact::read(text, None).ok();
    let number = read(&written)?;
    let compared = |bound: &str| read(bound).and_then(|bound| number.compare(&bound).ok());
    if let Some((bound, exclusive)) = &asked.minimum
        && let Some(order) = compared(bound)
        && (order.is_lt() || *exclusive && order.is_eq())
    {
        return Some(format!("{written} is too small: {} {bound}", if *exclusive { "above" } else { "from" }));
    }
    if let Some((bound, exclusive)) = &asked.maximum
        && let Some(order) = compared(bound)
        && (order.is_gt() || *exclusive && order.is_eq())
    {
        return Some(format!("{written} is too large: {} {bound}", if *exclusive { "below" } else { "up to" }));
    }
    let (number, step) = (written.parse::<i64>().ok()?, asked.multiple_of.as_ref()?.parse::<i64>().ok()?);
    (number.checked_rem(step)? != 0).then(|| format!("{written} is no multiple of {step}"))
}

/// Whether a text has a form that OpenAPI names; forms that the API server does not know hold always. Source: the formats
/// of `k8s.io/kube-openapi/pkg/validation/strfmt`.
fn has_form(text: &str, form: &str) -> bool {
    let all = |wanted: usize, fits: fn(char) -> bool| text.chars().count() == wanted && text.chars().all(fits);
    match form {
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "cidr" => Format::Cidr.check(text).is_ok(),
        "hostname" => Format::Host.check(text).is_ok(),
        "date-time" | "datetime" => text.parse::<jiff::Timestamp>().is_ok(),
        "date" => text.parse::<jiff::civil::Date>().is_ok(),
        "uuid" | "uuid3" | "uuid4" | "uuid5" => all(36, |c| c == '-' || c.is_ascii_hexdigit()),
        "bsonobjectid" => all(24, |c| c.is_ascii_hexdigit()),
        _ => true,
    }
}

/// Holds an object to the rules of its definition.
pub(super) fn rules(found: &mut Found<'_, '_>, object: &Object, kind: &Kind) {
    let (Some(schema), Some(defined)) = (kind.with_rules(), kind.span()) else { return };
    let rules = found.rules_of(defined, || Rules::of(of_yaml(schema)));
    let api_version = kind.api_version();
    let identity = Identity { group: kind.group(), api_version: &api_version, kind: kind.name() };
    for finding in rules.check(&of_object(&object.root), identity) {
        report(found, object, defined, &finding);
    }
}

fn report(found: &mut Found<'_, '_>, object: &Object, defined: crate::source::Span, finding: &Finding) {
    let node = at(&object.root, &finding.path).unwrap_or(&object.root);
    let span = node.origin.span;
    let diagnostic = match &finding.verdict {
        Verdict::Broken(message) => Diagnostic::error(code::BROKEN_RULE, span, message.clone())
            .help("the API server would refuse the object: change it until the rule holds"),
        Verdict::Unknown(reason) => {
            let message = "a rule of the custom resource is not checked before the cluster does";
            Diagnostic::warning(code::UNCHECKED_RULE, span, message).note(reason.clone())
        }
    };
    let diagnostic = match finding.rule.as_str() {
        "" => diagnostic,
        rule => diagnostic.note(format!("the rule is `{rule}`")),
    };
    found.add(node, diagnostic.label(defined, "defined here"));
}

/// The node at `path`, in the form `spec.items[0].name`. A key may hold dots: the longest that is there counts.
fn at<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    let path = path.strip_prefix('.').unwrap_or(path);
    if path.is_empty() {
        return Some(node);
    }
    match &node.tree {
        Tree::Map(map) => {
            let fits =
                |key: &str| path.strip_prefix(key).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
            let (_, inner, rest) = map
                .iter()
                .filter_map(|(key, inner)| Some((key.len(), inner, fits(key)?)))
                .max_by_key(|(length, ..)| *length)?;
            at(inner, rest)
        }
        Tree::List(items) => {
            let (number, rest) = path.strip_prefix('[')?.split_once(']')?;
            at(items.get(number.parse::<usize>().ok()?)?, rest)
        }
        _ => None,
    }
}

fn of_object(node: &Node) -> Value {
    match &node.tree {
        Tree::Null => Value::Null,
        Tree::Bool(value) => Value::Bool(*value),
        Tree::Int(number) => Value::from(*number),
        Tree::Decimal(number) => decimal(number),
        Tree::Text(text) => Value::from(text.as_str()),
        Tree::List(items) => items.iter().map(of_object).collect(),
        Tree::Map(map) => map.iter().map(|(key, inner)| (key.to_string(), of_object(inner))).collect(),
    }
}

fn of_yaml(node: &yaml::Node) -> Value {
    match &node.data {
        yaml::Data::Null => Value::Null,
        yaml::Data::Bool(value) => Value::Bool(*value),
        yaml::Data::Int(number) => Value::from(*number),
        yaml::Data::Decimal(number) => decimal(number),
        yaml::Data::Text(text) => Value::from(text.as_str()),
        yaml::Data::List(items) => items.iter().map(of_yaml).collect(),
        yaml::Data::Map(entries) => entries.iter().map(|(key, inner)| (key.text.to_string(), of_yaml(inner))).collect(),
    }
}

/// Rules count in binary: a decimal is the number next to it.
fn decimal(written: &str) -> Value {
    written.parse::<f64>().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}
