//! Ways through an object: what stands at a key, the pod inside a kind that makes pods, its containers.
//!
//! Nothing here allocates but the list of a pod's containers, and nothing is looked for twice.

use crate::lower::{Node, Object, Tree};

impl Node {
    /// The node at `key`, where this is a map that has it; `null` counts as left out.
    pub(in crate::lower) fn get(&self, key: &str) -> Option<&Node> {
        self.as_map().and_then(|map| map.get(key)).filter(|node| !matches!(node.tree, Tree::Null))
    }

    /// The text at `key`.
    pub(in crate::lower) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::as_text).map(|text| text.as_str())
    }

    /// The whole number at `key`.
    pub(in crate::lower) fn int(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(Node::as_int)
    }

    /// The whole number, where the node is one.
    pub(in crate::lower) fn as_int(&self) -> Option<i64> {
        match self.tree {
            Tree::Int(number) => Some(number),
            _ => None,
        }
    }

    /// Whether `true` stands at `key`.
    pub(in crate::lower) fn is_true(&self, key: &str) -> bool {
        self.get(key).is_some_and(|node| node.tree == Tree::Bool(true))
    }

    /// Whether `false` stands at `key`.
    pub(in crate::lower) fn is_false(&self, key: &str) -> bool {
        self.get(key).is_some_and(|node| node.tree == Tree::Bool(false))
    }

    /// The entries, where the node is a map.
    pub(in crate::lower) fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        let entries = self.as_map().into_iter().flat_map(|map| map.iter());
        entries.filter(|(_, node)| !matches!(node.tree, Tree::Null)).map(|(key, node)| (key.as_str(), node))
    }

    /// The elements, where the node is a list.
    pub(in crate::lower) fn elements(&self) -> &[Node] {
        match &self.tree {
            Tree::List(items) => items,
            _ => &[],
        }
    }

    /// Whether there is nothing in it: an empty text, list or map.
    pub(in crate::lower) fn is_empty(&self) -> bool {
        match &self.tree {
            Tree::Text(text) => text.is_empty(),
            Tree::List(items) => items.is_empty(),
            Tree::Map(map) => map.is_empty(),
            Tree::Null => true,
            Tree::Bool(_) | Tree::Int(_) | Tree::Decimal(_) => false,
        }
    }
}

/// A pod, or the template of pods, inside an object.
pub(in crate::lower) struct Pod<'a> {
    /// The object that it stands in.
    pub(in crate::lower) object: &'a Object,
    /// Its labels and annotations.
    pub(in crate::lower) metadata: Option<&'a Node>,
    /// What it runs.
    pub(in crate::lower) spec: &'a Node,
    /// The security context of the whole pod.
    pub(in crate::lower) context: Option<&'a Node>,
    /// All containers: init containers first, each list in order.
    pub(in crate::lower) containers: Vec<Container<'a>>,
}

/// A container of a pod.
#[derive(Clone, Copy)]
pub(in crate::lower) struct Container<'a> {
    /// In which list it stands.
    pub(in crate::lower) role: Role,
    /// The container.
    pub(in crate::lower) node: &'a Node,
    /// Its security context.
    pub(in crate::lower) context: Option<&'a Node>,
}

/// What a container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lower) enum Role {
    /// Runs to its end before the others.
    Init,
    /// An init container that goes on running.
    Sidecar,
    /// One of `containers`.
    Main,
    /// One of `ephemeralContainers`.
    Ephemeral,
}

impl<'a> Pod<'a> {
    /// Whether the object is of a kind that makes pods.
    pub(in crate::lower) fn makes(object: &Object) -> bool {
        let group = group(&object.api_version);
        match object.kind.as_str() {
            "Pod" | "PodTemplate" | "ReplicationController" => group.is_empty(),
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => matches!(group, "apps" | "extensions"),
            "Job" | "CronJob" => group == "batch",
            _ => false,
        }
    }

    /// The pod of a kind that makes pods.
    pub(in crate::lower) fn of(object: &'a Object) -> Option<Pod<'a>> {
        let root = &object.root;
        if !Pod::makes(object) {
            return None;
        }
        let holder = match object.kind.as_str() {
            "Pod" => root,
            "PodTemplate" => root.get("template")?,
            "CronJob" => root.at(&["spec", "jobTemplate", "spec", "template"])?,
            _ => root.get("spec")?.get("template")?,
        };
        let spec = holder.get("spec")?;
        let mut containers = Vec::new();
        for (key, list) in spec.entries() {
            let role = match key {
                "initContainers" => Role::Init,
                "containers" => Role::Main,
                "ephemeralContainers" => Role::Ephemeral,
                _ => continue,
            };
            for node in list.elements() {
                let stays = role == Role::Init && node.text("restartPolicy") == Some("Always");
                let role = if stays { Role::Sidecar } else { role };
                containers.push(Container { role, node, context: node.get("securityContext") });
            }
        }
        let context = spec.get("securityContext");
        Some(Pod { object, metadata: holder.get("metadata"), spec, context, containers })
    }
}

impl<'a> Pod<'a> {
    /// Whether it runs on Windows.
    pub(in crate::lower) fn is_windows(&self) -> bool {
        self.spec.get("os").is_some_and(|os| os.text("name") == Some("windows"))
    }

    /// Whether its users are others than those of its node.
    pub(in crate::lower) fn has_own_users(&self) -> bool {
        self.spec.is_false("hostUsers")
    }

    /// The security contexts of the pod and its containers, with what they are of.
    pub(in crate::lower) fn contexts(&self) -> impl Iterator<Item = (&'static str, &'a Node)> {
        let own = self.context.map(|context| ("pod", context));
        own.into_iter().chain(self.containers.iter().filter_map(|container| Some(("container", container.context?))))
    }
}

impl Container<'_> {
    /// Its name, for messages.
    pub(in crate::lower) fn name(&self) -> &str {
        self.node.text("name").unwrap_or("?")
    }
}

/// The group of `group/version`; empty for Kubernetes' core.
pub(in crate::lower) fn group(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}
