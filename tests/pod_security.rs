//! The Pod Security Standards: what each version of each level lets pass, and that the pods of every safe example keep
//! `restricted` in all versions but for what their `allow` lines name.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kappc::eval::Declaration;
use kappc::lower::pod_security::{Level, violations};
use kappc::lower::{Cause, Map, Node, Object, Origin, Tree};
use kappc::schema::Versions;
use kappc::source::{AnchorId, Disk, Memory, Span};
use kappc::{Goal, Inputs, Selection, compile};
use serde_json::{Value, json};

const MINORS: std::ops::RangeInclusive<u32> = 25..=37;

fn node(value: &Value) -> Node {
    let tree = match value {
        Value::Null => Tree::Null,
        Value::Bool(is) => Tree::Bool(*is),
        Value::Number(number) => Tree::Int(number.as_i64().unwrap()),
        Value::String(text) => Tree::Text(text.as_str().into()),
        Value::Array(items) => Tree::List(items.iter().map(node).collect()),
        Value::Object(entries) => {
            let mut map = Map::new();
            for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                let _ = map.insert(key.as_str(), node(value));
            }
            Tree::Map(map)
        }
    };
    Node { origin: Origin { span: Span::new(AnchorId::FIRST, 0, 0), cause: Cause::Written }, tree }
}

fn object(api_version: &str, kind: &str, root: &Value) -> Object {
    let root = node(root);
    let origin = root.origin;
    let root = std::sync::Arc::new(root);
    let (api_version, kind) = (api_version.into(), kind.into());
    Object { api_version, kind, namespace: None, name: "x".into(), root, passed_through: false, origin }
}

/// What is broken in a pod of this spec, each as control and capability.
fn broken(spec: &Value, annotations: &Value, level: Level, minor: u32) -> BTreeSet<(String, String)> {
    let root = json!({ "metadata": { "annotations": annotations }, "spec": spec });
    let pod = object("v1", "Pod", &root);
    let found = violations(&pod, level, minor);
    found.iter().map(|violation| (violation.control.to_owned(), violation.capability.to_owned())).collect()
}

/// A pod that keeps everything.
fn restricted() -> Value {
    json!({
        "securityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
        "initContainers": [],
        "containers": [{ "name": "app", "securityContext": {
            "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"], "add": ["NET_BIND_SERVICE"] },
        } }],
    })
}

const B: Level = Level::Baseline;
const R: Level = Level::Restricted;

