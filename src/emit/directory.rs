//! A directory of manifests: one folder an app and environment, one file an object.
//!
//! In: the manifests of each environment. Out: names and texts, nothing written. A name depends on its object alone
//! wherever it can, so that adding one object does not rename the file of another; it is safe on every file system, and
//! two names never differ by case only.

use std::collections::BTreeMap;

use ecow::EcoString;
use sha2::{Digest as _, Sha256};

use super::{EmitOptions, Format, documents};
use crate::lower::{Manifests, Object};
use crate::source::Sources;

/// The files of one app in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The environment; `None` for a program without.
    pub environment: Option<EcoString>,
    /// The app.
    pub app: EcoString,
    /// Where the files stand: `dev/shop`; `shop` for a program without environments. Two parts at most, joined by `/`.
    pub path: String,
    /// The text of each file, by its name.
    pub files: BTreeMap<String, String>,
}

/// The longest name that is written out in full, in bytes; file systems take 255.
const LONGEST: usize = 200;

/// The folders of a build. `sources` is what the objects' origins point into.
pub fn folders(manifests: &[(Option<EcoString>, Manifests)], options: EmitOptions, sources: &Sources) -> Vec<Folder> {
    let folder = |(environment, manifests): &(Option<EcoString>, Manifests)| {
        let documents = documents(manifests, options, sources);
        let objects: Vec<&Object> = documents.iter().map(|document| document.object).collect();
        let names = names(&objects, manifests.namespace.as_deref(), options.format);
        Folder {
            environment: environment.clone(),
            app: manifests.app.clone(),
            path: folder(environment.as_deref(), &manifests.app),
            files: names.into_iter().zip(documents.into_iter().map(|document| document.text)).collect(),
        }
    };
    manifests.iter().map(folder).collect()
}

/// Where the files of `app` in `environment` stand.
pub fn folder(environment: Option<&str>, app: &str) -> String {
    let app = if app.is_empty() { "app".to_owned() } else { part(app) };
    environment.map_or(app.clone(), |environment| format!("{}/{app}", part(environment)))
}

/// The name of the file of each of `objects`, which belong to an app with the namespace `own`: `kind-name.yaml`. An
/// object of another namespace has that in its name too. Of several objects with one name, those of the API's own groups
/// keep it and the others take their group.
pub(super) fn names(objects: &[&Object], own: Option<&str>, format: Format) -> Vec<String> {
    let extension = match format {
        Format::Yaml => "yaml",
        Format::Json => "json",
    };
    let mut stems: Vec<String> = objects.iter().map(|object| stem(object, own)).collect();
    lengthen(&mut stems, objects, |object| {
        let group = group(object);
        (group.contains('.') && !group.ends_with(".k8s.io")).then(|| format!(".{}", file_part(group)))
    });
    // What still collides is told apart by a hash of its identity, which is as good as never cut too short.
    for digits in [8, 64] {
        lengthen(&mut stems, objects, |object| Some(format!("-{}", hash(&identity(object), digits))));
    }
    stems.into_iter().map(|stem| format!("{stem}.{extension}")).collect()
}

/// Adds to the stems that occur more than once what `more` says of their objects.
fn lengthen(stems: &mut [String], objects: &[&Object], more: impl Fn(&Object) -> Option<String>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for stem in stems.iter() {
        *counts.entry(stem.clone()).or_default() += 1;
    }
    for (stem, object) in stems.iter_mut().zip(objects) {
        if let (Some(2..), Some(more)) = (counts.get(stem), more(object)) {
            stem.push_str(&more);
        }
    }
}

fn stem(object: &Object, own: Option<&str>) -> String {
    let mut stem = format!("{}-{}", object.kind.to_ascii_lowercase(), file_part(&object.name));
    if let Some(namespace) = object.namespace.as_deref().filter(|namespace| own != Some(*namespace)) {
        stem.push('.');
        stem.push_str(&file_part(namespace));
    }
    if stem.len() > LONGEST {
        let hash = hash(&identity(object), 16);
        // Every part is ASCII by now.
        stem.truncate(LONGEST);
        stem = format!("{stem}-{hash}");
    }
    stem
}

fn group(object: &Object) -> &str {
    object.api_version.split_once('/').map_or("", |(group, _)| group)
}

fn identity(object: &Object) -> String {
    let namespace = object.namespace.as_deref().unwrap_or("");
    [group(object), &object.kind, namespace, &object.name].join("\n")
}

