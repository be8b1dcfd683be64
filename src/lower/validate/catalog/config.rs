//! Autoscaling, disruption, rights, configuration.

use super::{Entry, State};
use crate::diag::code;

/// The rules, in order.
pub(super) const RULES: &[Entry] = &[
    Entry {
        id: "V150",
        says: "an autoscaler has a pod at least, and no fewer at most",
        source: "validateHorizontalPodAutoscalerSpec",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V151",
        says: "what is scaled has a kind and a name",
        source: "ValidateCrossVersionObjectReference",
        state: State::Checked(&[code::BAD_OBJECT_NAME, code::BAD_FIELD]),
    },
    Entry {
        id: "V152",
        says: "a metric has the source of its type",
        source: "validateMetricSpec",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V153",
        says: "a target is one figure, above zero",
        source: "validateMetricTarget",
        state: State::Checked(&[code::BAD_QUANTITY, code::NOT_ONE, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V154",
        says: "scaling waits for an hour at most",
        source: "validateScalingRules, validateScalingPolicy",
        state: State::Checked(&[code::LACKS, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V155",
        says: "a tolerance is not below zero",
        source: "validateScalingRules",
        state: State::Checked(&[code::BAD_QUANTITY]),
    },
    Entry {
        id: "V160",
        says: "a budget says how many stay or how many go",
        source: "ValidatePodDisruptionBudgetSpec",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V161",
        says: "a budget evicts pods that are not healthy by a policy that is known",
        source: "ValidatePodDisruptionBudgetSpec",
        state: State::Checked(&[code::BAD_WORD]),
    },
    Entry {
        id: "V165",
        says: "a rule permits verbs on resources of a group",
        source: "ValidatePolicyRule",
        state: State::Checked(&[code::LACKS, code::CONTRADICTION, code::EMPTY_RIGHT]),
    },
    Entry {
        id: "V166",
        says: "a binding names a role of the right kind",
        source: "ValidateRoleBinding",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V167",
        says: "an account in a binding is of a namespace",
        source: "ValidateRoleBindingSubject",
        state: State::Checked(&[code::LACKS, code::CONTRADICTION]),
    },
    Entry {
        id: "V170",
        says: "a Secret holds what its type promises",
        source: "ValidateSecret",
        state: State::Checked(&[code::LACKS, code::BAD_FIELD]),
    },
    Entry {
        id: "V171",
        says: "the data of an immutable ConfigMap or Secret never changes",
        source: "ValidateConfigMapUpdate",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
    Entry {
        id: "V172",
        says: "the type of a Secret never changes",
        source: "ValidateSecretUpdate",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
    Entry {
        id: "V173",
        says: "a claim grows, and nothing else",
        source: "ValidatePersistentVolumeClaimUpdate",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
    Entry {
        id: "V174",
        says: "limits of a namespace rise from the least to the most",
        source: "ValidateLimitRange, ValidateResourceQuota, ValidatePriorityClass",
        state: State::Checked(&[code::BAD_QUANTITY, code::CONTRADICTION]),
    },
    Entry {
        id: "V175",
        says: "one owner controls an object",
        source: "ValidateOwnerReferences",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_FIELD]),
    },
    Entry {
        id: "V176",
        says: "of a running pod only a few fields change",
        source: "ValidatePodUpdate",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
];
