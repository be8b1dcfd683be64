//! Roles that several have, and who has them: `to` in the role, `roles` in an account.

use ecow::eco_format;

use super::binding::{self, Bound, Meta};
use super::context::{Lowering, truth, written};
use super::env::argument_text;
use super::node::{fields, list, some_list, some_map, text, text_map};
use super::object::{Map, Node, Origin, Tree};
use super::rights;
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Declaration, Item, Value};
use crate::source::Span;
use crate::types::RightScope as Scope;

/// Makes the roles of a declaration, and their bindings where it says who has them.
pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let body = &declaration.body;
    let meta = Meta::of(declaration);
    if is_contradictory(cx, declaration) {
        return;
    }
    for bound in bounds(declaration) {
        let (entry, scope) = match bound {
            Bound::CLUSTER => ("can_cluster", Scope::Cluster),
            Bound::SHARED => ("can", Scope::Cluster),
            _ => ("can", Scope::Namespace),
        };
        let at = Origin::derived(written(body, entry).map_or(declaration.span, Value::span));
        let rules = some_list(at, rights::rules(cx, body, entry, scope));
        let rest = match aggregate(body) {
            Some(rule) => vec![("aggregationRule", Some(rule)), ("rules", Some(list(at, Vec::new())))],
            None => vec![("rules", rules)],
        };
        let mut draft = meta.draft(binding::API, bound.role, rest);
        if bound.role == "ClusterRole" {
            add_aggregate_labels(cx, declaration, &mut draft.labels);
        }
        cx.push(declaration, draft, &[body]);
        let Some(to) = written(body, "to") else { continue };
        let subjects: Vec<Node> = to
            .list()
            .unwrap_or_default()
            .iter()
            .filter_map(|who| subject(cx, declaration, who, bound.scope()))
            .collect();
        if subjects.is_empty() {
            let help = "name who has the rights, or take `to` out";
            cx.error(code::MISSING_SETTING, to.span(), format!("nobody has the role `{}`", declaration.label), help);
            continue;
        }
        let rest = bound.rest(Origin::derived(to.span()), meta.name.clone(), subjects);
        cx.push(declaration, meta.draft(binding::API, bound.binding, rest), &[body]);
    }
}

/// How a role is bound; one that says rights of both scopes is two.
fn bounds(role: &Declaration) -> Vec<Bound> {
    let body = &role.body;
    let is_shared = truth(body, "cluster").is_some_and(|node| node.tree == Tree::Bool(true));
    if role.kind == "external_role" {
        return vec![if is_shared { Bound::SHARED } else { Bound::NAMESPACE }];
    }
    let says = |entry: &str| written(body, entry).is_some();
    let mut bounds = Vec::new();
    if says("can") || is_shared && says("aggregate") {
        bounds.push(if is_shared { Bound::SHARED } else { Bound::NAMESPACE });
    }
    if says("can_cluster") || !is_shared && says("aggregate") {
        bounds.push(Bound::CLUSTER);
    }
    bounds
}

fn is_contradictory(cx: &mut Lowering<'_>, declaration: &Declaration) -> bool {
    let body = &declaration.body;
    let said = |entry: &str| written(body, entry).map(Value::span);
    let label = &declaration.label;
    let shared = said("cluster").filter(|_| truth(body, "cluster").is_some_and(|node| node.tree == Tree::Bool(true)));
    let clash = |at: Span, message: String, other: Span, help: &str| {
        Some(Diagnostic::error(code::CONTRADICTION, at, message).label(other, "because of this").help(help))
    };
    let found = match (said("can"), said("can_cluster"), said("aggregate")) {
        (None, None, None) => {
            let message = format!("the role `{label}` permits nothing");
            let help = "write `can \"pods\" = [get, list]`, or `can_cluster` for rights in the whole cluster";
            Some(Diagnostic::error(code::MISSING_SETTING, declaration.span, message).help(help))
        }
        (Some(own), _, Some(other)) | (None, Some(own), Some(other)) => {
            let message = format!("the rules of `{label}` are those of others, which the cluster writes over its own");
            clash(own, message, other, "put its own rules into another role with the labels that are aggregated")
        }
        (_, Some(own), None) if shared.is_some() => {
            let message = format!("`can_cluster` of `{label}` would make a second ClusterRole of that name");
            clash(own, message, shared.unwrap_or(own), "take `cluster = true` out, or write the rights as `can`")
        }
        (Some(own), None, None) if said("aggregate_to").is_some() && shared.is_none() => {
            let message = format!("only a ClusterRole is aggregated, and `{label}` is a Role");
            clash(said("aggregate_to").unwrap_or(own), message, own, "write `cluster = true`, or `can_cluster`")
        }
        _ => None,
    };
    let is_wrong = found.is_some();
    found.into_iter().for_each(|diagnostic| cx.report(diagnostic));
    is_wrong
}

/// The labels by which other ClusterRoles take in this one.
fn add_aggregate_labels(cx: &Lowering<'_>, declaration: &Declaration, labels: &mut Map) {
    let Some(value) = written(&declaration.body, "aggregate_to") else { return };
    for role in value.list().unwrap_or_default() {
        if let Some(name) = cx.name_of(role).as_ref().and_then(Node::as_text) {
            let key = eco_format!("rbac.authorization.k8s.io/aggregate-to-{name}");
            labels.put(key, text(Origin::of(role), "true"));
        }
    }
}

