//! A second opinion on the tables: the structs that k8s-openapi generates from the API's own OpenAPI document.
//!
//! Every kind of the newest version is written out in full, with each field wrong, and without what it needs; the structs
//! read it and write it again. Where they judge otherwise than the tables, a list says so with the reason.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::{Resource, api, apiextensions_apiserver as extensions, kube_aggregator as aggregator};
use kappc::schema::{Kind, Shape, Struct, Versions};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::corpus::{around, kinds, misfit, reachable};
use crate::sample::{Samples, any};

/// The version of the structs: the feature of k8s-openapi in `Cargo.toml`.
const MINOR: u8 = 37;

/// Reads an object into its struct and writes it again.
type Read = fn(&Value) -> Result<Value, String>;

fn read<T: DeserializeOwned + Serialize>(object: &Value) -> Result<Value, String> {
    let typed: T = serde_json::from_value(object.clone()).map_err(|error| error.to_string())?;
    Ok(serde_json::to_value(typed).unwrap())
}

/// By `apiVersion` and `kind`: how the structs of these modules are read.
macro_rules! structs {
    ($($module:path: $($name:ident)*;)*) => {{
        let mut all: BTreeMap<(&str, &str), Read> = BTreeMap::new();
        $({
            use $module as module;
            $({
                type Typed = module::$name;
                assert!(all.insert((Typed::API_VERSION, Typed::KIND), read::<Typed>).is_none());
            })*
        })*
        all
    }};
}

fn structs() -> BTreeMap<(&'static str, &'static str), Read> {
    structs! {
        api::admissionregistration::v1: MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
            MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
            ValidatingWebhookConfiguration;
        api::admissionregistration::v1alpha1: MutatingAdmissionPolicy MutatingAdmissionPolicyBinding;
        api::admissionregistration::v1beta1: MutatingAdmissionPolicy MutatingAdmissionPolicyBinding;
        api::apiserverinternal::v1alpha1: StorageVersion;
        api::apps::v1: ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet;
        api::authentication::v1: SelfSubjectReview TokenRequest TokenReview;
        api::authorization::v1: LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview
            SubjectAccessReview;
        api::autoscaling::v1: HorizontalPodAutoscaler Scale;
        api::autoscaling::v2: HorizontalPodAutoscaler;
        api::batch::v1: CronJob Job;
        api::certificates::v1: CertificateSigningRequest ClusterTrustBundle PodCertificateRequest;
        api::certificates::v1beta1: ClusterTrustBundle PodCertificateRequest;
        api::coordination::v1: Lease;
        api::coordination::v1alpha2: LeaseCandidate;
        api::coordination::v1beta1: LeaseCandidate;
        api::core::v1: Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume
            PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount;
        api::discovery::v1: EndpointSlice;
        api::events::v1: Event;
        api::flowcontrol::v1: FlowSchema PriorityLevelConfiguration;
        api::lifecycle::v1alpha1: Eviction EvictionRequest;
        api::networking::v1: Ingress IngressClass IPAddress NetworkPolicy ServiceCIDR;
        api::node::v1: RuntimeClass;
        api::policy::v1: Eviction PodDisruptionBudget;
        api::rbac::v1: ClusterRole ClusterRoleBinding Role RoleBinding;
        api::resource::v1: DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice;
        api::resource::v1alpha3: DeviceTaintRule ResourcePoolStatusRequest;
        api::resource::v1beta1: DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice;
        api::resource::v1beta2: DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice;
        api::scheduling::v1: PriorityClass;
        api::scheduling::v1alpha3: CompositePodGroup PodGroup Workload;
        api::scheduling::v1beta1: PodGroup Workload;
        api::storage::v1: CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass;
        api::storagemigration::v1: StorageVersionMigration;
        api::storagemigration::v1beta1: StorageVersionMigration;
        extensions::pkg::apis::apiextensions::v1: CustomResourceDefinition;
        aggregator::pkg::apis::apiregistration::v1: APIService;
    }
}

fn reader(structs: &BTreeMap<(&str, &str), Read>, kind: &Kind) -> Option<Read> {
    structs.get(&(kind.api_version().as_str(), kind.name())).copied()
}

/// The object with its head.
fn headed(kind: &Kind, mut root: Map<String, Value>) -> Value {
    let _ = root.insert("apiVersion".to_owned(), json!(kind.api_version()));
    let _ = root.insert("kind".to_owned(), json!(kind.name()));
    Value::Object(root)
}

/// Disagreements, each with how often it is met.
#[derive(Default)]
struct Disagreements(BTreeMap<String, usize>);

impl Disagreements {
    fn add(&mut self, what: String) {
        *self.0.entry(what).or_default() += 1;
    }

    /// Fails where they are not the listed ones, all of them.
    #[track_caller]
    fn are(&self, listed: &[(&str, &[&str])]) {
        let mut left: BTreeSet<&str> = self.0.keys().map(String::as_str).collect();
        let mut gone = Vec::new();
        for (reason, members) in listed {
            gone.extend(members.iter().filter(|member| !left.remove(**member)).map(|member| (reason, member)));
        }
        assert!(left.is_empty() && gone.is_empty(), "not listed: {left:#?}\nno longer there: {gone:#?}");
    }
}

