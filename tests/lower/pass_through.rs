//! Fields in Kubernetes' own names.

use serde_json::json;

use crate::program::{codes, plain};

#[test]
fn what_is_derived_gives_way() {
    let built = plain(
        r#"
          port http = 80 { service = 8080 }
          container { name = "server"  ports = [{ containerPort = 80  name = "named" }] }
          pod.securityContext = { fsGroup = 7 }
          patch Service { spec.ports = [{ port = 8080  targetPort = "named" }] }
          patch Deployment { spec { replicas = 2  minReadySeconds = 3 } }
        "#,
    );
    assert_eq!(built.web()["name"], "server");
    assert_eq!(built.pod("Deployment/web")["securityContext"], json!({ "fsGroup": 7 }));
    assert_eq!(
        built.object("Service/web")["spec"]["ports"],
        json!([{ "name": "http", "port": 8080, "targetPort": "named" }])
    );
    assert_eq!(built.object("Deployment/web")["spec"]["replicas"], 2);
}

#[test]
fn lists_with_keys_merge_by_them() {
    let built = plain(
        r#"
          env { A = "1" }
          port http = 80
          volume data = scratch()
          mount "/data" = data
          container {
            env          = [{ name = "B"  value = "2" }]
            ports        = [{ containerPort = 80  hostIP = "10.0.0.1" }, { containerPort = 81 }]
            volumeMounts = [{ mountPath = "/data"  subPath = "x" }]
          }
          pod {
            containers  = [{ name = "web"  stdin = true }, { name = "other"  image = "o:1" }]
            volumes     = [{ name = "data"  emptyDir.medium = "Memory" }]
            tolerations = [{ operator = "Exists" }]
          }
        "#,
    );
    let web = built.web();
    assert_eq!(web["env"], json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }]));
    assert_eq!(web["ports"], json!([{ "containerPort": 80, "hostIP": "10.0.0.1" }, { "containerPort": 81 }]));
    assert_eq!(web["volumeMounts"], json!([{ "name": "data", "mountPath": "/data", "subPath": "x" }]));
    assert_eq!(web["stdin"], true);
    let pod = built.pod("Deployment/web");
    assert_eq!(pod["containers"][1], json!({ "name": "other", "image": "o:1" }));
    assert_eq!(pod["volumes"], json!([{ "name": "data", "emptyDir": { "medium": "Memory" } }]));
    assert_eq!(pod["tolerations"], json!([{ "operator": "Exists" }]));
}

#[test]
fn an_appended_list_comes_after_what_the_compiler_made() {
    let built = plain(
        r#"
          tolerate "spot"
          pod.tolerations += [{ key = "gpu"  operator = "Exists" }]
          pod { hostAliases = [{ ip = "10.0.0.1"  hostnames = ["a"] }] }
          patch Deployment { spec.template.spec.readinessGates += [{ conditionType = "x" }] }
        "#,
    );
    let pod = built.pod("Deployment/web");
    assert_eq!(
        pod["tolerations"],
        json!([{ "key": "spot", "operator": "Exists" }, { "key": "gpu", "operator": "Exists" }])
    );
    assert_eq!(pod["readinessGates"], json!([{ "conditionType": "x" }]));
}

#[test]
fn none_takes_away_what_entries_made_together() {
    let built = plain("labels { team = \"a\" }\npatch Deployment { metadata.labels = none }\nport http = 80");
    assert_eq!(built.object("Deployment/web")["metadata"].get("labels"), None);
    assert_eq!(built.object("Service/web")["metadata"]["labels"]["team"], "a");
}

#[test]
fn layers_append_to_what_a_lower_one_says() {
    let built = crate::program::build(
        r#"
          app test { style = plain }
          defaults service {
            selector { app = self }
            pod { readinessGates = [{ conditionType = "a" }] }
            pod.tolerations += [{ key = "all"  operator = "Exists" }]
          }
          service web {
            image = "web:1"
            pod.readinessGates += [{ conditionType = "b" }]
            pod.tolerations    += [{ key = "own"  operator = "Exists" }]
          }
        "#,
    );
    let pod = built.pod("Deployment/web");
    assert_eq!(pod["readinessGates"], json!([{ "conditionType": "a" }, { "conditionType": "b" }]));
    assert_eq!(
        pod["tolerations"],
        json!([{ "key": "all", "operator": "Exists" }, { "key": "own", "operator": "Exists" }])
    );
}

#[test]
fn units_stand_as_their_text_and_none_takes_away() {
    let built = plain(
        "account {}\npod { activeDeadlineSeconds = none  serviceAccountName = none  overhead { cpu = 100m }  dnsConfig.options = [{ name = \"ndots\"  value = 2s }] }",
    );
    let pod = built.pod("Deployment/web");
    assert_eq!(pod["overhead"], json!({ "cpu": "100m" }));
    assert_eq!(pod["dnsConfig"]["options"], json!([{ "name": "ndots", "value": "2s" }]));
    assert_eq!((pod.get("serviceAccountName"), pod.get("activeDeadlineSeconds")), (None, None));
}

#[test]
fn only_the_very_field_counts_as_written_twice() {
    let service = |entries: &str| {
        codes(&format!(
            "app test {{ style = plain }}\nservice web {{ image = \"web:1\"  selector {{ app = self }}\n{entries} }}"
        ))
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(service("cpu = 100m..200m\ncontainer.resources.limits.cpu = 300m"), ["K0517"]);
    assert_eq!(service("cpu = 100m\ncontainer.resources.limits.cpu = 300m"), none);
    assert_eq!(service("env { A = \"1\" }\ncontainer.env = [{ name = \"A\"  value = \"2\" }]"), ["K0517"]);
    assert_eq!(service("container.image = \"other:1\""), ["K0517"]);
    assert_eq!(service("labels { a = \"1\" }\npatch Deployment { metadata.labels.a = \"2\" }"), ["K0517"]);
    assert_eq!(service("labels { a = \"1\" }\nport http = 80\npatch Service { metadata.labels.a = \"2\" }"), none);
    assert_eq!(service("patch Deployment { spec.selector.matchLabels.app = \"x\" }"), ["K0529"]);
    assert_eq!(service("patch DaemonSet { spec.minReadySeconds = 1 }"), ["K0524"]);
}
