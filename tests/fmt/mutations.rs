//! Programs with one token put in or doubled: those that are still programs are formatted like any other.

use super::{Dice, conserved, declarations};
use kappc::syntax::tokens;

/// What is put in: one of every kind of token.
const INSERTED: [&str; 24] = [
    "x", "5m", "\"t\"", "'r'", "{ }", "( )", "[ ]", ",", ";", "=", "+=", ".", ":", "+", "-", "!", "..", "??", "<", ">",
    "new", "private", "else", "// c\n",
];

#[test]
fn a_token_put_in_or_doubled_costs_nothing() {
    let mut dice = Dice(17);
    let (mut tried, mut parsed) = (0, 0);
    for declaration in declarations() {
        let all = tokens(&declaration);
        for (start, end) in &all {
            if dice.below(6) != 0 {
                continue;
            }
            tried += 1;
            parsed += usize::from(conserved(&with_one_more(&declaration, (*start, *end), &mut dice)).is_some());
        }
    }
    assert!(tried > 700 && parsed > 130, "{parsed} of {tried}");
}

/// The text with a token put in before the one at `start..end`, or with that one doubled.
pub(super) fn with_one_more(text: &str, (start, end): (usize, usize), dice: &mut Dice) -> String {
    let doubled = &text[start..end];
    let inserted = if dice.below(3) == 0 { doubled } else { INSERTED[dice.below(INSERTED.len())] };
    let space = [" ", "", "\n"][dice.below(3)];
    format!("{}{space}{inserted} {}", &text[..start], &text[start..])
}