/// What all structs of kinds have, whether the server wants it or makes it.
const HEAD: [&str; 3] = ["apiVersion", "kind", "metadata"];

const KINDS: &[(&str, &[&str])] = &[(
    "they are sent to a part of another object and never stored, so no manifest holds them",
    &[
        "authentication.k8s.io/v1 TokenRequest: a struct only",
        "autoscaling/v1 Scale: a struct only",
        "policy/v1 Eviction: a struct only",
        "v1 Binding: a struct only",
    ],
)];

const TAKEN: &[(&str, &[&str])] = &[(
    "`items`, `additionalProperties` and their like are a schema or something else, which OpenAPI has no word for: the \
     definitions of the tables take any value",
    &["CustomResourceDefinition: invalid type: sequence, expected JSONSchemaPropsOrBool"],
)];

const TYPES: &[(&str, &[&str])] = &[
    (
        "an object without known fields is any JSON to the structs, though OpenAPI says `object`",
        &[
            "apps.v1.ControllerRevision.data",
            "meta.v1.ManagedFieldsEntry.fieldsV1",
            "resource.v1.AllocatedDeviceStatus.data",
            "resource.v1.OpaqueDeviceConfiguration.parameters",
            "resource.v1beta1.AllocatedDeviceStatus.data",
            "resource.v1beta1.OpaqueDeviceConfiguration.parameters",
            "resource.v1beta2.AllocatedDeviceStatus.data",
            "resource.v1beta2.OpaqueDeviceConfiguration.parameters",
        ],
    ),
    (
        "so is one that never has any field",
        &[
            "apiextensions.v1.CustomResourceSubresources.status",
            "apiserverinternal.v1alpha1.StorageVersion.spec",
            "scheduling.v1alpha3.CompositeDisruptionMode.all",
            "scheduling.v1alpha3.CompositeDisruptionMode.single",
            "scheduling.v1alpha3.CompositePodGroupSchedulingPolicy.basic",
            "scheduling.v1alpha3.DisruptionMode.all",
            "scheduling.v1alpha3.DisruptionMode.single",
            "scheduling.v1alpha3.PodGroupSchedulingPolicy.basic",
            "scheduling.v1alpha3.WorkloadPodGroupDisruptionMode.all",
            "scheduling.v1alpha3.WorkloadPodGroupDisruptionMode.single",
            "scheduling.v1alpha3.WorkloadPodGroupSchedulingPolicy.basic",
            "scheduling.v1beta1.CompositeDisruptionMode.all",
            "scheduling.v1beta1.CompositeDisruptionMode.single",
            "scheduling.v1beta1.CompositePodGroupSchedulingPolicy.basic",
            "scheduling.v1beta1.DisruptionMode.all",
            "scheduling.v1beta1.DisruptionMode.single",
            "scheduling.v1beta1.PodGroupSchedulingPolicy.basic",
        ],
    ),
];

const REQUIRED: &[(&str, &[&str])] = &[
    (
        "the name defaults to \"\", which k8s-openapi writes always; the server does not ask for it",
        &[
            "core.v1.ConfigMapEnvSource.name: by the struct only",
            "core.v1.ConfigMapKeySelector.name: by the struct only",
            "core.v1.ConfigMapProjection.name: by the struct only",
            "core.v1.ConfigMapVolumeSource.name: by the struct only",
            "core.v1.LocalObjectReference.name: by the struct only",
            "core.v1.SecretEnvSource.name: by the struct only",
            "core.v1.SecretKeySelector.name: by the struct only",
            "core.v1.SecretProjection.name: by the struct only",
        ],
    ),
    (
        "k8s-openapi makes it optional, since the server sends older events without it; it refuses new ones",
        &["events.v1.Event.eventTime: by the tables only"],
    ),
];

/// A struct as disagreements call it.
fn called(structure: &Struct) -> String {
    format!("{}.{}", structure.package(), structure.name())
}

#[test]
fn they_know_the_same_kinds() {
    let structs = structs();
    let ours: BTreeSet<(String, String)> =
        kinds(MINOR).iter().map(|kind| (kind.api_version(), kind.name().to_owned())).collect();
    let mut found = Disagreements::default();
    for (version, name) in &ours {
        if !structs.contains_key(&(version.as_str(), name.as_str())) {
            found.add(format!("{version} {name}: in the tables only"));
        }
    }
    for (version, name) in structs.keys() {
        if !ours.contains(&((*version).to_owned(), (*name).to_owned())) {
            found.add(format!("{version} {name}: a struct only"));
        }
    }
    found.are(KINDS);
}

