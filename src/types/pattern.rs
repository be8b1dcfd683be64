//! The patterns of `string matching '…'`: regular expressions that take the whole of a text, in linear time.

use super::format::FormatError;
use regex::{Regex, RegexBuilder};
use regex_syntax::ast::Span;
use std::ops::Range;

/// The most bytes that a compiled pattern may take: room for every sensible one, none for `(a{1000}){1000}`.
const LARGEST: usize = 1 << 20;
/// How deep groups may nest.
const DEEPEST: u32 = 64;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

impl Pattern {
    /// Compiles `source`, in the syntax of the `regex` crate: no look-around, no back-references.
    ///
    /// # Errors
    /// What is wrong with it, where; ranges count in `source`.
    pub fn new(source: &str) -> Result<Pattern, FormatError> {
        check(source)?;
        // The line end keeps a comment of the `x` mode from swallowing the parenthesis; only then is it no literal.
        let anchored = [format!(r"\A(?:{source})\z"), format!("\\A(?:{source}\n)\\z")];
        let compile = |text: &String| RegexBuilder::new(text).size_limit(LARGEST).nest_limit(DEEPEST + 2).build();
        let [plain, with_comment] = &anchored;
        let compiled = compile(plain).or_else(|error| match error {
            regex::Error::Syntax(_) => compile(with_comment),
            other => Err(other),
        });
        match compiled {
            Ok(regex) => Ok(Pattern { source: source.into(), regex }),
            Err(regex::Error::CompiledTooBig(_)) => {
                Err(FormatError::new(0..source.len(), "this pattern is too large")
                    .help("repeat less: `{n}` multiplies"))
            }
            Err(_) => Err(FormatError::new(0..source.len(), "this pattern cannot be used")),
        }
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// The pattern as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

/// Whether `source` alone is a pattern: then no parenthesis of it can reach beyond it.
fn check(source: &str) -> Result<(), FormatError> {
    let error = match regex_syntax::ParserBuilder::new().nest_limit(DEEPEST).build().parse(source) {
        Ok(_) => return Ok(()),
        Err(error) => error,
    };
    let range = |span: &Span| -> Range<usize> { span.start.offset..span.end.offset };
    Err(match error {
        regex_syntax::Error::Parse(error) => {
            use regex_syntax::ast::ErrorKind::{UnsupportedBackreference, UnsupportedLookAround};
            let broken = FormatError::new(range(error.span()), format!("this pattern is wrong: {}", error.kind()));
            match error.kind() {
                UnsupportedLookAround | UnsupportedBackreference => {
                    broken.help("say it with `where` and a second pattern")
                }
                _ => broken,
            }
        }
        regex_syntax::Error::Translate(error) => {
            FormatError::new(range(error.span()), format!("this pattern is wrong: {}", error.kind()))
        }
        _ => FormatError::new(0..source.len(), "this pattern is wrong"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error:?}")).matches(text)
    }

    #[test]
    fn the_whole_text_is_matched() {
        assert!(matches("[a-z]+", "web") && !matches("[a-z]+", "web1") && !matches("[a-z]+", "1web"));
        assert!(matches("a|ab", "ab") && matches("a|b", "b") && !matches("a|b", "ab"));
        assert!(!matches("a", "a\n") && matches("(?m)^a$", "a"));
        assert!(matches("", "") && !matches("", "a"));
        assert!(matches("(?x) a b # comment", "ab") && !matches("(?x) a b # comment", "ab\n"));
        assert!(matches("é+", "éé"));
    }

    #[test]
    fn wrong_patterns_say_where() {
        for (pattern, wrong) in [
            ("a(b", "("),
            ("a)|(b", ")"),
            ("[z-a]", "z-a"),
            ("*a", ""),
            ("a(?=b)", "(?="),
            (r"(a)\1", r"\1"),
            (r"é\y", r"\y"),
            (r"a\p{Nope}", r"\p{Nope}"),
        ] {
            let error = Pattern::new(pattern).expect_err(pattern);
            assert_eq!(pattern.get(error.range.clone()), Some(wrong), "{pattern}: {}", error.cause);
        }
        assert!(Pattern::new("a(?=b)").unwrap_err().help.is_some());
    }

    #[test]
    fn size_and_depth_are_bounded() {
        assert!(Pattern::new("((a{100}){100}){100}").is_err_and(|error| error.cause.contains("too large")));
        assert!(Pattern::new(&format!("{}a{}", "(".repeat(5000), ")".repeat(5000))).is_err());
        assert!(Pattern::new(&format!("{}a{}", "(".repeat(30), ")".repeat(30))).is_ok());
    }
}
