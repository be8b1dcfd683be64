//! Absolute URLs with a host: `https://example.org:8443/path`, `postgres://db/shop`.

use super::host::{self, Wildcard};
use super::{FormatError, char_at, no_blanks, shown};
use ecow::EcoString;

/// A URL, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Url {
    /// As written.
    pub text: EcoString,
    /// What stands before `://`, in small letters.
    pub scheme: EcoString,
    /// The host; an IPv6 address without its brackets.
    pub host: EcoString,
    /// The port, where one is written.
    pub port: Option<u16>,
    /// From the first `/` after the host up to `?` or `#`; may be empty.
    pub path: EcoString,
    /// Whether a password stands before the host, in plain sight.
    pub has_password: bool,
}

/// Reads an absolute URL.
///
/// # Errors
/// The first part that breaks the grammar.
pub fn parse(text: &str) -> Result<Url, FormatError> {
    const EXAMPLE: &str = "as in `https://example.org/path`";
    if text.is_empty() {
        return Err(FormatError::new(0..0, "the URL is missing").help(EXAMPLE));
    }
    no_blanks(text, "a URL", |text| parse(text).is_ok())?;
    characters(text)?;
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(FormatError::new(0..text.len(), "a URL starts with its scheme and `://`").help(EXAMPLE));
    };
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    if !starts || !scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) {
        return Err(FormatError::new(0..scheme.len() + 3, "this is no scheme of a URL").help(EXAMPLE));
    }
    let (authority, after) = split_before(rest, &['/', '?', '#']);
    let (user, place) = authority.rsplit_once('@').map_or((None, authority), |(user, place)| (Some(user), place));
    let at = text.len() - rest.len() + authority.len() - place.len();
    let (name, port) = host_and_port(place).map_err(|error| error.within(at))?;
    let (path, _) = split_before(after, &['?', '#']);
    Ok(Url {
        text: text.into(),
        scheme: scheme.to_ascii_lowercase().into(),
        host: name.into(),
        port,
        path: path.into(),
        has_password: user.is_some_and(|user| user.split_once(':').is_some_and(|(_, password)| !password.is_empty())),
    })
}

/// Printable ASCII without what URLs leave out; `%` with its two digits.
fn characters(text: &str) -> Result<(), FormatError> {
    for (at, c) in text.char_indices() {
        let error = |cause: String| Err(FormatError::new(char_at(text, at), cause));
        if !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
            return error(format!("{} may not stand in a URL", shown(c)));
        }
        let digits = text.get(at + 1..at + 3).unwrap_or("");
        if c == '%' && !(digits.len() == 2 && digits.chars().all(|c| c.is_ascii_hexdigit())) {
            return error("`%` in a URL is followed by two hexadecimal digits".into());
        }
    }
    Ok(())
}

/// The host without brackets and the port, of an authority without user.
fn host_and_port(place: &str) -> Result<(&str, Option<u16>), FormatError> {
    let (name, port, end) = match place.strip_prefix('[') {
        Some(rest) => {
            let Some((address, after)) = rest.split_once(']') else {
                return Err(FormatError::new(0..place.len(), "the `]` of this address is missing"));
            };
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return Err(FormatError::new(1..1 + address.len(), "this is no IPv6 address"));
            }
            let end = address.len() + 2;
            let port = after.strip_prefix(':');
            if port.is_none() && !after.is_empty() {
                return Err(FormatError::new(end..place.len(), "only a port may follow an address"));
            }
            (address, port, end)
        }
        None => {
            let (name, port) = place.split_once(':').map_or((place, None), |(name, port)| (name, Some(port)));
            if name.is_empty() {
                return Err(FormatError::new(0..0, "the host of the URL is missing"));
            }
            let _ = host::parse(&name.to_ascii_lowercase(), Wildcard::Refused)?;
            (name, port, name.len())
        }
    };
    let Some(port) = port else { return Ok((name, None)) };
    match port.parse::<u16>() {
        Ok(number @ 1..) if !port.starts_with('+') => Ok((name, Some(number))),
        _ => Err(FormatError::new(end + 1..place.len(), "a port is a number from 1 to 65535")),
    }
}

/// `text` cut before the first of `stops`.
fn split_before<'a>(text: &'a str, stops: &[char]) -> (&'a str, &'a str) {
    text.find(stops).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_come_apart() {
        for (text, scheme, host, port, path) in [
            ("https://example.org", "https", "example.org", None, ""),
            ("HTTP://web:8080/a/b?c=/d#e", "http", "web", Some(8080), "/a/b"),
            ("postgres://user@db.shop.svc/shop", "postgres", "db.shop.svc", None, "/shop"),
            ("http://[::1]:80/", "http", "::1", Some(80), "/"),
            ("http://Example.ORG?x=%20", "http", "Example.ORG", None, ""),
        ] {
            let url = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!((&*url.scheme, &*url.host, url.port, &*url.path), (scheme, host, port, path), "{text}");
            assert!(!url.has_password);
        }
        assert!(parse("redis://u:p@cache:6379").unwrap().has_password);
    }

    #[test]
    fn wrong_urls_say_where() {
        for (text, wrong) in [
            ("", ""),
            ("example.org", "example.org"),
            ("//example.org", "//example.org"),
            ("1http://a", "1http://"),
            ("http://", ""),
            ("http:///path", ""),
            ("http://a b", " "),
            ("http://a_b/c", "_"),
            ("http://a:0/", "0"),
            ("http://a:99999", "99999"),
            ("http://a:", ""),
            ("http://u@a:x", "x"),
            ("http://[::1/", "[::1"),
            ("http://[::g]/", "::g"),
            ("http://[::1]x", "x"),
            ("http://a/%2", "%"),
            ("http://a/<b>", "<"),
            ("http://bücher.example", "ü"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(text.get(error.range.clone()), Some(wrong), "{text}: {}", error.cause);
        }
    }
}
