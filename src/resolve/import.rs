//! Imports: which modules a program is made of, each once for every `import` that gives it parameters of its own.
//!
//! In: the trees of all modules, and where each `import` leads. Out: [`Program`]. An import without a block is the module
//! itself, one and the same wherever it is imported; one with a block is an instance for that `import` alone.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::names;
use super::{Program, Resolved, template};
use crate::diag::{Diagnostic, Diagnostics, code, suggest};
use crate::source::Span;
use crate::syntax::ast::{self, Entry, EntryKind, Name, Segment, Setting};
use crate::vocab::Vocabulary;

/// How many modules a program is made of at most, instances counted.
const MAX_MODULES: usize = 1_000;

/// A module as it was read.
#[derive(Debug, Default)]
pub struct ModuleFiles<'a> {
    /// What its importers call it; empty for the module that is compiled.
    pub title: EcoString,
    /// Its trees.
    pub files: Vec<&'a ast::File>,
    /// The module to which each `import` leads, by the span of its head; one that leads nowhere has its diagnostic.
    pub imports: FxHashMap<Span, usize>,
}

/// `import "…" as NAME { … }`
#[derive(Debug, Clone)]
pub struct Import<'a> {
    /// The name by which the file knows it.
    pub name: Name,
    /// The number of the file for which it counts.
    pub file: usize,
    /// The module; `None` where it cannot be had, which has its diagnostic.
    pub scope: Option<usize>,
    /// The whole entry.
    pub setting: &'a Setting,
}

/// The `import` of a module that `entry` is, if it is one.
pub fn import_of(entry: &Entry) -> Option<&Setting> {
    let EntryKind::Setting(setting) = &entry.kind else { return None };
    let import = matches!(setting.head.path.segments.as_slice(), [Segment::Word(word)] if word.text == "import");
    (import && !is_crd(setting)).then_some(setting)
}

/// Whether an `import` brings definitions of custom resources: `import crd "crds/*.yaml"`.
pub(super) fn is_crd(setting: &Setting) -> bool {
    matches!(setting.head.labels.first(), Some(Segment::Word(word)) if word.text == "crd")
}

struct Modules<'a, 'm, 'v> {
    modules: &'m [ModuleFiles<'a>],
    vocabulary: &'v Vocabulary,
    program: Program<'a>,
    /// The modules imported without parameters of their own, by module and by the one whose app they live in.
    shared: FxHashMap<(usize, usize), usize>,
    apps: usize,
    diagnostics: Diagnostics,
}

/// Makes the program whose module is the last of `modules`.
pub(super) fn program<'a>(modules: &[ModuleFiles<'a>], vocabulary: &Vocabulary) -> (Program<'a>, Diagnostics) {
    let mut all = Modules {
        modules,
        vocabulary,
        program: Program::default(),
        shared: FxHashMap::default(),
        apps: 0,
        diagnostics: Diagnostics::new(),
    };
    if let Some(root) = modules.len().checked_sub(1) {
        all.program.root = all.instance(root, 0);
    }
    all.settle();
    template::check_unused(&mut all.program, vocabulary, &mut all.diagnostics);
    (all.program, all.diagnostics)
}

impl<'a> Modules<'a, '_, '_> {
    /// A new instance of `module`, with all that it imports; `app` is the number of the app around it.
    fn instance(&mut self, module: usize, app: usize) -> usize {
        let Some(source) = self.modules.get(module) else { return 0 };
        let app = if source.files.iter().any(|file| has_app(file)) {
            self.apps += 1;
            self.apps
        } else {
            app
        };
        let mut resolved = Resolved { title: source.title.clone(), ..Resolved::default() };
        for (number, file) in source.files.iter().enumerate() {
            for setting in file.entries.iter().filter_map(import_of) {
                self.import(source, setting, number, app, &mut resolved);
            }
        }
        if !resolved.imports.is_empty() {
            for (number, file) in source.files.iter().enumerate() {
                resolved.files.extend(file.entries.iter().map(|entry| (entry.span.anchor, number)));
            }
        }
        resolved.base = self.program.scopes.last().map(Resolved::end).unwrap_or_default();
        let scope = self.program.scopes.len();
        let resolved =
            names::collect(&source.files, self.vocabulary, resolved, &mut self.program, &mut self.diagnostics);
        self.environments(&resolved);
        self.program.scopes.push(resolved);
        scope
    }

