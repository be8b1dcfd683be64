//! Texts: indentation, escapes, computed parts.

use ecow::EcoString;

use super::Builder;
use crate::diag::{Diagnostic, code};
use crate::syntax::ast::{Text, TextPart};
use crate::syntax::pairs::{Node, Rule};

/// A text while it is put together.
#[derive(Default)]
struct Parts {
    done: Vec<TextPart>,
    literal: String,
}

impl Parts {
    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.done.push(TextPart::Literal(EcoString::from(self.literal.as_str())));
            self.literal.clear();
        }
    }
}

/// What the indentation of a block text is taken from.
#[derive(Default)]
struct Margin<'t> {
    common: Option<&'t str>,
    /// The blanks that the current line starts with.
    current: Option<&'t str>,
    /// Whether something else stands on the current line.
    filled: bool,
}

impl<'t> Margin<'t> {
    fn end_line(&mut self, closing: bool) {
        if let Some(current) = self.current.filter(|_| self.filled || closing) {
            self.common = Some(match self.common {
                None => current,
                Some(common) => {
                    let same = common.bytes().zip(current.bytes()).take_while(|(a, b)| a == b).count();
                    common.get(..same).unwrap_or_default()
                }
            });
        }
        self.current = None;
        self.filled = false;
    }
}

