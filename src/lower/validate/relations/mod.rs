//! What objects say of each other: selectors that find pods, ports that are there, references to what exists.
//!
//! In: all objects of an environment. What is not among them may still be in the cluster, so a reference that leads out is
//! a warning; what contradicts an object of the program is an error.

mod budgets;
mod overlap;
mod priorities;
mod quotas;
mod references;
mod rights;
mod routes;
mod scaling;
mod selectors;
mod usage;

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::found::{Found, is_open};
use super::walk::Pod;
use crate::eval::Declaration;
use crate::lower::context::Lowering;
use crate::lower::{Node, Object};

/// All objects, to be found by what others say of them.
pub(super) struct Index<'o> {
    objects: &'o [Object],
    namespaces: Vec<&'o str>,
    /// Every object and every declared thing outside by kind, namespace and name; outside ones have no object.
    by_name: FxHashMap<u64, Option<usize>>,
    /// Pods, each with the object that makes them.
    pods: Vec<(usize, Pod<'o>)>,
    /// The pods with a label, by namespace, key and value.
    by_label: FxHashMap<u64, Vec<usize>>,
    /// The objects of the kinds in [`LISTED`], each list with positions.
    listed: [Vec<(usize, &'o Object)>; LISTED.len()],
    /// Whether everything that the program makes is here; known once somebody asks.
    complete: OnceLock<bool>,
    /// What was seen so far: the first budget of a pod, by the object that makes it, and the first autoscaler of an
    /// object, by what it names.
    kept: Mutex<FxHashMap<usize, usize>>,
    scaled: Mutex<FxHashMap<u64, usize>>,
}

/// Kinds that relations look for as a whole.
const LISTED: [&str; 4] = ["HorizontalPodAutoscaler", "LimitRange", "PriorityClass", "ResourceQuota"];

/// Objects that are looked at in one go; more are looked at in shares.
const SHARE: usize = 512;

/// Looks at all objects of the environment.
pub(super) fn check<'a>(cx: &mut Lowering<'a>, all: &[Object]) {
    let makers = std::mem::take(&mut cx.makers);
    let index = Index::of(cx, all, &makers);
    let shares = if all.len() > SHARE { fine_shares(cx, &index, &makers) } else { None };
    match shares {
        Some(shares) => shares.into_iter().for_each(|share| cx.absorb(share)),
        None => {
            index.kept().clear();
            index.scaled().clear();
            look(cx, &index, &makers, 0..all.len());
        }
    }
    cx.makers = makers;
}

/// All objects looked at in shares; `None` where there is something to say of any. Then all are looked at once more, one
/// after the other, since what is said of one object depends on what was said of others.
fn fine_shares<'a>(cx: &Lowering<'a>, index: &Index<'_>, makers: &[&'a Declaration]) -> Option<Vec<Lowering<'a>>> {
    let share = |number: usize| {
        let mut part = cx.part();
        look(&mut part, index, makers, number * SHARE..makers.len().min((number + 1) * SHARE));
        let fine = part.reported().len() == 0;
        fine.then_some(part)
    };
    (0..makers.len().div_ceil(SHARE)).into_par_iter().map(share).collect()
}

/// Looks at the objects at the positions in `range`.
fn look<'a>(cx: &mut Lowering<'a>, index: &Index<'_>, makers: &[&'a Declaration], range: Range<usize>) {
    let all = index.objects;
    for (position, (object, maker)) in all.iter().zip(makers).enumerate().take(range.end).skip(range.start) {
        let rule: fn(&mut Found<'_, '_>, &Index<'_>, usize) = match object.kind.as_str() {
            "Service" => selectors::service,
            "Ingress" => routes::check,
            "HorizontalPodAutoscaler" => scaling::check,
            "PodDisruptionBudget" => budgets::check,
            "RoleBinding" | "ClusterRoleBinding" => rights::check,
            "StatefulSet" => references::governing_service,
            "ResourceQuota" => quotas::check,
            "PriorityClass" => priorities::check,
            _ => continue,
        };
        rule(&mut Found::new(cx, maker, object), index, position);
    }
    let first = index.pods.partition_point(|(position, _)| *position < range.start);
    for (position, pod) in index.pods.iter().skip(first).take_while(|(position, _)| *position < range.end) {
        if let Some((object, maker)) = all.get(*position).zip(makers.get(*position)) {
            let mut found = Found::new(cx, maker, object);
            references::check(&mut found, index, *position, pod);
            overlap::check(&mut found, index, *position);
            quotas::pod(&mut found, index, *position, pod);
        }
    }
}

