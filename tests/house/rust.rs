//! As much of Rust's syntax as the rules of the house need: which paths a source names.
//!
//! Comments and texts are blanked out first, so that neither documentation nor a message counts as an import.

/// A Rust source without its comments and texts.
pub(crate) struct Source {
    code: String,
}

impl Source {
    pub(crate) fn new(text: &str) -> Source {
        Source { code: blank(text) }
    }

    /// The source, spaces for comments and texts.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// Every path from the crate's root that is named, as segments: those after `crate::`, in `use` and inline, and
    /// those after as many `super::` as lead there from `depth` modules down.
    pub(crate) fn paths_from_root(&self, depth: usize) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for (at, _) in self.code.match_indices("crate::") {
            let before = self.code[..at].chars().next_back();
            if !before.is_some_and(|c| c == '$' || c == '_' || c.is_alphanumeric()) {
                branch(&self.code[at + "crate::".len()..], &[], &mut paths);
            }
        }
        let climb = "super::".repeat(depth);
        if depth > 0 {
            for (at, _) in self.code.match_indices(&climb) {
                branch(&self.code[at + climb.len()..], &[], &mut paths);
            }
        }
        paths.retain(|path| !path.is_empty() && path[0] != "super" && path[0] != "self");
        paths
    }

    /// Whether the crate is named: in a `use`, in a path or in a derive.
    pub(crate) fn names_crate(&self, name: &str) -> bool {
        self.code.match_indices(name).any(|(at, _)| {
            let before = self.code[..at].trim_end();
            let after = &self.code[at + name.len()..];
            let whole = !self.code[..at].ends_with(|c: char| c == '_' || c.is_alphanumeric());
            let first = !before.ends_with("::");
            let imported = before.ends_with("use") && after.starts_with([';', ' ']);
            whole && first && (after.starts_with("::") || imported)
        })
    }

    /// Whether a module is shown to the crate and not to the world.
    pub(crate) fn has_back_door(&self) -> bool {
        ["pub(crate) mod ", "pub(super) mod ", "pub(in "].iter().any(|start| self.code.contains(start))
    }

    /// Every attribute that allows or expects a lint. Texts are blanked, so a reason shows as the word only.
    pub(crate) fn relaxed_lints(&self) -> Vec<String> {
        let mut found = Vec::new();
        for start in ["[allow(", "[expect("] {
            for (at, _) in self.code.match_indices(start) {
                let rest = &self.code[at..];
                found.push(rest[..=rest.find(']').unwrap_or(rest.len() - 1)].to_owned());
            }
        }
        found
    }
}

/// The words of a text: letters, digits and `_`.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c != '_' && !c.is_alphanumeric())
}

/// The paths that `rest` starts with, `{…}` included, each behind `stem`.
fn branch(rest: &str, stem: &[String], paths: &mut Vec<Vec<String>>) {
    let rest = rest.trim_start();
    let word: String = rest.chars().take_while(|c| *c == '_' || c.is_alphanumeric()).collect();
    if let Some(group) = rest.strip_prefix('{') {
        for part in parts(group) {
            branch(part, stem, paths);
        }
        return;
    }
    let mut path = stem.to_vec();
    if !word.is_empty() {
        path.push(word.clone());
    }
    match rest[word.len()..].strip_prefix("::") {
        Some(more) if !word.is_empty() => branch(more, &path, paths),
        _ => paths.push(path),
    }
}

/// The parts of a group up to its closing brace, separated by commas that stand in no inner group.
fn parts(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|part| !part.trim().is_empty());
    found
}

/// The source with spaces for comments and for what stands between quotes; line ends stay.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw(rest, out.chars().next_back()) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len())
        } else if c == '"' {
            quoted(rest)
        } else {
            character(rest).unwrap_or(0)
        };
        if length == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out.extend(rest[..length].chars().map(|c| if c == '\n' { c } else { ' ' }));
            rest = &rest[length..];
        }
    }
    out
}

/// The number of `#` of a raw text that starts here.
fn raw(rest: &str, before: Option<char>) -> Option<usize> {
    let body = rest.strip_prefix('r')?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let word = before.is_some_and(|c| c == '_' || c.is_alphanumeric()) && before != Some('b');
    (!word && body[hashes..].starts_with('"')).then_some(hashes)
}

/// The length of a text in double quotes, quotes included.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character literal that starts here; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let first = body.chars().next()?;
    if first == '\\' {
        return body[1..].char_indices().skip(1).find(|(_, c)| *c == '\'').map(|(at, _)| at + 3);
    }
    body[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str, depth: usize) -> Vec<String> {
        Source::new(text).paths_from_root(depth).iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn paths_are_found_in_groups_inline_and_by_climbing() {
        assert_eq!(paths("use crate::{a::X, b::{c, d::E}};\nf(crate::g::h())", 0), ["a::X", "b::c", "b::d::E", "g::h"]);
        assert_eq!(paths("use super::super::other::X;", 2), ["other::X"]);
        assert_eq!(paths("use super::mine::X; super::super::super::y()", 2), Vec::<String>::new());
    }

    #[test]
    fn comments_and_texts_import_nothing() {
        let text =
            "/// [`crate::a`]\n// crate::b\n/* crate::c */ \"crate::d\\\" crate::e\" r#\"crate::f\"# '\"' crate::g";
        assert_eq!(paths(text, 0), ["g"]);
        assert_eq!(paths("'\\'' crate::a 'x: &'a T crate::b", 0), ["a", "b"]);
    }

    #[test]
    fn crates_are_named_by_use_path_and_derive() {
        let names = |text: &str| Source::new(text).names_crate("pest");
        assert!(names("use pest::Parser;") && names("use pest;") && names("pest::set()"));
        assert!(!names("use pest_derive::Parser;") && !names("tempest::x()") && !names("self::pest::x()"));
    }

    #[test]
    fn a_lint_is_relaxed_with_or_without_a_reason() {
        let found = Source::new("#![allow(a, reason = \"b\")]\n#[expect(c)]").relaxed_lints();
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("reason") && !found[1].contains("reason"));
    }
}
