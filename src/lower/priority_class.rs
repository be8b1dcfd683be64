//! PriorityClasses.

use super::context::{Draft, Lowering, text, truth, whole, word};
use super::metadata;
use crate::diag::code;
use crate::eval::Declaration;

pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let body = &declaration.body;
    if super::context::lacks(body, "value") {
        let message = format!("the priority class `{}` has no `value`", declaration.label);
        let help = "write `value = 1000`: pods of a greater value come first, those without a class have 0";
        cx.error(code::MISSING_SETTING, declaration.span, message, help);
        return;
    }
    let draft = Draft {
        api_version: "scheduling.k8s.io/v1".into(),
        kind: "PriorityClass".into(),
        name: metadata::name(declaration),
        labels: metadata::labels(declaration),
        annotations: metadata::annotations(declaration),
        rest: vec![
            ("value", whole(body, "value")),
            ("globalDefault", truth(body, "default")),
            ("preemptionPolicy", word(body, "preempt", [("lower", "PreemptLowerPriority"), ("never", "Never")])),
            ("description", text(body, "description")),
        ],
    };
    cx.push(declaration, draft, &[body]);
}
