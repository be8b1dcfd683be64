//! The Pod Security Standards, versions 1.25 to 1.37: which controls a pod breaks, and at which node.
//!
//! In: a pod, a level, a minor version of Kubernetes 1. Out: the violations, none where the API server's admission would
//! let the pod in. One file a control, as <https://kubernetes.io/docs/concepts/security/pod-security-standards/> and the
//! admission controller that implements it name them; what changed with a version stands in the control's file.

mod app_armor;
mod capabilities;
mod escalation;
mod host_namespaces;
mod host_path;
mod host_ports;
mod host_probes;
mod host_process;
mod non_root;
mod privileged;
mod proc_mount;
mod se_linux;
mod seccomp;
mod sysctls;
mod user;
mod volumes;

use std::borrow::Cow;

use super::walk::Pod;
use crate::lower::{Node, Object, Tree};
use crate::source::Span;

/// A level of the standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Everything goes.
    Privileged,
    /// No known way out of the container.
    Baseline,
    /// What hardening asks for.
    Restricted,
}

impl Level {
    /// The level called `word` in the labels of a namespace.
    pub fn parse(word: &str) -> Option<Level> {
        match word {
            "privileged" => Some(Level::Privileged),
            "baseline" => Some(Level::Baseline),
            "restricted" => Some(Level::Restricted),
            _ => None,
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Privileged => "privileged",
            Level::Baseline => "baseline",
            Level::Restricted => "restricted",
        }
    }
}

/// A control that a pod breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation<'a> {
    /// The control, as the admission controller calls it.
    pub control: &'static str,
    /// The node that breaks it; for what is missing, the one that lacks it.
    pub node: &'a Node,
    /// Whether something is missing, rather than wrong.
    pub missing: bool,
    /// The capability that lets a program break it.
    pub capability: &'static str,
    /// The argument of the capability.
    pub argument: Option<&'a str>,
    /// What the pod does, for people.
    pub what: Cow<'static, str>,
}

impl Violation<'_> {
    /// Where it stands in the program.
    pub fn span(&self) -> Span {
        self.node.origin.span
    }
}

/// A control and where it applies.
struct Control {
    name: &'static str,
    /// The lowest level that has it.
    level: Level,
    /// The minor version from which on there is such a control.
    since: u32,
    check: for<'a> fn(&Pod<'a>, &mut Verdict<'a>),
}

/// All of them. A control that `restricted` sharpens looks at [`Verdict::restricted`].
const CONTROLS: [Control; 16] = [
    Control { name: "privileged", level: Level::Baseline, since: 0, check: privileged::check },
    Control { name: "hostNamespaces", level: Level::Baseline, since: 0, check: host_namespaces::check },
    Control { name: "hostPathVolumes", level: Level::Baseline, since: 0, check: host_path::check },
    Control { name: "hostPorts", level: Level::Baseline, since: 0, check: host_ports::check },
    Control { name: "hostProbesAndHostLifecycle", level: Level::Baseline, since: 34, check: host_probes::check },
    Control { name: "windowsHostProcess", level: Level::Baseline, since: 0, check: host_process::check },
    Control { name: "appArmorProfile", level: Level::Baseline, since: 0, check: app_armor::check },
    Control { name: "seLinuxOptions", level: Level::Baseline, since: 0, check: se_linux::check },
    Control { name: "procMount", level: Level::Baseline, since: 0, check: proc_mount::check },
    Control { name: "sysctls", level: Level::Baseline, since: 0, check: sysctls::check },
    Control { name: "capabilities", level: Level::Baseline, since: 0, check: capabilities::check },
    Control { name: "seccompProfile", level: Level::Baseline, since: 0, check: seccomp::check },
    Control { name: "allowPrivilegeEscalation", level: Level::Restricted, since: 0, check: escalation::check },
    Control { name: "restrictedVolumes", level: Level::Restricted, since: 0, check: volumes::check },
    Control { name: "runAsNonRoot", level: Level::Restricted, since: 0, check: non_root::check },
    Control { name: "runAsUser", level: Level::Restricted, since: 0, check: user::check },
];

/// What was found so far, and by which measure.
struct Verdict<'a> {
    control: &'static str,
    restricted: bool,
    minor: u32,
    violations: Vec<Violation<'a>>,
}

impl<'a> Verdict<'a> {
    /// `node` breaks the control.
    fn wrong(&mut self, node: &'a Node, capability: &'static str, what: impl Into<Cow<'static, str>>) {
        self.wrong_of(node, capability, None, what);
    }

    /// As [`Verdict::wrong`], for a capability with an argument.
    fn wrong_of(
        &mut self,
        node: &'a Node,
        capability: &'static str,
        argument: Option<&'a str>,
        what: impl Into<Cow<'static, str>>,
    ) {
        let control = self.control;
        self.violations.push(Violation { control, node, missing: false, capability, argument, what: what.into() });
    }

    /// Something is missing in `node`.
    fn lacks(&mut self, node: &'a Node, capability: &'static str, what: &'static str) {
        let (control, what) = (self.control, Cow::Borrowed(what));
        self.violations.push(Violation { control, node, missing: true, capability, argument: None, what });
    }
}

/// The controls of `level`, as Kubernetes 1.`minor` has them, that the pod inside `object` breaks; none where there is no
/// pod inside.
pub fn violations(object: &Object, level: Level, minor: u32) -> Vec<Violation<'_>> {
    Pod::of(object).map_or_else(Vec::new, |pod| of_pod(&pod, level, minor))
}

/// As [`violations`], of a pod that was found already.
pub(super) fn of_pod<'a>(pod: &Pod<'a>, level: Level, minor: u32) -> Vec<Violation<'a>> {
    let restricted = level == Level::Restricted;
    let mut verdict = Verdict { control: "", restricted, minor, violations: Vec::new() };
    for control in CONTROLS.iter().filter(|control| control.level <= level && control.since <= minor) {
        verdict.control = control.name;
        (control.check)(pod, &mut verdict);
    }
    verdict.violations
}

/// The whole-text values at the type of a profile, which both kinds of profile write alike.
fn is_confined(kind: Option<&str>) -> bool {
    matches!(kind, Some("RuntimeDefault" | "Localhost"))
}

/// Whether `true` stands there.
fn is_true(node: &Node) -> bool {
    node.tree == Tree::Bool(true)
}
