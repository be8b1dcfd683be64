//! What people write who come from Kubernetes' own field names, Helm or Compose, and how it is said here.

/// A help for an entry name of another world.
pub(super) fn entry(name: &str) -> Option<&'static str> {
    HABITS.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours)
}

/// Our name for an entry that takes the very same here.
pub(super) fn renamed(name: &str) -> Option<&'static str> {
    RENAMED.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours)
}

/// A help for the name of a function of another language.
pub(super) fn function(name: &str) -> Option<&'static str> {
    FUNCTIONS.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours)
}

/// The resource that `kubectl` takes under a short name.
pub(super) fn resource(short: &str) -> Option<&'static str> {
    RESOURCES.iter().find(|(theirs, _)| *theirs == short).map(|(_, whole)| *whole)
}

/// Short name, resource.
const RESOURCES: &[(&str, &str)] = &[
    ("cj", "cronjobs"),
    ("cm", "configmaps"),
    ("crd", "customresourcedefinitions"),
    ("crds", "customresourcedefinitions"),
    ("deploy", "deployments"),
    ("ds", "daemonsets"),
    ("ep", "endpoints"),
    ("ev", "events"),
    ("hpa", "horizontalpodautoscalers"),
    ("ing", "ingresses"),
    ("netpol", "networkpolicies"),
    ("no", "nodes"),
    ("ns", "namespaces"),
    ("pdb", "poddisruptionbudgets"),
    ("po", "pods"),
    ("pv", "persistentvolumes"),
    ("pvc", "persistentvolumeclaims"),
    ("rs", "replicasets"),
    ("sa", "serviceaccounts"),
    ("sc", "storageclasses"),
    ("sts", "statefulsets"),
    ("svc", "services"),
];

/// Their function, our words.
const FUNCTIONS: &[(&str, &str)] = &[
    ("b64enc", "write `base64(…)`"),
    ("coalesce", "write `a ?? b`"),
    ("concat", "write `a + b`"),
    ("count", "write `len(…)`"),
    ("default", "write `a ?? b`"),
    ("env", "what comes from outside is a `param`"),
    ("filter", "write `[for x in list if condition: x]`"),
    ("format", "put the values in a text: `\"${a}-${b}\"`"),
    ("getenv", "what comes from outside is a `param`"),
    ("includes", "write `contains(…)`"),
    ("length", "write `len(…)`"),
    ("lookup", "write `map[\"key\"]`, or ask `has(map, \"key\")` first"),
    ("map", "write `[for x in list: …]`"),
    ("printf", "put the values in a text: `\"${a}-${b}\"`"),
    ("quote", "a text is one already; others are put in one: `\"${a}\"`"),
    ("size", "write `len(…)`"),
    ("str", "put the value in a text: `\"${a}\"`"),
    ("substr", "write `slice(text, from, to)`"),
    ("toJson", "write `json(…)`"),
    ("toString", "put the value in a text: `\"${a}\"`"),
    ("toYaml", "write `yaml(…)`"),
    ("tostring", "put the value in a text: `\"${a}\"`"),
];

/// Their name, our name.
const RENAMED: &[(&str, &str)] = &[
    ("backoffLimit", "retries"),
    ("fsGroup", "fs_group"),
    ("nodeSelector", "nodes"),
    ("parallelism", "parallel"),
    ("podAnnotations", "pod_annotations"),
    ("podLabels", "pod_labels"),
    ("priorityClassName", "priority"),
    ("replicaCount", "replicas"),
    ("runAsGroup", "group"),
    ("runAsUser", "user"),
    ("runtimeClassName", "runtime"),
    ("timeZone", "zone"),
    ("workingDir", "workdir"),
    ("working_dir", "workdir"),
];

