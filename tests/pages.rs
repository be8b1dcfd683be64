//! The pages of the codes: each in the same form, each with programs that do what the page says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

mod harness;

use std::collections::BTreeSet;

use harness::blocks::{Part, parts};
use harness::case;
use harness::markers::reported;
use harness::program::Program;
use kappc::diag::Severity;
use kappc::diag::code::{CodeInfo, REGISTRY};

/// Codes that no program can raise, each with its reason: their pages have no programs, and no case raises them.
const WITHOUT_PROGRAM: &[(&str, &str)] = &[("K0901", "only a mistake in the vocabulary that is built in raises it")];

/// Whether `code` is excused from having programs.
fn excused(code: &str) -> bool {
    WITHOUT_PROGRAM.iter().any(|(known, reason)| *known == code && !reason.is_empty())
}

/// The broken and the mended program of a page in the one form that pages have: title, why it is an error, a program
/// with it, how to mend it, the program mended.
fn programs(info: &CodeInfo) -> Result<(String, String), String> {
    let parts = parts(info.page);
    let [Part::Heading(title), why @ .., Part::Block(fixed)] = parts.as_slice() else {
        return Err("wants a title, text, programs, and nothing after the mended one".to_owned());
    };
    if *title != format!("# {}: {}", info.code, info.title) {
        return Err(format!("`{title}` is not code and title of the registry"));
    }
    let Some(middle) = why.iter().position(|part| matches!(part, Part::Block(_))) else {
        return Err("wants two programs".to_owned());
    };
    let Part::Block(broken) = &why[middle] else { unreachable!() };
    let text = |parts: &[Part]| !parts.is_empty() && parts.iter().all(|part| matches!(part, Part::Paragraph(_)));
    if !text(&why[..middle]) || !text(&why[middle + 1..]) {
        return Err("wants a text before each program and nothing else".to_owned());
    }
    if (broken.info.as_str(), fixed.info.as_str()) != ("kapp broken", "kapp fixed") {
        return Err(format!("has blocks `{}` and `{}`", broken.info, fixed.info));
    }
    Ok((broken.text.clone(), fixed.text.clone()))
}

/// What is wrong with the page.
fn judge(info: &CodeInfo) -> Result<(), String> {
    if excused(&info.code.to_string()) {
        let parts = parts(info.page);
        let text = parts.len() > 1 && parts[1..].iter().all(|part| matches!(part, Part::Paragraph(_)));
        return if text { Ok(()) } else { Err("wants a title and text only".to_owned()) };
    }
    let (broken, fixed) = programs(info)?;
    let run = |text: &str| {
        let compilation = Program::of("page.kapp", text).compile().map_err(|failure| format!("{failure:?}"))?;
        Ok::<_, String>(reported(&compilation.sources, &compilation.diagnostics))
    };
    let code = info.code.to_string();
    let raised = run(&broken)?;
    let others = raised.iter().filter(|r| r.code != code && r.severity == Severity::Error).collect::<Vec<_>>();
    if !raised.iter().any(|r| r.code == code) || !others.is_empty() {
        return Err(format!("the broken program raises {raised:?}"));
    }
    match run(&fixed)? {
        left if left.is_empty() => Ok(()),
        left => Err(format!("the mended program raises {left:?}")),
    }
}

#[test]
fn every_page_raises_its_code_and_mends_it() {
    let wrong: Vec<String> =
        REGISTRY.iter().filter_map(|info| judge(info).err().map(|error| format!("{}: {error}", info.code))).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let (cases, _) = case::all(&case::root()).unwrap();
    let covered: BTreeSet<&str> =
        cases.iter().flat_map(|case| &case.expected).map(|expected| expected.code.as_str()).collect();
    let mut wrong = Vec::new();
    for info in REGISTRY {
        let code = info.code.to_string();
        match (covered.contains(code.as_str()), excused(&code)) {
            (false, false) => wrong.push(format!("{code} has no case in tests/cases")),
            (true, true) => wrong.push(format!("{code} is excused in vain")),
            _ => {}
        }
    }
    for code in covered {
        if !REGISTRY.iter().any(|info| info.code.to_string() == code) {
            wrong.push(format!("{code} is in a case and not in the registry"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn pages_of_another_form_are_refused() {
    let Some(info) = REGISTRY.first() else { return };
    let page = |page: &'static str| programs(&CodeInfo { code: info.code, title: "t", page });
    assert!(page("# K9999: t\n").is_err());
    let whole = format!("# {}: t\n\nWhy.\n\n```kapp broken\na\n```\n\nHow.\n\n```kapp fixed\nb\n```\n", info.code);
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    assert_eq!(page(leak(whole.clone())).unwrap(), ("a\n".to_owned(), "b\n".to_owned()));
    for (from, to) in [("Why.\n\n", ""), ("How.\n\n", ""), ("broken", ""), ("fixed", "broken"), (": t", ": u")] {
        assert!(page(leak(whole.replacen(from, to, 1))).is_err(), "{from}");
    }
    assert!(page(leak(format!("{whole}\nMore.\n"))).is_err());
}
