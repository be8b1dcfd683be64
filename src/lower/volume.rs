//! Volumes of a pod and where its containers mount them.

use ecow::{EcoString, eco_format};

use super::context::{Lowering, lacks, text, truth, word, written};
use super::env::{argument_text, is_secret, optional};
use super::node::{as_text, fields, int, list, text as text_at};
use super::object::{Map, Node, Origin, Tree};
use super::resources::quantity;
use super::workload::{Role, Workload};
use crate::diag::{Diagnostic, code, suggest};
use crate::eval::{Data, Item, Made, Reference, Value};
use crate::source::Span;

/// The volumes of one pod by name, in the order in which they are first needed.
#[derive(Default)]
pub(super) struct Volumes {
    all: Vec<Volume>,
    /// The claims that the controller makes, which need no volume.
    claims: Vec<EcoString>,
}

struct Volume {
    name: EcoString,
    node: Node,
    span: Span,
}

impl Volumes {
    /// Those that the workload declares.
    pub(super) fn declared(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Volumes {
        let mut volumes = Volumes::default();
        for (label, item) in workload.body.labelled("volume") {
            let Some(value) = item.value.as_ref() else {
                cx.error(
                    code::MISSING_SETTING,
                    item.origin.span,
                    format!("`volume {label}` does not say what it holds"),
                    format!("write `volume {label} = scratch()`, or the name of a config, secret or storage"),
                );
                continue;
            };
            if let Some(node) = source(cx, workload, label, value, item) {
                volumes.add(cx, label.clone(), node, value.span());
            }
        }
        volumes.claims = workload.body.labelled("storage").map(|(label, _)| label.clone()).collect();
        volumes
    }

    /// The entries of the pod's list.
    pub(super) fn into_nodes(self) -> Vec<Node> {
        self.all.into_iter().map(|volume| volume.node).collect()
    }

    /// Whether another volume than `node` has this name.
    fn holds_other(&self, name: &EcoString, node: &Node) -> bool {
        self.claims.contains(name) || self.all.iter().any(|volume| volume.name == *name && !volume.node.says_as(node))
    }

    fn add(&mut self, cx: &mut Lowering<'_>, name: EcoString, node: Node, span: Span) {
        match self.all.iter().find(|volume| volume.name == name) {
            None => self.all.push(Volume { name, node, span }),
            Some(same) if same.node.says_as(&node) => {}
            Some(other) => cx.report(
                Diagnostic::error(code::VOLUME_CLASH, span, format!("two different volumes are called `{name}`"))
                    .here("this one")
                    .label(other.span, "and this one, with another source or other options")
                    .help("declare one of them under a name of its own: `volume NAME = …`"),
            ),
        }
    }
}

/// A volume as an entry of the pod's list.
fn source(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    name: &EcoString,
    value: &Value,
    item: &Item,
) -> Option<Node> {
    let here = Origin::of(value);
    let (key, inner) = match &value.data {
        Data::Declaration(reference) => of_declaration(cx, reference, item, here)?,
        Data::Made(made) => of_function(cx, workload, made, item, here)?,
        _ => return None,
    };
    let mut volume = Map::new();
    volume.put("name", text_at(Origin::derived(value.span()), name.clone()));
    volume.put(key, inner);
    Some(Node { origin: here, tree: Tree::Map(volume) })
}

fn of_declaration(cx: &Lowering<'_>, reference: &Reference, item: &Item, here: Origin) -> Option<(&'static str, Node)> {
    let declaration = cx.declaration(reference.declaration)?;
    let name = text_at(here, declaration.face.name.clone());
    if matches!(declaration.kind.as_str(), "storage" | "external_storage") {
        return Some(("persistentVolumeClaim", fields(here, [("claimName", Some(name))])));
    }
    let optional = optional(declaration, reference, here);
    let (items, mode) = (items(item), mode(item));
    Some(if is_secret(declaration) {
        let entries = [("secretName", Some(name)), ("items", items), ("defaultMode", mode), ("optional", optional)];
        ("secret", fields(here, entries))
    } else {
        let entries = [("name", Some(name)), ("items", items), ("defaultMode", mode), ("optional", optional)];
        ("configMap", fields(here, entries))
    })
}

fn of_function(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    made: &Made,
    item: &Item,
    here: Origin,
) -> Option<(&'static str, Node)> {
    let size = made.arguments.get("size").and_then(quantity);
    Some(match made.function.as_str() {
        "scratch" => ("emptyDir", fields(here, [("sizeLimit", size)])),
        "memory" => ("emptyDir", fields(here, [("medium", Some(text_at(here, "Memory"))), ("sizeLimit", size)])),
        "host" => {
            cx.policy(workload.declaration, "host_path", here.span, "a path of the node is mounted");
            let kind = made.arguments.get("kind").and_then(|kind| {
                let (_, theirs) = HOST_KINDS.iter().find(|(ours, _)| kind.text().is_some_and(|kind| kind == ours))?;
                Some(text_at(Origin::of(kind), *theirs))
            });
            ("hostPath", fields(here, [("path", argument_text(made, "path")), ("type", kind)]))
        }
        "projected" => {
            let sources = made.arguments.get("sources")?;
            let entries = sources.list()?.iter().filter_map(|value| projection(cx, value)).collect();
            let entries = [("sources", Some(list(Origin::of(sources), entries))), ("defaultMode", mode(item))];
            ("projected", fields(here, entries))
        }
        _ => return None,
    })
}

const HOST_KINDS: [(&str, &str); 7] = [
    ("directory", "Directory"),
    ("directory_or_create", "DirectoryOrCreate"),
    ("file", "File"),
    ("file_or_create", "FileOrCreate"),
    ("socket", "Socket"),
    ("char_device", "CharDevice"),
    ("block_device", "BlockDevice"),
];

/// One source of a projected volume.
fn projection(cx: &mut Lowering<'_>, value: &Value) -> Option<Node> {
    let here = Origin::of(value);
    let (key, inner) = match &value.data {
        Data::Declaration(reference) => {
            let declaration = cx.declaration(reference.declaration)?;
            let name = text_at(here, declaration.face.name.clone());
            let entries = [("name", Some(name)), ("optional", optional(declaration, reference, here))];
            (if is_secret(declaration) { "secret" } else { "configMap" }, fields(here, entries))
        }
        Data::Made(made) => {
            let expires = made.arguments.get("expires").and_then(|expires| {
                let seconds = expires.number()?.seconds().ok()?;
                Some(int(Origin::of(expires), seconds))
            });
            let entries = [
                ("audience", argument_text(made, "audience")),
                ("expirationSeconds", expires),
                ("path", argument_text(made, "path")),
            ];
            ("serviceAccountToken", fields(here, entries))
        }
        _ => return None,
    };
    let mut entry = Map::new();
    entry.put(key, inner);
    Some(Node { origin: here, tree: Tree::Map(entry) })
}

/// `items` as Kubernetes writes it: a list of keys with their paths.
fn items(item: &Item) -> Option<Node> {
    let value = written(item, "items")?;
    let entry = |key: EcoString, path: Node| {
        let key = text_at(path.origin, key);
        fields(path.origin, [("key", Some(key)), ("path", Some(path))])
    };
    let entries = match &value.data {
        Data::List(keys) => {
            keys.iter().filter_map(|key| Some(entry(as_text(key)?, text_at(Origin::of(key), as_text(key)?)))).collect()
        }
        Data::Map(map) => map
            .iter()
            .filter_map(|(key, path)| Some(entry(key.clone(), text_at(Origin::of(path), as_text(path)?))))
            .collect(),
        _ => return None,
    };
    Some(list(Origin::of(value), entries))
}

fn mode(item: &Item) -> Option<Node> {
    let value = written(item, "mode")?;
    let bits = value.number()?.mode().ok()?;
    Some(int(Origin::of(value), bits))
}

/// Whether nothing distinguishes `mount` options of a source.
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
        mounts.scratch(cx, volumes, &"/tmp".into(), Origin::default(workload.declaration.span, "writable-tmp"));
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
        let known = volumes.all.iter().map(|volume| &volume.name).chain(&volumes.claims);
        let declared: Vec<EcoString> =
            known.chain(workload.body.labelled("volume").map(|(label, _)| label)).cloned().collect();
        if !declared.contains(label) {
            let suggestion = suggest(label, declared.iter().map(EcoString::as_str));
            let none = suggestion.is_none();
            let diagnostic = Diagnostic::error(
                code::UNKNOWN_VOLUME,
                value.span(),
                format!("`{}` has no volume called `{label}`", workload.declaration.label),
            )
            .suggest(value.span(), suggestion);
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
    let node = source(cx, workload, &name, value, item)?;
    volumes.add(cx, name.clone(), node, value.span());
    Some(name)
}

/// A path as the name of a volume: a DNS label.
fn name_of_path(path: &str) -> EcoString {
    let mut name = EcoString::new();
    for c in path.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let short: EcoString = name.chars().take(63).collect();
    let trimmed = short.trim_end_matches('-');
    if trimmed.is_empty() { "root".into() } else { trimmed.into() }
}

/// The claim templates of a stateful workload.
pub(super) fn claims(cx: &mut Lowering<'_>, workload: &Workload<'_>) -> Vec<Node> {
    let mut claims = Vec::new();
    for (label, item) in workload.body.labelled("storage") {
        let here = Origin::derived(item.origin.span);
        let metadata = fields(
            here,
            [
                ("name", Some(text_at(here, label.clone()))),
                ("labels", super::node::some_map(here, super::node::text_map(item.entries("labels")))),
                ("annotations", super::node::some_map(here, super::node::text_map(item.entries("annotations")))),
            ],
        );
        let spec = claim_spec(cx, item, here, &eco_format!("storage {label}"));
        claims.push(fields(here, [("metadata", Some(metadata)), ("spec", Some(spec))]));
    }
    claims
}

/// The spec of a claim: access, size, class.
pub(super) fn claim_spec(cx: &mut Lowering<'_>, item: &Item, here: Origin, what: &str) -> Node {
    if lacks(item, "size") {
        cx.error(
            code::MISSING_SETTING,
            here.span,
            format!("`{what}` does not say how much space"),
            "write `size = 10Gi`",
        );
    }
    let access = match written(item, "access") {
        Some(value) => {
            let modes = value.list().unwrap_or_default().iter().filter_map(|mode| {
                let word = mode.text()?;
                let (_, theirs) = ACCESS.iter().find(|(ours, _)| *ours == word.as_str())?;
                Some(text_at(Origin::of(mode), *theirs))
            });
            list(Origin::of(value), modes.collect())
        }
        None => list(here, vec![text_at(here, "ReadWriteOnce")]),
    };
    let class = match item.field("class").and_then(|class| class.value.as_ref()) {
        Some(none) if none.is_none() => Some(text_at(Origin::of(none), "")),
        _ => text(item, "class"),
    };
    let requests = item.value("size").and_then(quantity).map(|size| {
        let at = size.origin;
        fields(at, [("requests", Some(fields(at, [("storage", Some(size))])))])
    });
    fields(here, [("accessModes", Some(access)), ("resources", requests), ("storageClassName", class)])
}

const ACCESS: [(&str, &str); 4] = [
    ("read_write_once", "ReadWriteOnce"),
    ("read_only_many", "ReadOnlyMany"),
    ("read_write_many", "ReadWriteMany"),
    ("read_write_once_pod", "ReadWriteOncePod"),
];

#[cfg(test)]
mod tests {
    use super::name_of_path;

    #[test]
    fn a_path_names_its_volume() {
        for (path, name) in
            [("/tmp", "tmp"), ("/var/log", "var-log"), ("/", "root"), ("/a//B_c/", "a-b-c"), ("config", "config")]
        {
            assert_eq!(name_of_path(path), name);
        }
        assert_eq!(name_of_path(&"x".repeat(80)).len(), 63);
    }
}
