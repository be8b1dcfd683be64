//! Whole passages of another language: a manifest in YAML, a text of several lines in the manner of a shell. Each is one
//! mistake, whatever is wrong with its lines when they are read as ours.

use super::Parsed;
use super::ast::{Entry, EntryKind, Segment};
use crate::diag::{Diagnostic, Edit, Fix, code};
use crate::source::{SourceId, Sources, Span};

/// A passage, from the start of a line to the end of one, and what is to be said of it.
struct Passage {
    start: usize,
    end: usize,
    diagnostic: Diagnostic,
}

/// Puts one diagnostic in the place of all that lie in such a passage.
pub(super) fn fold(parsed: &mut Parsed, sources: &Sources, source: SourceId, text: &str) {
    let at = |span: Span| sources.place(span).filter(|place| place.source == source).map(|place| place.start);
    let mut passages: Vec<Passage> = Vec::new();
    for entry in &parsed.file.entries {
        let Some(start) = at(entry.span).filter(|start| passages.last().is_none_or(|last| last.end <= *start)) else {
            continue;
        };
        passages.extend(manifest(entry, start, text));
    }
    for diagnostic in parsed.diagnostics.iter().filter(|known| known.code == code::MISSING_VALUE) {
        let span = diagnostic.primary.span;
        passages.extend(at(span).and_then(|place| here_document(span, place, text)));
    }
    if passages.is_empty() {
        return;
    }
    let inside = |span: Span| {
        at(span).is_some_and(|place| passages.iter().any(|passage| (passage.start..passage.end).contains(&place)))
    };
    parsed.file.entries.retain(|entry| !inside(entry.span));
    parsed.diagnostics.retain(|diagnostic| !inside(diagnostic.primary.span));
    parsed.diagnostics.extend(passages.into_iter().map(|passage| passage.diagnostic));
    parsed.diagnostics.sort_by_key(|diagnostic| sources.place(diagnostic.primary.span));
}

/// The manifest that starts with `entry`, which starts at byte `start`.
fn manifest(entry: &Entry, start: usize, text: &str) -> Option<Passage> {
    let EntryKind::Setting(setting) = &entry.kind else { return None };
    let [Segment::Word(word)] = setting.head.path.segments.as_slice() else { return None };
    let rest = text.get(start..)?;
    if !matches!(word.text.as_str(), "apiVersion" | "kind") || !rest.get(word.text.len()..)?.starts_with(':') {
        return None;
    }
    let is_yaml = |line: &&str| {
        let key = line.trim_end().split_once(':').map(|(key, value)| (key, value.is_empty() || value.starts_with(' ')));
        let is_key = key.is_some_and(|(key, ends)| {
            ends && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        });
        line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#']) || line.starts_with("{{") || is_key
    };
    let lines = || rest.split_inclusive('\n').take_while(is_yaml);
    let value = |key: &str| {
        let line = lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.map(|value| value.trim().trim_matches(['"', '\'']))
    };
    let (version, kind) = (value("apiVersion").unwrap_or("GROUP/VERSION"), value("kind").unwrap_or("KIND"));
    let help = format!(
        "put it in a file of its own and write `include \"FILE.yaml\"`, or say it here: `resource \"{version}\" {kind} NAME {{ … }}`"
    );
    let before = text.get(..start).unwrap_or_default();
    let opened = before.trim_end().strip_suffix("---").map_or(start, str::len);
    let end = start + lines().map(str::len).sum::<usize>();
    let diagnostic = Diagnostic::error(code::YAML_ITEM, setting.head.span, "this is a manifest in YAML").help(help);
    Some(Passage { start: opened, end, diagnostic })
}

/// `<<EOF` at `place`, where a value is missing: the text up to the line `EOF`.
fn here_document(span: Span, place: usize, text: &str) -> Option<Passage> {
    let blank = text.get(place..)?.len() - text.get(place..)?.trim_start_matches(' ').len();
    let opening = text.get(place + blank..)?;
    let first = opening.lines().next()?;
    let tag = first.strip_prefix("<<")?.trim_start_matches(['-', '~']).trim().trim_matches(['"', '\'']);
    if tag.is_empty() || !tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') {
        return None;
    }
    let mut end = place + blank + first.len();
    let mut closing = None;
    for line in text.get(end + 1..)?.split_inclusive('\n') {
        end += line.len();
        if line.trim() == tag {
            closing = Some(end + 1 - line.trim_start().len());
            break;
        }
    }
    let shift = |offset: usize| span.start.saturating_add(u32::try_from(offset - place).unwrap_or(u32::MAX));
    let part = |start: usize, length: usize| Span { start: shift(start), end: shift(start + length), ..span };
    let whole = part(place + blank, first.len());
    let mut diagnostic =
        Diagnostic::error(code::FOREIGN_SIGN, whole, "a text of several lines stands between `\"\"\"`").help(format!(
            "write `\"\"\"` in place of `{first}` and of `{tag}`, each at the end or start of a line of its own"
        ));
    if let Some(closing) = closing {
        let put = |span| Edit { span, text: "\"\"\"".to_owned() };
        let edits = vec![put(whole), put(part(closing, tag.len()))];
        diagnostic.fixes.push(Fix { title: "write `\"\"\"`".to_owned(), edits });
    }
    Some(Passage { start: place, end: end + 1, diagnostic })
}
