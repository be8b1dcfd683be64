//! Configs, secrets, other resources, and the metadata of all.

use serde_json::json;

use crate::program::{build, codes};

#[test]
fn configs_and_secrets() {
    let built = build(
        r#"
        app test { style = plain }
        config settings { immutable = true  data { a = "x"  b = 5m  c = 1.50  d = true } }
        config bare {}
        secret filled = empty { type = tls }
        secret plain { type = "example.org/kind"  data { user = "admin"  pin = 1234 }  allow literal_secret because "a test" }
        "#,
    );
    assert_eq!(
        *built.object("ConfigMap/settings"),
        json!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "settings" },
            "immutable": true, "data": { "a": "x", "b": "5m", "c": "1.50", "d": "true" },
        })
    );
    assert_eq!(
        *built.object("ConfigMap/bare"),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "bare" } })
    );
    assert_eq!(built.object("Secret/filled")["type"], "kubernetes.io/tls");
    // What the API server asks of the type, without content.
    assert_eq!(built.object("Secret/filled")["data"], json!({ "tls.crt": "", "tls.key": "" }));
    assert_eq!(built.object("Secret/plain")["type"], "example.org/kind");
    assert_eq!(built.object("Secret/plain")["data"], json!({ "user": "YWRtaW4=", "pin": "MTIzNA==" }));
}

#[test]
fn labels_of_the_app_stand_below_those_of_the_object() {
    let built = build(
        r#"
        app test { style = plain  namespace = "here"  labels { a = "app"  b = "app" }  annotations { note = "all" } }
        service web { image = "web:1"  selector { app = self }  port http = 80  labels { b = "own" }  account { labels = {} } }
        "#,
    );
    let metadata = json!({ "name": "web", "namespace": "here", "labels": { "a": "app", "b": "own" }, "annotations": { "note": "all" } });
    assert_eq!(built.object("Deployment/web")["metadata"], metadata);
    assert_eq!(built.object("Service/web")["metadata"], metadata);
    assert_eq!(built.object("ServiceAccount/web")["metadata"]["labels"], json!({ "a": "app", "b": "app" }));
    assert_eq!(built.object("Deployment/web")["spec"]["template"]["metadata"], json!({ "labels": { "app": "web" } }));
}

#[test]
fn any_other_object_is_what_is_written() {
    let built = build(
        r#"
        app test { style = plain  namespace = "here"  labels { a = "app" }  allow untyped because "a test" }
        resource "example.org/v1" Thing one {
          labels { b = "own" }
          spec { size = 5Gi  count = 3  on = true  list = [{ name = "x"  ratio = 0.5 }] }
        }
        resource "scheduling.k8s.io/v1" PriorityClass high { value = 1000 }
        "#,
    );
    assert_eq!(
        *built.object("Thing/one"),
        json!({
            "apiVersion": "example.org/v1", "kind": "Thing",
            "metadata": { "name": "one", "namespace": "here", "labels": { "a": "app", "b": "own" } },
            "spec": { "size": "5Gi", "count": 3, "on": true, "list": [{ "name": "x", "ratio": 0.5 }] },
        })
    );
    assert_eq!(built.object("PriorityClass/high")["metadata"], json!({ "name": "high", "labels": { "a": "app" } }));
}

#[test]
fn identity_is_group_kind_namespace_and_name() {
    let two = |second: &str| codes(&format!("app test {{ style = plain }}\nconfig a {{}}\n{second}"));
    assert_eq!(two("config b { name = \"a\" }"), ["K0513"]);
    assert_eq!(two("config b { name = \"a\"  namespace = \"other\" }"), Vec::<String>::new());
    assert_eq!(two("secret a = empty {}"), Vec::<String>::new());
}
