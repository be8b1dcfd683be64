//! Deployments, StatefulSets, DaemonSets, Jobs, and what scales and protects them.

use serde_json::json;

use crate::program::{build, codes, plain};

#[test]
fn rollouts_of_a_deployment() {
    let spec = |entries: &str| plain(entries).object("Deployment/web")["spec"].clone();
    let rolling =
        spec("replicas = 3\nrollout { surge = 25%  unavailable = 0  min_ready = 5s  deadline = 2m  history = 4 }");
    assert_eq!(rolling["replicas"], 3);
    assert_eq!(
        rolling["strategy"],
        json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": 0 } })
    );
    assert_eq!(
        (rolling["minReadySeconds"].clone(), rolling["progressDeadlineSeconds"].clone()),
        (json!(5), json!(120))
    );
    assert_eq!(rolling["revisionHistoryLimit"], 4);
    assert_eq!(spec("rollout { strategy = recreate }")["strategy"], json!({ "type": "Recreate" }));
    assert_eq!(spec("").get("replicas"), None);
}

#[test]
fn a_range_of_replicas_belongs_to_an_autoscaler() {
    let built = plain(
        "cpu = 100m\nreplicas = 2..10\nscale { cpu = 70%  memory = 1Gi  metric rps = 100  behavior.scaleDown.stabilizationWindowSeconds = 60 }",
    );
    assert_eq!(built.object("Deployment/web")["spec"].get("replicas"), None);
    assert_eq!(
        built.object("HorizontalPodAutoscaler/web")["spec"],
        json!({
            "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web" },
            "minReplicas": 2, "maxReplicas": 10,
            "metrics": [
                { "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 70 } } },
                { "type": "Resource", "resource": { "name": "memory", "target": { "type": "AverageValue", "averageValue": "1Gi" } } },
                { "type": "Pods", "pods": { "metric": { "name": "rps" }, "target": { "type": "AverageValue", "averageValue": "100" } } },
            ],
            "behavior": { "scaleDown": { "stabilizationWindowSeconds": 60 } },
        })
    );
}

#[test]
fn budgets() {
    let spec = |entries: &str| plain(entries).object("PodDisruptionBudget/web")["spec"].clone();
    let selector = json!({ "matchLabels": { "app": "web" } });
    assert_eq!(spec("replicas = 3\nkeep = 2"), json!({ "minAvailable": 2, "selector": selector }));
    assert_eq!(spec("disrupt = 50%"), json!({ "maxUnavailable": "50%", "selector": selector }));
    assert_eq!(plain("replicas = 3").names(), ["Deployment/web"]);
}

#[test]
fn versions_are_deployments_behind_one_service() {
    let built = plain(
        "port http = 80\naccount {}\nversion v1 {}\nversion v2 { image = \"web:2\"  replicas = 2 }\npatch Deployment { spec.paused = true }",
    );
    assert_eq!(built.names(), ["Deployment/web-v1", "Deployment/web-v2", "Service/web", "ServiceAccount/web"]);
    let v2 = built.object("Deployment/web-v2");
    let labels = json!({ "app": "web", "version": "v2" });
    assert_eq!(v2["metadata"]["labels"], json!({ "version": "v2" }));
    assert_eq!(v2["spec"]["selector"]["matchLabels"], labels);
    assert_eq!(v2["spec"]["template"]["metadata"]["labels"], labels);
    assert_eq!(v2["spec"]["replicas"], 2);
    assert_eq!(v2["spec"]["paused"], true);
    assert_eq!(built.pod("Deployment/web-v2")["containers"][0]["image"], "web:2");
    assert_eq!(built.pod("Deployment/web-v1")["containers"][0]["image"], "web:1");
    assert_eq!(built.object("Service/web")["spec"]["selector"], json!({ "app": "web" }));
}

#[test]
fn a_daemon_runs_on_every_node() {
    let built = build(
        r#"
        app test { style = plain }
        daemon agent {
          image = "agent:1"
          selector { app = self }
          every_node = true
          port metrics = 9100 { host = 9100 }
          rollout { unavailable = 10%  history = 2 }
          allow host_port because "a test"
        }"#,
    );
    assert_eq!(built.names(), ["DaemonSet/agent"]);
    let spec = &built.object("DaemonSet/agent")["spec"];
    assert_eq!(
        spec["updateStrategy"],
        json!({ "type": "RollingUpdate", "rollingUpdate": { "maxUnavailable": "10%" } })
    );
    assert_eq!(spec["template"]["spec"]["tolerations"], json!([{ "operator": "Exists" }]));
    assert_eq!(
        spec["template"]["spec"]["containers"][0]["ports"],
        json!([{ "hostPort": 9100, "containerPort": 9100 }])
    );
    let with_network = "app test { style = plain }\ndaemon agent { image = \"agent:1\"  selector { app = self }  port metrics = 9100  network {} }";
    assert_eq!(build(with_network).names(), ["DaemonSet/agent", "Service/agent"]);
}

