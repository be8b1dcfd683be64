//! The names of Kubernetes: their letters, their limits, and what a wrong one probably should be.
//!
//! Rules are those of the API server's validation. Which field takes which kind is not known here.

mod quick;

use super::format::{FormatError, char_at, shown};

/// A kind of name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// DNS-1123 label: containers, volumes, namespaces, our own declarations. At most 63.
    Label,
    /// DNS-1123 subdomain, labels joined by dots: most objects. At most 253.
    Subdomain,
    /// DNS-1035 label, which starts with a letter: Services. At most 63.
    ServiceLabel,
    /// The key of a label, selector, taint or finalizer: `name` or `prefix/name`, 253 and 63.
    LabelKey,
    /// The value of a label; may be empty. At most 63.
    LabelValue,
    /// The key of an annotation: as that of a label, but capitals may stand in the prefix.
    AnnotationKey,
    /// A key of a ConfigMap or Secret, which becomes a file name. At most 253.
    ConfigKey,
    /// An IANA service name: container ports. At most 15.
    PortName,
    /// An environment variable that every shell can read.
    EnvName,
    /// An environment variable that Kubernetes takes, dots and dashes included.
    LooseEnvName,
    /// One segment of a URL path: the names of roles and bindings.
    PathSegment,
    /// An HTTP header.
    HeaderName,
}

/// How the names of one kind are made.
struct Rule {
    /// With its article.
    a: &'static str,
    /// Other characters than `a` to `z` and digits.
    extra: &'static str,
    capitals: bool,
    /// What the name starts with, in words, and what of `extra` may stand there.
    first: (&'static str, First),
    /// Whether `extra` may stand last.
    open_end: bool,
    limit: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Alphanumeric,
    Letter,
    LetterOrExtra,
    Anything,
}

const START: &str = "a letter or digit";

impl NameKind {
    fn rule(self) -> Rule {
        let plain = |a, extra, capitals, limit| Rule {
            a,
            extra,
            capitals,
            first: (START, First::Alphanumeric),
            open_end: false,
            limit,
        };
        match self {
            NameKind::Label => plain("a name", "-", false, 63),
            NameKind::Subdomain => plain("an object name", "-.", false, 253),
            NameKind::ServiceLabel => {
                Rule { first: ("a letter", First::Letter), ..plain("a Service name", "-", false, 63) }
            }
            NameKind::LabelKey => plain("the name of a label", "-_.", true, 63),
            NameKind::LabelValue => plain("a label value", "-_.", true, 63),
            NameKind::AnnotationKey => plain("the name of an annotation", "-_.", true, 63),
            NameKind::ConfigKey => Rule {
                first: ("", First::Anything),
                open_end: true,
                ..plain("a key of a config or secret", "-_.", true, 253)
            },
            NameKind::PortName => plain("a port name", "-", false, 15),
            NameKind::EnvName => Rule {
                first: ("a letter or `_`", First::LetterOrExtra),
                open_end: true,
                ..plain("a portable variable name", "_", true, usize::MAX)
            },
            NameKind::LooseEnvName => Rule {
                first: ("a letter, `_`, `-` or `.`", First::LetterOrExtra),
                open_end: true,
                ..plain("a variable name", "-_.", true, usize::MAX)
            },
            NameKind::HeaderName => {
                Rule { first: ("", First::Anything), open_end: true, ..plain("a header name", "-", true, usize::MAX) }
            }
            NameKind::PathSegment => plain("a name", "", true, usize::MAX),
        }
    }

    /// The most bytes such a name may have, the prefix of a key not counted; `None` where there is no limit.
    pub fn limit(self) -> Option<usize> {
        Some(self.rule().limit).filter(|limit| *limit != usize::MAX)
    }

    /// Whether `text` is such a name.
    ///
    /// # Errors
    /// The first rule that it breaks; with a fix where the right name is obvious.
    pub fn check(self, text: &str) -> Result<(), FormatError> {
        self.check_within(text, usize::MAX)
    }

