//! Entries in a row: of a file, of a block.

use super::Builder;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{Assign, Block, Entry, EntryKind, Expr, ExprKind, Setting};
use crate::syntax::pairs::{Node, Nodes, Rule};

/// What an entry of a row leaves for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, or a separator, stands before.
    Separated,
    /// An entry that ends with a value or block: another may follow on its line.
    Whole(usize),
    /// An entry with neither: what follows on its line was meant to belong to it.
    Bare(usize),
}

impl Builder<'_> {
    /// The block `node`.
    pub(super) fn block(&mut self, node: Node<'_>) -> Block {
        let span = self.at(&node);
        let mut nodes = node.children();
        let entries = self.deeper(1, span, |builder| builder.entries(&mut nodes)).unwrap_or_default();
        Block { span, entries }
    }

    /// The entries of a row.
    pub(super) fn entries(&mut self, nodes: &mut Nodes<'_>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut before = Before::Separated;
        while let Some(node) = nodes.next() {
            let (start, end) = (node.start(), node.end());
            match node.rule() {
                Rule::separator => {
                    if before == Before::Separated {
                        let sign = node.text().to_owned();
                        self.report_unless_told(
                            Diagnostic::error(code::UNEXPECTED, self.at(&node), format!("unexpected `{sign}`"))
                                .here("nothing stands before it that it could end"),
                        );
                    }
                    before = Before::Separated;
                    continue;
                }
                Rule::junk | Rule::helm | Rule::rest => {
                    self.junk(&node);
                    entries.push(Entry { span: self.at(&node), doc: None, private: None, kind: EntryKind::Junk });
                    before = Before::Whole(end);
                    continue;
                }
                Rule::EOI => break,
                _ => {}
            }
            let private = (node.rule() == Rule::private).then(|| {
                let word = node.text().trim_end().len();
                self.span(start, start + word)
            });
            let node = if private.is_some() { nodes.next() } else { Some(node) };
            let Some(node) = node else { break };
            let end = node.end();
            let follows_bare = matches!(before, Before::Bare(previous) if self.same_line(previous, start));
            let follows_value = matches!(before, Before::Whole(previous) if self.same_line(previous, start));
            let span = self.span(start, end);
            let kind = self.entry(node);
            if follows_bare {
                self.report_unless_told(
                    Diagnostic::error(
                        code::UNEXPECTED,
                        Span { end: span.start + 1, ..span },
                        "this stands on the line of another entry",
                    )
                    .help("put a `,` or a line break between two entries, or `=` before a value"),
                );
            }
            before = Before::Whole(end);
            if let EntryKind::Setting(setting) = &kind {
                let bare = setting.value.is_none() && setting.block.is_none() && setting.ty.is_none();
                if bare {
                    before = Before::Bare(end);
                    self.alone(setting, follows_value || follows_bare);
                }
            }
            let doc = self.doc(start);
            entries.push(Entry { span, doc, private, kind });
        }
        entries
    }

    /// Whether no line break stands between two places of the repaired text.
    fn same_line(&self, from: usize, to: usize) -> bool {
        !self.repaired.text.get(from..to).unwrap_or_default().contains('\n')
    }

    /// Reports an entry that is a path and nothing else.
    fn alone(&mut self, setting: &Setting, follows_value: bool) {
        let head = &setting.head;
        let clauses =
            !head.with.is_empty() || head.for_kind.is_some() || head.as_name.is_some() || head.because.is_some();
        if !head.labels.is_empty() || clauses || setting.new.is_some() {
            return;
        }
        let written = head.path.segments.iter().map(|s| s.plain().unwrap_or_default()).collect::<Vec<_>>().join(".");
        let diagnostic = if follows_value {
            Diagnostic::error(code::UNEXPECTED, head.span, format!("unexpected `{written}` after a value"))
                .help("put an operator before it, or a `,` or a line break if it is an entry of its own")
        } else {
            Diagnostic::error(code::LONE_HEAD, head.span, format!("`{written}` has neither a value nor a block"))
                .here("nothing follows on this line")
                .help("write `= value` or `{ … }` after it, on the same line")
        };
        self.report_unless_told(diagnostic);
    }

    /// One entry.
    fn entry(&mut self, node: Node<'_>) -> EntryKind {
        match node.rule() {
            Rule::setting => EntryKind::Setting(Box::new(self.setting(node))),
            Rule::new_setting => EntryKind::Setting(Box::new(self.setting(node))),
            _ => self.control(node),
        }
    }

    /// `[new] head [: type] [= expr | += expr] [{ entries }]`.
    fn setting(&mut self, node: Node<'_>) -> Setting {
        let start = node.start();
        let mut nodes = node.children();
        let new = nodes.accept(Rule::new).map(|node| self.at(&node));
        let head = self.head(&mut nodes, start);
        let mut ty = None;
        let mut value = None;
        if let Some(annotation) = nodes.accept(Rule::annotation) {
            let (colon, end) = (annotation.start(), annotation.end());
            let mut inner = annotation.children();
            match inner.next() {
                Some(node) if node.rule() == Rule::colon_value => {
                    value = Some(self.colon_value(node, colon, head.span));
                }
                Some(node) => {
                    let written = self.type_expr(node);
                    value = self.imported_for_value(&written, colon, &head);
                    ty = Some(written).filter(|_| value.is_none());
                }
                None => self.lone_colon(colon, end, nodes.peek()),
            }
        }
        if let Some(node) = nodes.accept(Rule::assign) {
            let assign = self.assign(node);
            let _ = value.get_or_insert(assign);
        } else if let Some(node) = nodes.accept(Rule::forgotten) {
            let place = self.span(node.start(), node.start());
            self.report_unless_told(
                Diagnostic::error(code::MISSING_EQUALS, self.at(&node), "`=` is missing before this value")
                    .label(head.span, "the value belongs to this")
                    .fix("put in `=`", place, "= "),
            );
            let expression = self.inner_value(node, "a value is missing");
            value = Some(Assign { append: false, operator: place, value: expression });
        }
        let block = self.optional_block(&mut nodes);
        Setting { new, head, ty, value, block }
    }

    /// A block, if one is next; one that opens on a later line is read and reported.
    pub(super) fn optional_block(&mut self, nodes: &mut Nodes<'_>) -> Option<Block> {
        if let Some(node) = nodes.accept(Rule::block) {
            return Some(self.block(node));
        }
        let late = nodes.accept(Rule::late_block)?;
        let previous = late.start();
        let node = late.children().find(|node| node.rule() == Rule::block)?;
        let brace = self.span(node.start(), node.start() + 1);
        let mut diagnostic =
            Diagnostic::error(code::LATE_START, brace, "a block opens on the line on which what stands before it ends")
                .label(self.span(previous, previous), "`{` belongs here");
        if self.only_space(previous, node.start()) {
            diagnostic = diagnostic.fix("move `{` up", self.between(previous, node.start()), " ");
        }
        self.report(diagnostic);
        Some(self.block(node))
    }

    /// `= expr` or `+= expr`.
    pub(super) fn assign(&mut self, node: Node<'_>) -> Assign {
        let mut nodes = node.children();
        let Some(sign) = nodes.accept(Rule::assign_op) else {
            let span = self.span(0, 0);
            return Assign { append: false, operator: span, value: Expr { span, kind: ExprKind::Missing } };
        };
        let operator = self.at(&sign);
        let written = sign.text();
        if !matches!(written, "=" | "+=") {
            self.foreign_assign(written, operator);
        }
        let end = sign.end();
        let value = if let Some(late) = nodes.accept(Rule::late_value) {
            let expression = late.children().find(|node| node.rule() == Rule::expression);
            if let Some(node) = &expression {
                let mut diagnostic = Diagnostic::error(
                    code::LATE_START,
                    self.first_character(node.start()),
                    format!("a value starts on the line of its `{written}`"),
                )
                .label(operator, "it belongs behind this");
                if self.only_space(end, node.start()) {
                    diagnostic = diagnostic.fix("move it up", self.between(end, node.start()), " ");
                }
                self.report(diagnostic);
            }
            expression.map(|node| self.expression(node))
        } else {
            nodes.accept(Rule::expression).map(|node| self.expression(node))
        };
        let value = value.unwrap_or_else(|| self.missing(end, &format!("a value is missing after `{written}`")));
        Assign { append: written == "+=", operator, value }
    }
}
