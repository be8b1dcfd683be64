//! ServiceAccounts and their rights: roles and bindings.

use super::binding::{self, Bound, Meta};
use super::context::{Lowering, truth as truth_at, written};
use super::node::{some_list, text, truth};
use super::object::{Node, Origin};
use super::reasons::Unasked;
use super::rights;
use super::workload::Workload;
use super::{metadata, role, scheduling};
use crate::diag::code;
use crate::eval::{Data, Declaration, Item, Value};
use crate::types::RightScope as Scope;

/// Makes the object and the rights of a declared account.
pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let body = &declaration.body;
    let meta = Meta::of(declaration);
    object(cx, declaration, body, &meta);
    bindings(cx, declaration, &[body], &meta, declaration);
}

/// Makes the own account of a workload and the rights that the workload says.
pub(super) fn of_workload(cx: &mut Lowering<'_>, workload: &Workload<'_>) {
    let declaration = workload.declaration;
    let body = &declaration.body;
    let nothing = Item::empty(body.origin);
    let item = body.field("account").unwrap_or(&nothing);
    let name = declaration.face.account.clone().unwrap_or_else(|| declaration.face.name.clone());
    let at = written(item, "name").map_or(Origin::derived(declaration.span), Origin::of);
    let meta = Meta {
        name: text(at, name),
        labels: metadata::derived(declaration, item, "labels"),
        annotations: metadata::derived(declaration, item, "annotations"),
    };
    if has_own(declaration) {
        object(cx, declaration, item, &meta);
    } else if declaration.face.account.is_none() {
        for entry in ["can", "can_cluster"] {
            if let Some(rights) = written(body, entry) {
                let help = "give the workload an account of its own: `account {}`";
                let message = format!("`{}` has no account that could have rights", declaration.label);
                cx.error(code::MISSING_SETTING, rights.span(), message, help);
                return;
            }
        }
    }
    // Another's account is bound where it is.
    let other = item.value.as_ref().and_then(|value| match &value.data {
        Data::Declaration(reference) => Some((reference, value.span())),
        _ => None,
    });
    if let Some((reference, span)) = other {
        super::rules::same_namespace(cx, declaration, reference, span);
    }
    let holder = other.and_then(|(reference, _)| cx.declaration(reference.declaration)).unwrap_or(declaration);
    bindings(cx, declaration, &[body, item], &meta, holder);
}

/// Whether the workload has an account of its own: unless it takes another's, in plain style where something is said of
/// one.
fn has_own(declaration: &Declaration) -> bool {
    let other = declaration.body.field("account").is_some_and(|item| item.value.is_some());
    declaration.face.account.is_some() && !other
}

fn object(cx: &mut Lowering<'_>, declaration: &Declaration, item: &Item, meta: &Meta) {
    let by_default = (!cx.plain).then(|| truth(Origin::default(declaration.span, Unasked::AccountToken), false));
    let rest = vec![
        ("imagePullSecrets", scheduling::pull_secrets(cx, declaration, item)),
        ("automountServiceAccountToken", truth_at(item, "token").or(by_default)),
    ];
    cx.push(declaration, meta.draft("v1", "ServiceAccount", rest), &[&declaration.body]);
}

/// Roles and bindings for what `items` say that the account `meta` of `holder` can do.
fn bindings(cx: &mut Lowering<'_>, declaration: &Declaration, items: &[&Item], meta: &Meta, holder: &Declaration) {
    for (entry, scope, role, binding) in [
        ("can", Scope::Namespace, "Role", "RoleBinding"),
        ("can_cluster", Scope::Cluster, "ClusterRole", "ClusterRoleBinding"),
    ] {
        let mut rules = Vec::new();
        let mut first = None;
        for item in items {
            first = first.or_else(|| written(item, entry).map(Value::span));
            rules.extend(rights::rules(cx, item, entry, scope));
        }
        let Some(span) = first else { continue };
        let at = Origin::derived(span);
        let Some(rules) = some_list(at, rules) else { continue };
        let subject = binding::account(cx, declaration, (&meta.name, holder), scope, span);
        cx.push(declaration, meta.draft(binding::API, role, vec![("rules", Some(rules))]), &[&declaration.body]);
        let bound = Bound { role, binding };
        let rest = bound.rest(at, meta.name.clone(), vec![subject]);
        cx.push(declaration, meta.draft(binding::API, binding, rest), &[&declaration.body]);
    }
    for (entry, everywhere) in [("roles", false), ("roles_cluster", true)] {
        for item in items {
            for value in written(item, entry).and_then(Value::list).unwrap_or_default() {
                role::bind(cx, declaration, value, meta, holder, everywhere);
            }
        }
    }
}

/// `serviceAccountName` of the pods.
pub(super) fn name_on_pod(cx: &Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let declaration = workload.declaration;
    let item = declaration.body.field("account");
    let at = match item.and_then(|item| item.value.as_ref()) {
        Some(value) => Origin::of(value),
        None => Origin::derived(item.map_or(declaration.span, |item| item.origin.span)),
    };
    match &declaration.face.account {
        Some(name) => Some(text(at, name.clone())),
        None if cx.plain || !declaration.body.is_none("account") => None,
        None => Some(text(at, "default")),
    }
}

/// What an account can do by its own word.
const RIGHTS: [&str; 4] = ["can", "can_cluster", "roles", "roles_cluster"];

/// Whether the pods get their token: as written; in safe style only where the account can do something.
pub(super) fn token_on_pod(cx: &Lowering<'_>, workload: &Workload<'_>) -> Option<Node> {
    let body = workload.body;
    if let Some(token) = truth_at(body, "token") {
        return Some(token);
    }
    if cx.plain {
        return None;
    }
    let says = |item: &Item| RIGHTS.iter().any(|entry| written(item, entry).is_some());
    let item = body.field("account");
    let useful = match item.and_then(|item| item.value.as_ref()).map(|value| &value.data) {
        Some(Data::Declaration(reference)) => cx
            .declaration(reference.declaration)
            .is_some_and(|account| says(&account.body) || account.kind == "external_account"),
        _ => item.is_some_and(says),
    };
    let useful = useful || says(body) || role::gives(cx, workload.declaration);
    Some(truth(Origin::default(workload.declaration.span, Unasked::AccountToken), useful))
}
