//! The built-in table through the eyes of its callers.

use super::*;

fn path(root: &Struct, path: &str) -> Field {
    let mut structure = root.clone();
    let mut steps = path.split('.').peekable();
    loop {
        let step = steps.next().unwrap();
        let field = structure.field(step).unwrap_or_else(|| panic!("{path}: no {step} in {}", structure.name()));
        if steps.peek().is_none() {
            return field;
        }
        structure = field.newest().unwrap().structure().unwrap();
    }
}

fn deployment() -> Struct {
    Tables::builtin().of("apps/v1", "Deployment").unwrap().structure().unwrap()
}

fn words(field: &Field, versions: Versions) -> Vec<String> {
    match field.ty(versions).unwrap().shape() {
        Shape::Text(words) => words.iter().map(str::to_owned).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn kinds_are_found_by_group_version_and_name() {
    let tables = Tables::builtin();
    let deployment = tables.kind("apps", "v1", "Deployment").unwrap();
    assert!(deployment.is_namespaced());
    assert_eq!(deployment.versions(), Versions::ALL);
    assert_eq!((deployment.deprecated(), deployment.removed()), (None, None));
    assert_eq!(deployment.api_version(), "apps/v1");
    assert!(!tables.of("v1", "Namespace").unwrap().is_namespaced());
    assert!(!tables.of("apiextensions.k8s.io/v1", "CustomResourceDefinition").unwrap().is_namespaced());
    assert!(!tables.of("rbac.authorization.k8s.io/v1", "ClusterRole").unwrap().is_namespaced());
    assert!(tables.of("rbac.authorization.k8s.io/v1", "Role").unwrap().is_namespaced());
    assert!(tables.of("apps/v1", "Deploymant").is_none());
    assert!(tables.of("v2", "Deployment").is_none());
    let groups: Vec<_> = tables.called("Event").map(|kind| kind.api_version()).collect();
    assert_eq!(groups, ["v1", "events.k8s.io/v1", "events.k8s.io/v1beta1"]);
    let every: Vec<_> = tables.all().collect();
    for kind in &every {
        let found = tables.kind(kind.group(), kind.version(), kind.name()).unwrap();
        assert_eq!(found.ty(), kind.ty(), "{kind:?}");
    }
}

#[test]
fn a_kind_that_is_gone_says_when_and_what_to_use() {
    let tables = Tables::builtin();
    let old = tables.of("policy/v1beta1", "PodDisruptionBudget").unwrap();
    assert_eq!((old.deprecated(), old.removed(), old.ty()), (Some(21), Some(25), None));
    assert_eq!(old.replacement().unwrap().to_string(), "policy/v1");
    let going = tables.of("autoscaling/v2beta2", "HorizontalPodAutoscaler").unwrap();
    assert_eq!((going.versions(), going.removed()), (Versions::of(25), Some(26)));
    assert!(going.ty().is_some());
    let endpoints = tables.of("v1", "Endpoints").unwrap();
    assert_eq!(endpoints.replacement().unwrap().kind, "EndpointSlice");
    let flow = tables.of("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema").unwrap();
    assert_eq!((flow.deprecated(), flow.removed()), (Some(29), Some(32)));
    for kind in tables.all() {
        if let (Some(deprecated), Some(removed)) = (kind.deprecated(), kind.removed()) {
            assert!(deprecated < removed, "{kind:?}");
        }
        if let Some(removed) = kind.removed()
            && let Some(last) = kind.versions().last()
        {
            assert_eq!(removed, last + 1, "{kind:?}");
        }
        if let Some(next) = kind.replacement() {
            let next = tables.kind(next.group, next.version, next.kind);
            assert!(next.is_some_and(|next| next.ty().is_some()), "{kind:?}");
        }
    }
}

#[test]
fn fields_have_types_words_and_defaults() {
    let root = deployment();
    let replicas = path(&root, "spec.replicas");
    assert!(matches!(replicas.newest().unwrap().shape(), Shape::Int32));
    assert_eq!(replicas.default(), Some("1"));
    assert!(path(&root, "spec.selector").is_required(Versions::ALL));
    assert!(!replicas.is_required(Versions::ALL));
    let policy = path(&root, "spec.template.spec.containers.imagePullPolicy");
    assert_eq!(words(&policy, Versions::ALL), ["Always", "Never", "IfNotPresent"]);
    let operator = path(&root, "spec.template.spec.tolerations.operator");
    assert_eq!(words(&operator, Versions::of(34)), ["Exists", "Equal"]);
    assert_eq!(words(&operator, Versions::of(35)), ["Exists", "Equal", "Lt", "Gt"]);
    assert_eq!(operator.versions(), Versions::ALL);
    let surge = path(&root, "spec.strategy.rollingUpdate.maxSurge").newest().unwrap();
    assert!(matches!(surge.shape(), Shape::IntOrText));
    assert_eq!(surge.to_string(), "int or string");
    let limits = path(&root, "spec.template.spec.containers.resources.limits").newest().unwrap();
    assert!(matches!(limits.shape(), Shape::Map(element) if matches!(element.shape(), Shape::Quantity)));
    let created = path(&root, "metadata.creationTimestamp").newest().unwrap();
    assert!(matches!(created.shape(), Shape::Time));
    let data = Tables::builtin().of("v1", "Secret").unwrap().structure().unwrap().field("data").unwrap();
    assert!(matches!(data.newest().unwrap().shape(), Shape::Map(element) if matches!(element.shape(), Shape::Bytes)));
    assert!(root.field("spek").is_none());
}

#[test]
fn lists_say_how_they_merge() {
    let root = deployment();
    let keys = |at: &str| match path(&root, at).newest().unwrap().shape() {
        Shape::List(_, ListKind::Map(words)) => words.iter().map(str::to_owned).collect::<Vec<_>>(),
        Shape::List(_, ListKind::Set) => vec!["set".to_owned()],
        Shape::List(_, ListKind::Atomic) => Vec::new(),
        other => panic!("{other:?}"),
    };
    assert_eq!(keys("spec.template.spec.containers"), ["name"]);
    assert_eq!(keys("spec.template.spec.containers.ports"), ["containerPort", "protocol"]);
    assert_eq!(keys("spec.template.spec.containers.volumeMounts"), ["mountPath"]);
    assert_eq!(keys("spec.template.spec.containers.args"), [""; 0]);
    assert_eq!(keys("spec.template.spec.tolerations"), [""; 0]);
    assert_eq!(keys("spec.template.spec.topologySpreadConstraints"), ["topologyKey", "whenUnsatisfiable"]);
    assert_eq!(keys("metadata.finalizers"), ["set"]);
}

#[test]
fn a_field_knows_its_versions() {
    let root = deployment();
    let native = path(&root, "spec.template.spec.containers.restartPolicy");
    assert_eq!(native.versions().first(), Some(28));
    let stop = path(&root, "spec.template.spec.containers.lifecycle.stopSignal");
    assert_eq!(stop.versions().first(), Some(33));
    assert!(stop.ty(Versions::of(32)).is_none());
}

#[test]
fn a_struct_is_found_by_name() {
    assert_eq!(named("PodSpec").unwrap().structure().unwrap().package(), "core.v1");
    assert_eq!(named("Container").unwrap().to_string(), "Container");
    let behavior = named("HorizontalPodAutoscalerBehavior").unwrap().structure().unwrap();
    assert!(behavior.field("scaleDown").is_some());
    assert_eq!(behavior.package(), "autoscaling.v2");
    assert_eq!(named("PodSpek"), None);
    assert_eq!(named("PodSpec"), named("PodSpec"));
    assert_ne!(named("PodSpec"), named("Container"));
}

#[test]
fn a_field_on_the_wrong_level_finds_home() {
    let root = deployment();
    let at = |name: &str| home(&root, name, Versions::ALL).map(|home| (home.path.to_string(), home.in_list));
    assert_eq!(at("replicas"), Some(("spec".to_owned(), false)));
    assert_eq!(at("terminationGracePeriodSeconds"), Some(("spec.template.spec".to_owned(), false)));
    assert_eq!(at("imagePullPolicy"), Some(("spec.template.spec.containers".to_owned(), true)));
    assert_eq!(at("labels"), Some(("metadata".to_owned(), false)));
    assert_eq!(at("noSuchField"), None);
}

#[test]
fn every_struct_lists_its_fields_in_order_and_finds_each() {
    let mut seen = Vec::new();
    let mut waiting: Vec<Struct> = Tables::builtin().all().filter_map(|kind| kind.structure()).collect();
    let (mut fields, mut variants) = (0, 0);
    while let Some(structure) = waiting.pop() {
        if seen.contains(&structure) {
            continue;
        }
        let names: Vec<String> = structure.fields().map(|field| field.name().to_owned()).collect();
        assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]), "{structure:?}");
        for field in structure.fields() {
            fields += 1;
            assert_eq!(structure.field(field.name()).unwrap().newest(), field.newest());
            let mut known = Versions::NONE;
            for variant in field.variants() {
                variants += 1;
                assert!((known & variant.versions).is_empty(), "{structure:?}.{field:?}");
                known = known | variant.versions;
                waiting.extend(variant.ty.structure());
            }
            if let Some(default) = field.default() {
                assert!(serde_json::from_str::<serde_json::Value>(default).is_ok());
            }
        }
        seen.push(structure);
    }
    assert!(seen.len() > 900 && fields > 3500 && variants >= fields, "{} {fields} {variants}", seen.len());
}

