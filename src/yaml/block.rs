//! The plain block form, which generated files have throughout, read several times faster than by the parser for all of
//! YAML.
//!
//! In: a text. Out: the very documents that [`super::tree`] would make of it, or nothing: at whatever is not surely of this
//! form, and at every mistake, the text is left to the other reader. So nothing is reported here.

use memchr::memchr2;

use super::entries::Entries;
use super::{Data, Document, Key, Limits, Node, lines, scalar};
use crate::source::{AnchorId, Span};

/// Keys of more bytes are left to the other reader.
const LONGEST_KEY: usize = 256;

/// The documents of `text`; `None` where it is not of the plain form.
pub(super) fn documents(text: &str, anchor: AnchorId, limits: &Limits) -> Option<Vec<Document>> {
    if memchr2(b'\t', b'\r', text.as_bytes()).is_some() || u32::try_from(text.len()).is_err() {
        return None;
    }
    let mut reader = Reader { text, anchor, limits, nodes: 0, next: 0, line: None };
    let mut documents = Vec::new();
    reader.advance();
    while let Some(line) = reader.line {
        if reader.is_marker(line) {
            reader.advance();
            continue;
        }
        let root = reader.block(1)?;
        if reader.line.is_some_and(|line| !reader.is_marker(line)) {
            return None;
        }
        documents.push(Document { root });
    }
    Some(documents)
}

/// Whether `byte` may stand in a key without quotes.
fn is_word(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/' | b'$')
}

/// A line that is neither blank nor a comment, or what is left of one.
#[derive(Clone, Copy)]
struct Line {
    /// The column of its first character.
    indent: usize,
    /// Its first character.
    start: usize,
    /// Behind its last character that is no blank.
    end: usize,
}

struct Reader<'t> {
    text: &'t str,
    anchor: AnchorId,
    limits: &'t Limits,
    nodes: usize,
    /// The line that is read.
    line: Option<Line>,
    /// The start of the line after it.
    next: usize,
}

