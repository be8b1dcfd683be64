//! Relations between what a program says and what Kubernetes takes: one file a matter.

mod amount;
mod claims;
mod container;
mod data;
mod identity;
mod image;
mod names;
mod overlap;
mod patched;
mod ports;
mod quantity;
mod requests;
mod rollout;
mod schedule;
mod selector;
mod target;
mod variables;

pub(super) use amount::amount;
pub(super) use claims::claims;
pub(super) use container::{container, env_name};
pub(super) use data::data_keys;
pub(super) use identity::identities;
pub(super) use image::image;
pub(super) use names::{in_pod, object, service_port, workload_name};
pub(super) use overlap::overlaps;
pub(super) use patched::patched;
pub(super) use ports::{pod, service_ports};
pub(super) use quantity::{meant, meant_use, not_negative, positive};
pub(super) use requests::requests;
pub(super) use rollout::rollout;
pub(super) use schedule::{hasty, played, schedule};
pub(super) use selector::{covers, selector};
pub(super) use target::{known, target};
pub(super) use variables::variables;