/// A change of the pod that keeps everything; the control and capability that it breaks, from which level on and in which
/// versions.
type Row = (&'static str, Value, &'static str, &'static str, Level, std::ops::RangeInclusive<u32>);

fn rows() -> Vec<Row> {
    let context = "/containers/0/securityContext";
    let whole = "/securityContext";
    let at = |base: &str, field: &str| -> &'static str { format!("{base}/{field}").leak() };
    let sysctl = |name: &str| json!([{ "name": name, "value": "1" }]);
    let mut rows: Vec<Row> = vec![
        ("/hostNetwork", json!(true), "hostNamespaces", "host_network", B, MINORS),
        ("/hostPID", json!(true), "hostNamespaces", "host_pid", B, MINORS),
        ("/hostIPC", json!(true), "hostNamespaces", "host_ipc", B, MINORS),
        (at(context, "privileged"), json!(true), "privileged", "privileged", B, MINORS),
        ("/volumes", json!([{ "name": "x", "hostPath": { "path": "/" } }]), "hostPathVolumes", "host_path", B, MINORS),
        ("/volumes", json!([{ "name": "x", "nfs": {} }]), "restrictedVolumes", "other_volume", R, MINORS),
        ("/containers/0/ports", json!([{ "hostPort": 80 }]), "hostPorts", "host_port", B, MINORS),
        (at(context, "windowsOptions"), json!({ "hostProcess": true }), "windowsHostProcess", "privileged", B, MINORS),
        (at(whole, "windowsOptions"), json!({ "hostProcess": true }), "windowsHostProcess", "privileged", B, MINORS),
        (at(whole, "appArmorProfile"), json!({ "type": "Unconfined" }), "appArmorProfile", "unconfined", B, MINORS),
        (at(context, "appArmorProfile"), json!({ "type": "Unconfined" }), "appArmorProfile", "unconfined", B, MINORS),
        (at(whole, "seLinuxOptions"), json!({ "type": "spc_t" }), "seLinuxOptions", "unconfined", B, MINORS),
        (at(context, "seLinuxOptions"), json!({ "user": "root" }), "seLinuxOptions", "unconfined", B, MINORS),
        (at(context, "seLinuxOptions"), json!({ "role": "r" }), "seLinuxOptions", "unconfined", B, MINORS),
        (
            at(whole, "seLinuxOptions"),
            json!({ "type": "container_engine_t" }),
            "seLinuxOptions",
            "unconfined",
            B,
            25..=30,
        ),
        (at(context, "procMount"), json!("Unmasked"), "procMount", "unconfined", B, MINORS),
        (at(whole, "sysctls"), sysctl("kernel.msgmax"), "sysctls", "unsafe_sysctl", B, MINORS),
        (at(whole, "sysctls"), sysctl("net.ipv4.ip_local_reserved_ports"), "sysctls", "unsafe_sysctl", B, 25..=26),
        (at(whole, "sysctls"), sysctl("net.ipv4.tcp_keepalive_time"), "sysctls", "unsafe_sysctl", B, 25..=28),
        (at(whole, "sysctls"), sysctl("net.ipv4.tcp_rmem"), "sysctls", "unsafe_sysctl", B, 25..=31),
        (at(whole, "sysctls"), sysctl("net.ipv4.tcp_notsent_lowat"), "sysctls", "unsafe_sysctl", B, 25..=36),
        (at(context, "capabilities/add"), json!(["SYS_TIME"]), "capabilities", "added_capability", B, MINORS),
        (at(context, "capabilities/add"), json!(["CHOWN"]), "capabilities", "added_capability", R, MINORS),
        (at(context, "capabilities"), json!({ "drop": ["NET_RAW"] }), "capabilities", "usual_capabilities", R, MINORS),
        (at(context, "capabilities"), json!(null), "capabilities", "usual_capabilities", R, MINORS),
        (at(whole, "seccompProfile"), json!({ "type": "Unconfined" }), "seccompProfile", "unconfined", B, MINORS),
        (at(context, "seccompProfile"), json!({ "type": "Unconfined" }), "seccompProfile", "unconfined", B, MINORS),
        (at(whole, "seccompProfile"), json!(null), "seccompProfile", "unconfined", R, MINORS),
        (at(context, "allowPrivilegeEscalation"), json!(true), "allowPrivilegeEscalation", "escalation", R, MINORS),
        (at(context, "allowPrivilegeEscalation"), json!(null), "allowPrivilegeEscalation", "escalation", R, MINORS),
        (at(whole, "runAsNonRoot"), json!(false), "runAsNonRoot", "root", R, MINORS),
        (at(whole, "runAsNonRoot"), json!(null), "runAsNonRoot", "root", R, MINORS),
        (at(context, "runAsNonRoot"), json!(false), "runAsNonRoot", "root", R, MINORS),
        (at(whole, "runAsUser"), json!(0), "runAsUser", "root", R, MINORS),
        (at(context, "runAsUser"), json!(0), "runAsUser", "root", R, MINORS),
    ];
    for probe in ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle/preStop", "lifecycle/postStart"] {
        for kind in ["httpGet", "tcpSocket"] {
            let value = json!({ kind: { "host": "example.org" } });
            rows.push((at("/containers/0", probe), value, "hostProbesAndHostLifecycle", "host_probe", B, 34..=37));
        }
    }
    rows
}

fn set(root: &mut Value, pointer: &str, value: Value) {
    let mut at = root;
    for key in pointer.split('/').skip(1) {
        at = match key.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[key],
        };
    }
    *at = value;
}

