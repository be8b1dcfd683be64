//! What stands below a place, by name and in order: mostly nothing, so that nothing is one word.

use ecow::EcoString;

use crate::vocab::Ordered;

/// The entries, elements or parts below a place.
#[derive(Debug, Clone)]
pub struct Children<T>(Option<Box<Ordered<T>>>);

impl<T> Default for Children<T> {
    fn default() -> Self {
        Children(None)
    }
}

impl<T> Children<T> {
    /// With room for `count`.
    pub(super) fn with_capacity(count: usize) -> Children<T> {
        Children((count > 0).then(|| Box::new(Ordered::with_capacity_and_hasher(count, rustc_hash::FxBuildHasher))))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |map| map.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one called `name`.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.as_ref()?.get(name)
    }

    /// The one called `name`, to change it.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.0.as_mut()?.get_mut(name)
    }

    /// Whether there is one called `name`.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Puts `child` at `name`: in the place of the old one, which is returned, else last.
    pub fn insert(&mut self, name: EcoString, child: T) -> Option<T> {
        self.0.get_or_insert_default().insert(name, child)
    }

    /// The one called `name`, which `make` makes where it is missing.
    pub(super) fn get_or_insert_with(&mut self, name: EcoString, make: impl FnOnce() -> T) -> &mut T {
        self.0.get_or_insert_default().entry(name).or_insert_with(make)
    }

    /// Takes the one called `name` out.
    pub fn shift_remove(&mut self, name: &str) -> Option<T> {
        self.0.as_mut()?.shift_remove(name)
    }

    /// Takes all out.
    pub(super) fn clear(&mut self) {
        self.0 = None;
    }

    /// The names in order.
    pub fn keys(&self) -> impl Iterator<Item = &EcoString> {
        self.iter().map(|(name, _)| name)
    }

    /// What is called so, in order.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.iter().map(|(_, child)| child)
    }

    /// Names, each with what is called so, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.as_deref().map(Ordered::iter).unwrap_or_default()
    }

    /// As [`Children::iter`], to change what is called so.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&EcoString, &mut T)> {
        self.0.as_deref_mut().into_iter().flatten()
    }
}

/// Names, each with what is called so.
type Iter<'a, T> = indexmap::map::Iter<'a, EcoString, T>;

impl<'a, T> IntoIterator for &'a Children<T> {
    type Item = (&'a EcoString, &'a T);
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}
