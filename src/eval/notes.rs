//! What a declaration reads of others: which it refers to, and whose addresses it holds. Both follow from values as
//! they are computed; a `let` passes on what it read to whoever reads it.

use ecow::EcoString;

use super::item::Link;
use super::value::{Origin, Value};
use super::{Around, Asked, Evaluator};
use crate::source::Span;

/// What was read so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    pub(super) uses: Vec<usize>,
    pub(super) links: Vec<Link>,
}

impl Notes {
    fn use_of(&mut self, declaration: usize) {
        if !self.uses.contains(&declaration) {
            self.uses.push(declaration);
        }
    }

    fn link(&mut self, link: Link) {
        let same = |known: &Link| known.declaration == link.declaration && known.port == link.port;
        if !self.links.iter().any(same) {
            self.links.push(link);
        }
    }
}

impl<'c> Evaluator<'c> {
    /// Notes that what is computed refers to `declaration`.
    pub(super) fn note_use(&self, around: &Around, declaration: usize) {
        if around.instance != Some(declaration) {
            self.note(around, |notes| notes.use_of(declaration));
        }
    }

    /// Notes that what is computed holds the address of `declaration`: of one port, or its name only.
    pub(super) fn note_link(&self, around: &Around, declaration: usize, port: Option<EcoString>, span: Span) {
        self.note(around, |notes| notes.link(Link { declaration, port, span }));
    }

    fn note(&self, around: &Around, write: impl FnOnce(&mut Notes)) {
        if let Some(notes) = around.binding.and_then(|index| self.let_notes.get(index)) {
            write(&mut notes.borrow_mut());
        } else if let Some(instance) = around.instance.and_then(|index| self.instance(index)) {
            write(&mut instance.notes.borrow_mut());
        }
    }

    /// The value of a `let`, with what it read noted for the reader too.
    pub(super) fn let_read(&self, index: usize, from: Span, around: &Around) -> Value {
        let value = self.let_value(index, Some(from));
        let read = self.let_notes.get(index).map(|notes| notes.borrow().clone()).unwrap_or_default();
        for declaration in read.uses {
            self.note_use(around, declaration);
        }
        for link in read.links {
            self.note(around, |notes| notes.link(link));
        }
        value
    }

    pub(super) fn let_value(&self, index: usize, from: Option<Span>) -> Value {
        let Some((lazy, item)) = self.lets.get(index).zip(self.checked.lets.get(index)) else {
            return self.error(Origin { span: Span::new(crate::source::AnchorId::FIRST, 0, 0), layer: 0 });
        };
        let origin = Origin { span: item.span, layer: 0 };
        self.lazily(lazy, Asked::Let(index), from.unwrap_or(item.span), origin, || {
            self.expr(&item.value, &Around { binding: Some(index), ..Around::module() })
        })
    }
}
