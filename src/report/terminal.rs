//! Diagnostics for people, drawn by miette.
//!
//! miette draws the snippets and knows one source a report; the headline, the order of the parts, labels in other files
//! and the summary are ours. It is handed texts that are harmless already, and asked for nothing that depends on the
//! process: colors, glyphs and width come in a [`Screen`].

use std::fmt::{self, Display};

use ecow::EcoString;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use super::excerpt::{Excerpt, fit};
use super::{occurrence, summary, visible};
use crate::diag::{Diagnostic, Label, Severity};
use crate::source::{SourceId, Sources};

/// How many diagnostics are printed; who has more mends these first.
const MAX_PRINTED: usize = 50;

/// The columns that a snippet needs beside the source line itself: line number and gutter.
const GUTTER: usize = 10;

/// Whether colors are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// The sixteen that every terminal has.
    On,
    /// None: the text holds no escape sequence.
    Off,
}

/// What lines and arrows are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Box-drawing characters.
    Unicode,
    /// What every terminal can show.
    Ascii,
}

/// What the text is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Whether colors are used.
    pub colors: Colors,
    /// What lines and arrows are drawn with.
    pub glyphs: Glyphs,
    /// How many columns it has.
    pub width: usize,
}

/// The first fifty diagnostics, errors before warnings where not all fit, in their order; then how many more there are
/// and the summary. Empty where there is none. `environments` are all that the program declares.
pub fn pretty(sources: &Sources, diagnostics: &[Diagnostic], environments: &[EcoString], screen: &Screen) -> String {
    let mut out = String::new();
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let mut room_for_errors = MAX_PRINTED;
    let mut room_for_warnings = MAX_PRINTED.saturating_sub(errors);
    let mut hidden = 0_usize;
    for diagnostic in diagnostics {
        let room = match diagnostic.severity {
            Severity::Error => &mut room_for_errors,
            Severity::Warning => &mut room_for_warnings,
        };
        match room.checked_sub(1) {
            Some(less) => {
                *room = less;
                // A `String` takes everything; only a fault of miette's own could come back.
                let _ = draw(&mut out, sources, diagnostic, environments, screen);
                out.push('\n');
            }
            None => hidden += 1,
        }
    }
    if hidden > 0 {
        out.push_str(&format!("{hidden} more not shown: mend these first, or use `--format short` to see all\n\n"));
    }
    if let Some(summary) = summary(diagnostics) {
        out.push_str(&summary);
        out.push('\n');
    }
    out
}

/// One diagnostic: headline, snippets, notes, help, fixes.
pub(super) fn draw(
    out: &mut String,
    sources: &Sources,
    diagnostic: &Diagnostic,
    environments: &[EcoString],
    screen: &Screen,
) -> fmt::Result {
    let (word, severity) = match diagnostic.severity {
        Severity::Error => ("error", miette::Severity::Error),
        Severity::Warning => ("warning", miette::Severity::Warning),
    };
    let headline =
        format!("{}{}", visible::line(&diagnostic.message), occurrence(&diagnostic.environments, environments));
    let mut text = String::new();
    paragraph(&mut text, &format!("{word}[{}]:", diagnostic.code), severity, &headline, screen)?;
    out.push_str(text.strip_prefix("  ").unwrap_or(&text));

    for snippet in snippets(sources, diagnostic) {
        snippet.draw(out, sources, severity, screen)?;
    }
    for note in &diagnostic.notes {
        paragraph(out, "note:", miette::Severity::Advice, note, screen)?;
    }
    if let Some(help) = &diagnostic.help {
        paragraph(out, "help:", miette::Severity::Advice, help, screen)?;
    }
    for fix in &diagnostic.fixes {
        paragraph(out, "fix available:", miette::Severity::Advice, &fix.title, screen)?;
    }
    Ok(())
}

/// The labels of one source that are drawn together; none covers another.
#[derive(Debug)]
struct Snippet<'a> {
    source: SourceId,
    labels: Vec<Mark<'a>>,
}

/// A label in its source.
#[derive(Debug)]
struct Mark<'a> {
    place: (usize, usize),
    label: &'a Label,
    primary: bool,
    one_line: bool,
}

/// Distributes the labels over snippets: the primary label's first, one more for each further source, and one more where
/// labels of a line overlap, for miette would draw the second of them in a wrong column.
fn snippets<'a>(sources: &Sources, diagnostic: &'a Diagnostic) -> Vec<Snippet<'a>> {
    let mut snippets: Vec<Snippet<'a>> = Vec::new();
    let labels = std::iter::once((&diagnostic.primary, true)).chain(diagnostic.labels.iter().map(|l| (l, false)));
    for (label, primary) in labels {
        let Some(place) = sources.place(label.span) else { continue };
        let Some(source) = sources.get(place.source) else { continue };
        let range = fit(&source.text, place.start, place.end);
        let one_line = source.text.get(range.0..range.1).is_some_and(|text| !text.contains('\n'));
        let mark = Mark { place: range, label, primary, one_line };
        match snippets.iter_mut().find(|s| s.source == place.source && s.has_room_for(&mark)) {
            Some(snippet) => snippet.labels.push(mark),
            None => snippets.push(Snippet { source: place.source, labels: vec![mark] }),
        }
    }
    snippets
}

