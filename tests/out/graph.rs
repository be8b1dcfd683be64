//! `kappc graph`.

use std::collections::BTreeSet;
use std::fs;

use crate::{folder, kappc, out, run, text, word};

const SHOP: &str = r#"
app shop { namespace = "shop" }
environments dev, prod
service web {
  image     = "example.org/web:1"
  memory    = 64Mi
  port http = 8080
  env { API = api.url  PASSWORD = login.password  LEVEL = "info" }
  mount "/etc/web" = settings
  in prod { new env.CACHE = cache.port.redis.addr }
}
service api { image = "example.org/api:1"  memory = 64Mi  port http = 80  env.WEB = web.host  account = robot }
service cache { image = "example.org/cache:1"  memory = 64Mi  port redis = 6379 }
account robot {}
config settings { data { A = "b" } }
external secret login { keys = [password] }
"#;

fn shop() -> (tempfile::TempDir, std::path::PathBuf) {
    let home = folder();
    let path = home.path().join("shop.kapp");
    fs::write(&path, SHOP).unwrap();
    (home, path)
}

#[test]
fn dot_has_every_declaration_and_every_reference() {
    let (_home, path) = shop();
    let dot = out(&["graph", word(&path), "--format", "dot"]);
    for line in [
        r#"digraph "shop" {"#,
        r#"  "service web" [label="web\nservice", style="rounded"]"#,
        r#"  "secret login" [label="login\nexternal secret", shape=note, style="dashed"]"#,
        r#"  "service web" -> "service api" [label="calls http"]"#,
        r#"  "service web" -> "secret login" [label="env"]"#,
        r#"  "service web" -> "config settings" [label="mount"]"#,
        r#"  "service web" -> "service cache" [label="calls redis (prod)"]"#,
        r#"  "service api" -> "service web" [label="calls"]"#,
        r#"  "service api" -> "account robot" [label="account"]"#,
    ] {
        assert!(dot.lines().any(|found| found == line), "{line}\n{dot}");
    }
    assert_eq!(dot.matches(" -> ").count(), 6, "{dot}");
    let dev = out(&["graph", word(&path), "--format", "dot", "--env", "dev"]);
    assert!(!dev.contains("calls redis") && !dev.contains("(prod)"), "{dev}");
}

#[test]
fn mermaid_has_the_same_edges() {
    let (_home, path) = shop();
    let mermaid = out(&["graph", word(&path), "--format", "mermaid"]);
    assert!(mermaid.starts_with("flowchart LR\n  n0(\"web<br/>service\")\n"), "{mermaid}");
    assert!(mermaid.contains("\n  n0 -->|\"calls http\"| n1\n"), "{mermaid}");
    assert!(mermaid.contains("[/\"login<br/>external secret\"/]:::external\n"), "{mermaid}");
    assert_eq!(mermaid.matches("-->").count(), 6, "{mermaid}");
}

#[test]
fn the_picture_is_sound_and_the_same_every_time() {
    let (_home, path) = shop();
    let pictures: BTreeSet<String> = ["1", "2", "2"]
        .into_iter()
        .map(|threads| {
            let mut command = kappc(&["graph", word(&path)]);
            let _ = command.env("RAYON_NUM_THREADS", threads);
            text(&run(command, 0).stdout)
        })
        .collect();
    assert_eq!(pictures.len(), 1);
    let picture = pictures.first().unwrap();
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"") && picture.ends_with("</svg>\n"));
    assert_eq!(picture.matches("<rect class=\"own\"").count(), 5);
    assert_eq!(picture.matches("<rect class=\"external\"").count(), 1);
    assert_eq!(picture.matches("<path class=\"edge\"").count(), 6);
    for word in ["web", "api", "cache", "robot", "settings", "login", "calls http", "mount"] {
        assert!(picture.contains(&format!(">{word}</text>")), "{word}: {picture}");
    }
    // It is XML: every tag is closed, and no number is missing.
    assert!(!picture.contains("NaN") && !picture.contains("inf"));
    let mut open = Vec::new();
    for tag in picture.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, false) => open.push(name),
            (false, true) => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn every_example_can_be_drawn() {
    for example in ["hello", "shop", "online-boutique-plain", "bookinfo-plain"] {
        let path = format!("examples/{example}");
        for format in ["svg", "dot", "mermaid"] {
            assert!(out(&["graph", &path, "--format", format]).lines().count() >= 2);
        }
    }
}