// Every function takes the reader from the line at which something starts to the one behind it.
impl<'t> Reader<'t> {
    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn content(&self, line: Line) -> &'t str {
        self.slice(line.start, line.end)
    }

    fn advance(&mut self) {
        self.line = None;
        while let Some((raw, next)) = lines::at(self.text, self.next) {
            let indent = lines::indent_of(raw);
            let content = lines::trim_end(raw.get(indent..).unwrap_or_default());
            let start = self.next + indent;
            self.next = next;
            if !content.is_empty() && !content.starts_with('#') {
                self.line = Some(Line { indent, start, end: start + content.len() });
                return;
            }
        }
    }

    /// Whether `line` separates documents. One that ends a document or says more is no key either, and left alone.
    fn is_marker(&self, line: Line) -> bool {
        line.indent == 0 && self.content(line) == "---"
    }

    fn is_item(&self, line: Line) -> bool {
        let content = self.content(line);
        content == "-" || content.starts_with("- ")
    }

    fn node(&mut self, start: usize, end: usize, data: Data) -> Option<Node> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return None;
        }
        Some(Node { span: self.span(start, end), data })
    }

    fn span(&self, start: usize, end: usize) -> Span {
        // The whole text is short enough, as is looked at first.
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.anchor, offset(start), offset(end))
    }

    /// The list or map that starts at the line.
    fn block(&mut self, depth: usize) -> Option<Node> {
        let line = self.line.filter(|_| depth <= self.limits.depth)?;
        if self.is_item(line) { self.list(line, depth) } else { self.map(line, None, depth) }
    }

    /// The list or map that starts at `line` inside something at `depth`, else the scalar that starts there inside something
    /// at column `indent`.
    fn value(&mut self, line: Line, indent: usize, depth: usize) -> Option<Node> {
        if self.is_item(line) {
            return self.block(depth + 1);
        }
        match self.key(line) {
            Some(_) if depth >= self.limits.depth => None,
            Some(key) => self.map(line, Some(key), depth + 1),
            None => self.scalar(line.start, line.end, indent),
        }
    }

    fn list(&mut self, first: Line, depth: usize) -> Option<Node> {
        let mut items: Vec<Node> = Vec::new();
        while let Some(line) = self.line.filter(|line| line.indent >= first.indent && !self.is_marker(*line)) {
            if line.indent > first.indent || (!self.is_item(line) && !items.is_empty()) {
                // Behind a list that stands at the column of its key comes the next key.
                if line.indent == first.indent {
                    break;
                }
                return None;
            }
            let rest = self.slice(line.start + 1, line.end);
            let start = line.end - lines::trim_start(rest).len();
            let item = if start == line.end {
                self.advance();
                self.below(first.indent, line.start + 1, depth)?
            } else {
                let inner = Line { indent: line.indent + (start - line.start), start, end: line.end };
                self.line = Some(inner);
                self.value(inner, first.indent, depth)?
            };
            items.push(item);
        }
        let end = items.last().map_or(first.end, |item| item.span.end as usize);
        self.node(first.start, end, Data::List(items))
    }

    /// The map that starts at `first`, whose key there may be known already.
    fn map(&mut self, first: Line, mut known: Option<(Key, usize)>, depth: usize) -> Option<Node> {
        let mut entries = Entries::default();
        let mut end = first.end;
        while let Some(line) = self.line.filter(|line| line.indent >= first.indent && !self.is_marker(*line)) {
            if line.indent > first.indent {
                return None;
            }
            let (key, behind) = known.take().or_else(|| self.key(line))?;
            if entries.find(&key.text).is_some() {
                return None;
            }
            let rest = lines::trim_start(self.slice(behind, line.end));
            let value = if rest.is_empty() {
                self.advance();
                match self.line {
                    Some(next) if next.indent == first.indent && self.is_item(next) && depth < self.limits.depth => {
                        self.list(next, depth + 1)?
                    }
                    _ => self.below(first.indent, behind - 1, depth)?,
                }
            } else {
                self.scalar(line.end - rest.len(), line.end, first.indent)?
            };
            end = value.span.end as usize;
            entries.push(key, value);
        }
        self.node(first.start, end, Data::Map(entries.finish(&mut Vec::new())))
    }

    /// What stands on the lines below an item or key at column `indent`, nothing perhaps; `at` is where it would stand.
    fn below(&mut self, indent: usize, at: usize, depth: usize) -> Option<Node> {
        match self.line {
            Some(line) if line.indent > indent => self.value(line, indent, depth),
            _ => self.node(at, at, Data::Null),
        }
    }

    /// The key at the start of the line, and the place behind its colon.
    fn key(&self, line: Line) -> Option<(Key, usize)> {
        let content = self.content(line);
        let (written, length) = match content.as_bytes().first()? {
            quote @ (b'"' | b'\'') => {
                let inner = content.get(1..)?;
                let end = inner.bytes().position(|byte| byte == *quote || byte == b'\\')?;
                (inner.get(..end).filter(|_| inner.as_bytes().get(end) == Some(quote))?, end + 2)
            }
            _ => {
                let end = content.bytes().position(|byte| !is_word(byte))?;
                (content.get(..end)?, end)
            }
        };
        let is_key = matches!(content.as_bytes().get(length..)?, [b':'] | [b':', b' ', ..]);
        let plain = written.len() == length;
        if !is_key || written.len() > LONGEST_KEY || plain && (written.is_empty() || written.starts_with('-')) {
            return None;
        }
        let text = if plain { scalar::key(Some(written), &scalar::resolve(written)?)? } else { written.into() };
        Some((Key { span: self.span(line.start, line.start + length), text }, line.start + length + 1))
    }

    /// The scalar that stands on the line from `start` on, inside something at column `indent`.
    fn scalar(&mut self, start: usize, end: usize, indent: usize) -> Option<Node> {
        let content = self.slice(start, end);
        let (first, rest) = content.split_at_checked(1)?;
        match first {
            "|" => {
                let (text, start, next) = lines::literal(self.text, self.next, rest, indent)?;
                self.next = next;
                self.finish(start, next, Data::Text(text.into()))
            }
            "\"" | "'" => {
                let (text, length) = lines::quoted(self.slice(start, self.text.len()), indent)?;
                let end = start + length;
                let (left, next) = lines::at(self.text, end).unwrap_or(("", end));
                if !lines::trim(left).is_empty() {
                    return None;
                }
                self.next = next;
                self.finish(start, end, Data::Text(text.into()))
            }
            "{" if rest == "}" => self.finish(start, end, Data::Map(Vec::new())),
            "[" if rest == "]" => self.finish(start, end, Data::List(Vec::new())),
            "{" | "}" | "[" | "]" | "," | "&" | "*" | "!" | "%" | "@" | "`" | "?" | ":" | "#" | ">" => None,
            "-" if rest.is_empty() || rest.starts_with(' ') => None,
            _ => {
                let (text, end, next) = lines::plain(self.text, start, end, self.next, indent)?;
                let data = scalar::resolve(&text)?;
                self.next = next;
                self.finish(start, end, data)
            }
        }
    }

    fn finish(&mut self, start: usize, end: usize, data: Data) -> Option<Node> {
        if matches!(&data, Data::Text(text) if text.len() > self.limits.scalar) {
            return None;
        }
        self.advance();
        self.node(start, end, data)
    }
}
