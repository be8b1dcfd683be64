//! What the API server takes although it does not work.

use super::{Entry, State};
use crate::diag::code;

/// The rules, in order.
pub(super) const RULES: &[Entry] = &[
    Entry {
        id: "A01",
        says: "a StatefulSet has room in its name for the hash of a revision",
        source: "StatefulSet controller",
        state: State::Checked(&[code::BAD_OBJECT_NAME]),
    },
    Entry {
        id: "A02",
        says: "the name of a pod of a StatefulSet is a label",
        source: "StatefulSet controller",
        state: State::Absent("it follows from A01: 52 characters, a dash and ten digits are 63"),
    },
    Entry {
        id: "A03",
        says: "the template of a StatefulSet makes pods that are right",
        source: "StatefulSet controller",
        state: State::Checked(&[code::UNKNOWN_VOLUME]),
    },
    Entry {
        id: "A04",
        says: "variables that Kubernetes sets for Services are not taken for settings",
        source: "kubelet",
        state: State::Absent(
            "what a program makes of a variable that nobody writes is not in its objects; the vocabulary turns them off",
        ),
    },
    Entry {
        id: "A05",
        says: "a Service leads to a port that its pods call so",
        source: "endpoint controller",
        state: State::Checked(&[code::NO_SUCH_PORT]),
    },
    Entry {
        id: "A06",
        says: "a Service leads to a port on which its pods say that they listen",
        source: "endpoint controller",
        state: State::Checked(&[code::FINDS_NO_PODS, code::NO_SUCH_PORT]),
    },
    Entry {
        id: "A07",
        says: "a route leads to a Service, a port and a certificate that are there",
        source: "ingress controllers",
        state: State::Checked(&[code::NO_SUCH_OBJECT, code::NO_SUCH_PORT]),
    },
    Entry {
        id: "A08",
        says: "a probe asks a port that its container has",
        source: "kubelet",
        state: State::Checked(&[code::UNKNOWN_PORT]),
    },
    Entry {
        id: "A09",
        says: "a ConfigMap has the key that a variable asks for",
        source: "kubelet",
        state: State::Checked(&[code::NO_SUCH_KEY]),
    },
    Entry {
        id: "A10",
        says: "controllers do not find each other's pods",
        source: "controllers",
        state: State::Checked(&[code::SHARED_SELECTOR]),
    },
    Entry {
        id: "A11",
        says: "an autoscaler alone sets the number of pods",
        source: "HorizontalPodAutoscaler",
        state: State::Checked(&[code::NO_SUCH_OBJECT, code::SCALED_BACK]),
    },
    Entry {
        id: "A12",
        says: "a share of a request is of one that every container makes",
        source: "HorizontalPodAutoscaler",
        state: State::Checked(&[code::NO_REQUEST]),
    },
    Entry {
        id: "A13",
        says: "a budget lets a pod go",
        source: "eviction",
        state: State::Checked(&[code::BUDGET_BLOCKS]),
    },
    Entry {
        id: "A14",
        says: "a pod is kept by one budget",
        source: "eviction",
        state: State::Checked(&[code::TWO_BUDGETS]),
    },
    Entry {
        id: "A15",
        says: "a claim for one node is not for pods on several",
        source: "attach controller",
        state: State::Checked(&[code::CLAIM_SHARED]),
    },
    Entry {
        id: "A16",
        says: "a rollout is given up later than its pods may take to start",
        source: "Deployment controller",
        state: State::Checked(&[code::ROLLOUT_TOO_SHORT]),
    },
    Entry {
        id: "A17",
        says: "a schedule comes round, and on every day of the zone",
        source: "CronJob controller",
        state: State::Checked(&[code::SCHEDULE_GAP, code::BAD_FIELD, code::HASTY_SCHEDULE]),
    },
    Entry {
        id: "A18",
        says: "a late run is waited for ten seconds or more",
        source: "CronJob controller",
        state: State::Checked(&[code::NO_EFFECT]),
    },
    Entry {
        id: "A19",
        says: "a pod stops within the time that it has",
        source: "kubelet",
        state: State::Checked(&[code::DRAIN_TOO_LONG]),
    },
    Entry {
        id: "A20",
        says: "a container is not asked whether it is alive before it has started",
        source: "kubelet",
        state: State::Absent("how long a start takes is not in the objects"),
    },
    Entry {
        id: "A21",
        says: "a read-only file system has room for what is written",
        source: "kubelet",
        state: State::Absent("what a program writes is not in its objects; the vocabulary mounts `/tmp`"),
    },
    Entry {
        id: "A22",
        says: "an image that must not run as root says its user by number",
        source: "kubelet",
        state: State::Absent("it is in the image, and nothing is asked of registries"),
    },
    Entry {
        id: "A23",
        says: "a part of a volume does not follow its ConfigMap",
        source: "kubelet",
        state: State::Absent(
            "pods of the vocabulary are replaced when a config of theirs changes; in others' YAML it is their choice",
        ),
    },
    Entry {
        id: "A24",
        says: "a changed ConfigMap replaces the pods that read it",
        source: "kubelet",
        state: State::Absent("made so: the vocabulary puts a hash of the data on the pods"),
    },
    Entry {
        id: "A25",
        says: "what others need is applied first",
        source: "kubectl",
        state: State::Absent("objects are written out in such an order"),
    },
    Entry {
        id: "A26",
        says: "a policy that closes everything lets names be asked for",
        source: "network plugins",
        state: State::Absent("made so: the vocabulary adds the edge to DNS; others may leave it out on purpose"),
    },
    Entry {
        id: "A27",
        says: "a policy lets in at a port that its pods have",
        source: "network plugins",
        state: State::Checked(&[code::NO_SUCH_PORT]),
    },
    Entry {
        id: "A28",
        says: "pods that keep apart have nodes enough",
        source: "scheduler",
        state: State::Absent("which nodes there are is known in the cluster only"),
    },
    Entry {
        id: "A29",
        says: "labels of nodes are those that nodes carry",
        source: "scheduler",
        state: State::Absent("which nodes there are is known in the cluster only"),
    },
    Entry {
        id: "A30",
        says: "classes of priority, storage, routes and runtimes are there",
        source: "scheduler",
        state: State::Absent("which classes there are is known in the cluster only"),
    },
    Entry {
        id: "A31",
        says: "pods keep within the quota and the limits of their namespace",
        source: "admission",
        state: State::Checked(&[code::OVER_QUOTA, code::QUOTA_DEMANDS]),
    },
    Entry {
        id: "A32",
        says: "a namespace admits the pods that the program puts in it",
        source: "PodSecurity admission",
        state: State::Checked(&[code::NOT_ADMITTED]),
    },
    Entry {
        id: "A33",
        says: "policies of the cluster let the objects pass",
        source: "admission",
        state: State::Absent("which policies there are is known in the cluster only"),
    },
    Entry {
        id: "A34",
        says: "a definition is applied before its objects",
        source: "kubectl",
        state: State::Absent("objects are written out in such an order"),
    },
    Entry {
        id: "A35",
        says: "a selector asks for nothing that the next version changes",
        source: "apps/v1",
        state: State::Checked(&[code::PASSING_SELECTOR]),
    },
    Entry {
        id: "A36",
        says: "a variable is set before another reads it",
        source: "kubelet",
        state: State::Checked(&[code::VARIABLE_ORDER]),
    },
    Entry {
        id: "A37",
        says: "a command is a program and its arguments, each for itself",
        source: "container runtimes",
        state: State::Checked(&[code::COMMAND_LINE]),
    },
    Entry {
        id: "A38",
        says: "a heap fits into the memory of its container",
        source: "kubelet",
        state: State::Checked(&[code::HEAP_TOO_LARGE]),
    },
    Entry {
        id: "A39",
        says: "a Job that is retried in its pod has an end",
        source: "Job controller",
        state: State::Checked(&[code::LOST_LOG]),
    },
    Entry {
        id: "A40",
        says: "a DaemonSet reaches the nodes that it is meant for",
        source: "DaemonSet controller",
        state: State::Absent("which nodes it is meant for is not in the object; the vocabulary has `every_node`"),
    },
];
