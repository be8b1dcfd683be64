//! Checks that many rules share: one of these words, so many, exactly one of these fields, each once.

use std::fmt::Display;

use super::found::Found;
use crate::diag::{Code, Diagnostic, code, suggest};
use crate::lower::{Node, Tree};
use crate::types::{FormatError, NameKind};

impl Found<'_, '_> {
    /// The text at `key` of `holder` is one of `words`.
    pub(in crate::lower) fn word(&mut self, holder: &Node, key: &str, words: &[&str]) {
        let Some(node) = holder.get(key) else { return };
        let Some(text) = node.as_text().filter(|text| !words.contains(&text.as_str())) else { return };
        let message = format!("`{key}` cannot be `{text}`");
        let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let near = suggest(text, words.iter().copied());
        let help = near.map_or(format!("it is one of {list}"), |near| format!("did you mean `{}`?", near.name));
        self.error(code::BAD_FIELD, node, message, help);
    }

    /// The number at `key` of `holder`, where there is one, lies in `range`.
    pub(in crate::lower) fn within(&mut self, holder: &Node, key: &str, range: std::ops::RangeInclusive<i64>) {
        let Some(node) = holder.get(key) else { return };
        let Some(number) = node.as_int().filter(|number| !range.contains(number)) else { return };
        let (low, high) = (range.start(), range.end());
        let help = match *high {
            i64::MAX => format!("write {low} or more"),
            _ if low == high => format!("write {low}, or leave it out"),
            _ => format!("write {low} to {high}"),
        };
        self.error(code::BAD_AMOUNT, node, format!("`{key}` cannot be {number}"), help);
    }

    /// The number at `key` of `holder`, where there is one, is not below zero.
    pub(in crate::lower) fn not_negative(&mut self, holder: &Node, key: &str) {
        self.within(holder, key, 0..=i64::MAX);
    }

    /// Something stands at `key` of `holder`.
    pub(in crate::lower) fn needs(&mut self, holder: &Node, key: &str, what: impl Display) {
        match holder.get(key) {
            None => self.missing(code::LACKS, holder, format!("{what} has no `{key}`"), format!("write `{key}`")),
            Some(node) if node.is_empty() => {
                self.error(code::LACKS, node, format!("`{key}` of {what} is empty"), format!("write `{key}`"));
            }
            Some(_) => {}
        }
    }

    /// Exactly one of `keys` stands in `holder`; answers whether it does.
    pub(in crate::lower) fn one_of(&mut self, holder: &Node, keys: &[&str], what: impl Display) -> bool {
        let mut present = holder.entries().filter(|(key, _)| keys.contains(key));
        let Some((first, at)) = present.next() else {
            let list = list(keys);
            let help = format!("write one of {list}");
            self.missing(code::NOT_ONE, holder, format!("{what} says nothing of what it is"), help);
            return false;
        };
        if let Some((second, node)) = present.next() {
            let message = format!("{what} is `{first}` and `{second}` at the same time");
            let diagnostic = Diagnostic::error(code::NOT_ONE, node.origin.span, message)
                .label(at.origin.span, "the other one")
                .help("keep one of them");
            self.add(node, diagnostic);
            return false;
        }
        true
    }

    /// At most one of `keys` stands in `holder`.
    pub(in crate::lower) fn at_most_one(&mut self, holder: &Node, keys: [&str; 2], why: &str) {
        let [first, second] = keys;
        if let (Some(at), Some(node)) = (holder.get(first), holder.get(second)) {
            self.contradiction(node, &format!("`{second}` does not go with `{first}`"), at, why);
        }
    }

    /// `node` does not go with what stands at `other`.
    pub(in crate::lower) fn contradiction(&mut self, node: &Node, message: &str, other: &Node, help: &str) {
        let diagnostic = Diagnostic::error(code::CONTRADICTION, node.origin.span, message)
            .label(other.origin.span, "because of this")
            .help(help);
        self.add(node, diagnostic);
    }

