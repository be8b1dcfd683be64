//! From the parser's events to documents.
//!
//! In: a text that is known to be one. Out: nodes with their places; aliases and merge keys are carried out, so that who
//! reads the nodes need not know of them. Nothing here recurses: how deep a document nests is bounded.

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle, Tag};
use rustc_hash::FxHashMap;

use super::entries::Entries;
use super::{Data, Document, Key, Limits, Node, mistake, scalar};
use crate::diag::{Diagnostic, Diagnostics, code};
use crate::source::{AnchorId, Span};

/// What to do about a text past a limit.
pub(super) const SPLIT: &str = "a cluster takes nothing of this size: split it";

/// Reads all documents of `text`.
pub(super) fn documents(text: &str, anchor: AnchorId, limits: &Limits) -> (Vec<Document>, Diagnostics) {
    let mut options = granit_parser::options! {
        disallow_directives: true,
        emit_anchor_events: true,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    };
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder {
        text,
        anchor,
        limits,
        open: Vec::new(),
        repeatable: FxHashMap::default(),
        nodes: 0,
        root: None,
        sound: true,
        documents: Vec::new(),
        diagnostics: Diagnostics::new(),
    };
    while builder.read(&mut parser) {}
    (builder.documents, builder.diagnostics)
}

struct Builder<'t> {
    text: &'t str,
    anchor: AnchorId,
    limits: &'t Limits,
    /// The lists and maps around what is read next, outermost first.
    open: Vec<Open>,
    /// The nodes that an alias may repeat, by the parser's number for their anchor.
    repeatable: FxHashMap<usize, Repeatable>,
    nodes: usize,
    root: Option<Node>,
    /// Whether nothing is wrong in this document so far.
    sound: bool,
    documents: Vec<Document>,
    diagnostics: Diagnostics,
}

/// A list or map that is being read.
struct Open {
    span: Span,
    /// Whether it stands in brackets.
    flow: bool,
    /// The parser's number for its anchor, 0 for none.
    anchor: usize,
    /// How many nodes were read before it.
    before: usize,
    /// How many levels it holds.
    levels: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Entries, Option<Pending>),
}

/// A key that waits for its value.
enum Pending {
    Key(Key),
    /// `<<`
    Merge(Span),
    /// One that is reported.
    Wrong,
}

/// A node with an anchor.
struct Repeatable {
    node: Node,
    nodes: usize,
    levels: usize,
}

