//! Where the containers of a pod see its volumes.

use ecow::{EcoString, eco_format};

use super::context::{Lowering, text, truth, word, written};
use super::node::{fields, text as text_at};
use super::object::{Node, Origin};
use super::reasons::Unasked;
use super::volume::{Volumes, name_of_path, source};
use super::workload::{Role, Workload};
use crate::diag::{Diagnostic, code, suggest};
use crate::eval::{Data, Item, Value};
use crate::source::Span;

/// An option that belongs to a source rather than to its mount.
fn has_source_options(item: &Item) -> Option<&Value> {
    written(item, "items").or_else(|| written(item, "mode"))
}

/// The mounts of container `at`; sources that stand in a mount become volumes.
pub(super) fn mounts(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize, volumes: &mut Volumes) -> Vec<Node> {
    let Some(container) = workload.containers.get(at) else { return Vec::new() };
    let mut mounts = Mounts::default();
    for (path, item) in container.item.labelled("mount") {
        let Some(value) = item.value.as_ref() else {
            cx.error(
                code::MISSING_SETTING,
                item.origin.span,
                format!("`mount \"{path}\"` does not say what is mounted"),
                format!("write `mount \"{path}\" = VOLUME`, or a source such as `scratch()`"),
            );
            continue;
        };
        if mounts.is_taken(cx, path, value.span()) {
            continue;
        }
        let Some(name) = volume_name(cx, workload, path, item, value, volumes) else { continue };
        let here = Origin::of(value);
        let propagation =
            [("none", "None"), ("host_to_container", "HostToContainer"), ("bidirectional", "Bidirectional")];
        let node = fields(
            here,
            [
                ("mountPath", Some(text_at(Origin { span: item.origin.span, ..here }, path.clone()))),
                ("name", Some(text_at(here, name))),
                ("readOnly", truth(item, "readonly")),
                ("subPath", text(item, "subpath")),
                ("mountPropagation", word(item, "propagation", propagation)),
            ],
        );
        mounts.add(path, node, value.span());
    }
    for (path, item) in container.item.labelled("writable") {
        let origin = Origin::derived(item.origin.span);
        mounts.scratch(cx, volumes, path, origin);
    }
    if container.role == Role::Main {
        for (label, item) in workload.body.labelled("storage") {
            if let Some(path) = item.value("mount")
                && let Some(path_text) = path.text()
            {
                let here = Origin::of(path);
                let node = fields(
                    here,
                    [
                        ("mountPath", Some(text_at(here, path_text.clone()))),
                        ("name", Some(text_at(Origin::derived(item.origin.span), label.clone()))),
                    ],
                );
                if !mounts.is_taken(cx, path_text, path.span()) {
                    mounts.add(path_text, node, path.span());
                }
            }
        }
    }
    if super::security::is_read_only(cx, workload) && !mounts.has("/tmp") {
        mounts.scratch(cx, volumes, &"/tmp".into(), Origin::default(workload.declaration.span, Unasked::WritableTmp));
    }
    mounts.entries.into_iter().map(|(_, node, _)| node).collect()
}

#[derive(Default)]
struct Mounts {
    /// Path without a slash at its end, the entry, the place.
    entries: Vec<(EcoString, Node, Span)>,
}

impl Mounts {
    fn has(&self, path: &str) -> bool {
        self.entries.iter().any(|(taken, _, _)| taken == plain_path(path))
    }

    /// Whether something else is mounted at `path`, which is a mistake at `span`.
    fn is_taken(&self, cx: &mut Lowering<'_>, path: &str, span: Span) -> bool {
        let plain = plain_path(path);
        let earlier = self.entries.iter().find(|(taken, _, _)| taken == plain);
        if let Some((_, _, earlier)) = earlier {
            cx.report(
                Diagnostic::error(code::MOUNT_CLASH, span, format!("two volumes are mounted at `{plain}`"))
                    .label(*earlier, "the other one")
                    .help("mount one of them at another path"),
            );
        }
        earlier.is_some()
    }

    fn add(&mut self, path: &str, node: Node, span: Span) {
        self.entries.push((plain_path(path).into(), node, span));
    }

    /// An empty directory at `path`.
    fn scratch(&mut self, cx: &mut Lowering<'_>, volumes: &mut Volumes, path: &EcoString, at: Origin) {
        if self.is_taken(cx, path, at.span) {
            return;
        }
        let volume = |name: &EcoString| {
            fields(at, [("name", Some(text_at(at, name.clone()))), ("emptyDir", Some(fields(at, [])))])
        };
        let mut name = name_of_path(path);
        if volumes.holds_other(&name, &volume(&name)) {
            name = eco_format!("writable-{name}");
        }
        volumes.add(cx, name.clone(), volume(&name), at.span);
        let node = fields(at, [("mountPath", Some(text_at(at, path.clone()))), ("name", Some(text_at(at, name)))]);
        self.add(path, node, at.span);
    }
}

fn plain_path(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() { "/" } else { trimmed }
}

/// The name of the volume that `value` mounts at `path`.
fn volume_name(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    path: &str,
    item: &Item,
    value: &Value,
    volumes: &mut Volumes,
) -> Option<EcoString> {
    if let Data::Word(label) = &value.data {
        let declared: Vec<EcoString> =
            volumes.names().chain(workload.body.labelled("volume").map(|(label, _)| label)).cloned().collect();
        if !declared.contains(label) {
            let suggestion = suggest(label, declared.iter().map(EcoString::as_str));
            let none = suggestion.is_none();
            let near = suggestion.as_ref().and_then(|near| {
                workload.body.labelled("volume").find(|(label, _)| **label == near.name).map(|(_, volume)| volume)
            });
            let place = near.map(|volume| volume.origin.span);
            let diagnostic = Diagnostic::error(
                code::UNKNOWN_VOLUME,
                value.span(),
                format!("`{}` has no volume called `{label}`", workload.declaration.label),
            )
            .suggest(value.span(), suggestion);
            let diagnostic = match place {
                Some(place) => diagnostic.label(place, "the nearest name"),
                None => diagnostic,
            };
            cx.report(if none {
                diagnostic.help(format!("declare it: `volume {label} = scratch()`, or another source"))
            } else {
                diagnostic
            });
            return None;
        }
        if let Some(option) = has_source_options(item) {
            cx.report(
                Diagnostic::error(
                    code::IDLE_OPTION,
                    option.span(),
                    "this option belongs to the volume, not to a mount of it",
                )
                .label(value.span(), "a volume that is declared elsewhere")
                .help(format!("write it in the block of `volume {label}`")),
            );
        }
        return Some(label.clone());
    }
    let name = match &value.data {
        Data::Declaration(reference) => cx.declaration(reference.declaration)?.label.clone(),
        Data::Made(_) => name_of_path(path),
        _ => return None,
    };
    let name = name_of_path(&name);
    let node = source(cx, workload.declaration, &name, value, item)?;
    volumes.add(cx, name.clone(), node, value.span());
    Some(name)
}
