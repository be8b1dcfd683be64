//! Templates: each `use` declares what the template's text declares, once more, under names of its own.
//!
//! No text is copied: a declaration remembers the `use` that makes it, and whoever looks at it knows from there in which
//! module its text stands, what its parameters are and what the other declarations of the template are called.

use ecow::{EcoString, eco_format};
use rustc_hash::FxHashMap;

use super::names::{Around, Collector};
use super::{Guard, Program, Resolved};
use crate::diag::{Diagnostic, Diagnostics, code, suggest};
use crate::source::Span;
use crate::syntax::ast::{self, Entry, Expr, Name, Segment, Setting};
use crate::vocab::{Ordered, Vocabulary};

/// How many `use`s a program has at most, those inside templates counted each time.
const MAX_USES: usize = 10_000;

/// A `use` of a template.
#[derive(Debug)]
pub struct Used<'a> {
    /// The template.
    pub template: &'a ast::Template,
    /// The entry that uses it; `None` where nobody does and it is only checked.
    pub site: Option<&'a ast::Use>,
    /// The head of that entry, else the template's name.
    pub span: Span,
    /// The module in which the template stands.
    pub home: usize,
    /// The module in whose text the `use` stands.
    pub from: usize,
    /// The `use` that makes the text around it, where that is a template too.
    pub around: Option<usize>,
    /// For each parameter of the template, what the body gives it.
    pub arguments: Vec<Option<&'a Expr>>,
    /// `let` in the body of the template.
    pub lets: Ordered<&'a Setting>,
    /// The declarations it makes, by their label in the template, as indexes in the tables of the program.
    pub(super) names: FxHashMap<EcoString, Vec<usize>>,
    /// Those of its body's patches that found their declaration.
    pub(super) found: Vec<Span>,
}

impl Used<'_> {
    /// The declarations that the template's text knows as `name`.
    pub fn named(&self, name: &str) -> &[usize] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// What the template's text knows its declarations as.
    pub fn names(&self) -> impl Iterator<Item = &EcoString> {
        let mut names: Vec<&EcoString> = self.names.keys().collect();
        names.sort();
        names.into_iter()
    }

    /// The name of the group, unless it is computed.
    pub(super) fn group(&self) -> Option<EcoString> {
        match self.site {
            Some(site) => site.as_name.as_ref().and_then(Segment::plain),
            None => Some(self.template.name.text.clone()),
        }
    }
}

/// What the body of a `use` lays over one of the template's declarations.
#[derive(Debug, Clone)]
pub struct Over<'a> {
    /// The `use`.
    pub used: usize,
    /// The entry of its body.
    pub laid: Laid<'a>,
    /// The environments, where it stands in an `in`.
    pub environments: Option<&'a [Name]>,
}

/// An entry of the body of a `use` that changes a declaration.
#[derive(Debug, Clone, Copy)]
pub enum Laid<'a> {
    /// `service self { … }`
    Set(&'a Setting),
    /// `unset service.self.cpu`, and how many words of it lead to the declaration.
    Unset(&'a ast::Path, usize),
}

impl Laid<'_> {
    /// Its head, or its path.
    pub fn span(self) -> Span {
        match self {
            Laid::Set(setting) => setting.head.span,
            Laid::Unset(path, _) => path.span,
        }
    }
}

/// The name that a group gives its declaration called `label`.
pub fn grouped(group: &str, label: &str) -> EcoString {
    if label == "self" { group.into() } else { eco_format!("{group}-{label}") }
}