/// `text` in lowercase, safe in the name of a file; what had to be changed is told apart by a hash.
fn file_part(text: &str) -> String {
    safe(text, |c| c.is_ascii_lowercase())
}

/// `text`, safe as the name of a directory.
fn part(text: &str) -> String {
    safe(text, |c| c.is_ascii_alphabetic())
}

fn safe(text: &str, letter: impl Fn(char) -> bool) -> String {
    let keep = |c: char| letter(c) || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let kept: String = text
        .chars()
        .enumerate()
        .map(|(at, c)| match c.to_ascii_lowercase() {
            // A leading dot hides a file, and `..` is no name at all.
            '.' if at == 0 => '-',
            _ if keep(c) => c,
            lower if keep(lower) => lower,
            _ => '-',
        })
        .collect();
    if kept == text { kept } else { format!("{kept}-{}", hash(text, 8)) }
}

/// The first `digits` of the SHA-256 of `text`, in hexadecimal.
fn hash(text: &str, digits: usize) -> String {
    let hex: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    hex.chars().take(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::{Cause, Map, Node, Origin, Tree};
    use crate::source::{AnchorId, Span};

    fn object(api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Object {
        let origin = Origin { span: Span::new(AnchorId::FIRST, 0, 0), cause: Cause::Written };
        Object {
            api_version: api_version.into(),
            kind: kind.into(),
            namespace: namespace.map(EcoString::from),
            name: name.into(),
            root: std::sync::Arc::new(Node { origin, tree: Tree::Map(Map::new()) }),
            passed_through: false,
            origin,
        }
    }

    fn named(objects: &[Object]) -> Vec<String> {
        names(&objects.iter().collect::<Vec<_>>(), Some("shop"), Format::Yaml)
    }

    #[test]
    fn an_object_is_found_by_kind_and_name() {
        let names = named(&[
            object("apps/v1", "Deployment", Some("shop"), "web"),
            object("rbac.authorization.k8s.io/v1", "ClusterRole", None, "web"),
            object("v1", "Service", Some("other"), "web"),
        ]);
        assert_eq!(names, ["deployment-web.yaml", "clusterrole-web.yaml", "service-web.other.yaml"]);
    }

    #[test]
    fn objects_of_one_kind_and_name_have_files_of_their_own() {
        let all = [
            object("v1", "Service", Some("shop"), "web"),
            object("serving.knative.dev/v1", "Service", Some("shop"), "web"),
            object("v1", "Service", Some("a"), "web"),
            object("v1", "Service", Some("shop"), "web.a"),
            object("x.dev/v1", "Cluster", None, "one"),
            object("y.dev/v1", "Cluster", None, "one"),
        ];
        let names = named(&all);
        assert_eq!(names[..2], ["service-web.yaml", "service-web.serving.knative.dev.yaml"]);
        assert_eq!(names[4..], ["cluster-one.x.dev.yaml", "cluster-one.y.dev.yaml"]);
        let different: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), all.len(), "{names:?}");
    }

    #[test]
    fn the_order_of_objects_does_not_change_their_names() {
        let mut all = vec![
            object("v1", "ConfigMap", Some("shop"), "A"),
            object("v1", "ConfigMap", Some("shop"), "a"),
            object("v1", "ConfigMap", None, "a"),
        ];
        let mut forward = named(&all);
        all.reverse();
        let mut backward = named(&all);
        backward.reverse();
        assert_eq!(forward, backward);
        forward.iter_mut().for_each(|name| name.make_ascii_lowercase());
        forward.dedup();
        assert_eq!(forward.len(), 3);
    }

    #[test]
    fn names_are_safe_and_short_enough() {
        let names = named(&[
            object("v1", "Secret", None, "../../etc/passwd"),
            object("v1", "Secret", None, "..\\x:y"),
            object("v1", "Secret", None, &"ä".repeat(300)),
            object("v1", "Secret", None, &"a".repeat(253)),
        ]);
        for name in &names {
            assert!(name.is_ascii() && name.len() <= 255 && !name.contains(['/', '\\', ':']), "{name}");
        }
        assert!(names[0].starts_with("secret--.-..-etc-passwd-"), "{names:?}");
        assert_eq!(folder(Some("dev"), "shop"), "dev/shop");
        assert_eq!(folder(None, ""), "app");
        for hostile in ["..", ".", "a/b", "/", ".kappc-next"] {
            let path = folder(Some(hostile), hostile);
            assert!(path.split('/').count() == 2 && path.split('/').all(|part| !part.starts_with('.')), "{path}");
        }
    }
}