impl Builder<'_> {
    /// Reads on until a mistake ends a document or the text; whether there is more to read.
    fn read<'p>(&mut self, parser: &mut Parser<'p, StrInput<'p>>) -> bool {
        loop {
            match parser.next() {
                None => return false,
                Some(Ok((event, span))) => {
                    if !self.event(event, &span) {
                        return false;
                    }
                }
                Some(Err(error)) => {
                    let at = error.marker().byte_offset().unwrap_or(self.text.len());
                    self.diagnostics.push(mistake::diagnostic(error.kind(), self.text, at, self.anchor, self.limits));
                    self.forget();
                    return matches!(parser.proceed_next_document(), Ok(true));
                }
            }
        }
    }

    /// Takes in one event; false where a limit is reached.
    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> bool {
        let place = self.place(span);
        let tagged = span.tag_span().map_or(place, |span| self.place(&span));
        match event {
            Event::DocumentStart(marker, _) => self.document_start(marker, place),
            Event::DocumentEnd => {
                if let (Some(root), true) = (self.root.take(), self.sound)
                    && root.data != Data::Null
                {
                    self.documents.push(Document { root });
                }
                self.forget();
            }
            Event::Scalar(text, style, anchor, tag) => {
                if text.len() > self.limits.scalar {
                    let message = format!("this text has {} bytes, the most is {}", text.len(), self.limits.scalar);
                    let start = Span::new(self.anchor, place.start, place.start.saturating_add(1));
                    self.report(Diagnostic::error(code::YAML_TOO_LARGE, start, message).help(SPLIT));
                    return false;
                }
                let plain = style == ScalarStyle::Plain;
                self.agreed(&text, style, place);
                let data = self.scalar(&text, plain, tag.as_deref(), tagged);
                let is_merge = plain && tag.is_none() && text == "<<";
                return self.put(Node { span: place, data }, anchor, Some((&text, is_merge)));
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", tagged);
                self.open(place, style, anchor, Content::List(Vec::new()));
            }
            Event::MappingStart(style, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", tagged);
                self.open(place, style, anchor, Content::Map(Entries::default(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(place),
            Event::Anchor(_, name)
                if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) =>
            {
                let message = format!("the name of the anchor `{}` is not read alike everywhere", shown(&name));
                self.report(
                    Diagnostic::error(code::YAML_UNSUPPORTED, place, message)
                        .help("name it with letters, digits, `-` and `_`"),
                );
            }
            Event::Alias(id) => return self.alias(id, place),
            _ => {}
        }
        true
    }

    fn document_start(&mut self, marker: bool, place: Span) {
        self.forget();
        self.sound = true;
        let before = self.text.get(..place.start as usize).unwrap_or_default();
        let after = self.text.get(place.end as usize..).unwrap_or_default();
        let same_line = after.lines().next().unwrap_or_default().trim_matches([' ', '\t']);
        if !marker && before.lines().any(|line| line.starts_with("...")) {
            self.report(
                Diagnostic::error(code::YAML_UNSUPPORTED, place, "a document follows `...` without `---`")
                    .help("write `---` on a line of its own: kubectl reads nothing after `...`"),
            );
        } else if marker && !same_line.is_empty() && !same_line.starts_with('#') {
            self.report(
                Diagnostic::error(code::YAML_UNSUPPORTED, place, "a document starts on the line of its `---`")
                    .help("put what follows `---` on a line of its own: kubectl reads it only there"),
            );
        }
    }

    /// Forgets what is open, for its document is over or broken.
    fn forget(&mut self) {
        self.open.clear();
        self.repeatable.clear();
        self.root = None;
    }

    fn scalar(&mut self, text: &str, plain: bool, tag: Option<&Tag>, place: Span) -> Data {
        let read = match tag {
            None if !plain => return Data::Text(text.into()),
            None => scalar::resolve(text).ok_or_else(|| {
                (format!("no JSON can hold the number `{text}`"), "write it between quotes if a text is meant")
            }),
            Some(tag) => scalar::tagged(tag.core_suffix(), text).ok_or_else(|| match tag.core_suffix() {
                Some(suffix) => (format!("`{}` is no `!!{suffix}`", shown(text)), "take the tag away"),
                None => unknown_tag(tag),
            }),
        };
        read.unwrap_or_else(|(message, help)| {
            self.report(Diagnostic::error(code::YAML_UNSUPPORTED, place, message).help(help));
            Data::Null
        })
    }

    fn collection_tag(&mut self, tag: Option<&Tag>, right: &str, place: Span) {
        let Some(tag) = tag.filter(|tag| tag.core_suffix() != Some(right)) else { return };
        let (message, help) = match tag.core_suffix() {
            Some(suffix) => (format!("the tag `!!{suffix}` stands before something else"), "take the tag away"),
            None => unknown_tag(tag),
        };
        self.report(Diagnostic::error(code::YAML_UNSUPPORTED, place, message).help(help));
    }

    /// Reports a scalar that readers of YAML 1.1 and 1.2 take for different texts.
    fn agreed(&mut self, text: &str, style: ScalarStyle, place: Span) {
        let flow = self.open.last().is_some_and(|open| open.flow);
        let rest = self.text.get(place.end as usize..).unwrap_or_default().trim_start_matches([' ', '\t']);
        let colon = rest.strip_prefix(':').is_some_and(|rest| rest.starts_with([',', '[', ']', '{', '}']));
        let (message, help) = match style {
            ScalarStyle::Plain if flow && colon && place.start < place.end => (
                "the `:` belongs to the text for some readers of YAML",
                "write a blank after it, or the key between quotes",
            ),
            ScalarStyle::Plain if flow && text.starts_with('?') => {
                ("the `?` belongs to the text for some readers of YAML only", "write the text between quotes")
            }
            ScalarStyle::Literal | ScalarStyle::Folded if self.open.is_empty() => (
                "where this text ends depends on the reader of YAML",
                "write it between quotes, or as the value of a key",
            ),
            _ => return,
        };
        self.report(Diagnostic::error(code::YAML_UNSUPPORTED, place, message).help(help));
    }

    fn open(&mut self, span: Span, style: StructureStyle, anchor: usize, content: Content) {
        let flow = style == StructureStyle::Flow;
        self.open.push(Open { span, flow, anchor, before: self.nodes, levels: 1, content });
    }

    fn close(&mut self, end: Span) -> bool {
        let Some(open) = self.open.pop() else { return true };
        let last = match &open.content {
            Content::List(items) => items.last().map(|item| item.span.end),
            Content::Map(..) => None,
        };
        let mut contested = Vec::new();
        let data = match open.content {
            Content::List(items) => Data::List(items),
            Content::Map(entries, _) => Data::Map(entries.finish(&mut contested)),
        };
        for super::entries::Contested { key, merge } in contested {
            let message = format!("`<<` brings the key `{}`, which stands before it", key.text);
            self.report(
                Diagnostic::error(code::YAML_DUPLICATE_KEY, merge, message)
                    .label(key.span, "it stands here")
                    .help("put `<<` first: some readers keep what stands before it, some do not"),
            );
        }
        let last = match &data {
            Data::Map(entries) => entries.last().map(|(_, node)| node.span.end),
            _ => last,
        };
        // A list or map in brackets ends with its bracket, another with its last entry.
        let end = if end.end > end.start { end.end } else { last.unwrap_or(end.end) };
        let node = Node { span: Span { end, ..open.span }, data };
        let nodes = self.nodes.saturating_sub(open.before) + 1;
        self.put_counted(node, open.anchor, nodes, open.levels, None)
    }

    fn alias(&mut self, id: usize, place: Span) -> bool {
        let Some(known) = self.repeatable.get(&id) else {
            let message = format!("`{}` repeats what it is a part of", self.source(place));
            self.report(Diagnostic::error(code::YAML_UNSUPPORTED, place, message).help("write out what is meant"));
            return self.put(Node { span: place, data: Data::Null }, 0, None);
        };
        let (nodes, levels) = (known.nodes, known.levels);
        let total = self.nodes.saturating_add(nodes);
        if total > self.limits.nodes || self.open.len() + levels > self.limits.depth {
            let message = if total > self.limits.nodes {
                format!("aliases make this text more than {} values", self.limits.nodes)
            } else {
                format!("aliases make this text nest deeper than {} levels", self.limits.depth)
            };
            self.report(Diagnostic::error(code::YAML_TOO_LARGE, place, message).help("write out what is meant"));
            return false;
        }
        self.nodes = total - 1;
        let node = Node { span: place, data: known.node.data.clone() };
        self.put_counted(node, 0, nodes, levels, None)
    }

    fn put(&mut self, node: Node, anchor: usize, scalar: Option<(&str, bool)>) -> bool {
        self.put_counted(node, anchor, 1, 0, scalar)
    }

    /// Puts a whole node where it belongs: as a key, a value, an item or a document. `scalar` is the text of a scalar and
    /// whether it is `<<`.
    fn put_counted(
        &mut self,
        node: Node,
        anchor: usize,
        nodes: usize,
        levels: usize,
        scalar: Option<(&str, bool)>,
    ) -> bool {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let message = format!("this text holds more than {} values", self.limits.nodes);
            self.report(Diagnostic::error(code::YAML_TOO_LARGE, node.span, message).help(SPLIT));
            return false;
        }
        if anchor != 0 {
            let _ = self.repeatable.insert(anchor, Repeatable { node: node.clone(), nodes, levels });
        }
        let Some(around) = self.open.last_mut() else {
            self.root = Some(node);
            return true;
        };
        around.levels = around.levels.max(levels + 1);
        match &mut around.content {
            Content::List(items) => items.push(node),
            Content::Map(_, key @ None) => {
                // Put in its place at once, so that reporting may borrow.
                *key = Some(Pending::Wrong);
                let pending = self.key(&node, scalar);
                if let Some(Open { content: Content::Map(_, key), .. }) = self.open.last_mut() {
                    *key = Some(pending);
                }
            }
            Content::Map(entries, key) => match key.take() {
                Some(Pending::Key(key)) => entries.push(key, node),
                Some(Pending::Merge(span)) => {
                    let place = node.span;
                    if !entries.merge_with(span, node) {
                        self.report(
                            Diagnostic::error(code::YAML_UNSUPPORTED, place, "`<<` takes a map or a list of maps")
                                .help("a key that is called so stands between quotes"),
                        );
                    }
                }
                Some(Pending::Wrong) | None => {}
            },
        }
        true
    }

    /// What `node` is as a key of the innermost map.
    fn key(&mut self, node: &Node, scalar: Option<(&str, bool)>) -> Pending {
        let Some(Open { content: Content::Map(entries, _), .. }) = self.open.last() else { return Pending::Wrong };
        let is_merge = scalar.is_some_and(|(_, is_merge)| is_merge);
        let written = scalar.map(|(text, _)| text);
        let text = if is_merge { Some("<<".into()) } else { scalar::key(written, &node.data) };
        let Some(text) = text else {
            let what = written.filter(|text| !text.is_empty());
            let what = what.map_or_else(|| node.kind().to_owned(), |text| format!("`{}`", shown(text)));
            self.report(
                Diagnostic::error(code::YAML_UNSUPPORTED, node.span, format!("{what} is no key of a map"))
                    .help("a key is a text: write one between quotes"),
            );
            return Pending::Wrong;
        };
        let first = if is_merge { entries.merge() } else { entries.find(&text) };
        if let Some(first) = first {
            let help = if is_merge { "write one `<<` with a list: `<<: [*a, *b]`" } else { "keep one of them" };
            self.report(
                Diagnostic::error(
                    code::YAML_DUPLICATE_KEY,
                    node.span,
                    format!("the key `{}` stands twice", shown(&text)),
                )
                .here("again here")
                .label(first, "here first")
                .help(help),
            );
            return Pending::Wrong;
        }
        if is_merge { Pending::Merge(node.span) } else { Pending::Key(Key { span: node.span, text }) }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.sound = false;
        self.diagnostics.push(diagnostic);
    }

    fn place(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.anchor, offset(range.start), offset(range.end))
    }

    fn source(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// The start of `text`, in one line.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None if line.len() < text.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}

fn unknown_tag(tag: &Tag) -> (String, &'static str) {
    (
        format!("the tag `{}{}` means nothing to Kubernetes", tag.original_handle(), tag.suffix()),
        "take it away and write the value that it stands for",
    )
}
