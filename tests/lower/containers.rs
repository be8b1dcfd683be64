//! Images, commands, variables, resources, probes and hooks.

use serde_json::{Value, json};

use crate::program::{build, codes, plain};

#[test]
fn a_plain_container_holds_what_is_written_and_nothing_else() {
    let built = plain("command = [\"/web\"]\nargs = [\"--fast\", \"2\"]\nworkdir = \"/srv\"\npull = always");
    assert_eq!(
        *built.web(),
        json!({
            "name": "web", "image": "web:1", "command": ["/web"], "args": ["--fast", "2"],
            "workingDir": "/srv", "imagePullPolicy": "Always",
        })
    );
    assert_eq!(built.names(), ["Deployment/web"]);
}

#[test]
fn keys_may_be_called_as_the_parts_of_services_are() {
    let program = r#"
        app test { style = plain }
        config db { data { host = "a"  port = 5432  number = 1  selector = "s"  account = "x" } }
        external secret login { keys = [url, addr, annotations] }
        service web {
          image = "web:1"
          selector { app = self }
          env {
            A = db.host
            B = db.port
            C = db.number
            D = db.selector
            E = db.account
            F = login.url
            G = login.addr
            H = login.annotations
          }
        }
    "#;
    let built = build(program);
    let of = |entry: &Value| {
        let from = &entry["valueFrom"];
        let key = if from["configMapKeyRef"].is_null() { &from["secretKeyRef"] } else { &from["configMapKeyRef"] };
        key["key"].as_str().unwrap_or_default().to_owned()
    };
    let keys: Vec<String> = built.web()["env"].as_array().unwrap().iter().map(of).collect();
    assert_eq!(keys, ["host", "port", "number", "selector", "account", "url", "addr", "annotations"]);
}

#[test]
fn variables_keep_their_order_and_their_text_as_written() {
    let program = r#"
        app test { style = plain }
        config settings { data { HOST = "a"  "dotted.key" = "b" } }
        external secret login { keys = [user] }
        external config extra { optional = true }
        service web {
          image = "web:1"
          selector { app = self }
          port http = 8080
          env {
            TEXT   = "x"
            NUMBER = 1.50
            CPU    = 500m
            YES    = true
            PORT   = self.port.http
            KEY    = settings.HOST
            DOTTED = optional(settings["dotted.key"])
            USER   = login.user
            IP     = field("status.podIP")
            LIMIT  = resource("limits.cpu", 1m, "web")
            SELF   = self
          }
          env_from = [settings, prefixed(login, "L_"), extra]
        }
    "#;
    let built = build(program);
    let plain = |name: &str, value: &str| json!({ "name": name, "value": value });
    let from = |name: &str, source: Value| json!({ "name": name, "valueFrom": source });
    assert_eq!(
        built.web()["env"],
        json!([
            plain("TEXT", "x"),
            plain("NUMBER", "1.50"),
            plain("CPU", "500m"),
            plain("YES", "true"),
            plain("PORT", "8080"),
            from("KEY", json!({ "configMapKeyRef": { "name": "settings", "key": "HOST" } })),
            from("DOTTED", json!({ "configMapKeyRef": { "name": "settings", "key": "dotted.key", "optional": true } })),
            from("USER", json!({ "secretKeyRef": { "name": "login", "key": "user" } })),
            from("IP", json!({ "fieldRef": { "fieldPath": "status.podIP" } })),
            from(
                "LIMIT",
                json!({ "resourceFieldRef": { "containerName": "web", "resource": "limits.cpu", "divisor": "1m" } })
            ),
            plain("SELF", "web"),
        ])
    );
    assert_eq!(
        built.web()["envFrom"],
        json!([
            { "configMapRef": { "name": "settings" } },
            { "prefix": "L_", "secretRef": { "name": "login" } },
            { "configMapRef": { "name": "extra", "optional": true } },
        ])
    );
}

#[test]
fn one_value_is_the_request_of_cpu_and_both_of_memory() {
    let resources = |entries: &str| plain(entries).web()["resources"].clone();
    assert_eq!(resources("cpu = 100m..2"), json!({ "requests": { "cpu": "100m" }, "limits": { "cpu": "2" } }));
    assert_eq!(resources("cpu = 0.5"), json!({ "requests": { "cpu": "0.5" } }));
    assert_eq!(resources("memory = 64Mi"), json!({ "requests": { "memory": "64Mi" }, "limits": { "memory": "64Mi" } }));
    assert_eq!(resources("memory.limit = 1Gi"), json!({ "limits": { "memory": "1Gi" } }));
    assert_eq!(
        resources("memory = 1Gi..2Gi { limit = 3Gi }"),
        json!({ "requests": { "memory": "1Gi" }, "limits": { "memory": "3Gi" } })
    );
    assert_eq!(
        resources("disk = 1Gi..2Gi\nresources { \"nvidia.com/gpu\" = 1 }"),
        json!({
            "requests": { "ephemeral-storage": "1Gi", "nvidia.com/gpu": "1" },
            "limits": { "ephemeral-storage": "2Gi", "nvidia.com/gpu": "1" },
        })
    );
}

