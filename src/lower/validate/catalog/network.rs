//! Services, Ingresses, NetworkPolicies.

use super::{Entry, State};
use crate::diag::code;

/// The rules, in order.
pub(super) const RULES: &[Entry] = &[
    Entry {
        id: "V120",
        says: "a Service with an address has a port",
        source: "validateService",
        state: State::Checked(&[code::NO_SERVICE_PORT]),
    },
    Entry {
        id: "V121",
        says: "of several ports each has a name",
        source: "validateServicePort",
        state: State::Checked(&[code::PORT_CLASH]),
    },
    Entry {
        id: "V122",
        says: "a port of a Service is there once",
        source: "validateService",
        state: State::Checked(&[code::PORT_CLASH]),
    },
    Entry {
        id: "V123",
        says: "a Service inside the cluster takes no port of the nodes",
        source: "validateService",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V124",
        says: "a Service that is reached from outside has an address",
        source: "validateService",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V125",
        says: "a Service that is a name has a name and no address",
        source: "validateService",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_FIELD]),
    },
    Entry {
        id: "V126",
        says: "a client stays with its pod for a day at most",
        source: "validateClientIPAffinityConfig",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_AMOUNT]),
    },
    Entry {
        id: "V127",
        says: "traffic from outside has a policy where some comes",
        source: "validateServiceExternalTrafficPolicy",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V128",
        says: "traffic from inside has a policy that is known",
        source: "validateServiceInternalTrafficFieldsValue, validateServiceTrafficDistribution",
        state: State::Checked(&[code::BAD_WORD, code::BAD_FIELD]),
    },
    Entry {
        id: "V129",
        says: "networks that may come in are networks, of a load balancer",
        source: "validateService",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V130",
        says: "a class of load balancers is a name, of a load balancer",
        source: "validateLoadBalancerClassField",
        state: State::Checked(&[code::CONTRADICTION, code::BAD_FIELD]),
    },
    Entry {
        id: "V131",
        says: "ports of the nodes are left out by a load balancer",
        source: "validateService",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V132",
        says: "a Service has an address of each family, and the first is its own",
        source: "ValidateServiceClusterIPsRelatedFields",
        state: State::Checked(&[code::CONTRADICTION, code::TWICE]),
    },
    Entry {
        id: "V133",
        says: "the address of a Service never changes",
        source: "validateUpgradeDowngradeClusterIPs",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
    Entry {
        id: "V134",
        says: "a target is a number or a name that ports can have",
        source: "validateServicePort",
        state: State::Checked(&[code::BAD_OBJECT_NAME, code::BAD_FIELD]),
    },
    Entry {
        id: "V135",
        says: "an address from outside can be reached",
        source: "ValidateEndpointIP",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V136",
        says: "an Ingress leads somewhere",
        source: "ValidateIngressSpec",
        state: State::Checked(&[code::LACKS]),
    },
    Entry {
        id: "V137",
        says: "the host of a route is a name",
        source: "validateIngressRules",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V138",
        says: "a path starts at the root and has no tricks",
        source: "validateHTTPIngressPath",
        state: State::Checked(&[code::MISSING_FIELD, code::BAD_FIELD]),
    },
    Entry {
        id: "V139",
        says: "a backend is a Service or a resource",
        source: "validateIngressBackend, validateHTTPIngressRuleValue",
        state: State::Checked(&[code::LACKS, code::NOT_ONE]),
    },
    Entry {
        id: "V140",
        says: "a port of a backend is a name or a number",
        source: "validateIngressBackend",
        state: State::Checked(&[code::NOT_ONE]),
    },
    Entry {
        id: "V141",
        says: "a certificate is for hosts that are names",
        source: "validateIngressTLS",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "V142",
        says: "an Ingress has one class",
        source: "ValidateIngressCreate",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V143",
        says: "a range of ports starts at a number and ends later",
        source: "ValidateNetworkPolicyPort",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V144",
        says: "a peer is pods or a network",
        source: "ValidateNetworkPolicyPeer",
        state: State::Checked(&[code::NOT_ONE, code::CONTRADICTION]),
    },
    Entry {
        id: "V145",
        says: "what is left out of a network is a part of it",
        source: "ValidateIPBlock",
        state: State::Checked(&[code::CONTRADICTION]),
    },
    Entry {
        id: "V146",
        says: "a policy is of ingress, egress or both",
        source: "ValidateNetworkPolicySpec",
        state: State::Checked(&[code::BAD_WORD]),
    },
];
