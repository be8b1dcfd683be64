//! What only policy forbids: each needs an `allow` with a reason.

use super::container::is_mutable;
use super::context::{Lowering, written};
use super::security::is_root;
use super::workload::{Role, Workload};
use crate::eval::Value;

/// Looks at the container `at` of the workload.
pub(super) fn container(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize) {
    let Some(container) = workload.containers.get(at) else { return };
    let declaration = workload.declaration;
    if let Some(image) = written(container.item, "image")
        && image.text().is_some_and(|image| is_mutable(image))
    {
        let what = "the image may change under its name: it has no tag that stays";
        cx.policy(declaration, "mutable_image", image.span(), what);
    }
    if let Some(user) = written(container.item, "user").filter(|user| is_root(user)) {
        let what = if container.role == Role::Main { "the pod runs as root" } else { "the container runs as root" };
        cx.policy(declaration, "root", user.span(), what);
    }
    let hosts = container.item.labelled("port").filter_map(|(_, port)| written(port, "host"));
    let spans: Vec<_> = hosts.map(Value::span).collect();
    for span in spans {
        cx.policy(declaration, "host_port", span, "a port of the node is taken");
    }
}
