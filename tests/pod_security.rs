//! The pods of every safe example keep the Pod Security Standard `restricted`, except in what their `allow` lines name.
//!
//! The standard is read here anew from its published text, from the emitted JSON alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use kappc::emit::{EmitOptions, Format, emit};
use kappc::source::Disk;
use kappc::{Inputs, Selection, compile};
use serde_json::{Value, json};

type Broken = BTreeSet<&'static str>;

/// The controls of the standard that the pod breaks.
fn broken(pod: &Value) -> Broken {
    let mut found = Broken::new();
    let mut check = |holds: bool, control: &'static str| {
        if !holds {
            let _ = found.insert(control);
        }
    };
    let never = |value: &Value| value.is_null() || *value == json!(false);
    for field in ["hostNetwork", "hostPID", "hostIPC"] {
        check(never(&pod[field]), "host namespaces");
    }
    let kinds =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
    for volume in list(&pod["volumes"]) {
        for kind in volume.as_object().unwrap().keys().filter(|key| *key != "name") {
            check(kind != "hostPath", "host path");
            check(kind == "hostPath" || kinds.contains(&kind.as_str()), "volume types");
        }
    }
    let safe = ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start"];
    for sysctl in list(&pod["securityContext"]["sysctls"]) {
        check(safe.contains(&sysctl["name"].as_str().unwrap()), "sysctls");
    }
    let whole = &pod["securityContext"];
    let containers: Vec<&Value> =
        ["initContainers", "containers"].iter().flat_map(|field| list(&pod[*field])).collect();
    check(!containers.is_empty(), "containers");
    for container in containers {
        let own = &container["securityContext"];
        let effective = |field: &str| if own[field].is_null() { whole[field].clone() } else { own[field].clone() };
        check(never(&own["privileged"]), "privileged");
        check(own["allowPrivilegeEscalation"] == json!(false), "privilege escalation");
        check(effective("runAsNonRoot") == json!(true), "run as non-root");
        check(effective("runAsUser") != json!(0), "run as non-root");
        let seccomp = effective("seccompProfile");
        check(["RuntimeDefault", "Localhost"].iter().any(|kind| seccomp["type"] == *kind), "seccomp");
        let armor = effective("appArmorProfile");
        check(armor.is_null() || armor["type"] != "Unconfined", "AppArmor");
        check(own["procMount"].is_null() || own["procMount"] == "Default", "/proc mount");
        check(list(&own["capabilities"]["drop"]).contains(&json!("ALL")), "drop all capabilities");
        let added = list(&own["capabilities"]["add"]);
        check(added.iter().all(|name| name == "NET_BIND_SERVICE"), "added capabilities");
        for port in list(&container["ports"]) {
            check(port["hostPort"].is_null() || port["hostPort"] == 0, "host ports");
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            for kind in ["httpGet", "tcpSocket"] {
                check(container[probe][kind]["host"].as_str().unwrap_or_default().is_empty(), "host probes");
            }
        }
        for hook in ["postStart", "preStop"] {
            let host = &container["lifecycle"][hook]["httpGet"]["host"];
            check(host.as_str().unwrap_or_default().is_empty(), "host probes");
        }
    }
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The controls that a capability lets a program break.
fn lets_pass(capability: &str) -> &'static [&'static str] {
    match capability {
        "host_path" => &["host path"],
        "host_network" | "host_pid" | "host_ipc" => &["host namespaces"],
        "host_port" => &["host ports"],
        "privileged" => &["privileged", "privilege escalation"],
        "root" => &["run as non-root"],
        "added_capability" => &["added capabilities", "drop all capabilities"],
        "escalation" => &["privilege escalation"],
        "unconfined" => &["seccomp", "AppArmor", "/proc mount"],
        "other_volume" => &["volume types"],
        "unsafe_sysctl" => &["sysctls"],
        _ => &[],
    }
}

fn pod(object: &Value) -> Option<&Value> {
    match object["kind"].as_str().unwrap() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => Some(&object["spec"]["template"]["spec"]),
        "CronJob" => Some(&object["spec"]["jobTemplate"]["spec"]["template"]["spec"]),
        _ => None,
    }
}

