//! Heads: paths, labels, clauses.

use super::Builder;
use crate::diag::{Diagnostic, code};
use crate::source::Span;
use crate::syntax::ast::{Head, Name, Path, Qualified, Segment, Text, TextPart};
use crate::syntax::pairs::{Node, Nodes, Rule};

impl Builder<'_> {
    /// A head; `start` is where its entry starts.
    pub(super) fn head(&mut self, nodes: &mut Nodes<'_>, start: usize) -> Head {
        let mut path = match nodes.accept(Rule::path) {
            Some(node) => self.path(node),
            None => Path { span: self.span(start, start), segments: vec![Segment::Word(self.no_name(start))] },
        };
        if let Some(node) = nodes.accept(Rule::slashed) {
            path = self.slashed_key(&path, &node);
        }
        let mut head = Head {
            span: path.span,
            path,
            labels: Vec::new(),
            with: Vec::new(),
            for_kind: None,
            as_name: None,
            because: None,
            emit: None,
        };
        while let Some(rule) = nodes.peek() {
            if matches!(rule, Rule::annotation | Rule::assign | Rule::forgotten | Rule::block | Rule::late_block) {
                break;
            }
            let Some(node) = nodes.next() else { break };
            head.span = head.span.to(self.at(&node));
            match rule {
                Rule::with_clause => head.with.extend(self.profiles(node.children())),
                Rule::for_clause => head.for_kind = self.names(node.children(), "a kind").pop(),
                Rule::as_clause => head.as_name = self.names(node.children(), "a name").pop(),
                Rule::because_clause => head.because = node.children().next().map(|node| self.text(node)),
                Rule::emit => head.emit = Some(self.at(&node)),
                Rule::unquoted => {
                    let label = self.unquoted_label(&node);
                    head.labels.push(label);
                }
                _ => {
                    let label = self.segment(node);
                    head.labels.push(label);
                }
            }
        }
        head
    }

    /// Segments joined by dots.
    pub(super) fn path(&mut self, node: Node<'_>) -> Path {
        let span = self.at(&node);
        let mut segments = Vec::new();
        for node in node.children() {
            if node.rule() == Rule::no_name {
                self.report_unless_told(
                    Diagnostic::error(
                        code::INCOMPLETE,
                        self.span(node.start() - 1, node.end()),
                        "a name is missing after `.`",
                    )
                    .here("a word or a quoted text follows a dot without a space between"),
                );
                segments.push(Segment::Word(self.no_name(node.end())));
            } else {
                segments.push(self.segment(node));
            }
        }
        if segments.is_empty() {
            segments.push(Segment::Word(Name { span, text: "".into() }));
        }
        Path { span, segments }
    }

    /// A word or a text.
    pub(super) fn segment(&mut self, node: Node<'_>) -> Segment {
        if node.rule() == Rule::word { Segment::Word(self.name(&node)) } else { Segment::Text(self.text(node)) }
    }

    /// The words of a list with commas; a text among them is reported and taken by its content.
    pub(super) fn names(&mut self, nodes: Nodes<'_>, what: &str) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        let mut comma = true;
        for node in nodes {
            if node.rule() == Rule::comma {
                comma = true;
                continue;
            }
            let word = node.rule() == Rule::word;
            let Some(name) = self.name_of(node, what) else { continue };
            if let Some(previous) = names.last().filter(|_| word && !comma) {
                self.missing_comma(previous.span, name.span);
            }
            comma = false;
            names.push(name);
        }
        names
    }

    /// A word, or a text in its place, which is reported; `None` for a block.
    fn name_of(&mut self, node: Node<'_>, what: &str) -> Option<Name> {
        match node.rule() {
            Rule::word => Some(self.name(&node)),
            Rule::block | Rule::late_block => None,
            _ => {
                let text = self.text(node);
                let plain = text.plain();
                let mut diagnostic =
                    Diagnostic::error(code::NAME_EXPECTED, text.span, format!("{what} is named by a plain word"))
                        .here("this is a text");
                if let Some(plain) = plain.as_deref().filter(|plain| is_word(plain)) {
                    diagnostic = diagnostic.fix("take off the quotes", text.span, plain);
                }
                self.report(diagnostic);
                Some(Name { span: text.span, text: plain.unwrap_or_default() })
            }
        }
    }

    /// The profiles of a `with`, each perhaps of an imported module.
    fn profiles(&mut self, nodes: Nodes<'_>) -> Vec<Qualified> {
        let mut found: Vec<Qualified> = Vec::new();
        let mut comma = true;
        for node in nodes {
            if node.rule() == Rule::comma {
                comma = true;
                continue;
            }
            let profile = if node.rule() == Rule::imported {
                self.imported(node)
            } else {
                let Some(name) = self.name_of(node, "a profile") else { continue };
                Qualified { module: None, name }
            };
            if let Some(previous) = found.last().filter(|_| !comma) {
                self.missing_comma(previous.span(), profile.span());
            }
            comma = false;
            found.push(profile);
        }
        found
    }

    /// `module.name`.
    pub(super) fn imported(&mut self, node: Node<'_>) -> Qualified {
        let end = node.end();
        let mut words = node.children().map(|node| self.name(&node));
        let (module, name) = (words.next(), words.next());
        drop(words);
        Qualified { module, name: name.unwrap_or_else(|| self.no_name(end)) }
    }

    /// Reports that `,` is missing between two things.
    pub(super) fn missing_comma(&mut self, previous: Span, next: Span) {
        let place = previous.after();
        self.report_unless_told(
            Diagnostic::error(
                code::MISSING_COMMA,
                previous.after().to(Span { end: next.start, ..next }),
                "a `,` is missing between these two",
            )
            .label(next, "the next one")
            .fix("put in a `,`", place, ","),
        );
    }

    /// A text segment with the content `text`.
    pub(super) fn quoted(&self, span: Span, text: &str) -> Segment {
        Segment::Text(Text { span, parts: vec![TextPart::Literal(text.into())] })
    }
}

/// Whether `text` is a word.
pub(super) fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && bytes.last().is_some_and(|b| *b != b'-')
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        && !text.contains("--")
}
