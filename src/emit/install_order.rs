//! The order of objects: by kind as Helm installs them, then by namespace, name and API version.
//!
//! What others need comes first: a namespace before what lives in it, an account before the pods that run under it.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::lower::Object;

/// Helm's install order; kinds that are not listed follow, by name.
const KINDS: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// Objects from which on several threads sort: below, to wake them costs more than it saves.
const PARALLEL_FROM: usize = 1_000;

/// The objects in the order in which they are written and applied, whatever order they come in.
pub(super) fn sorted(objects: &[Object]) -> Vec<&Object> {
    let mut ranked: Vec<(usize, &Object)> = objects.iter().map(|object| (rank(&object.kind), object)).collect();
    let order = |(a_rank, a): &(usize, &Object), (b_rank, b): &(usize, &Object)| {
        a_rank.cmp(b_rank).then_with(|| by_identity(a, b))
    };
    if ranked.len() > PARALLEL_FROM {
        ranked.par_sort_by(order);
    } else {
        ranked.sort_by(order);
    }
    ranked.into_iter().map(|(_, object)| object).collect()
}

fn rank(kind: &str) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len())
}

fn by_identity(a: &Object, b: &Object) -> Ordering {
    let order = a.kind.cmp(&b.kind).then_with(|| a.namespace.cmp(&b.namespace));
    order.then_with(|| a.name.cmp(&b.name)).then_with(|| a.api_version.cmp(&b.api_version))
}