/// `aggregationRule`.
fn aggregate(body: &Item) -> Option<Node> {
    let value = written(body, "aggregate")?;
    let at = Origin::of(value);
    let selector = |labels: &Value| {
        let labels = text_map(labels.map()?);
        Some(fields(Origin::of(value), [("matchLabels", some_map(at, labels))]))
    };
    let selectors: Vec<Node> = match value.list() {
        Some(items) => items.iter().filter_map(selector).collect(),
        None => selector(value).into_iter().collect(),
    };
    Some(fields(at, [("clusterRoleSelectors", some_list(at, selectors))]))
}

/// Who is named in `to`.
fn subject(cx: &mut Lowering<'_>, declaration: &Declaration, who: &Value, scope: Scope) -> Option<Node> {
    let at = Origin::of(who);
    match &who.data {
        Data::Declaration(reference) => {
            let holder = cx.declaration(reference.declaration)?;
            let Some(name) = holder.face.account.clone() else {
                let message = format!("`{}` has no account that could have rights", holder.label);
                cx.error(code::MISSING_SETTING, who.span(), message, "give the workload an account: `account {}`");
                return None;
            };
            Some(binding::account(cx, declaration, (&text(at, name), holder), scope, who.span()))
        }
        Data::Made(made) => {
            let kind = if made.function == "user" { "User" } else { "Group" };
            Some(binding::person(at, kind, argument_text(made, "name")?))
        }
        _ => None,
    }
}

/// Gives the account `meta` of `holder` the role that `value` names, as `declaration` says; `everywhere` in the whole
/// cluster.
pub(super) fn bind(
    cx: &mut Lowering<'_>,
    declaration: &Declaration,
    value: &Value,
    meta: &Meta,
    holder: &Declaration,
    everywhere: bool,
) {
    let Data::Declaration(reference) = &value.data else { return };
    let Some(role) = cx.declaration(reference.declaration) else { return };
    let at = Origin::of(value);
    let label = &role.label;
    for bound in bounds(role) {
        let bound = match (everywhere, bound) {
            (true, Bound::NAMESPACE) => {
                let message = format!("the rights of `{label}` hold in its namespace only");
                let help = match role.kind.as_str() {
                    "role" => "write `cluster = true` in the role, or name it in `roles`",
                    _ => "write `cluster = true` if it is a ClusterRole, or name it in `roles`",
                };
                let diagnostic = Diagnostic::error(code::CONTRADICTION, value.span(), message);
                cx.report(diagnostic.label(role.span, "a Role").help(help));
                continue;
            }
            (true, _) => Bound::CLUSTER,
            (false, bound) => bound,
        };
        let mut subject = binding::account(cx, declaration, (&meta.name, holder), bound.scope(), value.span());
        let account = meta.name.as_text().cloned().unwrap_or_default();
        let own = Meta {
            name: text(at, eco_format!("{account}-{}", role.face.name)),
            labels: meta.labels.clone(),
            annotations: meta.annotations.clone(),
        };
        // A Role is bound where it is, and its rights hold there.
        let elsewhere = role.face.namespace.clone().filter(|_| bound == Bound::NAMESPACE);
        let elsewhere = elsewhere.filter(|there| declaration.face.namespace.as_ref() != Some(there));
        if let (Some(_), Some(home)) = (&elsewhere, &holder.face.namespace) {
            put(&mut subject, "namespace", text(at, home.clone()));
        }
        let rest = bound.rest(at, text(at, role.face.name.clone()), vec![subject]);
        cx.push_with(declaration, own.draft(binding::API, bound.binding, rest), &[&declaration.body], |_, root| {
            if let (Some(there), Tree::Map(root)) = (elsewhere, &mut root.tree)
                && let Some(metadata) = root.get_mut("metadata")
            {
                put(metadata, "namespace", text(at, there));
            }
        });
    }
}

fn put(node: &mut Node, key: &'static str, value: Node) {
    if let Tree::Map(map) = &mut node.tree {
        map.put(key, value);
    }
}

/// Whether some role says that it is the workload's, or its account's.
pub(super) fn gives(cx: &Lowering<'_>, workload: &Declaration) -> bool {
    let account = workload.face.account.as_ref();
    account.is_some_and(|account| {
        cx.holders.iter().any(|(namespace, name)| *namespace == workload.face.namespace && name == account)
    })
}

/// The accounts that roles name in `to`, by namespace and name.
pub(super) fn holders(evaluated: &crate::eval::Evaluated) -> Vec<super::context::Holder> {
    let roles = evaluated.declarations.iter().filter(|known| known.kind == "role");
    let named = roles.filter_map(|role| written(&role.body, "to")?.list()).flatten();
    let declarations = named.filter_map(|who| match &who.data {
        Data::Declaration(reference) => evaluated.declarations.get(reference.declaration),
        _ => None,
    });
    declarations.filter_map(|known| Some((known.face.namespace.clone(), known.face.account.clone()?))).collect()
}
