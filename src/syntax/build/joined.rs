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

impl Builder<'_> {
    /// The items of a YAML list whose first line holds byte `at` of the repaired text. Of their lines nothing more is said.
    pub(super) fn yaml_items(&mut self, at: usize) -> Vec<String> {
        let start = self.repaired.text.get(..at).and_then(|text| text.rfind('\n')).map_or(0, |end| end + 1);
        let text = self.repaired.text.get(start..).unwrap_or_default();
        let mut items = Vec::new();
        let mut places = Vec::new();
        let mut place = start;
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let margin = indent(text);
        for line in text.split_inclusive('\n') {
            match line.trim().strip_prefix('-') {
                Some(item) if indent(line) == margin => items.push(item.trim().trim_matches(['"', '\'']).to_owned()),
                // What an item holds makes the list no simple one.
                _ if indent(line) > margin => items.push(String::new()),
                _ => break,
            }
            places.push(place + indent(line));
            place += line.len();
        }
        // The first is where it is reported.
        for place in places.into_iter().skip(1) {
            let line = self.line(self.span(place, place).start);
            let _ = self.reported.insert(line);
        }
        items
    }

    /// `args:` with the items of a YAML list below it.
    pub(super) fn yaml_list(&mut self, colon: usize, place: Span) -> Option<Diagnostic> {
        let rest = self.repaired.text.get(colon + 1..)?;
        let below = rest.find('\n').filter(|end| rest.get(..*end).is_some_and(|rest| rest.trim().is_empty()))?;
        let next = rest.get(below + 1..)?;
        if !next.trim_start_matches(' ').starts_with("- ") {
            return None;
        }
        let name = last_word(self.repaired.text.get(..colon)?).to_owned();
        let at = colon + 2 + below;
        let items = self.yaml_items(at);
        let first = self.line(self.span(at, at).start);
        let _ = self.reported.insert(first);
        let simple = items.iter().all(|item| !item.is_empty() && !item.contains(['"', '\\', ':', '{']));
        let shown: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
        let list = shown.join(", ");
        let help = if simple && list.len() <= 60 {
            format!("write `{name} = [{list}]`")
        } else {
            format!(
                "write `{name} = [ … ]`, or one entry for each item where they have names, as in `port http = 8080`"
            )
        };
        let diagnostic = Diagnostic::error(code::YAML_ITEM, place, "a list is written `[a, b]`, not with `:` and `-`");
        Some(diagnostic.help(help))
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
