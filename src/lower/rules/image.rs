//! Images that may change under their name, which need an `allow` with a reason.

use crate::lower::container::is_mutable;
use crate::lower::context::{Lowering, written};
use crate::lower::workload::Workload;

/// Looks at the container `at` of the workload.
pub(in crate::lower) fn image(cx: &mut Lowering<'_>, workload: &Workload<'_>, at: usize) {
    let Some(container) = workload.containers.get(at) else { return };
    let declaration = workload.declaration;
    if let Some(image) = written(container.item, "image")
        && image.text().is_some_and(|image| is_mutable(image))
    {
        let what = "the image may change under its name: it has no tag that stays";
        cx.policy(declaration, "mutable_image", image.span(), what);
    }
}
