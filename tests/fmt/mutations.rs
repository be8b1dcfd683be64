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
            if dice.below(20) != 0 {
                continue;
            }
            let doubled = &declaration[*start..*end];
            let inserted = if dice.below(3) == 0 { doubled } else { INSERTED[dice.below(INSERTED.len())] };
            let space = [" ", "", "\n"][dice.below(3)];
            let text = format!("{}{space}{inserted} {}", &declaration[..*start], &declaration[*start..]);
            tried += 1;
            parsed += usize::from(conserved(&text).is_some());
        }
    }
    assert!(tried > 350 && parsed > 60, "{parsed} of {tried}");
}
