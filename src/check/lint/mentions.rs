//! Every word of a file that may name something, and every condition in it.

use rustc_hash::FxHashSet;

use crate::syntax::ast::{
    Block, Entry, EntryKind, Expr, ExprKind, Head, Param, Path, Qualified, Segment, Setting, Text, TextPart, TypeExpr,
    TypeKind,
};

/// What a file mentions.
#[derive(Debug, Default)]
pub(super) struct Mentions<'a> {
    /// Words that may name a value, function, type, template, profile or module.
    pub(super) words: FxHashSet<&'a str>,
    /// Conditions, each with whether an `assert` holds it.
    pub(super) conditions: Vec<(&'a Expr, bool)>,
}

impl<'a> Mentions<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Mentions<'a> {
        let mut mentions = Mentions::default();
        mentions.entries(entries);
        mentions
    }

    // Recursion is as deep as the tree, which the parser bounds.
    fn entries(&mut self, entries: &'a [Entry]) {
        for entry in entries {
            match &entry.kind {
                EntryKind::Setting(setting) => self.setting(setting),
                EntryKind::If(written) => {
                    for (condition, body) in &written.branches {
                        self.condition(condition, false);
                        self.block(body);
                    }
                    written.otherwise.iter().for_each(|body| self.block(body));
                }
                EntryKind::For(written) => {
                    self.expr(&written.iterable);
                    self.block(&written.body);
                }
                EntryKind::In(written) => self.block(&written.body),
                EntryKind::Unset(path) => self.path(path),
                EntryKind::Assert(written) => {
                    self.condition(&written.condition, true);
                    written.message.iter().for_each(|text| self.text(text));
                }
                EntryKind::Fn(function) => {
                    self.params(&function.params);
                    function.result.iter().for_each(|ty| self.ty(ty));
                    function.body.iter().for_each(|body| self.expr(body));
                }
                EntryKind::Type(alias) => self.ty(&alias.ty),
                EntryKind::Template(template) => {
                    self.params(&template.params);
                    self.block(&template.body);
                }
                EntryKind::Use(used) => {
                    self.words.extend(used.template.segments.iter().filter_map(word));
                    used.as_name.iter().for_each(|name| self.segment(name));
                    used.body.iter().for_each(|body| self.block(body));
                }
                EntryKind::Environments(_) | EntryKind::Allow(_) | EntryKind::Junk => {}
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        self.entries(&block.entries);
    }

    fn params(&mut self, params: &'a [Param]) {
        for param in params {
            param.ty.iter().for_each(|ty| self.ty(ty));
            param.default.iter().for_each(|default| self.expr(default));
        }
    }

    fn setting(&mut self, setting: &'a Setting) {
        self.head(&setting.head);
        setting.ty.iter().for_each(|ty| self.ty(ty));
        setting.value.iter().for_each(|assign| self.expr(&assign.value));
        setting.block.iter().for_each(|block| self.block(block));
    }

    fn head(&mut self, head: &'a Head) {
        self.path(&head.path);
        head.labels.iter().for_each(|label| self.segment(label));
        head.with.iter().for_each(|name| self.qualified(name));
    }

    fn path(&mut self, path: &'a Path) {
        // `pg.size = 20Gi` is about an imported module.
        if let [first, _, ..] = path.segments.as_slice() {
            self.words.extend(word(first));
        }
        path.segments.iter().for_each(|segment| self.segment(segment));
    }

    /// The computed parts of a step or label; its words are labels.
    fn segment(&mut self, segment: &'a Segment) {
        if let Segment::Text(text) = segment {
            self.text(text);
        }
    }

    fn text(&mut self, text: &'a Text) {
        for part in &text.parts {
            if let TextPart::Computed(expr) = part {
                self.expr(expr);
            }
        }
    }

    fn qualified(&mut self, name: &'a Qualified) {
        self.words.extend(name.module.as_ref().map(|module| module.text.as_str()));
        let _ = self.words.insert(&name.name.text);
    }

    fn condition(&mut self, condition: &'a Expr, asserted: bool) {
        self.conditions.push((condition, asserted));
        self.expr(condition);
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Word(word) => {
                let _ = self.words.insert(word);
            }
            ExprKind::Text(text) => self.text(text),
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(item)),
            ExprKind::Comprehension(written) => {
                self.expr(&written.iterable);
                written.condition.iter().for_each(|condition| self.condition(condition, false));
                self.expr(&written.element);
            }
            ExprKind::Braces(block) => self.block(block),
            ExprKind::Not(inner) | ExprKind::Negative(inner) => self.expr(inner),
            ExprKind::Binary { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::IfElse { condition, then, otherwise } => {
                self.condition(condition, false);
                self.expr(then);
                self.expr(otherwise);
            }
            ExprKind::Field { base, name } => {
                self.expr(base);
                self.segment(name);
            }
            ExprKind::Index { base, index } => {
                self.expr(base);
                self.expr(index);
            }
            ExprKind::Call { function, arguments } => {
                self.qualified(function);
                arguments.iter().for_each(|argument| self.expr(&argument.value));
            }
            ExprKind::Missing
            | ExprKind::Number(_)
            | ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::SelfRef
            | ExprKind::It => {}
        }
    }

    fn ty(&mut self, ty: &'a TypeExpr) {
        match &ty.kind {
            TypeKind::Word(word) => {
                let _ = self.words.insert(word);
            }
            TypeKind::Imported(name) => self.qualified(name),
            TypeKind::List(inner) | TypeKind::Optional(inner) => self.ty(inner),
            TypeKind::Apply { argument, .. } => self.ty(argument),
            TypeKind::Record(fields) => fields.iter().for_each(|field| self.ty(&field.ty)),
            TypeKind::Union(members) => members.iter().for_each(|member| self.ty(member)),
            TypeKind::Bounds { base, range } => {
                self.ty(base);
                self.expr(range);
            }
            TypeKind::Matching { base, .. } => self.ty(base),
            TypeKind::Where { base, condition, message } => {
                self.ty(base);
                self.expr(condition);
                message.iter().for_each(|text| self.text(text));
            }
            TypeKind::Missing | TypeKind::None => {}
        }
    }
}

fn word(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Word(name) => Some(&name.text),
        Segment::Text(_) => None,
    }
}
