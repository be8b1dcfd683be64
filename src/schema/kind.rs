//! Kinds of objects: by group, version and name, with where they live and how long they last.

use std::fmt;
use std::sync::Arc;

use super::shape::Table;
use super::{CustomTable, Struct, TypeRef, Versions, table};
use crate::source::Span;
use crate::yaml;

/// Everything that is known of kinds: those of Kubernetes, and custom resources as they were added.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    custom: Vec<Arc<CustomTable>>,
}

/// A kind of object, in one group and version.
#[derive(Clone)]
pub struct Kind {
    table: Table,
    index: usize,
}

/// What is to be used in place of something that is deprecated or gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replacement {
    /// Empty for the core group.
    pub group: &'static str,
    /// `v1`
    pub version: &'static str,
    /// The kind, often the same.
    pub kind: &'static str,
}

impl Tables {
    /// The kinds of Kubernetes only.
    pub fn builtin() -> Tables {
        Tables::default()
    }

    /// Adds the kinds of a custom resource definition. A kind that is known already stays as it is.
    pub fn add(&mut self, table: CustomTable) {
        self.custom.push(Arc::new(table));
    }

    /// The kind of this group (empty for the core group), version and name. One that Kubernetes had once and that no
    /// version of the tables has is found too: it has no [`Kind::ty`].
    pub fn kind(&self, group: &str, version: &str, kind: &str) -> Option<Kind> {
        let at = |index: usize| {
            table::kind(index).map(|row| (table::text(row.kind), table::text(row.group), table::text(row.version)))
        };
        let wanted = (kind, group, version);
        let found = table::partition(table::kinds(), |index| at(index).is_some_and(|known| known < wanted));
        if at(found) == Some(wanted) {
            return Some(Kind { table: Table::Builtin, index: found });
        }
        self.custom_kinds().find(|known| known.name() == kind && known.group() == group && known.version() == version)
    }

    /// The kind that `api_version` (`apps/v1`, `v1`) and `kind` name.
    pub fn of(&self, api_version: &str, kind: &str) -> Option<Kind> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        self.kind(group, version, kind)
    }

    /// Every kind called `name`, whatever its group and version.
    pub fn called(&self, name: &str) -> impl Iterator<Item = Kind> {
        self.all().filter(move |kind| kind.name() == name)
    }

    /// Every kind, those of Kubernetes by name first, then custom resources in the order in which they were added.
    pub fn all(&self) -> impl Iterator<Item = Kind> {
        (0..table::kinds()).map(|index| Kind { table: Table::Builtin, index }).chain(self.custom_kinds())
    }

    pub(super) fn custom_kinds(&self) -> impl Iterator<Item = Kind> {
        self.custom.iter().flat_map(|custom| {
            (0..custom.kinds.len()).map(|index| Kind { table: Table::Custom(custom.clone()), index })
        })
    }
}

impl Kind {
    /// `Deployment`
    pub fn name(&self) -> &str {
        match &self.table {
            Table::Builtin => self.row().map_or("", |row| table::text(row.kind)),
            Table::Custom(_) => self.custom().map_or("", |kind| &kind.kind),
        }
    }

    /// `apps`; empty for the core group.
    pub fn group(&self) -> &str {
        match &self.table {
            Table::Builtin => self.row().map_or("", |row| table::text(row.group)),
            Table::Custom(_) => self.custom().map_or("", |kind| &kind.group),
        }
    }

    /// `v1`
    pub fn version(&self) -> &str {
        match &self.table {
            Table::Builtin => self.row().map_or("", |row| table::text(row.version)),
            Table::Custom(_) => self.custom().map_or("", |kind| &kind.version),
        }
    }

    /// What the API calls its objects: as a definition says, else the kind in lower case, in the plural.
    pub fn resource(&self) -> String {
        if let Some(plural) = self.custom().and_then(|kind| kind.plural.as_ref()) {
            return plural.to_string();
        }
        let (stem, ending) = self.plural();
        stem.to_ascii_lowercase() + ending
    }

