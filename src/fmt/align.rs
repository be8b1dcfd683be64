//! What stands in one column on neighboring lines: `=`, types, the blocks of one kind, comments.
//!
//! In: lines. Out: the same with spaces put in. Whole groups are aligned or none of it: where one line would not fit any
//! more, all stay as they are.

use ecow::EcoString;

use super::LIMIT;
use super::print::Line;
use super::stream::Stream;
use super::tree::{Piece, columns};

/// A head that is longer than the longest of a group, or shorter than the shortest, by more columns than this starts a
/// group of its own, unless it is of one kind with the one above.
const SPREAD: usize = 9;

/// The most words before the block of an entry that is aligned with others.
const WORDS: usize = 3;

/// What is known of a line that is one entry; places are bytes of its text.
#[derive(Debug, Default, Clone)]
pub(super) struct Points {
    /// The type.
    ty: Option<usize>,
    /// `=` or `+=`.
    equals: Option<usize>,
    /// The block of an entry that has a label and no value.
    block: Option<usize>,
    /// The first word.
    lead: EcoString,
    /// Whether a label follows it.
    labelled: bool,
    /// Whether the head is one word or text.
    single: bool,
    /// How many pieces were met.
    count: usize,
    /// Whether all of them are words.
    words: bool,
    /// Whether the last one was the `:` before the type.
    colon: bool,
    /// Whether the block has nothing in it.
    empty: bool,
}

impl Points {
    /// Takes note of the next piece of the entry, which starts at byte `at` of its line.
    pub(super) fn piece(&mut self, stream: &Stream<'_>, piece: &Piece, at: usize) {
        if self.equals.is_some() || self.block.is_some() {
            return;
        }
        if std::mem::take(&mut self.colon) {
            self.ty = Some(at);
        }
        let Piece::Token(token) = piece else {
            let control = matches!(self.lead.as_str(), "if" | "for");
            if self.words
                && !control
                && let Piece::Group(group) = piece
                && group.entries
            {
                self.block = (2..=WORDS).contains(&self.count).then_some(at);
                self.empty = group.is_empty();
            }
            self.words = false;
            return;
        };
        match stream.text(*token) {
            text if self.count == 0 => (self.lead, self.words) = (text.into(), true),
            "=" | "+=" => (self.equals, self.single) = (Some(at), self.count == 1),
            ":" => self.colon = std::mem::take(&mut self.words),
            "." => self.words = false,
            _ => self.labelled |= self.count == 1 && self.words,
        }
        self.count += 1;
    }

    /// Whether the `=` of the entry `below` can be in one column with that of this one above it at all.
    fn continues(&self, below: &Points) -> bool {
        let definition = |points: &Points| matches!(points.lead.as_str(), "fn" | "let" | "param" | "type");
        let typed = self.ty.is_some();
        typed == below.ty.is_some() && (self.lead == below.lead || !typed && !definition(self) && !definition(below))
    }

    /// Whether it is so much like the entry `below` that the lengths of their heads do not matter.
    fn alike(&self, below: &Points) -> bool {
        self.single && below.single || self.labelled && below.labelled && self.lead == below.lead
    }
}

/// Aligns what belongs together.
pub(super) fn align(lines: &mut [Line]) {
    let mut start = 0;
    while start < lines.len() {
        let rest = lines.get(start..).unwrap_or_default();
        let end = start + 1 + rest.windows(2).take_while(|pair| matches!(pair, [a, b] if neighbors(a, b))).count();
        if let Some(block) = lines.get_mut(start..end) {
            let one_kind = Rule { between: Between::Comments, continues: same_lead, alike: same_lead };
            let equals = Rule { between: Between::Entries, continues: Points::continues, alike: Points::alike };
            pad(block, |points| points.ty, &one_kind);
            pad(block, |points| points.equals, &equals);
            pad(block, |points| points.block, &one_kind);
        }
        start = end;
    }
    comments(lines);
}

/// Whether `below` stands right below `above`, in the same block, and neither is a part of something longer.
fn neighbors(above: &Line, below: &Line) -> bool {
    let whole = |line: &Line| line.is_comment || line.points.is_some();
    above.indent == below.indent && !below.blank && whole(above) && whole(below)
}

/// What may stand between two lines of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    /// Comments.
    Comments,
    /// Comments and entries that have not what is aligned: a block does not part the `=` above it from those below.
    Entries,
}

/// Which lines are a group.
struct Rule {
    /// What may stand between two of them.
    between: Between,
    /// Whether a line can be in a group with the one above.
    continues: fn(&Points, &Points) -> bool,
    /// Whether it is in that group however far their points are apart.
    alike: fn(&Points, &Points) -> bool,
}

fn same_lead(above: &Points, below: &Points) -> bool {
    above.lead == below.lead
}