#[test]
fn probes_go_to_the_only_port_by_number_in_plain_style() {
    let built = plain(
        r#"
          port http = 8080
          probe ready   = http("/up?x=1") { after = 5s  every = 10s  timeout = 2s  failures = 4  successes = 2  host = "h"  headers { Cookie = "a" } }
          probe live    = grpc("health") { grace = 7s }
          probe startup = exec(["test", "-f", "/ok"]) { within = 61s  every = 20s }
        "#,
    );
    let web = built.web();
    assert_eq!(
        web["readinessProbe"],
        json!({
            "httpGet": { "path": "/up?x=1", "port": 8080, "host": "h", "httpHeaders": [{ "name": "Cookie", "value": "a" }] },
            "initialDelaySeconds": 5, "periodSeconds": 10, "timeoutSeconds": 2, "failureThreshold": 4, "successThreshold": 2,
        })
    );
    assert_eq!(
        web["livenessProbe"],
        json!({ "grpc": { "port": 8080, "service": "health" }, "terminationGracePeriodSeconds": 7 })
    );
    assert_eq!(
        web["startupProbe"],
        json!({ "exec": { "command": ["test", "-f", "/ok"] }, "periodSeconds": 20, "failureThreshold": 4 })
    );
}

#[test]
fn a_probe_points_by_name_where_the_program_says_so_and_the_port_has_one() {
    let port = |entries: &str| {
        plain(&format!("{entries}\nprobe ready = tcp()")).web()["readinessProbe"]["tcpSocket"]["port"].clone()
    };
    assert_eq!(port("port http = 8080"), 8080);
    assert_eq!(port("port http = 8080\nport_refs = name"), "http");
    assert_eq!(port("port http = 8080 { name = none }\nport_refs = name"), 8080);
    assert_eq!(port("port http = 8080 { container = none }\nport_refs = name"), 8080);
    assert_eq!(port("port http = 8080 { name = \"web\" }\nport_refs = name"), "web");
    let other =
        plain("port a = 1\nport b = 2\nprobe ready = https(\"/\") { port = b }\nprobe live = http(\"/\") { port = 9 }");
    assert_eq!(other.web()["readinessProbe"]["httpGet"], json!({ "path": "/", "port": 2, "scheme": "HTTPS" }));
    assert_eq!(other.web()["livenessProbe"]["httpGet"]["port"], 9);
}

#[test]
fn a_port_that_is_read_is_its_number() {
    let built = plain("port dns = 53/udp\nargs = [\"--listen=:${self.port.dns}\"]\nenv.PORT = self.port.dns");
    assert_eq!(built.web()["args"], json!(["--listen=:53"]));
    assert_eq!(built.web()["env"][0]["value"], "53");
}

#[test]
fn a_value_in_env_takes_a_block() {
    let built = plain("env { HEAP = resource(\"limits.memory\") { divisor = 1Mi } }");
    let heap = json!({ "resourceFieldRef": { "resource": "limits.memory", "divisor": "1Mi" } });
    assert_eq!(built.web()["env"][0]["valueFrom"], heap);
}

#[test]
fn hooks_and_draining() {
    let built = plain("port http = 8080\non start = exec([\"warm\"])\non stop = http(\"/bye\")");
    assert_eq!(
        built.web()["lifecycle"],
        json!({ "postStart": { "exec": { "command": ["warm"] } }, "preStop": { "httpGet": { "path": "/bye", "port": 8080 } } })
    );
    assert_eq!(plain("drain = 3s").web()["lifecycle"], json!({ "preStop": { "sleep": { "seconds": 3 } } }));
    let old = "app test { style = plain  target = \"1.29\" }\nservice web { image = \"web:1\"  selector { app = self }  drain = 3s }";
    assert_eq!(build(old).web()["lifecycle"], json!({ "preStop": { "exec": { "command": ["sleep", "3"] } } }));
}

#[test]
fn sidecars_and_init_containers_take_their_places() {
    let built = plain(
        r#"
          user = 7
          init wait { image = "busybox:1"  user = 8 }
          sidecar proxy { image = "proxy:1"  port admin = 9000 }
          sidecar log { image = "log:1"  native = true }
          probe ready = tcp() { port = admin }
        "#,
    );
    let pod = built.pod("Deployment/web");
    let names =
        |list: &str| pod[list].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(names("containers"), ["web", "proxy"]);
    assert_eq!(names("initContainers"), ["wait", "log"]);
    assert_eq!(pod["initContainers"][1]["restartPolicy"], "Always");
    assert_eq!(pod["initContainers"][0]["securityContext"], json!({ "runAsUser": 8 }));
    assert_eq!(pod["securityContext"], json!({ "runAsUser": 7 }));
    assert_eq!(built.web()["readinessProbe"]["tcpSocket"]["port"], 9000);
    // The Service carries the main container's ports only, and it has none.
    assert_eq!(built.names(), ["Deployment/web"]);
}

#[test]
fn what_could_not_be_computed_is_no_second_mistake() {
    let program = "app test { style = plain }\nservice web { image = nowhere  selector { app = self }  port http = also  probe ready = tcp() }";
    assert_eq!(codes(program), ["K0201", "K0201"]);
}
