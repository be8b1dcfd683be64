//! What the parser found wrong, in words that say what to do.

use granit_parser::ErrorKind as Kind;

use super::Limits;
use crate::diag::{Diagnostic, code};
use crate::source::{AnchorId, Span};

/// The diagnostic for a mistake of the kind `kind` at byte `at` of `text`.
pub(super) fn diagnostic(kind: &Kind, text: &str, at: usize, anchor: AnchorId, limits: &Limits) -> Diagnostic {
    let behind_tab = is_tab(kind) && text.get(..at).is_some_and(|before| before.ends_with('\t'));
    let span = point(text, if behind_tab { at - 1 } else { at }, anchor);
    let code = match kind {
        Kind::RecursionLimitExceeded => code::YAML_TOO_LARGE,
        Kind::DirectiveDisallowed => code::YAML_UNSUPPORTED,
        _ => code::YAML_SYNTAX,
    };
    let at_end = text.get(at..).is_none_or(|rest| rest.trim().is_empty());
    // A text without its end takes the end of the file for a line that is indented less.
    let kind = if at_end && *kind == Kind::InvalidQuotedScalarIndent { &Kind::UnclosedQuotedScalar } else { kind };
    let (message, help) = words(kind, limits);
    Diagnostic::error(code, span, message).help(help)
}

fn is_tab(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::TabNotAllowed
            | Kind::TabInBlockIndentation
            | Kind::TabInIndentation
            | Kind::TabAtBlockScalarStart
            | Kind::TabInPlainScalar
            | Kind::InvalidBlockEntryWhitespace
            | Kind::InvalidMappingValueWhitespace
    )
}

/// The character at byte `at`; of the end of a line or of the text what stands before it.
fn point(text: &str, at: usize, anchor: AnchorId) -> Span {
    let before = text.get(..at).unwrap_or(text);
    let here = text.get(before.len()..).and_then(|rest| rest.chars().next()).filter(|c| !matches!(c, '\n' | '\r'));
    let (start, end) = match here {
        Some(c) => (before.len(), before.len() + c.len_utf8()),
        None => {
            let before = before.trim_end();
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            (before.len() - last, before.len())
        }
    };
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(anchor, offset(start), offset(end))
}

fn words(kind: &Kind, limits: &Limits) -> (String, &'static str) {
    let said = |message: &str, help: &'static str| (message.to_owned(), help);
    match kind {
        Kind::RecursionLimitExceeded => (
            format!("lists and maps nest deeper than {} levels here", limits.depth),
            "a cluster takes nothing that deep: take the text apart",
        ),
        Kind::DirectiveDisallowed => {
            said("a directive stands before a document", "take the line away: kubectl reads none")
        }
        Kind::UnexpectedEofFlowSequence | Kind::UnclosedFlowCollection { open: '[' } => {
            said("a `[` is not closed", "add the `]`")
        }
        Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::UnclosedFlowCollection { .. } => said("a `{` is not closed", "add the `}`"),
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` is closed by `{close}`"), "close what was opened last first")
        }
        Kind::MisplacedFlowCollectionEnd => said("a bracket closes nothing", "take it away, or quote the text"),
        Kind::UnknownAnchor => said(
            "the alias names nothing",
            "what an alias repeats is marked `&name` earlier in its document; a text that starts with `*` stands between quotes",
        ),
        Kind::ExpectedNodeContent => {
            said("a value is missing or cannot start like this", "write the value, between quotes if need be")
        }
        Kind::ExpectedBlockMappingKey | Kind::InvalidSimpleKey | Kind::SimpleKeyExpected => said(
            "a key with its `:` is expected here",
            "every line of a map is `key: value`, indented like the other keys of that map",
        ),
        Kind::ExpectedFlowMappingSeparator => said("`,` or `}` is expected", "separate entries with commas"),
        Kind::ExpectedFlowSequenceSeparator => said("`,` or `]` is expected", "separate items with commas"),
        Kind::ExpectedBlockSequenceEntry => {
            said("`-` is expected here", "indent the items of a list alike, and what belongs to one more than its `-`")
        }
        Kind::BlockSequenceEntryNotAllowed | Kind::BlockEntryInFlowCollection => {
            said("an item of a list cannot stand here", "start the list on a line of its own")
        }
        Kind::InvalidIndentation | Kind::InvalidFlowScalarIndent | Kind::InvalidQuotedScalarIndent => {
            said("this line is indented less than what it belongs to", "indent it more")
        }
        Kind::InvalidBlockScalarIndent | Kind::ZeroBlockScalarIndent | Kind::InvalidBlockScalarHeader => said(
            "a text after `|` or `>` does not start right",
            "indent its lines alike, more than their key; only blank lines may have less",
        ),
        _ if is_tab(kind) => said("a tab stands where blanks belong", "indent with blanks"),
        Kind::MappingValueNotAllowed
        | Kind::MappingKeyNotAllowed
        | Kind::InvalidColonPlacement
        | Kind::FlowMappingValueAdjacentCollection => said(
            "a `:` cannot stand here",
            "a text with `: ` in it stands between quotes; the value of a key that is a map starts on the next line",
        ),
        Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar => {
            said("a quoted text has no end", "add the closing quote")
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => said(
            "something follows a quoted text",
            "quote the whole value, or nothing of it; inside single quotes one is written `''`",
        ),
        Kind::UnknownQuotedScalarEscape => {
            said("an escape that YAML does not know", "write a backslash as `\\\\`, or use single quotes")
        }
        Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => said("an escape that is no character", "write its code with all its digits"),
        Kind::CommentInterceptedScalar | Kind::CommentNotSeparated => said(
            "a comment stands where a text goes on",
            "put a blank before `#`, or quote the text; between the lines of a text there is no comment",
        ),
        Kind::UnexpectedCharacter { character } => {
            (format!("a text cannot start with `{character}`"), "write the text between quotes")
        }
        Kind::InvalidDocumentEnd => said("something follows `...`", "put it on a line of its own after `---`"),
        Kind::MissingAnchorOrAliasName => {
            said("a name is missing", "a text that starts with `*` or `&` stands between quotes")
        }
        Kind::ExpectedTagBang
        | Kind::InvalidGlobalTagCharacter
        | Kind::InvalidTagTerminator
        | Kind::MissingTagUri
        | Kind::UnclosedVerbatimTag
        | Kind::InvalidTagEscape
        | Kind::InvalidTagUtf8
        | Kind::InvalidTagUtf8LeadingByte
        | Kind::InvalidTagUtf8TrailingByte
        | Kind::UndeclaredTagHandle => {
            said("a tag cannot be read", "a text that starts with `!` stands between quotes")
        }
        Kind::PlainScalarStartsWithDashFlowIndicator => {
            said("a text cannot start like this", "write the text between quotes")
        }
        Kind::ExpectedDocumentStart | Kind::MissingDocumentEndBeforeDirective => said(
            "something follows the document",
            "indent it like the rest, or start another document with `---` on a line of its own",
        ),
        Kind::UnexpectedEof | Kind::UnexpectedEofBlockMapping | Kind::UnexpectedEofBlockSequence => {
            said("the text ends too early", "write the rest")
        }
        _ => said("this is no YAML", "compare it with the lines around it"),
    }
}
