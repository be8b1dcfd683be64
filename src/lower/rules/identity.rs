//! Two objects of one group, kind, namespace and name: applied one after the other, the second would undo the first.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, code};
use crate::lower::Origin;
use crate::lower::context::Lowering;

/// Looks at all objects of the environment.
pub(in crate::lower) fn identities(cx: &mut Lowering<'_>) {
    let mut seen: FxHashMap<[&str; 4], Origin> = FxHashMap::default();
    seen.reserve(cx.objects.len());
    let mut twice = Vec::new();
    for object in &cx.objects {
        let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let place = name_place(object);
        match seen.entry([group, &object.kind, namespace, &object.name]) {
            Entry::Occupied(first) => {
                twice.push((object.kind.clone(), object.name.clone(), place, *first.get(), object.origin));
            }
            Entry::Vacant(slot) => {
                let _ = slot.insert(place);
            }
        }
    }
    for (kind, name, place, first, declaration) in twice {
        let mut diagnostic =
            Diagnostic::error(code::SAME_OBJECT, place.span, format!("two objects are the {kind} `{name}`"))
                .here("this one")
                .label(first.span, "and this one")
                .help("give one of them another `name`");
        if place.span != declaration.span && first.span == place.span {
            diagnostic = diagnostic.label(declaration.span, "made by this declaration too");
        }
        cx.report(diagnostic);
    }
}

/// Where the name of the object comes from.
fn name_place(object: &crate::lower::Object) -> Origin {
    object.root.at(&["metadata", "name"]).map_or(object.origin, |node| node.origin)
}
