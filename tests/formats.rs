//! The formats for machines: read back by other readers, whatever a source holds.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use ecow::EcoString;
use harness::case;
use harness::page::Page;
use kappc::diag::code::REGISTRY;
use kappc::diag::{Diagnostic, Edit, Fix};
use kappc::report::{github, json, junit, sarif};
use serde_json::Value;

const EVIL: &str = "x\u{1b}[2J\u{202e}\u{9b}\u{e0041}\u{7f}\u{ffff}\r\n\t\"<&>]]>'%:,\u{0}";

/// Two files, a diagnostic that has everything, and a warning that has nothing.
fn page() -> (Page, Vec<Diagnostic>) {
    let page =
        Page::new(&[("web/ä b.kapp", "app a {}\nsérvice = \"日\" wrong\n"), ("lib/base.kapp", "first\nsecond\n")]);
    let wrong = page.span(0, "wrong", 0);
    let mut full = Diagnostic::error(REGISTRY[1].code, wrong, format!("message {EVIL}"))
        .here("here")
        .label(page.span(1, "second", 0), "other file, 100%")
        .note("a note")
        .help("a help");
    full.environments = vec!["prod".into()];
    full.fixes = vec![Fix {
        title: "rename".to_owned(),
        edits: vec![
            Edit { span: wrong, text: "right".to_owned() },
            Edit { span: wrong.after(), text: EVIL.to_owned() },
            Edit { span: page.span(1, "first", 0), text: String::new() },
        ],
    }];
    let bare = Diagnostic::warning(REGISTRY[0].code, page.end(1), "bare");
    (page, vec![full, bare])
}

fn environments() -> [EcoString; 2] {
    ["dev", "prod"].map(EcoString::from)
}

/// Every format of the same diagnostics.
fn all(page: &Page, diagnostics: &[Diagnostic]) -> [String; 4] {
    let names = environments();
    [
        json(&page.sources, diagnostics, &names),
        sarif(&page.sources, diagnostics, Path::new("")),
        github(&page.sources, diagnostics, &names, Path::new("")),
        junit(&page.sources, diagnostics, &names),
    ]
}

fn assert_harmless(text: &str) {
    for c in text.chars() {
        let unseen = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{e0000}'..='\u{e0fff}');
        assert!(c == '\n' || !c.is_control() && !unseen, "{c:?} in\n{text}");
    }
}

