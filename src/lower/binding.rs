//! What binds rights to those who have them: RoleBindings and ClusterRoleBindings, and their subjects.

use ecow::EcoString;

use super::context::{Draft, Lowering};
use super::metadata;
use super::node::{fields, list, text};
use super::object::{Map, Node, Origin};
use crate::diag::code;
use crate::eval::Declaration;
use crate::source::Span;
use crate::types::RightScope as Scope;

/// The API of roles and bindings.
pub(super) const API: &str = "rbac.authorization.k8s.io/v1";
const GROUP: &str = "rbac.authorization.k8s.io";

/// Name, labels and annotations of objects about rights.
pub(super) struct Meta {
    pub(super) name: Node,
    pub(super) labels: Map,
    pub(super) annotations: Map,
}

impl Meta {
    /// Those of the declaration.
    pub(super) fn of(declaration: &Declaration) -> Meta {
        Meta {
            name: metadata::name(declaration),
            labels: metadata::labels(declaration),
            annotations: metadata::annotations(declaration),
        }
    }

    pub(super) fn draft(&self, api: &str, kind: &str, rest: Vec<(&'static str, Option<Node>)>) -> Draft {
        Draft {
            api_version: api.into(),
            kind: kind.into(),
            name: self.name.clone(),
            labels: self.labels.clone(),
            annotations: self.annotations.clone(),
            rest,
        }
    }
}

/// Which kind of role a binding of which kind names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) role: &'static str,
    pub(super) binding: &'static str,
}

impl Bound {
    pub(super) const NAMESPACE: Bound = Bound { role: "Role", binding: "RoleBinding" };
    /// A ClusterRole whose rights hold in one namespace.
    pub(super) const SHARED: Bound = Bound { role: "ClusterRole", binding: "RoleBinding" };
    pub(super) const CLUSTER: Bound = Bound { role: "ClusterRole", binding: "ClusterRoleBinding" };

    /// Where the rights hold.
    pub(super) fn scope(self) -> Scope {
        if self.binding == "ClusterRoleBinding" { Scope::Cluster } else { Scope::Namespace }
    }

    /// The fields of a binding behind its metadata.
    pub(super) fn rest(self, at: Origin, role: Node, subjects: Vec<Node>) -> Vec<(&'static str, Option<Node>)> {
        let role_ref = fields(
            at,
            [("apiGroup", Some(text(at, GROUP))), ("kind", Some(text(at, self.role))), ("name", Some(role))],
        );
        vec![("roleRef", Some(role_ref)), ("subjects", Some(list(at, subjects)))]
    }
}

/// The account of `holder` as the subject of a binding that `declaration` makes; `span` is where it says so.
pub(super) fn account(
    cx: &mut Lowering<'_>,
    declaration: &Declaration,
    (name, holder): (&Node, &Declaration),
    scope: Scope,
    span: Span,
) -> Node {
    let at = Origin::derived(span);
    let namespace = namespace(cx, declaration, holder, scope);
    if scope == Scope::Cluster && namespace.is_none() {
        let message =
            format!("the account of `{}` needs a namespace to have rights in the whole cluster", holder.label);
        cx.error(
            code::MISSING_SETTING,
            span,
            message,
            "write `namespace = \"…\"` in `app`, with `{ implicit = true }` where no object shall carry it",
        );
    }
    fields(
        at,
        [
            ("kind", Some(text(at, "ServiceAccount"))),
            ("name", Some(name.clone())),
            ("namespace", namespace.map(|namespace| text(at, namespace))),
        ],
    )
}

/// A person or group that the cluster knows by `name`.
pub(super) fn person(at: Origin, kind: &'static str, name: Node) -> Node {
    fields(at, [("apiGroup", Some(text(at, GROUP))), ("kind", Some(text(at, kind))), ("name", Some(name))])
}

/// The namespace of the account in a binding: always in a cluster-wide one; else where it is written, or differs.
fn namespace(cx: &Lowering<'_>, declaration: &Declaration, holder: &Declaration, scope: Scope) -> Option<EcoString> {
    let known = holder.face.namespace.clone();
    let elsewhere = known != declaration.face.namespace;
    known.filter(|_| scope == Scope::Cluster || elsewhere || cx.namespace(declaration).is_some())
}
