//! Two objects of one group, kind, namespace and name: applied one after the other, the second would undo the first.

use ecow::EcoString;

use crate::diag::{Diagnostic, code};
use crate::lower::Origin;
use crate::lower::context::Lowering;
use crate::vocab::Ordered;

/// Looks at all objects of the environment.
pub(in crate::lower) fn identities(cx: &mut Lowering<'_>) {
    let mut seen: Ordered<Origin> = Ordered::default();
    let mut twice = Vec::new();
    for object in &cx.objects {
        let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
        let namespace = object.namespace.as_deref().unwrap_or_default();
        let key: EcoString = ecow::eco_format!("{group}/{}/{namespace}/{}", object.kind, object.name);
        let place = name_place(object);
        match seen.get(&key) {
            Some(first) => twice.push((object.kind.clone(), object.name.clone(), place, *first, object.origin)),
            None => {
                let _ = seen.insert(key, place);
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
