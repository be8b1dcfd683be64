//! Diagnostics as text.
//!
//! In: [`Diagnostic`]s and the [`Sources`] that their spans lie in. Out: text, [`pretty`] for people, the others for
//! machines, one file a format. Nothing that a source holds reaches a terminal unless it is harmless there. This room prints nothing
//! itself and does not know what made a diagnostic.

mod excerpt;
mod github;
mod json;
mod junit;
mod place;
mod sarif;
mod short;
mod terminal;
mod visible;

use std::borrow::Cow;
use std::path::Path;

use ecow::EcoString;

use crate::diag::{Diagnostic, Severity};
use crate::source::{Position, Sources, Span};

pub use github::github;
pub use json::json;
pub use junit::junit;
pub use sarif::sarif;
pub use short::short;
pub use terminal::{Colors, Glyphs, Screen, pretty};

/// Where `span` starts as diagnostics show it: path, line and column. The end of a text counts as its last visible
/// character, for behind it there is nothing to point at.
pub fn position(sources: &Sources, span: Span) -> Option<(&Path, Position)> {
    let place = sources.place(span)?;
    let source = sources.get(place.source)?;
    let (start, _) = excerpt::fit(&source.text, place.start, place.end);
    Some((&source.path, source.lines().position(&source.text, start)))
}

/// `text` fit for one line of a terminal: what would move the cursor, change the reading direction or not be seen at all
/// is shown as a visible character of one column, line ends and tabs included.
pub fn harmless(text: &str) -> Cow<'_, str> {
    visible::line(text)
}

/// What is counted at the end of a run: "2 errors, 1 warning"; `None` where there is nothing.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let words = |n: usize, one: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{n} {one}s")),
    };
    let parts = [words(count(Severity::Error), "error"), words(count(Severity::Warning), "warning")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// In which of the program's environments the matter occurs, as in `[prod only]`; empty where that does not depend on
/// one. `declared` are all that the program has.
fn occurrence(found: &[EcoString], declared: &[EcoString]) -> String {
    match found {
        [] => String::new(),
        all if !declared.is_empty() && declared.iter().all(|name| all.contains(name)) => {
            " [all environments]".to_owned()
        }
        [first @ .., last] if !first.is_empty() => format!(" [{} and {last} only]", first.join(", ")),
        [one] | [.., one] => format!(" [{one} only]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_read_as_words() {
        let all: Vec<EcoString> = ["dev", "staging", "prod"].map(EcoString::from).to_vec();
        assert_eq!(occurrence(&[], &all), "");
        assert_eq!(occurrence(&all[2..], &all), " [prod only]");
        assert_eq!(occurrence(&all[1..], &all), " [staging and prod only]");
        assert_eq!(occurrence(&all, &all), " [all environments]");
        assert_eq!(occurrence(&all[..1], &[]), " [dev only]");
    }
}
