//! Source texts and places in them.
//!
//! In: paths, through the [`Files`] door. Out: [`SourceText`]s, and [`Span`]s that stay true when the text around them
//! moves. This room knows nothing of the language.

mod disk;
mod files;
mod lines;
mod package;
mod record;
mod span;

pub use disk::Disk;
pub use files::{Files, Memory, ReadError};
pub use lines::{LineIndex, Position};
pub use package::{Package, PackageError, normal};
pub use record::{Record, Recorder, Since};
pub use span::{AnchorId, Place, SourceId, SourceText, Sources, Span};
