//! White space and comments by chance: within a line white space has no say, and no comment is lost anywhere.

use super::{Dice, conserved, declarations, formatted};
use kappc::syntax::tokens;

/// The text with what `change` makes of each gap between two tokens.
fn respaced(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut before = 0;
    for (start, end) in tokens(text) {
        out += &if before == 0 { text[..start].to_owned() } else { change(&text[before..start]) };
        out += &text[start..end];
        before = end;
    }
    out + &text[before..]
}

#[test]
fn white_space_in_a_line_has_no_say() {
    let mut dice = Dice(1);
    for declaration in declarations() {
        let wanted = formatted(&declaration).unwrap();
        let text = respaced(&declaration, |gap| {
            let mut spaced = String::new();
            for c in gap.chars() {
                match c {
                    ' ' if gap.contains("//") => spaced.push(' '),
                    ' ' => spaced += [" ", "  ", "\t", "     "][dice.below(4)],
                    '\n' => spaced += ["\n", " \n", "\n\t"][dice.below(3)],
                    _ => spaced.push(c),
                }
            }
            spaced
        });
        assert_eq!(formatted(&text).as_ref(), Some(&wanted), "{text}");
    }
}

#[test]
fn a_comment_may_stand_wherever_a_line_may_end() {
    let mut dice = Dice(2);
    let (mut tried, mut kept) = (0, 0);
    for declaration in declarations() {
        for (start, _) in tokens(&declaration) {
            if dice.below(20) != 0 {
                continue;
            }
            let comment =
                ["// one\n", "\n// own\n", "/// doc\n", "\n/// own doc\n", "\n\n// far\n\n", " //\n"][dice.below(6)];
            let (before, after) = declaration.split_at(start);
            tried += 1;
            kept += usize::from(conserved(&format!("{before}{comment}{after}")).is_some());
        }
    }
    assert!(tried > 350 && kept > 150, "{kept} of {tried}");
}

#[test]
fn lines_may_end_anywhere() {
    let mut dice = Dice(3);
    let mut kept = 0;
    for declaration in declarations() {
        let share = [2, 12, 30][dice.below(3)];
        let text = respaced(&declaration, |gap| {
            let ends = !gap.contains('\n') && dice.below(share) == 0;
            if ends { "\n".to_owned() } else { gap.to_owned() }
        });
        kept += usize::from(conserved(&text).is_some());
        // Comments, separators and empty lines at once.
        let text = respaced(&declaration, |gap| {
            let what = dice.below(14);
            match what {
                0 => format!("{gap}// a\n"),
                1 => format!("{gap}\n\n\n"),
                2 if gap.contains('\n') => format!(" ,{gap}"),
                3 if gap.contains('\n') => format!(" // b\n ; // c\n{gap}"),
                4 if gap.contains('\n') => format!("\n/// d\n, /// e\n{gap}"),
                _ => gap.to_owned(),
            }
        });
        kept += usize::from(conserved(&text).is_some());
    }
    assert!(kept > 60, "{kept}");
}
