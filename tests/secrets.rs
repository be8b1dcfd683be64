//! A marked secret is driven through everything that the compiler says or writes, and found nowhere but in the Secret
//! itself, where the program says that it shall stand.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;
#[cfg(all(unix, feature = "watch"))]
#[path = "secrets/watching.rs"]
mod watching;

use std::fs;
use std::path::{Path, PathBuf};

use harness::command::{folder, kappc};
use kappc::types::{base64, sha256};

/// One secret for each way in which a program can hold one.
const LITERAL: &str = "Marked-Literal-1f3a";
const LINES: &str = "Marked-Lines-7be2";
const FILE: &str = "Marked-File-90cd";
const FOLDER: &str = "Marked-Folder-44e1";
const BYTES: &str = "Marked-Bytes-b07a";
const SOPS: &str = "Marked-Sops-c3d9";
const INPUT: &str = "Marked-Input-5a5a";
const NUMBER: &str = "7391846250";

const ALL: [&str; 8] = [LITERAL, LINES, FILE, FOLDER, BYTES, SOPS, INPUT, NUMBER];

/// A program with a secret of every kind, used where secrets may be used. `broken` is put where a mistake shall stand.
fn program(beside: &str, in_web: &str, at_top: &str) -> String {
    format!(
        r#"app shop {{ namespace = "shop"  network = strict }}
environments dev, prod
param input: string = "-"

secret hidden {{
  data {{ password = "{LITERAL}"  pin = {NUMBER}  {beside}
    lines = """
      first
      {LINES} ${{input}}
      """
    by-file   = file("files/one.txt")
    by-folder = dir("folder")["two.txt"]
    by-bytes  = binary("files/three.bin")
  }}
  allow literal_secret because "a test"
  in prod {{ data.password = "{LITERAL}-prod" }}
}}
secret stored = store("vault", "shop/web") {{ keys = [token] }}
secret sealed = sops("files/sealed.yaml") {{ keys = [key] }}
secret made   = generate {{ key = 32 }}

resource "v1" Secret direct {{ stringData {{ password = "{LITERAL}" }} }}

config settings {{ data {{ HOST = "example.org" }} }}

service web {{
  image     = "ghcr.io/acme/web:1.4.2"
  memory    = 64Mi
  port http = 8080
  env {{
    HOST     = settings.HOST
    PASSWORD = hidden.password
    TOKEN    = stored.token
    SEALED   = sealed.key
    MADE     = made.key
  }}
  args = ["--password=$(PASSWORD)"]
  mount "/secret" = hidden
  {in_web}
}}
{at_top}
"#
    )
}

fn prepare(name: &str, text: &str) -> PathBuf {
    let path = folder(&format!("secrets-{name}"));
    fs::create_dir_all(path.join("files")).unwrap();
    fs::create_dir_all(path.join("folder")).unwrap();
    fs::write(path.join("app.kapp"), text).unwrap();
    fs::write(path.join("files/one.txt"), format!("{FILE}\n")).unwrap();
    fs::write(path.join("folder/two.txt"), FOLDER).unwrap();
    fs::write(path.join("files/three.bin"), [b"\xff\xfe", BYTES.as_bytes()].concat()).unwrap();
    fs::write(path.join("files/sealed.yaml"), format!("key: {SOPS}\nsops: {{}}\n")).unwrap();
    path
}

/// In which forms a secret could show: as it is, in base64 at any alignment, as a digest, escaped for JSON or HTML.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned(), secret.to_uppercase(), secret.to_lowercase(), sha256(secret.as_bytes())];
    for before in 0..3 {
        let padded = base64(&[&vec![b' '; before], secret.as_bytes()].concat());
        // The first and the last digits depend on what stands around.
        forms.push(padded[4..padded.len() - 4].to_owned());
    }
    forms
}

#[track_caller]
fn clean(what: &str, text: &str) {
    for secret in ALL {
        for form in forms(secret) {
            assert!(!text.contains(&form), "{what} shows `{secret}` as `{form}`:\n{text}");
        }
    }
}

/// Runs the command and looks at everything that it prints; gives back how it ended and what it printed on both ways.
fn said(path: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = kappc().args(args).current_dir(path).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The documents of a stream that are no Secret.
fn without_secrets(stream: &str) -> String {
    let documents = stream.split("---\n").filter(|document| !document.contains("\nkind: Secret\n"));
    documents.collect::<Vec<_>>().join("---\n")
}

#[test]
fn manifests_hold_a_secret_in_its_secret_only() {
    let path = prepare("manifests", &program("", "", ""));
    let (code, stream, errors) = said(&path, &["build", ".", "--env", "all", "--set", &format!("input={INPUT}")]);
    assert_eq!(code, Some(0), "{errors}");
    // What the test would find is there to be found.
    for secret in [LITERAL, FILE, FOLDER, BYTES] {
        assert!(forms(secret).iter().any(|form| stream.contains(form)), "{secret} is not in its Secret:\n{stream}");
    }
    clean("the stream", &without_secrets(&stream));
    clean("what is said of a build", &errors);

    let (code, _, errors) = said(
        &path,
        &["build", ".", "--env", "all", "--out", "out", "--source-map", "map.json", "--set", &format!("input={INPUT}")],
    );
    assert_eq!(code, Some(0), "{errors}");
    clean("what is said of a build", &errors);
    clean("the source map", &fs::read_to_string(path.join("map.json")).unwrap());
    let mut files = 0;
    let mut left = vec![path.join("out")];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                left.push(entry);
            } else if !entry.file_name().unwrap().to_str().unwrap().starts_with("secret-") {
                files += 1;
                clean(&entry.display().to_string(), &fs::read_to_string(&entry).unwrap());
            }
        }
    }
    assert!(files > 8, "only {files} files");
}

