//! Namespaces, quotas, priority classes and roles.

use serde_json::{Value, json};

use crate::program::{build, codes};

/// The objects of a plain program with these declarations.
fn plain(declarations: &str) -> crate::program::Built {
    build(&format!("app test {{ style = plain  namespace = \"here\" }}\n{declarations}"))
}

fn labels<'b>(built: &'b crate::program::Built, object: &str) -> &'b Value {
    &built.object(object)["metadata"]["labels"]
}

#[test]
fn a_plain_namespace_is_what_is_written() {
    let built = plain("namespace shop { labels { team = \"x\" }  annotations { a = \"b\" } }");
    assert_eq!(
        *built.object("Namespace/shop"),
        json!({
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": { "name": "shop", "labels": { "team": "x" }, "annotations": { "a": "b" } },
        })
    );
    let built = plain("namespace shop { pod_security = baseline { version = \"1.31\"  warn = restricted } }");
    assert_eq!(
        *labels(&built, "Namespace/shop"),
        json!({
            "pod-security.kubernetes.io/enforce": "baseline",
            "pod-security.kubernetes.io/enforce-version": "v1.31",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "v1.31",
        })
    );
}

#[test]
fn a_safe_namespace_enforces_what_the_safe_style_keeps() {
    let level = |program: &str, mode: &str| {
        let built = build(program);
        labels(&built, "Namespace/shop").get(format!("pod-security.kubernetes.io/{mode}")).cloned()
    };
    let said = "app a { target = \"1.33\" }\nnamespace shop {}";
    assert_eq!(level(said, "enforce"), Some(json!("restricted")));
    assert_eq!(level(said, "warn-version"), Some(json!("v1.33")));
    assert_eq!(level("app a {}\nnamespace shop {}", "audit-version"), Some(json!("latest")));
    let privileged = "app a {}\nnamespace shop { pod_security = privileged }";
    assert_eq!(level(privileged, "enforce"), Some(json!("privileged")));
    assert_eq!(level(privileged, "warn"), None);
    let baseline = "app a {}\nnamespace shop { pod_security = baseline { audit = none } }";
    assert_eq!(level(baseline, "warn"), Some(json!("restricted")));
    assert_eq!(level(baseline, "audit"), None);
    let nothing = "app a {}\nnamespace shop { pod_security = none }";
    assert_eq!(level(nothing, "enforce"), None);
    // What is written as a label stands above what is said of the standard.
    let written = "app a {}\nnamespace shop { labels { \"pod-security.kubernetes.io/enforce\" = \"baseline\" } }";
    assert_eq!(level(written, "enforce"), Some(json!("baseline")));
}

#[test]
fn what_stands_in_a_namespace_is_made_inside_it() {
    let built = build(
        "app a { namespace = \"other\" { implicit = true } }\nnamespace shop { quota { pods = 5  each pod { cpu = 4 } } }",
    );
    assert_eq!(built.names(), ["LimitRange/shop", "Namespace/shop", "ResourceQuota/shop"]);
    for object in ["LimitRange/shop", "ResourceQuota/shop"] {
        assert_eq!(built.object(object)["metadata"]["namespace"], "shop");
    }
    assert_eq!(built.object("Namespace/shop")["metadata"].get("namespace"), None);
}