#[test]
fn names_cannot_break_out_of_a_picture() {
    let home = folder();
    let path = home.path().join("app.kapp");
    let name = r#"a\"]; <script>&\\x\u{202e}"#;
    fs::write(&path, format!("app a {{ namespace = \"a\" }}\nexternal config \"{name}\" {{ keys = [k] }}\n")).unwrap();
    let check = kappc(&["graph", word(&path), "--format", "dot"]).output().unwrap();
    if check.status.success() {
        assert!(text(&check.stdout).contains(r#""config a\"]; <script>&\\x"#), "{}", text(&check.stdout));
        assert!(!out(&["graph", word(&path)]).contains("<script>"));
        let mermaid = out(&["graph", word(&path), "--format", "mermaid"]);
        assert!(!mermaid.contains("<script>") && !mermaid.contains('\u{202e}'));
    } else {
        // The language refuses such a name, which is as good.
        assert!(text(&check.stderr).contains("error[K"), "{}", text(&check.stderr));
    }
}

/// Graphs of all sorts: rings, stars, two-way edges, many parts, long chains.
#[test]
fn any_shape_can_be_drawn() {
    let home = folder();
    let path = home.path().join("app.kapp");
    let mut seed = 7_u32;
    let mut random = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    for round in 0..12 {
        let count = 2 + round * 3;
        let mut program = String::from("app a { namespace = \"a\" }\ndefaults service { memory = 64Mi }\n");
        let mut edges = BTreeSet::new();
        for number in 0..count {
            program.push_str(&format!("service s{number} {{ image = \"e.org/s:1\"  port http = 80  env {{ "));
            for _ in 0..random(4) {
                let other = random(count);
                if other != number && edges.insert((number, other)) {
                    program.push_str(&format!("S{other} = s{other}.addr  "));
                }
            }
            program.push_str("} }\n");
        }
        fs::write(&path, &program).unwrap();
        let picture = out(&["graph", word(&path)]);
        assert_eq!(picture.matches("<rect class=\"own\"").count(), count as usize);
        assert_eq!(picture.matches("<path class=\"edge\"").count(), edges.len(), "{program}");
        assert!(!picture.contains("NaN"));
    }
}

/// `layers` rows of `width` services, each of which calls all of the next row: every path is one of very many.
fn ladder(layers: usize, width: usize) -> String {
    let mut program = String::from("app a { namespace = \"a\" }\ndefaults service { memory = 64Mi }\n");
    for number in 0..layers * width {
        let next = (number / width + 1) * width;
        let called: Vec<String> =
            (next..next + width).filter(|other| *other < layers * width).map(|s| format!("S{s} = s{s}.addr")).collect();
        let called = called.join("  ");
        program
            .push_str(&format!("service s{number} {{ image = \"e.org/s:1\"  port http = 80  env {{ {called} }} }}\n"));
    }
    program
}

#[test]
fn many_paths_take_no_time_and_too_much_is_said_to_be() {
    let home = folder();
    let path = home.path().join("app.kapp");
    fs::write(&path, ladder(20, 3)).unwrap();
    let started = std::time::Instant::now();
    assert_eq!(out(&["graph", word(&path)]).matches("<path class=\"edge\"").count(), 19 * 9);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    fs::write(&path, ladder(12, 22)).unwrap();
    let said = text(&run(kappc(&["graph", word(&path)]), 2).stderr);
    assert!(said.contains("too many for one picture") && said.contains("--format dot"), "{said}");
    assert!(out(&["graph", word(&path), "--format", "dot"]).lines().count() > 5_000);
}

#[test]
fn a_wrong_program_has_no_picture() {
    let (_home, path) = shop();
    fs::write(&path, SHOP.replace("= api.url", "= apy.url")).unwrap();
    let output = run(kappc(&["graph", word(&path)]), 1);
    assert!(output.stdout.is_empty() && text(&output.stderr).contains("apy"));
    let _ = run(kappc(&["graph", word(&path), "--env", "test"]), 2);
}
