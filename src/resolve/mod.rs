//! From syntax trees to the names of modules: what is declared, once each, and where.
//!
//! In: the trees of a module's files and of those it imports. Out: [`Program`], tables that borrow from the trees: one
//! [`Resolved`] for the module and for each one imported, once more for each `import` with parameters of its own. Names
//! inside expressions are looked up by `check`, which knows what is expected there.

mod about;
mod agree;
mod concealed;
mod environment;
mod files;
mod habits;
mod heads;
mod import;
mod names;
mod template;
mod unknown;
mod use_body;

pub use about::About;
pub use concealed::concealed;
pub(crate) use environment::unknown_environment;
pub use import::{Import, ModuleFiles, import_of, private as private_name, unknown as unknown_module};
pub use template::{Laid, Over, Used, grouped};

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::{AnchorId, Span};
use crate::syntax::ast::{self, Block, Entry, Expr, Name, Segment, Setting};
use crate::vocab::{Ordered, Vocabulary};

/// A module with all that it imports.
#[derive(Debug, Default)]
pub struct Program<'a> {
    /// The modules, each after those that it imports, then templates that nobody uses, each as one that is only checked.
    pub scopes: Vec<Resolved<'a>>,
    /// The module that is compiled.
    pub root: usize,
    /// Every `use` of a template.
    pub uses: Vec<Used<'a>>,
    /// Whether there are more modules or `use`s than may be, which is reported once.
    full: bool,
}

/// Where the tables of a module begin in tables of the whole program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Base {
    /// Parameters.
    pub params: usize,
    /// `let`s.
    pub lets: usize,
    /// Functions.
    pub functions: usize,
    /// Types.
    pub types: usize,
    /// Profiles.
    pub profiles: usize,
    /// Declarations.
    pub declarations: usize,
}

/// The names of a module.
#[derive(Debug, Default)]
pub struct Resolved<'a> {
    /// The path by which it is imported first; empty for the module that is compiled.
    pub title: EcoString,
    /// The name by which it is imported first; empty for the module that is compiled.
    pub alias: EcoString,
    /// Where its tables begin in those of the program.
    pub base: Base,
    /// The module whose `app` its declarations live in: itself, or who imports it.
    pub app_scope: usize,
    /// Whether its declarations become objects.
    pub emitted: bool,
    /// Whether it is a template that nobody uses, and only checked.
    pub unused: bool,
    /// `import "…" as NAME { … }`, in order.
    pub imports: Vec<Import<'a>>,
    /// `template`.
    pub templates: Ordered<&'a ast::Template>,
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
    /// The paths of `import crd`, in order.
    pub definitions: Vec<&'a Segment>,
    /// `allow` at top level.
    pub allows: Vec<&'a Entry>,
    /// `assert` at top level and in templates, once for each `use`.
    pub asserts: Vec<Asserted<'a>>,
    by_name: FxHashMap<EcoString, Vec<usize>>,
    resource_kinds: FxHashSet<EcoString>,
    /// The words in heads of entries that could not be read: what they were to name is not known, and has its diagnostic.
    lost: FxHashSet<EcoString>,
    /// Whether an entry that names nothing was met: any name may have been its.
    nameless: bool,
    /// The environments of `in` blocks in bodies of `use`.
    use_environments: Vec<&'a [Name]>,
    /// The heads of what importers may not name.
    private: FxHashSet<Span>,
    /// In which file each entry stands; kept where the module imports anything.
    files: FxHashMap<AnchorId, usize>,
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
    /// The `use` that makes it of a template, by index into [`Program::uses`].
    pub used: Option<usize>,
    /// Its name, unless it is computed: the label, or what a `use` makes of it.
    pub name: Option<EcoString>,
    /// What the body of each `use` around it lays over it, the outermost last.
    pub over: Vec<Over<'a>>,
    /// The `unset`s in bodies of `use`s that drop it: everywhere, or in some environments.
    pub dropped: Vec<(Span, Option<&'a [Name]>)>,
}

impl Declared<'_> {
    /// The kind under which references find it: an external config is a `config`.
    pub fn family(&self) -> &str {
        family(&self.kind)
    }

    /// Whether references find it under `family`: its own, or the Kind of a resource.
    pub fn is_of(&self, family: &str) -> bool {
        self.family() == family || self.resource.is_some_and(|(_, kind)| kind.plain().as_deref() == Some(family))
    }

    /// The name, unless it is computed.
    pub fn plain_label(&self) -> Option<EcoString> {
        self.name.clone()
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
    /// The `use` of this index: what it gives the template's parameters is known from here on.
    Use(usize),
}

/// `assert` outside of declarations.
#[derive(Debug, Clone)]
pub struct Asserted<'a> {
    /// What it says.
    pub assert: &'a ast::Assert,
    /// The conditions and loops around it, outermost first.
    pub guards: Vec<Guard<'a>>,
    /// The environments in which alone it is said.
    pub only_in: Option<&'a [Name]>,
    /// The `use` that makes it of a template, by index into [`Program::uses`].
    pub used: Option<usize>,
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
        /// For a `resource`: group and version, and Kind.
        resource: Option<(&'a Segment, &'a Segment)>,
        /// The label.
        label: &'a Segment,
        /// The whole entry.
        setting: &'a Setting,
    },
    /// Drops a declaration, or takes back what is said in one.
    Unset(&'a ast::Path),
}

