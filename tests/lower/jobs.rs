//! Jobs: names by content, failures, order.

use serde_json::json;

use crate::program::{build, order};

fn job(entries: &str) -> crate::program::Built {
    build(&format!("app test {{}}\njob migrate {{ image = \"tools:1\"  memory = 64Mi\n{entries}\n}}"))
}

fn name(entries: &str) -> String {
    let built = job(entries);
    built.names().into_iter().find(|name| name.starts_with("Job/")).unwrap()
}

#[test]
fn another_content_is_another_job() {
    let first = name("");
    assert!(first.starts_with("Job/migrate-") && first.len() == "Job/migrate-".len() + 8, "{first}");
    assert_eq!(first, name("// only a comment"));
    assert_eq!(first, name("labels { team = \"x\" }"));
    assert_ne!(first, name("args = [\"up\"]"));
    assert_ne!(first, name("patch Job { spec.suspend = true }"));
    assert_eq!(name("patch Job { metadata.name = \"fixed\" }"), "Job/fixed");
    assert!(job("schedule = \"@daily\"").names().contains(&"CronJob/migrate".to_owned()));
    let plain = build("app test { style = plain }\njob migrate { image = \"tools:1\"  selector { app = self } }");
    assert_eq!(plain.names(), ["Job/migrate"]);
}

#[test]
fn failures_have_their_meaning() {
    let entries = "indexed = true  completions = 2  retry_per_index = 1\n\
                   on_failure { ignore = [43]  fail = [42, 3]  fail_index = [5]  count = [6]  disruption = ignore }";
    let on = |values: serde_json::Value| json!({ "operator": "In", "values": values });
    let built = job(entries);
    assert_eq!(
        built.object(&name(entries))["spec"]["podFailurePolicy"],
        json!({ "rules": [
            { "action": "FailJob", "onExitCodes": on(json!([3, 42])) },
            { "action": "FailIndex", "onExitCodes": on(json!([5])) },
            { "action": "Ignore", "onExitCodes": on(json!([43])) },
            { "action": "Count", "onExitCodes": on(json!([6])) },
            { "action": "Ignore", "onPodConditions": [{ "type": "DisruptionTarget" }] },
        ] })
    );
}

#[test]
fn jobs_say_what_comes_before_what() {
    let text = "app test {}\ndefaults container { image = \"x:1\"  memory = 64Mi }\n\
                service db {}\nservice web {}\njob migrate { after = [db]  before = [web] }";
    assert_eq!(order(text), [("migrate", "web"), ("db", "migrate")].map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn what_two_uses_make_is_told_apart_in_the_order() {
    let text = "app test {}\ndefaults container { image = \"x:1\"  memory = 64Mi }\n\
                template stack() { service self {}  job migrate { after = [self_name]  before = [web] }\n\
                service web {}  let self_name = web-db  service web-db {} }\n\
                use stack as a\nuse stack as b\njob last { after = [a-web, b-web] }";
    let pairs = [
        ("a-web-db", "a-migrate"),
        ("a-migrate", "a-web"),
        ("b-web-db", "b-migrate"),
        ("b-migrate", "b-web"),
        ("a-web", "last"),
        ("b-web", "last"),
    ];
    let mut found = order(text);
    let mut wanted = pairs.map(|(first, then)| (first.to_owned(), then.to_owned())).to_vec();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn what_waits_stands_behind_what_comes_first() {
    let text = "app test { namespace = \"x\" }\ndefaults container { image = \"x:1\"  memory = 64Mi }\n\
                service db {}\nservice web {}\nservice z {}\n\
                job migrate { after = [db]  before = [web]  patch Job { metadata.name = \"migrate\" } }";
    let running = |text: &str| {
        let order = build(text).in_order();
        order.into_iter().filter(|name| name.starts_with("Deployment") || name.starts_with("Job")).collect::<Vec<_>>()
    };
    assert_eq!(running(text), ["Deployment/db", "Job/migrate", "Deployment/web", "Deployment/z"]);
    let without = text.replace("after = [db]  before = [web]", "");
    assert_eq!(running(&without), ["Deployment/db", "Deployment/web", "Deployment/z", "Job/migrate"]);
}

#[test]
fn the_pods_of_a_job_may_be_called_otherwise() {
    let built = build(
        "app test { namespace = \"x\"  network = strict }\n\
         job migrate { image = \"x:1\"  memory = 64Mi  pod_labels { \"app.kubernetes.io/name\" = \"other\" }\n\
         patch Job { metadata.name = \"migrate\" } }",
    );
    let pod = &built.object("Job/migrate")["spec"]["template"]["metadata"]["labels"];
    assert_eq!(pod["app.kubernetes.io/name"], "other");
    let policy = &built.object("NetworkPolicy/migrate-network-policy")["spec"]["podSelector"]["matchLabels"];
    assert_eq!(policy["app.kubernetes.io/name"], "other");
}
