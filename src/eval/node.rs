//! The settings of a declaration while layers are merged: a tree of places, each with what was set there last.

use std::cell::{Cell, OnceCell};

use ecow::EcoString;

use super::children::Children;
use super::item::{Allow, Chain};
use super::value::{Origin, Value};
use super::{Lazy, Locals};
use crate::check::ir::Expr;
use crate::source::Span;

/// The settings of a declaration, all layers merged.
#[derive(Debug)]
pub(super) struct Merged<'c> {
    pub(super) root: Node<'c>,
    pub(super) allows: Vec<Allow>,
    pub(super) asserts: Vec<Assertion<'c>>,
    /// The labels of its `version` blocks.
    pub(super) versions: Vec<EcoString>,
    pub(super) chain: Chain,
}

/// An `assert` that was met while layers were merged.
#[derive(Debug)]
pub(super) struct Assertion<'c> {
    pub(super) condition: &'c Expr,
    pub(super) message: Option<&'c Expr>,
    pub(super) locals: Locals,
    pub(super) layer: u16,
}

/// A place.
#[derive(Debug)]
pub(super) struct Node<'c> {
    /// What set it last, or opened it first.
    pub(super) origin: Origin,
    /// What stands after `=`.
    pub(super) value: Option<Pending<'c>>,
    /// The layer and place that set the value.
    pub(super) set: Option<(u16, Span)>,
    /// Entries of its block.
    pub(super) fields: Children<Node<'c>>,
    /// Labelled elements.
    pub(super) labels: Children<Node<'c>>,
    /// Parts of its value that were set by themselves.
    pub(super) parts: Children<Node<'c>>,
    /// For a part: what must be so below it.
    pub(super) mark: Mark,
    /// The value once computed.
    pub(super) forced: Lazy<Option<Value>>,
}

/// What must be so in the value below a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Anything.
    Free,
    /// The key is there: an environment changes it.
    Exists(Span),
    /// The key is not there: an environment adds it.
    New(Span),
    /// The key is taken away; with a span, it must be there.
    Unset(Option<Span>),
}

/// An expression that waits to be computed, with what surrounds it.
#[derive(Debug, Clone)]
pub(super) struct Pending<'c> {
    pub(super) expr: &'c Expr,
    pub(super) locals: Locals,
    pub(super) origin: Origin,
    /// Whether the value takes the place of what is there or comes after it.
    pub(super) append: Append,
    /// For `+=`: what the program appends it to.
    pub(super) before: Option<Box<Pending<'c>>>,
}

/// How a value meets what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Append {
    /// `=`
    No,
    /// `+=`
    Yes,
    /// `+=`, where the compiler may have made a list that the program does not show.
    OntoMade,
}

impl<'c> Node<'c> {
    pub(super) fn new(origin: Origin) -> Node<'c> {
        Node {
            origin,
            value: None,
            set: None,
            fields: Children::default(),
            labels: Children::default(),
            parts: Children::default(),
            mark: Mark::Free,
            forced: Lazy { value: OnceCell::new(), open: Cell::new(false) },
        }
    }

    /// Where in this layer this place or one below it was set.
    pub(super) fn set_in(&self, layer: u16) -> Option<Span> {
        if let Some((set, span)) = self.set
            && set == layer
        {
            return Some(span);
        }
        self.parts.values().find_map(|part| part.set_in(layer))
    }
}
