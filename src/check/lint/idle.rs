//! Blocks that change nothing: `defaults` of a kind that is not declared, an environment that says what holds anyway.

use super::constant::same;
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::resolve::{ModuleFiles, Resolved, assigned};
use crate::syntax::ast::{Entry, EntryKind, ExprKind, Segment, Setting};

/// The kinds of containers, which every workload has or may have.
const CONTAINERS: [&str; 3] = ["container", "sidecar", "init"];

/// The workloads.
const WORKLOADS: [&str; 3] = ["service", "daemon", "job"];

/// `defaults KIND` where the module declares nothing of the kind. Templates of a module carry its defaults elsewhere.
pub(super) fn defaults(names: &Resolved<'_>, found: &mut Diagnostics) {
    if names.app.is_none() || !names.templates.is_empty() {
        return;
    }
    for defaults in &names.defaults {
        let kind = defaults.kind.text.as_str();
        let reaches = |declared: &str| declared == kind || CONTAINERS.contains(&kind) && WORKLOADS.contains(&declared);
        if names.declarations.iter().any(|declared| reaches(&declared.kind)) {
            continue;
        }
        let missing = if CONTAINERS.contains(&kind) { "workload" } else { kind };
        found.push(
            Diagnostic::warning(
                code::IDLE_DEFAULTS,
                defaults.setting.head.span,
                format!("`defaults {kind}` reaches nothing: the module declares no {missing}"),
            )
            .help("take it away; `defaults` are for the declarations of their own module"),
        );
    }
}

/// Values of environments that are those that hold without them.
pub(super) fn environments(module: &ModuleFiles<'_>, names: &Resolved<'_>, found: &mut Diagnostics) {
    for (environment, block) in &names.environment_values {
        for setting in block.entries.iter().filter_map(plain_setting) {
            let name = setting.head.path.segments.first().and_then(Segment::plain).unwrap_or_default();
            if setting.head.path.segments.len() == 1
                && let Some(param) = names.params.get(&name)
                && says_again(param, setting)
            {
                let what = format!("param `{name}` has this value in `{}` anyway", environment.text);
                found.push(no_change(setting, param, what));
            }
        }
    }
    // What lower layers say in an environment, the block of a declaration may have to say again.
    let layered = names.defaults.iter().map(|layer| layer.setting);
    let layered = layered.chain(names.profiles.values().map(|profile| profile.setting));
    if layered.filter_map(|setting| setting.block.as_ref()).any(|block| has_environments(&block.entries)) {
        return;
    }
    for entry in module.files.iter().flat_map(|file| &file.entries) {
        let EntryKind::Setting(declared) = &entry.kind else { continue };
        let (Some(block), false) = (&declared.block, declared.head.labels.is_empty()) else { continue };
        if !declared.head.with.is_empty() {
            continue;
        }
        for entry in &block.entries {
            let EntryKind::In(body) = &entry.kind else { continue };
            let names: Vec<&str> = body.environments.iter().map(|name| name.text.as_str()).collect();
            for setting in body.body.entries.iter().filter_map(plain_setting) {
                let same = |other: &&Setting| {
                    other.head.path.segments.iter().map(Segment::plain).eq(setting
                        .head
                        .path
                        .segments
                        .iter()
                        .map(Segment::plain))
                        && other.head.labels.iter().map(Segment::plain).eq(setting
                            .head
                            .labels
                            .iter()
                            .map(Segment::plain))
                };
                let before = block.entries.iter().filter_map(plain_setting).find(same);
                if let Some(before) = before.filter(|before| says_again(before, setting)) {
                    let what = format!("this holds in `{}` anyway", names.join("`, `"));
                    found.push(no_change(setting, before, what));
                }
            }
        }
    }
}

fn no_change(setting: &Setting, before: &Setting, message: String) -> Diagnostic {
    Diagnostic::warning(code::NO_CHANGE, setting.head.span, message)
        .label(before.head.span, "set here to the same")
        .help("take it away, or give it the value that the environment is to have")
}

fn plain_setting(entry: &Entry) -> Option<&Setting> {
    match &entry.kind {
        EntryKind::Setting(setting) => Some(setting),
        _ => None,
    }
}

/// Whether both settings give the same plain value; names may mean something else in an environment.
fn says_again(before: &Setting, again: &Setting) -> bool {
    let (Some(a), Some(b)) = (assigned(before), assigned(again)) else { return false };
    let append = |setting: &Setting| setting.value.as_ref().is_some_and(|assign| assign.append);
    let plain = !matches!(b.kind, ExprKind::Word(_));
    plain
        && !append(before)
        && !append(again)
        && again.block.is_none()
        && again.new.is_none()
        && same(a, b) == Some(true)
}

fn has_environments(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| match &entry.kind {
        EntryKind::In(_) => true,
        EntryKind::Setting(setting) => setting.block.as_ref().is_some_and(|block| has_environments(&block.entries)),
        EntryKind::If(written) => {
            let bodies = written.branches.iter().map(|(_, body)| body).chain(&written.otherwise);
            bodies.into_iter().any(|body| has_environments(&body.entries))
        }
        EntryKind::For(written) => has_environments(&written.body.entries),
        _ => false,
    })
}
