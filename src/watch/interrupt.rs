//! Ending when asked to: Ctrl-C, and what a shell or a container sends when it closes.
#![allow(clippy::disallowed_methods, reason = "who interrupts twice does not want to wait")]

use std::sync::atomic::{AtomicBool, Ordering};

/// Calls `stop` at the first interrupt of the process; the second one ends it at once, with the exit code that shells give
/// to what was interrupted. To be called once in a process.
///
/// # Errors
/// In words, where the system refuses.
pub fn on_interrupt(stop: impl Fn() + Send + 'static) -> Result<(), String> {
    let stopping = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if stopping.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        stop();
    })
    .map_err(|error| error.to_string())
}
