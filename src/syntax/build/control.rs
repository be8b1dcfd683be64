//! Control entries: what a keyword begins.

use super::Builder;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{
    Allow, Assert, Block, EntryKind, Expr, ExprKind, Fn, For, If, In, Name, Param, Path, Segment, Template, TypeAlias,
    TypeExpr, TypeKind, Use,
};
use crate::syntax::pairs::{Node, Nodes, Rule};

/// Words that mean something where a value is expected, so that nothing can be read by such a name.
const RESERVED: [&str; 9] = ["if", "then", "else", "for", "in", "true", "false", "none", "self"];

impl Builder<'_> {
    /// A control entry.
    pub(super) fn control(&mut self, node: Node<'_>) -> EntryKind {
        match node.rule() {
            Rule::if_entry => EntryKind::If(Box::new(self.if_entry(node))),
            Rule::for_entry => EntryKind::For(Box::new(self.for_entry(node))),
            Rule::in_entry => {
                let end = node.end();
                let mut nodes = node.children();
                let environments = self.names(nodes.clone(), "an environment");
                while nodes.peek().is_some_and(|rule| !matches!(rule, Rule::block | Rule::late_block)) {
                    let _ = nodes.next();
                }
                EntryKind::In(In { environments, body: self.body(&mut nodes, end) })
            }
            Rule::environments_entry => EntryKind::Environments(self.names(node.children(), "an environment")),
            Rule::unset_entry => EntryKind::Unset(self.unset(node)),
            Rule::assert_entry => EntryKind::Assert(Box::new(self.assert_entry(node))),
            Rule::fn_entry => EntryKind::Fn(Box::new(self.fn_entry(node))),
            Rule::type_entry => EntryKind::Type(Box::new(self.type_entry(node))),
            Rule::template_entry => EntryKind::Template(Box::new(self.template_entry(node))),
            Rule::use_entry => EntryKind::Use(Box::new(self.use_entry(node))),
            Rule::allow_entry => EntryKind::Allow(Box::new(self.allow_entry(node))),
            _ => {
                self.junk(&node);
                EntryKind::Junk
            }
        }
    }

    /// The block that a control entry needs; `end` is where the entry ends without one.
    fn body(&mut self, nodes: &mut Nodes<'_>, end: usize) -> Block {
        self.optional_block(nodes).unwrap_or_else(|| {
            let span = self.span(end, end);
            let next = self.repaired.text.get(end..).unwrap_or_default();
            let blank = next.len() - next.trim_start_matches(' ').len();
            // `else` has no condition.
            let has_condition = !self.repaired.text.get(..end).is_some_and(|before| before.ends_with("else"));
            if has_condition && next.trim_start_matches(' ').starts_with("= ") {
                let sign = self.span(end + blank, end + blank + 1);
                self.report_unless_told(
                    Diagnostic::error(code::FOREIGN_SIGN, sign, "`=` sets; a comparison is written `==`").fix(
                        "write `==`",
                        sign,
                        "==",
                    ),
                );
                return Block { span, entries: Vec::new() };
            }
            self.report_unless_told(
                Diagnostic::error(code::INCOMPLETE, span, "a block is missing").here("`{ … }` belongs here"),
            );
            Block { span, entries: Vec::new() }
        })
    }

    /// The block after `value`. Where it is missing and `value` ends in one, it was meant to be the block.
    fn body_after(&mut self, value: &mut Expr, nodes: &mut Nodes<'_>, end: usize) -> Block {
        if nodes.peek().is_some_and(|rule| matches!(rule, Rule::block | Rule::late_block)) {
            return self.body(nodes, end);
        }
        match take_braces(value) {
            Some(block) => {
                let place = Span { end: block.span.start, start: block.span.start, ..block.span };
                self.report_unless_told(
                    Diagnostic::error(code::MISSING_VALUE, place, "a value is missing before this block")
                        .here("a value belongs here"),
                );
                block
            }
            None => self.body(nodes, end),
        }
    }

    fn if_entry(&mut self, node: Node<'_>) -> If {
        let (start, end) = (node.start(), node.end());
        let mut nodes = node.children();
        let mut condition = self.value(&mut nodes, start + 2, "a condition is missing after `if`");
        let body = self.body_after(&mut condition, &mut nodes, end);
        let mut branches = vec![(condition, body)];
        let mut otherwise = None;
        for node in nodes {
            let (start, end) = (node.start(), node.end());
            let keywords = node.text().find("if").map_or(4, |at| at + 2);
            let else_if = node.rule() == Rule::else_if;
            let mut inner = node.children();
            if else_if {
                let mut condition = self.value(&mut inner, start + keywords, "a condition is missing after `else if`");
                let body = self.body_after(&mut condition, &mut inner, end);
                branches.push((condition, body));
            } else {
                otherwise = Some(self.body(&mut inner, end));
            }
        }
        If { branches, otherwise }
    }

    fn for_entry(&mut self, node: Node<'_>) -> For {
        let (start, end) = (node.start(), node.end());
        let mut nodes = node.children();
        let (names, mut after) = self.loop_names(&mut nodes, start + 3);
        self.in_word(&mut nodes, &mut after);
        let mut iterable = self.value(&mut nodes, after, "what `for` walks is missing");
        let body = self.body_after(&mut iterable, &mut nodes, end);
        For { names, iterable, body }
    }

    /// The names of a loop, and where they end.
    pub(super) fn loop_names(&mut self, nodes: &mut Nodes<'_>, after: usize) -> (Vec<Name>, usize) {
        let Some(node) = nodes.accept(Rule::loop_names) else { return (vec![self.no_name(after)], after) };
        let end = if node.text().is_empty() { after } else { node.end() };
        let mut names: Vec<Name> = Vec::new();
        for node in node.children() {
            let name = self.name(&node);
            self.not_reserved(&name);
            if names.len() == 2 {
                self.report(
                    Diagnostic::error(
                        code::INCOMPLETE,
                        name.span,
                        "`for` takes one name, or two for key and value of a map",
                    )
                    .here("the third"),
                );
            }
            names.push(name);
        }
        names.truncate(2);
        if names.is_empty() {
            let span = self.span(end, end);
            self.report_unless_told(
                Diagnostic::error(code::NAME_EXPECTED, span, "a name is missing after `for`")
                    .help("write `for x in xs`"),
            );
            names.push(self.no_name(end));
        }
        (names, end)
    }

    /// The word `in` of a loop; `after` moves behind it.
    pub(super) fn in_word(&mut self, nodes: &mut Nodes<'_>, after: &mut usize) {
        match nodes.accept(Rule::in_word) {
            Some(node) => *after = node.end(),
            None => {
                let span = self.span(*after, *after);
                self.report_unless_told(
                    Diagnostic::error(code::INCOMPLETE, span, "`in` is missing after the name")
                        .help("write `for x in xs`"),
                );
            }
        }
    }

    /// Reports a name that could never be read.
    fn not_reserved(&mut self, name: &Name) {
        if RESERVED.contains(&name.text.as_str()) {
            self.report(
                Diagnostic::error(code::RESERVED, name.span, format!("`{}` cannot be a name here", name.text))
                    .here("as a value this word means something else")
                    .help("choose another name"),
            );
        }
    }

    fn unset(&mut self, node: Node<'_>) -> Path {
        let mut nodes = node.children();
        let start = nodes.clone().next().map_or(0, |node| node.start());
        let mut path = match nodes.accept(Rule::path) {
            Some(node) => self.path(node),
            None => Path { span: self.span(start, start), segments: vec![Segment::Word(self.no_name(start))] },
        };
        for node in nodes {
            let gap = path.span.after().to(self.span(node.start(), node.start()));
            let Some(inner) = node.children().next() else { continue };
            let segment = self.segment(inner);
            self.report(
                Diagnostic::error(
                    code::LOOSE_JOINT,
                    segment.span(),
                    "`unset` takes one path, whose steps are joined by dots",
                )
                .fix("join them with a dot", gap, "."),
            );
            path.span = path.span.to(segment.span());
            path.segments.push(segment);
        }
        path
    }

    fn assert_entry(&mut self, node: Node<'_>) -> Assert {
        let (start, end) = (node.start(), node.end());
        let mut nodes = node.children();
        let condition = self.value(&mut nodes, start + "assert".len(), "a condition is missing after `assert`");
        let message = match nodes.next() {
            Some(node) if node.rule() == Rule::no_text => {
                self.no_text(end, "`else`");
                None
            }
            Some(node) => Some(self.text(node)),
            None => {
                let span = self.span(end, end);
                self.report_unless_told(
                    Diagnostic::error(code::INCOMPLETE, span, "`else` and a message are missing")
                        .here("what shall be said where the condition does not hold?")
                        .help("write `assert condition else \"message\"`"),
                );
                None
            }
        };
        Assert { condition, message }
    }

    /// Reports that a text is missing after `word`.
    fn no_text(&mut self, after: usize, word: &str) {
        let span = self.span(after, after);
        self.report_unless_told(
            Diagnostic::error(code::MISSING_VALUE, span, format!("a text is missing after {word}"))
                .here("`\"…\"` belongs here"),
        );
    }

    fn fn_entry(&mut self, node: Node<'_>) -> Fn {
        let mut nodes = node.children();
        let name = self.declared(&mut nodes);
        let params = self.params(&mut nodes, name.span);
        let result = nodes.accept(Rule::type_expr).map(|node| self.type_expr(node));
        let body = nodes.accept(Rule::assign).map(|node| self.assign(node).value);
        Fn { name, params, result, body }
    }

    /// The name that an entry declares, which the grammar has seen to be there.
    fn declared(&mut self, nodes: &mut Nodes<'_>) -> Name {
        match nodes.accept(Rule::word) {
            Some(node) => {
                let name = self.name(&node);
                self.not_reserved(&name);
                name
            }
            None => self.no_name(0),
        }
    }

    fn params(&mut self, nodes: &mut Nodes<'_>, name: Span) -> Vec<Param> {
        let Some(node) = nodes.accept(Rule::params) else {
            self.report_unless_told(
                Diagnostic::error(code::INCOMPLETE, name.after(), "the parameters are missing")
                    .here("`(` belongs here")
                    .fix("put in `()`", name.after(), "()"),
            );
            return Vec::new();
        };
        let mut params = Vec::new();
        self.items(node.children(), |builder, node| {
            let span = builder.at(&node);
            let mut inner = node.children();
            let name = builder.declared(&mut inner);
            let ty = inner.accept(Rule::type_expr).map(|node| builder.type_expr(node));
            let default = inner.accept(Rule::expression).map(|node| builder.expression(node));
            params.push(Param { name, ty, default });
            span
        });
        params
    }

    fn type_entry(&mut self, node: Node<'_>) -> TypeAlias {
        let end = node.end();
        let mut nodes = node.children();
        let name = self.declared(&mut nodes);
        let ty = match nodes.accept(Rule::type_expr) {
            Some(node) => self.type_expr(node),
            None => {
                let span = self.span(end, end);
                self.report_unless_told(
                    Diagnostic::error(code::MISSING_VALUE, span, "a type is missing after the name")
                        .here("`= type` belongs here, on this line"),
                );
                TypeExpr { span, kind: TypeKind::Missing }
            }
        };
        TypeAlias { name, ty }
    }

    fn template_entry(&mut self, node: Node<'_>) -> Template {
        let end = node.end();
        let mut nodes = node.children();
        let name = self.declared(&mut nodes);
        let params = self.params(&mut nodes, name.span);
        Template { name, params, body: self.body(&mut nodes, end) }
    }

    fn use_entry(&mut self, node: Node<'_>) -> Use {
        let start = node.start();
        let mut nodes = node.children();
        let template = match nodes.accept(Rule::path) {
            Some(node) => self.path(node),
            None => Path { span: self.span(start, start), segments: vec![Segment::Word(self.no_name(start))] },
        };
        let as_name =
            nodes.accept(Rule::as_clause).and_then(|node| node.children().next()).map(|node| self.segment(node));
        let body = self.optional_block(&mut nodes);
        Use { template, as_name, body }
    }

    fn allow_entry(&mut self, node: Node<'_>) -> Allow {
        let end = node.end();
        let mut nodes = node.children();
        let capability = match nodes.accept(Rule::word) {
            Some(node) => self.name(&node),
            None => self.no_name(end),
        };
        let argument = nodes.accept(Rule::allow_argument).map(|node| {
            let start = node.start();
            let mut inner = node.children();
            let argument = match inner.accept(Rule::word) {
                Some(node) => self.name(&node),
                None => {
                    if inner.peek().is_none() {
                        let span = self.span(start + 1, start + 1);
                        self.report_unless_told(Diagnostic::error(
                            code::NAME_EXPECTED,
                            span,
                            "a word is missing between `(` and `)`",
                        ));
                    }
                    self.no_name(start + 1)
                }
            };
            self.rest(&mut inner);
            argument
        });
        let because = match nodes.accept(Rule::because_clause).and_then(|node| node.children().next()) {
            Some(node) => Some(self.text(node)),
            None => {
                let span = self.span(end, end);
                self.report_unless_told(
                    Diagnostic::error(code::INCOMPLETE, span, format!("`allow {}` gives no reason", capability.text))
                        .help("write `because \"…\"` behind it, on the same line"),
                );
                None
            }
        };
        Allow { capability, argument, because }
    }
}

/// Takes the braces that `value` ends in.
fn take_braces(value: &mut Expr) -> Option<Block> {
    match &mut value.kind {
        ExprKind::Braces(_) => match std::mem::replace(&mut value.kind, ExprKind::Missing) {
            ExprKind::Braces(block) => Some(block),
            _ => None,
        },
        ExprKind::Not(operand) | ExprKind::Negative(operand) => take_braces(operand),
        ExprKind::Binary { right, .. } => take_braces(right),
        _ => None,
    }
}