#[test]
fn json_says_everything_and_reads_back_as_it_was() {
    let (page, diagnostics) = page();
    let read: Value = serde_json::from_str(&json(&page.sources, &diagnostics, &environments())).unwrap();
    assert_eq!((&read["form"], &read["errors"], &read["warnings"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(read["environments"], serde_json::json!(["dev", "prod"]));
    let full = &read["diagnostics"][0];
    assert_eq!(full["code"], REGISTRY[1].code.to_string());
    assert_eq!((&full["severity"], &full["title"]), (&"error".into(), &REGISTRY[1].title.into()));
    assert_eq!(full["message"], format!("message {EVIL}"));
    assert_eq!(full["environments"], serde_json::json!(["prod"]));
    // `sérvice = "日" wrong`: one character of two bytes and one of three before it.
    let place = serde_json::json!({
        "path": "web/ä b.kapp",
        "start": { "offset": 26, "line": 2, "column": 15 },
        "end": { "offset": 31, "line": 2, "column": 20 },
    });
    assert_eq!(full["primary"], serde_json::json!({ "place": place, "text": "here" }));
    assert_eq!(full["labels"][0]["place"]["path"], "lib/base.kapp");
    assert_eq!(full["labels"][0]["place"]["start"], serde_json::json!({ "offset": 6, "line": 2, "column": 1 }));
    assert_eq!((&full["notes"][0], &full["help"]), (&"a note".into(), &"a help".into()));
    assert_eq!(full["fixes"][0]["title"], "rename");
    assert_eq!(full["fixes"][0]["edits"][0], serde_json::json!({ "place": place, "text": "right" }));
    assert_eq!(full["fixes"][0]["edits"][1]["text"], EVIL);
    let bare = &read["diagnostics"][1];
    assert_eq!((&bare["severity"], &bare["help"]), (&"warning".into(), &Value::Null));
    for list in ["environments", "labels", "notes", "fixes"] {
        assert_eq!(bare[list], serde_json::json!([]), "{list}");
    }
}

#[test]
fn the_page_about_json_names_every_field_and_no_other() {
    fn fields(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| {
                found.push(key.clone());
                fields(value, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
            _ => {}
        }
    }
    let (page, diagnostics) = page();
    let mut real = Vec::new();
    fields(&serde_json::from_str(&json(&page.sources, &diagnostics, &environments())).unwrap(), &mut real);
    let text = include_str!("../docs/diagnostics-json.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut described: Vec<String> = rows.map(str::to_owned).collect();
    for list in [&mut real, &mut described] {
        list.sort();
        list.dedup();
    }
    assert_eq!(real, described);
}

#[test]
fn sarif_has_a_rule_for_each_result_and_its_places_and_fixes() {
    let (page, diagnostics) = page();
    let read: Value = serde_json::from_str(&sarif(&page.sources, &diagnostics, Path::new(""))).unwrap();
    assert_eq!(read["version"], "2.1.0");
    let run = &read["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!((rules.len(), results.len()), (2, 2));
    for result in results {
        assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"], result["ruleId"]);
    }
    assert_eq!(rules[1]["shortDescription"]["text"], REGISTRY[1].title);
    assert_eq!(rules[1]["help"]["markdown"], REGISTRY[1].page);
    let full = &results[0];
    assert_eq!((&full["level"], &results[1]["level"]), (&"error".into(), &"warning".into()));
    assert_eq!(full["message"]["text"], format!("message {EVIL}\nnote: a note\nhelp: a help"));
    let region = serde_json::json!({ "startLine": 2, "startColumn": 15, "endLine": 2, "endColumn": 20 });
    let artifact = serde_json::json!({ "uri": "web/%C3%A4%20b.kapp" });
    let location = &full["locations"][0];
    assert_eq!(location["physicalLocation"], serde_json::json!({ "artifactLocation": artifact, "region": region }));
    assert_eq!(location["message"]["text"], "here");
    let related = &full["relatedLocations"][0];
    assert_eq!((&related["id"], &related["message"]["text"]), (&1.into(), &"other file, 100%".into()));
    assert_eq!(related["physicalLocation"]["artifactLocation"]["uri"], "lib/base.kapp");
    let changes = &full["fixes"][0]["artifactChanges"];
    assert_eq!(changes[0]["artifactLocation"], artifact);
    assert_eq!(changes[0]["replacements"][0]["deletedRegion"], region);
    assert_eq!(changes[0]["replacements"][1]["deletedRegion"]["startColumn"], 20);
    assert_eq!(changes[0]["replacements"][1]["deletedRegion"]["endColumn"], 20);
    assert_eq!(changes[0]["replacements"][1]["insertedContent"]["text"], EVIL);
    assert_eq!(changes[1]["artifactLocation"]["uri"], "lib/base.kapp");
    assert_eq!(full["properties"]["environments"], serde_json::json!(["prod"]));
}

#[test]
fn paths_are_named_from_where_the_run_started() {
    let page = Page::new(&[("/srv/shop/a.kapp", "x\n"), ("./b.kapp", "y\n"), ("/else/c.kapp", "z\n")]);
    let all: Vec<Diagnostic> = ["x", "y", "z"]
        .iter()
        .enumerate()
        .map(|(n, c)| Diagnostic::error(REGISTRY[0].code, page.span(n, c, 0), "m"))
        .collect();
    let read: Value = serde_json::from_str(&sarif(&page.sources, &all, Path::new("/srv"))).unwrap();
    let uri = |n: usize| &read["runs"][0]["results"][n]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!((uri(0), uri(1), uri(2)), (&"shop/a.kapp".into(), &"b.kapp".into(), &"file:///else/c.kapp".into()));
    let lines = github(&page.sources, &all, &[], Path::new("/srv"));
    assert!(
        lines.starts_with("::error file=shop/a.kapp,line=1,endLine=1,col=1,endColumn=1,title=K0101::m\n"),
        "{lines}"
    );
    assert!(lines.contains("\n::error file=b.kapp,") && lines.contains("\n::error file=/else/c.kapp,"), "{lines}");
}

#[test]
fn workflow_commands_are_a_line_each_and_escaped() {
    let (page, diagnostics) = page();
    let text = github(&page.sources, &diagnostics, &environments(), Path::new(""));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    let code = REGISTRY[1].code;
    assert!(
        lines[0].starts_with(&format!(
            "::error file=web/ä b.kapp,line=2,endLine=2,col=15,endColumn=19,title={code}::message x␛[2J"
        )),
        "{text}"
    );
    let rest = lines[0].split("]]>'").nth(1).unwrap();
    assert_eq!(rest, "%25:,␀ [prod only]%0Ahere%0Alib/base.kapp:2:1: other file, 100%25%0Anote: a note%0Ahelp: a help");
    let odd = Page::new(&[("a,b:c%.kapp", "x\ny\n")]);
    let two_lines = Diagnostic::warning(code, odd.span(0, "x\ny", 0), "m");
    let text = github(&odd.sources, &[two_lines], &[], Path::new(""));
    assert_eq!(text, format!("::warning file=a%2Cb%3Ac%25.kapp,line=1,endLine=2,title={code}::m\n"));
}

/// The report as another reader sees it: `[tag, attributes, text, children]`.
fn xml(text: &str) -> Value {
    const SCRIPT: &str = "import json, sys, xml.etree.ElementTree as tree
def walk(e): return [e.tag, e.attrib, e.text or '', [walk(c) for c in e]]
print(json.dumps(walk(tree.fromstring(sys.stdin.buffer.read()))))";
    let mut python = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 reads our XML back in this test: install python3");
    python.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "{text}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn junit_is_xml_with_a_suite_for_each_file() {
    let (page, diagnostics) = page();
    let read = xml(&junit(&page.sources, &diagnostics, &environments()));
    assert_eq!((&read[0], &read[1]["tests"], &read[1]["failures"]), (&"testsuites".into(), &"2".into(), &"1".into()));
    let first = &read[3][0];
    assert_eq!((&first[1]["name"], &first[1]["failures"]), (&"web/ä b.kapp".into(), &"1".into()));
    let case = &first[3][0];
    let code = REGISTRY[1].code;
    assert_eq!((&case[1]["name"], &case[1]["line"]), (&format!("{code} at 2:15").into(), &"2".into()));
    let failure = &case[3][0];
    assert_eq!((&failure[0], &failure[1]["type"]), (&"failure".into(), &code.to_string().into()));
    let message = failure[1]["message"].as_str().unwrap();
    assert!(message.starts_with("message x␛[2J��") && message.ends_with("\"<&>]]>'%:,␀ [prod only]"), "{message}");
    let picture = failure[2].as_str().unwrap();
    assert!(picture.contains("╭─[web/ä b.kapp:2:15]") && picture.contains("help: a help"), "{picture}");
    let warning = &read[3][1][3][0];
    assert_eq!(warning[3][0][0], "system-out");

    let clean = xml(&junit(&page.sources, &[], &[]));
    assert_eq!((&clean[1]["tests"], &clean[1]["failures"]), (&"2".into(), &"0".into()));
    assert_eq!(clean[3][1][3][0][1]["name"], "no mistakes");
}

#[test]
fn nothing_wrong_is_an_empty_document() {
    let page = Page::new(&[("a.kapp", "x\n")]);
    let [json, sarif, github, _] = all(&page, &[]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!((&json["diagnostics"], &sarif["runs"][0]["results"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert_eq!(github, "");
}

#[test]
fn no_format_commands_a_terminal_and_each_is_the_same_twice() {
    let (page, diagnostics) = page();
    let once = all(&page, &diagnostics);
    once.iter().for_each(|text| assert_harmless(text));
    assert_eq!(once, all(&page, &diagnostics));
}

#[test]
fn every_case_can_be_written_in_every_format() {
    let (cases, _) = case::all(&case::root()).unwrap();
    let mut reports = String::from("<all>");
    let mut written = 0;
    for case in &cases {
        let compilation = case.program.compile().unwrap();
        let (sources, found) = (&compilation.sources, &compilation.diagnostics);
        let read: Value = serde_json::from_str(&json(sources, found, &compilation.environments)).unwrap();
        assert_eq!(read["diagnostics"].as_array().unwrap().len(), found.len(), "{}", case.name);
        let read: Value = serde_json::from_str(&sarif(sources, found, Path::new(""))).unwrap();
        assert_eq!(read["runs"][0]["results"].as_array().unwrap().len(), found.len(), "{}", case.name);
        let lines = github(sources, found, &compilation.environments, Path::new(""));
        assert_eq!(lines.lines().count(), found.len(), "{}", case.name);
        assert!(lines.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")), "{lines}");
        let report = junit(sources, found, &compilation.environments);
        reports.push_str(report.split_once('\n').unwrap().1);
        written += found.len();
    }
    // One reader for all of them: starting it costs more than reading.
    let read = xml(&(reports + "</all>"));
    let failed = |report: &Value| report[1]["failures"].as_str().unwrap().parse::<usize>().unwrap();
    let failures: usize = read[3].as_array().unwrap().iter().map(failed).sum();
    assert!(failures > 100 && failures <= written, "{failures} of {written}");
}