/// What a name means in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A parameter, by index.
    Param(usize),
    /// A `let`, by index.
    Let(usize),
    /// A declaration, by index in the tables of the program.
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

    /// The declaration of `family` called `name`, by index in the tables of the program.
    pub fn declaration(&self, family: &str, name: &str) -> Option<(usize, &Declared<'a>)> {
        let mut named = self.declarations_named(name);
        let (index, declared) = named.find(|(_, declared)| declared.is_of(family))?;
        Some((self.base.declarations + index, declared))
    }

    /// What the bare word `name` means as a value: a workload of that name goes before other kinds.
    pub fn meaning(&self, name: &str, vocabulary: &Vocabulary) -> Option<Meaning> {
        if let Some(index) = self.params.get_index_of(name) {
            return Some(Meaning::Param(index));
        }
        if let Some(index) = self.lets.get_index_of(name) {
            return Some(Meaning::Let(index));
        }
        let found = self.declarations_named(name).map(|(index, declared)| (self.base.declarations + index, declared));
        which(found, vocabulary)
    }

    /// The import called `name` in the file in which `at` stands.
    pub fn import(&self, name: &str, at: Span) -> Option<&Import<'a>> {
        let mut named = self.imports.iter().filter(|import| import.name.text == name).peekable();
        let _ = named.peek()?;
        let file = self.files.get(&at.anchor);
        named.find(|import| Some(&import.file) == file)
    }

    /// The import called `name` of any file.
    pub fn import_anywhere(&self, name: &str) -> Option<&Import<'a>> {
        self.imports.iter().find(|import| import.name.text == name)
    }

    /// Whether importers may not name what has this head.
    pub fn is_private(&self, head: Span) -> bool {
        self.private.contains(&head)
    }

    /// The names of a table that a text in the module, or `outside` of it, may write; `place` is where each is declared.
    pub fn open_names<'n, T>(
        &'n self,
        table: &'n Ordered<T>,
        outside: bool,
        place: impl Fn(&T) -> Span,
    ) -> Vec<&'n str> {
        let open = table.iter().filter(|(_, item)| !outside || !self.is_private(place(item)));
        open.map(|(name, _)| name.as_str()).collect()
    }

    /// The values and declarations that importers may name, for suggestions.
    pub fn open_values(&self) -> Vec<&str> {
        let head = |setting: &&'a Setting| setting.head.span;
        let mut names = self.open_names(&self.params, true, head);
        names.extend(self.open_names(&self.lets, true, head));
        let declared = self.declarations.iter().filter(|declared| !self.is_private(declared.span()));
        names.extend(declared.filter_map(|declared| declared.name.as_deref()));
        names
    }

    /// Where the tables of the next module begin.
    fn end(&self) -> Base {
        Base {
            params: self.base.params + self.params.len(),
            lets: self.base.lets + self.lets.len(),
            functions: self.base.functions + self.functions.len(),
            types: self.base.types + self.types.len(),
            profiles: self.base.profiles + self.profiles.len(),
            declarations: self.base.declarations + self.declarations.len(),
        }
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

/// Which of the declarations of one name a bare word means: a workload goes before other kinds.
fn which<'d, 'a: 'd>(
    mut found: impl Iterator<Item = (usize, &'d Declared<'a>)>,
    vocabulary: &Vocabulary,
) -> Option<Meaning> {
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

impl<'a> Program<'a> {
    /// What the text of the template of a `use` means by the bare word `name`, if it is one of its declarations.
    pub fn meaning_in(&self, used: usize, name: &str, vocabulary: &Vocabulary) -> Option<Meaning> {
        which(self.named_in(used, name), vocabulary)
    }

    /// The declarations that the text of the template of a `use` knows as `name`.
    pub fn named_in(&self, used: usize, name: &str) -> impl Iterator<Item = (usize, &Declared<'a>)> {
        let indexes = self.uses.get(used).map_or(&[][..], |used| used.named(name));
        indexes.iter().filter_map(|index| Some((*index, self.declared(*index)?)))
    }

    /// The module that is compiled.
    pub fn root(&self) -> Option<&Resolved<'a>> {
        self.scopes.get(self.root)
    }

    /// The declaration of this index in the tables of the program.
    pub fn declared(&self, index: usize) -> Option<&Declared<'a>> {
        let after = self.scopes.partition_point(|scope| scope.base.declarations <= index);
        let scope = self.scopes.get(after.checked_sub(1)?)?;
        scope.declarations.get(index.checked_sub(scope.base.declarations)?)
    }
}

/// Finds the names of a module and of all that it imports. `modules` holds each after those that it imports; the last is
/// the one that is compiled.
pub fn resolve<'a>(modules: &[ModuleFiles<'a>], vocabulary: &Vocabulary) -> (Program<'a>, Diagnostics) {
    import::program(modules, vocabulary)
}

/// `new`, at `span`, where no environment is what says it.
pub fn new_outside_environment(span: Span) -> Diagnostic {
    Diagnostic::error(code::NEW_OUTSIDE_ENVIRONMENT, span, "`new` stands outside an environment")
        .help("`new` marks what only an environment adds, inside `in ENVIRONMENT { }`; take it away here")
        .fix("remove `new`", span, "")
}

/// That `name`, at `span`, could mean each of `all`.
pub(crate) fn several_called<'d, 'a: 'd>(
    name: &str,
    span: Span,
    all: impl Iterator<Item = &'d Declared<'a>>,
) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::error(code::AMBIGUOUS_NAME, span, format!("several declarations are called `{name}`"));
    let mut written = Vec::new();
    for declared in all {
        let word = declared.resource.and_then(|(_, kind)| kind.plain()).unwrap_or_else(|| declared.family().into());
        diagnostic = diagnostic.label(declared.span(), format!("the {word}"));
        written.push(format!("`{word}.{name}`"));
    }
    diagnostic.help(format!("say which: {}", written.join(" or ")))
}

/// The value of a setting that must have one; `None` where it is missing.
pub fn assigned(setting: &Setting) -> Option<&Expr> {
    setting.value.as_ref().map(|assign| &assign.value)
}
