//! The code blocks of a Markdown text.

/// A block between fences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// What stands behind the opening fence: `kapp broken`.
    pub(crate) info: String,
    /// The text between the fences.
    pub(crate) text: String,
    /// The line of the opening fence, from 1.
    pub(crate) line: usize,
}

/// A part of a Markdown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// `# title`, of any level.
    Heading(String),
    /// Lines without a blank one between them.
    Paragraph(String),
    Block(Block),
}

/// The parts of `markdown`, in order.
pub(crate) fn parts(markdown: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Option<Block> = None;
    let mut blank = true;
    for (at, line) in markdown.lines().enumerate() {
        match &mut open {
            Some(_) if line == "```" => parts.extend(open.take().map(Part::Block)),
            Some(block) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => match line.strip_prefix("```") {
                Some(info) => open = Some(Block { info: info.to_owned(), text: String::new(), line: at + 1 }),
                None if line.starts_with('#') => parts.push(Part::Heading(line.to_owned())),
                None if line.trim().is_empty() => {}
                None => match parts.last_mut() {
                    Some(Part::Paragraph(text)) if !blank => {
                        text.push('\n');
                        text.push_str(line);
                    }
                    _ => parts.push(Part::Paragraph(line.to_owned())),
                },
            },
        }
        blank = line.trim().is_empty();
    }
    assert!(open.is_none(), "a code block is never closed");
    parts
}

/// The code blocks of `markdown`, in order.
pub(crate) fn blocks(markdown: &str) -> Vec<Block> {
    let block = |part| if let Part::Block(block) = part { Some(block) } else { None };
    parts(markdown).into_iter().filter_map(block).collect()
}
