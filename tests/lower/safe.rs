//! What is added unasked, and how each of it is turned off.

use serde_json::json;

use crate::program::{Built, build, codes};

fn service(entries: &str) -> Built {
    build(&program(entries))
}

fn program(entries: &str) -> String {
    format!(
        "app shop {{ namespace = \"here\"  target = \"1.33\" }}\nservice web {{ image = \"web:1\"  memory = 64Mi\n{entries}\n}}"
    )
}

#[test]
fn ten_lines_become_what_a_careful_operator_writes() {
    let built = service("port http = 8080\nreplicas = 2");
    assert_eq!(built.codes, Vec::<String>::new());
    assert_eq!(built.names(), ["Deployment/web", "PodDisruptionBudget/web", "Service/web", "ServiceAccount/web"]);
    let labels = json!({
        "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "shop",
        "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/managed-by": "kappc",
    });
    let selector = json!({ "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "shop" });
    let metadata = json!({ "name": "web", "namespace": "here", "labels": labels });
    for name in built.names() {
        assert_eq!(built.object(&name)["metadata"], metadata, "{name}");
    }
    let spread = |key: &str| {
        json!({
            "maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": { "matchLabels": selector },
        })
    };
    assert_eq!(
        built.object("Deployment/web")["spec"],
        json!({
            "replicas": 2,
            "selector": { "matchLabels": selector },
            "template": {
                "metadata": { "labels": labels },
                "spec": {
                    "containers": [{
                        "name": "web", "image": "web:1", "imagePullPolicy": "IfNotPresent",
                        "ports": [{ "name": "http", "containerPort": 8080 }],
                        "resources": { "requests": { "memory": "64Mi" }, "limits": { "memory": "64Mi" } },
                        "volumeMounts": [{ "name": "tmp", "mountPath": "/tmp" }],
                        "lifecycle": { "preStop": { "sleep": { "seconds": 5 } } },
                        "securityContext": {
                            "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] }, "readOnlyRootFilesystem": true,
                        },
                    }],
                    "volumes": [{ "name": "tmp", "emptyDir": {} }],
                    "serviceAccountName": "web",
                    "automountServiceAccountToken": false,
                    "securityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
                    "enableServiceLinks": false,
                    "topologySpreadConstraints": [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
                },
            },
        })
    );
    assert_eq!(
        built.object("PodDisruptionBudget/web")["spec"],
        json!({ "maxUnavailable": 1, "selector": { "matchLabels": selector } })
    );
    assert_eq!(built.object("ServiceAccount/web")["automountServiceAccountToken"], false);
    let ports = json!([{ "name": "http", "port": 8080, "targetPort": "http" }]);
    assert_eq!(built.object("Service/web")["spec"], json!({ "selector": selector, "ports": ports }));
}

#[test]
fn each_default_can_be_left() {
    let pod = |entries: &str| service(entries).pod("Deployment/web").clone();
    assert_eq!(pod("security = none")["containers"][0].get("securityContext"), None);
    assert_eq!(pod("security = none").get("volumes"), None);
    assert_eq!(
        pod("security = baseline")["securityContext"],
        json!({ "seccompProfile": { "type": "RuntimeDefault" } })
    );
    assert_eq!(pod("allow writable_root because \"x\"").get("volumes"), None);
    assert_eq!(pod("user = 0\nallow root because \"x\"")["securityContext"].get("runAsNonRoot"), None);
    assert_eq!(pod("port http = 80\ndrain = 0s")["containers"][0].get("lifecycle"), None);
    assert_eq!(pod("port http = 80\ndrain = none")["containers"][0].get("lifecycle"), None);
    assert_eq!(pod("port http = 80\ngrace = 4s")["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"], 2);
    assert_eq!(pod("replicas = 2\nspread zone = none")["topologySpreadConstraints"].as_array().unwrap().len(), 1);
    assert_eq!(pod("account = none")["serviceAccountName"], "default");
    assert_eq!(pod("pull = always")["containers"][0]["imagePullPolicy"], "Always");
    assert_eq!(pod("pod.enableServiceLinks = true")["enableServiceLinks"], true);
    assert_eq!(
        pod("mount \"/tmp\" = memory(1Mi)")["volumes"],
        json!([{ "name": "tmp", "emptyDir": { "medium": "Memory", "sizeLimit": "1Mi" } }])
    );
    let names = service("replicas = 2\nkeep = none").names();
    assert_eq!(names, ["Deployment/web", "ServiceAccount/web"]);
}

#[test]
fn a_token_is_mounted_where_the_account_can_do_something() {
    let built = service("can \"pods\" = [get]");
    assert_eq!(built.pod("Deployment/web")["automountServiceAccountToken"], true);
    assert_eq!(built.object("ServiceAccount/web")["automountServiceAccountToken"], false);
    assert_eq!(
        built.object("RoleBinding/web")["subjects"],
        json!([{ "kind": "ServiceAccount", "name": "web", "namespace": "here" }])
    );
}

#[test]
fn a_change_of_a_config_rolls_the_pods() {
    let digest = |mode: &str| {
        let text =
            format!("{}\nconfig settings {{ data {{ MODE = \"{mode}\" }} }}", program("env.MODE = settings.MODE"));
        build(&text).object("Deployment/web")["spec"]["template"]["metadata"]["annotations"]["kappc/config-digest"]
            .clone()
    };
    assert_eq!(digest("fast"), digest("fast"));
    assert_ne!(digest("fast"), digest("slow"));
    assert!(digest("fast").as_str().is_some_and(|digest| digest.len() == 64));
}

#[test]
fn sidecars_start_before_and_stop_after() {
    let built = service("sidecar proxy { image = \"proxy:1\"  memory = 1Mi }\ninit first { image = \"first:1\" }");
    let first = &built.pod("Deployment/web")["initContainers"];
    assert_eq!((first[0]["name"].clone(), first[0]["restartPolicy"].clone()), (json!("proxy"), json!("Always")));
    assert_eq!((first[1]["name"].clone(), first[1].get("restartPolicy")), (json!("first"), None));
}

#[test]
fn what_policy_forbids_needs_a_reason() {
    for (entries, capability) in [
        ("user = 0", "root"),
        ("mount \"/log\" = host(\"/var/log\")", "host_path"),
        ("port http = 80 { host = 80 }", "host_port"),
        ("sidecar s { image = \"s\"  memory = 1Mi }", "mutable_image"),
    ] {
        assert_eq!(codes(&program(entries)), ["K0520"], "{entries}");
        assert_eq!(codes(&program(&format!("{entries}\nallow {capability} because \"a test\""))), Vec::<String>::new());
        let plain = program(entries)
            .replace("target =", "style = plain  target =")
            .replace("memory = 64Mi", "selector { a = \"b\" }");
        assert_eq!(codes(&plain), ["K0520"], "in plain style");
        assert_eq!(build(&plain).codes, ["K0520"], "but only as a warning");
    }
}

#[test]
fn a_volume_belongs_to_whom_the_pods_run_as() {
    let context = |entries: &str| {
        let built = build(&format!(
            "app shop {{ namespace = \"here\" }}\nstorage data {{ size = 1Gi }}\n\
             service web {{ image = \"web:1\"  memory = 64Mi\n{entries}\n}}"
        ));
        built.pod("Deployment/web")["securityContext"].clone()
    };
    let group = |entries: &str| {
        let context = context(entries);
        (context["fsGroup"].clone(), context["fsGroupChangePolicy"].clone())
    };
    let owned = |group: u32| (json!(group), json!("OnRootMismatch"));
    let nothing = (json!(null), json!(null));
    let mounted = r#"mount "/data" = data"#;
    assert_eq!(group(&format!("user = 999\n{mounted}")), owned(999));
    assert_eq!(group(&format!("user = 999\ngroup = 70\n{mounted}")), owned(70));
    assert_eq!(group(&format!("user = 999\nfs_group = 5\n{mounted}")), (json!(5), json!(null)));
    assert_eq!(group(&format!("user = 999\nfs_group = none\n{mounted}")), nothing);
    assert_eq!(
        group(&format!("user = 999\npod.securityContext.fsGroup = 7\n{mounted}")),
        (json!(7), json!("OnRootMismatch"))
    );
    assert_eq!(group(mounted), nothing);
    assert_eq!(group("user = 999"), nothing);
    assert_eq!(group(&format!("user = 0\nallow root because \"it is\"\n{mounted}")), nothing);
    let claims = service("user = 999\nstorage data { size = 1Gi  mount = \"/data\" }");
    assert_eq!(claims.pod("StatefulSet/web")["securityContext"]["fsGroup"], json!(999));
}