/// Puts spaces before the points that `point` finds, a group of lines at a time.
fn pad(lines: &mut [Line], point: impl Fn(&Points) -> Option<usize>, rule: &Rule) {
    // The lines that follow each other, each with the column of its point and whether it is alike the one before.
    let mut run: Vec<Place> = Vec::new();
    for at in 0..=lines.len() {
        let line = lines.get(at);
        let points = line.and_then(|line| line.points.as_ref());
        let column = line.zip(points).and_then(|(line, points)| {
            let column = columns(line.text.get(..point(points)?)?);
            (line.indent + columns(&line.text) <= LIMIT).then_some(column)
        });
        let aside = line.is_some_and(|line| line.is_comment || rule.between == Between::Entries);
        if column.is_none() && aside {
            continue;
        }
        let above = run.last().and_then(|place| lines.get(place.line)?.points.as_ref());
        let pair = above.zip(points).filter(|_| column.is_some());
        let alike = pair.is_some_and(|(above, below)| (rule.alike)(above, below));
        if !pair.is_some_and(|(above, below)| (rule.continues)(above, below)) {
            for group in groups(&std::mem::take(&mut run)) {
                shift(lines, &group.lines, &point);
            }
        }
        run.extend(column.map(|column| Place { line: at, column, alike }));
    }
}

/// A point of a line.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The line.
    line: usize,
    /// The column of the point.
    column: usize,
    /// Whether the line is alike the one before.
    alike: bool,
}

/// A group of lines with their columns.
#[derive(Debug)]
struct Group {
    lines: Vec<(usize, usize)>,
    /// The first column and the last.
    columns: (usize, usize),
}

impl Group {
    fn of(place: Place) -> Group {
        Group { lines: vec![(place.line, place.column)], columns: (place.column, place.column) }
    }

    fn is_near(&self, place: Place) -> bool {
        let (first, last) = self.columns;
        (first.saturating_sub(SPREAD)..=last + SPREAD).contains(&place.column)
    }

    fn push(&mut self, place: Place) {
        let (first, last) = self.columns;
        self.columns = (first.min(place.column), last.max(place.column));
        self.lines.push((place.line, place.column));
    }
}

/// The groups of lines that follow each other. A single long head among short ones stands for itself and does not part
/// them.
fn groups(run: &[Place]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut aside = false;
    for (at, place) in run.iter().enumerate() {
        let Some(group) = groups.last_mut() else {
            groups.push(Group::of(*place));
            continue;
        };
        let passed = std::mem::take(&mut aside);
        let goes_on = run.get(at + 1).is_some_and(|next| group.is_near(*next) && !next.alike);
        if group.is_near(*place) || place.alike && !passed {
            group.push(*place);
        } else if group.columns.1 < place.column && goes_on {
            aside = true;
        } else {
            groups.push(Group::of(*place));
        }
    }
    groups
}

/// Moves the points of a group into one column, if every line fits then.
fn shift(lines: &mut [Line], group: &[(usize, usize)], point: &impl Fn(&Points) -> Option<usize>) {
    let target = group.iter().map(|(_, column)| *column).max().unwrap_or_default();
    let empty = |at: usize| lines.get(at).is_some_and(|line| line.points.as_ref().is_some_and(|points| points.empty));
    if group.iter().all(|(at, _)| empty(*at)) {
        return;
    }
    let fits = |line: &Line, column: usize| line.indent + columns(&line.text) + target - column <= LIMIT;
    if !group.iter().all(|(at, column)| lines.get(*at).is_some_and(|line| fits(line, *column))) {
        return;
    }
    for (at, column) in group {
        let Some(line) = lines.get_mut(*at) else { continue };
        let Some(points) = line.points.as_mut() else { continue };
        let (Some(byte), spaces) = (point(points), target - column) else { continue };
        line.text.insert_str(byte, &" ".repeat(spaces));
        for other in [&mut points.ty, &mut points.equals, &mut points.block].into_iter().flatten() {
            *other += if *other >= byte { spaces } else { 0 };
        }
    }
}

/// Aligns the comments at the ends of lines that stand one below the other.
fn comments(lines: &mut [Line]) {
    let mut start = 0;
    while start < lines.len() {
        let rest = lines.get(start..).unwrap_or_default();
        let commented = |line: &Line| line.comment.is_some() && !line.text.contains('\n');
        let together = |above: &Line, below: &Line| {
            commented(above) && commented(below) && !below.blank && above.indent == below.indent
        };
        let end = start + 1 + rest.windows(2).take_while(|pair| matches!(pair, [a, b] if together(a, b))).count();
        let Some(group) = lines.get_mut(start..end) else { break };
        let width = group.iter().map(|line| columns(&line.text)).max().unwrap_or_default();
        let fits = |line: &Line| {
            let comment = line.comment.as_deref().map_or(0, columns);
            line.indent + width + line.gap + comment <= LIMIT
        };
        if group.iter().all(fits) {
            for line in group {
                line.gap += width - columns(&line.text);
            }
        }
        start = end;
    }
}
