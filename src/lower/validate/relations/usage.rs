//! What the program uses of what a quota counts: of every object how much, steadily and at most.

use super::Index;
use crate::lower::validate::found::Found;
use crate::lower::validate::quantity::Quantity;
use crate::lower::validate::walk::{Container, Pod, Role};
use crate::lower::{Node, Object};

/// An amount as it steadily is, and at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demand<T> {
    pub(super) steady: T,
    pub(super) peak: T,
}

/// What one object uses.
pub(super) struct Part<'o> {
    /// Where it says so.
    pub(super) node: &'o Node,
    /// Of one pod, or of the object itself.
    each: Quantity,
    times: Demand<i64>,
}

/// What the objects of a namespace use.
pub(super) struct Usage<'o>(Vec<Part<'o>>);

impl<'o> Usage<'o> {
    /// What `namespace` uses of the amount that a quota calls `key`.
    pub(super) fn of(found: &Found<'_, '_>, index: &Index<'o>, namespace: &str, key: &str) -> Usage<'o> {
        let mut parts = Vec::new();
        let once = Demand { steady: 1, peak: 1 };
        let one = Quantity::whole(1);
        let (list, resource) = match key.split_once('.') {
            Some((list @ ("requests" | "limits"), resource)) => (list, resource),
            _ => ("requests", key),
        };
        let of_pods = !matches!(key, "requests.storage" | "persistentvolumeclaims" | "services" | "count/pods")
            && !key.starts_with("services.")
            && !key.starts_with("count/")
            && !key.contains('/')
            || key.starts_with("requests.") && key != "requests.storage";
        if of_pods {
            for (position, pod) in index.pods.iter().filter(|(position, _)| index.namespace(*position) == namespace) {
                let times = replicas_of(index, *position, pod.object);
                if key == "pods" {
                    let replicas = pod.object.root.get("spec").and_then(|spec| spec.get("replicas"));
                    parts.push(Part { node: replicas.unwrap_or(&pod.object.root), each: one, times });
                } else if let Some((node, each)) = of_pod(index, namespace, pod, list, resource) {
                    parts.push(Part { node, each, times });
                }
            }
            return Usage(parts);
        }
        for (position, object) in index.objects.iter().enumerate().filter(|(at, _)| index.namespace(*at) == namespace) {
            let root = &*object.root;
            let spec = root.get("spec");
            match (key, object.kind.as_str()) {
                ("requests.storage" | "persistentvolumeclaims", "PersistentVolumeClaim") => {
                    parts.extend(claim(root, key).map(|(node, each)| Part { node, each, times: once }));
                }
                ("requests.storage" | "persistentvolumeclaims", "StatefulSet") => {
                    let times = replicas_of(index, position, object);
                    let claims = spec.map_or(&[][..], |spec| spec.items("volumeClaimTemplates")).iter();
                    parts.extend(claims.filter_map(|own| claim(own, key)).map(|(node, each)| Part {
                        node,
                        each,
                        times,
                    }));
                }
                ("services", "Service") => parts.push(Part { node: root, each: one, times: once }),
                ("services.loadbalancers", "Service") => {
                    let ty = spec.and_then(|spec| spec.get("type"));
                    let ty = ty.filter(|node| node.as_text().is_some_and(|ty| ty == "LoadBalancer"));
                    parts.extend(ty.map(|node| Part { node, each: one, times: once }));
                }
                ("services.nodeports", "Service") => {
                    parts.extend(node_ports(root).map(|(node, each)| Part { node, each, times: once }));
                }
                (key, kind) => {
                    let Some(counted) = key.strip_prefix("count/") else { continue };
                    let (resource, group) = counted.split_once('.').unwrap_or((counted, ""));
                    let own = found.tables().of(&object.api_version, kind);
                    if own.is_some_and(|own| own.group() == group && own.is_resource(resource)) {
                        parts.push(Part { node: root, each: one, times: once });
                    }
                }
            }
        }
        Usage(parts)
    }

    /// What runs all the time.
    pub(super) fn steady(&self) -> Quantity {
        self.0.iter().fold(Quantity::whole(0), |sum, part| sum.plus(part.each.times(part.times.steady)))
    }

    /// What may run at the same time.
    pub(super) fn peak(&self) -> Quantity {
        self.0.iter().fold(Quantity::whole(0), |sum, part| sum.plus(part.each.times(part.times.peak)))
    }

    /// The parts that count most.
    pub(super) fn largest(mut self, steadily: bool) -> impl Iterator<Item = Part<'o>> {
        self.0.sort_by_key(|part| std::cmp::Reverse(part.total(steadily)));
        self.0.into_iter().filter(move |part| !part.total(steadily).is_zero()).take(3)
    }
}

impl Part<'_> {
    fn total(&self, steadily: bool) -> Quantity {
        self.each.times(if steadily { self.times.steady } else { self.times.peak })
    }

    /// What it comes to, for people: "3 × 100m".
    pub(super) fn said(&self, resource: &str, steadily: bool) -> String {
        let times = if steadily { self.times.steady } else { self.times.peak };
        let each = self.each.written(resource);
        if times == 1 { each } else { format!("{times} × {each}") }
    }
}

