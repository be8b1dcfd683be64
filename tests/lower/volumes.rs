//! Volumes, mounts and claims.

use serde_json::json;

use crate::program::{build, codes, plain};

#[test]
fn every_source_has_its_form() {
    let program = r#"
        app test { style = plain }
        config settings { data { a = "1"  b = "2" } }
        secret login = empty {}
        storage uploads { size = 1Gi }
        service web {
          image = "web:1"
          selector { app = self }
          volume plain  = scratch()
          volume sized  = scratch(1Gi)
          volume fast   = memory(64Mi)
          volume node   = host("/var/log", directory)
          volume config = settings { mode = 0o440  items = [a] }
          volume secret = optional(login) { items { a = "x/y" } }
          volume claim  = uploads
          volume all    = projected([settings, optional(login), service_token("token", "vault", 10m)]) { mode = 0o400 }
          allow host_path because "a test"
        }
    "#;
    assert_eq!(
        build(program).pod("Deployment/web")["volumes"],
        json!([
            { "name": "plain", "emptyDir": {} },
            { "name": "sized", "emptyDir": { "sizeLimit": "1Gi" } },
            { "name": "fast", "emptyDir": { "medium": "Memory", "sizeLimit": "64Mi" } },
            { "name": "node", "hostPath": { "path": "/var/log", "type": "Directory" } },
            { "name": "config", "configMap": { "name": "settings", "defaultMode": 288, "items": [{ "key": "a", "path": "a" }] } },
            { "name": "secret", "secret": { "secretName": "login", "optional": true, "items": [{ "key": "a", "path": "x/y" }] } },
            { "name": "claim", "persistentVolumeClaim": { "claimName": "uploads" } },
            {
                "name": "all",
                "projected": {
                    "defaultMode": 256,
                    "sources": [
                        { "configMap": { "name": "settings" } },
                        { "secret": { "name": "login", "optional": true } },
                        { "serviceAccountToken": { "path": "token", "audience": "vault", "expirationSeconds": 600 } },
                    ],
                },
            },
        ])
    );
}

#[test]
fn a_source_in_a_mount_makes_its_volume_once() {
    let program = r#"
        app test { style = plain }
        config settings { name = "other"  data { a = "1" } }
        service web {
          image = "web:1"
          selector { app = self }
          volume data = scratch()
          mount "/data"     = data { readonly = true  subpath = "x"  propagation = host_to_container }
          mount "/etc/conf" = settings
          mount "/var/tmp"  = scratch()
          init copy { image = "copy:1"  mount "/conf" = settings  mount "/var/tmp" = scratch() }
        }
    "#;
    let built = build(program);
    assert_eq!(
        built.web()["volumeMounts"],
        json!([
            { "name": "data", "mountPath": "/data", "readOnly": true, "subPath": "x", "mountPropagation": "HostToContainer" },
            { "name": "settings", "mountPath": "/etc/conf" },
            { "name": "var-tmp", "mountPath": "/var/tmp" },
        ])
    );
    assert_eq!(
        built.pod("Deployment/web")["volumes"],
        json!([
            { "name": "data", "emptyDir": {} },
            { "name": "settings", "configMap": { "name": "other" } },
            { "name": "var-tmp", "emptyDir": {} },
        ])
    );
}

#[test]
fn storage_makes_a_stateful_set_with_a_claim_for_each_pod() {
    let built = plain(
        "port db = 5432\nstorage data { size = 10Gi  class = \"fast\"  mount = \"/data\"  labels { keep = \"yes\" } }\nsidecar dump { image = \"dump:1\"  mount \"/backup\" = data }",
    );
    let set = built.object("StatefulSet/web");
    assert_eq!(set["spec"]["serviceName"], "web");
    assert_eq!(
        set["spec"]["volumeClaimTemplates"],
        json!([{
            "metadata": { "name": "data", "labels": { "keep": "yes" } },
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": { "requests": { "storage": "10Gi" } },
                "storageClassName": "fast",
            },
        }])
    );
    let containers = &built.pod("StatefulSet/web")["containers"];
    assert_eq!(containers[0]["volumeMounts"], json!([{ "name": "data", "mountPath": "/data" }]));
    assert_eq!(containers[1]["volumeMounts"], json!([{ "name": "data", "mountPath": "/backup" }]));
    assert_eq!(built.pod("StatefulSet/web").get("volumes"), None);
    assert_eq!(built.object("Service/web")["spec"].get("clusterIP"), None);
}

#[test]
fn a_claim_without_class_is_asked_for_by_hand() {
    let built = build("app test { style = plain }\nstorage s { size = 1Gi  class = none  access = [read_write_many] }");
    assert_eq!(
        built.object("PersistentVolumeClaim/s")["spec"],
        json!({
            "accessModes": ["ReadWriteMany"],
            "resources": { "requests": { "storage": "1Gi" } },
            "storageClassName": "",
        })
    );
}

#[test]
fn clashes_are_reported_once() {
    let service = |entries: &str| {
        codes(&format!(
            "app test {{ style = plain }}\nservice web {{ image = \"web:1\"  selector {{ app = self }}\n{entries} }}"
        ))
    };
    assert_eq!(service("mount \"/a\" = scratch()\nmount \"/a/\" = memory()"), ["K0508"]);
    assert_eq!(service("volume a = scratch()\nmount \"/a\" = memory()"), ["K0523"]);
    assert_eq!(service("storage a { size = 1Gi  mount = \"/x\" }\nmount \"/x\" = scratch()"), ["K0508"]);
    assert_eq!(service("volume a = scratch()\nmount \"/a\" = a { mode = 0o400 }"), ["K0521"]);
}

#[test]
fn volumes_hold_what_the_cluster_provides() {
    let built = plain(
        r#"
          mount "/pod"   = downward({ name = field("metadata.labels")  cpu = resource("limits.cpu", 1m, "web") }) { mode = 0o440 }
          mount "/cache" = ephemeral(10Gi, "fast")
          mount "/csi"   = csi("secrets.example.org", { class = "x" })
          mount "/nfs"   = nfs("10.0.0.1", "/exports")
        "#,
    );
    assert_eq!(
        built.pod("Deployment/web")["volumes"],
        json!([
            { "name": "pod", "downwardAPI": {
                "items": [
                    { "path": "name", "fieldRef": { "fieldPath": "metadata.labels" } },
                    { "path": "cpu", "resourceFieldRef": { "containerName": "web", "resource": "limits.cpu", "divisor": "1m" } },
                ],
                "defaultMode": 0o440,
            } },
            { "name": "cache", "ephemeral": { "volumeClaimTemplate": { "spec": {
                "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "10Gi" } }, "storageClassName": "fast",
            } } } },
            { "name": "csi", "csi": { "driver": "secrets.example.org", "volumeAttributes": { "class": "x" } } },
            { "name": "nfs", "nfs": { "server": "10.0.0.1", "path": "/exports" } },
        ])
    );
}
