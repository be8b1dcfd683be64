//! Merging layers: the statements of `defaults`, profiles, the declaration and its environment, lowest first, each
//! setting its places in the tree.

use std::rc::Rc;

use ecow::EcoString;

use super::history::{History, Place};
use super::node::Node;
use super::value::Origin;
use super::{Allow, Asked, Assertion, Chain, Evaluator, Instance, Layer, Locals, Merged, settle};
use crate::check::Declared;
use crate::check::ir::{Statement, StatementKind};
use crate::source::Span;

/// A pass over the statements of a declaration's layers.
pub(super) struct Pass<'e, 'c> {
    pub(super) evaluator: &'e Evaluator<'c>,
    /// The declaration; `None` for the app.
    pub(super) index: Option<usize>,
    /// The version whose block is laid over, if one is.
    pub(super) version: Option<EcoString>,
    /// The layer that is being merged.
    pub(super) layer: u16,
    /// Whether this is the phase of the `in` blocks.
    pub(super) environment: bool,
    /// Whether the layer is for many declarations, some of which may lack what it changes.
    pub(super) shared: bool,
    pub(super) layers: Vec<Layer>,
    pub(super) allows: Vec<Allow>,
    pub(super) asserts: Vec<Assertion<'c>>,
    pub(super) versions: Vec<EcoString>,
    /// The head of the entry whose block is being merged.
    pub(super) block_of: Option<Span>,
    /// Statements of the version's block, to be laid over at the end of the phase.
    pub(super) of_version: Vec<OfVersion<'c>>,
    /// Who sets what; recorded only where that is asked for.
    pub(super) history: History,
}

/// A statement of a version's block.
pub(super) struct OfVersion<'c> {
    pub(super) statement: &'c Statement,
    /// How many steps of its path lead to the version.
    pub(super) skip: usize,
    pub(super) locals: Locals,
    pub(super) active: bool,
}

/// A layer that applies to a declaration.
struct Source<'c> {
    name: String,
    span: Span,
    body: &'c [Statement],
    has_environments: bool,
    shared: bool,
}

