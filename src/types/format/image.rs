//! References to container images, by the grammar of the distribution project: `registry:port/path:tag@digest`.

use super::{FormatError, char_at, no_blanks, shown};
use ecow::{EcoString, eco_format};
use std::ops::Range;

/// The registry of an image that names none.
const DEFAULT_REGISTRY: &str = "docker.io";
/// The path before an image of that registry that has only a name.
const DEFAULT_PATH: &str = "library";
/// The most bytes of registry and path together.
const LONGEST_NAME: usize = 255;
/// The most bytes of a tag.
const LONGEST_TAG: usize = 128;

/// A reference to an image, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Image {
    /// The whole reference.
    pub text: EcoString,
    /// The registry with its port, where one is written.
    pub registry: Option<EcoString>,
    /// The path below the registry: `library/nginx`, `nginx`.
    pub path: EcoString,
    /// The tag, where one is written.
    pub tag: Option<EcoString>,
    /// The digest with its algorithm, where one is written.
    pub digest: Option<EcoString>,
}

impl Image {
    /// Whether the reference may mean another image tomorrow although nothing changes: `latest`, or neither tag nor
    /// digest.
    pub fn is_latest(&self) -> bool {
        self.digest.is_none() && self.tag.as_ref().is_none_or(|tag| tag == "latest")
    }

    /// Registry and path, both in full: `docker.io/library/nginx` for `nginx`. Equal for equal repositories.
    pub fn repository(&self) -> EcoString {
        let registry = match self.registry.as_deref() {
            None | Some("index.docker.io") => DEFAULT_REGISTRY,
            Some(registry) => registry,
        };
        if registry == DEFAULT_REGISTRY && !self.path.contains('/') {
            return eco_format!("{registry}/{DEFAULT_PATH}/{}", self.path);
        }
        eco_format!("{registry}/{}", self.path)
    }
}

/// Reads a reference to an image.
///
/// # Errors
/// The first part that breaks the grammar.
pub fn parse(text: &str) -> Result<Image, FormatError> {
    let Parts { registry, path, tag, digest } = parts(text)?;
    Ok(Image {
        text: text.into(),
        registry: registry.map(EcoString::from),
        path: path.into(),
        tag: tag.map(EcoString::from),
        digest: digest.map(EcoString::from),
    })
}

/// Whether `text` is a reference to an image.
///
/// # Errors
/// As [`parse`].
pub fn check(text: &str) -> Result<(), FormatError> {
    parts(text).map(|_| ())
}

/// The parts of a reference.
struct Parts<'t> {
    registry: Option<&'t str>,
    path: &'t str,
    tag: Option<&'t str>,
    digest: Option<&'t str>,
}

fn parts(text: &str) -> Result<Parts<'_>, FormatError> {
    if text.is_empty() {
        return Err(FormatError::new(0..0, "the name of the image is missing"));
    }
    no_blanks(text, "an image", |text| parse(text).is_ok())?;
    if let Some(at) = text.find("://") {
        let scheme = text.get(..at + 3).unwrap_or("");
        let error = FormatError::new(0..at + 3, format!("an image has no `{scheme}` before it"));
        let rest = text.get(at + 3..).unwrap_or("");
        return Err(if parse(rest).is_ok() { error.meant(rest) } else { error });
    }
    if let Some(at) = text.find("${") {
        return Err(FormatError::new(at..text.len(), "`$` may not stand in an image")
            .help("`${…}` is filled in only in texts with double quotes"));
    }
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    if let Some(digest) = digest {
        check_digest(digest, rest.len() + 1)?;
    }
    let last = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match rest.get(last..).and_then(|component| component.split_once(':')) {
        Some((component, tag)) => (rest.get(..last + component.len()).unwrap_or(""), Some(tag)),
        None => (rest, None),
    };
    if let Some(tag) = tag {
        check_tag(tag, name.len() + 1)?;
    }
    let (registry, path) = split_registry(name);
    let at = registry.map_or(0, |registry| registry.len() + 1);
    if let Some(registry) = registry {
        check_registry(registry)?;
    }
    check_path(text, path, at, tag.is_some() || digest.is_some())?;
    if name.len() > LONGEST_NAME {
        let cause = format!("the name of an image has at most {LONGEST_NAME} characters, and this has {}", name.len());
        return Err(FormatError::new(LONGEST_NAME..name.len(), cause));
    }
    Ok(Parts { registry, path, tag, digest })
}

