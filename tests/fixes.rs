//! Fixes keep their word: each mends what it is offered for, in every case, and `check --fix` writes files carefully.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use harness::case;
use harness::command::{folder, kappc, module, root, run, text};
use harness::program::Program;
use kappc::Compilation;
use kappc::diag::{Code, Diagnostic, mend};

/// How many diagnostics of each code there are.
fn counts(diagnostics: &[Diagnostic]) -> BTreeMap<Code, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry(diagnostic.code).or_default() += 1;
    }
    counts
}

/// `program` with the fixes of `diagnostics` carried out; how many there were.
fn mended(program: &Program, compilation: &Compilation, diagnostics: &[Diagnostic]) -> (Program, usize) {
    let mut program = program.clone();
    let result = mend(&compilation.sources, diagnostics, |_| true);
    for (id, text) in &result.texts {
        let path = compilation.sources.get(*id).unwrap().path.to_str().unwrap().to_owned();
        match program.files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, bytes)) => *bytes = text.clone().into_bytes(),
            // A value of the command line: mended as its user would.
            None => {
                let name = path.strip_prefix("--set ").unwrap();
                program
                    .inputs
                    .settings
                    .iter_mut()
                    .filter(|(n, _)| n == name)
                    .for_each(|(_, value)| *value = text.clone());
            }
        }
    }
    (program, result.applied.len())
}

/// Cases in which a fix brings mistakes of its kind to light that were there before.
const BRING_TO_LIGHT: &[(&str, &str)] =
    &[("layers/new_for_what_exists_in_many_ways", "inside what is new nothing is looked up; inside a change it is")];