impl<'c> Evaluator<'c> {
    /// The settings of a declaration, all layers merged; those of a version where one is named. `None` where they are
    /// being merged, which is reported as a cycle.
    pub(super) fn merged(&self, index: usize, version: Option<&EcoString>, span: Span) -> Option<Rc<Merged<'c>>> {
        let instance = self.instance(index)?;
        if let Some(version) = version {
            if let Some(known) = instance.versions.borrow().get(version) {
                return Some(known.clone());
            }
            let merged = Rc::new(self.merge(index, &instance, Some(version)));
            let _ = instance.versions.borrow_mut().insert(version.clone(), merged.clone());
            return Some(merged);
        }
        if let Some(known) = instance.tree.value.get() {
            return Some(known.clone());
        }
        if instance.tree.open.get() {
            self.cycle(&Asked::Declaration(index), span);
            return None;
        }
        instance.tree.open.set(true);
        self.trail.borrow_mut().push((Asked::Declaration(index), span));
        let merged = Rc::new(self.merge(index, &instance, None));
        let _ = self.trail.borrow_mut().pop();
        instance.tree.open.set(false);
        Some(instance.tree.value.get_or_init(|| merged).clone())
    }

    /// The layers of `defaults` for `kind`, as one: they may stand in several blocks. What is made of an imported template
    /// has those of the template's module below those of its own.
    fn defaults(&self, declared: Option<&'c Declared>, kind: &str) -> Vec<Source<'c>> {
        let (home, own) = declared.map_or((self.checked.root, self.checked.root), |known| (known.home, known.scope));
        let of = |module: usize| {
            let of_kind = self.checked.defaults.iter().filter(move |layer| layer.scope == module && layer.kind == kind);
            of_kind.map(|layer| source(layer, true))
        };
        let mut sources: Vec<Source<'c>> = if home == own { Vec::new() } else { of(home).collect() };
        sources.extend(of(own));
        sources
    }

    fn sources(&self, instance: &Instance<'c>) -> Vec<Source<'c>> {
        let declared = instance.declared;
        let mut sources = Vec::new();
        if self.vocabulary.is_workload(&declared.kind) {
            sources.extend(self.defaults(Some(declared), "container"));
        }
        sources.extend(self.defaults(Some(declared), &declared.kind));
        for (profile, _) in &declared.with {
            sources.extend(self.checked.profiles.get(*profile).map(|layer| source(layer, true)));
        }
        sources.push(Source {
            name: format!("{} `{}`", crate::resolve::family(&declared.kind), instance.label),
            span: declared.span,
            body: &declared.body,
            has_environments: declared.has_environments,
            shared: false,
        });
        sources.extend(declared.over.iter().filter(|over| over.environments.is_none()).map(|over| Source {
            name: over.name.clone(),
            span: over.span,
            body: &over.body,
            has_environments: over.has_environments,
            shared: false,
        }));
        sources
    }

    /// The statements of `defaults`, profiles and the declaration itself.
    pub(super) fn layer_bodies(&self, instance: &Instance<'c>) -> Vec<&'c [Statement]> {
        self.sources(instance).into_iter().map(|source| source.body).collect()
    }

    fn merge(&self, index: usize, instance: &Instance<'c>, version: Option<&EcoString>) -> Merged<'c> {
        let declared = instance.declared;
        let origin = Origin { span: declared.span, layer: 0 };
        let mut root = Node::new(origin);
        let mut pass = Pass::new(self, Some(index), version.cloned());
        let sources = self.sources(instance);
        let mut last_kind: Option<&str> = None;
        for source in &sources {
            // Blocks of one `defaults` are one layer.
            if !(source.shared && last_kind == Some(source.name.as_str())) {
                pass.begin(source.name.clone(), source.span);
            }
            last_kind = Some(&source.name);
            pass.shared = source.shared;
            pass.block(source.body, &mut root, &instance.locals, true, false, true);
        }
        pass.lay_version_over(&mut root, declared.span);
        if let Some(name) = self.inputs.environment.and_then(|index| self.checked.environments.get(index)) {
            pass.environment = true;
            self.container_environments(&mut pass, &mut root, declared, name);
            for source in sources.iter().filter(|source| source.has_environments) {
                pass.begin(format!("`in {name}` of {}", source.name), source.span);
                pass.shared = source.shared;
                pass.block(source.body, &mut root, &instance.locals, false, false, true);
            }
            for over in &declared.over {
                if over.environments.as_ref().is_some_and(|environments| self.in_environment(environments)) {
                    pass.begin(format!("`in {name}` of {}", over.name), over.span);
                    pass.shared = false;
                    pass.block(&over.body, &mut root, &instance.locals, true, false, true);
                }
            }
            for patch in self.checked.patches.iter().filter(|patch| patch.is_for(declared, &instance.label)) {
                if let (true, Some(body)) = (self.in_environment(&patch.environments), &patch.body) {
                    pass.begin(format!("`in {name}` at top level"), patch.span);
                    pass.shared = false;
                    pass.block(body, &mut root, &instance.locals, true, false, true);
                }
            }
            pass.lay_version_over(&mut root, declared.span);
        }
        let mut merged = pass.end(root);
        let app = self.app_scope(declared.scope);
        merged.allows.extend(self.app(app).iter().flat_map(|app| app.allows.iter().cloned()));
        if app != declared.scope {
            merged.allows.extend(self.own_allows(declared.scope));
        }
        merged
    }

    /// The `in` blocks of `defaults container`, `init` and `sidecar`, for each container of the workload beside the main
    /// one, whose turn comes with the other layers.
    fn container_environments(&self, pass: &mut Pass<'_, 'c>, root: &mut Node<'c>, declared: &'c Declared, name: &str) {
        for role in ["init", "sidecar"] {
            let sources: Vec<Source<'c>> = ["container", role]
                .into_iter()
                .flat_map(|kind| self.defaults(Some(declared), kind))
                .filter(|source| source.has_environments)
                .collect();
            if sources.is_empty() {
                continue;
            }
            let Some(containers) = root.fields.get_mut(role) else { continue };
            for (label, container) in containers.labels.iter_mut() {
                let mark = pass.history.enter([Place::Field(role.into()), Place::Label(label.clone())]);
                for source in &sources {
                    pass.begin(format!("`in {name}` of {}", source.name), source.span);
                    pass.shared = true;
                    pass.block(source.body, container, &Locals::new(), false, false, false);
                }
                pass.history.leave(mark);
            }
        }
    }

    /// The block of `app` of `module` with what stands at top level, all layers merged.
    pub(super) fn app(&self, module: usize) -> Option<&Merged<'c>> {
        self.modules.get(module)?.app.get_or_init(|| self.merge_app(module)).as_ref()
    }

    /// The blocks of `app` of all modules that have one.
    pub(super) fn own_apps(&self) -> impl Iterator<Item = &Merged<'c>> {
        (0..self.modules.len()).filter_map(|module| self.app(module))
    }

    fn merge_app(&self, module: usize) -> Option<Merged<'c>> {
        let known = self.checked.modules.get(module)?;
        let app = known.app.as_ref()?;
        let mut root = Node::new(Origin { span: app.span, layer: 0 });
        let mut pass = Pass::new(self, None, None);
        pass.begin("`app`".to_owned(), app.span);
        pass.block(&app.body, &mut root, &Locals::new(), true, false, true);
        if let Some(name) = self.inputs.environment.and_then(|index| self.checked.environments.get(index)) {
            pass.environment = true;
            pass.begin(format!("`in {name}` of `app`"), app.span);
            pass.block(&app.body, &mut root, &Locals::new(), false, false, true);
        }
        for statement in &known.allows {
            pass.block(std::slice::from_ref(statement), &mut root, &Locals::new(), true, false, true);
        }
        Some(pass.end(root))
    }

    /// The `allow` entries at the top level of a module.
    pub(super) fn own_allows(&self, module: usize) -> impl Iterator<Item = Allow> {
        let statements = self.checked.modules.get(module).map_or(&[][..], |known| known.allows.as_slice());
        statements.iter().filter_map(|statement| match &statement.kind {
            StatementKind::Allow(allow) => Some(Allow {
                capability: allow.capability.clone(),
                argument: allow.argument.clone(),
                reason: allow.reason.clone(),
                span: statement.span,
            }),
            _ => None,
        })
    }
}

