//! A rule of Kubernetes in two texts, what it takes and what it refuses, written as one file.
//!
//! A line that ends in `#+` stands only in the accepted text, one in `#-` only in the refused one. `#~ K0554 "x"` expects
//! an error of that code in the refused text that points at exactly `"x"` on its own line; `#~ warning K0557 y` a
//! warning; `#-~` says both. In programs the marks start with `//`. A first line `#: target 1.25` and lines
//! `#: external config x {}` belong to the program around an included YAML. `KAPPC_BLESS=1` rewrites what is pointed at.

use std::fs;
use std::path::{Path, PathBuf};

use kappc::diag::Severity;
use kappc::source::Sources;

use super::program::Program;

/// One file below `tests/rules/GROUP/`.
#[derive(Debug)]
pub(crate) struct Pair {
    /// What the file is called, without the ending.
    pub(crate) name: String,
    /// The rule that it is of: the name up to the first `-`.
    pub(crate) rule: String,
    pub(crate) path: PathBuf,
    text: String,
}

/// What is pointed at, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pointed {
    pub(crate) line: usize,
    pub(crate) severity: Severity,
    pub(crate) code: String,
    pub(crate) at: String,
}

/// The two texts of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Accepted,
    Refused,
}

/// A line without its marks, the half that alone has it, and what is expected of it.
struct Line<'a> {
    text: &'a str,
    only: Option<Half>,
    expected: Vec<(Severity, &'a str, &'a str)>,
}

/// Every pair below `root`, in order.
pub(crate) fn all(root: &Path) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for group in entries(root) {
        for path in entries(&group) {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let rule = name.split('-').next().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            pairs.push(Pair { name, rule, path, text });
        }
    }
    pairs
}

fn entries(path: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

impl Pair {
    fn is_program(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "kapp")
    }

    fn mark(&self) -> &'static str {
        if self.is_program() { "//" } else { "#" }
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.text.lines().map(|line| read(line, self.mark()))
    }

    /// The program around one half, every line keeping its number.
    pub(crate) fn program(&self, half: Half) -> Program {
        let text: String = self
            .lines()
            .map(|line| match line.only.is_none_or(|only| only == half) {
                true => format!("{}\n", line.text),
                false => "\n".to_owned(),
            })
            .collect();
        if self.is_program() {
            return Program {
                path: "case.kapp".into(),
                files: vec![("case.kapp".into(), text.into())],
                ..Program::default()
            };
        }
        let (mut target, mut around) = ("1.33", String::new());
        for line in self.text.lines().filter_map(|line| line.strip_prefix("#: ")) {
            match line.strip_prefix("target ") {
                Some(version) => target = version,
                None => around.push_str(&format!("{line}\n")),
            }
        }
        let uses_host = text.contains("hostPath");
        let app = if uses_host { "allow host_path because \"a test\"" } else { "" };
        let app = format!(
            "app t {{ namespace = \"t\"  style = plain  target = \"{target}\"  {app} }}\n{around}include \"case.yaml\"\n"
        );
        let files = vec![("app.kapp".to_owned(), app.into_bytes()), ("case.yaml".to_owned(), text.into_bytes())];
        Program { path: "app.kapp".into(), files, ..Program::default() }
    }

    /// What the refused half is expected to point at.
    pub(crate) fn expected(&self) -> Vec<Pointed> {
        let of_line = |(at, line): (usize, Line<'_>)| {
            let point = |(severity, code, text): &(Severity, &str, &str)| Pointed {
                line: at + 1,
                severity: *severity,
                code: (*code).to_owned(),
                at: (*text).to_owned(),
            };
            line.expected.iter().map(point).collect::<Vec<_>>()
        };
        self.lines().enumerate().flat_map(of_line).collect()
    }

    /// Writes what is pointed at where line, severity and code are as expected.
    pub(crate) fn bless(&self, reported: &[Pointed]) {
        let mut left = reported.to_vec();
        let mut text = String::new();
        for (at, line) in self.text.lines().enumerate() {
            let marks: Vec<&str> = line.split("~ ").collect();
            let (mut written, parts) = (marks[0].to_owned(), read(line, self.mark()).expected);
            for (severity, code, old) in parts {
                let fits = |r: &Pointed| r.line == at + 1 && r.severity == severity && r.code == code;
                let place = left.iter().position(|r| fits(r) && r.at == old).or_else(|| left.iter().position(fits));
                let new = place.map_or(old.to_owned(), |place| left.remove(place).at);
                let word = if severity == Severity::Warning { "warning " } else { "" };
                let gap = if written.ends_with(['#', '/', '-']) { "" } else { " " };
                let mark = if gap.is_empty() { "" } else { self.mark() };
                written.push_str(&format!("{gap}{mark}~ {word}{code} {new}"));
            }
            text.push_str(written.trim_end());
            text.push('\n');
        }
        fs::write(&self.path, text).unwrap();
    }
}

/// Takes a line apart.
fn read<'a>(line: &'a str, mark: &str) -> Line<'a> {
    let expects = [format!("{mark}~ "), format!("{mark}-~ ")];
    let at = expects.iter().filter_map(|expect| line.find(expect.as_str())).min();
    let (head, tail) = at.map_or((line, ""), |at| line.split_at(at));
    let mut expected = Vec::new();
    for part in tail.split("~ ").skip(1) {
        let part = part.trim_end().strip_suffix(mark).unwrap_or(part).trim();
        let (severity, part) = match part.strip_prefix("warning ") {
            Some(part) => (Severity::Warning, part),
            None => (Severity::Error, part),
        };
        let (code, text) = part.split_once(' ').unwrap_or((part, ""));
        expected.push((severity, code, text.trim()));
    }
    let head = head.trim_end();
    let only = |half: &str| head.strip_suffix(half).map(str::trim_end);
    let (plus, minus) = (format!("{mark}+"), format!("{mark}-"));
    match (only(&plus), only(&minus), tail.starts_with(&minus)) {
        (Some(text), _, _) => Line { text, only: Some(Half::Accepted), expected },
        (None, Some(text), _) => Line { text, only: Some(Half::Refused), expected },
        (None, None, true) => Line { text: head, only: Some(Half::Refused), expected },
        (None, None, false) => Line { text: head, only: None, expected },
    }
}

/// Where and what was reported, in the order of the lines.
pub(crate) fn pointed(sources: &Sources, diagnostics: &[kappc::diag::Diagnostic]) -> Vec<Pointed> {
    let mut all: Vec<Pointed> = diagnostics
        .iter()
        .map(|diagnostic| {
            let span = diagnostic.primary.span;
            let at = sources.text(span).lines().next().unwrap_or_default().trim_end();
            // The program around an included YAML has no lines of the pair's.
            let own = |path: &Path| path.file_stem().is_some_and(|stem| stem == "case");
            let line = sources.position(span).filter(|(path, _)| own(path)).map_or(0, |(_, position)| position.line);
            Pointed { line, severity: diagnostic.severity, code: diagnostic.code.to_string(), at: at.to_owned() }
        })
        .collect();
    all.sort_by_key(|pointed| pointed.line);
    all
}
