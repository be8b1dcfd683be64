//! Walks the top level of a module and puts every declaration in its table.

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::{Asserted, Declared, Defaults, Guard, Patch, PatchAction, Profile, Program, Resolved};
use super::{files, import};
use crate::diag::{Diagnostic, Diagnostics, code, suggest};
use crate::source::Span;
use crate::syntax::ast::{self, Entry, EntryKind, Name, Segment, Setting};
use crate::vocab::Vocabulary;

pub(super) struct Collector<'a, 'v> {
    pub(super) resolved: Resolved<'a>,
    /// The modules that are known already, and every `use`.
    pub(super) program: &'v mut Program<'a>,
    pub(super) vocabulary: &'v Vocabulary,
    pub(super) diagnostics: &'v mut Diagnostics,
    /// Pairs of `use`s that declare something twice, which is reported.
    pub(super) twice: FxHashSet<(Span, Span)>,
}

/// What stands around a top-level entry.
#[derive(Clone, Default)]
pub(super) struct Around<'a> {
    pub(super) guards: Vec<Guard<'a>>,
    pub(super) environments: Option<&'a [Name]>,
    /// The `use` that makes the text, where it is a template's.
    pub(super) used: Option<usize>,
}

impl Around<'_> {
    fn is_plain(&self) -> bool {
        self.guards.is_empty() && self.environments.is_none()
    }

    /// The `use`, for an entry right in the body of its template.
    fn of_template(&self) -> Option<usize> {
        match self.guards.last() {
            Some(Guard::Use(used)) => Some(*used),
            _ => None,
        }
    }
}

/// Fills the tables of `resolved`, which knows its imports already.
pub(super) fn collect<'a>(
    files: &[&'a ast::File],
    vocabulary: &Vocabulary,
    resolved: Resolved<'a>,
    program: &mut Program<'a>,
    diagnostics: &mut Diagnostics,
) -> Resolved<'a> {
    let mut collector = Collector::new(resolved, vocabulary, program, diagnostics);
    let entries = || files.iter().flat_map(|file| &file.entries);
    // A `use` may stand above its template.
    for entry in entries() {
        if let EntryKind::Template(template) = &entry.kind {
            collector.template_entry(template);
        }
    }
    for entry in entries() {
        if entry.private.is_some() {
            collector.resolved.private.extend(name_place(entry));
        }
        collector.entry(entry, &Around::default());
    }
    collector.environments();
    collector.shared_names();
    collector.resolved
}

/// The place by which a private name is known.
fn name_place(entry: &Entry) -> Option<Span> {
    match &entry.kind {
        EntryKind::Setting(setting) => Some(setting.head.span),
        EntryKind::Fn(function) => Some(function.name.span),
        EntryKind::Type(alias) => Some(alias.name.span),
        EntryKind::Template(template) => Some(template.name.span),
        _ => None,
    }
}

impl<'a, 'v> Collector<'a, 'v> {
    pub(super) fn new(
        resolved: Resolved<'a>,
        vocabulary: &'v Vocabulary,
        program: &'v mut Program<'a>,
        diagnostics: &'v mut Diagnostics,
    ) -> Self {
        Collector { resolved, program, vocabulary, diagnostics, twice: FxHashSet::default() }
    }

    fn template_entry(&mut self, template: &'a ast::Template) {
        let name = &template.name;
        if let Some(first) = self.resolved.templates.get(&name.text) {
            let first = first.name.span;
            self.duplicate("template", &name.text, name.span, first);
        } else {
            let _ = self.resolved.templates.insert(name.text.clone(), template);
        }
    }

