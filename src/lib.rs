//! The compiler for `.kapp` files.
//!
//! The list of rooms is the pipeline: [`source`] is read, [`syntax`] parses, [`mod@resolve`] finds names, [`check`] types,
//! [`eval`] computes, [`lower`] makes Kubernetes objects, [`emit`] writes them. Every pass returns what it could make
//! together with its [`diag`]nostics; none prints, reads or fails.

// The generated parser names it.
extern crate alloc;

pub mod cel;
pub mod check;
pub mod cli;
pub mod db;
pub mod diag;
pub mod emit;
pub mod eval;
pub mod fmt;
pub mod graph;
pub mod lower;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod source;
pub mod syntax;
pub mod text;
pub mod types;
pub mod vocab;
#[cfg(feature = "watch")]
pub mod watch;
pub mod yaml;

pub use db::{Compilation, Failure, Goal, Inputs, Selection, compile};
