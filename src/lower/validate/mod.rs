//! What the API server would refuse, and what it would take although it cannot work, found in every object that is made.
//!
//! In: objects, whatever made them: the vocabulary, pass-through, `resource`. Out: diagnostics at the very node that is
//! wrong. One file a family of rules; a rule is a function over a node of the object and what was [`found`] so far.

mod admission;
mod found;
pub mod pod_security;
mod walk;

use super::context::Lowering;
use super::object::Object;
use crate::eval::Declaration;
use found::Found;
use walk::Pod;

/// Looks at the objects made since `first`, which are those of `declaration`.
pub(super) fn objects<'a>(cx: &mut Lowering<'a>, declaration: &'a Declaration, first: usize) {
    let all = std::mem::take(&mut cx.objects);
    for object in all.iter().skip(first) {
        look(&mut Found::new(cx, declaration, object), object);
    }
    cx.makers.resize(all.len(), declaration);
    cx.objects = all;
}

/// Looks at what objects say of each other.
pub(super) fn relations(cx: &mut Lowering<'_>) {
    let all = std::mem::take(&mut cx.objects);
    admission::enforced(cx, &all);
    cx.objects = all;
}

fn look(found: &mut Found<'_, '_>, object: &Object) {
    if let Some(pod) = Pod::of(object) {
        admission::claimed(found, &pod);
    }
}
