//! What holds throughout the lowering of one environment, and what has been made so far.

use std::sync::{Arc, Mutex, PoisonError};

use ecow::EcoString;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::edges::Edges;
use super::include::Includes;
use super::node::text_map;
use super::object::{Manifests, Map, Node, Object, Order, Origin, Tree};
use super::{metadata, node, pass_through};
use crate::cel::Rules;
use crate::diag::{Code, Diagnostic, Outcome, Severity, code};
use crate::eval::{Allow, Data, Declaration, Evaluated, Item, Value};
use crate::schema::{Api, Versions};
use crate::source::Span;
use crate::vocab::Vocabulary;

/// The lowering of one environment.
pub(super) struct Lowering<'a> {
    pub(super) evaluated: &'a Evaluated,
    /// What `include`s bring.
    pub(super) includes: &'a Includes,
    /// What the objects are made for.
    pub(super) api: &'a Api,
    /// The versions of Kubernetes in which the objects must be valid.
    pub(super) versions: Versions,
    /// `style = plain`.
    pub(super) plain: bool,
    /// `network = strict`.
    pub(super) strict: bool,
    /// Who talks with whom, where policies need to know.
    pub(super) edges: Arc<Edges>,
    /// Accounts that have a role by the role's own word.
    pub(super) holders: Arc<Vec<Holder>>,
    /// The oldest minor version of Kubernetes 1 for which the objects are made.
    pub(super) minor: u32,
    /// Whether the app's namespace stands only where an object must name one.
    implicit_namespace: bool,
    app_labels: Map,
    app_annotations: Map,
    pub(super) objects: Vec<Object>,
    /// By object, the declaration that made it; as far as objects have been looked at.
    pub(super) makers: Vec<&'a Declaration>,
    pub(super) order: Vec<Order>,
    diagnostics: IndexSet<Diagnostic, FxBuildHasher>,
    /// The `allow`s without which something would be wrong or stricter.
    used_allows: FxHashSet<Span>,
    /// Names that are reported, each with its declaration.
    broken_names: FxHashSet<(Span, EcoString)>,
    /// By definition of a custom resource, its rules: read at the first object of the kind, for all shares.
    rules: Arc<Mutex<FxHashMap<Span, Arc<Rules>>>>,
}

/// An account, by namespace and name.
pub(super) type Holder = (Option<EcoString>, EcoString);

