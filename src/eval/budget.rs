//! Budgets: how much work a declaration may cause. Counted in steps, never in time, so that a program that compiles on
//! one machine compiles on every other.

use std::cell::Cell;

/// Steps of one declaration in one environment.
pub(super) const MAX_STEPS: u64 = 1_000_000;

/// Bytes of one text.
pub(super) const MAX_TEXT: usize = 1024 * 1024;

/// Elements of one list or map.
pub(super) const MAX_ELEMENTS: usize = 100_000;

/// Bytes of all texts and lists that one environment makes.
pub(super) const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Bytes that an element of a list counts for.
pub(super) const ELEMENT: usize = 64;

/// Values that wait for each other.
pub(super) const MAX_DEPTH: usize = 400;

/// What is left of a budget.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<u64>,
    spent: Cell<u64>,
    made: Cell<u64>,
}

impl Budget {
    pub(super) fn new() -> Budget {
        Budget { left: Cell::new(MAX_STEPS), spent: Cell::new(0), made: Cell::new(0) }
    }

    /// A new declaration begins: its budget is whole.
    pub(super) fn start(&self) {
        self.left.set(MAX_STEPS);
    }

    /// Takes `steps`; `Some(true)` the first time that nothing is left, `Some(false)` after.
    pub(super) fn take(&self, steps: usize) -> Option<bool> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.spent.set(self.spent.get().saturating_add(steps));
        match self.left.get() {
            0 => Some(false),
            _ if self.made() > MAX_BYTES => Some(false),
            left if left <= steps => {
                self.left.set(0);
                Some(true)
            }
            left => {
                self.left.set(left - steps);
                None
            }
        }
    }

    /// Counts `bytes` that were made; `true` the first time that they are too many.
    pub(super) fn make(&self, bytes: usize) -> bool {
        let before = self.made.get();
        self.made.set(before.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX)));
        before <= MAX_BYTES && self.made.get() > MAX_BYTES
    }

    /// Bytes made in all.
    pub(super) fn made(&self) -> u64 {
        self.made.get()
    }

    /// Steps taken in all.
    pub(super) fn spent(&self) -> u64 {
        self.spent.get()
    }
}
