//! The command as a user meets it: streams, exit codes, help, and what happens when the world says no.
//!
//! `SNAPSHOTS=overwrite cargo test --test cli` rewrites the texts in `tests/cli/`.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use harness::command::{folder, kappc, module, root, run, text};
use snapbox::cmd::Command;
use snapbox::file;

const HELLO: &str = include_str!("../examples/hello/hello.kapp");

/// The smallest example with an entry that does not exist, on line 5.
fn misspelled() -> String {
    HELLO.replace("  image ", "  replcas     = 2\n  image ")
}

#[test]
fn help_shows_commands_examples_and_exit_codes() {
    let says = |args: &[&str], file| drop(kappc().args(args).assert().code(0).stderr_eq("").stdout_eq(file));
    says(&["--help"], file!["cli/help.txt"]);
    says(&["build", "--help"], file!["cli/help-build.txt"]);
    says(&["check", "-h"], file!["cli/help-check.txt"]);
    says(&["explain", "-h"], file!["cli/help-explain.txt"]);
}

#[test]
fn a_wrong_command_line_is_two() {
    for args in [
        vec![],
        vec!["bild"],
        vec!["build", "--nope"],
        vec!["build", "-o", "xml"],
        vec!["build", "--set", "novalue"],
        vec!["build", "--set", "=x"],
        vec!["check", "--format", "html"],
        vec!["build", "a", "b"],
        vec!["explain", "K9999"],
    ] {
        let output = run(kappc().args(&args), 2);
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn manifests_go_out_and_words_go_to_the_other_stream() {
    let good = run(kappc().args(["build", "examples/hello"]), 0);
    assert!(text(&good.stdout).contains("kind: Deployment"));
    assert_eq!(text(&good.stderr), "");
    let bad = module("streams", HELLO.replace("8080", "80800"));
    let bad = run(kappc().arg("build").arg(bad), 1);
    assert_eq!(text(&bad.stdout), "");
    assert!(text(&bad.stderr).ends_with("\n1 error\n"), "{}", text(&bad.stderr));
}

#[test]
fn check_writes_nothing_where_nothing_is_wrong() {
    let output = run(kappc().args(["check", "examples/hello"]), 0);
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn a_module_is_a_directory_or_a_file_and_here_by_default() {
    let by_directory = run(kappc().args(["build", "--no-origins", "examples/hello"]), 0).stdout;
    let by_file = run(kappc().args(["build", "--no-origins", "examples/hello/hello.kapp"]), 0).stdout;
    let here = run(kappc().args(["build", "--no-origins"]).current_dir(root().join("examples/hello")), 0).stdout;
    assert!(!here.is_empty() && by_directory == by_file && by_file == here);
}

#[test]
fn json_is_json_and_origins_can_be_left_out() {
    let json = run(kappc().args(["build", "examples/hello", "-o", "json"]), 0).stdout;
    let list: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(list["kind"], "List");
    let with = text(&run(kappc().args(["build", "examples/hello"]), 0).stdout);
    let without = text(&run(kappc().args(["build", "examples/hello", "--no-origins"]), 0).stdout);
    assert!(with.contains("# examples/hello/hello.kapp:"), "{with}");
    assert!(!without.contains('#'), "{without}");
}

#[test]
fn a_piped_stream_has_no_colors_unless_asked_for() {
    let bad = module("colors", misspelled());
    let said = |command: Command| text(&run(command.arg("check").arg(&bad), 1).stderr);
    assert!(!said(kappc()).contains('\u{1b}'));
    assert!(said(kappc().args(["--color", "always"])).contains("\u{1b}["));
    assert!(!said(kappc().args(["--color", "never"])).contains('\u{1b}'));
    assert!(said(kappc()).contains('╭') && said(kappc().env("LANG", "C")).is_ascii());
}

#[test]
fn the_short_format_is_one_line_each() {
    let bad = module("short", misspelled());
    let said = text(&run(kappc().args(["check", "--format", "short"]).arg(&bad), 1).stderr);
    let first = said.lines().next().unwrap();
    assert!(first.starts_with(&format!("{}:4:3: error[K", bad.join("app.kapp").display())), "{said}");
    assert!(said.lines().all(|line| line.contains(": error[K") || line.contains(": note: ")), "{said}");
}

#[test]
fn formats_for_machines_are_the_result_of_check_and_stand_beside_that_of_build() {
    let bad = module("formats", misspelled());
    for (format, start) in
        [("json", "{\n"), ("sarif", "{\n"), ("github", "::error file="), ("junit", "<?xml version=\"1.0\"")]
    {
        let check = run(kappc().args(["check", "--color", "always", "--format", format]).arg(&bad), 1);
        assert!(text(&check.stdout).starts_with(start) && check.stderr.is_empty(), "{format}: {}", text(&check.stdout));
        assert!(!text(&check.stdout).contains('\u{1b}'), "{format}");
        let build = run(kappc().args(["build", "--format", format]).arg(&bad), 1);
        assert!(build.stdout.is_empty() && build.stderr == check.stdout, "{format}: {}", text(&build.stderr));
        let clean = run(kappc().args(["build", "examples/hello", "--format", format]), 0);
        assert!(text(&clean.stdout).starts_with("---\n"), "{format}");
    }
    let inside = run(kappc().args(["check", "--format", "sarif"]).arg(bad.join("app.kapp")).current_dir(&bad), 1);
    assert!(text(&inside.stdout).contains("\"uri\": \"app.kapp\""), "{}", text(&inside.stdout));
}

#[test]
fn check_lists_what_is_allowed() {
    let output = run(kappc().args(["check", "--allows", "examples/shop"]), 0);
    let said = text(&output.stdout);
    assert!(said.contains(": allow root\n  of daemon shipper\n  because node logs belong to root\n"), "{said}");
    assert!(said.ends_with("\n2 allowed\n"), "{said}");
    let none = run(kappc().args(["check", "--allows", "examples/hello"]), 0);
    assert_eq!(text(&none.stdout), "nothing is allowed that policy forbids\n");

    let shared = "environments dev, prod
app a { namespace = \"a\" }
defaults service {
  memory = 64Mi
  allow root because \"old images\"
}
service one { image = \"a:1\"  user = 0 }
service two {
  image = \"b:1\"
  in prod { allow mutable_image because \"the registry pins it\" }
}
";
    let shared = text(&run(kappc().args(["check", "--allows"]).arg(module("allows", shared)), 0).stdout);
    assert!(shared.contains("app.kapp:10:13: allow mutable_image [prod only]\n  of service two\n"), "{shared}");
    assert!(
        shared.contains("app.kapp:5:3: allow root\n  of service one, service two\n  because old images\n"),
        "{shared}"
    );

    let plain = "app a { style = plain  namespace = \"a\" }
defaults service { selector { app = self } }
service one { image = \"a\"  memory = 64Mi }
";
    let plain = run(kappc().args(["check", "--allows"]).arg(module("plain-allows", plain)), 0);
    let (said, warned) = (text(&plain.stdout), text(&plain.stderr));
    assert_eq!(said, "0 allowed, 1 more that only policy forbids: plain style warns of them\n", "{warned}");
    assert!(warned.contains("warning[K0520]"), "{warned}");
}

#[test]
fn warnings_do_not_change_the_exit_code() {
    let loud = module("warnings", HELLO.replace("32Mi..64Mi", "32Mi..").replace("  memory      = 32Mi..\n", ""));
    let output = run(kappc().arg("build").arg(loud), 0);
    assert!(text(&output.stderr).contains("warning[K"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("kind: Deployment"));
}

#[test]
fn what_cannot_be_read_is_three_and_says_what_to_do() {
    let empty = folder("empty");
    let binary = module("binary", b"app a {}\n\xff\xfe");
    let said = |path: &Path| text(&run(kappc().arg("build").arg(path), 3).stderr);
    for (path, words) in [
        (Path::new("no/such/place"), "there is no file or directory `no/such/place`"),
        (&empty, "holds no .kapp file"),
        (&binary, "is not UTF-8 text: byte 10 "),
    ] {
        let said = said(path);
        assert!(said.starts_with("error: ") && said.contains(words), "{said}");
        assert!(said.contains("\n  help: "), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_source_that_may_not_be_read_is_three() {
    let path = folder("loop");
    std::os::unix::fs::symlink("app.kapp", path.join("app.kapp")).unwrap();
    let said = text(&run(kappc().arg("build").arg(&path), 3).stderr);
    assert!(said.starts_with("error: cannot read `") && said.contains("app.kapp`: "), "{said}");
}

#[test]
fn an_unknown_environment_or_parameter_is_two() {
    let said = text(&run(kappc().args(["build", "examples/shop", "--env", "prd"]), 2).stderr);
    assert!(said.starts_with("error: ") && said.contains("`prd`") && said.contains("prod"), "{said}");
    let said = text(&run(kappc().args(["build", "examples/shop", "--env", "prod", "--set", "tga=1"]), 2).stderr);
    assert!(said.starts_with("error: ") && said.contains("`tga`") && said.contains("tag"), "{said}");
}

#[test]
fn environments_are_built_one_or_all() {
    let one = text(&run(kappc().args(["build", "examples/shop", "--env", "prod"]), 0).stdout);
    let all = text(&run(kappc().args(["build", "examples/shop", "--env", "all"]), 0).stdout);
    assert!(one.contains("shop.example.org") && !one.contains("shop.localtest.me"));
    assert!(all.contains("shop.example.org") && all.contains("shop.localtest.me"));
    assert!(all.find("# environment dev\n") < all.find("# environment prod\n"), "{all}");
}

#[test]
fn explain_prints_a_page_an_entry_or_lists_all() {
    let list = text(&run(kappc().arg("explain"), 0).stdout);
    for info in kappc::diag::code::REGISTRY {
        assert!(list.contains(&format!("{}  {}\n", info.code, info.title)), "{list}");
    }
    assert!(list.contains("\nservice  "), "{list}");
    let first = kappc::diag::code::REGISTRY.first().unwrap();
    let page = run(kappc().args(["explain", &first.code.to_string().to_lowercase()]), 0).stdout;
    assert_eq!(text(&page), first.page);
    assert!(text(&run(kappc().args(["explain", "service"]), 0).stdout).contains("  replicas: int"));
    let said = text(&run(kappc().args(["explain", "service.replcas"]), 2).stderr);
    assert!(said.contains("did you mean `service.replicas`?"), "{said}");
}

/// Runs the command with `out` as its standard output.
fn writing_to(out: impl Into<Stdio>, args: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kappc"));
    let _ = command.args(args).current_dir(root()).env_clear().stdout(out).stderr(Stdio::piped());
    command.spawn().unwrap().wait_with_output().unwrap()
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    for args in [["build", "examples/hello"].as_slice(), &["explain"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = writing_to(writer, args);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_three() {
    for args in [["build", "examples/hello"].as_slice(), &["explain"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = writing_to(full, args);
        assert_eq!(output.status.code(), Some(3), "{args:?}");
        let said = text(&output.stderr);
        assert!(said.starts_with("error: cannot write to standard output: No space left"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn words_that_cannot_be_written_do_not_hide_the_exit_code() {
    let bad = module("mute", misspelled());
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kappc"));
    let status = command.arg("check").arg(bad).env_clear().stderr(full).status().unwrap();
    assert_eq!(status.code(), Some(1));
}