#[test]
fn a_quota_counts_as_kubernetes_does() {
    let built = plain(
        "quota team {
           cpu = 4..8  memory = 16Gi  disk { limit = 20Gi }
           pods = 20  claims = 4  services = 5  load_balancers = 1  node_ports = 0
           storage = 100Gi { class fast = 10Gi }
           resources { \"nvidia.com/gpu\" = 2 }
           objects { \"deployments.apps\" = 10  \"secrets\" = 3 }
         }",
    );
    assert_eq!(
        built.object("ResourceQuota/team")["spec"],
        json!({ "hard": {
            "requests.cpu": "4", "limits.cpu": "8", "requests.memory": "16Gi", "limits.memory": "16Gi",
            "limits.ephemeral-storage": "20Gi", "pods": "20", "persistentvolumeclaims": "4", "services": "5",
            "services.loadbalancers": "1", "services.nodeports": "0", "requests.storage": "100Gi",
            "fast.storageclass.storage.k8s.io/requests.storage": "10Gi", "requests.nvidia.com/gpu": "2",
            "count/deployments.apps": "10", "count/secrets": "3",
        } })
    );
    assert_eq!(built.names(), ["ResourceQuota/team"]);
    let scoped = plain(
        "priority_class low { value = 1 }
         quota batch { pods = 2  scopes = [not_terminating]  priorities = [low, \"system-node-critical\"] }",
    );
    assert_eq!(
        scoped.object("ResourceQuota/batch")["spec"],
        json!({
            "hard": { "pods": "2" },
            "scopes": ["NotTerminating"],
            "scopeSelector": { "matchExpressions": [
                { "scopeName": "PriorityClass", "operator": "In", "values": ["low", "system-node-critical"] },
            ] },
        })
    );
}

#[test]
fn limits_of_a_single_one_are_a_limit_range() {
    let built = plain(
        "quota team {
           each container { cpu = 50m..2  memory = 4Gi  default { cpu = 100m  memory = 128Mi } }
           each pod { cpu { least = 10m } }
           each claim { storage = 1Gi..50Gi }
         }",
    );
    assert_eq!(built.names(), ["LimitRange/team"]);
    assert_eq!(
        built.object("LimitRange/team")["spec"]["limits"],
        json!([
            {
                "type": "Container", "min": { "cpu": "50m" }, "max": { "cpu": "2", "memory": "4Gi" },
                "default": { "memory": "128Mi" }, "defaultRequest": { "cpu": "100m", "memory": "128Mi" },
            },
            { "type": "Pod", "min": { "cpu": "10m" } },
            { "type": "PersistentVolumeClaim", "min": { "storage": "1Gi" }, "max": { "storage": "50Gi" } },
        ])
    );
}

#[test]
fn a_priority_class_is_named_by_reference() {
    let built = plain(
        "priority_class urgent { name = \"shop-urgent\"  value = 1000000  default = false  preempt = never  description = \"first\" }
         priority_class idle { value = -10  preempt = lower }
         external priority_class old { name = \"legacy\" }
         defaults service { image = \"web:1\"  selector { app = self } }
         service a { priority = urgent }
         service b { priority = old }
         service c { priority = \"system-node-critical\" }
         service d { priority = priority_class.idle }",
    );
    assert_eq!(
        *built.object("PriorityClass/shop-urgent"),
        json!({
            "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": { "name": "shop-urgent" },
            "value": 1_000_000, "globalDefault": false, "description": "first", "preemptionPolicy": "Never",
        })
    );
    assert_eq!(built.object("PriorityClass/idle")["preemptionPolicy"], "PreemptLowerPriority");
    for (service, class) in [("a", "shop-urgent"), ("b", "legacy"), ("c", "system-node-critical"), ("d", "idle")] {
        assert_eq!(built.pod(&format!("Deployment/{service}"))["priorityClassName"], class);
    }
}

#[test]
fn a_role_is_bound_to_whom_it_names() {
    let built = plain(
        "account ops { namespace = \"there\" }
         role reader { can \"pods, pods/log\" = [get, list]  to = [ops, user(\"jane\"), group(\"devs\")] }
         role nodes { can_cluster \"nodes, /metrics\" = [get]  to = [ops] }
         role shared { cluster = true  can \"configmaps\" = [get]  to = [group(\"devs\")] }",
    );
    let group = "rbac.authorization.k8s.io";
    let ops = json!({ "kind": "ServiceAccount", "name": "ops", "namespace": "there" });
    let devs = json!({ "apiGroup": group, "kind": "Group", "name": "devs" });
    assert_eq!(
        built.object("Role/reader")["rules"],
        json!([{ "apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"] }])
    );
    let reader = built.object("RoleBinding/reader");
    assert_eq!(reader["roleRef"], json!({ "apiGroup": group, "kind": "Role", "name": "reader" }));
    assert_eq!(reader["subjects"], json!([ops, { "apiGroup": group, "kind": "User", "name": "jane" }, devs]));
    assert_eq!(built.object("ClusterRole/nodes")["rules"].as_array().unwrap().len(), 2);
    assert_eq!(built.object("ClusterRoleBinding/nodes")["subjects"], json!([ops]));
    let shared = built.object("RoleBinding/shared");
    assert_eq!(shared["metadata"]["namespace"], "here");
    assert_eq!(shared["roleRef"], json!({ "apiGroup": group, "kind": "ClusterRole", "name": "shared" }));
    assert_eq!(built.object("ClusterRole/shared")["metadata"].get("namespace"), None);
}

#[test]
fn an_account_takes_roles() {
    let built = plain(
        "role reader { can \"pods\" = [get] }
         role nodes { can_cluster \"nodes\" = [get] }
         external role view { cluster = true }
         external role local {}
         account ops { roles = [reader, nodes, view, local]  roles_cluster = [view] }",
    );
    let bound = |name: &str| {
        let binding = built.object(name);
        (binding["roleRef"]["kind"].clone(), binding["roleRef"]["name"].clone())
    };
    assert_eq!(bound("RoleBinding/ops-reader"), (json!("Role"), json!("reader")));
    assert_eq!(bound("ClusterRoleBinding/ops-nodes"), (json!("ClusterRole"), json!("nodes")));
    assert_eq!(bound("RoleBinding/ops-view"), (json!("ClusterRole"), json!("view")));
    assert_eq!(bound("RoleBinding/ops-local"), (json!("Role"), json!("local")));
    assert_eq!(bound("ClusterRoleBinding/ops-view"), (json!("ClusterRole"), json!("view")));
    let all = built.names();
    assert!(!all.contains(&"RoleBinding/reader".to_owned()), "nobody is named by the role itself: {all:?}");
}

#[test]
fn a_role_of_another_namespace_is_bound_there() {
    let built = build(
        r#"app m { style = plain  namespace = "monitoring" }
           external role delegator { name = "system:auth-delegator"  cluster = true }
           external role reader { name = "extension-apiserver-authentication-reader"  namespace = "kube-system" }
           account server { roles = [reader]  roles_cluster = [delegator] }"#,
    );
    let subject = json!([{ "kind": "ServiceAccount", "name": "server", "namespace": "monitoring" }]);
    let binding = built.object("RoleBinding/server-extension-apiserver-authentication-reader");
    assert_eq!(binding["metadata"]["namespace"], json!("kube-system"));
    assert_eq!(binding["roleRef"]["kind"], json!("Role"));
    assert_eq!(binding["subjects"], subject);
    let binding = built.object("ClusterRoleBinding/server-system:auth-delegator");
    assert_eq!(binding["roleRef"]["name"], json!("system:auth-delegator"));
    assert_eq!(binding["subjects"], subject);
    assert_eq!(built.codes, Vec::<String>::new());
}

#[test]
fn roles_are_gathered_by_labels() {
    let built = plain(
        "role all { aggregate { \"example.org/all\" = true } }
         role some { cluster = true  aggregate = [{ a = \"1\" }, { b = \"2\" }]  to = [group(\"devs\")] }
         role more { can_cluster \"widgets.example.org\" = [get]  aggregate_to = [view, \"custom\"] }",
    );
    assert_eq!(
        built.object("ClusterRole/all")["aggregationRule"],
        json!({ "clusterRoleSelectors": [{ "matchLabels": { "example.org/all": "true" } }] })
    );
    assert_eq!(built.object("ClusterRole/all")["rules"], json!([]));
    let selectors = &built.object("ClusterRole/some")["aggregationRule"]["clusterRoleSelectors"];
    assert_eq!(*selectors, json!([{ "matchLabels": { "a": "1" } }, { "matchLabels": { "b": "2" } }]));
    assert_eq!(built.object("RoleBinding/some")["roleRef"]["kind"], "ClusterRole");
    let prefix = "rbac.authorization.k8s.io/aggregate-to-";
    assert_eq!(
        *labels(&built, "ClusterRole/more"),
        json!({ format!("{prefix}view"): "true", format!("{prefix}custom"): "true" })
    );
}

#[test]
fn pods_get_the_token_of_an_account_that_has_a_role() {
    let built = build(
        "app a { namespace = \"here\" }
         defaults service { image = \"web:1\"  memory = 64Mi }
         role reader { can \"pods\" = [get]  to = [one, ops] }
         account ops {}
         service one {}
         service two {}
         service three { account { roles = [reader] } }
         service four { account = ops }",
    );
    for (service, token) in [("one", true), ("two", false), ("three", true), ("four", true)] {
        let pod = built.pod(&format!("Deployment/{service}"));
        assert_eq!(pod["automountServiceAccountToken"], token, "{service}");
    }
    let subjects = &built.object("RoleBinding/reader")["subjects"];
    assert_eq!(subjects[0], json!({ "kind": "ServiceAccount", "name": "one", "namespace": "here" }));
}

#[test]
fn layers_environments_and_patches_reach_the_new_kinds() {
    let built = plain(
        "defaults namespace { labels { team = \"x\" } }
         profile small for quota { pods = 5 }
         namespace shop { patch Namespace { spec.finalizers = [\"kubernetes\"] } }
         quota team with small { namespace = shop.name  patch ResourceQuota { spec.hard { \"count/jobs.batch\" = 2 } } }
         role reader { can \"pods\" = [get]  patch Role { metadata.annotations { a = \"b\" } } }
         for n in [\"a\", \"b\"] { namespace \"team-${n}\" {} }",
    );
    assert_eq!(labels(&built, "Namespace/shop"), &json!({ "team": "x" }));
    assert_eq!(built.object("Namespace/shop")["spec"], json!({ "finalizers": ["kubernetes"] }));
    assert_eq!(built.object("ResourceQuota/team")["metadata"]["namespace"], "shop");
    let hard = json!({ "pods": "5", "count/jobs.batch": "2" });
    assert_eq!(built.object("ResourceQuota/team")["spec"]["hard"], hard);
    assert_eq!(built.object("Role/reader")["metadata"]["annotations"], json!({ "a": "b" }));
    assert_eq!(labels(&built, "Namespace/team-b"), &json!({ "team": "x" }));
}

/// The words of kinds are no reserved words: they are names, keys and functions as before.
#[test]
fn words_for_kinds_stay_free() {
    let built = build(
        r#"
        app test { style = plain  namespace = "here" }
        param namespace: string = "other"
        let quota = { pods = 3 }
        fn role(of: string): string = "${of}-role"
        type priority_class = low | high
        config settings { namespace = namespace  data { namespace = namespace  pods = "${quota.pods}"  role = role("x")  quota = "1" } }
        service web {
          image = "web:1"
          selector { role = "web"  namespace = "x" }
          port http = 8080
          accept http = [namespace("monitoring")]
        }
        "#,
    );
    let data = &built.object("ConfigMap/settings")["data"];
    assert_eq!(*data, json!({ "namespace": "other", "pods": "3", "role": "x-role", "quota": "1" }));
    assert_eq!(built.object("ConfigMap/settings")["metadata"]["namespace"], "other");
}

#[test]
fn a_declared_namespace_may_be_let_in() {
    let built = plain(
        "namespace monitoring {}
         external namespace logs { name = \"logging\" }
         service web { image = \"web:1\"  selector { app = self }  port http = 8080  accept http = [monitoring, logs, namespace(\"x\")] }",
    );
    let from = &built.object("NetworkPolicy/web-network-policy")["spec"]["ingress"][0]["from"];
    let names: Vec<&Value> = from
        .as_array()
        .unwrap()
        .iter()
        .map(|peer| &peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"])
        .collect();
    assert_eq!(names, ["monitoring", "logging", "x"]);
}

#[test]
fn a_namespace_is_named_by_the_app_alone() {
    let program =
        "app shop { namespace = \"shop\" }\nnamespace shop {}\nservice web { image = \"web:1\"  memory = 64Mi }";
    assert_eq!(codes(program), [""; 0]);
    let built = build(program);
    assert_eq!(built.object("Deployment/web")["metadata"]["namespace"], "shop");
    let several =
        "app a {}\nnamespace place { name = \"shop\" }\nconfig c { namespace = place.name  data { a = \"b\" } }";
    assert_eq!(build(several).object("ConfigMap/c")["metadata"]["namespace"], "shop");
}