#[test]
fn every_fix_removes_its_diagnostic_and_raises_none_of_its_kind() {
    let (cases, _) = case::all(&case::root()).unwrap();
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for case in &cases {
        let compilation = case.program.compile().unwrap();
        let before = counts(&compilation.diagnostics);
        for diagnostic in &compilation.diagnostics {
            for fix in &diagnostic.fixes {
                tried += 1;
                let only = Diagnostic { fixes: vec![fix.clone()], ..diagnostic.clone() };
                let (program, applied) = mended(&case.program, &compilation, &[only]);
                let after = program.compile().unwrap();
                if BRING_TO_LIGHT.iter().any(|(name, _)| *name == case.name) {
                    let same =
                        |other: &&Diagnostic| other.code == diagnostic.code && other.message == diagnostic.message;
                    assert_eq!(after.diagnostics.iter().filter(same).count(), 0, "{}", case.name);
                    continue;
                }
                let left = counts(&after.diagnostics).get(&diagnostic.code).copied().unwrap_or(0);
                if applied != 1 || left >= before[&diagnostic.code] {
                    let (code, message, title) = (diagnostic.code, &diagnostic.message, &fix.title);
                    wrong.push(format!("{}: {code} {message}\n  fix `{title}` leaves {left} of them", case.name));
                }
            }
        }
    }
    assert!(tried > 30, "only {tried} fixes in all cases");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn rounds_of_fixing_come_to_an_end() {
    let (cases, _) = case::all(&case::root()).unwrap();
    for case in &cases {
        let mut program = case.program.clone();
        let mut rounds = 0;
        loop {
            let compilation = program.compile().unwrap();
            let (next, applied) = mended(&program, &compilation, &compilation.diagnostics);
            if applied == 0 {
                break;
            }
            rounds += 1;
            assert!(rounds < 8, "{}: fixes go on for ever\n{:#?}", case.name, compilation.diagnostics);
            program = next;
        }
    }
}

/// A program with mistakes of two files and two rounds: the comma comes to light when the name is right.
const BROKEN: &str = "\u{feff}app a { namespace = \"a\" }\r\nservice web {\r\n  image: \"a:1\"\r\n  memroy = 64Mi\r\n  args = [\"a\" \"b\"]\r\n}\r\n";
const MENDED: &str = "\u{feff}app a { namespace = \"a\" }\r\nservice web {\r\n  image = \"a:1\"\r\n  memory = 64Mi\r\n  args = [\"a\", \"b\"]\r\n}\r\n";

#[test]
fn files_are_mended_and_it_is_said_how() {
    let path = module("fix", BROKEN);
    let other = path.join("more.kapp");
    fs::write(&other, "service two {\n  image = \"b:1\"\n  memory = 64Mi\n  replcas = 2\n}\n").unwrap();
    fs::write(path.join("fine.kapp"), "service three {\n  image = \"c:1\"\n  memory = 64Mi\n}\n").unwrap();
    let before = fs::metadata(path.join("fine.kapp")).unwrap().modified().unwrap();
    let output = run(kappc().args(["check", "--fix"]).arg(&path), 0);
    let said = text(&output.stderr);
    assert_eq!(fs::read_to_string(path.join("app.kapp")).unwrap(), MENDED, "{said}");
    assert!(fs::read_to_string(&other).unwrap().contains("  replicas = 2\n"), "{said}");
    assert!(said.contains("app.kapp:4:3: mended[K0202]: rename to `memory`\n"), "{said}");
    assert!(said.ends_with("mended 4 mistakes in 2 files\n") && output.stdout.is_empty(), "{said}");
    assert_eq!(fs::metadata(path.join("fine.kapp")).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read_dir(&path).unwrap().count(), 3, "something is left behind");
    let again = run(kappc().args(["check", "--fix"]).arg(&path), 0);
    assert!(again.stderr.is_empty(), "{}", text(&again.stderr));
}

#[test]
fn what_cannot_be_mended_is_shown_as_check_shows_it() {
    let path = module("fix-rest", BROKEN.replace("64Mi", "no_such_name"));
    let output = run(kappc().args(["check", "--fix", "--format", "json"]).arg(&path), 1);
    let left: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(left["errors"], 1, "{left}");
    assert!(text(&output.stderr).contains("mended 3 mistakes in 1 file\n"), "{}", text(&output.stderr));
}

#[test]
fn a_value_of_the_command_line_is_not_looked_for_on_the_disk() {
    let path = module("fix-set", "app a { namespace = \"a\" }\nparam size: bytes\nlet double = size * 2\n");
    let output = run(kappc().args(["check", "--fix", "--set", "size=\"64Mi\""]).arg(&path), 1);
    assert!(text(&output.stderr).contains("error[K"), "{}", text(&output.stderr));
    assert!(!text(&output.stderr).contains("mended"), "{}", text(&output.stderr));
}

#[test]
fn fix_and_allows_are_two_questions() {
    let _ = run(kappc().args(["check", "--fix", "--allows"]), 2);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let path = folder("fix-unix");
    let real = path.join("real.txt");
    fs::write(&real, BROKEN).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.txt", path.join("app.kapp")).unwrap();
    let _ = run(kappc().args(["check", "--fix"]).arg(&path), 0);
    assert!(fs::symlink_metadata(path.join("app.kapp")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), MENDED);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn where_one_file_cannot_be_written_none_is() {
    use std::os::unix::fs::PermissionsExt as _;
    let path = module("fix-denied", BROKEN);
    let other = path.join("more.kapp");
    let text_of_other = "service two {\n  image = \"b:1\"\n  memroy = 64Mi\n}\n";
    fs::write(&other, text_of_other).unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o444)).unwrap();
    let output = run(kappc().args(["check", "--fix"]).arg(&path), 3);
    let said = text(&output.stderr);
    assert!(said.contains("more.kapp`: it may only be read\n  help: nothing was changed"), "{said}");
    assert_eq!(fs::read_to_string(path.join("app.kapp")).unwrap(), BROKEN);
    assert_eq!(fs::read_to_string(&other).unwrap(), text_of_other);
    assert_eq!(fs::read_dir(&path).unwrap().count(), 2, "something is left behind");
}

#[test]
fn examples_have_nothing_to_mend() {
    for example in ["examples/hello", "examples/shop"] {
        let path = Path::new(root()).join(example);
        let output = run(kappc().args(["check", "--fix"]).arg(path), 0);
        assert!(!text(&output.stderr).contains("mended"), "{}", text(&output.stderr));
    }
}
