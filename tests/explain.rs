//! What `kappc explain` says of a program: who set what, which layer counts, and which rules added the rest.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

mod harness;

use std::collections::BTreeSet;

use harness::command::{folder, kappc, module, run, text};
use harness::program::Program;
use kappc::lower::{Cause, Node, RULES, Tree, rule};
use kappc::{Goal, Inputs, Selection};

const LAYERED: &str = r#"app a { namespace = "a" }
environments dev, prod
param size: bytes = 64Mi

defaults container { env { FROM = "container" } }
defaults service {
  memory = 32Mi
  args   = ["a"]
  in dev { unset memory }
}
profile loud for service {
  env.LEVEL = "debug"
  args     += ["b"]
}
service web with loud {
  image     = "a:1"
  memory    = size
  port http = 80 { name = "web" }
  env { HOME = "/" }
  sidecar log { image = "b:1"  memory = 16Mi  env.X = "1" }
}
service db { image = "d:1"  memory = 1Gi }
config db { data { a = "1" } }
external config db-login { keys = [a] }
secret hidden {
  data { password = "hunter2" }
  allow literal_secret because "a test"
}
in prod {
  service web {
    memory = 128Mi
    env.LEVEL = "warn"
    port.http = 8080
  }
}
"#;

fn said(topic: &str, more: &[&str]) -> String {
    let path = module(&format!("explain-{}", topic.replace(['/', '"'], "_")), LAYERED);
    text(&run(kappc().arg("explain").arg(topic).arg(".").args(more).current_dir(path), 0).stdout)
}

#[track_caller]
fn same(actual: &str, expected: &str) {
    assert!(actual == expected.strip_prefix('\n').unwrap(), "{actual}\nexpected:{expected}");
}

#[test]
fn layers_are_named_lowest_first_each_with_its_place() {
    same(
        &said("web.memory", &["--env", "prod"]),
        "
service web: memory
  `defaults service`      app.kapp:7   memory = 32Mi   replaced
  service `web`           app.kapp:17  memory = size   replaced
  `in prod` at top level  app.kapp:31  memory = 128Mi  counts
  = 128Mi
",
    );
}

#[test]
fn environments_that_agree_are_shown_once() {
    let both = said("web.memory", &[]);
    assert!(both.starts_with("# in dev\nservice web: memory\n") && both.contains("\n# in prod\n"), "{both}");
    assert!(both.contains("unset memory"), "{both}");
    let same = said("web.args", &[]);
    assert!(same.starts_with("service web: args\n"), "{same}");
}

