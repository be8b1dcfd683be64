//! Host names: DNS names, with a wildcard where the place takes one.

use super::{FormatError, char_at, no_blanks, shown};
use ecow::EcoString;
use std::net::IpAddr;

/// The most bytes of a name, and of each of its labels.
const LONGEST: (usize, usize) = (253, 63);

/// Whether `*.example.org` is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wildcard {
    /// As in the hosts of an Ingress.
    Allowed,
    /// As in addresses.
    Refused,
}

/// A host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host {
    /// As written.
    pub text: EcoString,
    /// Whether it starts with `*.`.
    pub wildcard: bool,
    /// The address, where the name is one: legal in addresses, not in routes.
    pub address: Option<IpAddr>,
}

impl Host {
    /// Whether requests for the host name `name` come here; a wildcard stands for exactly one label.
    pub fn covers(&self, name: &str) -> bool {
        match self.text.strip_prefix("*.") {
            Some(domain) => name.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == domain),
            None => self.text == name,
        }
    }
}

/// Reads a host name: labels of small letters, digits and `-`, joined by dots.
///
/// # Errors
/// The first byte that breaks the grammar; with a fix for URLs, capitals and a dot at the end.
pub fn parse(text: &str, wildcard: Wildcard) -> Result<Host, FormatError> {
    let mut error = match read(text, wildcard) {
        Ok(host) => return Ok(host),
        Err(error) => error,
    };
    if error.fix.is_none() {
        let bare = text.trim();
        let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
        let bare = bare.split('/').next().unwrap_or(bare).trim_end_matches(['/', '.']).to_ascii_lowercase();
        if bare != text && read(&bare, wildcard).is_ok() {
            error = error.meant(bare);
        }
    }
    Err(error)
}

fn read(text: &str, wildcard: Wildcard) -> Result<Host, FormatError> {
    if text.is_empty() {
        return Err(FormatError::new(0..0, "a host may not be empty"));
    }
    no_blanks(text, "a host", |text| read(text, wildcard).is_ok())?;
    if let Some(at) = text.find("://") {
        let scheme = text.get(..at + 3).unwrap_or("");
        return Err(FormatError::new(0..at + 3, format!("a host has no `{scheme}` before it")));
    }
    let is_wildcard = text.starts_with("*.");
    if is_wildcard && wildcard == Wildcard::Refused {
        return Err(FormatError::new(0..1, "this host may not have a wildcard"));
    }
    let name = if is_wildcard { text.get(2..).unwrap_or("") } else { text };
    let offset = text.len() - name.len();
    if let Some((at, c)) = name.char_indices().find(|(_, c)| !belongs(*c)) {
        let error = FormatError::new(char_at(text, offset + at), format!("{} may not stand in a host", shown(c)));
        return Err(match c {
            'A'..='Z' => FormatError { cause: "a host is written in small letters".into(), ..error },
            '*' => error.help("a wildcard stands for the whole first label: `*.example.org`"),
            ':' => error.help("a port is written apart from its host"),
            '/' => error.help("a path is written apart from its host"),
            '_' => error.help("DNS names have `-`"),
            _ => error,
        });
    }
    let mut at = offset;
    for label in name.split('.') {
        let end = at + label.len();
        if label.is_empty() {
            let range = if end == text.len() { at.saturating_sub(1)..end } else { at..end + 1 };
            return Err(FormatError::new(range, "a host has a name before and after each dot"));
        }
        if label.starts_with('-') {
            return Err(FormatError::new(at..at + 1, "each part of a host starts with a letter or digit"));
        }
        if label.ends_with('-') {
            return Err(FormatError::new(end - 1..end, "each part of a host ends with a letter or digit"));
        }
        if label.len() > LONGEST.1 {
            let cause =
                format!("each part of a host has at most {} characters, and this has {}", LONGEST.1, label.len());
            return Err(FormatError::new(at + LONGEST.1..end, cause));
        }
        at = end + 1;
    }
    if text.len() > LONGEST.0 {
        let cause = format!("a host has at most {} characters, and this has {}", LONGEST.0, text.len());
        return Err(FormatError::new(LONGEST.0..text.len(), cause));
    }
    let is_numeric = name.chars().all(|c| c.is_ascii_digit() || c == '.') && name.contains('.');
    let address = if is_numeric && !is_wildcard {
        let error = FormatError::new(0..text.len(), "this is neither a host name nor an IPv4 address");
        Some(name.parse().map_err(|_| error)?)
    } else {
        None
    };
    Ok(Host { text: text.into(), wildcard: is_wildcard, address })
}

fn belongs(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read() {
        for text in ["localtest.me", "web", "a-b.c1.example.org", "1.example", "xn--bcher-kva.example"] {
            let host = parse(text, Wildcard::Refused).unwrap();
            assert_eq!((host.wildcard, host.address), (false, None), "{text}");
        }
        assert!(parse("*.example.org", Wildcard::Allowed).unwrap().wildcard);
        assert_eq!(parse("10.0.0.1", Wildcard::Refused).unwrap().address, Some([10, 0, 0, 1].into()));
    }

    #[test]
    fn a_wildcard_covers_one_label() {
        let host = parse("*.example.org", Wildcard::Allowed).unwrap();
        assert!(host.covers("a.example.org"));
        assert!(!host.covers("example.org") && !host.covers("a.b.example.org") && !host.covers(".example.org"));
        assert!(parse("a.b", Wildcard::Refused).unwrap().covers("a.b"));
    }

    #[test]
    fn wrong_hosts_say_where() {
        for (text, wrong, fix) in [
            ("", "", None),
            ("https://Example.org/", "https://", Some("example.org")),
            ("Example.org", "E", Some("example.org")),
            ("example.org.", ".", Some("example.org")),
            ("example.org ", " ", Some("example.org")),
            ("a..b", ".", None),
            (".a", ".", None),
            ("a_b.c", "_", None),
            ("-a.b", "-", None),
            ("a-.b", "-", None),
            ("a.b:80", ":", None),
            ("a.b/c", "/", Some("a.b")),
            ("*.a.b", "*", None),
            ("bücher.example", "ü", None),
            ("10.0.0.300", "10.0.0.300", None),
        ] {
            let error = parse(text, Wildcard::Refused).unwrap_err();
            assert_eq!(
                (text.get(error.range.clone()), error.fix.as_deref()),
                (Some(wrong), fix),
                "{text}: {}",
                error.cause
            );
        }
        for text in ["a.*.b", "*", "*a.b", "*.*.b", "*."] {
            assert!(parse(text, Wildcard::Allowed).is_err(), "{text}");
        }
    }

    #[test]
    fn limits_hold_to_the_byte() {
        let label = "a".repeat(63);
        let long = [label.as_str(); 4].join(".");
        assert!(parse(&long, Wildcard::Refused).is_err_and(|error| error.range == (253..255)));
        assert!(parse(long.get(2..).unwrap(), Wildcard::Refused).is_ok());
        assert_eq!(parse(&"a".repeat(64), Wildcard::Refused).unwrap_err().range, 63..64);
    }
}