fn source(layer: &crate::check::Layer, shared: bool) -> Source<'_> {
    Source {
        name: layer.name.clone(),
        span: layer.span,
        body: &layer.body,
        has_environments: layer.has_environments,
        shared,
    }
}

impl<'e, 'c> Pass<'e, 'c> {
    pub(super) fn new(evaluator: &'e Evaluator<'c>, index: Option<usize>, version: Option<EcoString>) -> Pass<'e, 'c> {
        Pass {
            evaluator,
            index,
            version,
            layer: 0,
            environment: false,
            shared: false,
            layers: vec![Layer { name: "the vocabulary".to_owned(), span: None }],
            allows: Vec::new(),
            asserts: Vec::new(),
            versions: Vec::new(),
            block_of: None,
            of_version: Vec::new(),
            history: History::new(evaluator.inputs.history),
        }
    }

    /// What was merged into `root`.
    fn end(self, root: Node<'c>) -> Merged<'c> {
        let chain = Chain { layers: self.layers, changes: self.history.changes() };
        Merged { root, allows: self.allows, asserts: self.asserts, versions: self.versions, chain }
    }

    /// A new layer begins.
    pub(super) fn begin(&mut self, name: String, span: Span) {
        self.layers.push(Layer { name, span: Some(span) });
        self.layer = u16::try_from(self.layers.len() - 1).unwrap_or(u16::MAX);
    }

    /// The defaults of a container that has just come to be go below everything that is said of it.
    pub(super) fn container_defaults(&mut self, role: &str, node: &mut Node<'c>) {
        let (layer, shared, environment) = (self.layer, self.shared, self.environment);
        self.environment = false;
        self.shared = true;
        for kind in ["container", role] {
            let declared = self.index.and_then(|index| self.evaluator.instance(index)).map(|known| known.declared);
            for source in self.evaluator.defaults(declared, kind) {
                self.begin(source.name, source.span);
                self.block(source.body, node, &Locals::new(), true, false, false);
            }
        }
        (self.layer, self.shared, self.environment) = (layer, shared, environment);
    }

    /// The profiles that a container names go below its block.
    pub(super) fn container_profiles(&mut self, with: &[(usize, Span)], node: &mut Node<'c>) {
        let (layer, shared) = (self.layer, self.shared);
        self.shared = true;
        for (profile, _) in with {
            if let Some(profile) = self.evaluator.checked.profiles.get(*profile) {
                self.begin(profile.name.clone(), profile.span);
                self.block(&profile.body, node, &Locals::new(), !self.environment, false, false);
            }
        }
        (self.layer, self.shared) = (layer, shared);
    }

    /// Lays the statements of the version's block over what was merged in this phase.
    fn lay_version_over(&mut self, root: &mut Node<'c>, span: Span) {
        let statements = std::mem::take(&mut self.of_version);
        if statements.is_empty() {
            return;
        }
        let name = self.version.clone().unwrap_or_default();
        let chosen = self.evaluator.inputs.environment.filter(|_| self.environment);
        let environment = chosen.and_then(|index| self.evaluator.checked.environments.get(index));
        let within = environment.map(|environment| format!("`in {environment}` of ")).unwrap_or_default();
        self.begin(format!("{within}version `{name}`"), span);
        self.shared = false;
        for of_version in statements {
            settle::apply(
                self,
                of_version.statement,
                of_version.skip,
                root,
                &of_version.locals,
                of_version.active,
                false,
            );
        }
    }
}
