//! Which declaration refers to which, and by which entry.

use ecow::EcoString;

use crate::eval::{Data, Evaluated, Item, Value};

/// Every reference: from, to, and the entry, where a reference is left in it. What was computed away, the number of a port
/// for example, has none.
pub(super) fn all(evaluated: &Evaluated) -> Vec<(usize, usize, Option<EcoString>)> {
    let mut found = Vec::new();
    for (index, declaration) in evaluated.declarations.iter().enumerate() {
        let mut named = Vec::new();
        for body in std::iter::once(&declaration.body).chain(declaration.versions.iter().map(|version| &version.body)) {
            item(body, "", &mut named);
        }
        let mut own: Vec<(usize, usize, Option<EcoString>)> = Vec::new();
        for (other, entry) in named {
            // Whoever accepts is the one who is needed.
            if entry == "accept" {
                found.push((other, index, Some("calls".into())));
            } else {
                own.push((index, other, Some(entry.into())));
            }
        }
        let is_workload = matches!(declaration.kind.as_str(), "service" | "daemon" | "job");
        let verb = if is_workload { "calls" } else { "address" };
        for link in &declaration.links {
            let port = link.port.as_ref().map(|port| format!(" {port}")).unwrap_or_default();
            own.push((index, link.declaration, Some(format!("{verb}{port}").into())));
        }
        let accepted = |other: usize| found.iter().any(|(from, to, _)| (*from, *to) == (other, index));
        let silent = declaration.uses.iter().filter(|other| !own.iter().any(|(_, to, _)| to == *other));
        let silent: Vec<usize> = silent.copied().filter(|other| !accepted(*other)).collect();
        own.extend(silent.into_iter().map(|other| (index, other, None)));
        // In the order of first reference.
        let rank = |other: usize| declaration.uses.iter().position(|used| *used == other).unwrap_or(usize::MAX);
        own.sort_by_key(|(_, other, _)| rank(*other));
        found.extend(own);
    }
    found.retain(|(from, to, _)| from != to);
    found
}

/// The references in `entry` and below, each under the name of the innermost entry that holds it.
fn item<'a>(place: &'a Item, entry: &'a str, found: &mut Vec<(usize, &'a str)>) {
    if let Some(set) = &place.value {
        value(set, entry, found);
    }
    for labelled in place.labels.values() {
        item(labelled, entry, found);
    }
    for (name, field) in &place.fields {
        item(field, name, found);
    }
}

fn value<'a>(set: &'a Value, entry: &'a str, found: &mut Vec<(usize, &'a str)>) {
    match &set.data {
        Data::Declaration(reference) | Data::Key(reference, _) | Data::Ports(reference) | Data::Port(reference, _) => {
            found.push((reference.declaration, entry))
        }
        Data::List(items) | Data::Added(items) => items.iter().for_each(|item| value(item, entry, found)),
        Data::Map(map) => map.values().for_each(|item| value(item, entry, found)),
        Data::Made(made) => made.arguments.values().for_each(|item| value(item, entry, found)),
        Data::Range(ends) => {
            value(&ends.0, entry, found);
            value(&ends.1, entry, found);
        }
        Data::Error
        | Data::Open
        | Data::None
        | Data::Bool(_)
        | Data::Number(_)
        | Data::Text(_)
        | Data::Word(_)
        | Data::Bytes(_) => {}
    }
}