    /// No two of `nodes` say the same text; `what` names them.
    pub(in crate::lower) fn unique<'n>(
        &mut self,
        code: Code,
        nodes: impl Iterator<Item = &'n Node> + Clone,
        what: &str,
    ) {
        for (index, node) in nodes.clone().enumerate().skip(1) {
            let Some(earlier) = nodes.clone().take(index).find(|earlier| earlier.says_as(node)) else { continue };
            let diagnostic = Diagnostic::error(code, node.origin.span, format!("two {what} are `{}`", shown(node)))
                .label(earlier.origin.span, "the other one")
                .help("let them differ, or take one out");
            self.add(node, diagnostic);
        }
    }

    /// The text at `key` of `holder` is a name of `kind`.
    pub(in crate::lower) fn name(&mut self, holder: &Node, key: &str, kind: NameKind, what: impl Display) {
        let Some(node) = holder.get(key) else { return };
        let Some(text) = node.as_text() else { return };
        if let Err(error) = kind.check(text)
            && self.note_broken_name(text)
        {
            self.format(code::BAD_OBJECT_NAME, node, &format!("`{text}` cannot be {what}"), &error);
        }
    }

    /// What stands at `node` is not of its form.
    pub(in crate::lower) fn format(&mut self, code: Code, node: &Node, message: &str, error: &FormatError) {
        let help = error.help.clone().unwrap_or_else(|| "write another one".into());
        self.error(code, node, format!("{message}: {}", error.cause), help);
    }

    /// A label selector: its expressions say values where their operator takes some, and only there.
    pub(in crate::lower) fn selector(&mut self, selector: Option<&Node>) {
        let Some(selector) = selector else { return };
        for (key, node) in selector.get("matchLabels").into_iter().flat_map(Node::entries) {
            self.label(key, node);
        }
        for expression in selector.items("matchExpressions") {
            self.expression(expression, &["In", "NotIn", "Exists", "DoesNotExist"]);
        }
    }

    /// A label of a selector.
    pub(in crate::lower) fn label(&mut self, key: &str, node: &Node) {
        if let Err(error) = NameKind::LabelKey.check(key) {
            self.format(code::BAD_LABEL, node, &format!("`{key}` cannot be the name of a label"), &error);
        }
        if let Some(Err(error)) = node.as_text().map(|value| NameKind::LabelValue.check(value)) {
            self.format(code::BAD_LABEL, node, &format!("the label `{key}` cannot have this value"), &error);
        }
    }

    /// A requirement on a label or field: key, operator, values.
    pub(in crate::lower) fn expression(&mut self, expression: &Node, operators: &[&str]) {
        self.needs(expression, "key", "the requirement");
        self.needs(expression, "operator", "the requirement");
        self.word(expression, "operator", operators);
        let values = expression.get("values");
        let count = values.map_or(0, |values| values.elements().len());
        match expression.text("operator") {
            Some(operator @ ("In" | "NotIn")) if count == 0 => {
                let message = format!("`{operator}` without values");
                self.missing(code::LACKS, values.unwrap_or(expression), message, "write `values`, or use `Exists`");
            }
            Some(operator @ ("Exists" | "DoesNotExist")) if count > 0 => {
                let message = format!("`{operator}` takes no values");
                let node = values.unwrap_or(expression);
                self.error(code::CONTRADICTION, node, message, "take them out, or use `In`");
            }
            Some(operator @ ("Gt" | "Lt")) => {
                let number = values.and_then(|values| values.elements().first()).and_then(Node::as_text);
                if count != 1 || number.is_none_or(|number| number.parse::<i64>().is_err()) {
                    let message = format!("`{operator}` takes one whole number as a text");
                    self.missing(code::BAD_FIELD, values.unwrap_or(expression), message, "write `values = [\"5\"]`");
                }
            }
            _ => {}
        }
        if let Some(key) = expression.text("key").filter(|key| !key.is_empty())
            && let Err(error) = NameKind::LabelKey.check(key)
            && let Some(node) = expression.get("key")
        {
            self.format(code::BAD_LABEL, node, &format!("`{key}` cannot be the name of a label"), &error);
        }
    }
}

/// "`a`, `b` or `c`"
fn list(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().take(6).map(|key| format!("`{key}`")).collect();
    quoted.join(", ") + if keys.len() > 6 { ", …" } else { "" }
}

fn shown(node: &Node) -> String {
    match &node.tree {
        Tree::Text(text) => text.to_string(),
        Tree::Int(number) => number.to_string(),
        Tree::Bool(is) => is.to_string(),
        _ => "the same".into(),
    }
}
