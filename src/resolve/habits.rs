//! How the kinds of Kubernetes, and the blocks of Terraform and Compose, are said here.

/// A help for a word of another world that starts a declaration there.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let word = word.strip_suffix('s').filter(|word| *word != "ingres").unwrap_or(&word);
    HABITS.iter().find(|(theirs, _)| *theirs == word).map(|(_, ours)| *ours)
}

/// Their word, lower case and singular; our words.
const HABITS: &[(&str, &str)] = &[
    (
        "clusterrole",
        "write `role NAME { can_cluster \"…\" = […] }`, or `can_cluster` in the workload or `account` alone",
    ),
    ("clusterrolebinding", "write `to = […]` in the `role`, or `roles = […]` in the `account`"),
    ("configmap", "write `config NAME { data { … } }`"),
    ("cronjob", "write `job NAME { schedule = \"30 2 * * *\" … }`"),
    ("daemonset", "write `daemon NAME { … }`"),
    ("deployment", "write `service NAME { … }`: a Deployment is made of it"),
    ("environment", "write `environments dev, prod`, without signs"),
    ("horizontalpodautoscaler", "write `replicas = 2..10` and `scale { cpu = 70% }` in the `service`"),
    ("hpa", "write `replicas = 2..10` and `scale { cpu = 70% }` in the `service`"),
    ("ingress", "write `expose NAME { host = \"…\" }` in the `service` that it leads to"),
    ("limitrange", "write `quota NAME { each container { … } }`"),
    ("local", "a value is named by `let NAME = …`"),
    ("module", "another module is used by `import \"./directory\"`"),
    ("networkpolicy", "write `accept` and `reach` in the workload that it is about"),
    ("persistentvolumeclaim", "write `storage NAME { size = 10Gi }`"),
    ("pod", "write `service NAME { … }`, or `job NAME { … }` for what ends"),
    ("poddisruptionbudget", "write `keep = 2` in the `service`"),
    ("priorityclass", "write `priority_class NAME { value = 1000 }`"),
    ("pvc", "write `storage NAME { size = 10Gi }`"),
    ("resourcequota", "write `quota NAME { pods = 20 … }`"),
    ("rolebinding", "write `to = […]` in the `role`, or `roles = […]` in the `account`"),
    ("serviceaccount", "write `account NAME { … }`"),
    ("statefulset", "write `service NAME { stateful = true … }`"),
    ("var", "a value is named by `let NAME = …`, one from outside is a `param NAME: T`"),
    ("variable", "a value from outside is declared by `param NAME: T`"),
    ("volume", "a volume stands in a workload; what keeps data is `storage NAME { size = 10Gi }`"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_are_no_kinds_of_ours_and_stand_in_order() {
        let kinds = &crate::vocab::Vocabulary::get().kinds;
        assert!(HABITS.is_sorted_by_key(|(theirs, _)| *theirs));
        assert!(HABITS.iter().all(|(theirs, _)| !kinds.contains_key(*theirs)));
        assert!(kind("Deployments").is_some() && kind("Ingress").is_some() && kind("service").is_none());
    }
}
