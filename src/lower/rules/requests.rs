//! A target in percent of the request needs a request in every container that runs.

use crate::diag::{Diagnostic, code};
use crate::eval::Data;
use crate::lower::context::Lowering;
use crate::lower::resources::bounds;
use crate::lower::workload::{Role, Workload};
use crate::source::Span;

/// Looks for containers without request for `resource`; `target` is where the percentage stands.
pub(in crate::lower) fn requests(cx: &mut Lowering<'_>, workload: &Workload<'_>, resource: &str, target: Span) {
    for container in workload.containers.iter().filter(|container| container.role != Role::Init) {
        let field = container.item.field(resource);
        let (request, limit) = field.map_or((None, None), |field| bounds(field, resource == "memory"));
        let unknown = field
            .and_then(|field| field.value.as_ref())
            .is_some_and(|value| matches!(value.data, Data::Error | Data::Open));
        let passed = container.item.value("container").and_then(crate::eval::Value::map);
        if request.or(limit).is_some() || unknown || passed.is_some_and(|map| map.contains_key("resources")) {
            continue;
        }
        cx.report(
            Diagnostic::error(
                code::NO_REQUEST,
                target,
                format!("a percentage of the `{resource}` request, but `{}` has none", container.label),
            )
            .label(container.span, "this container")
            .help(format!("write `{resource} = REQUEST..LIMIT` in the container, or a target that is no percentage")),
        );
    }
}
