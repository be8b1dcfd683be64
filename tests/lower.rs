//! What programs become: the objects of small programs, looked at field by field.
#![cfg(test)]
#![allow(clippy::string_slice, clippy::disallowed_methods)]

#[path = "lower/accounts.rs"]
mod accounts;
#[path = "lower/containers.rs"]
mod containers;
#[path = "lower/jobs.rs"]
mod jobs;
#[path = "lower/network.rs"]
mod network;
#[path = "lower/objects.rs"]
mod objects;
#[path = "lower/operations.rs"]
mod operations;
#[path = "lower/pass_through.rs"]
mod pass_through;
#[path = "lower/policies.rs"]
mod policies;
#[path = "lower/program.rs"]
mod program;
#[path = "lower/safe.rs"]
mod safe;
#[path = "lower/secrets.rs"]
mod secrets;
#[path = "lower/tenants.rs"]
mod tenants;
#[path = "lower/volumes.rs"]
mod volumes;
#[path = "lower/workloads.rs"]
mod workloads;