/// An object before it has its metadata.
pub(super) struct Draft {
    pub(super) api_version: EcoString,
    pub(super) kind: EcoString,
    pub(super) name: Node,
    pub(super) labels: Map,
    pub(super) annotations: Map,
    /// The fields after `metadata`.
    pub(super) rest: Vec<(&'static str, Option<Node>)>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(evaluated: &'a Evaluated, includes: &'a Includes, api: &'a Api) -> Lowering<'a> {
        let app = &evaluated.app;
        let word = |name: &str| app.value(name).and_then(Value::text);
        let versions = api.versions(word("target").map(EcoString::as_str));
        let implicit = app.field("namespace").and_then(|namespace| namespace.value("implicit"));
        let plain = word("style").is_some_and(|style| style == "plain");
        let strict = word("network").is_some_and(|network| network == "strict");
        let policies = ["accept", "reach", "uses"];
        let says_policy = |known: &Declaration| policies.iter().any(|entry| known.body.fields.contains_key(entry));
        let edges = if strict || evaluated.declarations.iter().any(says_policy) {
            Edges::of(evaluated, plain, plain && !strict)
        } else {
            Edges::default()
        };
        Lowering {
            evaluated,
            includes,
            api,
            versions,
            plain,
            strict,
            edges: Arc::new(edges),
            holders: Arc::new(super::role::holders(evaluated)),
            minor: u32::from(versions.first().unwrap_or(Versions::NEWEST)),
            implicit_namespace: implicit.and_then(Value::bool).unwrap_or(false),
            app_labels: text_map(app.entries("labels")),
            app_annotations: text_map(app.entries("annotations")),
            objects: Vec::new(),
            makers: Vec::new(),
            order: Vec::new(),
            diagnostics: IndexSet::default(),
            used_allows: FxHashSet::default(),
            broken_names: FxHashSet::default(),
            rules: Arc::default(),
        }
    }

    /// The lowering of a share of the declarations: the same circumstances, nothing made yet.
    pub(super) fn part(&self) -> Lowering<'a> {
        Lowering {
            edges: self.edges.clone(),
            holders: self.holders.clone(),
            app_labels: self.app_labels.clone(),
            app_annotations: self.app_annotations.clone(),
            objects: Vec::new(),
            makers: Vec::new(),
            order: Vec::new(),
            diagnostics: IndexSet::default(),
            used_allows: FxHashSet::default(),
            broken_names: FxHashSet::default(),
            rules: self.rules.clone(),
            ..*self
        }
    }

    /// Takes over what a share made.
    pub(super) fn absorb(&mut self, part: Lowering<'a>) {
        self.objects.extend(part.objects);
        self.makers.extend(part.makers);
        self.order.extend(part.order);
        self.diagnostics.extend(part.diagnostics);
        self.used_allows.extend(part.used_allows);
        self.broken_names.extend(part.broken_names);
    }

    pub(super) fn finish(self) -> Outcome<Manifests> {
        let diagnostics = self.diagnostics.into_iter().collect();
        let app = self.evaluated.app_name.clone();
        let namespace = self.evaluated.app.value("namespace").and_then(Value::text).cloned();
        let (objects, order, used_allows) = (self.objects, self.order, self.used_allows);
        Outcome { value: Some(Manifests { app, namespace, objects, order, used_allows }), diagnostics }
    }

    /// Reports, unless the very same was reported already: the versions of a service share most settings.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        let _ = self.diagnostics.insert(diagnostic);
    }

    /// What is reported so far.
    pub(super) fn reported(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// Notes that `name` of the declaration is no name; false where that is known.
    pub(super) fn note_broken_name(&mut self, declaration: Span, name: &EcoString) -> bool {
        self.broken_names.insert((declaration, name.clone()))
    }

    /// Whether it is reported that `name` of the declaration is no name.
    pub(super) fn is_broken_name(&self, declaration: Span, name: &EcoString) -> bool {
        !self.broken_names.is_empty() && self.broken_names.contains(&(declaration, name.clone()))
    }

    /// The rules of the custom resource that is defined at `definition`; `read` makes them.
    pub(super) fn rules_of(&self, definition: Span, read: impl FnOnce() -> Rules) -> Arc<Rules> {
        // Whoever panicked here has made nothing.
        let mut known = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(definition).or_insert_with(|| Arc::new(read())).clone()
    }

    /// An error with what stands at its place.
    pub(super) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message).help(help));
    }

    /// What only policy forbids: an error unless it is allowed with a reason, in plain style a warning.
    pub(super) fn policy(&mut self, declaration: &Declaration, capability: &str, span: Span, message: &str) {
        self.policy_of(declaration, capability, None, span, message, false);
    }

    /// Whether `declaration` allows what would be wrong or stricter without: the `allow`s that say so count as used.
    pub(super) fn allows(&mut self, declaration: &Declaration, capability: &str, argument: Option<&str>) -> bool {
        let permits = |allow: &&Allow| allow.capability == capability && allow.argument.as_deref() == argument;
        let mut found = false;
        for allow in declaration.allows.iter().filter(permits) {
            let _ = self.used_allows.insert(allow.span);
            found = true;
        }
        found
    }

    /// As [`Lowering::policy`], for a capability with an argument. Of what others wrote it is a warning too.
    pub(super) fn policy_of(
        &mut self,
        declaration: &Declaration,
        capability: &str,
        argument: Option<&str>,
        span: Span,
        message: &str,
        foreign: bool,
    ) {
        if self.allows(declaration, capability, argument) {
            return;
        }
        let named = argument.map_or_else(|| capability.to_owned(), |argument| format!("{capability}({argument})"));
        let help = format!("write `allow {named} because \"…\"` with the reason, if it has to be");
        // How to do without comes first.
        let known = Vocabulary::get().capabilities.get(capability);
        let help = match known.map(|capability| capability.instead.as_str()).filter(|instead| !instead.is_empty()) {
            Some(instead) => format!("{instead}; {help}"),
            None => help,
        };
        let mut diagnostic = Diagnostic::error(code::NEEDS_ALLOW, span, message).help(help);
        if self.plain || foreign {
            diagnostic.severity = Severity::Warning;
        }
        self.report(diagnostic);
    }

    /// The namespace of the objects of `declaration`, where it stands on them.
    pub(super) fn namespace(&self, declaration: &Declaration) -> Option<Node> {
        let name = declaration.face.namespace.clone()?;
        if declaration.kind == "namespace" {
            return Some(node::text(Origin::derived(declaration.span), name));
        }
        let own = declaration.body.value("namespace");
        if own.is_none() && self.implicit_namespace {
            return None;
        }
        let origin = own.map_or_else(|| self.app_origin("namespace", declaration.span), Origin::of);
        Some(node::text(origin, name))
    }

    /// Derived from what the app says as `entry`.
    fn app_origin(&self, entry: &str, fallback: Span) -> Origin {
        Origin::derived(self.evaluated.app.value(entry).map_or(fallback, Value::span))
    }

    /// Makes the object: metadata, then the fields of the draft, then what `patches` say of its kind.
    pub(super) fn push(&mut self, declaration: &Declaration, draft: Draft, patches: &[&Item]) {
        self.push_with(declaration, draft, patches, |_, _| {});
    }

    /// As [`Lowering::push`], with `add` coming before the patches.
    pub(super) fn push_with(
        &mut self,
        declaration: &Declaration,
        draft: Draft,
        patches: &[&Item],
        add: impl FnOnce(&mut Self, &mut Node),
    ) {
        let at = Origin::derived(declaration.span);
        let namespaced = metadata::is_namespaced(self.api, &draft.api_version, &draft.kind);
        let mut labels = self.app_labels.clone();
        let mut annotations = self.app_annotations.clone();
        overlay(&mut labels, draft.labels);
        overlay(&mut annotations, draft.annotations);
        if !self.plain {
            metadata::add_standard_labels(self.evaluated, declaration, &mut labels);
        }
        let written_namespace = declaration.body.value("namespace").is_some();
        let namespace =
            self.namespace(declaration).filter(|_| namespaced || written_namespace && draft.kind != "Namespace");
        let metadata = node::fields(
            at,
            [
                ("name", Some(draft.name)),
                ("namespace", namespace),
                ("labels", node::some_map(at, labels)),
                ("annotations", node::some_map(at, annotations)),
            ],
        );
        let rest = draft.rest.into_iter().filter_map(|(key, node)| Some((key, node?)));
        let mut root = Map::with_capacity(3 + rest.size_hint().1.unwrap_or(0));
        root.push("apiVersion", node::text(at, draft.api_version.clone()));
        root.push("kind", node::text(at, draft.kind.clone()));
        root.push("metadata", metadata);
        rest.for_each(|(key, node)| root.push(key, node));
        let mut root = Node { origin: at, tree: Tree::Map(root) };
        add(self, &mut root);
        for item in patches {
            for (kind, patch) in item.labelled("patch") {
                if *kind == draft.kind
                    && let Some(value) = &patch.value
                {
                    pass_through::patch(self, declaration, &draft.kind, &mut root, value);
                }
            }
        }
        pass_through::prune(&mut root);
        let text_at = |path: &[&str]| root.at(path).and_then(Node::as_text).cloned();
        let name = text_at(&["metadata", "name"]).unwrap_or_default();
        let object = Object {
            api_version: text_at(&["apiVersion"]).unwrap_or(draft.api_version),
            kind: draft.kind,
            namespace: text_at(&["metadata", "namespace"]),
            name,
            root: Arc::new(root),
            passed_through: false,
            origin: at,
        };
        super::rules::object(self, &object);
        self.objects.push(object);
    }

    /// The duration at `name` of `item`, in whole seconds.
    pub(super) fn seconds(&mut self, item: &Item, name: &str) -> Option<Node> {
        let value = item.value(name).filter(|value| value.origin.layer != 0)?;
        let number = value.number()?;
        match number.seconds() {
            Ok(seconds) if seconds > i64::from(i32::MAX) => {
                let message = format!("`{name}` is too long: {seconds} seconds");
                let help = format!("Kubernetes counts up to {} seconds", i32::MAX);
                self.error(code::NOT_SECONDS, value.span(), message, help);
                None
            }
            Ok(seconds) if seconds >= 0 => Some(node::int(Origin::of(value), seconds)),
            Ok(_) => {
                self.error(
                    code::NOT_SECONDS,
                    value.span(),
                    format!("`{name}` is below zero"),
                    "write 0 or more seconds",
                );
                None
            }
            Err(_) => {
                let written = number.written().unwrap_or_default();
                self.error(
                    code::NOT_SECONDS,
                    value.span(),
                    format!("`{name}` is not a number of whole seconds: {written}"),
                    "Kubernetes counts this time in whole seconds",
                );
                None
            }
        }
    }

    /// The name that `value` stands for: a text, or the name of the declaration that it refers to.
    pub(super) fn name_of(&self, value: &Value) -> Option<Node> {
        match &value.data {
            Data::Declaration(reference) => {
                let name = self.declaration(reference.declaration)?.face.name.clone();
                Some(node::text(Origin::of(value), name))
            }
            _ => node::text_node(value),
        }
    }

    /// What refers to a declaration: the declaration itself.
    pub(super) fn declaration(&self, index: usize) -> Option<&'a Declaration> {
        self.evaluated.declarations.get(index)
    }
}

