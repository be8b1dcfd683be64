//! Commands that cannot mean what they say: a whole line as one word, a heap larger than the memory of its container.
//! Nobody refuses them; the container ends at once, or when it has grown.

use super::found::Found;
use super::quantity::Quantity;
use super::walk::Pod;
use crate::diag::{Diagnostic, code};
use crate::lower::Node;

const MEBI: u64 = 1 << 20;

/// Looks at all containers.
pub(super) fn check(found: &mut Found<'_, '_>, pod: &Pod<'_>) {
    for container in &pod.containers {
        if !pod.is_windows() {
            line(found, container.node);
        }
        heaps(found, container.node);
    }
}

/// A command line instead of a program and its arguments, in the `command` of a container or of what a probe executes.
pub(super) fn line(found: &mut Found<'_, '_>, holder: &Node) {
    let Some(program) = holder.items("command").first() else { return };
    let Some(text) = program.as_text().map(|text| text.trim()) else { return };
    // What starts with an option is an argument; a program itself has no blank in its name.
    if !text.contains(' ') || text.starts_with('-') || text.contains('\n') {
        return;
    }
    let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    let message = "the command is looked for as one program, blanks included";
    let diagnostic = Diagnostic::warning(code::COMMAND_LINE, program.origin.span, message).help(
        match text.contains(['\'', '"', '|', '>', ';', '&', '$']) {
            true => "write what a shell reads as `[\"sh\", \"-c\", \"…\"]`".to_owned(),
            false => format!("write each word for itself: `[{}]`", words.join(", ")),
        },
    );
    found.add(program, diagnostic);
}

/// Everything that a program reads when it starts: arguments, and variables that hold some.
fn heaps(found: &mut Found<'_, '_>, container: &Node) {
    let Some(limit) = container.at(&["resources", "limits", "memory"]) else { return };
    for node in container.items("command").iter().chain(container.items("args")) {
        if let Some((option, bytes)) = node.as_text().and_then(|text| heap(text)) {
            too_large(found, node, option, bytes, limit);
        }
    }
    for variable in container.items("env") {
        let Some(node) = variable.get("value") else { continue };
        let Some(text) = node.as_text() else { continue };
        let asked = match variable.text("name") {
            Some("GOMEMLIMIT") => of_go(text).map(|bytes| ("GOMEMLIMIT", bytes)),
            _ => heap(text),
        };
        if let Some((option, bytes)) = asked {
            too_large(found, node, option, bytes, limit);
        }
    }
}

/// The heap that the options of Java or Node ask for.
fn heap(text: &str) -> Option<(&'static str, u64)> {
    let number = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, unit) = rest.split_at_checked(end)?;
        Some((digits.parse::<u64>().ok()?, unit.bytes().next()))
    };
    if let Some((_, rest)) = text.split_once("-Xmx") {
        let (number, unit) = number(rest)?;
        let unit = match unit.map(|unit| unit.to_ascii_lowercase()) {
            Some(b'k') => 1 << 10,
            Some(b'm') => MEBI,
            Some(b'g') => 1 << 30,
            Some(b't') => 1 << 40,
            _ => 1,
        };
        return Some(("-Xmx", number.checked_mul(unit)?));
    }
    let (_, rest) = text.split_once("--max-old-space-size=")?;
    Some(("--max-old-space-size", number(rest)?.0.checked_mul(MEBI)?))
}

/// The limit that Go sets its own memory.
fn of_go(text: &str) -> Option<u64> {
    let units = [("KiB", 1 << 10), ("MiB", MEBI), ("GiB", 1 << 30), ("TiB", 1 << 40), ("B", 1)];
    let (digits, unit) = units.iter().find_map(|(suffix, unit)| Some((text.strip_suffix(suffix)?, *unit)))?;
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

fn too_large(found: &mut Found<'_, '_>, node: &Node, option: &str, bytes: u64, limit: &Node) {
    if Quantity::of(limit).is_none_or(|limit| i64::try_from(bytes).is_ok_and(|bytes| Quantity::whole(bytes) < limit)) {
        return;
    }
    let message = format!("`{option}` lets the heap grow to {} MiB, beyond the memory of the container", bytes / MEBI);
    let diagnostic = Diagnostic::warning(code::HEAP_TOO_LARGE, node.origin.span, message)
        .label(limit.origin.span, "killed at this")
        .help("leave a quarter of the limit to what is no heap: threads, buffers, the program itself");
    found.add(node, diagnostic);
}
