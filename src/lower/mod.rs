//! From evaluated declarations to Kubernetes objects.

mod object;

pub use object::{Cause, Manifests, Map, Node, Object, Origin, Tree};
