//! Brackets and what stands between them.
//!
//! In: the tokens. Out: groups of items, each with the columns that it takes on one line, if it may stand on one.

use super::stream::{Between, Stream, Token};

/// A bracket, or the whole text.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The opening bracket; `None` for the whole text.
    pub(super) open: Option<usize>,
    /// The closing bracket, or the end of the text.
    pub(super) close: usize,
    /// Whether it holds entries or fields.
    pub(super) entries: bool,
    /// In order.
    pub(super) items: Vec<Item>,
    /// Whether a line ends directly in it, as it was written.
    pub(super) broken: bool,
    /// The columns of it on one line, brackets included; `None` where a line must end in it.
    pub(super) width: Option<usize>,
}

/// An entry, a value or a field.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// Its first token.
    pub(super) first: usize,
    /// In order; empty where only a comma stands.
    pub(super) pieces: Vec<Piece>,
    /// The comma behind it.
    pub(super) comma: Option<usize>,
    /// The columns of it on one line, the comma left out; `None` where a line must end in it.
    pub(super) width: Option<usize>,
}

/// A part of an item.
#[derive(Debug)]
pub(super) enum Piece {
    /// A token.
    Token(usize),
    /// A bracket.
    Group(Group),
}

impl Piece {
    /// The first and the last token.
    pub(super) fn ends(&self) -> (usize, usize) {
        match self {
            Piece::Token(at) => (*at, *at),
            Piece::Group(group) => (group.open.unwrap_or(group.close), group.close),
        }
    }

    /// The columns of it on one line; `None` where a line must end in it.
    pub(super) fn width(&self, stream: &Stream<'_>) -> Option<usize> {
        match self {
            Piece::Token(at) => {
                let text = stream.text(*at);
                (!text.contains('\n')).then(|| columns(text))
            }
            Piece::Group(group) => group.width,
        }
    }
}

/// The columns that `text` takes.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

impl Stream<'_> {
    /// The text of a token.
    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text)
    }

    /// Whether a line ends before the token.
    pub(super) fn breaks(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.gap.breaks())
    }

    /// The spaces between two tokens that stand on one line.
    pub(super) fn space(&self, left: usize, right: usize) -> usize {
        let touches = |token: Option<&Token<'_>>, side: fn(&Token<'_>) -> bool| token.is_some_and(side);
        let touching = touches(self.tokens.get(left), |token| token.touches_after)
            || touches(self.tokens.get(right), |token| token.touches_before);
        usize::from(!touching)
    }

    /// The separator between the item that starts with the token and the one before it on its line.
    pub(super) fn separator(&self, at: usize) -> &str {
        match self.tokens.get(at).map(|token| token.between) {
            Some(Between::OnOneLine(sign) | Between::Always(sign)) => sign,
            _ => "",
        }
    }
}

impl Group {
    /// Whether it is a pair of brackets with nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.width.is_some()
    }

    /// The columns between two of its items on one line, and the sign that stands there.
    pub(super) fn joint<'s>(&self, stream: &'s Stream<'_>, next: &Item) -> (&'s str, usize) {
        if !self.entries {
            return ("", 1);
        }
        match stream.separator(next.first) {
            "" => ("", 2),
            sign => (sign, 1),
        }
    }
}

/// The whole text as a group.
pub(super) fn tree(stream: &Stream<'_>) -> Group {
    let mut at = 0;
    group(stream, None, &mut at)
}

/// The group whose first item starts at token `at`, which moves to its closing bracket.
fn group(stream: &Stream<'_>, open: Option<usize>, at: &mut usize) -> Group {
    let entries = open.is_none_or(|open| stream.text(open) == "{");
    // The names of a comprehension have a comma between them that is none between items.
    let comprehension = open.is_some_and(|open| stream.text(open) == "[") && stream.text(*at) == "for";
    let mut group = Group { open, entries, ..Group::default() };
    let mut item: Option<Item> = None;
    let last = stream.tokens.len().saturating_sub(1);
    loop {
        let text = stream.text(*at);
        if *at >= last || matches!(text, "}" | ")" | "]") {
            break;
        }
        if entries && stream.tokens.get(*at).is_some_and(|token| token.entry.is_some()) {
            group.items.extend(item.take());
        }
        let current = item.get_or_insert_with(|| Item { first: *at, ..Item::default() });
        match text {
            "," if !entries && !comprehension => {
                current.comma = Some(*at);
                group.items.extend(item.take());
            }
            "{" | "(" | "[" => {
                let open = *at;
                *at += 1;
                let inner = self::group(stream, Some(open), at);
                current.pieces.push(Piece::Group(inner));
            }
            _ => current.pieces.push(Piece::Token(*at)),
        }
        *at += 1;
    }
    group.items.extend(item);
    group.close = *at;
    for item in &mut group.items {
        item.width = item_width(stream, item);
    }
    group.broken = stream.breaks(group.close) && (!group.items.is_empty() || commented(stream, group.close))
        || group.items.iter().any(|item| stream.breaks(item.first));
    group.width = group_width(stream, &group);
    group
}

fn commented(stream: &Stream<'_>, at: usize) -> bool {
    stream.tokens.get(at).is_some_and(|token| !token.gap.comments.is_empty())
}

fn item_width(stream: &Stream<'_>, item: &Item) -> Option<usize> {
    let mut width = 0;
    let mut before = None;
    for piece in &item.pieces {
        let (first, last) = piece.ends();
        if let Some(before) = before.replace(last) {
            if stream.breaks(first) {
                return None;
            }
            width += stream.space(before, first);
        }
        width += piece.width(stream)?;
    }
    Some(width)
}

fn group_width(stream: &Stream<'_>, group: &Group) -> Option<usize> {
    if group.broken || group.open.is_none() {
        return None;
    }
    let mut width = 2;
    for (at, item) in group.items.iter().enumerate() {
        if at > 0 {
            let (sign, space) = group.joint(stream, item);
            width += usize::from(!group.entries) + sign.len() + space;
        }
        width += item.width?;
    }
    // A block has a space inside each brace.
    Some(if group.entries && !group.items.is_empty() { width + 2 } else { width })
}
