//! Entries by name, each read when it is first asked for.

use std::hash::Hash;
use std::sync::{Arc, OnceLock};

use ecow::EcoString;
use indexmap::Equivalent;

use super::Ordered;
use crate::diag::Diagnostics;

/// What can be read from its place in the files of the vocabulary.
pub(super) trait Entry: Sized {
    /// Reads the entry cut out at `place`. What is wrong with it is nothing, as a test sees to.
    fn read(place: usize, diagnostics: &mut Diagnostics) -> Self;
}

/// What an entry may be looked up by: every form of text that equals its name.
pub trait Name: Hash + Equivalent<EcoString> {}

impl<Q: Hash + Equivalent<EcoString> + ?Sized> Name for Q {}

/// Entries by name, in order. Names are known from the start; an entry is read when it is first asked for.
#[derive(Debug)]
pub struct Index<T>(Ordered<Arc<Slot<T>>>);

#[derive(Debug)]
struct Slot<T> {
    place: usize,
    entry: OnceLock<Arc<T>>,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Index(Ordered::default())
    }
}

impl<T> Clone for Index<T> {
    fn clone(&self) -> Self {
        Index(self.0.clone())
    }
}

impl<T> Index<T> {
    /// Whether there is an entry `name`.
    pub fn contains_key<Q: Name + ?Sized>(&self, name: &Q) -> bool {
        self.0.contains_key(name)
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &EcoString> + Clone {
        self.0.keys()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the entry `name` is cut out.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.0.get(name).map(|slot| slot.place)
    }

    /// Takes in the entry `name`, cut out at `place`. It takes the place of one of the same name.
    pub(super) fn insert(&mut self, name: &str, place: usize) {
        let _ = self.0.insert(name.into(), Arc::new(Slot { place, entry: OnceLock::new() }));
    }

    /// Takes in the entries of `other`, which take the place of those of the same names.
    pub(super) fn extend(&mut self, other: &Index<T>) {
        self.0.extend(other.0.iter().map(|(name, slot)| (name.clone(), Arc::clone(slot))));
    }
}

#[allow(private_bounds, reason = "whoever reads an index does not care how its entries come to be")]
impl<T: Entry> Index<T> {
    /// The entry `name`.
    pub fn get<Q: Name + ?Sized>(&self, name: &Q) -> Option<&Arc<T>> {
        self.0.get(name).map(|slot| slot.get())
    }

    /// Every entry.
    pub fn values(&self) -> impl Iterator<Item = &Arc<T>> {
        self.0.values().map(|slot| slot.get())
    }

    /// Every entry with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&EcoString, &Arc<T>)> {
        self.0.iter().map(|(name, slot)| (name, slot.get()))
    }
}

impl<T: Entry> Slot<T> {
    fn get(&self) -> &Arc<T> {
        self.entry.get_or_init(|| Arc::new(T::read(self.place, &mut Diagnostics::new())))
    }
}
