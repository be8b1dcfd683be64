//! Services, routes and network policies.

use serde_json::json;

use crate::program::{build, plain};

#[test]
fn a_service_exists_when_there_is_a_port() {
    let built = plain(
        "labels { team = \"x\" }\nport http = 8080\nport dns = 53/udp { service = 5353  service_name = \"names\"  app_protocol = \"dns\" }\nport own = 9 { service = none }",
    );
    let service = built.object("Service/web");
    assert_eq!(service["metadata"]["labels"], json!({ "team": "x" }));
    assert_eq!(
        service["spec"],
        json!({
            "selector": { "app": "web" },
            "ports": [
                { "name": "http", "port": 8080 },
                { "name": "names", "port": 5353, "protocol": "UDP", "targetPort": 53, "appProtocol": "dns" },
            ],
        })
    );
    assert_eq!(
        built.web()["ports"],
        json!([{ "containerPort": 8080 }, { "containerPort": 53, "protocol": "UDP" }, { "containerPort": 9 }])
    );
    assert_eq!(plain("port http = 8080\nnetwork = none").names(), ["Deployment/web"]);
}

#[test]
fn ports_have_names_where_the_program_says_so() {
    let named = plain("port_names = true\nport http = 8080");
    assert_eq!(named.web()["ports"], json!([{ "name": "http", "containerPort": 8080 }]));
    assert_eq!(named.object("Service/web")["spec"]["ports"], json!([{ "name": "http", "port": 8080 }]));
    let by_name =
        plain("port_refs = name\nport http = 8080\nport bare = 81 { name = none }\nport other = 82 { name = \"o\" }");
    assert_eq!(
        by_name.object("Service/web")["spec"]["ports"],
        json!([
            { "name": "http", "port": 8080, "targetPort": "http" },
            { "name": "bare", "port": 81 },
            { "name": "other", "port": 82, "targetPort": "o" },
        ])
    );
}

#[test]
fn several_services_on_the_same_pods() {
    let built = plain(
        r#"
          labels { team = "x" }
          port http    = 8080
          port metrics = 9090 { service = none }
          sidecar proxy { image = "proxy:1"  port admin = 9000 }
          network {
            name     = "front"
            type     = node_port
            headless = false
            affinity = client_ip
            traffic  = local
            port https = 443 { to = http }
            labels { extra = "y" }
          }
          network inner { ports = [metrics, admin]  headless = true  publish_not_ready = true  labels = {}  selector { role = "leader" } }
          network outer { ports = []  port http = 80 { to = 8080  name = none } }
        "#,
    );
    assert_eq!(
        built.object("Service/front")["spec"],
        json!({
            "type": "NodePort", "selector": { "app": "web" }, "sessionAffinity": "ClientIP", "externalTrafficPolicy": "Local",
            "ports": [{ "name": "http", "port": 8080 }, { "name": "https", "port": 443, "targetPort": 8080 }],
        })
    );
    assert_eq!(built.object("Service/front")["metadata"]["labels"], json!({ "team": "x", "extra": "y" }));
    assert_eq!(
        built.object("Service/inner")["spec"],
        json!({
            "clusterIP": "None", "publishNotReadyAddresses": true, "selector": { "app": "web", "role": "leader" },
            "ports": [{ "name": "metrics", "port": 9090 }, { "name": "admin", "port": 9000 }],
        })
    );
    assert_eq!(built.object("Service/inner")["metadata"]["labels"], json!(null));
    assert_eq!(built.object("Service/outer")["spec"]["ports"], json!([{ "port": 80, "targetPort": 8080 }]));
}

#[test]
fn an_exposed_port_becomes_an_ingress() {
    let program = |routing: &str, entries: &str| {
        build(&format!(
            "app test {{ style = plain  {routing} }}\nexternal secret cert {{ type = tls }}\nservice web {{ image = \"web:1\"  selector {{ app = self }}  port http = 8080 {{ service = 80 }}\n expose http {{ {entries} }} }}"
        ))
    };
    let built = program("", "host = \"a.example.org\"  tls = cert  class = \"nginx\"  paths = [\"/\", exact(\"/q\")]");
    let backend = json!({ "service": { "name": "web", "port": { "number": 80 } } });
    assert_eq!(
        built.object("Ingress/web")["spec"],
        json!({
            "ingressClassName": "nginx",
            "tls": [{ "hosts": ["a.example.org"], "secretName": "cert" }],
            "rules": [{ "host": "a.example.org", "http": { "paths": [
                { "path": "/", "pathType": "Prefix", "backend": backend },
                { "path": "/q", "pathType": "Exact", "backend": backend },
            ] } }],
        })
    );
    let bare = program("", "");
    assert_eq!(
        bare.object("Ingress/web")["spec"],
        json!({ "rules": [{ "http": { "paths": [{ "path": "/", "pathType": "Prefix", "backend": backend }] } }] })
    );
    let route =
        program("routing = gateway", "host = \"a.example.org\"  gateway = \"edge/public\"  paths = [exact(\"/q\")]");
    assert_eq!(
        route.object("HTTPRoute/web")["spec"],
        json!({
            "parentRefs": [{ "name": "public", "namespace": "edge" }],
            "hostnames": ["a.example.org"],
            "rules": [{
                "matches": [{ "path": { "type": "Exact", "value": "/q" } }],
                "backendRefs": [{ "name": "web", "port": 80 }],
            }],
        })
    );
}

#[test]
fn accepted_sources_become_a_policy() {
    let program = r#"
        app test { style = plain  namespace = "here" }
        defaults service { image = "web:1"  selector { app = self } }
        service client {}
        service far { namespace = "there" }
        service web {
          port http    = 8080
          port grpc    = 9000/udp
          port metrics = 9090
          network { port outer = 80 { to = http } }
          accept http    = [client, far]
          accept grpc    = [client, far]
          accept metrics = cluster
          accept outer   = [namespace("monitoring"), cidr("10.0.0.0/8")]
        }
    "#;
    let peers = json!([
        { "podSelector": { "matchLabels": { "app": "client" } } },
        {
            "podSelector": { "matchLabels": { "app": "far" } },
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "there" } },
        },
    ]);
    assert_eq!(
        build(program).object("NetworkPolicy/web-network-policy")["spec"],
        json!({
            "podSelector": { "matchLabels": { "app": "web" } },
            "policyTypes": ["Ingress"],
            "ingress": [
                { "from": peers, "ports": [{ "port": 8080 }, { "port": 9000, "protocol": "UDP" }] },
                { "from": [{ "namespaceSelector": {} }], "ports": [{ "port": 9090 }] },
                {
                    "from": [
                        { "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "monitoring" } } },
                        { "ipBlock": { "cidr": "10.0.0.0/8" } },
                    ],
                    "ports": [{ "port": 8080 }],
                },
            ],
        })
    );
    let all = plain("accept all = any");
    assert_eq!(all.object("NetworkPolicy/web-network-policy")["spec"]["ingress"], json!([{}]));
}