/// Their name, our words.
const HABITS: &[(&str, &str)] = &[
    ("affinity", "write `spread`, `avoid` or `near`, or Kubernetes' own fields in `pod { affinity … }`"),
    ("configMaps", "declare `config NAME { data { … } }` and refer to it"),
    ("containers", "the main container's entries stand in the block itself; another container is `sidecar NAME { … }`"),
    ("containerPort", "write `port NAME = 8080`"),
    ("cronjob", "write `schedule = \"30 2 * * *\"` in a `job`"),
    ("envFrom", "write `env_from = [NAME]`"),
    ("healthcheck", "write `probe live = http(\"/path\")`"),
    ("imagePullPolicy", "write `pull = always`"),
    ("imagePullSecrets", "write `pull_secrets = [NAME]`"),
    ("ingress", "write `expose NAME { host = \"…\" }`"),
    ("initContainers", "write `init NAME { image = … }`"),
    ("limits", "write `cpu = request..limit` and `memory = request..limit`"),
    ("livenessProbe", "write `probe live = http(\"/path\")`"),
    ("lifecycle", "write `on start = …` and `on stop = …`"),
    ("maxReplicas", "write `replicas = 2..10` with `scale { cpu = 70% }`"),
    ("minReplicas", "write `replicas = 2..10` with `scale { cpu = 70% }`"),
    ("ports", "write `port NAME = 8080`, one line a port"),
    ("readinessProbe", "write `probe ready = http(\"/path\")`"),
    ("requests", "write `cpu = request..limit` and `memory = request..limit`"),
    ("restartPolicy", "write `restart = never` in a `job`; other workloads always restart"),
    (
        "securityContext",
        "write `security`, `user`, `group`, or Kubernetes' own fields in `container { securityContext … }`",
    ),
    ("serviceAccount", "write `account { … }`, or `account = NAME` for one that exists"),
    ("serviceAccountName", "write `account { … }`, or `account = NAME` for one that exists"),
    ("spec", "Kubernetes' own fields go in `pod { … }`, `container { … }` or `patch KIND { … }`"),
    ("metadata", "write `name`, `labels` and `annotations` in the declaration itself"),
    ("startupProbe", "write `probe startup = http(\"/path\")`"),
    ("terminationGracePeriodSeconds", "write `grace = 30s`"),
    ("tolerations", "write `tolerate \"key=value:NoSchedule\"`"),
    ("volumeClaimTemplates", "write `storage NAME { size = 10Gi  mount = \"/data\" }`"),
    ("volumeMounts", "write `mount \"/path\" = NAME`"),
    ("volumes", "write `volume NAME = …`, one line a volume"),
    ("securityContexts", "write `security`, `user`, `group`"),
    ("activeDeadlineSeconds", "write `timeout = 45m` in a `job`"),
    ("autoscaling", "write `replicas = 2..10` with `scale { cpu = 70% }`"),
    ("concurrencyPolicy", "write `overlap = forbid`"),
    ("depends_on", "a reference is enough: `env.DB = db.addr`; where no value shows it, `uses = [db]`"),
    ("dnsConfig", "write `dns { servers = [\"10.0.0.10\"]  options { ndots = 2 } }`"),
    ("dnsPolicy", "write `dns = cluster_first`, `default` or `none`"),
    ("failedJobsHistoryLimit", "write `history { success = 3  failed = 1 }`"),
    ("hostAliases", "write `hosts { \"10.0.0.1\" = [\"name\"] }`"),
    ("hostIPC", "write `pod { hostIPC = true }` and `allow host_ipc because \"…\"`"),
    ("hostNetwork", "write `pod { hostNetwork = true }` and `allow host_network because \"…\"`"),
    ("hostPID", "write `pod { hostPID = true }` and `allow host_pid because \"…\"`"),
    ("hostPath", "write `mount \"/path\" = host(\"/path\")` and `allow host_path because \"…\"`"),
    ("minReadySeconds", "write `rollout { min_ready = 10s }`"),
    ("podDisruptionBudget", "write `keep = 2` or `disrupt = 1`; from two replicas on there is one anyway"),
    ("progressDeadlineSeconds", "write `rollout { deadline = 10m }`"),
    ("rbac", "write `can \"pods\" = [get, list]`"),
    ("revisionHistoryLimit", "write `rollout { history = 5 }`"),
    ("startingDeadlineSeconds", "write `deadline = 1h` in a `job` with `schedule`"),
    ("strategy", "write `rollout { strategy = rolling }`"),
    ("successfulJobsHistoryLimit", "write `history { success = 3  failed = 1 }`"),
    ("tls", "write `expose NAME { host = \"…\"  tls = SECRET }`"),
    ("topologySpreadConstraints", "write `spread zone { max_skew = 1 }`"),
    ("ttlSecondsAfterFinished", "write `ttl = 1h` in a `job`"),
    ("updateStrategy", "write `rollout { … }`"),
];

#[cfg(test)]
mod tests {
    #[test]
    fn functions_of_others_are_none_of_ours() {
        let ours = &crate::vocab::Vocabulary::get().functions;
        assert!(super::FUNCTIONS.is_sorted_by_key(|(theirs, _)| *theirs));
        assert!(super::FUNCTIONS.iter().all(|(theirs, _)| !ours.contains_key(*theirs)));
    }

    #[test]
    fn short_names_are_of_resources() {
        let tables = crate::schema::Tables::builtin();
        assert!(super::RESOURCES.iter().all(|(_, whole)| tables.resource(whole).next().is_some()));
    }

    #[test]
    fn what_is_renamed_is_a_word_of_ours() {
        let vocabulary = crate::vocab::Vocabulary::get();
        for (theirs, ours) in super::RENAMED {
            let mut shapes = ["service", "daemon", "job"].iter().filter_map(|kind| vocabulary.kind_shape(kind));
            assert!(shapes.any(|shape| shape.fields.contains_key(*ours)), "`{theirs}` becomes `{ours}`");
        }
    }

    #[test]
    fn habits_are_not_words_of_ours() {
        let vocabulary = crate::vocab::Vocabulary::get();
        for (theirs, _) in super::HABITS.iter().chain(super::RENAMED) {
            for kind in ["service", "daemon", "job"] {
                let known = vocabulary.kind_shape(kind).is_some_and(|shape| shape.fields.contains_key(*theirs));
                assert!(!known, "`{theirs}` is an entry of {kind}");
            }
        }
    }
}
