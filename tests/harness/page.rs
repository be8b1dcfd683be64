//! Source texts made by hand, to point at.

use std::sync::Arc;

use kappc::source::{AnchorId, SourceText, Sources, Span};

/// Sources made by hand, one anchor each.
pub(crate) struct Page {
    pub(crate) sources: Sources,
    pub(crate) anchors: Vec<AnchorId>,
}

impl Page {
    pub(crate) fn new(files: &[(&str, &str)]) -> Page {
        let mut sources = Sources::new();
        let anchors = files
            .iter()
            .map(|(path, text)| {
                let id = sources.add(Arc::new(SourceText::new(path, *text)));
                sources.anchor(id, 0)
            })
            .collect();
        Page { sources, anchors }
    }

    /// The `nth` place (from 0) in `file` where `what` stands.
    pub(crate) fn span(&self, file: usize, what: &str, nth: usize) -> Span {
        let (_, source) = self.sources.iter().nth(file).unwrap();
        let (start, _) = source.text.match_indices(what).nth(nth).unwrap();
        Span::new(self.anchors[file], start as u32, (start + what.len()) as u32)
    }

    /// The end of `file`.
    pub(crate) fn end(&self, file: usize) -> Span {
        let (_, source) = self.sources.iter().nth(file).unwrap();
        Span::new(self.anchors[file], source.text.len() as u32, source.text.len() as u32)
    }
}