#[test]
fn what_is_appended_is_added_and_a_whole_counts_for_its_parts() {
    same(
        &said("web.args", &[]),
        "
service web: args
  `defaults service`  app.kapp:8   args = [\"a\"]   counts
  profile `loud`      app.kapp:13  args += [\"b\"]  added
  = [\"a\", \"b\"]
",
    );
}

#[test]
fn entries_of_maps_containers_and_options_have_histories_of_their_own() {
    let env = said("web.env.LEVEL", &["--env", "prod"]);
    assert!(env.contains("env.LEVEL = \"debug\"  replaced") && env.contains("env.LEVEL = \"warn\"   counts"), "{env}");
    assert!(!env.contains("HOME"), "{env}");
    let sidecar = said("web.sidecar.log.env", &["--env", "dev"]);
    assert!(sidecar.contains("sidecar.log.env.FROM = \"container\"  counts"), "{sidecar}");
    assert!(sidecar.contains("sidecar.log.env.X = \"1\""), "{sidecar}");
    // A new number leaves the options of the port alone.
    let option = said("web.port.http.name", &["--env", "prod"]);
    assert!(option.contains("port.http.name = \"web\"  counts") && !option.contains("8080"), "{option}");
    let port = said("web.port.http", &["--env", "prod"]);
    assert!(
        port.contains("port.http = 80          replaced") && port.contains("port.http = 8080        counts"),
        "{port}"
    );
}

#[test]
fn a_default_of_the_vocabulary_counts_where_nothing_is_written() {
    same(
        &said("web.replicas", &[]),
        "
service web: replicas
  the vocabulary    replicas = 1  counts
",
    );
    assert_eq!(said("web.grace", &[]), "service web: grace\n  no layer sets it\n");
}

#[test]
fn the_app_and_the_versions_of_a_service_have_chains_of_their_own() {
    let program = r#"app shop {
  namespace = "shop"
  labels { team = "a" }
  in prod { namespace = "shop-prod"  labels.team = "b" }
}
environments dev, prod
service web {
  image  = "a:1"
  memory = 64Mi
  version v1 { replicas = 2 }
  version v2 { image = "a:2" }
  in prod { version v2 { image = "a:3" } }
}
"#;
    let path = module("explain-chains", program);
    let said =
        |topic: &str| text(&run(kappc().args(["explain", topic, ".", "--env", "prod"]).current_dir(&path), 0).stdout);
    same(
        &said("app.namespace"),
        "
app shop: namespace
  `app`               app.kapp:2  namespace = \"shop\"       replaced
  `in prod` of `app`  app.kapp:4  namespace = \"shop-prod\"  counts
  = \"shop-prod\"
",
    );
    let app = said("app");
    assert!(app.starts_with("app shop\n") && app.contains("labels.team = \"a\"        replaced"), "{app}");
    same(
        &said("web.version.v2.image"),
        "
service web.version.v2: image
  service `web`              app.kapp:8   image = \"a:1\"  replaced
  version `v2`               app.kapp:11  image = \"a:2\"  replaced
  `in prod` of version `v2`  app.kapp:12  image = \"a:3\"  counts
  = \"a:3\"
",
    );
    let all = said("web.version");
    assert!(all.contains("service web.version.v1\n") && all.contains("\nservice web.version.v2\n"), "{all}");
    let wrong = text(&run(kappc().args(["explain", "app.labls", "."]).current_dir(&path), 2).stderr);
    assert!(wrong.contains("did you mean `app.labels`?"), "{wrong}");
}

#[test]
fn a_name_of_several_kinds_is_told_apart_by_the_kind() {
    assert!(said("db", &["--env", "prod"]).starts_with("service db, declared in app.kapp:22\n"));
    assert!(said("config.db", &[]).starts_with("config db, declared in app.kapp:23\n"));
    assert!(said("config.db.data.a", &[]).contains("data.a = \"1\"  counts"));
    assert_eq!(said("db-login", &[]), "external config db-login, declared in app.kapp:24\n  nothing is made of it\n");
}

#[test]
fn nothing_of_a_secret_is_shown() {
    for topic in ["hidden", "hidden.data", "hidden.data.password"] {
        let said = said(topic, &[]);
        assert!(said.contains("(not shown)") && !said.contains("hunter2") && !said.contains("aHVudGVyMg"), "{said}");
    }
}

#[test]
fn a_word_of_the_language_goes_before_a_declaration_unless_a_module_is_named() {
    let path =
        module("explain-order", "app a { namespace = \"a\" }\nservice service { image = \"a:1\"  memory = 64Mi }\n");
    let bare = text(&run(kappc().args(["explain", "service"]).current_dir(&path), 0).stdout);
    assert!(bare.contains("\n  image: image\n"), "{bare}");
    let named = text(&run(kappc().args(["explain", "service", "."]).current_dir(&path), 0).stdout);
    assert!(named.starts_with("service service, declared in "), "{named}");
}

#[test]
fn what_is_not_there_is_two_and_suggests() {
    let path = module("explain-missing", LAYERED);
    for (topic, near) in
        [("wbe", "`web`"), ("web.memroy", "`web.memory`"), ("web.probe.ready.evry", "`web.probe.ready.every`")]
    {
        let said = text(&run(kappc().args(["explain", topic]).current_dir(&path), 2).stderr);
        assert!(said.contains(&format!("did you mean {near}?")), "{said}");
    }
    let empty = folder("explain-empty");
    let said = text(&run(kappc().args(["explain", "wbe"]).current_dir(&empty), 2).stderr);
    assert!(said.contains("nothing to explain called `wbe`"), "{said}");
    let said = text(&run(kappc().args(["explain", "web", ".", "--env", "prd"]).current_dir(&path), 2).stderr);
    assert!(said.contains("there is no environment `prd`"), "{said}");
}

#[test]
fn a_program_with_mistakes_is_explained_as_far_as_it_goes() {
    let path = module("explain-broken", LAYERED.replace("memory = 1Gi", "memory = 1Gx"));
    let output = run(kappc().args(["explain", "web.args", "."]).current_dir(&path), 1);
    assert!(
        text(&output.stderr).contains("error[K") && text(&output.stdout).contains("args += "),
        "{}",
        text(&output.stdout)
    );
}

/// Every rule behind a node of the program's objects.
fn rules(program: &str) -> BTreeSet<&'static str> {
    fn walk(node: &Node, found: &mut BTreeSet<&'static str>) {
        if let Cause::Default(rule) = node.origin.cause {
            let _ = found.insert(rule.name());
        }
        match &node.tree {
            Tree::Map(map) => map.iter().for_each(|(_, inner)| walk(inner, found)),
            Tree::List(items) => items.iter().for_each(|inner| walk(inner, found)),
            _ => {}
        }
    }
    let inputs = Inputs { goal: Goal::Inspect, environments: Selection::Unnamed, ..Inputs::default() };
    let compilation = Program { inputs, ..Program::of("a.kapp", program) }.compile().unwrap();
    assert!(compilation.diagnostics.is_empty(), "{program}\n{:#?}", compilation.diagnostics);
    let mut found = BTreeSet::new();
    for inspected in &compilation.inspected {
        inspected.manifests.objects.iter().for_each(|object| walk(&object.root, &mut found));
    }
    found
}

/// A program that every rule adds something to.
const DEFAULTED: &str = r#"app a { namespace = "a"  network = strict }
service web {
  image = "a:1"
  memory = 64Mi
  port http = 80
  replicas = 2
  env.A = settings.A
}
service db {
  image = "d:1"
  memory = 64Mi
  port db = 5432
  stateful = true
  user = 26
  storage data { size = 1Gi  mount = "/data" }
}
job once {
  image = "j:1"
  memory = 64Mi
}
config settings { data { A = "1" } }
namespace other {}
secret empty {
  data { a = "1" }
  allow literal_secret because "a test"
}
"#;

/// How each rule is left, as `explain` says it can be: what is put in place of what.
const LEFT: &[(&str, &[(&str, &str)])] = &[
    ("account-token", &[("  memory = 64Mi", "  memory = 64Mi\n  token = true\n  account.token = true")]),
    ("budget", &[("replicas = 2", "replicas = 2\n  disrupt = none")]),
    ("config-digest", &[("config settings { data { A = \"1\" } }", "external config settings { keys = [A] }")]),
    ("drain", &[("  memory", "  drain = none\n  memory")]),
    ("fs-group", &[("user = 26", "user = 26\n  fs_group = none")]),
    ("headless", &[("stateful = true", "stateful = true\n  network { headless = false }")]),
    ("job-name", &[("  image = \"j:1\"", "  image = \"j:1\"\n  patch Job { metadata.name = \"once\" }")]),
    ("pod-security", &[("namespace other {}", "namespace other { pod_security = none }")]),
    ("pull-policy", &[("  memory", "  pull = always\n  memory")]),
    ("secret-type", &[("secret empty {", "secret empty {\n  type = \"Opaque\"")]),
    ("security", &[("  memory", "  security = none\n  memory")]),
    ("service-links", &[("  memory", "  pod { enableServiceLinks = true }\n  memory")]),
    ("spread", &[("replicas = 2", "replicas = 2\n  spread zone = none\n  spread node = none")]),
    ("strict-network", &[("  network = strict", "")]),
    ("writable-tmp", &[("  memory", "  allow writable_root because \"a test\"\n  memory")]),
];

#[test]
fn every_rule_has_its_reason_and_is_left_as_it_says() {
    let all = rules(DEFAULTED);
    for name in &all {
        assert!(rule(name).is_some(), "the rule `{name}` has no reason in `lower::RULES`");
    }
    for rule in RULES.iter().filter(|rule| !["labels", "vocabulary"].contains(&rule.name)) {
        assert!(all.contains(rule.name), "nothing is added by the rule `{}`", rule.name);
        let Some((_, changes)) = LEFT.iter().find(|(name, _)| *name == rule.name) else {
            panic!("the test does not know how the rule `{}` is left", rule.name);
        };
        let program = changes.iter().fold(DEFAULTED.to_owned(), |text, (from, to)| text.replace(from, to));
        assert!(!rules(&program).contains(rule.name), "the rule `{}` is not left\n{program}", rule.name);
    }
}

#[test]
fn a_word_of_the_language_is_explained_wherever_one_asks() {
    let empty = folder("explain-words");
    let said = |topic: &str| text(&run(kappc().args(["explain", topic]).current_dir(&empty), 0).stdout);
    assert!(said("allow").contains("allow CAPABILITY because") && said("allow").contains("  host_path: "));
    assert!(said("replicas").starts_with("service.replicas: "));
    assert!(said("assert").starts_with("assert CONDITION else \"message\""));
    for topic in ["probe", "mount", "external", "duration", "cron", "path", "in", "defaults", "profile", "template"] {
        assert!(said(topic).lines().count() > 1, "{topic}");
    }
    let declared = module("explain-word-declared", LAYERED.replace("service db", "service replicas"));
    let said = text(&run(kappc().args(["explain", "replicas", "."]).current_dir(&declared), 0).stdout);
    assert!(said.contains("service replicas, declared in"), "{said}");
}

#[test]
fn what_is_unknown_is_said_without_the_mistakes_around() {
    let path = module("explain-unknown-broken", LAYERED.replace("memory = 1Gi", "memory = 1Gx"));
    let said = text(&run(kappc().args(["explain", "nonsense"]).current_dir(&path), 2).stderr);
    assert!(said.contains("nothing to explain called `nonsense`") && !said.contains("1Gx"), "{said}");
    let output = run(kappc().args(["explain", "db", "."]).current_dir(&path), 1);
    assert!(!text(&output.stdout).contains("nothing is made of it"), "{}", text(&output.stdout));
}
