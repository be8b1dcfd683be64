//! What the rules find in an object, each mistake once.
//!
//! A rule names the node that is wrong. From that follow the span in the program, the path in the object that goes with
//! it as a note, and whether an earlier pass or the vocabulary's own rules have said it already.

use std::fmt::Write as _;
use std::sync::Arc;

use ecow::EcoString;

use super::wording;
use crate::cel::Rules;
use crate::diag::{Code, Diagnostic, Severity, code};
use crate::eval::{Data, Declaration, Evaluated, Item, Value};
use crate::lower::context::Lowering;
use crate::lower::{Cause, Node, Object, Tree};
use crate::schema::{Tables, Versions};
use crate::source::Span;

/// The findings in one object.
pub(in crate::lower) struct Found<'c, 'a> {
    cx: &'c mut Lowering<'a>,
    /// What made the object.
    pub(in crate::lower) declaration: &'a Declaration,
    object: &'c Object,
    /// How much was reported before this object.
    before: usize,
}

impl<'c, 'a> Found<'c, 'a> {
    pub(in crate::lower) fn new(
        cx: &'c mut Lowering<'a>,
        declaration: &'a Declaration,
        object: &'c Object,
    ) -> Found<'c, 'a> {
        let before = cx.reported().len();
        Found { cx, declaration, object, before }
    }

    /// The minor version of Kubernetes 1 for which the object is made.
    pub(in crate::lower) fn minor(&self) -> u32 {
        self.cx.minor
    }

    /// The versions of Kubernetes for which the object is made.
    pub(in crate::lower) fn versions(&self) -> Versions {
        self.cx.versions
    }

    /// Every kind of object that is known.
    pub(in crate::lower) fn tables(&self) -> &'a Tables {
        &self.cx.api.tables
    }

    /// The whole program, evaluated.
    pub(in crate::lower) fn program(&self) -> &'a Evaluated {
        self.cx.evaluated
    }

    /// Whether nothing is wrong with the object so far.
    pub(in crate::lower) fn is_sound(&self) -> bool {
        self.cx.reported().skip(self.before).all(|known| known.severity != Severity::Error)
    }

    /// The rules of the custom resource that is defined at `definition`; `read` makes them.
    pub(in crate::lower) fn rules_of(&self, definition: Span, read: impl FnOnce() -> Rules) -> Arc<Rules> {
        self.cx.rules_of(definition, read)
    }

    /// Whether the vocabulary made the object, which has looked at what it makes.
    pub(in crate::lower) fn is_made(&self) -> bool {
        !matches!(self.declaration.kind.as_str(), "resource" | "include")
    }

    /// Whether others wrote the object: what is merely unwise is theirs to mend.
    pub(in crate::lower) fn is_passed_through(&self) -> bool {
        self.object.passed_through
    }

    /// Whether the app is of plain style.
    pub(in crate::lower) fn is_plain(&self) -> bool {
        self.cx.plain
    }

    /// An error at `node`.
    pub(in crate::lower) fn error(
        &mut self,
        code: Code,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(node, Diagnostic::error(code, node.origin.span, message).help(help));
    }

    /// A warning at `node`.
    pub(in crate::lower) fn warning(
        &mut self,
        code: Code,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(node, Diagnostic::warning(code, node.origin.span, message).help(help));
    }

    /// An error because `holder` lacks something; none where it may stand in a value that is not known yet.
    pub(in crate::lower) fn missing(
        &mut self,
        code: Code,
        holder: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.missing_as(holder, Diagnostic::error(code, holder.origin.span, message).help(help));
    }

    /// As [`Found::missing`], with a diagnostic of its own.
    pub(in crate::lower) fn missing_as(&mut self, node: &Node, diagnostic: Diagnostic) {
        if !is_open(&self.declaration.body) && !self.is_consequence(&diagnostic) {
            self.add(node, diagnostic);
        }
    }

    /// A diagnostic about `node`, which its primary span already points at.
    pub(in crate::lower) fn add(&mut self, node: &Node, mut diagnostic: Diagnostic) {
        let object = self.object;
        // A whole object is no place to point at.
        if std::ptr::eq(node, &*object.root) {
            diagnostic.primary.span = object.origin.span;
        }
        if self.is_known(node, &diagnostic) {
            return;
        }
        if object.passed_through {
            diagnostic.help = diagnostic.help.map(|help| wording::as_yaml(&help));
        }
        let diagnostic = match path(&object.root, node) {
            Some(path) if !path.is_empty() => {
                diagnostic.note(format!("it is `{path}` of the {} `{}`", object.kind, object.name))
            }
            _ => diagnostic.note(format!("it is the {} `{}`", object.kind, object.name)),
        };
        self.cx.report(diagnostic);
    }

    /// What only policy forbids: an error unless it is allowed with a reason, in plain style a warning.
    pub(in crate::lower) fn policy(&mut self, capability: &str, argument: Option<&str>, span: Span, message: &str) {
        self.cx.policy_of(self.declaration, capability, argument, span, message, self.object.passed_through);
    }

    /// Whether it is news that `name`, of which the declaration makes several, is none that Kubernetes takes.
    pub(in crate::lower) fn note_broken_name(&mut self, name: &EcoString) -> bool {
        self.cx.note_broken_name(self.declaration.span, name)
    }

    /// The variables of a pod that the program wrote itself; those of workloads have been looked at.
    pub(in crate::lower) fn variables(&mut self, spec: &Node) {
        if !self.is_made() {
            crate::lower::rules::variables(self.cx, spec);
        }
    }

    /// The name of the object has at most `limit` characters, as longer ones are made from it.
    pub(in crate::lower) fn short_name(&mut self, limit: usize) {
        let (kind, name) = (&self.object.kind, &self.object.name);
        if name.len() <= limit {
            return;
        }
        let node = self.object.root.at(&["metadata", "name"]).unwrap_or(&self.object.root);
        let message = format!("`{name}` is too long for a {kind}: {} characters of {limit}", name.len());
        let diagnostic = Diagnostic::error(code::BAD_OBJECT_NAME, node.origin.span, message)
            .note("Kubernetes appends to it for the objects that it makes")
            .help("give it a shorter name");
        self.add(node, diagnostic);
    }

    /// Whether the program allows `capability` here, without which something would be wrong.
    pub(in crate::lower) fn allows(&mut self, capability: &str) -> bool {
        self.cx.allows(self.declaration, capability, None)
    }

    /// Whether something may be missing because of a mistake that the vocabulary's rules have found.
    fn is_consequence(&self, diagnostic: &Diagnostic) -> bool {
        let own = self.declaration.span;
        let is_error =
            |known: &Diagnostic| known.severity == Severity::Error && known.primary.span.anchor == own.anchor;
        diagnostic.primary.span == own && self.cx.reported().take(self.before).any(is_error)
    }

    /// Whether the same was said before, or something else of the very same place. Of what stands nowhere but in the
    /// declaration as a whole, the vocabulary's own rules may have said it in other words.
    fn is_known(&self, node: &Node, diagnostic: &Diagnostic) -> bool {
        // What the compiler put together is wrong because of its parts.
        let made = node.origin.cause != Cause::Written;
        let span = diagnostic.primary.span;
        let is_whole = |span: Span| span == self.declaration.span;
        self.cx.reported().enumerate().any(|(index, known)| {
            let other = known.primary.span;
            if known.code == diagnostic.code {
                let before = index < self.before;
                let told = other == span || known.labels.iter().any(|label| label.span == span);
                if told && (before || known.message == diagnostic.message) {
                    return true;
                }
            }
            known.severity == Severity::Error
                && !is_whole(span)
                && !is_whole(other)
                && (holds(other, span) || made && holds(span, other))
        })
    }
}

