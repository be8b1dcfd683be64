//! Texts with a grammar, one file each: the whole text is read, or the offending bytes are named.

pub mod cidr;
pub mod cron;
mod error;
pub mod host;
pub mod image;
pub mod path;
pub mod url;
pub mod zone;

pub use error::FormatError;
pub(crate) use error::{char_at, no_blanks, shown};