    fn entry(&mut self, entry: &'a Entry, around: &Around<'a>) {
        match &entry.kind {
            EntryKind::Junk => {}
            EntryKind::Setting(setting) => self.setting(entry, setting, around),
            EntryKind::If(branches) => {
                let blocks = branches.branches.iter().map(|(_, block)| block).chain(&branches.otherwise);
                for (number, block) in blocks.enumerate() {
                    let mut inner = around.clone();
                    inner.guards.push(Guard::If(branches, number));
                    self.body(&block.entries, &inner);
                }
            }
            EntryKind::For(body) => {
                let mut inner = around.clone();
                inner.guards.push(Guard::For(body));
                self.body(&body.body.entries, &inner);
            }
            EntryKind::In(body) => {
                if !around.is_plain() {
                    self.misplaced(entry.span, "an `in` block", "put it at top level, and the `if` or `for` inside it");
                    return;
                }
                let inner = Around { environments: Some(&body.environments), ..Around::default() };
                self.body(&body.body.entries, &inner);
            }
            EntryKind::Unset(path) => match around.environments {
                Some(environments) => {
                    self.resolved.patches.push(Patch { environments, action: PatchAction::Unset(path) });
                }
                None => {
                    self.misplaced(entry.span, "`unset`", "at top level it belongs in an `in ENVIRONMENT { }` block")
                }
            },
            EntryKind::Use(site) => self.use_entry(entry, site, around),
            EntryKind::Assert(assert) => self.resolved.asserts.push(Asserted {
                assert,
                guards: around.guards.clone(),
                only_in: around.environments,
                used: around.used,
            }),
            _ if !around.is_plain() => {
                self.misplaced(entry.span, form(entry), "put it at the top level of the file");
            }
            EntryKind::Environments(names) => {
                for name in names {
                    match self.resolved.environments.iter().find(|known| known.text == name.text) {
                        Some(first) => {
                            let first = first.span;
                            self.duplicate("environment", &name.text, name.span, first);
                        }
                        None => self.resolved.environments.push(name.clone()),
                    }
                }
            }
            EntryKind::Fn(function) => {
                let name = &function.name;
                if let Some(first) = self.resolved.functions.get(&name.text) {
                    let first = first.name.span;
                    self.duplicate("function", &name.text, name.span, first);
                } else {
                    let _ = self.resolved.functions.insert(name.text.clone(), function);
                }
            }
            EntryKind::Type(alias) => {
                let name = &alias.name;
                if let Some(first) = self.resolved.types.get(&name.text) {
                    let first = first.name.span;
                    self.duplicate("type", &name.text, name.span, first);
                } else {
                    let _ = self.resolved.types.insert(name.text.clone(), alias);
                }
            }
            EntryKind::Allow(_) => self.resolved.allows.push(entry),
            EntryKind::Template(_) => {}
        }
    }

    pub(super) fn body(&mut self, entries: &'a [Entry], around: &Around<'a>) {
        for entry in entries {
            self.entry(entry, around);
        }
    }

    fn setting(&mut self, entry: &'a Entry, setting: &'a Setting, around: &Around<'a>) {
        let head = &setting.head;
        let [Segment::Word(word)] = head.path.segments.as_slice() else {
            self.unknown_form(setting);
            return;
        };
        if word.text == "let"
            && let Some(used) = around.of_template()
        {
            self.local_let(used, setting, word);
            return;
        }
        let special = matches!(word.text.as_str(), "param" | "let" | "environment" | "defaults" | "profile" | "app");
        if special && !around.is_plain() {
            self.misplaced(head.span, &format!("`{}`", word.text), "put it at the top level of the file");
            return;
        }
        match word.text.as_str() {
            "param" | "let" => self.value(setting, word),
            "environment" => {
                if let (Some(name), Some(block)) = (self.label(setting, word), &setting.block) {
                    self.resolved.environment_values.push((name, block));
                }
            }
            "defaults" => {
                if let Some(kind) = self.label(setting, word)
                    && self.known_kind(kind)
                {
                    self.resolved.defaults.push(Defaults { kind, setting });
                }
            }
            "profile" => self.profile(setting, word),
            "app" => self.app(setting),
            "include" => match files::path(setting, "include", &head.labels) {
                Ok(label) => self.declare(entry, setting, "include".into(), label, None, around),
                Err(diagnostic) => self.diagnostics.push(*diagnostic),
            },
            "import" if around.is_plain() => {
                if import::is_crd(setting) {
                    let labels = head.labels.get(1..).unwrap_or_default();
                    match files::path(setting, "import crd", labels) {
                        Ok(path) => self.resolved.definitions.push(path),
                        Err(diagnostic) => self.diagnostics.push(*diagnostic),
                    }
                }
            }
            "import" => self.misplaced(head.span, "`import`", "put it at the top level of the file"),
            "external" => self.external(entry, setting, around),
            "resource" => self.resource(entry, setting, around),
            kind if self.vocabulary.kinds.contains_key(kind) && !kind.starts_with("external_") => {
                let [label] = head.labels.as_slice() else {
                    self.label_count(setting, word, 1);
                    return;
                };
                self.declare(entry, setting, kind.into(), label, None, around);
            }
            _ => self.unknown_form(setting),
        }
    }

