//! Doc comments that belong to nothing: `///` belongs to the entry that starts on the next line that is no comment.

use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::Sources;
use crate::syntax::Comment;

/// Looks through the comments of a file.
pub fn loose_docs(sources: &Sources, comments: &[Comment]) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut belongs = true;
    // From below, so that of several lines each knows what follows it.
    for (position, comment) in comments.iter().enumerate().rev() {
        let Some(place) = sources.place(comment.span) else { continue };
        let Some(source) = sources.get(place.source) else { continue };
        let before = source.text.get(..place.start).unwrap_or_default();
        let rest = source.text.get(place.end..).unwrap_or_default();
        let own_line = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        let next = rest.split('\n').nth(1).unwrap_or_default().trim_start();
        belongs = own_line
            && (next.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '"' | '\''))
                || next.starts_with("//") && belongs);
        let above = position.checked_sub(1).and_then(|above| comments.get(above));
        // Of a block of lines, the first is what is shown.
        let continues = above.and_then(|above| sources.place(above.span)).is_some_and(|above| {
            let between = source.text.get(above.end..place.start).unwrap_or("?");
            between.trim().is_empty() && between.matches('\n').count() == 1
        });
        if comment.doc && !belongs && !(continues && above.is_some_and(|above| above.doc)) {
            found.push(
                Diagnostic::warning(code::LOOSE_DOC, comment.span, "this doc comment belongs to nothing")
                    .help("`///` stands right above what it describes; a note is written with `//`"),
            );
        }
    }
    found.reverse();
    found
}
