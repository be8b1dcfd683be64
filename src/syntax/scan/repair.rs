//! What the grammar reads: the tokens of a chunk with one blank or one line break between them, repaired.
//!
//! Comments and indentation are gone, so the grammar need not step over them again and again; broken brackets and texts
//! are mended, so it need not look for their ends. Every byte knows where it stands in the source.

use super::Chunk;
use super::lexer::{Kind, Token};

/// Changes to a text, collected by the scanner.
#[derive(Debug, Default)]
pub(crate) struct Repair {
    overwritten: Option<Vec<u8>>,
    insertions: Vec<(usize, &'static str)>,
    /// White space and comments inside `${}`.
    trivia: Vec<(usize, usize)>,
}

/// A chunk as the grammar reads it, and the way back to the source.
#[derive(Debug, Default)]
pub(crate) struct Repaired {
    /// What the grammar reads.
    pub(crate) text: String,
    /// Of each byte of `text`, and of its end, the place in the source, counted from the start of the chunk.
    places: Vec<u32>,
}

impl Repaired {
    /// The place in the source, counted from the start of the chunk, of what stands at `offset` of the text.
    pub(crate) fn original(&self, offset: usize) -> u32 {
        self.places.get(offset).or(self.places.last()).copied().unwrap_or(0)
    }

    /// The place in the source behind the byte before `offset` of the text: what stands at `offset` may stand further on.
    pub(crate) fn original_end(&self, offset: usize) -> u32 {
        let (before, here) = (self.original(offset.saturating_sub(1)), self.original(offset));
        if here == before.saturating_add(1) { here } else { before }
    }

    /// Adds `text`, which stands at `place` of the source if `moving`, or was inserted there.
    fn push(&mut self, text: &str, place: usize, moving: bool) {
        self.text.push_str(text);
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let count = u32::try_from(text.len()).unwrap_or(u32::MAX);
        if moving {
            self.places.extend(place..place.saturating_add(count));
        } else {
            self.places.extend((0..count).map(|_| place));
        }
    }
}

impl Repair {
    /// Overwrites `start..end` of `source` with `byte`, line breaks left as they are. Both must be character boundaries.
    pub(crate) fn overwrite(&mut self, source: &str, start: usize, end: usize, byte: u8) {
        let bytes = self.overwritten.get_or_insert_with(|| source.as_bytes().to_vec());
        for old in bytes.get_mut(start..end).unwrap_or_default() {
            if !matches!(old, b'\n' | b'\r') {
                *old = byte;
            }
        }
    }

    /// Overwrites `start..end` with blanks; a token that is blank altogether is left out.
    pub(crate) fn blank(&mut self, source: &str, start: usize, end: usize) {
        self.overwrite(source, start, end, b' ');
    }

    /// Inserts `text` before byte `at`, after what was inserted there before.
    pub(crate) fn insert(&mut self, at: usize, text: &'static str) {
        self.insertions.push((at, text));
    }

    /// Notes white space and comments inside `${}`.
    pub(crate) fn trivia(&mut self, start: usize, end: usize) {
        self.trivia.push((start, end));
    }

    /// How much trivia was noted, and back to that.
    pub(crate) fn noted(&self) -> usize {
        self.trivia.len()
    }

    /// Forgets what was noted after `count`.
    pub(crate) fn forget(&mut self, count: usize) {
        self.trivia.truncate(count);
    }

    /// Brings the insertions into order; to be called before [`Repair::part`].
    pub(crate) fn finish(&mut self) {
        self.insertions.sort_by_key(|(at, _)| *at);
    }

    /// The tokens of `chunk` as the grammar shall read them.
    pub(crate) fn part(&self, source: &str, tokens: &[Token], chunk: Chunk) -> Repaired {
        let whole = self.overwritten.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or(source);
        let mut part = Repaired::default();
        let capacity = chunk.end - chunk.start + 1;
        part.text.reserve(capacity);
        part.places.reserve(capacity);
        let from = self.insertions.partition_point(|(at, _)| *at < chunk.start);
        let mut insertions = self.insertions.iter().skip(from).peekable();
        let mut end = chunk.start;
        let mut new_line = false;
        for token in tokens.get(chunk.tokens.clone()).unwrap_or_default() {
            let Some(written) = whole.get(token.start..token.end) else { continue };
            new_line |= token.first;
            if self.overwritten.is_some() && written.trim().is_empty() {
                continue;
            }
            // What stands right before a token belongs to it, what stands before that to the token before.
            while let Some((at, text)) =
                insertions.next_if(|(at, _)| *at < token.start || (*at == end && *at < token.end))
            {
                part.push(text, at - chunk.start, false);
            }
            if !part.text.is_empty() {
                match (new_line, token.start > end) {
                    (true, _) => part.push("\n", end - chunk.start, false),
                    (false, true) => part.push(" ", end - chunk.start, false),
                    (false, false) => {}
                }
            }
            new_line = false;
            while let Some((at, text)) = insertions.next_if(|(at, _)| *at <= token.start) {
                part.push(text, at - chunk.start, false);
            }
            self.token(&mut part, written, token, chunk.start);
            end = token.end;
        }
        let last = chunk.tokens.end == tokens.len();
        while let Some((at, text)) = insertions.next_if(|(at, _)| last || *at < chunk.end) {
            part.push(text, at - chunk.start, false);
            end = end.max(*at);
        }
        part.places.push(u32::try_from(end - chunk.start).unwrap_or(u32::MAX));
        part
    }

    /// One token; trivia in a text shrinks to one character.
    fn token(&self, part: &mut Repaired, written: &str, token: &Token, base: usize) {
        let mut done = token.start;
        if token.kind == Kind::Text {
            let from = self.trivia.partition_point(|(start, _)| *start < token.start);
            for (start, end) in self.trivia.iter().skip(from).take_while(|(start, _)| *start < token.end) {
                let between =
                    |from: usize, to: usize| written.get(from - token.start..to - token.start).unwrap_or_default();
                part.push(between(done, *start), done - base, true);
                part.push(if between(*start, *end).contains('\n') { "\n" } else { " " }, start - base, false);
                done = *end;
            }
        }
        part.push(written.get(done - token.start..).unwrap_or_default(), done - base, true);
    }
}
