//! The pages of the codes: each in the same form, each with programs that do what the page says.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

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

/// A program of a page with the files that stand before it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Example {
    text: String,
    /// Names and texts.
    files: Vec<(String, String)>,
}

impl Example {
    /// The program in `parts`, blocks only: ` ```yaml NAME WORD ` for each file, then ` ```kapp WORD `.
    fn of(parts: &[Part], word: &str) -> Option<Example> {
        let (Part::Block(program), files) = parts.split_last()? else { return None };
        let mut example = Example { text: program.text.clone(), files: Vec::new() };
        for part in files {
            let Part::Block(file) = part else { return None };
            let name = file.info.strip_prefix("yaml ")?.strip_suffix(word)?.strip_suffix(' ')?;
            example.files.push((name.to_owned(), file.text.clone()));
        }
        (program.info == format!("kapp {word}")).then_some(example)
    }
}

/// The broken and the mended program of a page in the one form that pages have: title, why it is an error, a program
/// with it, how to mend it, the program mended.
fn programs(info: &CodeInfo) -> Result<(Example, Example), String> {
    let parts = parts(info.page);
    let [Part::Heading(title), rest @ ..] = parts.as_slice() else { return Err("wants a title".to_owned()) };
    if *title != format!("# {}: {}", info.code, info.title) {
        return Err(format!("`{title}` is not code and title of the registry"));
    }
    // Texts and blocks take turns.
    let turns: Vec<&[Part]> =
        rest.chunk_by(|a, b| matches!(a, Part::Block(_)) == matches!(b, Part::Block(_))).collect();
    let [why, broken, how, fixed] = turns.as_slice() else {
        return Err("wants a text before each program and nothing else".to_owned());
    };
    let text = |parts: &[Part]| parts.iter().all(|part| matches!(part, Part::Paragraph(_)));
    match (Example::of(broken, "broken"), Example::of(fixed, "fixed")) {
        (Some(broken), Some(fixed)) if text(why) && text(how) => Ok((broken, fixed)),
        _ => Err("wants a broken and a fixed program, a text before each".to_owned()),
    }
}

/// What is wrong with the page.
fn judge(info: &CodeInfo) -> Result<(), String> {
    if excused(&info.code.to_string()) {
        let parts = parts(info.page);
        let text = parts.len() > 1 && parts[1..].iter().all(|part| matches!(part, Part::Paragraph(_)));
        return if text { Ok(()) } else { Err("wants a title and text only".to_owned()) };
    }
    let (broken, fixed) = programs(info)?;
    let run = |example: &Example| {
        let mut program = Program::of("page.kapp", &example.text);
        program.files.extend(example.files.iter().map(|(name, text)| (name.clone(), text.as_bytes().to_vec())));
        let compilation = program.compile().map_err(|failure| format!("{failure:?}"))?;
        Ok::<_, String>(reported(&compilation.sources, &compilation.diagnostics))
    };
    let code = info.code.to_string();
    let raised = run(&broken)?;
    let others = raised.iter().filter(|r| r.code != code && r.severity == Severity::Error).collect::<Vec<_>>();
    if !raised.iter().any(|r| r.code == code) || !others.is_empty() {
        return Err(format!("the broken program raises {raised:?}"));
    }
    let mut left = run(&fixed)?;
    // A program as small as the mistake may well declare, import or default what nothing uses.
    left.retain(|r| r.code == code || !r.code.starts_with("K060"));
    if left.is_empty() { Ok(()) } else { Err(format!("the mended program raises {left:?}")) }
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
    let example = |text: &str| Example { text: text.to_owned(), files: Vec::new() };
    assert_eq!(page(leak(whole.clone())).unwrap(), (example("a\n"), example("b\n")));
    let with_file = whole.replace("```kapp broken", "```yaml x.yaml broken\nx: 1\n```\n\n```kapp broken");
    let (broken, _) = page(leak(with_file.clone())).unwrap();
    assert_eq!(broken.files, [("x.yaml".to_owned(), "x: 1\n".to_owned())]);
    assert!(page(leak(with_file.replace("x.yaml broken", "x.yaml fixed"))).is_err());
    for (from, to) in [("Why.\n\n", ""), ("How.\n\n", ""), ("broken", ""), ("fixed", "broken"), (": t", ": u")] {
        assert!(page(leak(whole.replacen(from, to, 1))).is_err(), "{from}");
    }
    assert!(page(leak(format!("{whole}\nMore.\n"))).is_err());
}
