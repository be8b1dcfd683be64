//! Pods: containers, ports, variables, probes.

use super::{Entry, State};
use crate::diag::code;

/// The rules, in order.
pub(super) const RULES: &[Entry] = &[
    Entry {
        id: "V001",
        says: "a pod has a container",
        source: "validateContainers",
        state: State::Checked(&[code::LACKS]),
    },
    Entry {
        id: "V002",
        says: "the containers of a pod have names of their own",
        source: "validateInitContainers",
        state: State::Checked(&[code::SAME_CONTAINER]),
    },
    Entry {
        id: "V003",
        says: "a container has an image",
        source: "validateContainerCommon",
        state: State::Checked(&[code::MISSING_IMAGE]),
    },
    Entry {
        id: "V004",
        says: "a port of a container has a number",
        source: "validateContainerPorts",
        state: State::Checked(&[code::BAD_AMOUNT]),
    },
    Entry {
        id: "V005",
        says: "a protocol is TCP, UDP or SCTP",
        source: "validateContainerPorts",
        state: State::Checked(&[code::BAD_WORD]),
    },
    Entry {
        id: "V006",
        says: "the ports of a container have names of their own",
        source: "validateContainerPorts",
        state: State::Checked(&[code::PORT_CLASH]),
    },
    Entry {
        id: "V007",
        says: "the ports of all containers of a pod have names of their own",
        source: "warningsForPod",
        state: State::Checked(&[code::PORT_CLASH]),
    },
    Entry {
        id: "V008",
        says: "a port of the node is taken once",
        source: "AccumulateUniqueHostPorts",
        state: State::Checked(&[code::PORT_CLASH]),
    },
    Entry {
        id: "V009",
        says: "in the network of the node a port is the node's",
        source: "validatePodHostNetworkDeps",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V010",
        says: "a variable has a value or a source",
        source: "validateEnvVarValueFrom",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V011",
        says: "the source of a variable is one",
        source: "validateEnvVarValueFrom",
        state: State::Checked(&[code::NOT_ONE]),
    },
    Entry {
        id: "V012",
        says: "a variable reads a field that pods have",
        source: "validateObjectFieldSelector",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V013",
        says: "a variable reads a resource that containers have",
        source: "validateContainerResourceFieldSelector",
        state: State::Checked(&[code::LACKS, code::BAD_FIELD]),
    },
    Entry {
        id: "V014",
        says: "a resource is divided by one of a few numbers",
        source: "validateContainerResourceDivisor",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V015",
        says: "a bundle of variables comes from one ConfigMap or Secret",
        source: "ValidateEnvFrom",
        state: State::Checked(&[code::BAD_ENV_NAME, code::NOT_ONE]),
    },
    Entry {
        id: "V016",
        says: "a variable names a key that can be one",
        source: "validateConfigMapKeySelector",
        state: State::Checked(&[code::BAD_DATA_KEY]),
    },
    Entry {
        id: "V017",
        says: "a variable from a file names a volume that the pod makes",
        source: "validateFileKeyRefVolumes",
        state: State::Checked(&[code::UNKNOWN_VOLUME, code::BAD_FIELD]),
    },
    Entry {
        id: "V018",
        says: "a probe asks in one way",
        source: "validateHandler",
        state: State::Checked(&[code::NOT_ONE]),
    },
    Entry {
        id: "V019",
        says: "a request goes by HTTP or HTTPS",
        source: "validateHTTPGetAction",
        state: State::Checked(&[code::BAD_WORD]),
    },
    Entry {
        id: "V020",
        says: "a probe asks a port by a number or name that ports can have",
        source: "ValidatePortNumOrName",
        state: State::Checked(&[code::BAD_OBJECT_NAME, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V021",
        says: "a command is not empty",
        source: "validateExecAction",
        state: State::Checked(&[code::LACKS]),
    },
    Entry {
        id: "V022",
        says: "a container is alive after one success",
        source: "validateLivenessProbe, validateStartupProbe",
        state: State::Checked(&[code::BAD_AMOUNT]),
    },
    Entry {
        id: "V023",
        says: "a readiness probe stops nothing, so it has no grace period",
        source: "validateReadinessProbe",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V024",
        says: "the numbers of a probe are not below zero",
        source: "validateProbe",
        state: State::Checked(&[code::BAD_AMOUNT]),
    },
    Entry {
        id: "V025",
        says: "a hook sleeps no longer than the pod may take to stop",
        source: "validateSleepAction, validateLifecycle",
        state: State::Checked(&[code::NOT_ONE, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V026",
        says: "an init container that runs to its end is not probed",
        source: "validateInitContainers",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V027",
        says: "a container has no restart policy of its own before 1.34",
        source: "validateContainerRestartPolicy",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V028",
        says: "a sidecar has no rules of restarting",
        source: "validateInitContainerRestartPolicy",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V029",
        says: "an image is pulled always, never or if it is not there",
        source: "validatePullPolicy",
        state: State::Checked(&[code::BAD_WORD]),
    },
    Entry {
        id: "V030",
        says: "the last words of a container are a file or its log",
        source: "validateContainerCommon",
        state: State::Checked(&[code::BAD_WORD]),
    },
    Entry {
        id: "V031",
        says: "a resource is resized in one way",
        source: "validateResizePolicy",
        state: State::Checked(&[code::CONTRADICTION, code::TWICE]),
    },
    Entry {
        id: "V032",
        says: "a signal to stop is one that the system of the pod has",
        source: "validateStopSignal",
        state: State::Checked(&[code::LACKS, code::CONTRADICTION]),
    },
    Entry {
        id: "V033",
        says: "ephemeral containers are no part of what is applied",
        source: "ValidatePodTemplateSpec",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V034",
        says: "a part of a volume is named in one way",
        source: "ValidateVolumeMounts, validateLocalDescendingPath",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_FIELD]),
    },
];
