//! Volumes of a pod: what they hold, and that each has a name of its own.

use ecow::EcoString;

use super::context::{Lowering, written};
use super::env::{argument_text, is_secret, optional, source_of_pod};
use super::node::{as_text, fields, int, list, some_map, text as text_at, text_map};
use super::object::{Map, Node, Origin, Tree};
use super::resources::quantity;
use super::workload::Workload;
use crate::diag::{Diagnostic, code};
use crate::eval::{Data, Declaration, Item, Made, Reference, Value};
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
            if let Some(node) = source(cx, workload.declaration, label, value, item) {
                volumes.add(cx, label.clone(), node, value.span());
            }
        }
        volumes.claims = workload.body.labelled("storage").map(|(label, _)| label.clone()).collect();
        volumes
    }

    /// What can be mounted by its name.
    pub(super) fn names(&self) -> impl Iterator<Item = &EcoString> {
        self.all.iter().map(|volume| &volume.name).chain(&self.claims)
    }

    /// The entries of the pod's list.
    pub(super) fn into_nodes(self) -> Vec<Node> {
        self.all.into_iter().map(|volume| volume.node).collect()
    }

    /// Whether another volume than `node` has this name.
    pub(super) fn holds_other(&self, name: &EcoString, node: &Node) -> bool {
        self.claims.contains(name) || self.all.iter().any(|volume| volume.name == *name && !volume.node.says_as(node))
    }

    pub(super) fn add(&mut self, cx: &mut Lowering<'_>, name: EcoString, node: Node, span: Span) {
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

/// A volume of the pods of `user` as an entry of their list.
pub(super) fn source(
    cx: &mut Lowering<'_>,
    user: &Declaration,
    name: &EcoString,
    value: &Value,
    item: &Item,
) -> Option<Node> {
    let here = Origin::of(value);
    let (key, inner) = match &value.data {
        Data::Declaration(reference) => {
            super::rules::same_namespace(cx, user, reference, value.span());
            of_declaration(cx, reference, item, here)?
        }
        Data::Made(made) => of_function(cx, user, made, item, here)?,
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
    user: &Declaration,
    made: &Made,
    item: &Item,
    here: Origin,
) -> Option<(&'static str, Node)> {
    let size = made.arguments.get("size").and_then(quantity);
    Some(match made.function.as_str() {
        "scratch" => ("emptyDir", fields(here, [("sizeLimit", size)])),
        "memory" => ("emptyDir", fields(here, [("medium", Some(text_at(here, "Memory"))), ("sizeLimit", size)])),
        "host" => {
            let kind = made.arguments.get("kind").and_then(|kind| {
                let (_, theirs) = HOST_KINDS.iter().find(|(ours, _)| kind.text().is_some_and(|kind| kind == ours))?;
                Some(text_at(Origin::of(kind), *theirs))
            });
            ("hostPath", fields(here, [("path", argument_text(made, "path")), ("type", kind)]))
        }
        "downward" => {
            let files = made.arguments.get("files")?;
            let entries = files.map()?.iter().filter_map(|(path, value)| downward(path, value)).collect();
            let entries = [("items", Some(list(Origin::of(files), entries))), ("defaultMode", mode(item))];
            ("downwardAPI", fields(here, entries))
        }
        "nfs" => {
            let entries = [("server", argument_text(made, "server")), ("path", argument_text(made, "path"))];
            ("nfs", fields(here, entries))
        }
        "ephemeral" => {
            let requests = fields(here, [("requests", Some(fields(here, [("storage", size)])))]);
            let access = list(here, vec![text_at(here, "ReadWriteOnce")]);
            let class = argument_text(made, "class");
            let entries = [("accessModes", Some(access)), ("resources", Some(requests)), ("storageClassName", class)];
            let template = fields(here, [("spec", Some(fields(here, entries)))]);
            ("ephemeral", fields(here, [("volumeClaimTemplate", Some(template))]))
        }
        "csi" => {
            let attributes = made.arguments.get("attributes").and_then(Value::map).map(text_map);
            let attributes = attributes.and_then(|attributes| some_map(here, attributes));
            let entries = [("driver", argument_text(made, "driver")), ("volumeAttributes", attributes)];
            ("csi", fields(here, entries))
        }
        "projected" => {
            let sources = made.arguments.get("sources")?;
            let entries = sources.list()?.iter().filter_map(|value| projection(cx, user, value)).collect();
            let entries = [("sources", Some(list(Origin::of(sources), entries))), ("defaultMode", mode(item))];
            ("projected", fields(here, entries))
        }
        _ => return None,
    })
}

/// A file with a field of the pod or a resource of a container.
fn downward(path: &EcoString, value: &Value) -> Option<Node> {
    let Data::Made(made) = &value.data else { return None };
    let here = Origin::of(value);
    let (key, source) = source_of_pod(made, here);
    let mut entry = Map::new();
    entry.put("path", text_at(here, path.clone()));
    entry.put(key, source);
    Some(Node { origin: here, tree: Tree::Map(entry) })
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

/// One source of a projected volume of `user`.
fn projection(cx: &mut Lowering<'_>, user: &Declaration, value: &Value) -> Option<Node> {
    let here = Origin::of(value);
    let (key, inner) = match &value.data {
        Data::Declaration(reference) => {
            super::rules::same_namespace(cx, user, reference, value.span());
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

/// A path as the name of a volume: a DNS label.
pub(super) fn name_of_path(path: &str) -> EcoString {
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
