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

#[test]
fn a_service_says_its_node_port_and_how_long_it_remembers() {
    let built = plain(
        "port http = 80\nport grpc = 90\nnetwork { type = node_port  port http = 80 { node_port = 30080 }  affinity = client_ip { timeout = 1h } }",
    );
    let spec = &built.object("Service/web")["spec"];
    assert_eq!(
        spec["ports"],
        json!([{ "name": "http", "port": 80, "nodePort": 30080 }, { "name": "grpc", "port": 90 }])
    );
    assert_eq!(spec["sessionAffinityConfig"], json!({ "clientIP": { "timeoutSeconds": 3600 } }));
}

#[test]
fn a_route_has_several_hosts_and_paths_of_every_type() {
    let expose = r#"expose http { host = ["a.example.org", "b.example.org"]  tls = cert  paths = [exact("/q"), implementation_specific("/x/*")] }"#;
    let built = build(&format!(
        "app test {{ namespace = \"here\" }}\nexternal secret cert {{ type = tls }}\n\
         service web {{ image = \"web:1\"  memory = 64Mi  port http = 80\n{expose} }}"
    ));
    let spec = &built.object("Ingress/web")["spec"];
    assert_eq!(spec["tls"], json!([{ "hosts": ["a.example.org", "b.example.org"], "secretName": "cert" }]));
    let hosts: Vec<_> = spec["rules"].as_array().unwrap().iter().map(|rule| rule["host"].clone()).collect();
    assert_eq!(hosts, ["a.example.org", "b.example.org"]);
    assert_eq!(spec["rules"][0]["http"], spec["rules"][1]["http"]);
    let types: Vec<_> =
        spec["rules"][1]["http"]["paths"].as_array().unwrap().iter().map(|path| path["pathType"].clone()).collect();
    assert_eq!(types, ["Exact", "ImplementationSpecific"]);
    let route = build(
        "app test { namespace = \"here\"  routing = gateway }\n\
         service web { image = \"web:1\"  memory = 64Mi  port http = 80\n\
         expose http { host = [\"a.example.org\", \"b.example.org\"]  gateway = \"public\" } }",
    );
    assert_eq!(route.object("HTTPRoute/web")["spec"]["hostnames"], json!(["a.example.org", "b.example.org"]));
}

#[test]
fn of_its_own_a_port_is_read_as_others_read_it() {
    let built = plain(
        "port http = 80 { service = 8080 }\nenv { OWN = \"${self.port.http}\"  NUMBER = \"${self.port.http.number}\"  ADDR = self.port.http.addr }",
    );
    let values: Vec<_> = built.web()["env"].as_array().unwrap().iter().map(|entry| entry["value"].clone()).collect();
    assert_eq!(values, ["80", "8080", "web:8080"]);
}
