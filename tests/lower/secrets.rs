//! Where the values of secrets come from.

use serde_json::json;

use crate::program::build;

const WEB: &str = "service web { image = \"web:1\"  memory = 64Mi  env.PASSWORD = db.password }";

#[test]
fn a_store_is_read_by_external_secrets() {
    let built = build(&format!(
        "app test {{}}\n{WEB}\nsecret db = store(\"vault\", \"shop/db\") {{ keys = [username, password]  type = basic_auth  refresh = 15m }}"
    ));
    let made = built.object("ExternalSecret/db");
    assert_eq!(made["apiVersion"], "external-secrets.io/v1");
    let entry = |key: &str| json!({ "secretKey": key, "remoteRef": { "key": "shop/db", "property": key } });
    assert_eq!(
        made["spec"],
        json!({
            "refreshInterval": "900s",
            "secretStoreRef": { "name": "vault", "kind": "SecretStore" },
            "target": { "name": "db", "template": { "type": "kubernetes.io/basic-auth" } },
            "data": [entry("username"), entry("password")],
        })
    );
    let env = &built.web()["env"][0];
    assert_eq!(env["valueFrom"]["secretKeyRef"], json!({ "name": "db", "key": "password" }));
    assert!(!built.names().iter().any(|name| name.starts_with("Secret/")));
}

#[test]
fn a_store_may_be_the_clusters_and_its_names_others() {
    let built = build(
        "app test {}\nsecret all = store(\"vault\", \"shop/all\") { cluster = true  name = \"whole\" }\n\
         secret some = store(\"vault\", \"shop/some\") { keys { password = \"db_password\" }  immutable = true }",
    );
    assert_eq!(
        built.object("ExternalSecret/whole")["spec"],
        json!({
            "secretStoreRef": { "name": "vault", "kind": "ClusterSecretStore" },
            "target": { "name": "whole" },
            "dataFrom": [{ "extract": { "key": "shop/all" } }],
        })
    );
    assert_eq!(
        built.object("ExternalSecret/some")["spec"]["data"],
        json!([{ "secretKey": "password", "remoteRef": { "key": "shop/some", "property": "db_password" } }])
    );
}

#[test]
fn what_is_generated_or_decrypted_is_in_no_output() {
    for source in [
        "generate { password = 32  name = \"login\" }",
        "sops(\"db.enc.yaml\") { keys = [password]  name = \"login\" }",
    ] {
        let built = build(&format!("app test {{}}\n{WEB}\nsecret db = {source}"));
        assert_eq!(built.codes, ["K0544"], "{source}");
        assert!(!built.names().iter().any(|name| name.contains("Secret/")), "{source}");
        assert_eq!(built.web()["env"][0]["valueFrom"]["secretKeyRef"], json!({ "name": "login", "key": "password" }));
    }
}