    fn import(
        &mut self,
        source: &ModuleFiles<'a>,
        setting: &'a Setting,
        file: usize,
        app: usize,
        importer: &mut Resolved<'a>,
    ) {
        let head = &setting.head;
        let Some(path) = path_of(setting) else {
            // What it was to import under which name is not known.
            importer.nameless = true;
            self.diagnostics.push(
                Diagnostic::error(code::LABEL_COUNT, head.span, "`import` takes the path of one module")
                    .help("write `import \"./platform\"` or `import \"std/postgres\" as pg { … }`"),
            );
            return;
        };
        if let Some(assign) = &setting.value {
            self.diagnostics.push(
                Diagnostic::error(code::TAKES_BLOCK, assign.operator, "`import` takes a block, not a value")
                    .help("parameters of the module stand in a block: `import \"…\" { size = 10Gi }`"),
            );
        }
        let Some(name) = name_of(setting, &path) else {
            self.diagnostics.push(
                Diagnostic::error(
                    code::NAMELESS_IMPORT,
                    head.span,
                    format!("`{path}` does not end in a word to call it by"),
                )
                .help(format!("give it a name: `import \"{path}\" as NAME`")),
            );
            return;
        };
        if let Some(first) = importer.imports.iter().find(|known| known.file == file && known.name.text == name.text) {
            self.diagnostics.push(
                Diagnostic::error(
                    code::DUPLICATE_NAME,
                    name.span,
                    format!("the file imports two modules as `{}`", name.text),
                )
                .here("imported again here")
                .label(first.name.span, "imported here first")
                .help("call one of them something else: `import \"…\" as NAME`"),
            );
            return;
        }
        let scope = source.imports.get(&head.span).and_then(|target| self.target(*target, setting, app));
        if let Some(imported) = scope.and_then(|scope| self.program.scopes.get_mut(scope))
            && imported.alias.is_empty()
        {
            imported.alias = name.text.clone();
        }
        importer.imports.push(Import { name, file, scope, setting });
    }

    /// The instance to which an `import` of `module` leads.
    fn target(&mut self, module: usize, setting: &'a Setting, app: usize) -> Option<usize> {
        let own = setting.block.as_ref().is_some_and(|block| !block.entries.is_empty());
        let has_app = self.modules.get(module)?.files.iter().any(|file| has_app(file));
        let key = (module, if has_app { 0 } else { app });
        if let (false, Some(known)) = (own, self.shared.get(&key)) {
            return Some(*known);
        }
        if self.program.scopes.len() >= MAX_MODULES {
            if !std::mem::replace(&mut self.program.full, true) {
                self.diagnostics.push(
                    Diagnostic::error(code::OVER_BUDGET, setting.head.span, "the program is made of too many modules")
                        .note(format!("the limit is {MAX_MODULES}; an import with parameters counts each time")),
                );
            }
            return None;
        }
        let scope = self.instance(module, app);
        if !own {
            let _ = self.shared.insert(key, scope);
        }
        Some(scope)
    }

    /// The environments of what is imported are among the module's own.
    fn environments(&mut self, importer: &Resolved<'a>) {
        for import in &importer.imports {
            let Some(imported) = import.scope.and_then(|scope| self.program.scopes.get(scope)) else { continue };
            let missing: Vec<&Name> =
                imported.environments.iter().filter(|name| importer.environment(&name.text).is_none()).collect();
            let Some(first) = missing.first() else { continue };
            let list = missing.iter().map(|name| format!("`{}`", name.text)).collect::<Vec<_>>().join(", ");
            let plural = if missing.len() == 1 { "environment" } else { "environments" };
            let all: Vec<&str> =
                importer.environments.iter().chain(missing.iter().copied()).map(|name| name.text.as_str()).collect();
            self.diagnostics.push(
                Diagnostic::error(
                    code::IMPORTED_ENVIRONMENTS,
                    import.setting.head.span,
                    format!("`{}` has the {plural} {list}, which this module lacks", import.name.text),
                )
                .label(first.span, "named here")
                .help(format!("name them here too: `environments {}`", all.join(", "))),
            );
        }
    }