impl<'o> Index<'o> {
    fn of<'a>(cx: &Lowering<'a>, objects: &'o [Object], makers: &[&'a Declaration]) -> Index<'o>
    where
        'a: 'o,
    {
        let mut index = Index {
            objects,
            namespaces: Vec::with_capacity(objects.len()),
            by_name: FxHashMap::default(),
            pods: Vec::new(),
            by_label: FxHashMap::default(),
            listed: std::array::from_fn(|_| Vec::new()),
            complete: OnceLock::new(),
            kept: Mutex::default(),
            scaled: Mutex::default(),
        };
        index.by_name.reserve(objects.len() + 16);
        for (position, (object, maker)) in objects.iter().zip(makers).enumerate() {
            let namespace = object.namespace.as_deref().or(maker.face.namespace.as_deref()).unwrap_or_default();
            index.namespaces.push(namespace);
            let _ = index.by_name.insert(hash(&object.kind, namespace, &object.name), Some(position));
            let list = LISTED.iter().position(|kind| *kind == object.kind);
            if let Some(list) = list.and_then(|list| index.listed.get_mut(list)) {
                list.push((position, object));
            }
            if let Some(name) = makes_secret(object) {
                let _ = index.by_name.entry(hash("Secret", namespace, name)).or_insert(None);
            }
            let Some(pod) = Pod::of(object) else { continue };
            let at = index.pods.len();
            for (key, value) in labels(&pod) {
                index.by_label.entry(hash(namespace, key, text(value))).or_default().push(at);
            }
            index.pods.push((position, pod));
        }
        for declaration in &cx.evaluated.declarations {
            let kind = match declaration.kind.as_str() {
                "external_account" => "ServiceAccount",
                "external_config" => "ConfigMap",
                "external_secret" | "secret" => "Secret",
                "external_service" => "Service",
                "external_storage" => "PersistentVolumeClaim",
                "external_role" => {
                    // The name of a ClusterRole is looked for outside namespaces, that of a Role in its own.
                    let _ = index.by_name.entry(hash("ClusterRole", "", &declaration.face.name)).or_insert(None);
                    "Role"
                }
                _ => continue,
            };
            let namespace = declaration.face.namespace.as_deref().unwrap_or_default();
            let _ = index.by_name.entry(hash(kind, namespace, &declaration.face.name)).or_insert(None);
        }
        index
    }

    // Whoever panicked with one of these has noted nothing.
    fn kept(&self) -> MutexGuard<'_, FxHashMap<usize, usize>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn scaled(&self) -> MutexGuard<'_, FxHashMap<u64, usize>> {
        self.scaled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The namespace of the object at `position`.
    fn namespace(&self, position: usize) -> &'o str {
        self.namespaces.get(position).copied().unwrap_or_default()
    }

    /// The objects of a kind in [`LISTED`], with their positions.
    fn of_kind(&self, kind: &str) -> &[(usize, &'o Object)] {
        let list = LISTED.iter().position(|listed| *listed == kind);
        list.and_then(|list| self.listed.get(list)).map_or(&[], Vec::as_slice)
    }

    /// What is known of an object: `None` where nothing is, `Some(None)` where it is outside of the program.
    fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<Option<&'o Object>> {
        let known = self.by_name.get(&hash(kind, namespace, name))?;
        Some(known.and_then(|position| self.objects.get(position)))
    }

    /// The pods in `namespace` that carry all labels of `selector`.
    fn selected(&self, namespace: &str, selector: &Node) -> Vec<&(usize, Pod<'o>)> {
        let candidates = selector
            .entries()
            .filter(|(key, _)| !ADDED.contains(key))
            .map(|(key, value)| self.by_label.get(&hash(namespace, key, text(value))).map_or(&[][..], Vec::as_slice))
            .min_by_key(|pods| pods.len())
            .unwrap_or_default();
        let pods = candidates.iter().filter_map(|at| self.pods.get(*at));
        pods.filter(|(position, pod)| self.namespace(*position) == namespace && carries(pod, selector)).collect()
    }

    /// Whether something that is missing is missing for certain: nothing is broken, no parameter open.
    fn is_complete(&self, found: &Found<'_, '_>) -> bool {
        let is_known = |declaration: &Declaration| !declaration.broken && !is_open(&declaration.body);
        *self.complete.get_or_init(|| found.program().declarations.iter().all(is_known))
    }
}

/// The labels of the pods.
fn labels<'o>(pod: &Pod<'o>) -> impl Iterator<Item = (&'o str, &'o Node)> + use<'o> {
    pod.metadata.and_then(|metadata| metadata.get("labels")).into_iter().flat_map(Node::entries)
}

/// Labels that controllers add to their pods.
const ADDED: [&str; 7] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "job-name",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

fn carries(pod: &Pod<'_>, selector: &Node) -> bool {
    let labels = pod.metadata.and_then(|metadata| metadata.get("labels"));
    selector
        .entries()
        .filter(|(key, _)| !ADDED.contains(key))
        .all(|(key, asked)| labels.and_then(|labels| labels.get(key)).is_some_and(|label| label.says_as(asked)))
}

fn text(node: &Node) -> &str {
    node.as_text().map_or("", |text| text.as_str())
}

fn hash(a: &str, b: &str, c: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (a, b, c).hash(&mut hasher);
    hasher.finish()
}

/// The Secret that another object lets something in the cluster make.
fn makes_secret(object: &Object) -> Option<&str> {
    let spec = object.root.get("spec");
    match object.kind.as_str() {
        "ExternalSecret" => {
            let target = spec.and_then(|spec| spec.get("target")).and_then(|target| target.text("name"));
            Some(target.unwrap_or(&object.name))
        }
        "Certificate" => spec?.text("secretName"),
        "SealedSecret" => Some(&object.name),
        _ => None,
    }
}
