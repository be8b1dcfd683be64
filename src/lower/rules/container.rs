//! What a container must have, and the names of its variables.

use crate::diag::{Diagnostic, code};
use crate::lower::Node;
use crate::lower::context::Lowering;
use crate::lower::resources::bounds;
use crate::lower::workload::{Role, Workload};
use crate::source::Span;
use crate::types::NameKind;

/// The container `at`, which became `made`.
pub(in crate::lower) fn container(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize, made: &Node) {
    let Some(container) = workload.containers.get(at) else { return };
    for number in 1..at + 1 {
        let earlier = at.checked_sub(number).and_then(|other| workload.containers.get(other));
        if let Some(earlier) = earlier.filter(|earlier| earlier.label == container.label && !renamed(made, container)) {
            cx.report(
                Diagnostic::error(
                    code::SAME_CONTAINER,
                    container.span,
                    format!("two containers of the pod are called `{}`", container.label),
                )
                .label(earlier.span, "the other one")
                .help("give one another label"),
            );
            break;
        }
    }
    if cx.plain || container.role == Role::Init {
        return;
    }
    let written = container.item.field("memory").is_some_and(|field| bounds(field, true).1.is_some());
    let unknown = container.item.field("memory").is_some_and(|field| {
        field
            .value
            .as_ref()
            .is_some_and(|value| matches!(value.data, crate::eval::Data::Error | crate::eval::Data::Open))
    });
    if !written && !unknown && made.at(&["resources", "limits", "memory"]).is_none() {
        cx.report(
            Diagnostic::warning(
                code::NO_MEMORY_LIMIT,
                container.span,
                format!("`{}` has no memory limit and can exhaust its node", container.label),
            )
            .help("write `memory = 128Mi`, or request and limit: `memory = 64Mi..128Mi`"),
        );
    }
}

/// Whether the container's pass-through gives it another name than its label.
fn renamed(made: &Node, container: &crate::lower::workload::Container<'_>) -> bool {
    made.at(&["name"]).and_then(Node::as_text) != Some(&container.label)
}

/// The name of a variable.
pub(in crate::lower) fn env_name(cx: &mut Lowering<'_>, name: &str, span: Span) {
    if let Err(error) = NameKind::LooseEnvName.check(name) {
        let message = format!("`{name}` cannot be the name of a variable: {}", error.cause);
        let help = error.help.unwrap_or_else(|| "use letters, digits and `_`".into());
        cx.error(code::BAD_ENV_NAME, span, message, help);
    }
}
