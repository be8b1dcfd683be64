//! What the process can see of where it runs: the terminal, its width, its character set, the wish for colors.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use crate::report::Glyphs;

/// What decides how diagnostics look, where no argument does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// Whether colors are welcome on standard error.
    pub(super) colors: bool,
    /// What the terminal can draw.
    pub(super) glyphs: Glyphs,
    /// The terminal's columns.
    pub(super) width: usize,
}

/// The width where there is no terminal to ask, and the most that is used of one: longer lines read badly.
const WIDTH: usize = 100;

/// Looks around.
pub(super) fn observe() -> Surroundings {
    let terminal = std::io::stderr().is_terminal();
    let columns = if terminal { terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)) } else { None };
    Surroundings {
        colors: terminal && welcomes_colors(|name| std::env::var_os(name)),
        glyphs: glyphs(|name| std::env::var_os(name)),
        width: columns.unwrap_or(WIDTH).clamp(40, WIDTH),
    }
}

/// The directory that the process runs in; empty where it cannot be told, which no path lies below.
#[allow(clippy::disallowed_methods, reason = "this is where the process looks around")]
pub(super) fn directory() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// Whether nothing forbids colors on a terminal: `NO_COLOR` with any value does, and so does a terminal called `dumb`.
fn welcomes_colors(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let forbidden = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
    !forbidden && variable("TERM").is_none_or(|term| term != "dumb")
}

/// Box-drawing characters where the locale says that text is UTF-8; the first of the three variables that is set counts.
fn glyphs(variable: impl Fn(&str) -> Option<OsString>) -> Glyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
    let utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_string_lossy().to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    // The console of Linux has a font without most of them.
    let console = variable("TERM").is_some_and(|term| term == "linux");
    if (utf8 || cfg!(windows) && variable("WT_SESSION").is_some()) && !console {
        Glyphs::Unicode
    } else {
        Glyphs::Ascii
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
        |name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
    }

    #[test]
    fn no_color_counts_when_it_has_a_value() {
        assert!(welcomes_colors(with(&[("TERM", "xterm")])));
        assert!(welcomes_colors(with(&[("NO_COLOR", "")])));
        assert!(!welcomes_colors(with(&[("NO_COLOR", "0")])));
        assert!(!welcomes_colors(with(&[("TERM", "dumb")])));
    }

    #[test]
    fn the_strongest_locale_variable_decides() {
        assert_eq!(glyphs(with(&[("LANG", "en_US.UTF-8")])), Glyphs::Unicode);
        assert_eq!(glyphs(with(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")])), Glyphs::Ascii);
        assert_eq!(glyphs(with(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8")])), Glyphs::Unicode);
        assert_eq!(glyphs(with(&[("LANG", "C.UTF-8"), ("TERM", "linux")])), Glyphs::Ascii);
        assert_eq!(glyphs(with(&[])), Glyphs::Ascii);
    }
}
