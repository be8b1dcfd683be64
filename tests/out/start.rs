//! `kappc new`, `kappc completions` and `kappc man`.

use std::fs;

use crate::{folder, kappc, out, run, text, tree, word};

#[test]
fn a_new_program_is_formatted_and_compiles_without_a_word() {
    let home = folder();
    for (kind, name) in [("service", "web"), ("daemon", "log-agent"), ("job", "a"), ("app", "a-rather-long-name")] {
        let dir = home.path().join(format!("{kind}-here"));
        let said = out(&["new", kind, name, word(&dir)]);
        let file = dir.join(format!("{name}.kapp"));
        assert!(said.starts_with(&format!("created {}\n", file.display())), "{said}");
        for line in said.lines().filter_map(|line| line.strip_prefix("  kappc ")) {
            let args: Vec<&str> = line.split(" | ").next().unwrap().split(' ').collect();
            let output = run(kappc(&args), 0);
            assert_eq!(text(&output.stderr), "", "{line}");
            assert_eq!(output.stdout.is_empty(), args[0] == "check");
        }
        let formatted = run(kappc(&["fmt", "--check", word(&file)]), 0);
        assert_eq!(text(&formatted.stderr), "");
        assert!(fs::read_to_string(&file).unwrap().contains("// "));
    }
    let both = run(kappc(&["build", word(&home.path().join("app-here")), "--env", "all"]), 0);
    assert_eq!(text(&both.stderr), "");
}

#[test]
fn what_joins_an_app_has_none_of_its_own() {
    let home = folder();
    let dir = home.path().join("web");
    let _ = out(&["new", "service", "web", word(&dir)]);
    let _ = out(&["new", "job", "report", word(&dir)]);
    let _ = out(&["new", "daemon", "agent", word(&dir)]);
    let built = run(kappc(&["build", word(&dir)]), 0);
    assert_eq!(text(&built.stderr), "");
    for kind in ["Deployment", "CronJob", "DaemonSet"] {
        assert!(text(&built.stdout).contains(&format!("kind: {kind}\n")));
    }
    let _ = run(kappc(&["new", "app", "other", word(&dir)]), 3);
}

#[test]
fn nothing_is_overwritten_and_no_name_leads_elsewhere() {
    let home = folder();
    let dir = home.path().join("web");
    let _ = out(&["new", "service", "web", word(&dir)]);
    fs::write(dir.join("web.kapp"), "mine").unwrap();
    let before = tree(home.path());
    let said = text(&run(kappc(&["new", "job", "web", word(&dir)]), 3).stderr);
    assert!(said.contains("web.kapp` exists already\n  help: "), "{said}");
    for name in ["../x", "Web", "", "a b", "a\"b"] {
        let said = text(&run(kappc(&["new", "service", name, word(&dir)]), 2).stderr);
        assert!(said.contains("cannot be a name"), "{said}");
    }
    fs::write(home.path().join("file"), "").unwrap();
    let said = text(&run(kappc(&["new", "service", "web", word(&home.path().join("file"))]), 3).stderr);
    assert!(said.contains("cannot write"), "{said}");
    fs::remove_file(home.path().join("file")).unwrap();
    assert_eq!(tree(home.path()), before);
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = out(&["--help"]);
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let names = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> = names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    assert!(names.len() >= 7 && names.contains(&"build".to_owned()), "{names:?}");
    names
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = out(&["completions", shell]);
        for command in commands() {
            assert!(script.contains(&command), "{shell} does not know `{command}`");
        }
        assert!(script.contains("source-map"), "{shell} does not know the options of `build`");
    }
    let _ = run(kappc(&["completions", "tcsh"]), 2);
    // Where the shell is there, it must be able to read what is meant for it.
    let script = out(&["completions", "bash"]);
    let home = folder();
    let file = home.path().join("kappc.bash");
    fs::write(&file, script).unwrap();
    let bash = std::process::Command::new("bash").arg("-n").arg(&file).status();
    assert!(bash.is_err() || bash.unwrap().success());
}

#[test]
fn the_manual_has_every_command_with_its_options() {
    let manual = out(&["man"]);
    assert!(manual.contains(".TH kappc 1 "), "{manual}");
    for command in commands() {
        assert!(manual.contains(&format!(".SH \"KAPPC {}\"\n", command.to_uppercase())), "{command}");
    }
    for option in ["\\-\\-source\\-map", "\\-\\-check", "\\-\\-env", "\\-\\-color"] {
        assert!(manual.contains(option), "{option}");
    }
}
