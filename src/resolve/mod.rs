//! From syntax trees to the names of a module: what is declared, once each, and where.
//!
//! In: the trees of a module's files. Out: [`Resolved`], tables that borrow from the trees. Names inside expressions are
//! looked up by `check`, which knows what is expected there.

mod concealed;
mod environment;
mod habits;
mod names;
mod unknown;

pub use concealed::concealed;
pub(crate) use environment::unknown_environment;

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::Span;
use crate::syntax::ast::{self, Block, Entry, Expr, Name, Segment, Setting};
use crate::vocab::{Ordered, Vocabulary};

/// The names of a module.
#[derive(Debug, Default)]
pub struct Resolved<'a> {
    /// `app NAME { }`.
    pub app: Option<&'a Setting>,
    /// The environments in order.
    pub environments: Vec<Name>,
    /// `environment E { param = value }`.
    pub environment_values: Vec<(&'a Name, &'a Block)>,
    /// `param`.
    pub params: Ordered<&'a Setting>,
    /// `let`.
    pub lets: Ordered<&'a Setting>,
    /// `fn`.
    pub functions: Ordered<&'a ast::Fn>,
    /// `type`.
    pub types: Ordered<&'a ast::TypeAlias>,
    /// `defaults KIND { }`, in order.
    pub defaults: Vec<Defaults<'a>>,
    /// `profile NAME for KIND { }`.
    pub profiles: Ordered<Profile<'a>>,
    /// Declarations in order, conditional ones included.
    pub declarations: Vec<Declared<'a>>,
    /// `in E { service web { … } }` at top level, in order.
    pub patches: Vec<Patch<'a>>,
    /// `assert` and `allow` at top level.
    pub others: Vec<&'a Entry>,
    by_name: FxHashMap<EcoString, Vec<usize>>,
    resource_kinds: FxHashSet<EcoString>,
    /// The words in heads of entries that could not be read: what they were to name is not known, and has its diagnostic.
    lost: FxHashSet<EcoString>,
    /// Whether an entry that names nothing was met: any name may have been its.
    nameless: bool,
}

/// `defaults KIND { }`
#[derive(Debug, Clone, Copy)]
pub struct Defaults<'a> {
    /// The kind.
    pub kind: &'a Name,
    /// The whole entry.
    pub setting: &'a Setting,
}

/// `profile NAME for KIND { }`
#[derive(Debug, Clone, Copy)]
pub struct Profile<'a> {
    /// The kind.
    pub kind: &'a Name,
    /// The whole entry.
    pub setting: &'a Setting,
}

/// A declaration as written.
#[derive(Debug, Clone)]
pub struct Declared<'a> {
    /// Its kind in the vocabulary: `service`, `external_config`, `resource`.
    pub kind: EcoString,
    /// Its label.
    pub label: &'a Segment,
    /// For a `resource`: group and version, and Kind.
    pub resource: Option<(&'a Segment, &'a Segment)>,
    /// The whole entry.
    pub setting: &'a Setting,
    /// The entry's doc comment.
    pub doc: Option<EcoString>,
    /// The conditions and loops around it, outermost first.
    pub guards: Vec<Guard<'a>>,
    /// The environments in which alone it exists: declared `new` in a top-level `in`.
    pub only_in: Option<&'a [Name]>,
}

impl Declared<'_> {
    /// The kind under which references find it: an external config is a `config`.
    pub fn family(&self) -> &str {
        family(&self.kind)
    }

    /// The label, unless it is computed.
    pub fn plain_label(&self) -> Option<EcoString> {
        self.label.plain()
    }

    /// The span to point at: kind and label.
    pub fn span(&self) -> Span {
        self.setting.head.span
    }
}

/// The kind under which references find a declaration of `kind`: an external config is a `config`.
pub fn family(kind: &str) -> &str {
    kind.strip_prefix("external_").unwrap_or(kind)
}

/// A condition or loop around a declaration at top level.
#[derive(Debug, Clone, Copy)]
pub enum Guard<'a> {
    /// Branch number `branch` of an `if`; the number of branches stands for `else`.
    If(&'a ast::If, usize),
    /// A loop.
    For(&'a ast::For),
}

/// An entry of a top-level `in`.
#[derive(Debug, Clone)]
pub struct Patch<'a> {
    /// The environments.
    pub environments: &'a [Name],
    /// What it does.
    pub action: PatchAction<'a>,
}