#[test]
fn they_take_every_field_of_every_kind() {
    let structs = structs();
    let mut found = Disagreements::default();
    let mut samples = Samples::new(MINOR);
    let mut taken = 0;
    for kind in kinds(MINOR) {
        let object = headed(&kind, samples.full(&kind.structure().unwrap()));
        let Some(read) = reader(&structs, &kind) else { continue };
        let narrowed = narrowed(&object);
        if let (Err(error), true) = (read(&object), narrowed != object) {
            found.add(format!("{}: {error}", kind.name()));
        }
        match read(&narrowed) {
            Err(error) => found.add(format!("{}: {error}", kind.name())),
            Ok(again) => {
                taken += 1;
                differences(&narrowed, &again, kind.name(), &mut found);
            }
        }
    }
    assert!(taken > 80, "{taken}");
    found.are(TAKEN);
}

/// The object with a schema wherever it has the sample of any value.
fn narrowed(object: &Value) -> Value {
    match object {
        _ if *object == any() => json!({ "type": "string" }),
        Value::Array(items) => items.iter().map(narrowed).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), narrowed(value))).collect(),
        other => other.clone(),
    }
}

/// What was not written as it was read. What a struct adds is what it requires; that is compared apart.
fn differences(object: &Value, again: &Value, path: &str, found: &mut Disagreements) {
    match (object, again) {
        (Value::Object(object), Value::Object(again)) => {
            for (key, value) in object {
                match again.get(key) {
                    Some(again) => differences(value, again, &format!("{path}.{key}"), found),
                    None => found.add(format!("{path}.{key} is dropped")),
                }
            }
        }
        (Value::Array(object), Value::Array(again)) if object.len() == again.len() => {
            for (value, again) in object.iter().zip(again) {
                differences(value, again, path, found);
            }
        }
        _ if object == again => {}
        _ => found.add(format!("{path}: {object} becomes {again}")),
    }
}

#[test]
fn they_refuse_the_same_types() {
    let structs = structs();
    let samples = Samples::new(MINOR);
    let mut found = Disagreements::default();
    let mut refused = 0;
    for reached in reachable(MINOR) {
        let Some(read) = reader(&structs, &reached.kind) else { continue };
        let least = samples.least_of(&reached.structure);
        for field in reached.structure.fields() {
            if reached.path.is_empty() && HEAD.contains(&field.name()) {
                continue;
            }
            let Some(wrong) = field.ty(samples.version).and_then(|ty| misfit(&ty.shape())) else { continue };
            let mut inner = least.clone();
            let _ = inner.insert(field.name().to_owned(), wrong);
            let root = around(&samples, &reached, inner);
            match read(&headed(&reached.kind, root)) {
                Ok(_) => found.add(format!("{}.{}", called(&reached.structure), field.name())),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 1000, "{refused}");
    found.are(TYPES);
}

#[test]
fn they_require_the_same_fields() {
    let structs = structs();
    let samples = Samples::new(MINOR);
    let mut found = Disagreements::default();
    let mut compared = 0;
    for reached in reachable(MINOR) {
        let Some(read) = reader(&structs, &reached.kind) else { continue };
        // A struct writes what is not optional in it, whether it was there or not; some say that it is missing.
        let mut inner = Map::new();
        let again = loop {
            let error = match read(&headed(&reached.kind, around(&samples, &reached, inner.clone()))) {
                Ok(again) => break again,
                Err(error) => error,
            };
            let name = error.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
            let name = name.unwrap_or_else(|| panic!("{}: {error}", called(&reached.structure)));
            let ty = reached.structure.field(name).unwrap().ty(samples.version).unwrap();
            assert!(inner.insert(name.to_owned(), samples.least(&ty)).is_none(), "{name} is there");
        };
        let written = at(&again, &reached.kind.structure().unwrap(), &reached.path, samples.version);
        for field in reached.structure.fields().filter(|field| field.is_in(samples.version)) {
            if reached.path.is_empty() && HEAD.contains(&field.name()) {
                continue;
            }
            compared += 1;
            let here = format!("{}.{}", called(&reached.structure), field.name());
            match (field.is_required(samples.version), written.contains_key(field.name())) {
                (true, false) => found.add(format!("{here}: by the tables only")),
                (false, true) => found.add(format!("{here}: by the struct only")),
                _ => {}
            }
        }
    }
    assert!(compared > 2000, "{compared}");
    found.are(REQUIRED);
}

/// The struct at the end of a path, through lists and maps.
fn at<'v>(value: &'v Value, structure: &Struct, path: &[String], version: Versions) -> &'v Map<String, Value> {
    let [first, rest @ ..] = path else { return value.as_object().unwrap() };
    let ty = structure.field(first).unwrap().ty(version).unwrap();
    let (mut value, mut shape) = (&value[first], ty.shape());
    loop {
        (value, shape) = match shape {
            Shape::List(element, _) => (&value[0], element.shape()),
            Shape::Map(element) => (&value["key"], element.shape()),
            Shape::Struct(inner) => return at(value, &inner, rest, version),
            other => panic!("{other:?} holds no struct"),
        };
    }
}
