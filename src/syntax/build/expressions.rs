//! Expressions: operands with what stands before and after them. Operators are folded in `fold`.

use ecow::EcoString;

use super::Builder;
use super::fold::fold;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{Argument, Comprehension, Expr, ExprKind, Name, Operator, Qualified, Segment};
use crate::syntax::pairs::{Node, Nodes, Rule};

impl Builder<'_> {
    /// The expression that comes next, or a missing one right after byte `after`.
    pub(super) fn value(&mut self, nodes: &mut Nodes<'_>, after: usize, message: &str) -> Expr {
        match nodes.accept(Rule::expression).or_else(|| nodes.accept(Rule::angled_value)) {
            Some(node) => self.expression(node),
            None => self.missing(after, message),
        }
    }

    /// The expression inside `node`.
    pub(super) fn inner_value(&mut self, node: Node<'_>, message: &str) -> Expr {
        let start = node.start();
        self.value(&mut node.children(), start, message)
    }

    /// Reports that a value is missing right after byte `after`.
    pub(super) fn missing(&mut self, after: usize, message: &str) -> Expr {
        let span = self.span(after, after);
        let diagnostic = Diagnostic::error(code::MISSING_VALUE, span, message).here("a value belongs here");
        let next = self.repaired.text.get(after..).unwrap_or_default().trim_start_matches(' ');
        let name = next.strip_prefix('$').unwrap_or_default();
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
        self.report_unless_told(match name.get(..end).filter(|name| !name.is_empty()) {
            Some(name) => diagnostic.help(format!(
                "a value of the program is named without `$`: `{name}`; a variable of the container is `\"$({name})\"`"
            )),
            None => diagnostic,
        });
        Expr { span, kind: ExprKind::Missing }
    }

    /// An expression.
    pub(super) fn expression(&mut self, node: Node<'_>) -> Expr {
        let span = self.at(&node);
        let mut nodes = node.children();
        // One step for every operator, prefix and suffix: the tree leans to one side by as much at the most.
        let steps = 1 + nodes.clone().filter(|node| Self::deepens(node.rule())).count();
        let built = self.deeper(steps, span, |builder| builder.operations(&mut nodes));
        built.unwrap_or(Expr { span, kind: ExprKind::Missing })
    }

    /// Whether a piece of an expression puts the pieces before it one step deeper.
    fn deepens(rule: Rule) -> bool {
        matches!(rule, Rule::infix | Rule::word_infix | Rule::sign | Rule::field | Rule::index | Rule::call)
    }

    /// Operands and operators in turn.
    fn operations(&mut self, nodes: &mut Nodes<'_>) -> Expr {
        let first = self.operand(nodes, None);
        let mut rest = Vec::new();
        while let Some(node) = nodes.next() {
            match node.rule() {
                Rule::ternary => {
                    let condition = self.fold(first, rest);
                    return self.ternary(node, condition);
                }
                Rule::infix | Rule::word_infix => {
                    let operator = self.operator(&node);
                    let operand = self.operand(nodes, Some(&node));
                    rest.push((operator, self.at(&node), operand));
                }
                _ => {
                    self.junk(&node);
                }
            }
        }
        self.fold(first, rest)
    }

    fn fold(&mut self, first: Expr, rest: Vec<(Operator, Span, Expr)>) -> Expr {
        let (expression, complaints) = fold(first, rest);
        for complaint in complaints {
            self.report(complaint);
        }
        expression
    }

    /// An operand: prefixes, the thing itself, suffixes. `operator` is what stands before it.
    fn operand(&mut self, nodes: &mut Nodes<'_>, operator: Option<&Node<'_>>) -> Expr {
        let mut prefixes = Vec::new();
        while let Some(node) = nodes.accept(Rule::sign) {
            prefixes.push(node);
        }
        let Some(node) = nodes.next() else { return self.missing(0, "a value is missing") };
        let in_operation = operator.is_some() || !prefixes.is_empty();
        let mut expression = self.primary(node, operator, in_operation);
        while let Some(rule) = nodes.peek() {
            let loose = if rule == Rule::loose { nodes.next() } else { None };
            if let Some(loose) = loose {
                self.loose(&loose, nodes.peek());
            }
            let Some(Rule::field | Rule::index | Rule::call) = nodes.peek() else { break };
            let Some(node) = nodes.next() else { break };
            expression = self.suffix(expression, node);
        }
        for prefix in prefixes.into_iter().rev() {
            expression = self.prefix(&prefix, expression);
        }
        expression
    }

    fn prefix(&mut self, node: &Node<'_>, operand: Expr) -> Expr {
        let written = node.text().trim_end();
        let sign = self.span(node.start(), node.start() + written.len());
        let span = sign.to(operand.span);
        let kind = match written {
            "-" => {
                if !matches!(operand.kind, ExprKind::Number(_) | ExprKind::Missing)
                    || written.len() != node.text().len()
                {
                    self.report_unless_told(
                        Diagnostic::error(code::MINUS, sign, "a leading `-` stands directly before a number only")
                            .help("write `0 - x` for the negative of something else"),
                    );
                }
                ExprKind::Negative(Box::new(operand))
            }
            "!" => ExprKind::Not(Box::new(operand)),
            _ => {
                self.foreign_word(written, sign, "!");
                ExprKind::Not(Box::new(operand))
            }
        };
        Expr { span, kind }
    }

    fn primary(&mut self, node: Node<'_>, operator: Option<&Node<'_>>, in_operation: bool) -> Expr {
        let span = self.at(&node);
        let (start, end) = (node.start(), node.end());
        let kind = match node.rule() {
            Rule::name => match node.text() {
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "none" => ExprKind::None,
                "self" => ExprKind::SelfRef,
                "it" if self.in_refinement => ExprKind::It,
                "null" => {
                    self.foreign_word("null", span, "none");
                    ExprKind::None
                }
                word => ExprKind::Word(word.into()),
            },
            Rule::number => ExprKind::Number(node.text().into()),
            Rule::line_text | Rule::block_text | Rule::raw_line | Rule::raw_block => ExprKind::Text(self.text(node)),
            Rule::list => self.list(node),
            Rule::block => ExprKind::Braces(self.block(node)),
            Rule::parens => {
                let mut nodes = node.children();
                let inner = self.value(&mut nodes, start + 1, "a value is missing between `(` and `)`");
                self.rest(&mut nodes);
                inner.kind
            }
            Rule::if_else => {
                if in_operation {
                    self.report(
                        Diagnostic::error(
                            code::LOOSE_CONDITION,
                            self.span(start, start + 2),
                            "a condition inside a calculation stands in parentheses",
                        )
                        .help("write `(if … then … else …)`"),
                    );
                }
                return self.if_else(node);
            }
            Rule::open_range => {
                self.report_unless_told(
                    Diagnostic::error(code::RANGE, self.span(start, start + 2), "this range has no start")
                        .help("a range has two ends, as in `1..10`"),
                );
                ExprKind::Missing
            }
            Rule::no_operand => {
                let after = operator.map_or(end, Node::end);
                match operator.map(Node::text) {
                    Some("..") => {
                        let text = self.repaired.text.get(after..).unwrap_or_default();
                        let third = text.starts_with('.');
                        let diagnostic = if third {
                            let all = self.span(after - 2, after + 1);
                            Diagnostic::error(code::RANGE, all, "a range is written with two dots").fix(
                                "write `..`",
                                all,
                                "..",
                            )
                        } else {
                            Diagnostic::error(code::RANGE, self.span(after - 2, after), "this range has no end")
                                .help("a range has two ends, as in `1..10`")
                        };
                        self.report_unless_told(diagnostic);
                        ExprKind::Missing
                    }
                    Some(sign) => return self.missing(after, &format!("a value is missing after `{sign}`")),
                    None => return self.missing(after, "a value is missing"),
                }
            }
            _ => {
                self.junk(&node);
                ExprKind::Missing
            }
        };
        Expr { span, kind }
    }

    fn suffix(&mut self, base: Expr, node: Node<'_>) -> Expr {
        let span = base.span.to(self.at(&node));
        let (start, end) = (node.start(), node.end());
        let rule = node.rule();
        let mut nodes = node.children();
        let kind = match rule {
            Rule::field => {
                let name = match nodes.next() {
                    Some(node) => self.segment(node),
                    None => {
                        self.report_unless_told(
                            Diagnostic::error(code::INCOMPLETE, self.span(start, end), "a name is missing after `.`")
                                .here("a word or a quoted text follows a dot without a space between"),
                        );
                        Segment::Word(self.no_name(end))
                    }
                };
                ExprKind::Field { base: Box::new(base), name }
            }
            Rule::index => {
                let index = self.value(&mut nodes, start + 1, "a value is missing between `[` and `]`");
                self.rest(&mut nodes);
                ExprKind::Index { base: Box::new(base), index: Box::new(index) }
            }
            _ => {
                let arguments = self.arguments(nodes);
                ExprKind::Call { function: self.function(base), arguments }
            }
        };
        Expr { span, kind }
    }

    /// The function that a call names: `f`, or `module.f`.
    fn function(&mut self, base: Expr) -> Qualified {
        let word = |span, text| Name { span, text };
        match base.kind {
            ExprKind::Word(text) => Qualified { module: None, name: word(base.span, text) },
            ExprKind::Missing => Qualified { module: None, name: word(base.span, EcoString::new()) },
            ExprKind::Field { base: module, name: Segment::Word(name) } if matches!(module.kind, ExprKind::Word(_)) => {
                let ExprKind::Word(text) = module.kind else { return Qualified { module: None, name } };
                Qualified { module: Some(word(module.span, text)), name }
            }
            _ => {
                self.not_callable(&base);
                Qualified { module: None, name: word(base.span, EcoString::new()) }
            }
        }
    }

    /// Reports what cannot be called.
    fn not_callable(&mut self, base: &Expr) {
        let diagnostic = Diagnostic::error(code::NOT_CALLABLE, base.span, "only a function can be called, by its name");
        self.report(match &base.kind {
            ExprKind::Field { name: Segment::Word(name), .. } => {
                diagnostic.here("there are no methods").help(format!("write `{}(value)`", name.text))
            }
            _ => diagnostic.here("this is a value"),
        });
    }

    /// The arguments of a call.
    fn arguments(&mut self, nodes: Nodes<'_>) -> Vec<Argument> {
        let mut arguments = Vec::new();
        self.items(nodes, |builder, node| {
            let span = builder.at(&node);
            let start = node.start();
            let mut inner = node.children();
            let name = inner.accept(Rule::argument_name).and_then(|node| {
                let sign = node.text().trim_end().to_owned();
                let end = node.start() + sign.len();
                let word = node.children().next()?;
                if sign.ends_with(':') {
                    let colon = builder.span(word.end(), end);
                    builder.report(Diagnostic::error(code::COLON, colon, "a named argument is written with `=`").fix(
                        "write `=`",
                        colon,
                        " =",
                    ));
                }
                Some(builder.name(&word))
            });
            let value = builder.value(&mut inner, start, "a value is missing");
            arguments.push(Argument { name, value });
            span
        });
        arguments
    }

    fn list(&mut self, node: Node<'_>) -> ExprKind {
        let mut nodes = node.children();
        if let Some(node) = nodes.accept(Rule::comprehension) {
            let comprehension = self.comprehension(node);
            self.rest(&mut nodes);
            return ExprKind::Comprehension(Box::new(comprehension));
        }
        let mut elements = Vec::new();
        self.items(nodes, |builder, node| {
            let expression = builder.expression(node);
            let span = expression.span;
            elements.push(expression);
            span
        });
        ExprKind::List(elements)
    }

    /// Things with commas between them; `build` makes one and returns its span.
    pub(super) fn items(&mut self, nodes: Nodes<'_>, mut build: impl FnMut(&mut Self, Node<'_>) -> Span) {
        let mut previous: Option<Span> = None;
        let mut after_comma = true;
        for node in nodes {
            match node.rule() {
                Rule::comma => {
                    if after_comma {
                        self.report_unless_told(Diagnostic::error(
                            code::MISSING_VALUE,
                            self.at(&node),
                            "nothing stands before this `,`",
                        ));
                    }
                    after_comma = true;
                }
                Rule::item_junk => {
                    self.junk(&node);
                    previous = None;
                    after_comma = false;
                }
                _ => {
                    let next = self.at(&node);
                    if let Some(previous) = previous.filter(|_| !after_comma) {
                        self.missing_comma(previous, next);
                    }
                    previous = Some(build(self, node));
                    after_comma = false;
                }
            }
        }
    }

    fn comprehension(&mut self, node: Node<'_>) -> Comprehension {
        let (start, end) = (node.start(), node.end());
        let mut nodes = node.children();
        let (names, mut after) = self.loop_names(&mut nodes, start + 3);
        self.in_word(&mut nodes, &mut after);
        let iterable = self.value(&mut nodes, after, "what `for` walks is missing");
        let condition = nodes.accept(Rule::filter).map(|node| {
            let after = node.end();
            self.value(&mut node.children(), after, "a condition is missing after `if`")
        });
        let element = match nodes.accept(Rule::element) {
            Some(node) => {
                let after = node.start() + 1;
                self.value(&mut node.children(), after, "a value is missing after `:`")
            }
            None => {
                let span = self.span(end, end);
                self.report_unless_told(
                    Diagnostic::error(code::INCOMPLETE, span, "`:` and the value of each element are missing")
                        .help("write `[for x in xs: value]`"),
                );
                Expr { span, kind: ExprKind::Missing }
            }
        };
        Comprehension { names, iterable, condition, element }
    }

    fn if_else(&mut self, node: Node<'_>) -> Expr {
        let span = self.at(&node);
        let (start, end) = (node.start(), node.end());
        let mut nodes = node.children();
        let built = self.deeper(1, span, |builder| {
            let condition = builder.value(&mut nodes, start + 2, "a condition is missing after `if`");
            let mut part = |builder: &mut Self, rule, word: &str, after: &str| match nodes.accept(rule) {
                Some(node) => {
                    let after = node.start() + node.text().find(word).unwrap_or(0) + word.len();
                    builder.value(&mut node.children(), after, &format!("a value is missing after `{word}`"))
                }
                None => {
                    let span = builder.span(end, end);
                    builder.report_unless_told(
                        Diagnostic::error(code::INCOMPLETE, span, format!("`{word}` is missing"))
                            .here(format!("after {after}"))
                            .help("a value that depends on a condition is `if … then … else …`"),
                    );
                    Expr { span, kind: ExprKind::Missing }
                }
            };
            let then = part(builder, Rule::then_part, "then", "the condition");
            let otherwise = part(builder, Rule::else_part, "else", "the value for `then`");
            ExprKind::IfElse { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) }
        });
        Expr { span, kind: built.unwrap_or(ExprKind::Missing) }
    }
}
