//! Cuts the files of `stdlib/` into their entries without reading any: a run needs a few dozen of them, and to parse
//! all would cost it more than everything else that it does.
//!
//! In: the texts, laid out as they are: an entry, a setting or a bracket that closes a block per line, a block that lies
//! on one line holding settings only, settings before entries. Out: [`Cut`]s, in order. A test parses the files whole
//! and sees to it that they hold exactly what is found here.

/// One entry as it lies in its file.
#[derive(Debug)]
pub(super) struct Cut {
    /// Its first word: the name of an entry; `kind`, `shape`, `fn`, `type` or `capability` at top level.
    pub(super) word: &'static str,
    /// Its second word: what is declared at top level, the label of an entry; may be empty.
    pub(super) label: &'static str,
    /// Its doc comment, its line, and the settings that its block starts with.
    pub(super) text: &'static str,
    /// Whether its block goes on after `text`.
    pub(super) opens: bool,
    /// The entry in whose block it stands.
    pub(super) within: Option<usize>,
    /// The first entry that stands behind its block.
    pub(super) end: usize,
}

/// Cuts a file into entries, which come after those that `cuts` has already.
pub(super) fn cut(text: &'static str, cuts: &mut Vec<Cut>) {
    // The entries whose blocks are open, with their first byte.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut doc = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_ascii();
        if line.starts_with("///") {
            doc = doc.or(Some(start));
            continue;
        }
        let first = doc.take().unwrap_or(start);
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let count = cuts.len();
        if line == "}" {
            if let Some(cut) = open.pop().and_then(|(index, _)| cuts.get_mut(index)) {
                cut.end = count;
            }
            continue;
        }
        let (word, rest) = word(line);
        let rest = rest.trim_ascii_start();
        let within = open.last().copied();
        if rest.starts_with('=') {
            if let Some((index, first)) = within
                && let Some(cut) = cuts.get_mut(index)
            {
                cut.text = text.get(first..at).unwrap_or_default();
            }
            continue;
        }
        let opens = line.ends_with('{');
        if opens {
            open.push((count, first));
        }
        cuts.push(Cut {
            word,
            label: self::word(rest).0,
            text: text.get(first..at).unwrap_or_default(),
            opens,
            within: within.map(|(index, _)| index),
            end: count + 1,
        });
    }
}

/// The word that `text` starts with, and what comes after it.
fn word(text: &str) -> (&str, &str) {
    let of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.split_at(text.bytes().take_while(|byte| of_word(*byte)).count())
}
