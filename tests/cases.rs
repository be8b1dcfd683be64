//! Whole programs and the complete list of what is wrong with each; the form is in `harness::markers` and
//! `harness::case`.
//!
//! `KAPPC_BLESS=1 cargo test --test cases` rewrites the pictures beside the cases, never the markers.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::fs;

use harness::case::{self, Case};
use harness::markers::{Expected, Reported, differences, markers, reported, without_markers};
use harness::program::{Program, drawn};
use kappc::diag::Severity;
use kappc::{Goal, Selection};

/// What is wrong with a case, in lines; `bless` rewrites its picture.
fn judge(case: &Case, bless: bool) -> Result<(), String> {
    let compilation = case.program.compile().map_err(|failure| format!("  cannot be compiled: {failure:?}"))?;
    let mut wrong = differences(&case.expected, &reported(&compilation.sources, &compilation.diagnostics));
    let drawn = drawn(&compilation);
    let known = fs::read_to_string(&case.snapshot).unwrap_or_default();
    if drawn != known {
        match (bless, drawn.is_empty()) {
            (true, true) => fs::remove_file(&case.snapshot).unwrap(),
            (true, false) => fs::write(&case.snapshot, &drawn).unwrap(),
            (false, _) => {
                let what = "  the picture differs; KAPPC_BLESS=1 rewrites it";
                wrong.push(format!("{what}\n--- known\n{known}--- drawn\n{drawn}"));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

#[test]
fn every_case_reports_exactly_what_its_markers_say() {
    let bless = std::env::var_os("KAPPC_BLESS").is_some_and(|value| !value.is_empty());
    let (cases, pictures) = case::all(&case::root()).unwrap();
    assert!(!cases.is_empty());
    let mut failed = Vec::new();
    for case in &cases {
        if let Err(wrong) = judge(case, bless) {
            failed.push(format!("{}\n{wrong}", case.name));
        }
    }
    for picture in pictures {
        failed.push(format!("{} belongs to no case", picture.display()));
    }
    assert!(failed.is_empty(), "(- expected, + reported)\n\n{}\n", failed.join("\n\n"));
}

#[test]
fn markers_say_line_severity_code_and_fragment() {
    let text = "a = b //~ K0201 unknown name //~ warning K0601 twice\n\"\"\"\nx\n\"\"\"\n//~^^ K0102 in a text\n";
    let expected = |line, severity, code: &str, fragment: &str| Expected {
        file: "f.kapp".to_owned(),
        line,
        severity,
        code: code.to_owned(),
        fragment: fragment.to_owned(),
    };
    assert_eq!(
        markers("f.kapp", text).unwrap(),
        [
            expected(1, Severity::Error, "K0201", "unknown name"),
            expected(1, Severity::Warning, "K0601", "twice"),
            expected(3, Severity::Error, "K0102", "in a text"),
        ]
    );
}

#[test]
fn a_program_is_compiled_without_its_markers() {
    assert_eq!(without_markers("a = \"b  //~ K0101 x\n  //~^ K0102 y\n// c\n"), "a = \"b\n\n// c\n");
}

#[test]
fn markers_that_would_match_anything_are_refused() {
    for marker in ["//~ K0201", "//~ unknown name", "//~ K20 unknown", "//~^ K0201 above the file", "//~ warning K0601"]
    {
        assert!(markers("f.kapp", marker).is_err(), "{marker}");
    }
}

#[test]
fn a_marker_too_many_or_too_few_or_off_by_anything_fails() {
    let reported = |line, severity, code: &str, message: &str| Reported {
        file: "f.kapp".to_owned(),
        line,
        severity,
        code: code.to_owned(),
        message: message.to_owned(),
    };
    let one = [reported(1, Severity::Error, "K0201", "unknown name `b`")];
    let with = |text: &str| differences(&markers("f.kapp", text).unwrap(), &one).len();
    assert_eq!(with("//~ K0201 unknown name"), 0);
    assert_eq!(with(""), 1);
    assert_eq!(with("//~ K0201 unknown //~ K0201 unknown"), 1);
    assert_eq!(with("//~ K0202 unknown name"), 2);
    assert_eq!(with("//~ K0201 known value"), 2);
    assert_eq!(with("//~ warning K0201 unknown name"), 2);
    assert_eq!(with("\n//~ K0201 unknown name"), 2);
}

#[test]
fn directives_choose_goal_environments_and_settings() {
    let mut program = Program::default();
    program.inputs.goal = Goal::Check;
    program.direct("// a case\n//# set a.b=c=d\n//# env dev\n//# env prod\n").unwrap();
    assert_eq!(program.inputs.goal, Goal::Build);
    assert_eq!(program.inputs.environments, Selection::Named(vec!["dev".into(), "prod".into()]));
    assert_eq!(program.inputs.settings, [("a.b".to_owned(), "c=d".to_owned())]);
    assert!(program.direct("//# nonsense\n").is_err());
}
