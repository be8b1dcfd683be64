//! Resources: the names that kinds have in URLs and in rights, such as `deployments` in the group `apps`.

use std::sync::LazyLock;

use ecow::{EcoString, eco_format};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{Kind, Tables, Versions};

/// The kinds of Kubernetes by resource.
static BUILTIN: LazyLock<FxHashMap<EcoString, Vec<Kind>>> = LazyLock::new(|| {
    let mut known: FxHashMap<EcoString, Vec<Kind>> = FxHashMap::with_hasher(FxBuildHasher);
    for kind in Tables::builtin().all() {
        known.entry(kind.resource()).or_default().push(kind);
    }
    known
});

impl Kind {
    /// The name of its resource, `deployments`: as its definition says, else the plural by the rules of English, which
    /// Kubernetes follows in every kind of its own.
    pub fn resource(&self) -> EcoString {
        match self.plural() {
            Some(plural) => plural.clone(),
            None => plural(&self.name().to_ascii_lowercase()),
        }
    }
}

impl Tables {
    /// The kinds of the resource `name`, in every group and version.
    pub fn resource<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Kind> + 'a {
        let builtin = BUILTIN.get(name).into_iter().flatten().cloned();
        builtin.chain(self.custom_kinds().filter(move |kind| kind.resource() == name))
    }

    /// The names of the resources that `group` has in any of `versions`.
    pub fn resources_of(&self, group: &str, versions: Versions) -> Vec<EcoString> {
        let is_there = |kind: &Kind| kind.group() == group && !(kind.versions() & versions).is_empty();
        let mut names: Vec<EcoString> = self.all().filter(is_there).map(|kind| kind.resource()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The plural of a kind's name in lower case.
fn plural(name: &str) -> EcoString {
    // The one kind whose name is a plural.
    if name == "endpoints" {
        return name.into();
    }
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|end| name.ends_with(end));
    match name.strip_suffix('y') {
        Some(stem) if !vowel_before_y => eco_format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| name.ends_with(end)) => eco_format!("{name}es"),
        _ => eco_format!("{name}s"),
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::{Tables, Versions};

    /// As `kubectl api-resources` of a cluster lists them.
    #[test]
    fn plurals_are_those_of_a_cluster() {
        for (group, resources) in [
            (
                "",
                "configmaps endpoints events limitranges namespaces nodes persistentvolumeclaims persistentvolumes \
                 pods podtemplates replicationcontrollers resourcequotas secrets serviceaccounts services",
            ),
            ("apps", "controllerrevisions daemonsets deployments replicasets statefulsets"),
            ("batch", "cronjobs jobs"),
            ("autoscaling", "horizontalpodautoscalers"),
            ("networking.k8s.io", "ingressclasses ingresses networkpolicies"),
            ("policy", "poddisruptionbudgets"),
            ("rbac.authorization.k8s.io", "clusterrolebindings clusterroles rolebindings roles"),
            ("scheduling.k8s.io", "priorityclasses"),
            ("storage.k8s.io", "csidrivers csinodes csistoragecapacities storageclasses volumeattachments"),
            ("coordination.k8s.io", "leases"),
            ("discovery.k8s.io", "endpointslices"),
            ("node.k8s.io", "runtimeclasses"),
            ("admissionregistration.k8s.io", "mutatingwebhookconfigurations validatingwebhookconfigurations"),
            ("apiextensions.k8s.io", "customresourcedefinitions"),
            ("apiregistration.k8s.io", "apiservices"),
            ("certificates.k8s.io", "certificatesigningrequests"),
            ("flowcontrol.apiserver.k8s.io", "flowschemas prioritylevelconfigurations"),
        ] {
            let known = Tables::builtin().resources_of(group, Versions::ALL);
            for resource in resources.split_whitespace() {
                assert!(known.iter().any(|known| known == resource), "{resource}.{group}: {known:?}");
                assert!(Tables::builtin().resource(resource).any(|kind| kind.group() == group), "{resource}.{group}");
            }
        }
    }
}
