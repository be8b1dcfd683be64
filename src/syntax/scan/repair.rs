//! The repair of a broken text: what the grammar reads instead of it.
//!
//! Bytes are overwritten in place, or inserted, in such a way that every offset of the repaired text leads back to the
//! original one. A sound text is never copied.

use std::borrow::Cow;

/// Changes to a text, collected by the scanner.
#[derive(Debug, Default)]
pub(crate) struct Repair {
    overwritten: Option<Vec<u8>>,
    insertions: Vec<(usize, &'static str)>,
}

/// A part of a repaired text and the way back to the original.
#[derive(Debug)]
pub(crate) struct Repaired<'t> {
    /// What the grammar reads.
    pub(crate) text: Cow<'t, str>,
    /// Of each insertion its start and length, in offsets of `text`, and how much was inserted before it.
    insertions: Vec<(usize, usize, usize)>,
}

impl Repaired<'_> {
    /// The offset in the original part of what stands at `offset` of the repaired one.
    pub(crate) fn original(&self, offset: usize) -> usize {
        let count = self.insertions.partition_point(|(start, ..)| *start < offset);
        match count.checked_sub(1).and_then(|n| self.insertions.get(n)) {
            Some((start, length, before)) => offset - before - (*length).min(offset - start),
            None => offset,
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

    /// Overwrites `start..end` with blanks.
    pub(crate) fn blank(&mut self, source: &str, start: usize, end: usize) {
        self.overwrite(source, start, end, b' ');
    }

    /// Inserts `text` before byte `at`, after what was inserted there before.
    pub(crate) fn insert(&mut self, at: usize, text: &'static str) {
        self.insertions.push((at, text));
    }

    /// Brings the insertions into order; to be called before [`Repair::part`].
    pub(crate) fn finish(&mut self) {
        self.insertions.sort_by_key(|(at, _)| *at);
    }

    /// The part `start..end` of `source` as the grammar shall read it.
    pub(crate) fn part<'t>(&'t self, source: &'t str, start: usize, end: usize) -> Repaired<'t> {
        let whole = self.overwritten.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or(source);
        let from = self.insertions.partition_point(|(at, _)| *at < start);
        let to = self.insertions.partition_point(|(at, _)| *at < end || (*at == end && end == source.len()));
        let inside = self.insertions.get(from..to).unwrap_or_default();
        if inside.is_empty() {
            return Repaired { text: Cow::Borrowed(whole.get(start..end).unwrap_or_default()), insertions: Vec::new() };
        }
        let mut text = String::with_capacity(end - start + inside.len());
        let mut insertions = Vec::with_capacity(inside.len());
        let (mut copied, mut total) = (start, 0);
        for (at, inserted) in inside {
            text.push_str(whole.get(copied..*at).unwrap_or_default());
            insertions.push((text.len(), inserted.len(), total));
            total += inserted.len();
            text.push_str(inserted);
            copied = *at;
        }
        text.push_str(whole.get(copied..end).unwrap_or_default());
        Repaired { text: Cow::Owned(text), insertions }
    }
}
