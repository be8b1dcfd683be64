//! The order of objects: by kind as Helm installs them, then by namespace, name and API version.
//!
//! What others need comes first: a namespace before what lives in it, an account before the pods that run under it. What
//! jobs say by `before` and `after` goes before the order of kinds, for whatever makes pods.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use crate::lower::{Manifests, Object, Order};

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
pub(super) fn sorted(manifests: &Manifests) -> Vec<&Object> {
    let objects = &manifests.objects;
    let mut ranked: Vec<(usize, &Object)> = objects.iter().map(|object| (rank(&object.kind), object)).collect();
    let by_kind = |(a_rank, a): &(usize, &Object), (b_rank, b): &(usize, &Object)| {
        a_rank.cmp(b_rank).then_with(|| by_identity(a, b))
    };
    if ranked.len() > PARALLEL_FROM {
        ranked.par_sort_by(by_kind);
    } else {
        ranked.sort_by(by_kind);
    }
    let mut sorted = ranked.into_iter().map(|(_, object)| object).collect();
    // An order has no circles, so that after as many rounds as it has steps nothing moves any more.
    for _ in &manifests.order {
        if !manifests.order.iter().fold(false, |moved, order| move_behind(objects, &mut sorted, order) || moved) {
            break;
        }
    }
    sorted
}

/// Kinds whose objects make pods.
const RUNNING: &[&str] = &["CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"];

/// Moves what makes the pods that wait behind what makes those that come first; whether something moved.
fn move_behind<'o>(objects: &'o [Object], sorted: &mut Vec<&'o Object>, order: &Order) -> bool {
    let runs = |object: &Object, places: &Range<usize>| {
        RUNNING.contains(&object.kind.as_str())
            && objects.get(places.clone()).is_some_and(|own| own.iter().any(|known| std::ptr::eq(known, object)))
    };
    let Some(last) = sorted.iter().rposition(|object| runs(object, &order.first)) else { return false };
    let mut behind = sorted.split_off(last + 1);
    let (waiting, before): (Vec<&Object>, Vec<&Object>) =
        std::mem::take(sorted).into_iter().partition(|object| runs(object, &order.then));
    let moved = !waiting.is_empty();
    sorted.extend(before);
    sorted.extend(waiting);
    sorted.append(&mut behind);
    moved
}

fn rank(kind: &str) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len())
}

fn by_identity(a: &Object, b: &Object) -> Ordering {
    let order = a.kind.cmp(&b.kind).then_with(|| a.namespace.cmp(&b.namespace));
    order.then_with(|| a.name.cmp(&b.name)).then_with(|| a.api_version.cmp(&b.api_version))
}
