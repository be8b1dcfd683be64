//! Tokens and comments of a text, found in one pass over its bytes.
//!
//! Knows what the grammar must not guess: where a text ends, whatever stands in its `${}`. A text that is broken is
//! given an end, and the place is noted for the repair.

use super::characters;
use super::repair::Repair;
use super::text::{self, Limits};
use super::{Problem, ProblemKind};

/// What a token is, as far as brackets, chunks and line rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word.
    Word,
    /// A number with its unit.
    Number,
    /// A whole text, computed parts included.
    Text,
    /// `(`, `[` or `{`.
    Open(Bracket),
    /// `)`, `]` or `}`.
    Close(Bracket),
    /// `=`, `+=`, and what other languages write for it.
    Assign,
    /// `,` or `;`.
    Separator,
    /// `.`
    Dot,
    /// `:`
    Colon,
    /// A binary operator other than `-`.
    Operator,
    /// `-`
    Minus,
    /// Anything else.
    Other,
}

/// The kinds of brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bracket {
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// `{ }`
    Curly,
}

impl Bracket {
    /// The opening character.
    pub(crate) fn open(self) -> &'static str {
        match self {
            Bracket::Round => "(",
            Bracket::Square => "[",
            Bracket::Curly => "{",
        }
    }

    /// The closing character.
    pub(crate) fn close(self) -> &'static str {
        match self {
            Bracket::Round => ")",
            Bracket::Square => "]",
            Bracket::Curly => "}",
        }
    }
}

/// One token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// First byte.
    pub(crate) start: usize,
    /// First byte past it.
    pub(crate) end: usize,
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether it is the first token on its line; a comment before it does not count.
    pub(crate) first: bool,
}

/// What the lexer found.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    /// All tokens.
    pub(crate) tokens: Vec<Token>,
    /// All comments: start, end, whether it starts with exactly three slashes.
    pub(crate) comments: Vec<(usize, usize, bool)>,
    /// Steps taken: a measure of cost that no clock disturbs.
    pub(crate) steps: u64,
}

/// Bytes of a text with a zero past the end.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'t>(pub(crate) &'t [u8]);

impl Bytes<'_> {
    /// The byte at `at`.
    pub(crate) fn at(self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// Whether `what` stands at `at`.
    pub(crate) fn starts_with(self, at: usize, what: &str) -> bool {
        self.0.get(at..at + what.len()).is_some_and(|part| part == what.as_bytes())
    }

    /// How many bytes there are.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// The end of the line that `at` is on, its line break left out.
    pub(crate) fn line_end(self, at: usize) -> usize {
        let rest = self.0.get(at..).unwrap_or_default();
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(self.len(), |n| at + n);
        if end > at && self.at(end - 1) == b'\r' { end - 1 } else { end }
    }

    /// The start of the line that `at` is on.
    pub(crate) fn line_start(self, at: usize) -> usize {
        let before = self.0.get(..at.min(self.len())).unwrap_or_default();
        before.iter().rposition(|byte| *byte == b'\n').map_or(0, |n| n + 1)
    }

    /// How many blanks the line that starts at `start` begins with.
    pub(crate) fn indentation(self, start: usize) -> usize {
        let rest = self.0.get(start..).unwrap_or_default();
        rest.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(rest.len())
    }
}

/// Whether `byte` may stand in a word behind its first byte, hyphens aside.
pub(crate) fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The end of the word or number characters that start at `at`.
fn word_end(bytes: Bytes<'_>, mut at: usize) -> usize {
    loop {
        match bytes.at(at) {
            byte if in_word(byte) => at += 1,
            b'-' if bytes.at(at + 1).is_ascii_alphanumeric() => at += 2,
            _ => return at,
        }
    }
}

/// The end of the number that starts at `at`.
fn number_end(bytes: Bytes<'_>, mut at: usize) -> usize {
    loop {
        match bytes.at(at) {
            byte if in_word(byte) => at += 1,
            b'.' if bytes.at(at + 1).is_ascii_digit() => at += 2,
            _ => break,
        }
    }
    if bytes.at(at) == b'%' {
        return at + 1;
    }
    for protocol in ["/tcp", "/udp", "/sctp"] {
        if bytes.starts_with(at, protocol) && word_end(bytes, at + protocol.len()) == at + protocol.len() {
            return at + protocol.len();
        }
    }
    at
}

