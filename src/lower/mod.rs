//! From evaluated declarations to Kubernetes objects.
//!
//! In: [`Evaluated`]. Out: [`Manifests`], every node with its origin, together with what only shows where declarations
//! meet Kubernetes. One file a workload kind and a derived object; `pass_through.rs` is the one door for fields written
//! in Kubernetes' own names.

mod accept;
mod account;
mod affinity;
mod binding;
mod canary;
mod claim;
mod config;
mod container;
mod context;
mod daemon;
mod digest;
mod disruption;
mod dns;
mod edges;
mod env;
mod expose;
mod external_secret;
mod failure;
mod idle;
mod include;
mod job;
mod metadata;
mod metrics;
mod mount;
mod namespace;
mod network;
mod network_policy;
mod node;
mod object;
mod order;
mod pass_through;
mod pod;
mod port;
mod priority_class;
mod probe;
mod quota;
mod reach;
mod reasons;
mod resource;
mod resources;
mod rights;
mod rightsize;
mod role;
mod rules;
mod scale;
mod scheduling;
mod secret;
mod security;
mod service;
mod storage;
mod validate;
mod volume;
mod workload;

pub use idle::idle_allows;
pub use include::{Includes, Passed, passed_through};
pub use object::{Cause, Manifests, Map, Node, Object, Order, Origin, Tree};
pub use reasons::{RULES, Rule, Unasked, rule};
pub use validate::{catalog, pod_security};

use std::ops::Range;

use rayon::prelude::*;

use crate::diag::Outcome;
use crate::eval::{Declaration, Evaluated};
use crate::schema::Api;
use context::Lowering;

/// Declarations that are lowered in one go; more are lowered at the same time.
const SHARE: usize = 64;

/// Makes the objects of one environment, for the API for which the program is compiled; `includes` has what its
/// `include`s bring.
pub fn lower(evaluated: &Evaluated, includes: &Includes, api: &Api) -> Outcome<Manifests> {
    let mut cx = Lowering::new(evaluated, includes, api);
    rules::known(&mut cx);
    let count = evaluated.declarations.len();
    if count <= SHARE {
        share(&mut cx, 0..count);
    } else {
        let shares = count.div_ceil(SHARE);
        let lowered: Vec<Lowering<'_>> = (0..shares)
            .into_par_iter()
            .map(|number| {
                let mut part = cx.part();
                share(&mut part, number * SHARE..count.min((number + 1) * SHARE));
                part
            })
            .collect();
        cx.objects.reserve(lowered.iter().map(|part| part.objects.len()).sum());
        for part in lowered {
            cx.absorb(part);
        }
    }
    rules::amount(&mut cx);
    rules::identities(&mut cx);
    rules::overlaps(&mut cx);
    validate::relations(&mut cx);
    order::jobs(&mut cx);
    cx.finish()
}

/// Makes the objects of the declarations in `range`.
fn share(cx: &mut Lowering<'_>, range: Range<usize>) {
    for (index, declaration) in cx.evaluated.declarations.iter().enumerate().take(range.end).skip(range.start) {
        if declaration.broken || !declaration.emitted {
            continue;
        }
        let first = cx.objects.len();
        declare(cx, index, declaration);
        rules::patched(cx, declaration, first);
        validate::objects(cx, declaration, first);
    }
}

fn declare(cx: &mut Lowering<'_>, index: usize, declaration: &Declaration) {
    match declaration.kind.as_str() {
        "service" => service::lower(cx, index, declaration),
        "daemon" => daemon::lower(cx, index, declaration),
        "job" => job::lower(cx, index, declaration),
        "config" => config::lower(cx, declaration),
        "secret" => secret::lower(cx, declaration),
        "storage" => storage::lower(cx, declaration),
        "account" => account::lower(cx, declaration),
        "namespace" => namespace::lower(cx, declaration),
        "quota" => quota::lower(cx, declaration),
        "priority_class" => priority_class::lower(cx, declaration),
        "role" => role::lower(cx, declaration),
        "resource" => resource::lower(cx, declaration),
        "include" => include::lower(cx, declaration),
        // External declarations exist already.
        _ => {}
    }
}
