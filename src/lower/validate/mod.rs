//! What the API server would refuse, and what it would take although it cannot work, found in every object that is made.
//!
//! In: objects, whatever made them: the vocabulary, pass-through, `resource`. Out: diagnostics at the very node that is
//! wrong. One file a family of rules; a rule is a function over a node of the object and what was [`found`] so far.

mod admission;
pub mod catalog;
mod checks;
mod claims;
mod commands;
mod container_ports;
mod containers;
mod controllers;
mod data;
mod definition;
mod found;
mod jobs;
mod limits;
mod logic;
mod metadata;
mod mounts;
mod network_policies;
mod permissions;
mod pod_resources;
pub mod pod_security;
mod pods;
mod probes;
mod quantity;
mod relations;
mod resources;
mod restarts;
mod rights;
mod routes;
mod scalers;
mod scheduling;
mod schema;
mod security_context;
mod services;
mod signals;
mod sizes;
mod variables;
mod volumes;
mod walk;
mod windows;
mod wording;

use super::context::Lowering;
use super::object::Object;
use crate::eval::Declaration;
use found::Found;
pub(super) use found::is_open;
use walk::Pod;

/// Looks at the objects made since `first`, which are those of `declaration`.
pub(super) fn objects<'a>(cx: &mut Lowering<'a>, declaration: &'a Declaration, first: usize) {
    let all = std::mem::take(&mut cx.objects);
    for object in all.iter().skip(first) {
        look(&mut Found::new(cx, declaration, object), object);
    }
    cx.makers.resize(all.len(), declaration);
    cx.objects = all;
}

/// Looks at what objects say of each other.
pub(super) fn relations(cx: &mut Lowering<'_>) {
    let all = std::mem::take(&mut cx.objects);
    admission::enforced(cx, &all);
    relations::check(cx, &all);
    cx.objects = all;
}

/// The rules of pods, wherever they stand.
const OF_PODS: [fn(&mut Found<'_, '_>, &Pod<'_>); 16] = [
    admission::claimed,
    containers::check,
    restarts::check,
    signals::check,
    commands::check,
    container_ports::check,
    variables::check,
    probes::check,
    resources::check,
    pod_resources::check,
    mounts::check,
    volumes::check,
    security_context::check,
    windows::check,
    scheduling::check,
    pods::check,
];

/// The rules of one kind of object, by its group.
type OfKind = ((&'static str, &'static str), fn(&mut Found<'_, '_>, &Object));

const OF_KINDS: [OfKind; 22] = [
    (("apps", "Deployment"), controllers::check),
    (("", "Service"), services::check),
    (("apps", "StatefulSet"), controllers::check),
    (("apps", "DaemonSet"), controllers::check),
    (("apps", "ReplicaSet"), controllers::check),
    (("", "ReplicationController"), controllers::check),
    (("batch", "Job"), jobs::job),
    (("batch", "CronJob"), jobs::cron_job),
    (("", "ConfigMap"), data::config),
    (("", "Secret"), data::secret),
    (("", "PersistentVolumeClaim"), claims::check),
    (("networking.k8s.io", "Ingress"), routes::check),
    (("networking.k8s.io", "NetworkPolicy"), network_policies::check),
    (("autoscaling", "HorizontalPodAutoscaler"), scalers::autoscaler),
    (("policy", "PodDisruptionBudget"), scalers::budget),
    ((RBAC, "Role"), rights::role),
    ((RBAC, "ClusterRole"), rights::role),
    ((RBAC, "RoleBinding"), rights::binding),
    ((RBAC, "ClusterRoleBinding"), rights::binding),
    (("", "ResourceQuota"), limits::quota),
    (("", "LimitRange"), limits::range),
    (("scheduling.k8s.io", "PriorityClass"), limits::priority),
];

const RBAC: &str = "rbac.authorization.k8s.io";

fn is_of(object: &Object, group: &str) -> bool {
    walk::group(&object.api_version) == group
}

fn look(found: &mut Found<'_, '_>, object: &Object) {
    schema::check(found, object);
    metadata::check(found, object);
    sizes::check(found, object);
    if let Some(pod) = Pod::of(object) {
        OF_PODS.iter().for_each(|rule| rule(found, &pod));
    }
    if let Some((_, rule)) = OF_KINDS.iter().find(|((group, kind), _)| object.kind == *kind && is_of(object, group)) {
        rule(found, object);
    }
}
