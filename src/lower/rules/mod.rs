//! Relations between what a program says and what Kubernetes takes: one file a matter.

mod amount;
mod claims;
mod container;
mod data;
mod identity;
mod names;
mod overlap;
mod patched;
mod ports;
mod requests;
mod schedule;
mod selector;

pub(super) use amount::amount;
pub(super) use claims::claims;
pub(super) use container::{container, env_name};
pub(super) use data::data_keys;
pub(super) use identity::identities;
pub(super) use names::{in_pod, object, service_port, workload_name};
pub(super) use overlap::overlaps;
pub(super) use patched::patched;
pub(super) use ports::{pod, service_ports};
pub(super) use requests::requests;
pub(super) use schedule::schedule;
pub(super) use selector::{covers, selector};
