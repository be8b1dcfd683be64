//! The order of objects: by kind as Helm installs them, then by namespace, name and API version.
//!
//! What others need comes first: a namespace before what lives in it, an account before the pods that run under it. What
//! jobs say by `before` and `after` goes before the order of kinds, for whatever makes pods.

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use crate::lower::{Manifests, Object};

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
    let objects = manifests.objects.iter().enumerate();
    let mut ranked: Vec<Ranked<'_>> = objects.map(|(at, object)| (rank(&object.kind), at, object)).collect();
    let by_kind =
        |(a_rank, _, a): &Ranked<'_>, (b_rank, _, b): &Ranked<'_>| a_rank.cmp(b_rank).then_with(|| by_identity(a, b));
    if ranked.len() > PARALLEL_FROM {
        ranked.par_sort_by(by_kind);
    } else {
        ranked.sort_by(by_kind);
    }
    if manifests.order.is_empty() {
        return ranked.into_iter().map(|(_, _, object)| object).collect();
    }
    in_order(manifests, &ranked)
}

/// An object with the place of its kind and its own among [`Manifests::objects`].
type Ranked<'o> = (usize, usize, &'o Object);

/// Kinds whose objects make pods.
const RUNNING: &[&str] = &["CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"];

/// The objects as ranked, but that what makes the pods of those that come first is pulled before what waits for it.
fn in_order<'o>(manifests: &'o Manifests, ranked: &[Ranked<'o>]) -> Vec<&'o Object> {
    let objects = &manifests.objects;
    let running = |places: &Range<usize>| {
        let own = objects.get(places.clone()).unwrap_or_default().iter().zip(places.clone());
        own.filter(|(object, _)| RUNNING.contains(&object.kind.as_str())).map(|(_, at)| at).collect::<Vec<_>>()
    };
    let mut awaited: Vec<Vec<usize>> = vec![Vec::new(); objects.len()];
    for order in &manifests.order {
        let first = running(&order.first);
        for at in running(&order.then) {
            awaited.get_mut(at).into_iter().for_each(|all| all.extend(&first));
        }
    }
    let mut sorted = Vec::with_capacity(objects.len());
    let mut seen = vec![false; objects.len()];
    // What waits stays on the stack until what it waits for is placed; `true` marks that this has been looked after.
    let mut stack: Vec<(usize, bool)> = ranked.iter().rev().map(|(_, at, _)| (*at, false)).collect();
    while let Some((at, is_ready)) = stack.pop() {
        if is_ready {
            sorted.extend(objects.get(at));
        } else if let Some(seen) = seen.get_mut(at).filter(|seen| !**seen) {
            *seen = true;
            stack.push((at, true));
            stack.extend(awaited.get(at).into_iter().flatten().rev().map(|first| (*first, false)));
        }
    }
    sorted
}

fn rank(kind: &str) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len())
}

fn by_identity(a: &Object, b: &Object) -> Ordering {
    let order = a.kind.cmp(&b.kind).then_with(|| a.namespace.cmp(&b.namespace));
    order.then_with(|| a.name.cmp(&b.name)).then_with(|| a.api_version.cmp(&b.api_version))
}
