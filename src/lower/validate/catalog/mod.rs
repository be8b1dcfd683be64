//! Every rule of Kubernetes that is known here: those that are checked, each with the codes that it reports, and those
//! that are not, each with the reason.
//!
//! The rules are grouped and numbered as in the survey of the API server that the compiler was built from: `N` names and
//! grammars, `V` validation, `W` warnings of the server, `A` what it takes although it cannot work, `D` mistakes counted
//! in real repositories. `tests/rules` holds a pair of texts for each that is checked.

mod config;
mod controllers;
mod counted;
mod names;
mod network;
mod pods;
mod relations;
mod settings;
mod warnings;

use crate::diag::Code;

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Letter and number: `V014`.
    pub id: &'static str,
    /// What holds, in a sentence without a full stop.
    pub says: &'static str,
    /// The function of the API server, or the controller, by which it holds.
    pub source: &'static str,
    /// Whether it is checked.
    pub state: State,
}

/// Whether a rule is checked.
#[derive(Debug, Clone, Copy)]
pub enum State {
    /// What breaks it is reported with one of these codes.
    Checked(&'static [Code]),
    /// It is deliberately not looked at, for this reason.
    Absent(&'static str),
}

/// All rules, in order.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [
        names::RULES,
        pods::RULES,
        settings::RULES,
        controllers::RULES,
        network::RULES,
        config::RULES,
        warnings::RULES,
        relations::RULES,
        counted::RULES,
    ]
    .into_iter()
    .flatten()
}
