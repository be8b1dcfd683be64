//! Every rule of Kubernetes that is checked, once kept and once broken, and every one that is not, with its reason.
//!
//! The rules are those of `kappc::lower::catalog`; the pairs below `tests/rules` have the form of `harness::pair`.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use harness::pair::{self, Half, Pair, Pointed, pointed};
use harness::program::drawn;
use kappc::diag::Severity;
use kappc::lower::catalog::{self, State};

fn pairs() -> Vec<Pair> {
    pair::all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules"))
}

/// What half of a pair reports. What only policy forbids counts where the pair is about it.
fn reports(pair: &Pair, half: Half, expected: &[Pointed], pictures: &mut String) -> Result<Vec<Pointed>, String> {
    let compilation = pair.program(half).compile().map_err(|failure| format!("  cannot be compiled: {failure:?}"))?;
    if half == Half::Refused {
        pictures.push_str(&format!("===== {}\n{}", pair.name, drawn(&compilation)));
    }
    let mut reported = pointed(&compilation.sources, &compilation.diagnostics);
    const POLICY: &str = "K0520";
    if !expected.iter().any(|pointed| pointed.code == POLICY) {
        reported.retain(|pointed| pointed.code != POLICY || pointed.severity == Severity::Error);
    }
    Ok(reported)
}

fn judge(pair: &Pair, bless: bool, pictures: &mut String) -> Result<(), String> {
    let mut wrong = String::new();
    let expected = pair.expected();
    for pointed in reports(pair, Half::Accepted, &expected, pictures)? {
        wrong.push_str(&format!("  is not accepted: {pointed:?}\n"));
    }
    let reported = reports(pair, Half::Refused, &expected, pictures)?;
    if bless {
        pair.bless(&reported);
    }
    let mut left = reported;
    for pointed in &expected {
        match left.iter().position(|other| other == pointed) {
            Some(at) => drop(left.remove(at)),
            None => wrong.push_str(&format!("  - {pointed:?}\n")),
        }
    }
    for pointed in left {
        wrong.push_str(&format!("  + {pointed:?}\n"));
    }
    if expected.is_empty() {
        wrong.push_str("  nothing is expected of its refused half\n");
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

#[test]
fn every_pair_is_accepted_and_refused_as_it_says() {
    let bless = std::env::var_os("KAPPC_BLESS").is_some_and(|value| !value.is_empty());
    let (mut failed, mut pictures) = (Vec::new(), String::new());
    for pair in &pairs() {
        if let Err(wrong) = judge(pair, bless, &mut pictures) {
            failed.push(format!("{}\n{wrong}", pair.path.display()));
        }
    }
    if let Some(path) = std::env::var_os("KAPPC_PICTURES") {
        fs::write(path, &pictures).unwrap();
    }
    assert!(failed.is_empty(), "(- expected, + reported)\n\n{}\n{} failed", failed.join("\n"), failed.len());
}

#[test]
fn every_rule_that_is_checked_has_a_pair_and_every_pair_a_rule() {
    let pairs = pairs();
    let mut wrong = Vec::new();
    for entry in catalog::all() {
        let own: Vec<&Pair> = pairs.iter().filter(|pair| pair.rule == entry.id).collect();
        match entry.state {
            State::Checked(codes) => {
                let said = own.iter().flat_map(|pair| pair.expected()).map(|pointed| pointed.code);
                let said: BTreeSet<String> = said.collect();
                let codes: BTreeSet<String> = codes.iter().map(ToString::to_string).collect();
                if said.is_disjoint(&codes) {
                    wrong.push(format!("{}: {} expects {said:?}, the catalog {codes:?}", entry.id, own.len()));
                }
                let missing: Vec<&String> = codes.difference(&said).collect();
                if !missing.is_empty() {
                    wrong.push(format!("{}: no pair expects {missing:?}", entry.id));
                }
            }
            State::Absent(_) if !own.is_empty() => wrong.push(format!("{} is absent and has a pair", entry.id)),
            State::Absent(_) => {}
        }
    }
    for pair in &pairs {
        if !catalog::all().any(|entry| entry.id == pair.rule) {
            wrong.push(format!("{} is of no rule", pair.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_catalog_is_in_order_and_names_each_rule_once() {
    let mut seen = BTreeSet::new();
    for entry in catalog::all() {
        assert!(seen.insert(entry.id), "{} is there twice", entry.id);
        assert!(!entry.says.is_empty() && !entry.says.ends_with('.'), "{}", entry.id);
        assert!(entry.id.len() == 3 || entry.id.len() == 4, "{}", entry.id);
    }
}

/// The page on all rules, as the catalog has them.
fn page() -> String {
    let mut page = String::from(
        "# Every rule\n\n\
         What [is checked](what-is-checked.md) of Kubernetes' own rules, one by one, each with where it comes from and the \
         codes that\nreport it; and what is not, each with the reason. `kappc explain K0553` shows the page of a code. The \
         page is made from the\ncatalog in the compiler, and every rule that is checked has a test that keeps it and one that \
         breaks it.\n",
    );
    let mut title = "";
    for entry in catalog::all() {
        let next = match entry.id.as_bytes()[0] {
            b'N' => "Names, limits and grammars",
            b'V' => "What the API server refuses",
            b'W' => "What the API server warns of",
            b'A' => "What it takes although it does not work",
            _ => "What real repositories get wrong most often",
        };
        if next != title {
            title = next;
            page.push_str(&format!("\n## {title}\n\n| | rule | source | code |\n|---|---|---|---|\n"));
        }
        let state = match entry.state {
            State::Checked(codes) => codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            State::Absent(why) => format!("not checked: {why}"),
        };
        page.push_str(&format!("| {} | {} | {} | {state} |\n", entry.id, entry.says, entry.source));
    }
    page
}

#[test]
fn the_page_on_all_rules_is_what_the_catalog_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = page();
    if std::env::var_os("KAPPC_BLESS").is_some_and(|value| !value.is_empty()) {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), page, "KAPPC_BLESS=1 rewrites {}", path.display());
}