#[test]
fn descriptions_belong_to_their_fields() {
    let root = deployment();
    assert!(root.description().starts_with("Deployment enables declarative updates"), "{}", root.description());
    let text = |at: &str| path(&root, at).description();
    assert!(text("spec.replicas").starts_with("Number of desired pods"), "{}", text("spec.replicas"));
    assert!(text("spec.template.spec.tolerations.operator").starts_with("Operator represents"));
    assert!(text("spec.template.spec.containers.workingDir").starts_with("Container's working directory"));
}

/// The tables of the definitions in a text.
fn custom(text: &str) -> Tables {
    let (documents, wrong) = crate::yaml::read(text, crate::source::AnchorId::FIRST, &crate::yaml::LIMITS);
    assert!(wrong.is_empty(), "{wrong:?}");
    let mut tables = Tables::builtin();
    custom_resources(&documents).into_iter().for_each(|table| tables.add(table));
    tables
}

#[test]
fn a_custom_resource_has_the_shapes_of_its_schema() {
    let tables = custom(include_str!("crd_test.yaml"));
    let kind = tables.of("example.org/v1", "Backup").unwrap();
    assert!(kind.is_namespaced() && kind.is_custom() && kind.with_rules().is_some());
    assert_eq!(kind.versions(), Versions::ALL);
    let root = kind.structure().unwrap();
    assert!(matches!(path(&root, "metadata.labels").newest().unwrap().shape(), Shape::Map(_)));
    let shape = |at: &str| path(&root, at).newest().unwrap().shape();
    assert!(matches!(shape("spec.keep"), Shape::Int32));
    assert!(matches!(shape("spec.size"), Shape::Int64));
    assert!(matches!(shape("spec.port"), Shape::IntOrText));
    assert!(matches!(shape("spec.since"), Shape::Time));
    assert!(matches!(shape("spec.key"), Shape::Bytes));
    assert!(matches!(shape("spec.values"), Shape::Open));
    assert!(matches!(shape("spec.free"), Shape::Any));
    assert!(matches!(shape("spec.any"), Shape::Open));
    assert!(matches!(shape("spec.nothing"), Shape::Struct(inner) if inner.fields().count() == 0 && !inner.is_open()));
    assert!(matches!(shape("spec.tags"), Shape::List(_, ListKind::Set)));
    assert!(matches!(shape("spec.targets"), Shape::List(_, ListKind::Map(keys)) if keys.contains("name")));
    assert!(matches!(shape("spec.template.metadata"), Shape::Struct(inner) if inner.name() == "ObjectMeta"));
    assert!(matches!(shape("spec.open"), Shape::Struct(inner) if inner.is_open() && inner.field("known").is_some()));
    assert_eq!(words(&path(&root, "spec.mode"), Versions::ALL), ["full", "incremental"]);
    let keep = path(&root, "spec.keep");
    assert_eq!(keep.default(), Some("7"));
    let bounds = keep.newest().unwrap().constraints().cloned().unwrap();
    assert_eq!((bounds.minimum, bounds.maximum), (Some(("1".into(), false)), Some(("30".into(), true))));
    let schedule = path(&root, "spec.schedule");
    assert!(schedule.is_required(Versions::of(30)) && root.field("spec").unwrap().is_required(Versions::ALL));
    assert_eq!(schedule.description(), "When it runs.");
    assert!(path(&root, "spec.since").newest().unwrap().is_nullable() && !schedule.newest().unwrap().is_nullable());
    assert_eq!(path(&root, "spec.targets").default(), Some(r#"[{"name":"a\"b","on":true,"size":1.5}]"#));
}

#[test]
fn versions_that_are_not_served_are_no_kinds_and_lists_are_looked_into() {
    let tables = custom(include_str!("crd_test.yaml"));
    let versions: Vec<_> = tables.called("Backup").map(|kind| (kind.api_version(), kind.deprecated())).collect();
    assert_eq!(versions, [("example.org/v1".to_owned(), None), ("example.org/v1beta1".to_owned(), Some(0))]);
    let cluster = tables.of("example.org/v1", "Site").unwrap();
    assert!(!cluster.is_namespaced() && cluster.with_rules().is_none());
    assert!(matches!(cluster.ty().unwrap().shape(), Shape::Any));
    assert!(tables.of("example.org/v1", "ConfigMap").is_none());
}

#[test]
fn objects_are_called_in_the_plural() {
    let tables = Tables::builtin();
    for (api, kind, resource) in [
        ("v1", "Pod", "pods"),
        ("v1", "Endpoints", "endpoints"),
        ("v1", "ComponentStatus", "componentstatuses"),
        ("networking.k8s.io/v1", "Ingress", "ingresses"),
        ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
        ("storage.k8s.io/v1", "CSIStorageCapacity", "csistoragecapacities"),
        ("scheduling.k8s.io/v1", "PriorityClass", "priorityclasses"),
    ] {
        let kind = tables.of(api, kind).unwrap();
        assert_eq!(kind.resource(), resource);
        assert!(kind.is_resource(resource), "{resource}");
        assert!(!kind.is_resource(kind.name()), "{}", kind.name());
    }
}