#[test]
fn each_control_holds_from_its_level_on_and_in_its_versions() {
    for (pointer, value, control, capability, level, versions) in rows() {
        let mut pod = restricted();
        set(&mut pod, pointer, value.clone());
        for minor in MINORS {
            for measured in [Level::Privileged, B, R] {
                let mut expected = BTreeSet::new();
                if measured >= level && versions.contains(&minor) {
                    let _ = expected.insert((control.to_owned(), capability.to_owned()));
                }
                let found = broken(&pod, &json!({}), measured, minor);
                assert_eq!(found, expected, "{pointer} = {value}, {measured:?}, 1.{minor}");
            }
        }
    }
}

#[test]
fn what_is_said_of_the_pod_holds_for_containers_that_say_nothing_else() {
    let mut pod = restricted();
    set(&mut pod, "/securityContext", json!({}));
    set(&mut pod, "/containers/0/securityContext/runAsNonRoot", json!(true));
    set(&mut pod, "/containers/0/securityContext/seccompProfile", json!({ "type": "Localhost" }));
    assert_eq!(broken(&pod, &json!({}), R, 34), BTreeSet::new());
    set(&mut pod, "/initContainers", json!([{ "name": "init" }]));
    let controls: Vec<String> = broken(&pod, &json!({}), R, 34).into_iter().map(|(control, _)| control).collect();
    assert_eq!(controls, ["allowPrivilegeEscalation", "capabilities", "runAsNonRoot", "seccompProfile"]);
}

#[test]
fn an_annotation_of_old_counts_as_the_field() {
    for (value, refused) in [("unconfined", true), ("runtime/default", false), ("localhost/web", false)] {
        let annotations = json!({ "container.apparmor.security.beta.kubernetes.io/app": value });
        assert_eq!(!broken(&restricted(), &annotations, B, 30).is_empty(), refused, "{value}");
    }
}

#[test]
fn windows_lacks_what_only_linux_has() {
    let spec = json!({
        "os": { "name": "windows" }, "securityContext": { "runAsNonRoot": true }, "containers": [{ "name": "app" }],
    });
    assert_eq!(broken(&spec, &json!({}), R, 25), BTreeSet::new());
}

#[test]
fn users_of_its_own_let_a_pod_run_as_root_since_1_35() {
    let mut pod = restricted();
    set(&mut pod, "/hostUsers", json!(false));
    set(&mut pod, "/securityContext/runAsNonRoot", json!(false));
    set(&mut pod, "/containers/0/securityContext/runAsUser", json!(0));
    set(&mut pod, "/containers/0/securityContext/procMount", json!("Unmasked"));
    let controls = |level, minor| -> Vec<String> {
        broken(&pod, &json!({}), level, minor).into_iter().map(|(control, _)| control).collect()
    };
    assert_eq!(controls(R, 34), ["procMount", "runAsNonRoot", "runAsUser"]);
    assert_eq!(controls(R, 35), ["procMount"]);
    assert_eq!(controls(B, 34), ["procMount"]);
    assert_eq!(controls(B, 35), [""; 0]);
}

#[test]
fn the_pod_of_every_kind_that_makes_pods_is_found() {
    let spec = json!({ "hostPID": true, "containers": [] });
    let template = json!({ "spec": spec });
    let of_controller = json!({ "spec": { "template": template } });
    for (api_version, kind, root) in [
        ("v1", "Pod", &template),
        ("v1", "PodTemplate", &json!({ "template": template })),
        ("v1", "ReplicationController", &of_controller),
        ("apps/v1", "Deployment", &of_controller),
        ("apps/v1", "StatefulSet", &of_controller),
        ("apps/v1", "DaemonSet", &of_controller),
        ("apps/v1", "ReplicaSet", &of_controller),
        ("batch/v1", "Job", &of_controller),
        ("batch/v1", "CronJob", &json!({ "spec": { "jobTemplate": of_controller } })),
    ] {
        assert_eq!(violations(&object(api_version, kind, root), B, 34).len(), 1, "{kind}");
    }
    assert!(violations(&object("v1", "Service", &template), B, 34).is_empty());
}

/// Whether an `allow` of the declaration lets it break a control.
fn allows(declaration: &Declaration, capability: &str) -> bool {
    let implied = |allowed: &str| allowed == "privileged" && capability == "escalation";
    declaration.allows.iter().any(|allow| allow.capability == capability || implied(&allow.capability))
}