    /// Whether `text` is such a name of at most `limit` bytes, for names from which longer ones are made: 52 for
    /// StatefulSets and CronJobs. The limit of the kind holds as well.
    ///
    /// # Errors
    /// The first rule that it breaks; with a fix where the right name is obvious.
    pub fn check_within(self, text: &str, limit: usize) -> Result<(), FormatError> {
        if quick::is_right(self, text, limit) {
            return Ok(());
        }
        self.broken(text, limit).map_or(Ok(()), |error| {
            let repaired = self.repaired(text);
            let is_right = repaired != text && self.broken(&repaired, limit).is_none();
            Err(if is_right { error.meant(repaired) } else { error })
        })
    }

    /// The first rule that `text` breaks.
    fn broken(self, text: &str, limit: usize) -> Option<FormatError> {
        match self {
            NameKind::LabelKey => qualified(self, text, text, limit),
            NameKind::AnnotationKey => qualified(self, text, &text.to_ascii_lowercase(), limit),
            NameKind::PathSegment => path_segment(text),
            NameKind::LabelValue if text.is_empty() => None,
            NameKind::Subdomain => segment(&self.rule(), text, limit).or_else(|| parts(&self.rule(), text)),
            NameKind::PortName => segment(&self.rule(), text, limit).or_else(|| port_name(text)),
            NameKind::ConfigKey | NameKind::LooseEnvName => {
                segment(&self.rule(), text, limit).or_else(|| dots(&self.rule(), text))
            }
            _ => segment(&self.rule(), text, limit),
        }
    }

    /// `text` in the letters of this kind; whether it then is a right name is to be checked.
    fn repaired(self, text: &str) -> String {
        if self == NameKind::PathSegment {
            return text.into();
        }
        if let (NameKind::LabelKey | NameKind::AnnotationKey, Some((prefix, name))) = (self, text.split_once('/')) {
            let prefix = NameKind::Subdomain.repaired(prefix);
            return format!("{prefix}/{}", self.repaired(name));
        }
        let rule = self.rule();
        let filler = if rule.extra.contains('-') { '-' } else { '_' };
        let mut repaired = String::new();
        for c in text.trim().trim_end_matches(':').chars() {
            let lower = if rule.capitals { c } else { c.to_ascii_lowercase() };
            if belongs(&rule, lower) {
                repaired.push(lower);
            } else if !matches!(c, '-' | '_' | '.' | ' ' | '/' | ':') {
                // What is dropped makes another name: nothing is obvious then.
                return text.into();
            } else if !repaired.ends_with(filler) {
                repaired.push(filler);
            }
        }
        while self == NameKind::PortName && repaired.contains("--") {
            repaired = repaired.replace("--", "-");
        }
        if rule.open_end {
            return repaired;
        }
        repaired.trim_matches(|c: char| !c.is_ascii_alphanumeric()).into()
    }
}

/// The rules of letters and length.
fn segment(rule: &Rule, text: &str, limit: usize) -> Option<FormatError> {
    let a = rule.a;
    let Some(first) = text.chars().next() else {
        return Some(FormatError::new(0..0, format!("{a} may not be empty")));
    };
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !belongs(rule, *c)) {
        let cause = if c.is_ascii_uppercase() {
            format!("{a} has no capital letters")
        } else {
            format!("{} may not stand in {a}", shown(c))
        };
        return Some(FormatError::new(char_at(text, at), cause).help(letters(rule)));
    }
    let starts = match rule.first.1 {
        First::Alphanumeric => first.is_ascii_alphanumeric(),
        First::Letter => first.is_ascii_alphabetic(),
        First::LetterOrExtra => !first.is_ascii_digit(),
        First::Anything => true,
    };
    if !starts {
        return Some(FormatError::new(0..1, format!("{a} starts with {}", rule.first.0)));
    }
    if !rule.open_end && !text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return Some(FormatError::new(text.len() - 1..text.len(), format!("{a} ends with {START}")));
    }
    too_long(a, text, rule.limit.min(limit))
}

fn belongs(rule: &Rule, c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || (rule.capitals && c.is_ascii_uppercase()) || rule.extra.contains(c)
}