/// The kind and length of the sign at `at`.
fn sign(bytes: Bytes<'_>, at: usize) -> (Kind, usize) {
    let next = bytes.at(at + 1);
    match (bytes.at(at), next) {
        (b'=', b'=') if bytes.at(at + 2) == b'=' => (Kind::Assign, 3),
        (b'=', b'=') => (Kind::Operator, 2),
        (b'=', b'>') | (b'+' | b':', b'=') => (Kind::Assign, 2),
        (b'=', _) => (Kind::Assign, 1),
        (b'!' | b'<' | b'>', b'=') | (b'&', b'&') | (b'|', b'|') | (b'?', b'?') | (b'.', b'.') => (Kind::Operator, 2),
        (b'+' | b'*' | b'/' | b'%' | b'<' | b'>' | b'|', _) => (Kind::Operator, 1),
        (b'-', _) => (Kind::Minus, 1),
        (b'.', _) => (Kind::Dot, 1),
        (b':', _) => (Kind::Colon, 1),
        (b',' | b';', _) => (Kind::Separator, 1),
        (b'(', _) => (Kind::Open(Bracket::Round), 1),
        (b'[', _) => (Kind::Open(Bracket::Square), 1),
        (b'{', _) => (Kind::Open(Bracket::Curly), 1),
        (b')', _) => (Kind::Close(Bracket::Round), 1),
        (b']', _) => (Kind::Close(Bracket::Square), 1),
        (b'}', _) => (Kind::Close(Bracket::Curly), 1),
        _ => (Kind::Other, 1),
    }
}

/// Finds the tokens and comments of `source`, noting what has to be repaired.
pub(crate) fn lex(source: &str, repair: &mut Repair, problems: &mut Vec<Problem>) -> Lexed {
    let bytes = Bytes(source.as_bytes());
    let mut lexed = Lexed::default();
    let mut limits = Limits::default();
    let (mut at, mut first) = (0, true);
    while at < bytes.len() {
        let byte = bytes.at(at);
        lexed.steps += 1;
        let (kind, end) = match byte {
            b'\n' => {
                first = true;
                at += 1;
                continue;
            }
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'\r' if bytes.at(at + 1) == b'\n' => {
                at += 1;
                continue;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => (Kind::Word, word_end(bytes, at)),
            b'0'..=b'9' => (Kind::Number, number_end(bytes, at)),
            b'"' | b'\'' => (Kind::Text, text::end(source, at, &mut limits, repair, problems)),
            b'/' if bytes.at(at + 1) == b'/' => {
                let end = bytes.line_end(at);
                let doc = bytes.at(at + 2) == b'/' && bytes.at(at + 3) != b'/';
                lexed.comments.push((at, end, doc));
                lexed.steps += (end - at) as u64;
                at = end;
                continue;
            }
            b'/' if bytes.at(at + 1) == b'*' => {
                let rest = source.get(at + 2..).unwrap_or_default();
                let end = rest.find("*/").map_or(bytes.line_end(at), |n| at + n + 4);
                problems.push(Problem::new(ProblemKind::BlockComment, at, end));
                lexed.comments.push((at, end, false));
                first |= source.get(at..end).is_some_and(|comment| comment.contains('\n'));
                at = end;
                continue;
            }
            b'#' => {
                let end = bytes.line_end(at);
                problems.push(Problem::new(ProblemKind::HashComment, at, at + 1));
                lexed.comments.push((at, end, false));
                at = end;
                continue;
            }
            0x80.. | 0..0x20 | 0x7f => {
                let (token, end) = characters::unusual(source, at, repair, problems);
                match token {
                    None => {
                        at = end;
                        continue;
                    }
                    Some(kind) => (kind, end),
                }
            }
            _ => {
                let (kind, length) = sign(bytes, at);
                (kind, at + length)
            }
        };
        let end = if kind == Kind::Word { characters::word_goes_on(source, at, end, repair, problems) } else { end };
        lexed.steps += (end - at) as u64;
        lexed.tokens.push(Token { start: at, end, kind, first });
        first = false;
        at = end;
    }
    lexed.steps += limits.steps;
    lexed
}
