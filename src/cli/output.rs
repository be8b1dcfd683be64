//! Writing: results to standard output, words to standard error.

use std::io::{ErrorKind, Write as _};

use super::Exit;

/// Writes a result to standard output, whole, and gives back `exit`. A reader that went away has what it wanted.
pub(super) fn result(bytes: &[u8], exit: Exit) -> Exit {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => exit,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit,
        Err(error) => {
            say(&format!(
                "error: cannot write to standard output: {error}\n  help: what was written is not complete\n"
            ));
            Exit::Unreachable
        }
    }
}

/// Writes words to standard error. Where that fails nobody is left to be told; the exit code still is.
pub(super) fn say(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