/// What an entry of a top-level `in` does.
#[derive(Debug, Clone)]
pub enum PatchAction<'a> {
    /// Sets entries of the declarations of this kind and label.
    Set {
        /// The kind in the vocabulary.
        kind: EcoString,
        /// The label.
        label: &'a Segment,
        /// The whole entry.
        setting: &'a Setting,
    },
    /// Drops a declaration.
    Unset(&'a ast::Path),
}

/// What a name means in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A parameter, by index.
    Param(usize),
    /// A `let`, by index.
    Let(usize),
    /// A declaration, by index.
    Declaration(usize),
    /// Several declarations of different kinds, none of them a workload.
    Ambiguous,
}

impl<'a> Resolved<'a> {
    /// The declarations called `name`, of every kind.
    pub fn declarations_named(&self, name: &str) -> impl Iterator<Item = (usize, &Declared<'a>)> {
        let indexes = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        indexes.iter().filter_map(|index| self.declarations.get(*index).map(|declared| (*index, declared)))
    }

    /// The declaration of `family` called `name`.
    pub fn declaration(&self, family: &str, name: &str) -> Option<(usize, &Declared<'a>)> {
        self.declarations_named(name).find(|(_, declared)| {
            declared.family() == family
                || declared.resource.is_some_and(|(_, kind)| kind.plain().as_deref() == Some(family))
        })
    }

    /// What the bare word `name` means as a value: a workload of that name goes before other kinds.
    pub fn meaning(&self, name: &str, vocabulary: &Vocabulary) -> Option<Meaning> {
        if let Some(index) = self.params.get_index_of(name) {
            return Some(Meaning::Param(index));
        }
        if let Some(index) = self.lets.get_index_of(name) {
            return Some(Meaning::Let(index));
        }
        let mut found = self.declarations_named(name);
        let (first, declared) = found.next()?;
        let mut several = false;
        if vocabulary.is_workload(&declared.kind) {
            return Some(Meaning::Declaration(first));
        }
        for (index, other) in found {
            if vocabulary.is_workload(&other.kind) {
                return Some(Meaning::Declaration(index));
            }
            several = true;
        }
        Some(if several { Meaning::Ambiguous } else { Meaning::Declaration(first) })
    }

    /// Every name that a bare word may mean, for suggestions.
    pub fn value_names(&self) -> impl Iterator<Item = &EcoString> {
        let mut labels: Vec<&EcoString> = self.by_name.keys().collect();
        labels.sort();
        self.params.keys().chain(self.lets.keys()).chain(labels)
    }

    /// Whether a `resource` of this Kind is declared.
    pub fn has_resources_of(&self, kind: &str) -> bool {
        self.resource_kinds.contains(kind)
    }

    /// Whether any declaration has a computed label, so that the known names are not all.
    pub fn has_computed_labels(&self, family: &str) -> bool {
        self.declarations.iter().any(|declared| declared.family() == family && declared.plain_label().is_none())
    }

    /// Whether an entry that could not be read may have declared `name`.
    pub fn may_be_lost(&self, name: &str) -> bool {
        self.nameless || self.lost.contains(name)
    }

    /// The index of the environment called `name`.
    pub fn environment(&self, name: &str) -> Option<usize> {
        self.environments.iter().position(|environment| environment.text == name)
    }
}

/// Finds the names of the module made of `files`.
pub fn resolve<'a>(files: &[&'a ast::File], vocabulary: &Vocabulary) -> (Resolved<'a>, Diagnostics) {
    names::collect(files, vocabulary)
}

/// `new`, at `span`, where no environment is what says it.
pub fn new_outside_environment(span: Span) -> Diagnostic {
    Diagnostic::error(code::NEW_OUTSIDE_ENVIRONMENT, span, "`new` stands outside an environment")
        .help("`new` marks what only an environment adds, inside `in ENVIRONMENT { }`; take it away here")
        .fix("remove `new`", span, "")
}

/// The value of a setting that must have one; `None` where it is missing.
pub fn assigned(setting: &Setting) -> Option<&Expr> {
    setting.value.as_ref().map(|assign| &assign.value)
}
