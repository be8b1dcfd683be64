//! Monitors, vertical autoscalers, canaries, neighbors, name lookup.

use serde_json::json;

use crate::program::{build, plain};

fn safe(entries: &str) -> crate::program::Built {
    build(&format!("app test {{}}\nservice web {{ image = \"web:1\"  memory = 64Mi\n{entries}\n}}"))
}

#[test]
fn metrics_become_monitors() {
    let built = safe(
        "port http = 8080\nport prom = 9090\nport own = 9 { service = none }\nmetrics prom { path = \"/m\"  every = 1m }\nmetrics http {}\nmetrics own { labels { release = \"prometheus\" } }",
    );
    let own = json!({ "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "test" });
    assert_eq!(
        built.object("ServiceMonitor/web")["spec"],
        json!({
            "selector": { "matchLabels": own },
            "endpoints": [{ "port": "prom", "path": "/m", "interval": "60s" }, { "port": "http" }],
        })
    );
    let monitor = built.object("PodMonitor/web");
    assert_eq!(monitor["metadata"]["labels"]["release"], "prometheus");
    assert_eq!(
        monitor["spec"],
        json!({ "selector": { "matchLabels": own }, "podMetricsEndpoints": [{ "port": "own" }] })
    );
}

#[test]
fn a_service_without_labels_is_watched_by_its_pods() {
    let built = plain("port http = 8080\nmetrics http {}");
    assert_eq!(
        built.object("PodMonitor/web")["spec"],
        json!({ "selector": { "matchLabels": { "app": "web" } }, "podMetricsEndpoints": [{ "portNumber": 8080 }] })
    );
    let labelled = plain("labels { team = \"x\" }\nport http = 8080 { service_name = none }\nmetrics http {}");
    assert_eq!(
        labelled.object("ServiceMonitor/web")["spec"],
        json!({ "selector": { "matchLabels": { "team": "x" } }, "endpoints": [{ "targetPort": 8080 }] })
    );
}

#[test]
fn requests_follow_the_use() {
    let built = plain("rightsize = auto { cpu = 100m..2  memory = 64Mi..1Gi }");
    assert_eq!(
        built.object("VerticalPodAutoscaler/web")["spec"],
        json!({
            "targetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web" },
            "updatePolicy": { "updateMode": "Recreate" },
            "resourcePolicy": { "containerPolicies": [{
                "containerName": "web",
                "minAllowed": { "cpu": "100m", "memory": "64Mi" },
                "maxAllowed": { "cpu": "2", "memory": "1Gi" },
            }] },
        })
    );
    let said = plain("rightsize = recommend { name = \"advice\" }");
    assert_eq!(
        said.object("VerticalPodAutoscaler/advice")["spec"],
        json!({
            "targetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web" },
            "updatePolicy": { "updateMode": "Off" },
        })
    );
    assert_eq!(plain("rightsize = off").names(), ["Deployment/web"]);
}

#[test]
fn a_canary_stands_beside_the_others() {
    let built = safe("port http = 8080\nreplicas = 9\ncanary { image = \"web:2\"  weight = 10% }");
    let canary = built.object("Deployment/web-canary");
    assert_eq!(canary["spec"]["replicas"], 1);
    assert_eq!(canary["spec"]["selector"]["matchLabels"]["version"], "canary");
    assert_eq!(canary["spec"]["template"]["spec"]["containers"][0]["image"], "web:2");
    let main = built.object("Deployment/web");
    assert_eq!(main["spec"]["replicas"], 9);
    assert_eq!(main["spec"]["selector"]["matchLabels"].get("version"), None);
    let found = &built.object("Service/web")["spec"]["selector"];
    let labels = &canary["spec"]["template"]["metadata"]["labels"];
    assert!(found.as_object().unwrap().iter().all(|(key, value)| labels[key] == *value));
    let scaled = safe("cpu = 100m\nreplicas = 4..20\nscale { cpu = 70% }\ncanary { image = \"web:2\"  weight = 50% }");
    assert_eq!(scaled.object("Deployment/web-canary")["spec"]["replicas"], 4);
    assert_eq!(scaled.names().iter().filter(|name| name.starts_with("Horizontal")).count(), 1);
    let counted = safe("canary { image = \"web:2\"  replicas = 3 }");
    assert_eq!(counted.object("Deployment/web-canary")["spec"]["replicas"], 3);
}

#[test]
fn pods_shun_and_seek_others() {
    let built = build(
        r#"
          app test { style = plain  namespace = "here" }
          defaults service { image = "web:1"  selector { app = self } }
          service cache { namespace = "there" }
          service db {}
          service web {
            avoid node { required = true }
            avoid zone { weight = 5  workload = [db, cache] }
            near "rack.example.org/row" { workload = cache }
          }
        "#,
    );
    let of = |name: &str| json!({ "matchLabels": { "app": name } });
    let zone = "topology.kubernetes.io/zone";
    assert_eq!(
        built.pod("Deployment/web")["affinity"],
        json!({
            "podAffinity": { "preferredDuringSchedulingIgnoredDuringExecution": [{
                "weight": 100,
                "podAffinityTerm": { "labelSelector": of("cache"), "namespaces": ["there"], "topologyKey": "rack.example.org/row" },
            }] },
            "podAntiAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": [
                    { "labelSelector": of("web"), "topologyKey": "kubernetes.io/hostname" },
                ],
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    { "weight": 5, "podAffinityTerm": { "labelSelector": of("db"), "topologyKey": zone } },
                    { "weight": 5, "podAffinityTerm": { "labelSelector": of("cache"), "namespaces": ["there"], "topologyKey": zone } },
                ],
            },
        })
    );
}

#[test]
fn names_are_looked_up_as_written() {
    let built = plain(
        "dns = none { servers = [\"10.0.0.10\"]  search = [\"example.org\"]  options { ndots = 2  edns0 = \"\" } }",
    );
    let pod = built.pod("Deployment/web");
    assert_eq!(pod["dnsPolicy"], "None");
    assert_eq!(
        pod["dnsConfig"],
        json!({
            "nameservers": ["10.0.0.10"],
            "searches": ["example.org"],
            "options": [{ "name": "ndots", "value": "2" }, { "name": "edns0" }],
        })
    );
    assert_eq!(plain("dns = default").pod("Deployment/web")["dnsPolicy"], "Default");
    assert_eq!(plain("dns { options { ndots = 2 } }").pod("Deployment/web")["dnsPolicy"], json!(null));
}

#[test]
fn scale_follows_what_is_outside_of_the_cluster() {
    let built = plain("replicas = 1..5\nscale { external queue_length = 30 { labels { queue = \"orders\" } } }");
    assert_eq!(
        built.object("HorizontalPodAutoscaler/web")["spec"]["metrics"],
        json!([{ "type": "External", "external": {
            "metric": { "name": "queue_length", "selector": { "matchLabels": { "queue": "orders" } } },
            "target": { "type": "AverageValue", "averageValue": "30" },
        } }])
    );
}

#[test]
fn metrics_are_fetched_over_tls() {
    let built = plain("labels { team = \"x\" }\nport http = 8080\nmetrics http { scheme = https  verify = false }");
    assert_eq!(
        built.object("ServiceMonitor/web")["spec"]["endpoints"],
        json!([{ "port": "http", "scheme": "https", "tlsConfig": { "insecureSkipVerify": true } }])
    );
}
