//! How a text is written so that readers of YAML, JSON and TOML take it for what it is, and people see all of it.
//!
//! Objects, source maps and what functions of the language encode are written through this room alike.

mod printable;
mod quote;
mod scalar;

pub use quote::{Astral, quote};
pub use scalar::{Literal, Style, blanks, style, write_key, write_literal};
