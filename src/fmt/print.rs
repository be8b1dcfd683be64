//! Where lines break.
//!
//! In: tokens and groups. Out: [`Line`]s, each token on one of them in order. A group goes on one line while it fits; one
//! that does not, or that was written on several lines, has its items on lines of their own.

use super::align::Points;
use super::stream::{Between, Stream};
use super::tree::{Group, Item, Piece, columns};
use super::{LIMIT, STEP};

/// Lists of words this short fill their lines instead of having a line for each.
const SHORT: usize = 24;

/// The spaces before a comment at the end of a line.
const COMMENT_GAP: usize = 2;

/// One line; more where a text in it goes on below.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The columns it is indented by.
    pub(super) indent: usize,
    /// Everything but a comment at its end.
    pub(super) text: String,
    /// The comment at its end.
    pub(super) comment: Option<String>,
    /// The spaces before that comment.
    pub(super) gap: usize,
    /// Whether an empty line stands before it.
    pub(super) blank: bool,
    /// Whether it is a comment and nothing else.
    pub(super) is_comment: bool,
    /// What can be aligned, if it is one whole entry.
    pub(super) points: Option<Points>,
}

/// How a group is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// On one line.
    Flat,
    /// As if on one line, but for a group in it.
    Around,
    /// On several lines, which break where they did.
    AsWritten,
    /// On several lines, as few as will do.
    Filled,
    /// Each item on a line of its own.
    Each,
}

/// The lines of a text.
pub(super) fn lines(stream: &Stream<'_>, tree: &Group) -> Vec<Line> {
    let mut printer = Printer { stream, lines: Vec::new(), column: 0 };
    printer.rows(tree, Layout::AsWritten, 0);
    let _ = printer.comments(tree.close, 0, tree.items.is_empty());
    printer.lines
}

/// The text that lines make.
pub(super) fn joined(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        if line.blank {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n(' ', line.indent));
        out.push_str(&line.text);
        if let Some(comment) = &line.comment {
            out.extend(std::iter::repeat_n(' ', line.gap));
            out.push_str(comment);
        }
        out.push('\n');
    }
    // Line ends in texts read as one character, whatever they are.
    out.replace("\r\n", "\n")
}

struct Printer<'s, 't> {
    stream: &'s Stream<'t>,
    lines: Vec<Line>,
    /// Where the last line ends.
    column: usize,
}

impl Printer<'_, '_> {
    fn line(&mut self, indent: usize, blank: bool) {
        let blank = blank && !self.lines.is_empty();
        self.lines.push(Line { indent, blank, gap: COMMENT_GAP, ..Line::default() });
        self.column = indent;
    }