/// The capabilities that the text allows in the declaration that makes the object, those of the module included.
fn allowed(text: &str, object: &Value) -> Broken {
    let name = object["metadata"]["labels"]["app.kubernetes.io/name"].as_str().unwrap();
    let mut inside = None;
    let mut found = Broken::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if !line.starts_with([' ', '}', '/']) {
            let head = words.next().unwrap_or_default();
            inside = ["service", "daemon", "job"].contains(&head).then(|| words.next().unwrap_or_default());
        }
        if let Some((_, rest)) = line.split_once("allow ")
            && inside.is_none_or(|own| own == name)
        {
            let capability = rest.split([' ', '(']).next().unwrap();
            found.extend(lets_pass(capability));
        }
    }
    found
}

fn examples() -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let files = std::fs::read_dir(&entry).unwrap().map(|file| file.unwrap().path());
        let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "kapp"));
        let text: String = sources.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        if !text.is_empty() && !text.contains("plain\n") && !text.contains("style = plain") {
            all.push((entry, text));
        }
    }
    all
}

#[test]
fn every_pod_of_a_safe_example_is_restricted_but_for_what_it_allows() {
    let mut pods = 0;
    for (path, text) in examples() {
        let inputs = Inputs { environments: Selection::All, ..Inputs::default() };
        let compilation = compile(&Disk, &path, &inputs).unwrap();
        assert!(!compilation.manifests.is_empty(), "{}", path.display());
        for (_, manifests) in &compilation.manifests {
            let options = EmitOptions { format: Format::Json, ..EmitOptions::default() };
            let all: Value = serde_json::from_str(&emit(manifests, options, &compilation.sources)).unwrap();
            for object in list(&all["items"]) {
                let Some(pod) = pod(object) else { continue };
                pods += 1;
                let (broken, allowed) = (broken(pod), allowed(&text, object));
                let beyond: Vec<_> = broken.difference(&allowed).collect();
                assert!(beyond.is_empty(), "{}: {} breaks {beyond:?}", path.display(), object["metadata"]["name"]);
            }
        }
    }
    assert!(pods >= 30, "only {pods} pods were looked at");
}

#[test]
fn a_pod_that_breaks_a_control_is_found() {
    let restricted = json!({
        "securityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
        "containers": [{ "securityContext": {
            "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"], "add": ["NET_BIND_SERVICE"] },
        } }],
    });
    assert_eq!(broken(&restricted), Broken::new());
    for (pointer, value, control) in [
        ("/hostPID", json!(true), "host namespaces"),
        ("/volumes", json!([{ "name": "x", "hostPath": {} }]), "host path"),
        ("/volumes", json!([{ "name": "x", "nfs": {} }]), "volume types"),
        ("/securityContext/sysctls", json!([{ "name": "kernel.msgmax" }]), "sysctls"),
        ("/securityContext/runAsNonRoot", json!(false), "run as non-root"),
        ("/securityContext/seccompProfile", json!(null), "seccomp"),
        ("/containers/0/securityContext/runAsUser", json!(0), "run as non-root"),
        ("/containers/0/securityContext/privileged", json!(true), "privileged"),
        ("/containers/0/securityContext/allowPrivilegeEscalation", json!(null), "privilege escalation"),
        ("/containers/0/securityContext/capabilities", json!({}), "drop all capabilities"),
        ("/containers/0/securityContext/capabilities/add", json!(["SYS_TIME"]), "added capabilities"),
        ("/containers/0/securityContext/procMount", json!("Unmasked"), "/proc mount"),
        ("/containers/0/ports", json!([{ "hostPort": 80 }]), "host ports"),
        ("/containers/0/livenessProbe", json!({ "httpGet": { "host": "x" } }), "host probes"),
    ] {
        let mut pod = restricted.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        pod.pointer_mut(parent).unwrap()[key] = value;
        assert!(broken(&pod).contains(control), "{pointer}: {:?}", broken(&pod));
    }
}