/// The first component is a registry if it cannot be part of a path, as `docker` and all others decide it.
fn split_registry(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, path))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.contains(|c: char| c.is_ascii_uppercase()) =>
        {
            (Some(first), path)
        }
        _ => (None, name),
    }
}

fn check_registry(registry: &str) -> Result<(), FormatError> {
    let (host, port) = match registry.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (registry, None),
    };
    if let Some(port) = port {
        let at = host.len() + 1;
        if !matches!(port.parse::<u16>(), Ok(1..)) || port.starts_with('+') {
            return Err(FormatError::new(at..registry.len(), "the port of a registry is a number from 1 to 65535"));
        }
    }
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return match address.parse::<std::net::Ipv6Addr>() {
            Ok(_) => Ok(()),
            Err(_) => Err(FormatError::new(0..host.len(), "this is no IPv6 address")),
        };
    }
    let mut at = 0;
    for label in host.split('.') {
        let end = at + label.len();
        if let Some((i, c)) = label.char_indices().find(|(_, c)| !c.is_ascii_alphanumeric() && *c != '-') {
            let cause = format!("{} may not stand in the host of a registry", shown(c));
            return Err(FormatError::new(char_at(host, at + i), cause));
        }
        if label.is_empty() || label.starts_with('-') || label.ends_with('-') {
            let cause = "each part of a registry's host starts and ends with a letter or digit";
            return Err(FormatError::new(at..end.max(at + 1).min(registry.len()), cause));
        }
        at = end + 1;
    }
    Ok(())
}

/// Components of small letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn check_path(text: &str, path: &str, offset: usize, is_tagged: bool) -> Result<(), FormatError> {
    let mut at = offset;
    for component in path.split('/') {
        let range = at..at + component.len();
        if component.is_empty() {
            let cause = if text.starts_with([':', '@']) || path.is_empty() {
                "the name of the image is missing"
            } else {
                "the path of an image has no empty part"
            };
            return Err(FormatError::new(at.saturating_sub(1)..range.end, cause));
        }
        check_component(text, component, range)?;
        at += component.len() + 1;
    }
    let is_digest = path.len() == 64 && path.chars().all(|c| c.is_ascii_digit() || matches!(c, 'a'..='f'));
    if is_digest && !is_tagged {
        return Err(FormatError::new(offset..offset + path.len(), "this looks like a digest and is read as a name")
            .help("write the name before it: `name@sha256:…`"));
    }
    Ok(())
}

fn check_component(text: &str, component: &str, range: Range<usize>) -> Result<(), FormatError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if let Some((i, c)) = component.char_indices().find(|(_, c)| !allowed(*c)) {
        if c.is_ascii_uppercase() {
            let error = FormatError::new(char_at(text, range.start + i), "the path of an image has no capital letters");
            let mut mended: String = text.into();
            mended.replace_range(range, &component.to_ascii_lowercase());
            let meant = match parse(&mended) {
                Ok(image) => Some(image.text),
                Err(next) => next.fix,
            };
            return Err(match meant {
                Some(text) => error.meant(text),
                None => error,
            });
        }
        let error = FormatError::new(
            char_at(text, range.start + i),
            format!("{} may not stand in the path of an image", shown(c)),
        );
        return Err(if c == ':' { error.help("only the last part of a path has a tag") } else { error });
    }
    let mut separator = String::new();
    for (i, c) in component.char_indices() {
        if !matches!(c, '.' | '_' | '-') {
            separator.clear();
            continue;
        }
        separator.push(c);
        let is_edge = i + 1 == component.len() || i + 1 == separator.len();
        let is_known = matches!(separator.as_str(), "." | "_" | "__") || separator.chars().all(|c| c == '-');
        if is_edge || !is_known {
            let cause = if is_edge {
                "each part of an image's path starts and ends with a letter or digit".to_string()
            } else {
                format!("`{separator}` may not stand in the path of an image")
            };
            let end = range.start + i + 1;
            return Err(FormatError::new(end - separator.len()..end, cause));
        }
    }
    Ok(())
}