    fn push(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
        }
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => columns(last),
            None => self.column + columns(text),
        };
    }

    fn spaces(&mut self, count: usize) {
        self.push(" ".get(..count.min(1)).unwrap_or_default());
        if count > 1 {
            self.push(" ");
        }
    }

    fn token(&mut self, at: usize) {
        let stream = self.stream;
        self.push(stream.text(at));
    }

    fn goes_on(&self, at: usize) -> bool {
        self.stream.tokens.get(at).is_some_and(|token| token.goes_on)
    }

    fn indent(&self) -> usize {
        self.lines.last().map_or(0, |line| line.indent)
    }

    /// Writes the comments before a token; those of a line of their own are indented by `indent`. Returns whether there
    /// were any. Before what is `first` in its brackets stands no empty line.
    fn comments(&mut self, at: usize, indent: usize, first: bool) -> bool {
        let Some(token) = self.stream.tokens.get(at) else { return false };
        let mut first = first;
        for comment in &token.gap.comments {
            match self.lines.last_mut() {
                Some(line) if !comment.own_line && line.comment.is_none() && !line.is_comment => {
                    line.comment = Some(comment.text.to_owned());
                }
                _ => {
                    self.line(indent, comment.blank && !first);
                    self.push(comment.text);
                    if let Some(line) = self.lines.last_mut() {
                        line.is_comment = true;
                    }
                    first = false;
                }
            }
        }
        !token.gap.comments.is_empty()
    }

    /// Starts the line that the token is the first of.
    fn start(&mut self, at: usize, indent: usize, first: bool) {
        let stands_first =
            first && self.stream.tokens.get(at).is_some_and(|t| t.gap.comments.iter().all(|c| !c.own_line));
        let _ = self.comments(at, indent, first);
        let blank = self.stream.tokens.get(at).is_some_and(|token| token.gap.blank);
        self.line(indent, blank && !stands_first);
    }

    /// Writes a group; `rest` are the columns that have to fit behind it on its last line.
    fn group(&mut self, group: &Group, layout: Layout, rest: usize) {
        let base = self.indent();
        if let Some(open) = group.open {
            self.token(open);
        }
        match layout {
            Layout::Flat | Layout::Around => self.inline(group, rest),
            _ => {
                self.rows(group, layout, base + STEP);
                let _ = self.comments(group.close, base + STEP, group.items.is_empty());
                self.line(base, false);
            }
        }
        self.token(group.close);
    }

    fn layout(&self, group: &Group, rest: usize) -> Layout {
        if group.broken {
            return Layout::AsWritten;
        }
        match group.width {
            Some(width) if self.column + width + rest <= LIMIT || !self.helps(group, width, rest) => {
                return Layout::Flat;
            }
            None if !group.entries => return Layout::Around,
            _ => {}
        }
        let lone_group = |item: &Item| matches!(item.pieces.last(), Some(Piece::Group(inner)) if !inner.is_empty());
        match group.items.as_slice() {
            [item] if !group.entries && lone_group(item) => Layout::Around,
            items
                if group.open.is_some_and(|open| self.stream.text(open) == "[")
                    && items.iter().all(|item| is_short(self.stream, item)) =>
            {
                Layout::Filled
            }
            _ => Layout::Each,
        }
    }

    /// Whether it helps to break up a group that does not fit.
    fn helps(&self, group: &Group, width: usize, rest: usize) -> bool {
        let overhangs = self.column + width > LIMIT;
        if !overhangs && self.indent() + 1 + rest > LIMIT {
            return false;
        }
        match group.items.as_slice() {
            [] => false,
            [item] if !group.entries => {
                let brackets =
                    item.pieces.iter().any(|piece| matches!(piece, Piece::Group(inner) if !inner.is_empty()));
                brackets || overhangs && self.indent() + STEP + item.width.unwrap_or_default() <= LIMIT
            }
            _ => true,
        }
    }

    /// Writes what is between the brackets on one line.
    fn inline(&mut self, group: &Group, rest: usize) {
        let stream = self.stream;
        let block = group.entries && !group.items.is_empty();
        self.spaces(usize::from(block));
        let last = group.items.len().saturating_sub(1);
        for (at, item) in group.items.iter().enumerate() {
            if at > 0 {
                let (sign, space) = group.joint(stream, item);
                self.push(sign);
                self.spaces(space);
            }
            let _ = self.item(item, if at == last { 1 + rest } else { 1 });
            if let Some(comma) = item.comma.filter(|_| at < last) {
                self.token(comma);
            }
        }
        self.spaces(usize::from(block));
    }

    /// Writes the items of a group on lines that are indented by `indent`.
    fn rows(&mut self, group: &Group, layout: Layout, indent: usize) {
        let mut items = group.items.as_slice();
        let mut first = true;
        while let Some((_, tail)) = items.split_first() {
            let together = match layout {
                Layout::AsWritten => tail.iter().take_while(|item| !self.stream.breaks(item.first)).count(),
                Layout::Filled => tail.len(),
                _ => 0,
            };
            let (row, after) = items.split_at_checked(together + 1).unwrap_or((items, &[]));
            let size = if group.entries && !self.fits(group, row, indent) { 1 } else { row.len() };
            for row in row.chunks(size.max(1)) {
                self.row(group, row, indent, first);
                first = false;
            }
            items = after;
        }
    }

    /// Whether entries fit on one line.
    fn fits(&self, group: &Group, row: &[Item], indent: usize) -> bool {
        let mut width = indent;
        for (at, item) in row.iter().enumerate() {
            if at > 0 {
                let (sign, space) = group.joint(self.stream, item);
                width += sign.len() + space;
            }
            let Some(columns) = item.width else { return false };
            width += columns;
        }
        width <= LIMIT
    }

    /// Writes a row of items, the first of which starts a line.
    fn row(&mut self, group: &Group, row: &[Item], indent: usize, first: bool) {
        let stream = self.stream;
        for (at, item) in row.iter().enumerate() {
            let comma = usize::from(item.comma.is_some());
            let full = item.width.is_some_and(|width| self.column + 1 + width + comma > LIMIT);
            if at == 0 || !group.entries && full {
                if let Some(Between::Always(sign)) = stream.tokens.get(item.first).map(|token| token.between) {
                    self.push(sign);
                }
                self.start(item.first, indent, first && at == 0);
            } else {
                let (sign, space) = group.joint(stream, item);
                self.push(sign);
                self.spaces(space);
            }
            let lines = self.lines.len();
            let points = self.item(item, comma);
            let alone = group.entries && row.len() == 1 && self.lines.len() == lines;
            if let Some(line) = self.lines.last_mut().filter(|line| alone && !line.text.contains('\n')) {
                line.points = Some(points);
            }
            if let Some(comma) = item.comma {
                self.token(comma);
            }
        }
    }

    /// Writes an item; `rest` are the columns that have to fit behind it.
    fn item(&mut self, item: &Item, rest: usize) -> Points {
        let stream = self.stream;
        let base = self.indent();
        // The blocks of one `if` are all on one line or none of them is.
        let branches = item.pieces.iter().any(|piece| self.goes_on(piece.ends().0));
        let apart = branches && item.width.is_none_or(|width| self.column + width + rest > LIMIT);
        let mut points = Points::default();
        let mut before: Option<usize> = None;
        for (at, piece) in item.pieces.iter().enumerate() {
            let (first, last) = piece.ends();
            if let Some(before) = before.replace(last) {
                if stream.breaks(first) {
                    let indent = if self.goes_on(first) { base } else { base + STEP };
                    let _ = self.comments(first, indent, true);
                    self.line(indent, false);
                } else {
                    self.spaces(stream.space(before, first));
                }
            }
            points.piece(stream, piece, self.lines.last().map_or(0, |line| line.text.len()));
            match piece {
                Piece::Token(token) => self.token(*token),
                Piece::Group(group) if group.is_empty() => self.group(group, Layout::Flat, 0),
                Piece::Group(group) => {
                    let rest = self.behind(item, at, rest);
                    let layout = match self.layout(group, rest) {
                        Layout::Flat if apart && group.entries => Layout::Each,
                        layout => layout,
                    };
                    self.group(group, layout, rest);
                }
            }
        }
        points
    }

    /// The columns that have to fit behind piece `at` of an item, up to the next place where a line can end.
    fn behind(&self, item: &Item, at: usize, rest: usize) -> usize {
        let mut width = 0;
        let mut pieces = item.pieces.iter().skip(at);
        let mut before = pieces.next().map(|piece| piece.ends().1);
        for piece in pieces {
            let (first, last) = piece.ends();
            if self.stream.breaks(first) {
                return width;
            }
            width += before.replace(last).map_or(0, |before| self.stream.space(before, first));
            match (piece, piece.width(self.stream)) {
                (Piece::Group(group), _) if !group.is_empty() => return width + 1,
                (_, Some(columns)) => width += columns,
                (Piece::Token(at), None) => {
                    return width + columns(self.stream.text(*at).lines().next().unwrap_or_default());
                }
                (Piece::Group(_), None) => return width + 1,
            }
        }
        width + rest
    }
}

/// Whether an item is one short word, number or text.
fn is_short(stream: &Stream<'_>, item: &Item) -> bool {
    matches!(item.pieces.as_slice(), [Piece::Token(_)])
        && item.width.is_some_and(|width| width <= SHORT)
        && !stream.breaks(item.first)
}
