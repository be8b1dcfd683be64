//! What the API server only warns of.

use super::{Entry, State};
use crate::diag::code;

/// The rules, in order.
pub(super) const RULES: &[Entry] = &[
    Entry {
        id: "W01",
        says: "a variable is there once",
        source: "warningsForPod",
        state: State::Checked(&[code::TWICE]),
    },
    Entry {
        id: "W02",
        says: "storage is counted in whole bytes",
        source: "warningsForPod",
        state: State::Checked(&[code::BAD_QUANTITY]),
    },
    Entry {
        id: "W03",
        says: "a port of a pod is there once",
        source: "warningsForPod",
        state: State::Checked(&[code::PORT_CLASH]),
    },
    Entry {
        id: "W04",
        says: "the ports of all containers of a pod have names of their own",
        source: "warningsForPod",
        state: State::Absent("it is V007, which is an error here"),
    },
    Entry {
        id: "W05",
        says: "an address of the node goes with a port of the node",
        source: "warningsForPod",
        state: State::Checked(&[code::NO_EFFECT]),
    },
    Entry {
        id: "W06",
        says: "a spread says of which pods",
        source: "warningsForPod",
        state: State::Checked(&[code::NO_EFFECT]),
    },
    Entry {
        id: "W07",
        says: "nodes carry the labels of today",
        source: "GetWarningsForNodeSelector",
        state: State::Checked(&[code::NO_EFFECT]),
    },
    Entry {
        id: "W08",
        says: "profiles are fields, no longer annotations",
        source: "warningsForPod",
        state: State::Checked(&[code::NO_EFFECT]),
    },
    Entry {
        id: "W09",
        says: "a volume is of a kind that is still mounted",
        source: "warningsForPod",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "W10",
        says: "an address has one entry of names",
        source: "warningsForPod",
        state: State::Checked(&[code::TWICE]),
    },
    Entry {
        id: "W11",
        says: "the time to stop is not below zero",
        source: "warningsForPod",
        state: State::Absent("it is V074, which is an error here"),
    },
    Entry {
        id: "W12",
        says: "the files of a volume do not lie in each other's way",
        source: "warningsForVolume",
        state: State::Checked(&[code::LACKS, code::TWICE]),
    },
    Entry {
        id: "W13",
        says: "an address is written as all read it",
        source: "GetWarningsForIP",
        state: State::Checked(&[code::BAD_FIELD]),
    },
    Entry {
        id: "W14",
        says: "a Service says only what its type uses",
        source: "GetWarningsForService",
        state: State::Checked(&[code::NO_EFFECT]),
    },
];
