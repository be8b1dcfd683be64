//! `storage`: a PersistentVolumeClaim.

use super::context::{Draft, Lowering};
use super::object::Origin;
use super::{claim, metadata};
use crate::eval::Declaration;

pub(super) fn lower(cx: &mut Lowering<'_>, declaration: &Declaration) {
    let body = &declaration.body;
    let at = Origin::derived(declaration.span);
    let spec = claim::claim_spec(cx, body, at, &format!("storage {}", declaration.label));
    let draft = Draft {
        api_version: "v1".into(),
        kind: "PersistentVolumeClaim".into(),
        name: metadata::name(declaration),
        labels: metadata::labels(declaration),
        annotations: metadata::annotations(declaration),
        rest: vec![("spec", Some(spec))],
    };
    cx.push(declaration, draft, &[body]);
}
