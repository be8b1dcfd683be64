//! `kappc explain`: the page of a code, an entry of the vocabulary, or the list of what can be explained.

use std::fmt::Write as _;

use super::{Exit, output, reference};
use crate::diag::code::REGISTRY;
use crate::diag::{Code, suggest};
use crate::report::harmless;
use crate::vocab::Vocabulary;

/// Prints what `topic` is, or everything that can be one.
pub(super) fn run(topic: Option<&str>) -> Exit {
    let Some(topic) = topic else {
        return output::result(list().as_bytes(), Exit::Clean);
    };
    if let Some(info) = Code::parse(topic).and_then(Code::info) {
        return output::result(info.page.as_bytes(), Exit::Clean);
    }
    match reference::describe(Vocabulary::get(), topic) {
        Ok(text) => output::result(text.as_bytes(), Exit::Clean),
        Err(missing) => {
            let near = suggest(&missing.word, missing.known.iter().map(|name| name.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{}{}`?", missing.stem, near.name),
                None => "`kappc explain` lists codes and words".to_owned(),
            };
            let topic = harmless(topic);
            output::say(&format!("error: there is nothing to explain called `{topic}`\n  help: {}\n", harmless(&help)));
            Exit::Usage
        }
    }
}

/// Every code with its title, and the words to start from.
fn list() -> String {
    let mut text = String::new();
    for info in REGISTRY {
        let _ = writeln!(text, "{}  {}", info.code, info.title);
    }
    text.push('\n');
    for kind in Vocabulary::get().kinds.values() {
        let _ = writeln!(text, "{}  {}", reference::spaced(&kind.name), reference::first_sentence(&kind.doc));
    }
    text
}