impl Builder<'_> {
    /// The text `node`, of any of the four kinds.
    pub(super) fn text(&mut self, node: Node<'_>) -> Text {
        let span = self.at(&node);
        let mut parts = Parts::default();
        match node.rule() {
            Rule::line_text => {
                for node in node.children() {
                    if node.rule() == Rule::computed {
                        self.computed(node, &mut parts);
                    } else {
                        self.literal(node.text(), node.start(), true, &mut parts);
                    }
                }
            }
            Rule::raw_line => {
                let inside = node.text().get(1..node.text().len() - 1).unwrap_or_default();
                self.literal(inside, node.start() + 1, false, &mut parts);
            }
            Rule::raw_block => {
                let inside = node.text().get(3..node.text().len() - 3).unwrap_or_default();
                self.block_text(vec![Piece::Literal(inside, node.start() + 3)], false, &node, &mut parts);
            }
            _ => {
                let pieces = node.children().map(|node| match node.rule() {
                    Rule::computed => Piece::Computed(node),
                    _ => Piece::Literal(node.text(), node.start()),
                });
                self.block_text(pieces.collect(), true, &node, &mut parts);
            }
        }
        parts.flush();
        Text { span, parts: parts.done }
    }

    /// `${expr}`.
    fn computed(&mut self, node: Node<'_>, parts: &mut Parts) {
        parts.flush();
        let (start, span) = (node.start(), self.at(&node));
        let mut nodes = node.children();
        let built = self.deeper(1, span, |builder| {
            let expression = builder.value(&mut nodes, start + 2, "a value is missing inside `${}`");
            builder.rest(&mut nodes);
            expression
        });
        if let Some(expression) = built {
            parts.done.push(TextPart::Computed(expression));
        }
    }

    /// A text of several lines.
    fn block_text(&mut self, mut pieces: Vec<Piece<'_>>, escapes: bool, node: &Node<'_>, parts: &mut Parts) {
        // The text starts on the line below the quotes.
        let opening = match pieces.first_mut() {
            Some(Piece::Literal(text, start)) => match text.find(|c| !matches!(c, ' ' | '\t' | '\r')) {
                Some(at) if text.get(at..).is_some_and(|rest| rest.starts_with('\n')) => {
                    *start += at + 1;
                    *text = text.get(at + 1..).unwrap_or_default();
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if !opening {
            let quotes = node.text().get(..3).unwrap_or_default();
            self.report(
                Diagnostic::error(
                    code::TEXT_START,
                    self.span(node.start(), node.start() + 3),
                    format!("a text between `{quotes}` starts on the next line"),
                )
                .here("a line break must follow")
                .help(format!(
                    "write one `{}` at each end for a text on one line",
                    quotes.get(..1).unwrap_or_default()
                )),
            );
        }
        let mut margin = Margin { current: Some(""), ..Margin::default() };
        let mut fresh = opening;
        for piece in &pieces {
            match piece {
                Piece::Computed(_) => {
                    if fresh {
                        margin.current = Some("");
                    }
                    margin.filled = true;
                    fresh = false;
                }
                Piece::Literal(text, _) => {
                    for (i, line) in text.split('\n').enumerate() {
                        if i > 0 {
                            margin.end_line(false);
                            fresh = true;
                        }
                        let line = line.strip_suffix('\r').unwrap_or(line);
                        let content = line.trim_start_matches([' ', '\t']);
                        if fresh {
                            margin.current = Some(line.get(..line.len() - content.len()).unwrap_or_default());
                            fresh = false;
                        }
                        margin.filled |= !content.is_empty();
                    }
                }
            }
        }
        let blank_end = !margin.filled;
        margin.end_line(true);
        let common = margin.common.unwrap_or_default();
        let mut fresh = opening;
        let last = pieces.len().saturating_sub(1);
        for (n, piece) in pieces.into_iter().enumerate() {
            match piece {
                Piece::Computed(node) => {
                    fresh = false;
                    self.computed(node, parts);
                }
                Piece::Literal(text, mut at) => {
                    let count = text.matches('\n').count();
                    for (i, line) in text.split('\n').enumerate() {
                        if i > 0 {
                            parts.literal.push('\n');
                            fresh = true;
                        }
                        let length = line.len() + 1;
                        let mut shown = line;
                        if fresh {
                            let cut = shown.bytes().zip(common.bytes()).take_while(|(a, b)| a == b).count();
                            shown = shown.get(cut..).unwrap_or_default();
                            fresh = false;
                        }
                        let closing = n == last && i == count;
                        if !(closing && blank_end) {
                            let offset = at + (line.len() - shown.len());
                            let shown = if i < count { shown.strip_suffix('\r').unwrap_or(shown) } else { shown };
                            self.literal(shown, offset, escapes, parts);
                        }
                        at += length;
                    }
                }
            }
        }
    }

    /// Literal text that starts at `at`, its escapes read if `escapes`.
    fn literal(&mut self, text: &str, at: usize, escapes: bool, parts: &mut Parts) {
        let mut rest = text;
        while let Some(n) = rest.find('\\').filter(|_| escapes) {
            parts.literal.push_str(rest.get(..n).unwrap_or_default());
            let escape = rest.get(n..).unwrap_or_default();
            let place = at + (text.len() - escape.len());
            let length = self.escape(escape, place, parts);
            rest = escape.get(length..).unwrap_or_default();
        }
        parts.literal.push_str(rest);
    }

    /// Reads the escape that `text` starts with and returns its length.
    fn escape(&mut self, text: &str, at: usize, parts: &mut Parts) -> usize {
        let c = text.chars().nth(1);
        let simple = match c {
            Some('n') => Some('\n'),
            Some('t') => Some('\t'),
            Some('r') => Some('\r'),
            Some(c @ ('"' | '\\' | '$')) => Some(c),
            _ => None,
        };
        if let Some(c) = simple {
            parts.literal.push(c);
            return 2;
        }
        if c == Some('u') {
            let digits = text.get(2..).and_then(|rest| rest.strip_prefix('{')).and_then(|rest| rest.split_once('}'));
            let hexadecimal = |d: &str| (1..=6).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_hexdigit());
            if let Some((digits, _)) = digits.filter(|(digits, _)| hexadecimal(digits)) {
                let length = digits.len() + 4;
                match u32::from_str_radix(digits, 16).ok().and_then(char::from_u32) {
                    Some(c) => parts.literal.push(c),
                    None => self.report(
                        Diagnostic::error(
                            code::ESCAPE,
                            self.span(at, at + length),
                            format!("U+{digits} is no character"),
                        )
                        .help("characters are U+0 to U+10FFFF without U+D800 to U+DFFF"),
                    ),
                }
                return length;
            }
            self.report(
                Diagnostic::error(
                    code::ESCAPE,
                    self.span(at, at + 2),
                    "`\\u` takes one to six hexadecimal digits in braces",
                )
                .help("write it as in `\\u{1F600}`"),
            );
            return 2;
        }
        let length = 1 + c.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        let span = self.span(at, at + length);
        let written = c.filter(|c| !c.is_control() && !crate::syntax::scan::is_invisible(*c));
        let message = match written {
            Some(c) => format!("unknown escape `\\{c}`"),
            None => "nothing that can be escaped follows this `\\`".to_owned(),
        };
        let mut diagnostic = Diagnostic::error(code::ESCAPE, span, message).help(
            "known are `\\n`, `\\t`, `\\r`, `\\\"`, `\\\\`, `\\$` and `\\u{…}`; a backslash is `\\\\`, and nothing is escaped in '…'",
        );
        if let Some(c) = written {
            diagnostic = diagnostic.fix("double the backslash", span, format!("\\\\{c}"));
            parts.literal.push(c);
        }
        self.report(diagnostic);
        length
    }
}

/// A piece of a block text.
enum Piece<'t> {
    Literal(&'t str, usize),
    Computed(Node<'t>),
}