#[test]
fn jobs_run_once_or_on_a_schedule() {
    let built = build(
        r#"
        app test { style = plain }
        job once {
          image = "job:1"
          parallel = 2  completions = 4  indexed = true  retries = 3  retry_per_index = 1  timeout = 1h  ttl = 1d  suspend = true
          restart = on_failure
          pod_labels { app = "once" }
        }
        job nightly {
          image = "job:1"
          schedule = "30 2 * * *"  zone = "Europe/Paris"  overlap = forbid  deadline = 5m  suspend = false
          history { success = 1  failed = 2 }
          retries = 0
        }"#,
    );
    let once = &built.object("Job/once")["spec"];
    let container = json!([{ "name": "once", "image": "job:1" }]);
    assert_eq!(
        *once,
        json!({
            "parallelism": 2, "completions": 4, "completionMode": "Indexed", "backoffLimit": 3, "backoffLimitPerIndex": 1,
            "activeDeadlineSeconds": 3600, "ttlSecondsAfterFinished": 86400, "suspend": true,
            "template": { "metadata": { "labels": { "app": "once" } }, "spec": { "restartPolicy": "OnFailure", "containers": container } },
        })
    );
    assert_eq!(
        built.object("CronJob/nightly")["spec"],
        json!({
            "schedule": "30 2 * * *", "timeZone": "Europe/Paris", "concurrencyPolicy": "Forbid", "startingDeadlineSeconds": 300,
            "suspend": false, "successfulJobsHistoryLimit": 1, "failedJobsHistoryLimit": 2,
            "jobTemplate": { "spec": { "backoffLimit": 0, "template": {
                "spec": { "restartPolicy": "Never", "containers": [{ "name": "nightly", "image": "job:1" }] },
            } } },
        })
    );
}

#[test]
fn where_pods_run() {
    let pod = plain(
        r#"
          nodes { disktype = "ssd" }
          tolerate "dedicated=web:NoSchedule"
          tolerate "spot"
          tolerate "gone:NoExecute"
          spread zone { max_skew = 2  required = true }
          priority = "high"
          runtime  = "gvisor"
          hosts { "10.0.0.1" = ["a", "b"] }
          grace = 1m
        "#,
    );
    let pod = pod.pod("Deployment/web");
    assert_eq!(pod["nodeSelector"], json!({ "disktype": "ssd" }));
    assert_eq!(
        pod["tolerations"],
        json!([
            { "key": "dedicated", "operator": "Equal", "value": "web", "effect": "NoSchedule" },
            { "key": "spot", "operator": "Exists" },
            { "key": "gone", "operator": "Exists", "effect": "NoExecute" },
        ])
    );
    assert_eq!(
        pod["topologySpreadConstraints"],
        json!([{
            "maxSkew": 2, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": { "matchLabels": { "app": "web" } },
        }])
    );
    assert_eq!((pod["priorityClassName"].clone(), pod["runtimeClassName"].clone()), (json!("high"), json!("gvisor")));
    assert_eq!(pod["hostAliases"], json!([{ "ip": "10.0.0.1", "hostnames": ["a", "b"] }]));
    assert_eq!(pod["terminationGracePeriodSeconds"], 60);
}

#[test]
fn limits_of_names_count_what_kubernetes_appends() {
    let long = "a".repeat(53);
    let job = |schedule: &str| {
        codes(&format!("app test {{ style = plain }}\njob {long} {{ image = \"job:1\"  {schedule} }}"))
    };
    assert_eq!(job(""), Vec::<String>::new());
    assert_eq!(job("schedule = \"0 0 * * *\""), ["K0515"]);
}

#[test]
fn scale_needs_a_range_and_a_range_needs_scale() {
    let service = |entries: &str| {
        codes(&format!(
            "app test {{ style = plain }}\nservice web {{ image = \"web:1\"  selector {{ app = self }}  cpu = 1\n{entries} }}"
        ))
    };
    assert_eq!(service("scale { cpu = 70% }"), ["K0504"]);
    assert_eq!(service("replicas = 2\nscale { cpu = 70% }"), ["K0504"]);
    assert_eq!(service("replicas = 2..3"), ["K0503"]);
    assert_eq!(service("replicas = 2..3\nscale {}"), ["K0519"]);
    assert_eq!(service("replicas = 2\nscale = none"), Vec::<String>::new());
}

#[test]
fn what_depends_on_an_open_parameter_is_no_mistake() {
    let program = r#"
        app test { style = plain  target = "1.33" }
        param image: string
        param count: int
        param label: string
        param number: int
        service web {
          image    = image
          selector { app = label }
          replicas = 1..count
          scale { cpu = 70% }
          cpu      = 100m
          keep     = count
          port http = 8080 { service = number }
          expose http {}
          probe ready = http("/${label}")
          env.A    = label
        }
    "#;
    assert_eq!(crate::program::checked(program), Vec::<String>::new());
}
