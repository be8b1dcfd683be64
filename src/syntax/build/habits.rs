//! What other languages write, and text that is none of the language: named for what it is.

use super::Builder;
use super::heads::is_word;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{Assign, Expr, ExprKind, Head, Operator, Path, Segment, TypeExpr, TypeKind};
use crate::syntax::pairs::{Node, Rule};

impl Builder<'_> {
    /// `name: "value"`: a value where a type belongs.
    pub(super) fn colon_value(&mut self, node: Node<'_>, colon: usize, head: Span) -> Assign {
        let operator = self.colon_for_equals(colon, self.at(&node), head);
        let value = self.inner_value(node, "a value is missing");
        Assign { append: false, operator, value }
    }

    /// `host: web.name`: reads as a type of an imported module, but only what declares a value takes a type.
    pub(super) fn imported_for_value(&mut self, ty: &TypeExpr, colon: usize, head: &Head) -> Option<Assign> {
        let TypeKind::Imported(name) = &ty.kind else { return None };
        let declares =
            |segment: &Segment| matches!(segment, Segment::Word(word) if matches!(word.text.as_str(), "param" | "let"));
        if head.path.segments.first().is_some_and(declares) {
            return None;
        }
        let operator = self.colon_for_equals(colon, ty.span, head.span);
        let base = name.module.as_ref().unwrap_or(&name.name);
        let base = Expr { span: base.span, kind: ExprKind::Word(base.text.clone()) };
        let field = ExprKind::Field { base: Box::new(base), name: Segment::Word(name.name.clone()) };
        Some(Assign { append: false, operator, value: Expr { span: ty.span, kind: field } })
    }

    /// Reports that the `:` before `value` is to be a `=`, and gives its place.
    fn colon_for_equals(&mut self, colon: usize, value: Span, head: Span) -> Span {
        let place = self.span(colon, colon + 1);
        let touching = head.end == place.start;
        self.report_unless_told(
            Diagnostic::error(code::COLON, place, "a value is set with `=`; `:` gives a type")
                .label(value, "this is a value")
                .fix("write `=`", place, if touching { " =" } else { "=" }),
        );
        place
    }

    /// A `:` with nothing that could be a type behind it.
    pub(super) fn lone_colon(&mut self, colon: usize, end: usize, next: Option<Rule>) {
        let place = self.span(colon, end.min(colon + 1));
        if let Some(diagnostic) = self.yaml_list(colon, place) {
            self.report_unless_told(diagnostic);
            return;
        }
        let diagnostic = match next {
            Some(Rule::late_block | Rule::block) => {
                Diagnostic::error(code::COLON, place, "no `:` stands before a block")
            }
            Some(Rule::assign) => Diagnostic::error(code::MISSING_VALUE, place, "a type is missing after `:`"),
            _ => Diagnostic::error(code::COLON, place, "nothing that could be a type follows `:`")
                .help("a value is set with `=`, a block is written `name { … }`"),
        };
        self.report_unless_told(diagnostic);
    }

    /// `==`, `=>`, `:=` for `=`.
    pub(super) fn foreign_assign(&mut self, written: &str, operator: Span) {
        let message = match written {
            "==" | "===" => format!("`{written}` compares; a value is set with `=`"),
            _ => format!("a value is set with `=`, not with `{written}`"),
        };
        self.report(Diagnostic::error(code::FOREIGN_SIGN, operator, message).fix("write `=`", operator, "="));
    }

    /// `and`, `or`, `not`, `null`: words for which there are signs or other words.
    pub(super) fn foreign_word(&mut self, written: &str, span: Span, ours: &str) {
        self.report(Diagnostic::error(code::FOREIGN_SIGN, span, format!("`{written}` is written `{ours}` here")).fix(
            format!("write `{ours}`"),
            span,
            ours,
        ));
    }

    /// The operator that `node` is; `-` without space on both sides is reported.
    pub(super) fn operator(&mut self, node: &Node<'_>) -> Operator {
        match node.text() {
            "||" => Operator::Or,
            "&&" => Operator::And,
            "==" => Operator::Equal,
            "!=" => Operator::NotEqual,
            "<" => Operator::Less,
            "<=" => Operator::LessEqual,
            ">" => Operator::Greater,
            ">=" => Operator::GreaterEqual,
            "??" => Operator::Coalesce,
            ".." => Operator::Range,
            "+" => Operator::Add,
            "*" => Operator::Multiply,
            "/" => Operator::Divide,
            "%" => Operator::Remainder,
            "and" => {
                self.foreign_word("and", self.at(node), "&&");
                Operator::And
            }
            "or" => {
                self.foreign_word("or", self.at(node), "||");
                Operator::Or
            }
            _ => {
                self.minus(node);
                Operator::Subtract
            }
        }
    }

    fn minus(&mut self, node: &Node<'_>) {
        let text = self.repaired.text.as_str();
        let before = text.get(..node.start()).unwrap_or_default();
        let after = text.get(node.end()..).unwrap_or_default();
        let spaced = before.ends_with([' ', '\t', '\n']);
        let line = before.trim_end_matches([' ', '\t']);
        let span = self.at(node);
        if line.is_empty() || line.ends_with('\n') {
            self.report_unless_told(
                Diagnostic::error(code::MINUS, span, "a line does not start with the `-` of a subtraction")
                    .help("put the `-` at the end of the line before"),
            );
        } else if !spaced || !after.starts_with([' ', '\t', '\r', '\n']) {
            if let Some(diagnostic) = super::joined::by_minus(before, after, span) {
                self.report_unless_told(diagnostic);
                return;
            }
            let mut diagnostic =
                Diagnostic::error(code::MINUS, span, "`-` between two values has a space on both sides");
            if !after.trim_start().is_empty() {
                let left = if spaced { "" } else { " " };
                let right = if after.starts_with([' ', '\t', '\r', '\n']) { "" } else { " " };
                diagnostic = diagnostic.fix("put in the space", span, format!("{left}-{right}"));
            }
            self.report_unless_told(diagnostic);
        }
    }

    /// `c ? a : b`.
    pub(super) fn ternary(&mut self, node: Node<'_>, condition: Expr) -> Expr {
        let span = condition.span.to(self.at(&node));
        let sign = node.start() + node.text().find('?').unwrap_or(0);
        self.report(
            Diagnostic::error(
                code::FOREIGN_SIGN,
                self.span(sign, sign + 1),
                "a choice is written `if … then … else …`",
            )
            .here("there is no `? :`"),
        );
        let end = node.end();
        let mut nodes = node.children();
        let mut choice = || match nodes.next() {
            Some(node) => Box::new(self.expression(node)),
            None => Box::new(self.missing(end, "a value is missing")),
        };
        let (then, otherwise) = (choice(), choice());
        Expr { span, kind: ExprKind::IfElse { condition: Box::new(condition), then, otherwise } }
    }

    /// A `(`, `[` or `.` that does not touch what it applies to.
    pub(super) fn loose(&mut self, node: &Node<'_>, next: Option<Rule>) {
        let sign = match next {
            Some(Rule::field) => ".",
            Some(Rule::index) => "[",
            _ => "(",
        };
        let place = self.span(node.end(), node.end() + 1);
        let mut diagnostic =
            Diagnostic::error(code::LOOSE_JOINT, place, format!("`{sign}` touches what it applies to"))
                .here("there is space before it");
        if self.only_space(node.start(), node.end()) {
            diagnostic = diagnostic.fix("take out the space", self.between(node.start(), node.end()), "");
        }
        self.report_unless_told(diagnostic);
    }

    /// `app.kubernetes.io/name` as a key.
    pub(super) fn slashed_key(&mut self, path: &Path, rest: &Node<'_>) -> Path {
        let span = path.span.to(self.at(rest));
        let written: Vec<_> = path.segments.iter().map(|segment| segment.plain().unwrap_or_default()).collect();
        let key = format!("{}{}", written.join("."), rest.text());
        self.report_unless_told(
            Diagnostic::error(code::UNQUOTED, span, format!("the key `{key}` stands in quotes"))
                .here("a word has no `/`")
                .fix("put it in quotes", span, format!("\"{key}\"")),
        );
        Path { span, segments: vec![self.quoted(span, &key)] }
    }

    /// `/data` as a label.
    pub(super) fn unquoted_label(&mut self, node: &Node<'_>) -> Segment {
        let span = self.at(node);
        self.report_unless_told(
            Diagnostic::error(code::UNQUOTED, span, format!("the path `{}` stands in quotes", node.text())).fix(
                "put it in quotes",
                span,
                format!("\"{}\"", node.text()),
            ),
        );
        self.quoted(span, node.text())
    }

    /// A text or number where a type belongs, inside a type.
    pub(super) fn value_for_type(&self, written: &str, span: Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(code::COLON, span, "a value stands where a type belongs");
        let plain = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        if written.starts_with(['"', '\'']) && is_word(plain) {
            diagnostic.help(format!("a member of an enum is a plain word (`{plain}`); a value is set with `=`"))
        } else {
            diagnostic.help("a value is set with `=`; `:` gives a type")
        }
    }

    /// Text that is none of the language: one diagnostic, in the words of what it looks like.
    pub(super) fn junk(&mut self, node: &Node<'_>) {
        let text = node.text();
        let shown = text.trim_end();
        let first = shown.lines().next().unwrap_or_default().trim_end();
        let span = self.span(node.start(), node.start() + first.len());
        let start = |length: usize| self.span(node.start(), node.start() + length);
        let yaml = first.starts_with("- ") || first == "-";
        let diagnostic = if first.starts_with("{{") {
            Diagnostic::error(code::TEMPLATE, span, "`{{ … }}` is a template of another tool")
                .help("what comes from outside is a `param` and read by its name; `${name}` puts it into a text")
        } else if yaml {
            Diagnostic::error(code::YAML_ITEM, start(1), "a list is written `[a, b]`, not with `-`")
                .here("an item of a YAML list")
                .help("things with names are blocks of their own, as in `port http = 8080`; other lists stand in `[ ]`")
        } else if first.starts_with("---") {
            Diagnostic::error(
                code::YAML_ITEM,
                start(3),
                "`---` separates documents in YAML; declarations need no separator",
            )
        } else if first.starts_with('{') {
            Diagnostic::error(code::UNEXPECTED, start(1), "this block has no name before it")
                .help("a block is written `name { … }`, its `{` on the line of the name")
        } else if first.starts_with(':') {
            self.joined_by_colon(node)
        } else if first.starts_with('?') {
            Diagnostic::error(code::FOREIGN_SIGN, start(1), "`?` has no meaning here").help(
                "write `a ?? b` for another value where there is none, `optional(x)` for a key that may be missing",
            )
        } else if first.starts_with('.') {
            Diagnostic::error(code::LOOSE_JOINT, start(1), "`.` touches the words on both sides")
                .here("nothing touches this one")
        } else {
            let what = first.chars().next().map_or_else(String::new, |c| {
                if c.is_ascii_digit() { "number".to_owned() } else { format!("`{}`", clip(first)) }
            });
            Diagnostic::error(code::UNEXPECTED, span, format!("unexpected {what}"))
        };
        self.report_unless_told(diagnostic);
        if yaml {
            let _ = self.yaml_items(node.start());
        }
    }
}

/// The start of `text`, short enough for a message, without characters that do not show.
fn clip(text: &str) -> String {
    let end = text.char_indices().nth(24).map_or(text.len(), |(at, _)| at);
    let short: String = text.chars().take(24).filter(|c| !crate::syntax::scan::is_invisible(*c) && *c != '`').collect();
    if end < text.len() { format!("{short}…") } else { short }
}