    /// Whether `resource` is what the API calls its objects.
    pub fn is_resource(&self, resource: &str) -> bool {
        if let Some(plural) = self.custom().and_then(|kind| kind.plural.as_ref()) {
            return plural == resource;
        }
        let (stem, ending) = self.plural();
        let start = resource.strip_suffix(ending);
        start.is_some_and(|start| {
            start.eq_ignore_ascii_case(stem) && !start.bytes().any(|byte| byte.is_ascii_uppercase())
        })
    }

    /// The kind without what the plural changes, and the ending of the plural.
    fn plural(&self) -> (&str, &'static str) {
        let kind = self.name();
        match kind.strip_suffix('y') {
            _ if kind == "Endpoints" => (kind, ""),
            Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => (stem, "ies"),
            _ if kind.ends_with(['s', 'x']) || kind.ends_with("ch") => (kind, "es"),
            _ => (kind, "s"),
        }
    }

    /// `apps/v1`, `v1`
    pub fn api_version(&self) -> String {
        if self.group().is_empty() { self.version().to_owned() } else { format!("{}/{}", self.group(), self.version()) }
    }

    /// Whether its objects are in a namespace.
    pub fn is_namespaced(&self) -> bool {
        match &self.table {
            Table::Builtin => self.row().is_none_or(|row| row.namespaced),
            Table::Custom(_) => self.custom().is_none_or(|kind| kind.namespaced),
        }
    }

    /// Whether it comes from a custom resource definition.
    pub fn is_custom(&self) -> bool {
        matches!(self.table, Table::Custom(_))
    }

    /// The versions of Kubernetes that have it; all for custom resources.
    pub fn versions(&self) -> Versions {
        self.row().map_or(Versions::ALL, |row| row.versions)
    }

    /// The minor version from which on it is deprecated. 0 where a custom resource definition says so.
    pub fn deprecated(&self) -> Option<u8> {
        match &self.table {
            Table::Builtin => self.row().map(|row| row.deprecated).filter(|minor| *minor > 0),
            Table::Custom(_) => self.custom().filter(|kind| kind.deprecated).map(|_| 0),
        }
    }

    /// The minor version with which it was removed.
    pub fn removed(&self) -> Option<u8> {
        self.row().map(|row| row.removed).filter(|minor| *minor > 0)
    }

    /// What to use in its place.
    pub fn replacement(&self) -> Option<Replacement> {
        let [group, version, kind] = self.row()?.replacement;
        (kind != table::NOTHING).then(|| Replacement {
            group: table::text(group),
            version: table::text(version),
            kind: table::text(kind),
        })
    }

    /// The type of the whole object; `None` where no version of the tables has the kind.
    pub fn ty(&self) -> Option<TypeRef> {
        match &self.table {
            Table::Builtin => self.row().filter(|row| row.ty != table::NOTHING).map(|row| TypeRef::builtin(row.ty)),
            Table::Custom(custom) => self.custom().map(|kind| TypeRef::custom(custom, kind.ty)),
        }
    }

    /// The struct of the whole object.
    pub fn structure(&self) -> Option<Struct> {
        self.ty()?.structure()
    }

    /// The schema of a custom resource as it is written, where rules in CEL stand in it.
    pub fn with_rules(&self) -> Option<&yaml::Node> {
        self.custom()?.with_rules.as_ref()
    }

    /// Where the definition of a custom resource names the kind.
    pub fn span(&self) -> Option<Span> {
        self.custom().map(|kind| kind.span)
    }

    fn row(&self) -> Option<table::KindRow> {
        match self.table {
            Table::Builtin => table::kind(self.index),
            Table::Custom(_) => None,
        }
    }

    fn custom(&self) -> Option<&super::CustomKind> {
        match &self.table {
            Table::Builtin => None,
            Table::Custom(custom) => custom.kinds.get(self.index),
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({} {})", self.api_version(), self.name())
    }
}

/// `apps/v1`
impl fmt::Display for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.group.is_empty() { f.write_str(self.version) } else { write!(f, "{}/{}", self.group, self.version) }
    }
}
