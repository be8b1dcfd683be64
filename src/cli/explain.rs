//! `kappc explain`: the page of a code, or the list of all.

use std::fmt::Write as _;

use super::{Exit, output};
use crate::diag::Code;
use crate::diag::code::REGISTRY;
use crate::report::harmless;

/// Prints the page of `code`, or every code with its title.
pub(super) fn run(code: Option<&str>) -> Exit {
    let Some(text) = code else {
        let mut list = String::new();
        for info in REGISTRY {
            let _ = writeln!(list, "{}  {}", info.code, info.title);
        }
        return output::result(list.as_bytes(), Exit::Clean);
    };
    match Code::parse(text).and_then(Code::info) {
        Some(info) => output::result(info.page.as_bytes(), Exit::Clean),
        None => {
            let text = harmless(text);
            output::say(&format!("error: there is no code `{text}`\n  help: `kappc explain` lists all of them\n"));
            Exit::Usage
        }
    }
}
