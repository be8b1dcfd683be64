//! Two values written as one: ranges with `-`, ports with `:` or `->`, names of images without quotes.

use super::Builder;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::pairs::Node;

/// What is wrong with a `-` at `span` that touches a value, where it is no subtraction.
pub(super) fn by_minus(before: &str, after: &str, span: Span) -> Option<Diagnostic> {
    if let Some(rest) = after.strip_prefix('>') {
        let diagnostic = Diagnostic::error(code::FOREIGN_SIGN, span, "`->` has no meaning here");
        return Some(match port_pair(before, rest) {
            Some(help) => diagnostic.help(help),
            None => diagnostic.help("a value is set with `=`"),
        });
    }
    let (low, high) = (last_word(before), first_word(after));
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    (is_number(low) && is_number(high)).then(|| {
        Diagnostic::error(code::MINUS, span, "`-` between two values has a space on both sides")
            .help(format!("a range is written `{low}..{high}`; a subtraction `{low} - {high}`"))
    })
}

impl Builder<'_> {
    /// A `:` between two parts of what was meant as one value.
    pub(super) fn joined_by_colon(&self, node: &Node<'_>) -> Diagnostic {
        let text = self.repaired.text.as_str();
        let place = self.span(node.start(), node.start() + 1);
        let (before, after) =
            (text.get(..node.start()).unwrap_or_default(), text.get(node.start() + 1..).unwrap_or_default());
        let diagnostic = Diagnostic::error(code::UNEXPECTED, place, "unexpected `:`");
        if let Some(help) = port_pair(before, after) {
            return diagnostic.help(help);
        }
        let (left, right) = (last_word(before), first_word(after));
        let start = node.start() - left.len();
        let is_value = text.get(..start).is_some_and(|text| text.trim_end_matches(' ').ends_with(['=', '[', ',']));
        if left.is_empty() || right.is_empty() || !is_value {
            return diagnostic.help("a text with special characters stands in quotes; a value is set with `=`");
        }
        let whole = self.span(start, node.start() + 1 + right.len());
        let quoted = format!("\"{left}:{right}\"");
        Diagnostic::error(code::UNQUOTED, whole, format!("the text `{left}:{right}` stands in quotes"))
            .help(format!("write `{quoted}`"))
            .fix("put it in quotes", whole, quoted)
    }
}

/// What to write for `port NAME = 80:8080` or `80 -> 8080`.
fn port_pair(before: &str, after: &str) -> Option<String> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let (head, left) = line.rsplit_once('=')?;
    let mut words = head.split_whitespace().rev();
    let (name, entry) = (words.next()?, words.next()?);
    let (service, container) = (left.trim(), first_word(after.trim_start()));
    let is_port = |word: &str| word.parse::<u16>().is_ok();
    (entry == "port" && is_port(service) && is_port(container)).then(|| {
        format!("write `port {name} = {container} {{ service = {service} }}`: the container's port, then the Service's")
    })
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '@' | ':')
}

/// The word at the end of `text`.
fn last_word(text: &str) -> &str {
    let start = text.trim_end_matches(is_part).len();
    text.get(start..).unwrap_or_default()
}

/// The word at the start of `text`.
fn first_word(text: &str) -> &str {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches([':', '.', '-'])
}
