//! What keeps pods running, and what runs to its end.

use super::{Entry, State};
use crate::diag::code;

/// The rules, in order.
pub(super) const RULES: &[Entry] = &[
    Entry {
        id: "V090",
        says: "a controller has a selector",
        source: "ValidateDeploymentSpec",
        state: State::Checked(&[code::MISSING_SELECTOR]),
    },
    Entry {
        id: "V091",
        says: "the pods of a controller carry the labels of its selector",
        source: "ValidatePodTemplateSpecForRC",
        state: State::Checked(&[code::SELECTOR_MISSES]),
    },
    Entry {
        id: "V092",
        says: "the pods of a controller are always restarted",
        source: "ValidatePodTemplateSpecForReplicaSet",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V093",
        says: "the pods of a controller run without a deadline",
        source: "ValidatePodTemplateSpecForReplicaSet",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V094",
        says: "the numbers of a controller are not below zero",
        source: "ValidateDeploymentSpec",
        state: State::Checked(&[code::BAD_AMOUNT]),
    },
    Entry {
        id: "V095",
        says: "a rollout is given up later than a pod counts",
        source: "ValidateDeploymentSpec",
        state: State::Checked(&[code::ROLLOUT_TOO_SHORT]),
    },
    Entry {
        id: "V096",
        says: "pods that are all replaced at once are not rolled",
        source: "ValidateDeploymentStrategy",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V097",
        says: "a rollout may add or take away a pod",
        source: "ValidateRollingUpdateDeployment",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V098",
        says: "a node has a pod more or a pod less",
        source: "ValidateRollingUpdateDaemonSet",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V099",
        says: "a StatefulSet may take a pod away",
        source: "validateRollingUpdateStatefulSet",
        state: State::Checked(&[code::BAD_AMOUNT]),
    },
    Entry {
        id: "V100",
        says: "pods that are replaced when they are deleted are not rolled",
        source: "ValidateStatefulSetSpec",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V101",
        says: "policies of a StatefulSet are words that are known",
        source: "ValidateStatefulSetSpec",
        state: State::Checked(&[code::BAD_WORD]),
    },
    Entry {
        id: "V102",
        says: "a selector never changes",
        source: "ValidateDeploymentUpdate",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
    Entry {
        id: "V103",
        says: "of a StatefulSet only a few fields change",
        source: "ValidateStatefulSetUpdate",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
    Entry {
        id: "V104",
        says: "several pods do not write to one disk of Google Cloud",
        source: "ValidatePodTemplateSpecForReplicaSet",
        state: State::Absent("the volume has been replaced by a CSI driver since 1.17; claims are looked at by A15"),
    },
    Entry {
        id: "V105",
        says: "the pods of a Job end",
        source: "validateJobSpec",
        state: State::Checked(&[code::LACKS, code::CONTRADICTION]),
    },
    Entry {
        id: "V106",
        says: "the numbers of a Job are not below zero",
        source: "validateJobSpec",
        state: State::Checked(&[code::BAD_AMOUNT]),
    },
    Entry {
        id: "V107",
        says: "an indexed Job says how many parts it has",
        source: "validateJobSpec",
        state: State::Checked(&[code::LACKS, code::CONTRADICTION, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V108",
        says: "parts that may fail are retried each for itself",
        source: "validateJobSpec",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V109",
        says: "a Job of very many parts says how many may fail",
        source: "validateJobSpec",
        state: State::Checked(&[code::BAD_AMOUNT]),
    },
    Entry {
        id: "V110",
        says: "rules of failure are for pods that are not restarted",
        source: "validatePodFailurePolicy, validatePodFailurePolicyRule",
        state: State::Checked(&[code::NOT_ONE, code::CONTRADICTION]),
    },
    Entry {
        id: "V111",
        says: "exit codes rise, and 0 is no failure",
        source: "validatePodFailurePolicyRuleOnExitCodes",
        state: State::Checked(&[code::BAD_AMOUNT, code::TWICE, code::NO_SUCH_PART]),
    },
    Entry {
        id: "V112",
        says: "a part fails alone where parts are retried alone",
        source: "validatePodFailurePolicyRule, validateJobSpec",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V113",
        says: "the selector of a Job is made by Kubernetes",
        source: "ValidateGeneratedSelector",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V114",
        says: "the template of a Job never changes",
        source: "ValidateJobSpecUpdate",
        state: State::Absent("what is in the cluster decides; Jobs of the vocabulary are called after their content"),
    },
    Entry {
        id: "V115",
        says: "the numbers of a CronJob are not below zero",
        source: "validateCronJobSpec",
        state: State::Checked(&[code::BAD_WORD, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V116",
        says: "the time zone of a schedule has a field of its own",
        source: "validateScheduleFormat",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V117",
        says: "the labels of a template are labels",
        source: "ValidatePodTemplateSpec",
        state: State::Checked(&[code::BAD_LABEL]),
    },
];
