//! Paths inside containers and volumes.

use super::{FormatError, shown};
use ecow::EcoString;

/// The most bytes that Linux takes.
const LONGEST: usize = 4095;

/// A path, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// As written.
    pub text: EcoString,
}

impl Path {
    /// Without doubled and final `/` and without `.`: equal for equal paths.
    pub fn clean(&self) -> EcoString {
        let mut clean = EcoString::new();
        for part in self.text.split('/').filter(|part| !matches!(*part, "" | ".")) {
            if !clean.is_empty() || self.text.starts_with('/') {
                clean.push('/');
            }
            clean.push_str(part);
        }
        match clean.as_str() {
            "" if self.text.starts_with('/') => "/".into(),
            _ => clean,
        }
    }

    /// Whether `other` is this path or lies below it.
    pub fn holds(&self, other: &Path) -> bool {
        let (outer, inner) = (self.clean(), other.clean());
        outer == "/" || inner.strip_prefix(outer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Reads an absolute path, as of mounts: no `..` in it.
///
/// # Errors
/// The part that leaves the path, a NUL byte, or too many bytes.
pub fn parse(text: &str) -> Result<Path, FormatError> {
    if text.is_empty() {
        return Err(FormatError::new(0..0, "the path is missing"));
    }
    if !text.starts_with('/') {
        let error = FormatError::new(0..text.len(), "this path does not start with `/`");
        let absolute = format!("/{}", text.trim_start_matches("./"));
        let is_plain = !text.starts_with(['~', '\\']) && !text.contains("://");
        return Err(if is_plain && check(&absolute).is_ok() {
            error.help(format!("write `{absolute}`"))
        } else {
            error
        });
    }
    check(text)?;
    Ok(Path { text: text.into() })
}

/// Reads a path below something else, as `subpath` and the items of a volume: not absolute, no `..` in it.
///
/// # Errors
/// The part that leaves the path, a NUL byte, or too many bytes.
pub fn parse_relative(text: &str) -> Result<Path, FormatError> {
    if text.is_empty() {
        return Err(FormatError::new(0..0, "the path is missing"));
    }
    if text.starts_with('/') {
        let error = FormatError::new(0..1, "this path may not start with `/`");
        let relative = text.trim_start_matches('/');
        return Err(if !relative.is_empty() && check(relative).is_ok() { error.meant(relative) } else { error });
    }
    check(text)?;
    Ok(Path { text: text.into() })
}

fn check(text: &str) -> Result<(), FormatError> {
    if let Some((at, c)) = text.char_indices().find(|(_, c)| c.is_control()) {
        return Err(FormatError::new(at..at + c.len_utf8(), format!("{} may not stand in a path", shown(c))));
    }
    let mut at = 0;
    for part in text.split('/') {
        let end = at + part.len();
        if part == ".." {
            return Err(
                FormatError::new(at..end, "`..` may not stand in this path").help("write the path that is meant")
            );
        }
        at = end + 1;
    }
    if text.len() > LONGEST {
        let cause = format!("a path has at most {LONGEST} bytes, and this has {}", text.len());
        let start = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        return Err(FormatError::new(start..text.len(), cause));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    #[test]
    fn equal_paths_are_equal_when_clean() {
        for (text, clean) in [
            ("/", "/"),
            ("//", "/"),
            ("/.", "/"),
            ("/data/", "/data"),
            ("/a//b/./c", "/a/b/c"),
            ("/..a/b..", "/..a/b.."),
        ] {
            assert_eq!(path(text).clean(), clean);
        }
        assert_eq!(parse_relative("./a//b/").unwrap().clean(), "a/b");
    }

    #[test]
    fn what_lies_below_is_held() {
        assert!(path("/data").holds(&path("/data/x")) && path("/data/").holds(&path("/data")));
        assert!(path("/").holds(&path("/x")));
        assert!(!path("/data").holds(&path("/data2")) && !path("/data/x").holds(&path("/data")));
    }

    #[test]
    fn wrong_paths_say_where() {
        for (text, wrong, fix) in [
            ("", "", None),
            ("data", "data", None),
            ("./data", "./data", None),
            ("~/data", "~/data", None),
            ("../data", "../data", None),
            ("/a/../b", "..", None),
            ("/a/..", "..", None),
            ("/a\0b", "\0", None),
            ("/a\n", "\n", None),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!((text.get(error.range.clone()), error.fix.as_deref()), (Some(wrong), fix), "{text:?}");
        }
        assert_eq!(parse("./data").unwrap_err().help.as_deref(), Some("write `/data`"));
        assert_eq!(parse("s3://data").unwrap_err().help, None);
        assert_eq!(parse_relative("/a/b").unwrap_err().fix.as_deref(), Some("a/b"));
        assert_eq!(parse_relative("/").unwrap_err().fix, None);
        assert_eq!(parse_relative("a/../b").unwrap_err().range, 2..4);
        assert!(parse_relative("").is_err());
    }

    #[test]
    fn the_limit_holds_to_the_byte() {
        assert!(parse(&format!("/{}", "a".repeat(4094))).is_ok());
        assert_eq!(parse(&format!("/{}", "a".repeat(4095))).unwrap_err().range, 4095..4096);
        assert_eq!(parse(&format!("/{}é", "a".repeat(4093))).unwrap_err().range, 4094..4096);
    }
}
