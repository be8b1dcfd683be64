//! On which level of an object a field belongs that stands on the wrong one.

use ecow::{EcoString, eco_format};

use super::{Shape, Struct, TypeRef, Versions};

/// Where a field belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The path to the struct that has it, from the struct that was searched: `spec.template.spec`; never empty.
    pub path: EcoString,
    /// Whether the path leads through a list, so that an element has to be chosen.
    pub in_list: bool,
}

/// How many levels down is searched.
const DEPTH: usize = 7;

/// How many structs are looked at: some custom resources hold whole pods many times.
const STRUCTS: usize = 2_000;

/// The nearest level below `root` on which `name` is a field of one of `versions`; of several as near the first whose
/// path does not lead through a list. `status` is not looked at: programs do not write it.
pub fn home(root: &Struct, name: &str, versions: Versions) -> Option<Home> {
    let mut level = vec![(EcoString::new(), false, root.clone())];
    let mut seen = vec![root.clone()];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (path, in_list, structure) in &level {
            for field in structure.fields() {
                if matches!(field.name(), "status" | "managedFields" | "ownerReferences") {
                    continue;
                }
                let Some((inner, listed)) = field.ty(versions).and_then(|ty| inner(&ty)) else { continue };
                if seen.contains(&inner) || seen.len() >= STRUCTS {
                    continue;
                }
                seen.push(inner.clone());
                let path = if path.is_empty() { field.name().into() } else { eco_format!("{path}.{}", field.name()) };
                next.push((path, *in_list || listed, inner));
            }
        }
        let mut found: Option<Home> = None;
        for (path, in_list, structure) in &next {
            let has = structure.field(name).is_some_and(|field| field.is_in(versions));
            if has && found.as_ref().is_none_or(|known| known.in_list && !in_list) {
                found = Some(Home { path: path.clone(), in_list: *in_list });
            }
        }
        if found.is_some() {
            return found;
        }
        level = next;
    }
    None
}

/// The struct below a type, and whether a list or map lies between.
fn inner(ty: &TypeRef) -> Option<(Struct, bool)> {
    match ty.shape() {
        Shape::Struct(structure) => Some((structure, false)),
        Shape::List(element, _) | Shape::Map(element) => inner(&element).map(|(structure, _)| (structure, true)),
        _ => None,
    }
}
