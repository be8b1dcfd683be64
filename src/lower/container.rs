//! One container of a pod.

use super::context::{Lowering, lacks, text, texts, word};
use super::node::{self, some_list};
use super::object::{Node, Origin};
use super::reasons::Unasked;
use super::volume::Volumes;
use super::workload::{Role, Workload};
use super::{env, mount, pass_through, probe, resources, security};
use crate::diag::code;
use crate::eval::Item;
use crate::types::format::image;

/// The container `at` of the workload; what it mounts goes into `volumes`.
pub(super) fn container(
    cx: &mut Lowering<'_>,
    workload: &Workload<'_>,
    at: usize,
    volumes: &mut Volumes,
) -> Option<Node> {
    let container = workload.containers.get(at)?;
    let (item, here) = (container.item, Origin::derived(container.span));
    if lacks(item, "image") && !passes(item, "image") {
        cx.error(
            code::MISSING_IMAGE,
            container.span,
            format!("`{}` has no image", container.label),
            "write `image = \"registry/name:tag\"`",
        );
    }
    let mounts = mount::mounts(cx, workload, at, volumes);
    let ports = workload.ports.iter().filter(|port| port.container == at && port.listed).map(super::port::Port::node);
    let restart = (container.role == Role::Native).then(|| node::text(here, "Always"));
    let mut made = node::fields(
        here,
        [
            ("name", Some(node::text(here, container.label.clone()))),
            ("image", text(item, "image")),
            ("command", texts(item, "command")),
            ("args", texts(item, "args")),
            ("workingDir", text(item, "workdir")),
            ("ports", some_list(here, ports.collect())),
            ("envFrom", env::bundles(cx, workload.declaration, item)),
            ("env", env::variables(cx, workload.declaration, item)),
            ("resources", resources::resources(cx, item)),
            ("restartPolicy", restart),
            ("volumeMounts", some_list(here, mounts)),
            ("livenessProbe", probe::probe(cx, workload, at, "live")),
            ("readinessProbe", probe::probe(cx, workload, at, "ready")),
            ("startupProbe", probe::probe(cx, workload, at, "startup")),
            ("lifecycle", probe::hooks(cx, workload, at)),
            ("imagePullPolicy", pull_policy(cx, item)),
            ("securityContext", security::of_container(cx, workload, at)),
        ],
    );
    if let Some(value) = item.value("container") {
        pass_through::merge(cx, &mut made, "Container", value);
    }
    super::rules::image(cx, workload, at);
    super::rules::container(cx, workload, at, &made);
    Some(made)
}

/// Whether the container's pass-through says `field`.
fn passes(item: &Item, field: &str) -> bool {
    item.value("container").and_then(crate::eval::Value::map).is_some_and(|map| map.contains_key(field))
}

fn pull_policy(cx: &Lowering<'_>, item: &Item) -> Option<Node> {
    let table = [("always", "Always"), ("if_not_present", "IfNotPresent"), ("never", "Never")];
    if let Some(written) = word(item, "pull", table) {
        return Some(written);
    }
    if cx.plain {
        return None;
    }
    let image = item.value("image")?;
    let policy = if is_mutable(image.text()?) { "Always" } else { "IfNotPresent" };
    Some(node::text(Origin::default(image.span(), Unasked::PullPolicy), policy))
}

/// Whether the image may change under its name: no digest, and no tag or `latest`.
pub(super) fn is_mutable(image: &str) -> bool {
    // Of a right image this says it already.
    let last = image.rsplit('/').next().unwrap_or(image);
    if image.contains('@') || last.split_once(':').is_some_and(|(_, tag)| tag != "latest") {
        return false;
    }
    image::parse(image).is_ok_and(|image| image.is_latest())
}
