//! Many declarations, evaluated in shares at the same time.
//!
//! Every share has an evaluator of its own, which computes its declarations and, of others, what these read. A program
//! in which anything is to be said is evaluated again as a whole: what is said, and in which order, never depends on how
//! it was divided. The number of shares is fixed, so that neither does the number of steps.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Evaluated, Evaluation, Evaluator, Inputs, budget};
use crate::check::Checked;
use crate::diag::Diagnostics;

/// Into how many shares a large module is divided.
const SHARES: usize = 4;

/// Declarations from which on a module is divided: below, what the shares have in common costs more than is won.
const DIVIDED_FROM: usize = 64;

/// One of several equal parts of the declarations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    number: usize,
    of: usize,
}

impl Share {
    /// All declarations.
    pub(super) const WHOLE: Share = Share { number: 0, of: 1 };

    /// Which of `count` declarations it holds.
    pub(super) fn of(self, count: usize) -> Range<usize> {
        count * self.number / self.of..count * (self.number + 1) / self.of
    }
}

/// The module, evaluated in shares; `None` where it is small or where there is something to say about it.
pub(super) fn in_shares(checked: &Checked, inputs: &Inputs<'_>) -> Option<Evaluation> {
    if checked.declarations.len() < DIVIDED_FROM {
        return None;
    }
    let shares: Vec<_> = (0..SHARES)
        .into_par_iter()
        .map(|number| {
            let evaluator = Evaluator::new(checked, inputs);
            let module = evaluator.module(Share { number, of: SHARES });
            let tried: Vec<_> = evaluator
                .tried
                .take()
                .into_iter()
                .map(|(span, (found, said))| (span, found || said.is_none()))
                .collect();
            let counted = (evaluator.budget.spent(), evaluator.budget.made());
            (module, counted, evaluator.diagnostics.into_inner().is_empty(), tried)
        })
        .collect();
    let mut found = FxHashMap::default();
    for (span, here) in shares.iter().flat_map(|(.., tried)| tried) {
        *found.entry(*span).or_insert(false) |= here;
    }
    if found.values().any(|found| !found) || shares.iter().any(|(_, _, silent, _)| !silent) {
        return None;
    }
    // What is too much together is found where it becomes too much, by one evaluator.
    if shares.iter().map(|(_, (_, made), ..)| made).sum::<u64>() > budget::MAX_BYTES {
        return None;
    }
    let mut whole: Option<Evaluated> = None;
    let mut steps = 0;
    for (module, (spent, _), ..) in shares {
        steps += spent;
        match &mut whole {
            None => whole = Some(module),
            Some(whole) => whole.declarations.extend(module.declarations),
        }
    }
    Some(Evaluation { module: whole?, diagnostics: Diagnostics::new(), steps })
}