fn safe_examples() -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let files = std::fs::read_dir(&entry).unwrap().map(|file| file.unwrap().path());
        let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "kapp"));
        let text: String = sources.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        if !text.is_empty() && !text.contains("plain\n") && !text.contains("style = plain") {
            all.push(entry);
        }
    }
    all
}

/// Everything that makes a pod or puts a container into one.
const EVERY_POD: &str = r#"app every { namespace = "every" }
defaults container { memory = 64Mi  image = "ghcr.io/acme/a:1" }
service web {
  replicas = 2
  init migrate { writable "/run" }
  sidecar proxy { user = 1000 }
  sidecar plain { native = false }
  version v1 { env.A = "1" }
  version v2 { replicas = 3  init more { args = ["x"] } }
}
service other { canary { image = "ghcr.io/acme/a:2"  weight = 10% } }
service stateful { storage data { size = 1Gi  mount = "/data" } }
daemon agent { mount "/config" = settings }
job once { before = [web] }
job nightly { schedule = "0 4 * * *" }
config settings { data { A = "1" } }
"#;

#[test]
fn every_way_to_make_a_pod_is_restricted() {
    let files = Memory::new().with("every.kapp", EVERY_POD);
    let compilation = compile(&files, std::path::Path::new("every.kapp"), &Inputs::default()).unwrap();
    assert!(compilation.diagnostics.is_empty(), "{:#?}", compilation.diagnostics);
    let mut kinds = Vec::new();
    for object in &compilation.manifests[0].1.objects {
        for minor in MINORS {
            assert_eq!(violations(object, R, minor).len(), 0, "{} {} in 1.{minor}", object.kind, object.name);
        }
        kinds.push(object.kind.as_str());
    }
    let pods = kinds.iter().filter(|kind| ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"].contains(kind));
    assert_eq!(pods.count(), 8, "{kinds:?}");
}

#[test]
fn every_pod_of_a_safe_example_is_restricted_in_every_version_but_for_what_it_allows() {
    let mut pods = 0;
    for path in safe_examples() {
        let inputs = Inputs { environments: Selection::All, goal: Goal::Inspect, ..Inputs::default() };
        let compilation = compile(&Disk, &path, &inputs).unwrap();
        assert!(!compilation.inspected.is_empty(), "{}", path.display());
        for inspected in &compilation.inspected {
            for object in &inspected.manifests.objects {
                let maker = inspected.module.declarations.iter().find(|known| known.span == object.origin.span);
                pods += usize::from(["Deployment", "StatefulSet", "DaemonSet", "Job"].contains(&object.kind.as_str()));
                for minor in MINORS {
                    let found = violations(object, R, minor);
                    let beyond: Vec<_> =
                        found.iter().filter(|violation| !allows(maker.unwrap(), violation.capability)).collect();
                    assert!(beyond.is_empty(), "{}: {} breaks {beyond:?}", path.display(), object.name);
                }
            }
        }
    }
    assert!(pods >= 30, "only {pods} pods were looked at");
}

#[test]
fn of_several_versions_the_strictest_counts() {
    let program = r#"
        app shop { namespace = "shop" }
        service web {
          image  = "web:1"
          memory = 64Mi
          pod.securityContext.sysctls = [{ name = "net.ipv4.tcp_rmem"  value = "1" }]
          container.readinessProbe { httpGet { path = "/"  port = 8080  host = "example.org" } }
        }
    "#;
    let files = Memory::new().with("shop.kapp", program);
    for (target, expected) in [((31, 31), 1), ((32, 33), 0), ((34, 34), 1), ((31, 34), 2), ((32, 34), 1)] {
        let target = Some(Versions::between(target.0, target.1));
        let inputs = Inputs { target, ..Inputs::default() };
        let compilation = compile(&files, Path::new("shop.kapp"), &inputs).unwrap();
        let codes: Vec<String> = compilation.diagnostics.iter().map(|known| known.code.to_string()).collect();
        assert_eq!(codes, vec!["K0520"; expected], "{target:?}");
    }
}
