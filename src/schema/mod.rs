//! What Kubernetes takes: every kind and field of its API from 1.25 to 1.37, and custom resources in the same form.
//!
//! Start with [`Tables::kind`] (a kind by group, version and name) or [`named`] (a struct such as `PodSpec`), go on with
//! [`TypeRef::shape`], [`Struct::field`] and [`Field::ty`]. Nothing is decoded beforehand: the built-in table is read in
//! place, and a look-up costs a binary search. Which versions count is always the caller's business: a [`Versions`].

mod api;
mod crd;
mod custom;
mod docs;
mod field;
mod home;
mod kind;
mod resource;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod versions;

pub use api::Api;
pub use crd::{constraints, custom_resources};
pub use custom::{Constraints, CustomField, CustomKind, CustomShape, CustomStruct, CustomTable, CustomType, Link};
pub use field::{Field, Variant};
pub use home::{Home, home};
pub use kind::{Kind, Replacement, Tables};
pub use shape::{ListKind, Shape, Struct, TypeRef, Words, named};
pub use versions::Versions;