#[test]
fn nothing_that_looks_at_a_program_shows_a_secret() {
    let path = prepare("looks", &program("", "", ""));
    let input = format!("input={INPUT}");
    let mut looked = 0;
    for args in [
        &["check", "."][..],
        &["check", ".", "--allows"],
        &["check", ".", "--fix"],
        &["graph", ".", "--format", "dot", "--env", "prod"],
        &["graph", ".", "--format", "mermaid", "--env", "prod"],
        &["graph", ".", "--format", "svg", "--env", "prod"],
        &["explain", "hidden", "."],
        &["explain", "secret.hidden", "."],
        &["explain", "hidden.data", "."],
        &["explain", "hidden.data.password", "."],
        &["explain", "hidden.data.lines", "."],
        &["explain", "hidden.data.by-file", "."],
        &["explain", "hidden.data.pin", "."],
        &["explain", "stored", "."],
        &["explain", "direct", "."],
        &["explain", "direct.stringData", "."],
        &["explain", "Secret.direct.stringData.password", "."],
        &["explain", "sealed", "."],
        &["explain", "made", "."],
        &["explain", "web", "."],
        &["explain", "web.env", "."],
        &["explain", "web.env.PASSWORD", "."],
        &["explain", "web.args", "."],
        &["explain", "web.mount", "."],
        &["explain", "hiden", "."],
    ] {
        let set: &[&str] = if args[0] == "graph" { &[] } else { &["--set", &input] };
        let (code, out, errors) = said(&path, &[args, set].concat());
        assert!(matches!(code, Some(0 | 2)), "{args:?}: {errors}");
        clean(&format!("{args:?}"), &format!("{out}{errors}"));
        looked += usize::from(code == Some(0));
    }
    assert_eq!(looked, 24);
}

const FORMATS: [&str; 6] = ["pretty", "short", "json", "sarif", "github", "junit"];

/// Mistakes beside a secret, in what reads one, and where one may not go: put into the `data`, the service, or the top.
fn mistakes() -> Vec<(&'static str, &'static str, &'static str)> {
    let mut all = Vec::new();
    for beside in [
        "other = nothing",
        "other = 5x",
        "other 1",
        "password = \"again\"",
        "other = \"a\\q\"",
        "other = [1 2]",
        "other = upper(1)",
        "other = min([])",
        "other = \"${nothing}\"",
        "other = \"no end",
        "other = {",
        "bad/key = \"x\"",
        "\"bad key!\" = \"x\"",
        "- other: x",
        "other: \"x\"",
    ] {
        all.push((beside, "", ""));
    }
    for in_web in [
        "workdir = hidden.password",
        "args += [hidden.password]",
        "command = [\"${hidden.password}\"]",
        "labels { a = hidden.password }",
        "annotations { a = \"${hidden.password}\" }",
        "pod_labels { a = hidden.pin }",
        "env.COPY = \"x-${hidden.password}\"",
        "env.OTHER = hidden.pasword",
        "nodes { a = hidden.password }",
        "assert hidden.password == \"x\" else \"is ${hidden.password}\"",
        "pod { hostname = hidden.password }",
        "container { workingDir = hidden.password }",
        "if hidden.password == \"x\" { replicas = 2 }",
        "expose http { host = hidden.password }",
        "memory = hidden.pin",
    ] {
        all.push(("", in_web, ""));
    }
    for at_top in [
        "let copy = hidden.password\nconfig other { data { a = copy } }",
        "config other { data { a = hidden.password } }",
        "config other { data { a = json(hidden) } }",
        "config other { data { a = base64(hidden.password)  b = sha256(hidden.password) } }",
        "config other { data { a = \"${hidden}\" } }",
        "assert hidden.password == \"x\" else hidden.password",
        "service db { image = \"a:1\"  memory = 1Mi  storage d { size = hidden.pin } }",
        "secret hidden { data { a = \"b\" }  allow literal_secret because \"a test\" }",
        "in prod { secret hidden { data.nothing = \"x\" } }",
        "config hidden.password { }",
        "fn f(x: string) = x\nlet y = f(hidden.password)",
    ] {
        all.push(("", "", at_top));
    }
    all
}

#[test]
fn no_diagnostic_in_any_format_shows_a_secret() {
    let path = prepare("diagnostics", "");
    let input = format!("input={INPUT}");
    for (beside, in_web, at_top) in mistakes() {
        fs::write(path.join("app.kapp"), program(beside, in_web, at_top)).unwrap();
        for format in FORMATS {
            let (code, out, errors) = said(&path, &["check", ".", "--format", format, "--set", &input]);
            assert_eq!(code, Some(1), "`{beside}{in_web}{at_top}` is no mistake\n{out}{errors}");
            clean(&format!("`{beside}{in_web}{at_top}` as {format}"), &format!("{out}{errors}"));
        }
    }
}

/// What is left of a program after any of its lines shows nothing in what is said of it.
#[test]
fn a_program_that_is_cut_off_or_lacks_a_line_keeps_its_secrets() {
    let whole = program("", "", "");
    let lines: Vec<&str> = whole.lines().collect();
    let path = prepare("cut", "");
    for at in 0..lines.len() {
        let cut = lines[..=at].join("\n");
        let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        // What has lost its opening quotes is no text, but words of the program.
        let opens = lines[at].trim_end().ends_with("= \"\"\"");
        for text in [Some(cut), Some(without).filter(|_| !opens)].into_iter().flatten() {
            fs::write(path.join("app.kapp"), text).unwrap();
            let (_, out, errors) = said(&path, &["check", "."]);
            clean(&format!("line {}", at + 1), &format!("{out}{errors}"));
        }
    }
}
