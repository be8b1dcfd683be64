//! YAML and JSON that others wrote, read the way kubectl reads it, every node with its place.
//!
//! In: a text. Out: its [`Document`]s and what is wrong with it. What readers of YAML disagree about, and what
//! would cost more than [`Limits`] allow, is refused rather than guessed. This room knows nothing of Kubernetes.

mod block;
mod entries;
mod lines;
mod mistake;
mod number;
mod scalar;
#[cfg(test)]
mod tests;
mod text;
mod tree;

use std::borrow::Cow;

use ecow::EcoString;

use crate::diag::Diagnostics;
use crate::source::{AnchorId, Span};

pub use text::{NotText, decode};

/// What may be read of one text, far above what a cluster takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// Lists and maps in each other.
    pub depth: usize,
    /// Values, those that an alias repeats counted again.
    pub nodes: usize,
    /// Bytes of one scalar.
    pub scalar: usize,
}

/// The limits of files.
pub const LIMITS: Limits = Limits { bytes: 16 * 1024 * 1024, depth: 128, nodes: 1_000_000, scalar: 1024 * 1024 };

/// A document of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What it holds; never null at the top, for that is no document.
    pub root: Node,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// From its first to its last character; of an alias the alias itself.
    pub span: Span,
    /// What it is.
    pub data: Data,
}

/// The forms of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `null`, `~`, or nothing.
    Null,
    /// A truth value, whatever word says it.
    Bool(bool),
    /// A whole number, also where it is written `1.0`, `0x1F` or `1e3`.
    Int(i64),
    /// Another number, in the digits that say it exactly: what JSON takes.
    Decimal(EcoString),
    /// A text.
    Text(EcoString),
    /// A list.
    List(Vec<Node>),
    /// A map in the order in which it is written; keys are unique.
    Map(Vec<(Key, Node)>),
}

/// The key of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Where it stands.
    pub span: Span,
    /// Its text; that of a number or truth value is the one JSON has.
    pub text: EcoString,
}

impl Node {
    /// The value at `key`, where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.data {
            Data::Map(entries) => entries.iter().find(|(known, _)| known.text == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The text, where this is one.
    pub fn text(&self) -> Option<&EcoString> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// How many values it is, with those in it. How deep it nests is bounded.
    pub fn count(&self) -> usize {
        match &self.data {
            Data::List(items) => items.iter().map(Node::count).sum::<usize>() + 1,
            Data::Map(entries) => entries.iter().map(|(_, node)| node.count()).sum::<usize>() + 1,
            _ => 1,
        }
    }

    /// What it is, for people.
    pub fn kind(&self) -> &'static str {
        match &self.data {
            Data::Null => "nothing",
            Data::Bool(_) => "a truth value",
            Data::Int(_) | Data::Decimal(_) => "a number",
            Data::Text(_) => "a text",
            Data::List(_) => "a list",
            Data::Map(_) => "a map",
        }
    }
}

/// Reads every document of `text`; spans count from `anchor`, its start. Of a text with mistakes the documents without any
/// are there.
pub fn read(text: &str, anchor: AnchorId, limits: &Limits) -> (Vec<Document>, Diagnostics) {
    if let Some(diagnostic) = text::look(text, anchor, limits) {
        return (Vec::new(), vec![diagnostic]);
    }
    // kubectl reads by lines, and ends the last one too.
    let ended: Cow<'_, str> = if text.ends_with('\n') { text.into() } else { format!("{text}\n").into() };
    match block::documents(&ended, anchor, limits) {
        Some(documents) => (documents, Diagnostics::new()),
        None => tree::documents(&ended, anchor, limits),
    }
}