/// Whether one span holds the other.
fn holds(outer: Span, inner: Span) -> bool {
    outer.anchor == inner.anchor && outer.start <= inner.start && inner.end <= outer.end
}

/// The path from `root` to the very `node`, as `spec.ports[0].name`.
pub(in crate::lower) fn path(root: &Node, node: &Node) -> Option<String> {
    let mut path = String::new();
    finds(root, node, &mut path).then_some(path)
}

fn finds(at: &Node, node: &Node, path: &mut String) -> bool {
    if std::ptr::eq(at, node) {
        return true;
    }
    let length = path.len();
    match &at.tree {
        Tree::Map(map) => {
            for (key, inner) in map.iter() {
                let _ = match key.contains(['.', '/']) {
                    true => write!(path, "[\"{key}\"]"),
                    false if path.is_empty() => write!(path, "{key}"),
                    false => write!(path, ".{key}"),
                };
                if finds(inner, node, path) {
                    return true;
                }
                path.truncate(length);
            }
        }
        Tree::List(items) => {
            for (index, inner) in items.iter().enumerate() {
                let _ = write!(path, "[{index}]");
                if finds(inner, node, path) {
                    return true;
                }
                path.truncate(length);
            }
        }
        _ => {}
    }
    false
}

/// Whether anything set in `item` waits for a parameter without a value.
pub(in crate::lower) fn is_open(item: &Item) -> bool {
    item.value.as_ref().is_some_and(is_open_value) || item.fields.values().chain(item.labels.values()).any(is_open)
}

fn is_open_value(value: &Value) -> bool {
    match &value.data {
        Data::Open | Data::Error => true,
        Data::List(items) | Data::Added(items) => items.iter().any(is_open_value),
        Data::Map(map) => map.values().any(is_open_value),
        Data::Range(range) => is_open_value(&range.0) || is_open_value(&range.1),
        Data::Made(made) => made.arguments.values().any(is_open_value),
        _ => false,
    }
}
