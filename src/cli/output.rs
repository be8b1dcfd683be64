//! Writing: results to standard output, words to standard error.

use std::io::{ErrorKind, Write};

use super::Exit;

/// Writes a result to standard output, whole, and gives back `exit`. A reader that went away has what it wanted.
pub(super) fn result(bytes: &[u8], exit: Exit) -> Exit {
    results(exit, |out| out.write_all(bytes))
}

/// As [`result`], for what `write` has to write.
pub(super) fn results(exit: Exit, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Exit {
    let mut out = std::io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
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
