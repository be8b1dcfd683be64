//! Characters that have no business outside text: control characters, those that are invisible or turn the direction of
//! writing, letters that are no ASCII, and quotes of word processors.

use super::lexer::{Bytes, Kind, in_word};
use super::repair::Repair;
use super::{Problem, ProblemKind};

/// Whether `c` shows nothing, or changes the order in which others are shown.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Reads the unusual character at `at`. Returns the kind of token that it makes, if any, and where reading goes on.
pub(crate) fn unusual(
    source: &str,
    at: usize,
    repair: &mut Repair,
    problems: &mut Vec<Problem>,
) -> (Option<Kind>, usize) {
    let rest = source.get(at..).unwrap_or_default();
    let Some(c) = rest.chars().next() else { return (None, source.len()) };
    let end = at + c.len_utf8();
    if c.is_alphanumeric() {
        return (Some(Kind::Word), at);
    }
    if let Some(closing) = match c {
        '“' | '”' | '„' | '«' => Some(['“', '”', '»']),
        '‘' | '’' | '‚' => Some(['‘', '’', '’']),
        _ => None,
    } {
        let line = rest.get(end - at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        if let Some((inside, last)) = line.find(closing).and_then(|n| line.get(n..)?.chars().next().map(|c| (n, c))) {
            let last_end = end + inside + last.len_utf8();
            problems.push(Problem::new(ProblemKind::CurlyQuotes, at, last_end));
            repair.overwrite(source, at, last_end, b'_');
            repair.overwrite(source, at, at + 1, b'\'');
            repair.overwrite(source, last_end - 1, last_end, b'\'');
            return (Some(Kind::Text), last_end);
        }
    }
    let kind = if is_invisible(c) { ProblemKind::Invisible(c) } else { ProblemKind::Unusual(c) };
    problems.push(Problem::new(kind, at, end));
    (None, end)
}

/// The end of the word `start..end` if letters that are no ASCII follow: they belong to it, and are reported.
pub(crate) fn word_goes_on(
    source: &str,
    start: usize,
    end: usize,
    repair: &mut Repair,
    problems: &mut Vec<Problem>,
) -> usize {
    let bytes = Bytes(source.as_bytes());
    if bytes.at(end) < 0x80 {
        return end;
    }
    let rest = source.get(end..).unwrap_or_default();
    let more: usize = rest
        .chars()
        .take_while(|c| if c.is_ascii() { u8::try_from(*c).is_ok_and(in_word) } else { c.is_alphanumeric() })
        .map(char::len_utf8)
        .sum();
    if more == 0 {
        return end;
    }
    problems.push(Problem::new(ProblemKind::ForeignWord, start, end + more));
    repair.overwrite(source, end, end + more, b'_');
    end + more
}
