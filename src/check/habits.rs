//! What people write who come from Kubernetes' own field names, Helm or Compose, and how it is said here.

/// A help for an entry name of another world.
pub(super) fn entry(name: &str) -> Option<&'static str> {
    HABITS.iter().find(|(theirs, _)| same(theirs, name)).map(|(_, ours)| *ours)
}

/// Our names for an entry that takes the very same here; which of them there is depends on the block.
pub(super) fn renamed(name: &str) -> impl Iterator<Item = &'static str> {
    RENAMED.iter().filter(move |(theirs, _)| same(theirs, name)).map(|(_, ours)| *ours)
}

/// Where a value of another language comes from here.
pub(super) fn value(name: &str) -> Option<&'static str> {
    VALUES.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours)
}

/// Where a parameter of a function leads that ours has not.
pub(super) fn parameter(function: &str, name: &str) -> Option<&'static str> {
    PARAMETERS.iter().find(|(of, theirs, _)| *of == function && same(theirs, name)).map(|(_, _, ours)| *ours)
}

/// Our function, their parameter, our words.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("http", "scheme", "write `https(\"/path\")`"),
    ("scratch", "medium", "write `memory(64Mi)`: a directory in memory, of at most that size"),
    ("scratch", "sizeLimit", "write `scratch(1Gi)`"),
];

/// Whether two names are the same but for `camelCase` and `snake_case`.
fn same(theirs: &str, written: &str) -> bool {
    let plain = |c: &char| !matches!(c, '_' | '-');
    let theirs = theirs.chars().filter(plain).map(|c| c.to_ascii_lowercase());
    theirs.eq(written.chars().filter(plain).map(|c| c.to_ascii_lowercase()))
}

/// A help for an entry of another world in the block of one entry of ours.
pub(super) fn inside(block: &str, name: &str) -> Option<&'static str> {
    INSIDE.iter().find(|(of, theirs, _)| *of == block && same(theirs, name)).map(|(_, _, ours)| *ours)
}

/// Our block, their entry, our words.
const INSIDE: &[(&str, &str, &str)] = &[
    ("account", "rules", "write `can \"pods\" = [get, list]`"),
    ("cpu", "limits", "write `cpu = 100m..500m`"),
    ("cpu", "max", "write `cpu = 100m..500m`"),
    ("cpu", "min", "write `cpu = 100m..500m`"),
    ("cpu", "requests", "write `cpu = 100m..500m`"),
    ("expose", "hosts", "one host each: write `expose NAME { host = \"…\" }` for every other"),
    ("expose", "path", "write `paths = [\"/path\"]`"),
    ("memory", "limits", "write `memory = 64Mi..128Mi`"),
    ("memory", "max", "write `memory = 64Mi..128Mi`"),
    ("memory", "min", "write `memory = 64Mi..128Mi`"),
    ("memory", "requests", "write `memory = 64Mi..128Mi`"),
    ("mount", "name", "what is mounted stands behind `=`: `mount \"/path\" = NAME`"),
    ("mount", "volume", "what is mounted stands behind `=`: `mount \"/path\" = NAME`"),
    ("network", "nodePort", "write `network { type = node_port }`; the cluster chooses the number"),
    ("probe", "command", "write `probe ready = exec([\"…\"])`"),
    ("probe", "exec", "write `probe ready = exec([\"…\"])`"),
    ("probe", "httpGet", "write `probe ready = http(\"/path\")`"),
    ("probe", "path", "write `probe ready = http(\"/path\")`"),
    ("probe", "tcpSocket", "write `probe ready = tcp()`"),
    ("volume", "configMap", "what it holds stands behind `=`: `volume NAME = CONFIG`"),
    ("volume", "emptyDir", "what it holds stands behind `=`: `volume NAME = scratch()`"),
    ("volume", "hostPath", "write `volume NAME = host(\"/path\")` and `allow host_path because \"…\"`"),
    ("volume", "persistentVolumeClaim", "what it holds stands behind `=`: `volume NAME = STORAGE`"),
    ("volume", "secret", "what it holds stands behind `=`: `volume NAME = SECRET`"),
];

