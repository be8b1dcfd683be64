//! The mistakes that real repositories hold most often.

use super::{Entry, State};
use crate::diag::code;

/// The rules, in order.
pub(super) const RULES: &[Entry] = &[
    Entry {
        id: "D01",
        says: "what is referred to is there",
        source: "counted in repositories",
        state: State::Checked(&[code::NO_SUCH_OBJECT]),
    },
    Entry {
        id: "D02",
        says: "what is measured has the port at which it is asked",
        source: "counted in repositories",
        state: State::Checked(&[code::FINDS_NO_PODS, code::NO_SUCH_PORT]),
    },
    Entry {
        id: "D03",
        says: "a field stands where it belongs",
        source: "counted in repositories",
        state: State::Checked(&[code::UNKNOWN_FIELD]),
    },
    Entry {
        id: "D04",
        says: "an object has one autoscaler",
        source: "counted in repositories",
        state: State::Checked(&[code::TWO_SCALERS]),
    },
    Entry {
        id: "D05",
        says: "an API is one that the target has",
        source: "counted in repositories",
        state: State::Checked(&[code::NOT_IN_TARGET]),
    },
    Entry {
        id: "D06",
        says: "a variable is of the container that reads it",
        source: "counted in repositories",
        state: State::Checked(&[code::VARIABLE_ORDER]),
    },
    Entry {
        id: "D07",
        says: "a secret is not written in the program",
        source: "counted in repositories",
        state: State::Checked(&[code::NEEDS_ALLOW]),
    },
    Entry {
        id: "D08",
        says: "an image does not change behind its tag",
        source: "counted in repositories",
        state: State::Checked(&[code::NEEDS_ALLOW]),
    },
    Entry {
        id: "D09",
        says: "memory has a limit",
        source: "counted in repositories",
        state: State::Checked(&[code::NO_MEMORY_LIMIT]),
    },
    Entry {
        id: "D10",
        says: "what cannot be changed is not",
        source: "counted in repositories",
        state: State::Absent("what is in the cluster decides: it is for the plan of a change"),
    },
];
