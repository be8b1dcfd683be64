//! The parts of a text that are parsed on their own: its top-level declarations.
//!
//! A chunk starts at a token that stands first on its line outside every bracket and cannot go on with what stands
//! before it. Cutting there never changes what the grammar makes of a text. Comments above a declaration go with it.

use super::Chunk;
use super::lexer::{Bytes, Kind, Lexed, Token};

/// The chunks of `source`; `depths` is the bracket depth before each token.
pub(crate) fn chunks(source: &str, lexed: &Lexed, depths: &[usize]) -> Vec<Chunk> {
    let mut starts = Vec::new();
    let mut comments = lexed.comments.iter().copied().peekable();
    let bytes = Bytes(source.as_bytes());
    for (i, (token, depth)) in lexed.tokens.iter().zip(depths).enumerate() {
        if *depth != 0 || !token.first || !(i == 0 || begins(source, &lexed.tokens, i)) {
            continue;
        }
        let before = i.checked_sub(1).and_then(|i| lexed.tokens.get(i)).map_or(0, |previous| previous.end);
        // A comment on the line of the token before belongs to what stands before.
        let line_end = if before == 0 { 0 } else { bytes.line_end(before) };
        while comments.peek().is_some_and(|(start, ..)| *start < line_end.max(before)) {
            let _ = comments.next();
        }
        let start = comments.peek().map_or(token.start, |(start, ..)| *start).min(token.start);
        starts.push((start, i));
    }
    if let Some(first) = starts.first_mut() {
        *first = (0, 0);
    } else {
        starts.push((0, 0));
    }
    let ends = starts.iter().skip(1).copied().chain([(source.len(), lexed.tokens.len())]);
    let chunk = |((start, first), (end, last))| Chunk { start, end, tokens: first..last };
    starts.iter().copied().zip(ends).map(chunk).collect()
}

/// Whether the token `i`, first on its line, starts something new.
fn begins(source: &str, tokens: &[Token], i: usize) -> bool {
    let Some(token) = tokens.get(i) else { return false };
    let word = |token: &Token| source.get(token.start..token.end).unwrap_or_default();
    match token.kind {
        Kind::Operator | Kind::Assign | Kind::Dot | Kind::Colon | Kind::Separator | Kind::Open(_) => return false,
        Kind::Word if matches!(word(token), "then" | "else") => return false,
        Kind::Minus => {
            // A list item of YAML stands for itself, a subtraction goes on.
            return tokens.get(i + 1).is_some_and(|next| matches!(next.kind, Kind::Word | Kind::Text))
                && tokens.get(i + 2).is_some_and(|next| next.kind == Kind::Colon);
        }
        _ => {}
    }
    let Some(before) = i.checked_sub(1).and_then(|i| tokens.get(i)) else { return true };
    if !matches!(before.kind, Kind::Operator | Kind::Minus | Kind::Assign | Kind::Colon | Kind::Other) {
        return true;
    }
    // An operator waits for its operand, unless what follows can only be an entry.
    let mut next = i + 1;
    while tokens.get(next).is_some_and(|t| t.kind == Kind::Dot)
        && tokens.get(next + 1).is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Text))
    {
        next += 2;
    }
    match tokens.get(next) {
        Some(after) => match after.kind {
            Kind::Assign | Kind::Colon => true,
            Kind::Open(bracket) => bracket == super::lexer::Bracket::Curly,
            Kind::Word | Kind::Text => !after.first && !matches!(word(after), "then" | "else"),
            _ => false,
        },
        None => false,
    }
}
