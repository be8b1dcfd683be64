//! What happens when the compiler itself is wrong: a report that a person can pass on, and an exit code of its own.

use std::ffi::OsString;
use std::panic::PanicHookInfo;

use super::{Exit, output};
use crate::report::harmless;

/// From here on a panic is announced in our words instead of the runtime's.
pub(super) fn announce() {
    std::panic::set_hook(Box::new(|info| {
        let args: Vec<OsString> = std::env::args_os().collect();
        output::say(&report(&cause(info), &args));
    }));
}

/// Runs `work` on a thread with `stack` bytes; a panic in it, announced by then, ends the run and not the process.
pub(super) fn guard(stack: usize, work: impl FnOnce() -> Exit + Send + 'static) -> Exit {
    match std::thread::Builder::new().stack_size(stack).spawn(work) {
        Ok(thread) => thread.join().unwrap_or(Exit::Internal),
        Err(error) => {
            output::say(&format!("error: cannot start a thread: {error}\n  help: raise the limits of this process\n"));
            Exit::Unreachable
        }
    }
}

/// What a panic says about itself.
fn cause(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let what = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    match info.location() {
        Some(at) => format!("{what} ({}:{}:{})", at.file(), at.line(), at.column()),
        None => what.to_owned(),
    }
}

/// The report.
fn report(cause: &str, args: &[OsString]) -> String {
    format!(
        "kappc: internal error: {}

This is a bug in kappc, not in your program. Please report it at
{}/issues with these lines and, if you can, the program:
  kappc {} on {} {}
  command: {}
",
        harmless(cause),
        env!("CARGO_PKG_REPOSITORY"),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        harmless(&command(args)),
    )
}

/// The command line without the values of `--set`: reports are public.
fn command(args: &[OsString]) -> String {
    let mut words = vec!["kappc".to_owned()];
    let mut value_follows = false;
    for arg in args.iter().skip(1) {
        let arg = arg.to_string_lossy();
        let hidden = match arg.strip_prefix("--set=") {
            Some(setting) => Some(("--set=", setting)),
            None if value_follows => Some(("", &*arg)),
            None => None,
        };
        words.push(match hidden {
            Some((flag, setting)) => format!("{flag}{}=…", setting.split('=').next().unwrap_or("")),
            None => arg.clone().into_owned(),
        });
        value_follows = arg == "--set";
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_exit_code() {
        assert_eq!(guard(1 << 20, || panic!("on purpose")), Exit::Internal);
        assert_eq!(guard(1 << 20, || Exit::Errors), Exit::Errors);
    }

    #[test]
    fn a_report_names_version_and_command_and_hides_values() {
        let args = ["/bin/kappc", "build", "--set", "token=s3cret", "--set=a.b=s3cret", "x"].map(OsString::from);
        let text = report("boom (src/x.rs:1:2)", &args);
        assert!(text.contains("internal error: boom (src/x.rs:1:2)"), "{text}");
        assert!(text.contains("command: kappc build --set token=… --set=a.b=… x\n"), "{text}");
        assert!(text.contains(env!("CARGO_PKG_VERSION")) && !text.contains("s3cret"), "{text}");
    }
}