/// "it is made of small letters, digits and `-`".
fn letters(rule: &Rule) -> String {
    let letters = if rule.capitals { "letters" } else { "small letters" };
    let extra = rule.extra.chars().map(|c| format!("`{c}`")).collect::<Vec<_>>();
    match extra.split_last() {
        None => format!("it is made of {letters} and digits"),
        Some((last, [])) => format!("it is made of {letters}, digits and {last}"),
        Some((last, others)) => format!("it is made of {letters}, digits, {} and {last}", others.join(", ")),
    }
}

fn too_long(a: &str, text: &str, limit: usize) -> Option<FormatError> {
    if text.len() <= limit {
        return None;
    }
    let range = limit..text.len();
    Some(FormatError::new(range, format!("{a} has at most {limit} characters here, and this has {}", text.len())))
}

/// The parts of a dotted name each start and end with a letter or digit.
fn parts(rule: &Rule, text: &str) -> Option<FormatError> {
    let mut at = 0;
    for part in text.split('.') {
        let end = at + part.len();
        let alphanumeric = |c: char| c.is_ascii_alphanumeric();
        if part.is_empty() {
            return Some(FormatError::new(at - 1..at + 1, format!("{} has no two dots in a row", rule.a)));
        }
        if !part.starts_with(alphanumeric) {
            return Some(FormatError::new(at..at + 1, format!("each part of {} starts with {START}", rule.a)));
        }
        if !part.ends_with(alphanumeric) {
            return Some(FormatError::new(end - 1..end, format!("each part of {} ends with {START}", rule.a)));
        }
        at = end + 1;
    }
    None
}

fn port_name(text: &str) -> Option<FormatError> {
    if let Some(at) = text.find("--") {
        return Some(FormatError::new(at..at + 2, "a port name has no two `-` in a row"));
    }
    let has_letter = text.chars().any(|c| c.is_ascii_lowercase());
    (!has_letter).then(|| FormatError::new(0..text.len(), "a port name has at least one letter"))
}

/// What becomes a file name may not lead out of its directory.
fn dots(rule: &Rule, text: &str) -> Option<FormatError> {
    if text == "." {
        return Some(FormatError::new(0..1, format!("`.` is not {}", rule.a)));
    }
    text.starts_with("..").then(|| FormatError::new(0..2, format!("{} does not start with `..`", rule.a)))
}

fn path_segment(text: &str) -> Option<FormatError> {
    if text.is_empty() {
        return Some(FormatError::new(0..0, "a name may not be empty"));
    }
    if matches!(text, "." | "..") {
        return Some(FormatError::new(0..text.len(), format!("`{text}` may not be a name")));
    }
    let (at, c) = text.char_indices().find(|(_, c)| matches!(c, '/' | '%'))?;
    Some(FormatError::new(char_at(text, at), format!("{} may not stand in a name", shown(c))))
}

/// `name` or `prefix/name`; `compared` is `text` in the letters that count for the prefix.
fn qualified(kind: NameKind, text: &str, compared: &str, limit: usize) -> Option<FormatError> {
    let rule = kind.rule();
    let Some((prefix, _)) = compared.split_once('/') else { return segment(&rule, text, limit) };
    let at = prefix.len() + 1;
    if prefix.is_empty() {
        return Some(
            FormatError::new(0..1, "the prefix before `/` is missing")
                .help("leave the `/` out, or put a domain before it"),
        );
    }
    let domain = NameKind::Subdomain.rule();
    let domain = Rule { a: "the prefix of a key", ..domain };
    if let Some(error) = segment(&domain, prefix, usize::MAX).or_else(|| parts(&domain, prefix)) {
        return Some(error);
    }
    let name = text.get(at..).unwrap_or("");
    if let Some(slash) = name.find('/') {
        return Some(FormatError::new(at + slash..at + slash + 1, "a key has one `/` at most"));
    }
    segment(&rule, name, limit).map(|error| error.within(at))
}

#[cfg(test)]
mod tests;
