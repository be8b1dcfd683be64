//! Scalars of one or more lines, as the plain block form has them. `None` stands for whatever is left to the other reader.

use std::borrow::Cow;

use memchr::{memchr, memchr2_iter};

/// The line of `text` that starts at `at`, without its end, and where the next one starts; `None` at the end of the text.
pub(super) fn at(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    Some(match memchr(b'\n', rest.as_bytes()) {
        Some(end) => (rest.get(..end)?, at + end + 1),
        None => (rest, text.len()),
    })
}

/// How many blanks `line` starts with, counted by eight: deep documents are half indentation.
pub(super) fn indent_of(line: &str) -> usize {
    let (eights, _) = line.as_bytes().as_chunks::<8>();
    let whole = eights.iter().take_while(|eight| **eight == [b' '; 8]).count() * 8;
    let rest = line.as_bytes().get(whole..).unwrap_or_default();
    whole + rest.iter().take_while(|byte| **byte == b' ').count()
}

/// `line` without the blanks at its start and end.
pub(super) fn trim(line: &str) -> &str {
    trim_end(trim_start(line))
}

pub(super) fn trim_start(line: &str) -> &str {
    line.get(indent_of(line)..).unwrap_or_default()
}

pub(super) fn trim_end(line: &str) -> &str {
    let blanks = line.bytes().rev().take_while(|byte| *byte == b' ').count();
    line.get(..line.len() - blanks).unwrap_or_default()
}

/// Whether `line` can be a line of a text without quotes: no key and no comment is in it.
fn is_plain(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr2_iter(b':', b'#', bytes).all(|at| {
        let beside = if bytes.get(at) == Some(&b':') { at.checked_add(1) } else { at.checked_sub(1) };
        beside.and_then(|at| bytes.get(at)).is_some_and(|byte| *byte != b' ')
    })
}

/// The text without quotes from `start` to `end` of its line, with the lines from `next` on that belong to it since they
/// are indented by more than `indent`. With it comes where it ends and where the line behind it starts.
pub(super) fn plain(
    text: &str,
    start: usize,
    end: usize,
    mut next: usize,
    indent: usize,
) -> Option<(Cow<'_, str>, usize, usize)> {
    let first = text.get(start..end).filter(|line| is_plain(line))?;
    let (mut whole, mut end) = (Cow::Borrowed(first), end);
    let (mut blank, mut from) = (0, next);
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let own = indent_of(rest);
        // Most are of one line, and the one behind it need not be read to its end.
        if own <= indent && rest.as_bytes().get(own).is_some_and(|byte| *byte != b'\n') {
            break;
        }
        let (raw, behind) = at(text, from)?;
        let line = trim(raw);
        if line.is_empty() {
            blank += 1;
        } else {
            if line.starts_with('#') || !is_plain(line) {
                return None;
            }
            let whole = whole.to_mut();
            join(whole, blank);
            whole.push_str(line);
            blank = 0;
            end = from + own + line.len();
            next = behind;
        }
        from = behind;
    }
    Some((whole, end, next))
}

/// What stands between two lines of a folded text with `blank` blank ones between them.
fn join(text: &mut String, blank: usize) {
    if blank == 0 {
        text.push(' ');
    }
    for _ in 0..blank {
        text.push('\n');
    }
}

/// The text that starts with the quote at the start of `rest`, and how many bytes it takes. Its further lines are
/// indented by more than `indent`.
pub(super) fn quoted(rest: &str, indent: usize) -> Option<(Cow<'_, str>, usize)> {
    let (quote, inner) = rest.split_at_checked(1)?;
    let double = quote == "\"";
    let bytes = inner.as_bytes();
    let mut end = 0;
    loop {
        end += inner.get(end..)?.find(if double { ['"', '\\'] } else { ['\'', '\''] })?;
        match (double, bytes.get(end), bytes.get(end + 1)) {
            (true, Some(b'\\'), _) => return None,
            (false, _, Some(b'\'')) => end += 2,
            _ => break,
        }
    }
    let raw = inner.get(..end)?;
    let mut text = Cow::Borrowed(raw);
    if raw.contains('\n') {
        let mut folded = String::with_capacity(raw.len());
        let mut lines = raw.split('\n').peekable();
        folded.push_str(trim_end(lines.next()?));
        let mut blank = 0;
        while let Some(line) = lines.next() {
            let content = trim_start(line);
            let is_last = lines.peek().is_none();
            if content.is_empty() && !is_last {
                blank += 1;
                continue;
            }
            if indent_of(line) <= indent {
                return None;
            }
            join(&mut folded, blank);
            folded.push_str(if is_last { content } else { trim_end(content) });
            blank = 0;
        }
        text = Cow::Owned(folded);
    }
    if !double && text.contains("''") {
        text = Cow::Owned(text.replace("''", "'"));
    }
    Some((text, end + 2))
}

/// The text behind a `|` with `header`, whose lines start at `next`. With it comes where its first line starts and where
/// the line behind it does.
pub(super) fn literal(text: &str, mut next: usize, header: &str, indent: usize) -> Option<(String, usize, usize)> {
    if !matches!(header, "" | "-" | "+") {
        return None;
    }
    let (mut whole, mut column, mut start) = (String::new(), None, next);
    while let Some((raw, behind)) = at(text, next) {
        let own = indent_of(raw);
        let blank = own == raw.len();
        let column = match column {
            Some(column) => column,
            // Blank lines before the first line count as empty where they are no longer than its indentation.
            None if blank => {
                if own > indent + 1 {
                    return None;
                }
                whole.push('\n');
                next = behind;
                continue;
            }
            None if own > indent => {
                start = next + own;
                *column.insert(own)
            }
            None => return None,
        };
        if !blank && own < column {
            if own > indent {
                return None;
            }
            break;
        }
        whole.push_str(raw.get(column..).unwrap_or_default());
        whole.push('\n');
        next = behind;
    }
    let _ = column?;
    let body = whole.trim_end_matches('\n').len();
    match header {
        "-" => whole.truncate(body),
        "" => whole.truncate(body + 1),
        _ => {}
    }
    Some((whole, start, next))
}