    /// Decides whose declarations become objects, and in which app each module lives.
    fn settle(&mut self) {
        let root = self.program.root;
        if let Some(scope) = self.program.scopes.get_mut(root) {
            scope.emitted = true;
            scope.app_scope = root;
        }
        for index in (0..self.program.scopes.len()).rev() {
            let Some(importer) = self.program.scopes.get(index) else { continue };
            let (emitted, app_scope) = (importer.emitted, importer.app_scope);
            let targets: Vec<(usize, Option<Span>)> =
                importer.imports.iter().filter_map(|import| Some((import.scope?, import.setting.head.emit))).collect();
            for (target, emit) in targets {
                let Some(imported) = self.program.scopes.get_mut(target) else { continue };
                imported.app_scope = if imported.app.is_some() { target } else { app_scope };
                match (emit, imported.app) {
                    (Some(span), Some(app)) => {
                        let name = imported.alias.clone();
                        self.diagnostics.push(
                            Diagnostic::error(
                                code::EMITTED_APP,
                                span,
                                format!("`{name}` has an `app` of its own, and only its own build makes its objects"),
                            )
                            .label(app.head.span, "its `app`")
                            .note("an app is one release: made by two builds, its objects would have two owners")
                            .help(
                                "build both modules, `kappc build DIR/...`, or move what they share to a module without `app`",
                            ),
                        );
                    }
                    (Some(_), None) => imported.emitted |= emitted,
                    (None, _) => {}
                }
            }
        }
    }
}

/// That `name` is no module that its file imports; `None` where an entry that could not be read may have imported it.
pub fn unknown(name: &Name, names: &Resolved<'_>) -> Option<Diagnostic> {
    if names.may_be_lost(&name.text) {
        return None;
    }
    let known = names.imports.iter().map(|import| import.name.text.as_str());
    let diagnostic =
        Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("there is no imported module `{}`", name.text));
    Some(match (names.import_anywhere(&name.text), suggest(&name.text, known)) {
        (Some(elsewhere), _) => diagnostic
            .label(elsewhere.setting.head.span, "another file imports it")
            .help("an import counts for its file: repeat it in this one"),
        (None, Some(suggestion)) => diagnostic.suggest(name.span, Some(suggestion)),
        (None, None) => diagnostic.help(format!("import it: `import \"./{}\"`", name.text)),
    })
}

/// That an importer may not use `name`, which is declared at `declared`.
pub fn private(name: &Name, declared: Span) -> Diagnostic {
    Diagnostic::error(code::PRIVATE_NAME, name.span, format!("`{}` is private to its module", name.text))
        .label(declared, "declared here")
        .help("use another name of the module, or take `private` away there")
}

/// The path that an `import` names, if it names one and no part of it is computed.
pub(super) fn path_of(setting: &Setting) -> Option<EcoString> {
    match setting.head.labels.as_slice() {
        [Segment::Text(text)] => text.plain(),
        _ => None,
    }
}

/// The name that an `import` gives the module: what `as` says, else the last step of the path.
fn name_of(setting: &Setting, path: &str) -> Option<Name> {
    if let Some(name) = &setting.head.as_name {
        return Some(name.clone());
    }
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let word = last.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && last.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        && !last.ends_with('-')
        && !last.contains("--");
    word.then(|| Name { span: setting.head.labels.first().map_or(setting.head.span, Segment::span), text: last.into() })
}

fn has_app(file: &ast::File) -> bool {
    file.entries.iter().any(|entry| match &entry.kind {
        EntryKind::Setting(setting) => {
            matches!(setting.head.path.segments.as_slice(), [Segment::Word(word)] if word.text == "app")
        }
        _ => false,
    })
}