/// Checks templates that nobody uses: in a module that is never emitted.
pub(super) fn check_unused<'a>(program: &mut Program<'a>, vocabulary: &Vocabulary, diagnostics: &mut Diagnostics) {
    for home in 0..program.scopes.len() {
        let templates = program.scopes.get(home).map(|scope| &scope.templates);
        let templates: Vec<&'a ast::Template> =
            templates.into_iter().flat_map(|table| table.values().copied()).collect();
        for template in templates {
            if program.uses.iter().any(|used| std::ptr::eq(used.template, template)) {
                continue;
            }
            let base = program.scopes.last().map(Resolved::end).unwrap_or_default();
            let resolved = Resolved { base, unused: true, ..Resolved::default() };
            let used = Used {
                template,
                site: None,
                span: template.name.span,
                home,
                from: home,
                around: None,
                arguments: vec![None; template.params.len()],
                lets: Ordered::default(),
                names: FxHashMap::default(),
                found: Vec::new(),
            };
            let mut collector = Collector::new(resolved, vocabulary, program, diagnostics);
            collector.expand(used, &Around::default());
            let resolved = collector.resolved;
            program.scopes.push(resolved);
        }
    }
}

impl<'a> Collector<'a, '_> {
    /// `use t as x { … }`
    pub(super) fn use_entry(&mut self, entry: &'a Entry, site: &'a ast::Use, around: &Around<'a>) {
        if around.environments.is_some() {
            self.misplaced(
                entry.span,
                "a `use`",
                "what only some environments have stands in an `if`: `if environment == prod { use … }`",
            );
            return;
        }
        let Some((home, template)) = self.template(site, around) else { return };
        let Some(name) = &site.as_name else {
            let written = self.template_name(site);
            self.diagnostics.push(
                Diagnostic::error(code::LABEL_COUNT, entry.span, format!("this `use {written}` has no name"))
                    .help(format!("write `use {written} as NAME`: the name begins those of its declarations")),
            );
            return;
        };
        let span = Span { end: name.span().end, ..entry.span };
        let mut outer = around.used;
        while let Some(used) = outer.and_then(|index| self.program.uses.get(index)) {
            if std::ptr::eq(used.template, template) {
                self.diagnostics.push(
                    Diagnostic::error(
                        code::TEMPLATE_CYCLE,
                        span,
                        format!("template `{}` is made of itself", template.name.text),
                    )
                    .label(template.name.span, "the template")
                    .help("a template may use others, but not itself, nor one that uses it"),
                );
                return;
            }
            outer = used.around;
        }
        if self.program.uses.len() >= MAX_USES {
            if !std::mem::replace(&mut self.program.full, true) {
                self.diagnostics.push(
                    Diagnostic::error(code::OVER_BUDGET, span, "the program uses templates too often")
                        .note(format!("the limit is {MAX_USES} times, those inside templates counted each time")),
                );
            }
            return;
        }
        let used = Used {
            template,
            site: Some(site),
            span,
            home,
            from: self.text_scope(around),
            around: around.used,
            arguments: vec![None; template.params.len()],
            lets: Ordered::default(),
            names: FxHashMap::default(),
            found: Vec::new(),
        };
        self.expand(used, around);
    }

    /// Declares what the template declares.
    pub(super) fn expand(&mut self, used: Used<'a>, around: &Around<'a>) {
        let template = used.template;
        let index = self.program.uses.len();
        let site = used.site;
        self.program.uses.push(used);
        if let Some(body) = site.and_then(|site| site.body.as_ref()) {
            self.arguments(index, &body.entries, None);
        }
        let mut inner = Around { guards: around.guards.clone(), environments: None, used: Some(index) };
        inner.guards.push(Guard::Use(index));
        self.body(&template.body.entries, &inner);
        self.lets_are_alone(index);
        if let Some(body) = site.and_then(|site| site.body.as_ref()) {
            self.without_declaration(index, &body.entries);
            self.drops(index, &body.entries, None);
        }
    }

    /// `let n = e` in the body of the template of a `use`.
    pub(super) fn local_let(&mut self, index: usize, setting: &'a Setting, word: &'a Name) {
        let Some(name) = self.label(setting, word) else { return };
        self.has_value(setting, name);
        let Some(used) = self.program.uses.get_mut(index) else { return };
        let template = used.template;
        let param = template.params.iter().find(|param| param.name.text == name.text);
        let first =
            param.map(|param| param.name.span).or_else(|| used.lets.get(&name.text).map(|first| first.head.span));
        let Some(first) = first else {
            let _ = used.lets.insert(name.text.clone(), setting);
            return;
        };
        // Every `use` comes upon it.
        if self.twice.insert((name.span, first)) {
            self.duplicate("value", &name.text, name.span, first);
        }
    }

    /// A `let` of a template shares no name with one of its declarations.
    fn lets_are_alone(&mut self, index: usize) {
        let Some(used) = self.program.uses.get(index) else { return };
        for (name, setting) in &used.lets {
            let base = self.resolved.base.declarations;
            let places = used.named(name).iter().filter_map(|place| place.checked_sub(base));
            let Some(declared) = places.filter_map(|place| self.resolved.declarations.get(place)).next() else {
                continue;
            };
            if self.twice.insert((setting.head.span, declared.span())) {
                let diagnostic = super::agree::value_and_declaration(name, setting.head.span, declared);
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// The outermost of the `use`s around something.
    pub(super) fn use_span(&self, used: Option<usize>) -> Option<Span> {
        let mut used = self.program.uses.get(used?)?;
        while let Some(around) = used.around.and_then(|index| self.program.uses.get(index)) {
            used = around;
        }
        Some(used.span)
    }

    /// The module in whose text an entry stands.
    fn text_scope(&self, around: &Around<'a>) -> usize {
        let used = around.used.and_then(|index| self.program.uses.get(index));
        used.map_or(self.program.scopes.len(), |used| used.home)
    }

    /// The names that the text around an entry knows.
    fn text_names(&self, around: &Around<'a>) -> &Resolved<'a> {
        self.program.scopes.get(self.text_scope(around)).unwrap_or(&self.resolved)
    }

    fn template_name(&self, site: &ast::Use) -> String {
        site.template.segments.iter().filter_map(Segment::plain).collect::<Vec<_>>().join(".")
    }

    /// The template that `site` names, with the module in which it stands; reported where there is none.
    fn template(&mut self, site: &'a ast::Use, around: &Around<'a>) -> Option<(usize, &'a ast::Template)> {
        let here = self.text_scope(around);
        let names = self.text_names(around);
        let (home, table, name) = match site.template.segments.as_slice() {
            [Segment::Word(name)] => (here, names, name),
            [Segment::Word(module), Segment::Word(name)] => match names.import(&module.text, module.span) {
                Some(import) => {
                    let home = import.scope?;
                    (home, self.program.scopes.get(home)?, name)
                }
                None => {
                    let diagnostic = super::import::unknown(module, names);
                    self.diagnostics.extend(diagnostic);
                    return None;
                }
            },
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(code::LABEL_COUNT, site.template.span, "`use` takes the name of a template")
                        .help("write `use NAME as …` or `use MODULE.NAME as …`"),
                );
                return None;
            }
        };
        let imported = home != here;
        let found = table.templates.get(&name.text).copied();
        let Some(template) = found else {
            if name.text.is_empty() || table.may_be_lost(&name.text) {
                return None;
            }
            let known = table.open_names(&table.templates, imported, |template| template.name.span);
            let diagnostic =
                Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("there is no template `{}`", name.text));
            let diagnostic = match suggest(&name.text, known.iter().copied()) {
                Some(suggestion) => diagnostic.suggest(name.span, Some(suggestion)),
                None if known.is_empty() => diagnostic.help("a template is declared by `template NAME(…) { … }`"),
                None => diagnostic.note(format!("there are: {}", known.join(", "))),
            };
            self.diagnostics.push(diagnostic);
            return None;
        };
        if imported && table.is_private(template.name.span) {
            let diagnostic = super::import::private(name, template.name.span);
            self.diagnostics.push(diagnostic);
            return None;
        }
        Some((home, template))
    }
}
