//! Resources: the names that kinds have in URLs and in rights, such as `deployments` in the group `apps`.

use std::sync::LazyLock;

use ecow::EcoString;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{Kind, Tables, Versions};

/// The kinds of Kubernetes by resource.
static BUILTIN: LazyLock<FxHashMap<EcoString, Vec<Kind>>> = LazyLock::new(|| {
    let mut known: FxHashMap<EcoString, Vec<Kind>> = FxHashMap::with_hasher(FxBuildHasher);
    for kind in Tables::builtin().all() {
        known.entry(kind.resource().into()).or_default().push(kind);
    }
    known
});

impl Tables {
    /// The kinds of the resource `name`, in every group and version.
    pub fn resource<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Kind> + 'a {
        let builtin = BUILTIN.get(name).into_iter().flatten().cloned();
        builtin.chain(self.custom_kinds().filter(move |kind| kind.is_resource(name)))
    }

    /// The names of the resources that `group` has in any of `versions`.
    pub fn resources_of(&self, group: &str, versions: Versions) -> Vec<EcoString> {
        let is_there = |kind: &Kind| kind.group() == group && !(kind.versions() & versions).is_empty();
        let mut names: Vec<EcoString> = self.all().filter(is_there).map(|kind| kind.resource().into()).collect();
        names.sort_unstable();
        names.dedup();
        names
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
