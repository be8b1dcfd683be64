//! Strict networking: one policy a workload, one edge a reference.

use serde_json::{Value, json};

use crate::program::{Built, build};

const STRICT: &str = "app test { namespace = \"here\"  network = strict }\n\
                      defaults container { memory = 64Mi }\ndefaults service { image = \"web:1\" }\n";

fn strict(text: &str) -> Built {
    build(&format!("{STRICT}{text}"))
}

fn pods(name: &str) -> Value {
    json!({ "podSelector": { "matchLabels": { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "test" } } })
}

fn names() -> Value {
    json!({
        "to": [{
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "kube-system" } },
            "podSelector": { "matchLabels": { "k8s-app": "kube-dns" } },
        }],
        "ports": [{ "protocol": "UDP", "port": 53 }, { "protocol": "TCP", "port": 53 }],
    })
}

fn policy<'a>(built: &'a Built, name: &str) -> &'a Value {
    &built.object(&format!("NetworkPolicy/{name}-network-policy"))["spec"]
}

#[test]
fn a_reference_is_an_edge_on_both_sides() {
    let built = strict(
        r#"
          let database = db.addr
          service web  { env { DB = database  CACHE = cache.port.main.url  SELF = self.port.http }  port http = 8080 }
          service db   { port sql = 5432 { service = 80 } }
          service cache { port main = 6379  port admin = 6380 }
        "#,
    );
    let web = policy(&built, "web");
    assert_eq!(web["policyTypes"], json!(["Ingress", "Egress"]));
    assert_eq!(web["ingress"], json!(null));
    assert_eq!(
        web["egress"],
        json!([
            names(),
            { "to": [pods("db")], "ports": [{ "port": 5432 }] },
            { "to": [pods("cache")], "ports": [{ "port": 6379 }] },
        ])
    );
    assert_eq!(policy(&built, "db")["ingress"], json!([{ "from": [pods("web")], "ports": [{ "port": 5432 }] }]));
    assert_eq!(policy(&built, "db")["egress"], json!([names()]));
    assert_eq!(policy(&built, "cache")["ingress"], json!([{ "from": [pods("web")], "ports": [{ "port": 6379 }] }]));
}

#[test]
fn a_host_leads_to_every_port_and_clients_of_the_same_ports_share_a_rule() {
    let built = strict(
        r#"
          config settings { data { HOST = db.host } }
          service web { env_from = [settings] }
          service api { uses = [db] }
          service one { env.DB = db.port.sql.addr }
          service db { port sql = 5432  port dns = 53/udp }
        "#,
    );
    assert_eq!(
        policy(&built, "db")["ingress"],
        json!([
            { "from": [pods("web"), pods("api")], "ports": [{ "port": 5432 }, { "protocol": "UDP", "port": 53 }] },
            { "from": [pods("one")], "ports": [{ "port": 5432 }] },
        ])
    );
}

#[test]
fn what_is_not_an_address_is_no_edge() {
    let built = strict(
        "service web { account = db  env { NAME = db.name } }\nservice db { port sql = 5432 }\nservice job { env.OWN = self.port.x  port x = 1 }",
    );
    assert_eq!(policy(&built, "web")["egress"], json!([names()]));
    assert_eq!(policy(&built, "job")["egress"], json!([names()]));
    assert_eq!(policy(&built, "db")["ingress"], json!(null));
}