/// Their name of a value, our words.
const VALUES: &[(&str, &str)] = &[
    ("Chart", "name and version are those of `app`; what comes from outside is a `param`"),
    ("Release", "the name of the app is that of `app`; what comes from outside is a `param`"),
    ("Values", "what comes from outside is a `param`, read by its name alone"),
    ("each", "write `for x in list { … }` and read `x`"),
    ("daily", "a schedule is a text: `\"@daily\"`, `\"30 2 * * *\"`"),
    (
        "env",
        "ask for the environment by its name, `if environment == prod`, or write `in prod { … }`; another variable of the container is `$(NAME)`",
    ),
    ("hourly", "a schedule is a text: `\"@hourly\"`, `\"0 * * * *\"`"),
    ("local", "a `let` is read by its name alone"),
    ("locals", "a `let` is read by its name alone"),
    ("monthly", "a schedule is a text: `\"@monthly\"`, `\"0 0 1 * *\"`"),
    ("nobody", "a user is a number: nobody is `65534` nearly everywhere"),
    ("root", "a user is a number: root is `0`, which needs `allow root because \"…\"`"),
    ("stage", "ask for the environment by its name, `if environment == prod`, or write `in prod { … }`"),
    ("this", "the declaration around is `self`"),
    ("undefined", "what is absent is `none`"),
    ("values", "what comes from outside is a `param`, read by its name alone"),
    ("var", "a `param` is read by its name alone"),
    ("weekly", "a schedule is a text: `\"@weekly\"`, `\"0 0 * * 0\"`"),
    ("workspace", "ask for the environment by its name, `if environment == prod`, or write `in prod { … }`"),
];

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
    ("configMap", "a `config` is named as it is: `volume NAME = settings`"),
    ("count", "write `len(…)`"),
    ("default", "write `a ?? b`"),
    ("emptyDir", "write `scratch()`, or `memory(64Mi)`"),
    ("env", "what comes from outside is a `param`"),
    ("external", "write `external secret NAME { keys = [KEY] }` at top level and name it"),
    ("filter", "write `[for x in list if condition: x]`"),
    ("format", "put the values in a text: `\"${a}-${b}\"`"),
    ("getenv", "what comes from outside is a `param`"),
    ("hostPath", "write `host(\"/path\")`"),
    ("httpGet", "write `http(\"/path\")`"),
    ("includes", "write `contains(…)`"),
    ("length", "write `len(…)`"),
    ("lookup", "write `map[\"key\"]`, or ask `has(map, \"key\")` first"),
    ("map", "write `[for x in list: …]`"),
    ("printf", "put the values in a text: `\"${a}-${b}\"`"),
    ("pvc", "a `storage` is named as it is: `volume NAME = data`"),
    ("quote", "a text is one already; others are put in one: `\"${a}\"`"),
    ("size", "write `len(…)`"),
    ("str", "put the value in a text: `\"${a}\"`"),
    ("substr", "write `slice(text, from, to)`"),
    ("tcpSocket", "write `tcp()`, with the port in its block: `tcp() { port = 8080 }`"),
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
    ("accessModes", "access"),
    ("completionMode", "indexed"),
    ("container_name", "name"),
    ("binaryData", "binary"),
    ("cpus", "cpu"),
    ("cron", "schedule"),
    ("delay", "after"),
    ("extra_hosts", "hosts"),
    ("externalTrafficPolicy", "traffic"),
    ("failureThreshold", "failures"),
    ("fullnameOverride", "name"),
    ("hostPort", "host"),
    ("ingressClassName", "class"),
    ("initialDelaySeconds", "after"),
    ("interval", "every"),
    ("maxSurge", "surge"),
    ("maxUnavailable", "unavailable"),
    ("maxUnavailable", "disrupt"),
    ("mem_limit", "memory"),
    ("minAvailable", "keep"),
    ("mountPath", "mount"),
    ("nameOverride", "name"),
    ("period", "every"),
    ("periodSeconds", "every"),
    ("publishNotReadyAddresses", "publish_not_ready"),
    ("restartPolicy", "restart"),
    ("scrapeInterval", "every"),
    ("secretName", "tls"),
    ("sessionAffinity", "affinity"),
    ("start_period", "after"),
    ("stringData", "data"),
    ("stop_grace_period", "grace"),
    ("storageClass", "class"),
    ("storageClassName", "class"),
    ("subPath", "subpath"),
    ("successThreshold", "successes"),
    ("targetPort", "to"),
    ("timeoutSeconds", "timeout"),
    ("type", "strategy"),
    ("workingDir", "workdir"),
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
    ("build", "an image is built elsewhere and named here: `image = \"registry/name:tag\"`"),
    (
        "cap_add",
        "write `container { securityContext.capabilities.add = [\"NAME\"] }` and `allow added_capability(NAME) because \"…\"`",
    ),
    (
        "capabilities",
        "write `container { securityContext.capabilities.add = [\"NAME\"] }` and `allow added_capability(NAME) because \"…\"`",
    ),
    ("cmd", "write `args = [\"…\"]`"),
    ("configMap", "declare `config NAME { data { … } }` and refer to it"),
    ("deploy", "the entries stand in the declaration itself: `replicas`, `cpu`, `memory`, `rollout`"),
    ("environments", "environments are named at top level: `environments dev, prod`"),
    ("liveness", "write `probe live = http(\"/path\")`"),
    ("postStart", "write `on start = exec([\"…\"])`"),
    ("preStop", "write `on stop = exec([\"…\"])`; `drain` waits before the stop anyway"),
    ("readiness", "write `probe ready = http(\"/path\")`"),
    ("startup", "write `probe startup = http(\"/path\")`"),
    ("entrypoint", "write `command = [\"program\", \"argument\"]`"),
    ("envVars", "write `env { NAME = \"…\" }`"),
    ("env_file", "write `env_from = [NAME]` with a `config`"),
    ("environment", "write `env { NAME = \"…\" }`"),
    ("extraEnv", "write `env { NAME = \"…\" }`"),
    ("extraEnvVars", "write `env { NAME = \"…\" }`"),
    ("host", "write `expose NAME { host = \"…\" }`"),
    ("hpa", "write `replicas = 2..10` with `scale { cpu = 70% }`"),
    ("imageTag", "the tag is part of the image: `image = \"registry/name:tag\"`"),
    ("links", "a reference is enough: `env.DB = db.addr`; where no value shows it, `uses = [db]`"),
    ("max", "how many stands beside: `replicas = 2..10` with `scale { cpu = 70% }`"),
    ("min", "how many stands beside: `replicas = 2..10` with `scale { cpu = 70% }`"),
    ("networks", "pods reach each other anyway; who may is said by `network = strict` in `app`, `accept` and `reach`"),
    ("nodeName", "write `nodes { \"kubernetes.io/hostname\" = \"…\" }`"),
    ("pdb", "write `keep = 2` or `disrupt = 1`; from two replicas on there is one anyway"),
    ("persistence", "write `storage NAME { size = 10Gi  mount = \"/data\" }`"),
    ("persistentVolumeClaim", "write `storage NAME { size = 10Gi  mount = \"/data\" }`"),
    (
        "podSecurityContext",
        "write `security`, `user`, `group`, `fs_group`, or Kubernetes' own fields in `pod { securityContext … }`",
    ),
    ("privileged", "write `container { securityContext.privileged = true }` and `allow privileged because \"…\"`"),
    ("probes", "write `probe ready = http(\"/path\")`, `probe live`, `probe startup`"),
    ("pullPolicy", "write `pull = always`"),
    ("readOnly", "write `mount \"/path\" = NAME { readonly = true }`"),
    (
        "readOnlyRootFilesystem",
        "it is read-only unless you `allow writable_root because \"…\"`; `writable \"/path\"` makes a directory that is not",
    ),
    ("repository", "an image is one text: `image = \"registry/name:tag\"`"),
    ("runAsNonRoot", "pods do not run as root unless you `allow root because \"…\"`"),
    ("secrets", "a key of a secret is read where it is used: `env { PASSWORD = db.password }`"),
    ("restart", "only a `job` says `restart`; other workloads always restart"),
    ("service", "write `network { … }` for the Service of the pods, as in `network { type = load_balancer }`"),
    ("serviceMonitor", "write `metrics PORT`, as in `metrics http { path = \"/metrics\" }`"),
    ("shm_size", "write `mount \"/dev/shm\" = memory(64Mi)`"),
    ("tag", "the tag is part of the image: `image = \"registry/name:tag\"`"),
    ("targetCPUUtilizationPercentage", "write `scale { cpu = 70% }` with `replicas = 2..10`"),
    ("tmpfs", "write `mount \"/path\" = memory(64Mi)`"),
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

    /// Whether `word` is an entry of `shape`, or of a block in it, so many blocks deep.
    fn has(shape: &crate::vocab::Shape, word: &str, depth: usize) -> bool {
        let vocabulary = crate::vocab::Vocabulary::get();
        let inner = || shape.fields.values().filter_map(|field| field.options).map(|id| vocabulary.shape(id));
        shape.fields.contains_key(word) || depth > 0 && inner().any(|shape| has(shape, word, depth - 1))
    }

    #[test]
    fn what_is_renamed_is_a_word_of_ours() {
        let vocabulary = crate::vocab::Vocabulary::get();
        for (theirs, ours) in super::RENAMED {
            let mut shapes =
                ["service", "job", "storage", "config", "secret"].iter().filter_map(|kind| vocabulary.kind_shape(kind));
            assert!(shapes.any(|shape| has(shape, ours, 2)), "`{theirs}` becomes `{ours}`");
        }
    }

    #[test]
    fn words_inside_a_block_are_of_blocks_that_there_are() {
        let service = crate::vocab::Vocabulary::get().kind_shape("service").unwrap();
        for (block, theirs, _) in super::INSIDE {
            let field = service.fields.get(*block).unwrap_or_else(|| panic!("`{block}`"));
            let shape = crate::vocab::Vocabulary::get().shape(field.options.unwrap());
            assert!(!shape.fields.contains_key(*theirs), "`{theirs}` is an entry of `{block}`");
        }
    }

    #[test]
    fn habits_are_not_words_of_ours() {
        let vocabulary = crate::vocab::Vocabulary::get();
        for (theirs, _) in super::HABITS.iter().chain(super::RENAMED) {
            // One that only some have is none of the others.
            let known =
                |kind: &&str| vocabulary.kind_shape(kind).is_some_and(|shape| shape.fields.contains_key(*theirs));
            assert!(!["service", "daemon", "job"].iter().all(known), "`{theirs}` is an entry of ours");
        }
    }
}
