//! Relations between what a program says and what Kubernetes takes: one file a matter.

mod container;
mod data;
mod identity;
mod names;
mod patched;
mod ports;
mod requests;
mod selector;

pub(super) use container::{container, env_name};
pub(super) use data::data_keys;
pub(super) use identity::identities;
pub(super) use names::{object, workload_name};
pub(super) use patched::patched;
pub(super) use ports::{pod, service_ports};
pub(super) use requests::requests;
pub(super) use selector::{covers, selector};
