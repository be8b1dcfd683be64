//! Programs with one token put in or doubled: those that are still programs are formatted like any other.

use super::{Dice, conserved, declarations};
use kappc::syntax::tokens;
use rayon::prelude::*;

/// What is put in: one of every kind of token.
const INSERTED: [&str; 24] = [
    "x", "5m", "\"t\"", "'r'", "{ }", "( )", "[ ]", ",", ";", "=", "+=", ".", ":", "+", "-", "!", "..", "??", "<", ">",
    "new", "private", "else", "// c\n",
];

/// Every token of every declaration, once.
#[test]
fn a_token_put_in_or_doubled_costs_nothing() {
    let parsed: Vec<bool> = declarations()
        .par_iter()
        .enumerate()
        .flat_map_iter(|(number, declaration)| {
            let mut dice = Dice(17 + number as u64);
            tokens(declaration).into_iter().map(move |token| {
                let changed = with_one_more(declaration, token, &mut dice);
                conserved(&changed).is_some()
            })
        })
        .collect();
    let (tried, parsed) = (parsed.len(), parsed.iter().filter(|parsed| **parsed).count());
    assert!(tried > 4_000 && parsed > 800, "{parsed} of {tried}");
}

/// The text with a token put in before the one at `start..end`, or with that one doubled.
pub(super) fn with_one_more(text: &str, (start, end): (usize, usize), dice: &mut Dice) -> String {
    let doubled = &text[start..end];
    let inserted = if dice.below(3) == 0 { doubled } else { INSERTED[dice.below(INSERTED.len())] };
    let space = [" ", "", "\n"][dice.below(3)];
    format!("{}{space}{inserted} {}", &text[..start], &text[start..])
}