/// How many pods of a kind that makes some there are. A daemon is on one node at least; jobs come and go.
pub(super) fn replicas_of(index: &Index<'_>, position: usize, object: &Object) -> Demand<i64> {
    let spec = object.root.get("spec");
    let int = |key: &str| spec.and_then(|spec| spec.int(key));
    match object.kind.as_str() {
        "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" => {
            let own = int("replicas").unwrap_or(1);
            let scaler = index.of_kind("HorizontalPodAutoscaler").iter().find(|(at, scaler)| {
                let target = scaler.root.at(&["spec", "scaleTargetRef"]);
                let is = |key: &str, what: &str| target.is_some_and(|target| target.text(key) == Some(what));
                index.namespace(*at) == index.namespace(position)
                    && is("kind", &object.kind)
                    && is("name", &object.name)
            });
            let Some(spec) = scaler.and_then(|(_, scaler)| scaler.root.get("spec")) else {
                return Demand { steady: own, peak: own };
            };
            let least = spec.int("minReplicas").unwrap_or(1);
            Demand { steady: least, peak: spec.int("maxReplicas").unwrap_or(least).max(least) }
        }
        "Job" => Demand { steady: 0, peak: int("parallelism").unwrap_or(1) },
        "CronJob" => {
            let inner = object.root.at(&["spec", "jobTemplate", "spec", "parallelism"]);
            Demand { steady: 0, peak: inner.and_then(Node::as_int).unwrap_or(1) }
        }
        "PodTemplate" => Demand { steady: 0, peak: 0 },
        _ => Demand { steady: 1, peak: 1 },
    }
}

/// What a container says of a resource, the defaults of its namespace included.
pub(super) struct Needs<'o> {
    pub(super) request: Option<&'o Node>,
    pub(super) limit: Option<&'o Node>,
}

/// What `container` requests of `resource` and may use: a limit without request is the request too, and a LimitRange
/// says what is missing.
pub(super) fn needs_of<'o>(index: &Index<'o>, namespace: &str, container: &Container<'o>, resource: &str) -> Needs<'o> {
    let own = |list: &str| container.node.at(&["resources", list, resource]);
    let by_default = |keys: &[&str]| {
        let ranges = index.of_kind("LimitRange").iter().filter(|(at, _)| index.namespace(*at) == namespace);
        let items = ranges.filter_map(|(_, range)| range.root.get("spec")).flat_map(|spec| spec.items("limits"));
        let of_containers = items.filter(|item| item.text("type") == Some("Container"));
        of_containers.filter_map(|item| keys.iter().find_map(|key| item.get(key)?.get(resource))).next()
    };
    let (request, limit) = (own("requests"), own("limits"));
    Needs {
        request: request.or(limit).or_else(|| by_default(&["defaultRequest", "default", "min", "max"])),
        limit: limit.or_else(|| by_default(&["default", "max"])),
    }
}

/// What one pod asks for: its containers together, or an init container alone where that is more; and where most of it is
/// said.
fn of_pod<'o>(
    index: &Index<'o>,
    namespace: &str,
    pod: &Pod<'o>,
    list: &str,
    resource: &str,
) -> Option<(&'o Node, Quantity)> {
    if let Some(whole) = pod.spec.at(&["resources", list, resource]) {
        return Some((whole, Quantity::of(whole)?));
    }
    let (mut together, mut alone) = (Quantity::whole(0), Quantity::whole(0));
    let mut place: Option<(&'o Node, Quantity)> = None;
    for container in &pod.containers {
        let needs = needs_of(index, namespace, container, resource);
        let Some(node) = (if list == "limits" { needs.limit } else { needs.request }) else { continue };
        let Some(amount) = Quantity::of(node) else { continue };
        match container.role {
            Role::Init => alone = alone.max(together.plus(amount)),
            Role::Sidecar | Role::Main => together = together.plus(amount),
            Role::Ephemeral => continue,
        }
        if place.is_none_or(|(_, most)| amount > most) {
            place = Some((node, amount));
        }
    }
    place.map(|(node, _)| (node, together.max(alone)))
}

/// What a claim counts.
fn claim<'o>(claim: &'o Node, key: &str) -> Option<(&'o Node, Quantity)> {
    if key == "persistentvolumeclaims" {
        return Some((claim, Quantity::whole(1)));
    }
    let node = claim.at(&["spec", "resources", "requests", "storage"])?;
    Some((node, Quantity::of(node)?))
}

/// The ports of the nodes that a Service takes.
fn node_ports(service: &Node) -> Option<(&Node, Quantity)> {
    let spec = service.get("spec")?;
    let ty = spec.get("type")?;
    let takes = match ty.as_text()?.as_str() {
        "NodePort" => true,
        "LoadBalancer" => !spec.is_false("allocateLoadBalancerNodePorts"),
        _ => false,
    };
    let count = i64::try_from(spec.items("ports").len()).unwrap_or(i64::MAX);
    takes.then(|| (ty, Quantity::whole(count)))
}
