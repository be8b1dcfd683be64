//! What happens when the compiler itself is wrong: a report that a person can pass on, and an exit code of its own.

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, PanicHookInfo};

use super::{Exit, output};
use crate::report::harmless;

/// From here on a panic is announced in our words instead of the runtime's.
pub(super) fn announce() {
    std::panic::set_hook(Box::new(|info| {
        let args: Vec<OsString> = std::env::args_os().collect();
        output::say(&report(&cause(info), &args));
    }));
}

/// Runs `work` with `stack` bytes for it; a panic in it, announced by then, ends the run and not the process. A thread of
/// its own would have memory of its own, which costs as much as a small program does.
pub(super) fn guard(stack: usize, work: impl FnOnce() -> Exit) -> Exit {
    let work = AssertUnwindSafe(|| stacker::grow(stack, work));
    std::panic::catch_unwind(work).unwrap_or(Exit::Internal)
}

/// What a panic says about itself, as far as everybody may read it: a message that was put together may hold a piece of the
/// program, secrets too, behind a colon or between quotes.
fn cause(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let what = match (payload.downcast_ref::<&'static str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => match text.split_once([':', '`', '"', '\'', '\n']) {
            Some((before, _)) => format!("{before}…"),
            None => text.clone(),
        },
        (None, None) => "no message".to_owned(),
    };
    match info.location() {
        Some(at) => format!("{what} ({}:{}:{})", at.file(), at.line(), at.column()),
        None => what,
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
    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::cli::STACK;
    use crate::db::{Inputs, compile};
    use crate::emit::{EmitOptions, emit};
    use crate::source::Memory;
    use crate::types::base64;

    #[test]
    fn a_panic_is_an_exit_code() {
        assert_eq!(guard(1 << 20, || panic!("on purpose")), Exit::Internal);
        assert_eq!(guard(1 << 20, || Exit::Errors), Exit::Errors);
    }

    const SECRET: &str = "Marked-Crash-77e0-é";

    /// Breaks down in every way in which libraries do while they have the secret of a program in hand.
    #[test]
    #[ignore = "a process that breaks down, run by the next test"]
    #[allow(clippy::string_slice, reason = "it shall break down")]
    fn breaks_down() {
        let program = format!(
            "app a {{ style = plain }}\nsecret s {{ data {{ k = \"{SECRET}\" }}  allow literal_secret because \"a test\" }}\n"
        );
        announce();
        let read = || {
            let files = Memory::new().with("app.kapp", program.clone());
            let compilation = compile(&files, Path::new("app.kapp"), &Inputs::default()).unwrap();
            emit(&compilation.manifests[0].1, EmitOptions::default(), &compilation.sources)
        };
        let built = read();
        let key = base64(SECRET.as_bytes());
        assert!(built.contains(&key), "{built}");
        type Way = fn(String) -> usize;
        let ways: [Way; 6] = [
            |text| text[..text.len() - 1].len(),
            |text| text.parse::<usize>().map_err(|_| text).unwrap(),
            |text| text.parse::<usize>().map_err(|_| text).expect("a number"),
            |text| if text == "x" { 0 } else { panic!("no number: {text}") },
            |text| {
                assert_eq!(text, "x");
                0
            },
            |text| Vec::from(text)[1000].into(),
        ];
        for way in ways {
            for text in [SECRET.to_owned(), format!("{key}é")] {
                assert_eq!(
                    guard(STACK, move || if way(text) > 0 { Exit::Clean } else { Exit::Errors }),
                    Exit::Internal
                );
            }
        }
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "the hook is the process's: it needs one of its own")]
    fn a_crash_shows_nothing_of_the_program() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "cli::crash::tests::breaks_down", "--ignored", "--nocapture"])
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(output.status.success(), "{text}");
        assert_eq!(text.matches("kappc: internal error: ").count(), 12, "{text}");
        let key = base64(SECRET.as_bytes());
        for form in ["Marked", "77e0", key.get(4..key.len() - 4).unwrap()] {
            assert!(!text.contains(form), "`{form}` is shown:\n{text}");
        }
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
