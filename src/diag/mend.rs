//! Carrying out fixes: from diagnostics to changed texts.
//!
//! In: texts, and diagnostics of them. Out: the texts with as many fixes carried out as fit beside each other. A fix is
//! carried out whole or not at all.

use super::{Diagnostic, Fix};
use crate::source::{Place, SourceId, Sources};

/// What came of carrying out fixes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The texts that changed, in the order of their sources.
    pub texts: Vec<(SourceId, String)>,
    /// The diagnostics whose first fix was carried out, by index.
    pub applied: Vec<usize>,
}

/// Carries out the first fix of each diagnostic, in order, as long as it does not touch a place that an earlier one
/// changes; who compiles again meets those that are left. Only sources for which `may_change` holds are changed.
pub fn mend(sources: &Sources, diagnostics: &[Diagnostic], may_change: impl Fn(SourceId) -> bool) -> Mended {
    let mut mended = Mended::default();
    let mut edits: Vec<(Place, &str)> = Vec::new();
    for (index, fix) in diagnostics.iter().enumerate().filter_map(|(index, d)| Some((index, d.fixes.first()?))) {
        let Some(own) = places(sources, fix) else { continue };
        let allowed = own.iter().all(|(place, _)| may_change(place.source));
        let free = own.iter().all(|(place, _)| !edits.iter().any(|(other, _)| clash(*place, *other)));
        if allowed && free {
            edits.extend(own);
            mended.applied.push(index);
        }
    }
    edits.sort_by_key(|(place, _)| *place);
    for (id, source) in sources.iter() {
        let mut own = edits.iter().filter(|(place, _)| place.source == id).peekable();
        if own.peek().is_none() {
            continue;
        }
        let (mut text, mut at) = (String::with_capacity(source.text.len()), 0);
        for (place, replacement) in own {
            text.push_str(source.text.get(at..place.start).unwrap_or(""));
            text.push_str(replacement);
            at = place.end;
        }
        text.push_str(source.text.get(at..).unwrap_or(""));
        mended.texts.push((id, text));
    }
    mended
}

/// The places of a fix with what they become; `None` where one lies in no text, cuts a character, or meets another.
fn places<'a>(sources: &Sources, fix: &'a Fix) -> Option<Vec<(Place, &'a str)>> {
    let mut places: Vec<(Place, &str)> = Vec::new();
    for edit in &fix.edits {
        let place = sources.place(edit.span)?;
        let _whole = sources.get(place.source)?.text.get(place.start..place.end)?;
        if places.iter().any(|(other, _)| clash(place, *other)) {
            return None;
        }
        places.push((place, &edit.text));
    }
    (!places.is_empty()).then_some(places)
}

/// Whether the order of two changes would matter. One that ends where another starts does not meet it.
fn clash(a: Place, b: Place) -> bool {
    a.source == b.source && (a.start == b.start || a.start < b.end && b.start < a.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Edit, code};
    use crate::source::{AnchorId, SourceText, Span};
    use std::sync::Arc;

    fn texts(text: &str) -> (Sources, AnchorId) {
        let mut sources = Sources::new();
        let id = sources.add(Arc::new(SourceText::new("a.kapp", text)));
        let anchor = sources.anchor(id, 0);
        (sources, anchor)
    }

    fn wrong(anchor: AnchorId, edits: &[(u32, u32, &str)]) -> Diagnostic {
        let span = |start, end| Span::new(anchor, start, end);
        let edits = edits.iter().map(|(s, e, text)| Edit { span: span(*s, *e), text: (*text).to_owned() }).collect();
        let mut diagnostic = Diagnostic::error(code::UNKNOWN_NAME, span(0, 0), "m");
        diagnostic.fixes.push(Fix { title: "t".to_owned(), edits });
        diagnostic
    }

    fn result(text: &str, fixes: &[&[(u32, u32, &str)]]) -> (String, Vec<usize>) {
        let (sources, anchor) = texts(text);
        let all: Vec<Diagnostic> = fixes.iter().map(|edits| wrong(anchor, edits)).collect();
        let mended = mend(&sources, &all, |_| true);
        (mended.texts.into_iter().map(|(_, text)| text).collect(), mended.applied)
    }

    #[test]
    fn neighbors_are_mended_together_and_in_order() {
        assert_eq!(result("abcdef", &[&[(3, 6, "X")], &[(0, 3, "YZ")]]), ("YZX".to_owned(), vec![0, 1]));
        assert_eq!(result("ab", &[&[(0, 1, "x"), (2, 2, "!")], &[(1, 1, "-")]]), ("x-b!".to_owned(), vec![0, 1]));
    }

    #[test]
    fn of_two_that_meet_the_first_counts_and_none_is_done_by_half() {
        assert_eq!(result("abcd", &[&[(0, 2, "x")], &[(1, 3, "y"), (3, 4, "z")]]), ("xcd".to_owned(), vec![0]));
        assert_eq!(result("ab", &[&[(1, 1, ",")], &[(1, 1, ",")]]), ("a,b".to_owned(), vec![0]));
        assert_eq!(result("abc", &[&[(0, 2, "x"), (1, 3, "y")]]), (String::new(), vec![]));
    }

    #[test]
    fn what_may_not_change_and_what_is_no_place_stays() {
        let (sources, anchor) = texts("ab");
        let all = [wrong(anchor, &[(0, 1, "x")])];
        assert_eq!(mend(&sources, &all, |_| false), Mended::default());
        assert_eq!(result("aä", &[&[(0, 2, "x")]]), (String::new(), vec![]));
    }
}