fn check_tag(tag: &str, at: usize) -> Result<(), FormatError> {
    let whole = at..at + tag.len();
    if tag.is_empty() {
        return Err(FormatError::new(at - 1..at, "the tag after `:` is missing"));
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some((i, c)) = tag.char_indices().find(|(_, c)| !word(*c) && !matches!(c, '.' | '-')) {
        let range = at + i..at + i + c.len_utf8();
        return Err(FormatError::new(range, format!("{} may not stand in a tag", shown(c))));
    }
    if !tag.starts_with(word) {
        return Err(FormatError::new(at..at + 1, "a tag starts with a letter, a digit or `_`"));
    }
    if tag.len() > LONGEST_TAG {
        let cause = format!("a tag has at most {LONGEST_TAG} characters, and this has {}", tag.len());
        return Err(FormatError::new(at + LONGEST_TAG..whole.end, cause));
    }
    Ok(())
}

fn check_digest(digest: &str, at: usize) -> Result<(), FormatError> {
    let whole = at..at + digest.len();
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Err(FormatError::new(whole, "a digest is written `sha256:` and 64 digits"));
    };
    let parts_are_words = algorithm.split(['+', '.', '-', '_']).all(|part| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    });
    if !parts_are_words {
        let range = at..at + algorithm.len();
        return Err(FormatError::new(range, "this is no name of a digest algorithm").help("as in `sha256:…`"));
    }
    let at = at + algorithm.len() + 1;
    let length = match algorithm {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    };
    let is_hex = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f') || (length.is_none() && matches!(c, 'A'..='F'));
    if let Some((i, c)) = hex.char_indices().find(|(_, c)| !is_hex(*c)) {
        let range = at + i..at + i + c.len_utf8();
        return Err(FormatError::new(range, format!("{} is no digit of a digest", shown(c)))
            .help("its digits are `0` to `9` and `a` to `f`"));
    }
    match length {
        Some(length) if hex.len() != length => Err(FormatError::new(
            at..whole.end,
            format!("a digest of {algorithm} has {length} digits, and this has {}", hex.len()),
        )),
        None if hex.len() < 32 => {
            Err(FormatError::new(at..whole.end, format!("a digest has at least 32 digits, and this has {}", hex.len())))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sha(length: usize) -> String {
        "a1".repeat(length / 2)
    }

    #[test]
    fn references_come_apart() {
        let digest = format!("sha256:{}", sha(64));
        for (text, registry, path, tag, digested, repository) in [
            ("nginx", None, "nginx", None, false, "docker.io/library/nginx"),
            ("nginx:1.25", None, "nginx", Some("1.25"), false, "docker.io/library/nginx"),
            ("acme/web:V1_x-2", None, "acme/web", Some("V1_x-2"), false, "docker.io/acme/web"),
            ("docker.io/nginx", Some("docker.io"), "nginx", None, false, "docker.io/library/nginx"),
            ("index.docker.io/a/b", Some("index.docker.io"), "a/b", None, false, "docker.io/a/b"),
            ("ghcr.io/acme/web:1", Some("ghcr.io"), "acme/web", Some("1"), false, "ghcr.io/acme/web"),
            ("localhost/web", Some("localhost"), "web", None, false, "localhost/web"),
            ("localhost:5000/web:1", Some("localhost:5000"), "web", Some("1"), false, "localhost:5000/web"),
            ("host:5000", None, "host", Some("5000"), false, "docker.io/library/host"),
            ("a:1/b", Some("a:1"), "b", None, false, "a:1/b"),
            ("[::1]:5000/a", Some("[::1]:5000"), "a", None, false, "[::1]:5000/a"),
            ("10.0.0.1:80/a", Some("10.0.0.1:80"), "a", None, false, "10.0.0.1:80/a"),
            ("REG/a", Some("REG"), "a", None, false, "REG/a"),
            ("a-b/c__d/e--f.g_h", None, "a-b/c__d/e--f.g_h", None, false, "docker.io/a-b/c__d/e--f.g_h"),
            (&format!("a/b:1@{digest}"), None, "a/b", Some("1"), true, "docker.io/a/b"),
            (&format!("gcr.io/a@{digest}"), Some("gcr.io"), "a", None, true, "gcr.io/a"),
        ] {
            let image = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!(image.registry.as_deref(), registry, "{text}");
            assert_eq!(image.path, path, "{text}");
            assert_eq!(image.tag.as_deref(), tag, "{text}");
            assert_eq!(image.digest.is_some(), digested, "{text}");
            assert_eq!(image.repository(), repository, "{text}");
        }
    }

    #[test]
    fn mutable_references_are_known() {
        assert!(parse("nginx").unwrap().is_latest());
        assert!(parse("nginx:latest").unwrap().is_latest());
        assert!(!parse("nginx:1").unwrap().is_latest());
        assert!(!parse(&format!("nginx@sha256:{}", sha(64))).unwrap().is_latest());
    }

    #[test]
    fn wrong_references_say_where() {
        let short = format!("a@sha256:{}", sha(62));
        let upper = format!("a@sha256:{}", sha(64).to_uppercase());
        for (text, wrong, fix) in [
            ("", "", None),
            (" nginx", " ", Some("nginx")),
            ("nginx:1 ", " ", Some("nginx:1")),
            ("a b", " ", None),
            ("https://ghcr.io/a", "https://", Some("ghcr.io/a")),
            ("web:${tag}", "${tag}", None),
            ("Nginx", "N", Some("nginx")),
            ("ghcr.io/Acme/Web:1", "A", Some("ghcr.io/acme/web:1")),
            ("ghcr.io/Acme/w+b:1", "A", None),
            ("ghcr.io/Acme/web:1", "A", Some("ghcr.io/acme/web:1")),
            ("nginx:", ":", None),
            ("nginx:-1", "-", None),
            ("nginx:1+2", "+", None),
            (":1", "", None),
            ("ghcr.io/", "/", None),
            ("a//b", "/", None),
            ("a:1:2", ":", None),
            ("a.b:x/c", "x", None),
            ("a.b:0/c", "0", None),
            ("-a.b/c", "-a", None),
            ("a_b.c/d", "_", None),
            ("a/-b", "-", None),
            ("a/b-", "-", None),
            ("a/b._c", "._", None),
            ("a/b___c", "___", None),
            ("a/b..c", "..", None),
            ("a@latest", "latest", None),
            ("a@sha256:xyz", "x", None),
            ("a@1:00", "1", None),
            (&short, short.get(9..).unwrap(), None),
            (&upper, "A", None),
            ("[::g]:5/a", "[::g]", None),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(
                (text.get(error.range.clone()), error.fix.as_deref()),
                (Some(wrong), fix),
                "{text}: {}",
                error.cause
            );
        }
    }

    #[test]
    fn limits_hold_to_the_byte() {
        assert!(parse(&format!("a:{}", "t".repeat(128))).is_ok());
        assert_eq!(parse(&format!("a:{}", "t".repeat(129))).unwrap_err().range, 130..131);
        assert!(parse(&"a".repeat(255)).is_ok());
        assert_eq!(parse(&"a".repeat(256)).unwrap_err().range, 255..256);
        assert!(parse(&sha(64)).unwrap_err().cause.contains("digest"));
        assert!(parse(&format!("{}:1", sha(64))).is_ok());
    }
}
