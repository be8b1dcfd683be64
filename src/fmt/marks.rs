//! What only the tree knows of a token: where an entry starts, which minus is a sign, which `<` opens a type.
//!
//! In: the tree of a text without mistakes. Out: sets of byte offsets, counted from the start of the text.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Sources, Span};
use crate::syntax::ast::{
    Argument, Block, Entry, EntryKind, Expr, ExprKind, File, Operator, Param, Setting, TypeExpr, TypeKind,
};

/// What is known of an entry, or of a field of a record type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EntryMark {
    /// The first byte past it; for a field its start, as no comma can belong to one.
    pub(super) end: usize,
    /// What kind of entry.
    pub(super) form: Form,
    /// Whether it ends in a value, block or text, so that what follows on its line cannot be taken for a part of it.
    pub(super) closed: bool,
    /// Whether it has a doc comment.
    pub(super) documented: bool,
}

/// The kinds of entries that are laid out in ways of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A setting or declaration.
    Setting,
    /// `assert`, which is no function.
    Assert,
    /// Any other.
    Other,
}

/// Byte offsets of what has a meaning.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Entries and fields of record types by their first byte.
    pub(super) entries: BTreeMap<usize, EntryMark>,
    /// The minus of a negative number.
    pub(super) signs: BTreeSet<usize>,
    /// Ranges with a calculation on a side.
    pub(super) wide_ranges: BTreeSet<usize>,
    /// `<` of `map<T>`.
    pub(super) angles: BTreeSet<usize>,
    /// Where the argument between `<` and `>` ends.
    pub(super) angle_ends: BTreeSet<usize>,
    /// Ends of blocks that an `else` follows.
    pub(super) before_else: BTreeSet<usize>,
}

impl Marks {
    /// The marks of a file.
    pub(super) fn of(sources: &Sources, file: &File) -> Marks {
        let mut walk = Walk { sources, marks: Marks::default() };
        walk.entries(&file.entries);
        walk.marks
    }
}

struct Walk<'s> {
    sources: &'s Sources,
    marks: Marks,
}

impl Walk<'_> {
    fn start(&self, span: Span) -> usize {
        self.sources.place(span).map_or(0, |place| place.start)
    }

    fn end(&self, span: Span) -> usize {
        self.sources.place(span).map_or(0, |place| place.end)
    }

    fn entries(&mut self, entries: &[Entry]) {
        for entry in entries {
            let start = self.start(entry.private.unwrap_or(entry.span)).min(self.start(entry.span));
            let (form, closed) = self.entry(&entry.kind);
            let mark = EntryMark { end: self.end(entry.span), form, closed, documented: entry.doc.is_some() };
            let _ = self.marks.entries.insert(start, mark);
        }
    }

    fn block(&mut self, block: &Block) {
        self.entries(&block.entries);
    }

    /// Walks the entry; its form, and whether it is closed.
    fn entry(&mut self, kind: &EntryKind) -> (Form, bool) {
        match kind {
            EntryKind::Setting(setting) => return (Form::Setting, self.setting(setting)),
            EntryKind::If(it) => {
                for (at, (condition, body)) in it.branches.iter().enumerate() {
                    self.expr(condition);
                    self.block(body);
                    if at + 1 < it.branches.len() || it.otherwise.is_some() {
                        let end = self.end(body.span);
                        let _ = self.marks.before_else.insert(end);
                    }
                }
                it.otherwise.iter().for_each(|body| self.block(body));
            }
            EntryKind::For(it) => {
                self.expr(&it.iterable);
                self.block(&it.body);
            }
            EntryKind::In(it) => self.block(&it.body),
            EntryKind::Assert(it) => {
                self.expr(&it.condition);
                return (Form::Assert, it.message.is_some());
            }
            EntryKind::Fn(it) => {
                self.params(&it.params);
                it.result.iter().for_each(|ty| self.ty(ty));
                it.body.iter().for_each(|body| self.expr(body));
                return (Form::Other, it.body.is_some());
            }
            EntryKind::Type(it) => {
                self.ty(&it.ty);
                return (Form::Other, false);
            }
            EntryKind::Template(it) => {
                self.params(&it.params);
                self.block(&it.body);
            }
            EntryKind::Use(it) => {
                it.body.iter().for_each(|body| self.block(body));
                return (Form::Other, it.body.is_some());
            }
            EntryKind::Allow(it) => return (Form::Other, it.because.is_some()),
            EntryKind::Environments(_) | EntryKind::Unset(_) | EntryKind::Junk => return (Form::Other, false),
        }
        (Form::Other, true)
    }

    fn setting(&mut self, setting: &Setting) -> bool {
        setting.ty.iter().for_each(|ty| self.ty(ty));
        setting.value.iter().for_each(|value| self.expr(&value.value));
        setting.block.iter().for_each(|block| self.block(block));
        setting.value.is_some() || setting.block.is_some()
    }

    fn params(&mut self, params: &[Param]) {
        for param in params {
            param.ty.iter().for_each(|ty| self.ty(ty));
            param.default.iter().for_each(|default| self.expr(default));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Missing
            | ExprKind::Word(_)
            | ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::SelfRef
            | ExprKind::It => {}
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(item)),
            ExprKind::Comprehension(it) => {
                self.expr(&it.iterable);
                it.condition.iter().for_each(|condition| self.expr(condition));
                self.expr(&it.element);
            }
            ExprKind::Braces(block) => self.block(block),
            ExprKind::Not(operand) => self.expr(operand),
            ExprKind::Negative(operand) => {
                let start = self.start(expr.span);
                let _ = self.marks.signs.insert(start);
                self.expr(operand);
            }
            ExprKind::Binary { operator, operator_span, left, right } => {
                let calculated = |side: &Expr| matches!(side.kind, ExprKind::Binary { .. });
                if *operator == Operator::Range && (calculated(left) || calculated(right)) {
                    let start = self.start(*operator_span);
                    let _ = self.marks.wide_ranges.insert(start);
                }
                self.expr(left);
                self.expr(right);
            }
            ExprKind::IfElse { condition, then, otherwise } => {
                self.expr(condition);
                self.expr(then);
                self.expr(otherwise);
            }
            ExprKind::Field { base, .. } => self.expr(base),
            ExprKind::Index { base, index } => {
                self.expr(base);
                self.expr(index);
            }
            ExprKind::Call { arguments, .. } => {
                arguments.iter().for_each(|Argument { value, .. }| self.expr(value));
            }
        }
    }

    fn ty(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeKind::Missing | TypeKind::Word(_) | TypeKind::Imported(_) | TypeKind::None => {}
            TypeKind::List(element) | TypeKind::Optional(element) => self.ty(element),
            TypeKind::Apply { name, argument } => {
                let (open, end) = (self.end(name.span), self.end(argument.span));
                let _ = self.marks.angles.insert(open);
                let _ = self.marks.angle_ends.insert(end);
                self.ty(argument);
            }
            TypeKind::Record(fields) => {
                for field in fields {
                    let start = self.start(field.name.span());
                    let mark =
                        EntryMark { end: start, form: Form::Other, closed: false, documented: field.doc.is_some() };
                    let _ = self.marks.entries.insert(start, mark);
                    self.ty(&field.ty);
                }
            }
            TypeKind::Union(members) => members.iter().for_each(|member| self.ty(member)),
            TypeKind::Bounds { base, range } => {
                self.ty(base);
                self.expr(range);
            }
            TypeKind::Matching { base, .. } => self.ty(base),
            TypeKind::Where { base, condition, .. } => {
                self.ty(base);
                self.expr(condition);
            }
        }
    }
}