/// The value at `name`, unless only the vocabulary says it.
pub(super) fn written<'a>(item: &'a Item, name: &str) -> Option<&'a Value> {
    item.value(name).filter(|value| value.origin.layer != 0)
}

/// Whether nothing is said at `name`, or that nothing is wanted there; what could not be computed is something.
pub(super) fn lacks(item: &Item, name: &str) -> bool {
    item.field(name).and_then(|field| field.value.as_ref()).is_none_or(|value| matches!(value.data, Data::None))
}

/// The whole number at `name`.
pub(super) fn whole(item: &Item, name: &str) -> Option<Node> {
    let value = written(item, name)?;
    value.int().map(|number| node::int(Origin::of(value), number))
}

/// The truth value at `name`.
pub(super) fn truth(item: &Item, name: &str) -> Option<Node> {
    let value = written(item, name)?;
    value.bool().map(|is| node::truth(Origin::of(value), is))
}

/// The text at `name`, numbers and units as written.
pub(super) fn text(item: &Item, name: &str) -> Option<Node> {
    written(item, name).and_then(node::text_node)
}

/// The texts of the list at `name`.
pub(super) fn texts(item: &Item, name: &str) -> Option<Node> {
    let value = written(item, name)?;
    let items = value.list()?.iter().filter_map(node::text_node).collect();
    Some(node::list(Origin::of(value), items))
}

/// The number or percentage at `name`.
pub(super) fn count_or_percent(item: &Item, name: &str) -> Option<Node> {
    written(item, name).and_then(node::any_node)
}

/// The word at `name` as Kubernetes writes it.
pub(super) fn word<const N: usize>(item: &Item, name: &str, table: [(&str, &'static str); N]) -> Option<Node> {
    let value = written(item, name)?;
    let word = value.text()?;
    let (_, kubernetes) = table.into_iter().find(|(ours, _)| *ours == word.as_str())?;
    Some(node::text(Origin::of(value), kubernetes))
}

/// Puts the entries of `over` into `base`.
pub(super) fn overlay(base: &mut Map, over: Map) {
    if base.is_empty() {
        *base = over;
        return;
    }
    for (key, node) in over.into_entries() {
        base.put(key, node);
    }
}
