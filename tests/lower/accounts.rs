//! Accounts, tokens and rights.

use serde_json::json;

use crate::program::{build, plain};

#[test]
fn in_plain_style_an_account_exists_when_it_is_written() {
    let built = plain("labels { team = \"x\" }\naccount { token = false }\ntoken = true");
    assert_eq!(built.names(), ["Deployment/web", "ServiceAccount/web"]);
    assert_eq!(
        *built.object("ServiceAccount/web"),
        json!({
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "web", "labels": { "team": "x" } },
            "automountServiceAccountToken": false,
        })
    );
    assert_eq!(built.pod("Deployment/web")["serviceAccountName"], "web");
    assert_eq!(built.pod("Deployment/web")["automountServiceAccountToken"], true);
    assert_eq!(plain("account = none").pod("Deployment/web").get("serviceAccountName"), None);
}

#[test]
fn an_account_may_be_anothers() {
    let program = r#"
        app test { style = plain }
        defaults service { image = "web:1"  selector { app = self } }
        account robot { name = "bot" }
        external account old {}
        service one { account { name = "first" } }
        service two { account = robot }
        service three { account = one }
        service four { account = old }
    "#;
    let built = build(program);
    let accounts: Vec<_> = ["one", "two", "three", "four"]
        .iter()
        .map(|name| built.pod(&format!("Deployment/{name}"))["serviceAccountName"].clone())
        .collect();
    assert_eq!(accounts, ["first", "bot", "first", "old"]);
    let made: Vec<String> = built.names().into_iter().filter(|name| name.starts_with("ServiceAccount")).collect();
    assert_eq!(made, ["ServiceAccount/bot", "ServiceAccount/first"]);
}

#[test]
fn rights_become_rules_and_bindings() {
    let program = r#"
        app test { style = plain  namespace = "here" { implicit = true } }
        service web {
          image = "web:1"
          selector { app = self }
          account {}
          can {
            "pods, pods/log, events" = [get, list]
            "deployments.apps:web, configmaps" = [get, "custom"]
            "secrets:a, secrets:b, jobs.batch, jobs.extensions" = [get]
          }
          can_cluster "*.*, /*" = ["*"]
        }
    "#;
    let built = build(program);
    assert_eq!(
        built.object("Role/web")["rules"],
        json!([
            { "apiGroups": [""], "resources": ["pods", "pods/log", "events"], "verbs": ["get", "list"] },
            { "apiGroups": ["apps"], "resources": ["deployments"], "resourceNames": ["web"], "verbs": ["get", "custom"] },
            { "apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "custom"] },
            { "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a", "b"], "verbs": ["get"] },
            { "apiGroups": ["batch", "extensions"], "resources": ["jobs"], "verbs": ["get"] },
        ])
    );
    assert_eq!(
        built.object("ClusterRole/web")["rules"],
        json!([
            { "apiGroups": ["*"], "resources": ["*"], "verbs": ["*"] },
            { "nonResourceURLs": ["*"], "verbs": ["*"] },
        ])
    );
    let binding = built.object("RoleBinding/web");
    assert_eq!(binding["metadata"], json!({ "name": "web" }));
    assert_eq!(binding["subjects"], json!([{ "kind": "ServiceAccount", "name": "web" }]));
    assert_eq!(binding["roleRef"], json!({ "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "web" }));
    let cluster = built.object("ClusterRoleBinding/web");
    assert_eq!(cluster["subjects"], json!([{ "kind": "ServiceAccount", "name": "web", "namespace": "here" }]));
}

#[test]
fn rights_of_the_namespace_may_be_those_of_the_cluster_too() {
    let built = build(
        "app test { style = plain  namespace = \"here\" }\nservice web { image = \"web:1\"  selector { app = self }  can \"pods\" = [get]  can_cluster = self.can }",
    );
    assert_eq!(built.object("ClusterRole/web")["rules"], built.object("Role/web")["rules"]);
    assert_eq!(built.object("ClusterRole/web")["metadata"], json!({ "name": "web" }));
    assert_eq!(built.object("Role/web")["metadata"], json!({ "name": "web", "namespace": "here" }));
}

#[test]
fn others_may_read_who_the_pods_run_as() {
    let binding = r#"
      resource "rbac.authorization.k8s.io/v1" RoleBinding readers {
        roleRef  = { apiGroup = "rbac.authorization.k8s.io", kind = "Role", name = "readers" }
        subjects = [{ kind = "ServiceAccount", name = web.account, namespace = "shop" }]
      }
    "#;
    let who = |account: &str| {
        let head = "app test { style = plain  namespace = \"shop\" }\nservice web { image = \"web:1\"  selector { app = self }";
        let built = build(&format!("{head}  {account} }}\n{binding}"));
        built.object("RoleBinding/readers")["subjects"][0]["name"].clone()
    };
    assert_eq!(who("account { name = \"reader\" }"), "reader");
    assert_eq!(who("account = none"), "default");
}