    fn value(&mut self, setting: &'a Setting, word: &'a Name) {
        let Some(name) = self.label(setting, word) else { return };
        let known = self.resolved.params.get(&name.text).or_else(|| self.resolved.lets.get(&name.text));
        if let Some(first) = known {
            let first = first.head.span;
            self.duplicate("value", &name.text, name.span, first);
            return;
        }
        if word.text == "param" {
            let _ = self.resolved.params.insert(name.text.clone(), setting);
        } else {
            self.has_value(setting, name);
            let _ = self.resolved.lets.insert(name.text.clone(), setting);
        }
    }

    fn profile(&mut self, setting: &'a Setting, word: &'a Name) {
        let Some(name) = self.label(setting, word) else { return };
        let Some(kind) = &setting.head.for_kind else {
            self.diagnostics.push(
                Diagnostic::error(code::NEEDS_KIND, setting.head.span, format!("profile `{}` says no kind", name.text))
                    .help(format!("write `profile {} for service {{ … }}`", name.text)),
            );
            return;
        };
        if !self.known_kind(kind) {
            return;
        }
        if let Some(first) = self.resolved.profiles.get(&name.text) {
            let first = first.setting.head.span;
            self.duplicate("profile", &name.text, name.span, first);
            return;
        }
        let _ = self.resolved.profiles.insert(name.text.clone(), Profile { kind, setting });
    }

    fn app(&mut self, setting: &'a Setting) {
        if setting.head.labels.len() != 1 {
            self.diagnostics.push(
                Diagnostic::error(code::LABEL_COUNT, setting.head.span, "`app` takes one name")
                    .help("write `app shop { … }`"),
            );
        }
        if let Some(first) = self.resolved.app {
            self.diagnostics.push(
                Diagnostic::error(code::DUPLICATE_NAME, setting.head.span, "the module has two `app` blocks")
                    .label(first.head.span, "the first stands here")
                    .help("a module is one app: put the other in a directory or file of its own"),
            );
            return;
        }
        self.resolved.app = Some(setting);
    }

    fn external(&mut self, entry: &'a Entry, setting: &'a Setting, around: &Around<'a>) {
        let [kind, label] = setting.head.labels.as_slice() else {
            self.lose(setting);
            self.diagnostics.push(
                Diagnostic::error(code::LABEL_COUNT, setting.head.span, "`external` takes a kind and a name")
                    .help("write `external secret db-login { keys = [password] }`"),
            );
            return;
        };
        let word_kind = kind.plain().unwrap_or_default();
        let full: EcoString = format!("external_{word_kind}").into();
        if !self.vocabulary.kinds.contains_key(&full) {
            let known: Vec<&str> =
                self.vocabulary.kinds.keys().filter_map(|name| name.strip_prefix("external_")).collect();
            self.diagnostics.push(
                Diagnostic::error(code::UNKNOWN_KIND, kind.span(), format!("`{word_kind}` cannot be `external`"))
                    .note(format!("what can be: {}", known.join(", ")))
                    .suggest(kind.span(), suggest(&word_kind, known.iter().copied())),
            );
            return;
        }
        self.declare(entry, setting, full, label, None, around);
    }

