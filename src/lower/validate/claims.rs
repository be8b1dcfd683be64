//! Claims of storage: how they may be used and how large they are. Source: `ValidatePersistentVolumeClaimSpec`.

use super::found::Found;
use super::quantity::Quantity;
use crate::diag::{Diagnostic, code};
use crate::lower::{Node, Object};

const MODES: [&str; 4] = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];

/// Looks at a PersistentVolumeClaim.
pub(super) fn check(found: &mut Found<'_, '_>, object: &Object) {
    if let Some(node) = object.root.get("spec") {
        spec(found, node);
    }
}

/// The spec of a claim, wherever it stands.
pub(super) fn spec(found: &mut Found<'_, '_>, spec: &Node) {
    found.needs(spec, "accessModes", "the claim");
    let modes = spec.items("accessModes");
    for mode in modes {
        let word = mode.as_text().map_or("", |word| word.as_str());
        if !MODES.contains(&word) {
            let help = format!("it is one of {}", MODES.join(", "));
            found.error(code::BAD_FIELD, mode, format!("there is no access mode `{word}`"), help);
        } else if word == "ReadWriteOncePod" && modes.len() > 1 {
            found.error(code::CONTRADICTION, mode, "`ReadWriteOncePod` stands alone", "take the other modes out");
        }
    }
    found.word(spec, "volumeMode", &["Filesystem", "Block"]);
    found.selector(spec.get("selector"));
    let storage = spec.at(&["resources", "requests", "storage"]);
    match storage {
        None => {
            let holder = spec.at(&["resources", "requests"]).or_else(|| spec.get("resources")).unwrap_or(spec);
            found.missing(
                code::LACKS,
                holder,
                "the claim does not say how large it is",
                "write `resources.requests.storage`",
            );
        }
        Some(node) => {
            super::resources::amount(found, "storage", node);
            let size = Quantity::of(node);
            if size.is_some_and(Quantity::is_zero) {
                found.error(code::BAD_QUANTITY, node, "the claim is of size 0", "write more than 0");
            }
            let limit = spec.at(&["resources", "limits", "storage"]);
            if let Some((size, limit)) = size.zip(limit)
                && Quantity::of(limit).is_some_and(|limit| size > limit)
            {
                let message = "the request for `storage` is above its limit";
                let diagnostic = Diagnostic::error(code::REQUEST_ABOVE_LIMIT, node.origin.span, message)
                    .label(limit.origin.span, "the limit")
                    .help("let the limit be as large as the request, or leave it out");
                found.add(node, diagnostic);
            }
        }
    }
    if let (Some(source), Some(reference)) = (spec.get("dataSource"), spec.get("dataSourceRef"))
        && let Some((node, other)) = ["apiGroup", "kind", "name"].iter().find_map(|key| {
            let (node, other) = reference.get(key).zip(source.get(key))?;
            (!node.says_as(other)).then_some((node, other))
        })
    {
        found.contradiction(node, "the claim has two sources", other, "let them be the same, or keep `dataSourceRef`");
    }
    for key in ["dataSource", "dataSourceRef"] {
        let Some(source) = spec.get(key) else { continue };
        found.needs(source, "kind", "the source");
        found.needs(source, "name", "the source");
        let in_core = source.text("apiGroup").is_none_or(str::is_empty);
        if in_core && source.text("kind").is_some_and(|kind| kind != "PersistentVolumeClaim") {
            let node = source.get("kind").unwrap_or(source);
            let message = "without `apiGroup` a source is a PersistentVolumeClaim";
            found.error(code::CONTRADICTION, node, message, "write the `apiGroup` of the kind");
        }
    }
}