impl Snippet<'_> {
    /// Whether `mark` overlaps no label that is drawn already.
    fn has_room_for(&self, mark: &Mark<'_>) -> bool {
        // An empty place is drawn one column wide.
        let end = |place: (usize, usize)| place.1.max(place.0 + 1);
        let overlap = |a: (usize, usize), b: (usize, usize)| a.0 < end(b) && b.0 < end(a);
        !self.labels.iter().any(|other| other.one_line && mark.one_line && overlap(other.place, mark.place))
    }

    fn draw(mut self, out: &mut String, sources: &Sources, severity: miette::Severity, screen: &Screen) -> fmt::Result {
        let Some(source) = sources.get(self.source) else { return Ok(()) };
        self.labels.sort_by_key(|mark| mark.place);
        let places: Vec<_> = self.labels.iter().map(|mark| mark.place).collect();
        let concealed: Vec<_> = sources.concealed(self.source).collect();
        let excerpt = Excerpt::new(source, &places, &concealed, screen.width.saturating_sub(GUTTER).max(40));
        let alone = self.labels.len() == 1;
        let labels = self.labels.iter().map(|mark| {
            let text = match mark.label.text.as_str() {
                // Among others a label without text would look like the beginning of its neighbor.
                "" => (!alone).then(|| "here".to_owned()),
                text => Some(visible::line(text).into_owned()),
            };
            let span = excerpt.span(mark.place);
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        });
        let labels = labels.collect();

        let mut theme = theme(screen);
        if screen.colors == Colors::On {
            let loud = if severity == miette::Severity::Error { theme.styles.error } else { theme.styles.warning };
            let quiet = theme.styles.help;
            let styles = self.labels.iter().map(|mark| if mark.primary { loud } else { quiet });
            theme.styles.highlights = styles.collect();
        }
        let mut text = String::new();
        let report = Report { text: "", severity, source: Some(&excerpt), labels };
        handler(theme, screen).render_report(&mut text, &report)?;
        // miette puts a headline over each report; ours stands over the first snippet only.
        out.push_str(text.split_once('\n').map_or("", |(_, snippet)| snippet));
        Ok(())
    }
}

/// A text with a word before it, wrapped between words and indented.
fn paragraph(out: &mut String, head: &str, severity: miette::Severity, text: &str, screen: &Screen) -> fmt::Result {
    let mut theme = theme(screen);
    let characters = &mut theme.characters;
    let (own, style) = match severity {
        miette::Severity::Error => (&mut characters.error, &mut theme.styles.error),
        miette::Severity::Warning => (&mut characters.warning, &mut theme.styles.warning),
        miette::Severity::Advice => (&mut characters.advice, &mut theme.styles.advice),
    };
    head.clone_into(own);
    if screen.colors == Colors::On {
        *style = style.bold();
    }
    characters.vbar = ' ';
    let width = screen.width.saturating_sub(head.chars().count() + 3).max(30);
    let lines: Vec<String> = text.lines().flat_map(|line| wrap(&visible::line(line), width)).collect();
    let report = Report { text: &lines.join("\n"), severity, source: None, labels: Vec::new() };
    handler(theme, screen).render_report(out, &report)
}

/// `line` in pieces of at most `width` characters, broken at spaces outside backquotes; a longer word stays whole.
fn wrap(line: &str, width: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut piece, mut length) = (String::new(), 0);
    for word in words(line) {
        let count = word.chars().count();
        if length > 0 && length + 1 + count > width {
            pieces.push(std::mem::take(&mut piece));
            length = 0;
        }
        if length > 0 {
            piece.push(' ');
            length += 1;
        }
        piece.push_str(word);
        length += count;
    }
    pieces.push(piece);
    pieces
}

/// The words of `line`; what stands between backquotes is one word, for it is code.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    line.split(move |c: char| {
        quoted ^= c == '`';
        c == ' ' && !quoted
    })
}

fn theme(screen: &Screen) -> GraphicalTheme {
    let characters = match screen.glyphs {
        Glyphs::Unicode => ThemeCharacters::unicode(),
        Glyphs::Ascii => ThemeCharacters::ascii(),
    };
    let styles = match screen.colors {
        Colors::On => ThemeStyles::ansi(),
        Colors::Off => ThemeStyles::none(),
    };
    GraphicalTheme { characters, styles }
}

fn handler(theme: GraphicalTheme, screen: &Screen) -> GraphicalReportHandler {
    GraphicalReportHandler::new_themed(theme)
        .with_width(screen.width)
        .with_wrap_lines(false)
        .with_context_lines(1)
        .with_links(false)
        .without_cause_chain()
        .without_syntax_highlighting()
}

/// What miette is asked to draw.
#[derive(Debug)]
struct Report<'a> {
    text: &'a str,
    severity: miette::Severity,
    source: Option<&'a Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