    fn resource(&mut self, entry: &'a Entry, setting: &'a Setting, around: &Around<'a>) {
        let [version, kind, label] = setting.head.labels.as_slice() else {
            self.diagnostics.push(
                Diagnostic::error(
                    code::LABEL_COUNT,
                    setting.head.span,
                    "`resource` takes a group and version, a Kind and a name",
                )
                .help("write `resource \"batch/v1\" Job cleanup { … }`"),
            );
            return;
        };
        self.declare(entry, setting, "resource".into(), label, Some((version, kind)), around);
    }

    fn declare(
        &mut self,
        entry: &'a Entry,
        setting: &'a Setting,
        kind: EcoString,
        label: &'a Segment,
        resource: Option<(&'a Segment, &'a Segment)>,
        around: &Around<'a>,
    ) {
        if let (Some(environments), None) = (around.environments, setting.new) {
            let action = PatchAction::Set { kind, resource, label, setting };
            self.resolved.patches.push(Patch { environments, action });
            return;
        }
        if let (Some(new), None) = (setting.new, around.environments) {
            self.diagnostics.push(super::new_outside_environment(new));
        }
        let resource_kind = resource.and_then(|(_, kind)| kind.plain());
        let (over, known_as, name) = self.laid_over(&kind, resource_kind.as_deref(), label.plain(), around.used);
        let declared = Declared {
            kind,
            label,
            resource,
            setting,
            doc: entry.doc.clone(),
            guards: around.guards.clone(),
            only_in: around.environments,
            used: around.used,
            name,
            over,
            dropped: Vec::new(),
        };
        let index = self.resolved.declarations.len();
        if let Some(name) = declared.plain_label() {
            let same = |other: &Declared<'a>| {
                other.family() == declared.family()
                    && match (other.resource, declared.resource) {
                        (Some((_, a)), Some((_, b))) => a.plain() == b.plain() && group(other) == group(&declared),
                        _ => true,
                    }
            };
            let other = self.resolved.declarations_named(&name).find(|(_, other)| same(other));
            let first = other.map(|(_, other)| self.use_span(other.used).unwrap_or_else(|| other.span()));
            if let Some(first) = first {
                let family = declared.family().to_owned();
                if let (Some(new), Some(_)) = (setting.new, around.environments) {
                    self.diagnostics.push(
                        Diagnostic::error(
                            code::EXISTS_ALREADY,
                            new,
                            format!("`new` marks what is added, and {family} `{name}` exists already"),
                        )
                        .label(first, "it stands here")
                        .help("take `new` away to change it")
                        .fix("remove `new`", new, ""),
                    );
                    return;
                }
                let span = self.use_span(around.used);
                // Two `use`s of one name declare many things twice, which is said once.
                if span.is_none_or(|span| self.twice.insert((span, first))) {
                    self.duplicate(&family, &name, span.unwrap_or_else(|| label.span()), first);
                }
                return;
            }
            self.resolved.by_name.entry(name).or_default().push(index);
        }
        if let Some((_, kind)) = declared.resource {
            self.resolved.resource_kinds.extend(kind.plain());
        }
        self.known_as(known_as, self.resolved.base.declarations + index);
        self.resolved.declarations.push(declared);
    }
}

fn group(declared: &Declared<'_>) -> EcoString {
    let version = declared.resource.and_then(|(version, _)| version.plain()).unwrap_or_default();
    version.split_once('/').map_or(EcoString::new(), |(group, _)| group.into())
}

fn form(entry: &Entry) -> &'static str {
    match &entry.kind {
        EntryKind::Environments(_) => "`environments`",
        EntryKind::Fn(_) => "`fn`",
        EntryKind::Type(_) => "`type`",
        EntryKind::Template(_) => "`template`",
        EntryKind::Use(_) => "`use`",
        EntryKind::Allow(_) => "`allow`",
        _ => "this entry",
    }
}