#[test]
fn the_outside_the_api_and_metrics_are_reached() {
    let built = strict(
        r#"
          external service old { namespace = "legacy"  port http = 80 }
          service web {
            port http = 8080
            port prom = 9090
            expose http { host = "a.example.org" }
            metrics prom { every = 30s }
            can pods = [get]
            env.OLD = old.addr
            accept http = [client]
            reach "10.1.2.3"    = [5432, 53/udp]
            reach "192.0.2.0/24" = any
            reach "api.example.org" = [443]
          }
          job client {  image = "web:1" }
        "#,
    );
    let ip = |network: &str| json!({ "ipBlock": { "cidr": network } });
    let web = policy(&built, "web");
    assert_eq!(
        web["ingress"],
        json!([
            { "from": [pods("client")], "ports": [{ "port": 8080 }] },
            { "ports": [{ "port": 8080 }] },
            { "from": [{ "namespaceSelector": {} }], "ports": [{ "port": 9090 }] },
        ])
    );
    assert_eq!(
        web["egress"],
        json!([
            { "to": [ip("10.1.2.3/32")], "ports": [{ "port": 5432 }, { "protocol": "UDP", "port": 53 }] },
            { "to": [ip("192.0.2.0/24")] },
            { "to": [ip("0.0.0.0/0"), ip("::/0")], "ports": [{ "port": 443 }] },
            names(),
            { "ports": [{ "port": 443 }, { "port": 6443 }] },
            { "to": [{ "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "legacy" } } }] },
        ])
    );
    assert_eq!(
        policy(&built, "client")["egress"],
        json!([names(), { "to": [pods("web")], "ports": [{ "port": 8080 }] }])
    );
}

#[test]
fn without_strict_a_policy_has_the_direction_that_is_written() {
    let text = |style: &str| {
        build(&format!(
            "app test {{ namespace = \"here\"  {style} }}\n\
             defaults service {{ image = \"web:1\"  memory = 64Mi  selector {{ app = self }} }}\n\
             service web {{ reach \"10.0.0.0/8\" = [443]  uses = [db]  env.DB = cache.addr }}\n\
             service db {{ port sql = 5432  accept sql = [other]  }}\n\
             service cache {{ port main = 6379 }}\nservice other {{ env.DB = db.addr }}"
        ))
    };
    let app = |name: &str| json!({ "podSelector": { "matchLabels": { "app": name } } });
    let plain = text("style = plain");
    assert_eq!(policy(&plain, "web")["policyTypes"], json!(["Egress"]));
    assert_eq!(
        policy(&plain, "web")["egress"],
        json!([
            { "to": [{ "ipBlock": { "cidr": "10.0.0.0/8" } }], "ports": [{ "port": 443 }] },
            { "to": [app("db")], "ports": [{ "port": 5432 }] },
        ])
    );
    assert_eq!(policy(&plain, "db")["ingress"], json!([{ "from": [app("other")], "ports": [{ "port": 5432 }] }]));
    assert!(!plain.names().contains(&"NetworkPolicy/cache-network-policy".to_owned()));
    let safe = text("");
    assert_eq!(policy(&safe, "web")["egress"].as_array().unwrap().len(), 4);
    assert_eq!(policy(&safe, "db")["policyTypes"], json!(["Ingress"]));
    assert_eq!(policy(&safe, "db")["ingress"][1]["from"], json!([app("web"), app("other")]));
}

#[test]
fn what_accept_says_of_a_port_counts_for_metrics_and_routes() {
    let built = strict(
        r#"
          service web {
            port http  = 8080
            port admin = 9000 { service = none }
            expose http { host = "a.example.org" }
            metrics admin
            accept admin = [namespace("monitoring")]
            accept http  = [namespace("ingress")]
          }
        "#,
    );
    let namespace =
        |name: &str| json!([{ "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": name } } }]);
    assert_eq!(
        policy(&built, "web")["ingress"],
        json!([
            { "from": namespace("monitoring"), "ports": [{ "port": 9000 }] },
            { "from": namespace("ingress"), "ports": [{ "port": 8080 }] },
        ])
    );
}

#[test]
fn peers_are_pods_with_labels_too() {
    let built = strict(
        r#"
          service web {
            port http = 8080
            accept http = [pods({ app = "prometheus" }), pods({ app = "grafana" }, "monitoring")]
            uses = [pods({ app = "vault" }), namespace("logging"), cidr("10.0.0.0/8"), db]
          }
          service db { port sql = 5432 }
        "#,
    );
    let app = |name: &str| json!({ "matchLabels": { "app": name } });
    let namespace = |name: &str| json!({ "matchLabels": { "kubernetes.io/metadata.name": name } });
    assert_eq!(
        policy(&built, "web")["ingress"][0]["from"],
        json!([
            { "podSelector": app("prometheus") },
            { "namespaceSelector": namespace("monitoring"), "podSelector": app("grafana") },
        ])
    );
    assert_eq!(
        policy(&built, "web")["egress"],
        json!([
            { "to": [
                { "podSelector": app("vault") },
                { "namespaceSelector": namespace("logging") },
                { "ipBlock": { "cidr": "10.0.0.0/8" } },
            ] },
            names(),
            { "to": [pods("db")], "ports": [{ "port": 5432 }] },
        ])
    );
}
