//! Who set what: the changes that the layers of a declaration make to its places, kept for whoever asks.
//!
//! Merging keeps the last value only. This records the others too, as places in the source; nothing is computed for it,
//! since a value that another layer replaces may not even be computable.

use ecow::EcoString;

use super::Locals;
use super::layers::Pass;
use crate::check::ir::{Key, Step, StepKind};
use crate::source::Span;

/// One change of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The place, from the declaration on.
    pub path: Vec<Place>,
    /// What is done to it.
    pub deed: Deed,
    /// The layer that does it, an index into [`Chain::layers`](super::Chain::layers).
    pub layer: u16,
    /// The whole entry.
    pub span: Span,
    /// The value as it is written; the entry where there is none.
    pub value: Span,
}

/// What a layer does to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// `=`
    Set,
    /// `+=`
    Append,
    /// `unset`
    Unset,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An entry of the vocabulary.
    Field(EcoString),
    /// A labelled element.
    Label(EcoString),
    /// A part of a value.
    Part(EcoString),
}

impl Place {
    /// The word that a program writes for it.
    pub fn name(&self) -> &EcoString {
        match self {
            Place::Field(name) | Place::Label(name) | Place::Part(name) => name,
        }
    }
}

impl Change {
    /// Whether a later change leaves nothing of this one: it sets the same place or a whole that this is a part of, or
    /// takes either away. Options of a thing outlive a new value of it.
    pub fn is_undone_by(&self, later: &Change) -> bool {
        let Some(rest) = self.path.strip_prefix(later.path.as_slice()) else { return false };
        match later.deed {
            Deed::Append => false,
            Deed::Unset => true,
            Deed::Set => rest.iter().all(|place| matches!(place, Place::Part(_))),
        }
    }
}

/// Changes as they come, and where the block that is being merged stands.
#[derive(Debug)]
pub(super) struct History {
    /// `None` where nobody asks.
    changes: Option<Vec<Change>>,
    within: Vec<Place>,
}

impl History {
    pub(super) fn new(wanted: bool) -> History {
        History { changes: wanted.then(Vec::new), within: Vec::new() }
    }

    pub(super) fn changes(self) -> Vec<Change> {
        self.changes.unwrap_or_default()
    }

    /// The block of a place begins; gives back what [`History::leave`] wants.
    pub(super) fn enter(&mut self, path: impl IntoIterator<Item = Place>) -> usize {
        let mark = self.within.len();
        if self.changes.is_some() {
            self.within.extend(path);
        }
        mark
    }

    /// The block ends.
    pub(super) fn leave(&mut self, mark: usize) {
        self.within.truncate(mark);
    }
}

impl<'c> Pass<'_, 'c> {
    /// The block at the end of `path` begins.
    pub(super) fn enter(&mut self, path: &'c [Step], locals: &Locals) -> usize {
        let path = if self.history.changes.is_some() { self.places(path, locals) } else { Vec::new() };
        self.history.enter(path)
    }

    /// Takes down a change of the place at the end of `path`.
    pub(super) fn record(&mut self, path: &'c [Step], deed: Deed, span: Span, value: Span, locals: &Locals) {
        if self.history.changes.is_none() {
            return;
        }
        let mut whole = self.history.within.clone();
        whole.extend(self.places(path, locals));
        let layer = self.layer;
        if let Some(changes) = &mut self.history.changes {
            changes.push(Change { path: whole, deed, layer, span, value });
        }
    }

    /// The steps by name; up to the first whose name cannot be computed, which is reported elsewhere.
    fn places(&self, path: &'c [Step], locals: &Locals) -> Vec<Place> {
        let key = |key, span| self.evaluator.key(key, span, &self.around(locals));
        let place = |step: &'c Step| match &step.kind {
            StepKind::Field(field) => Some(Place::Field(field.name.clone())),
            StepKind::Record(name) => Some(Place::Part(name.clone())),
            StepKind::Label(label) => key(label, step.span).map(Place::Label),
            StepKind::Entry(entry) | StepKind::Open(entry) => key(entry, step.span).map(Place::Part),
        };
        path.iter().map_while(place).collect()
    }
}

/// The name that a step goes to, where it is not computed.
pub(super) fn step_name(step: &Step) -> Option<EcoString> {
    match &step.kind {
        StepKind::Field(field) => Some(field.name.clone()),
        StepKind::Record(name) => Some(name.clone()),
        StepKind::Label(Key::Plain(name)) | StepKind::Entry(Key::Plain(name)) | StepKind::Open(Key::Plain(name)) => {
            Some(name.clone())
        }
        StepKind::Label(_) | StepKind::Entry(_) | StepKind::Open(_) => None,
    }
}
