//! Doing something again whenever a file that it read is different.
//!
//! In: a round of work that reads through [`Files`](crate::source::Files). Out: rounds. What a round asked for, missing
//! files included, is exactly what is watched, and its answers decide whether another round is due: events only say when
//! to look. This room does not know what a round does.

mod changes;
mod follow;
mod interest;
mod interrupt;
mod native;
mod pace;

pub use changes::{Change, Field, What, changes};
pub use follow::{Course, Ear, Mouth, Notice, Way, channel, follow};
pub use interrupt::on_interrupt;
pub use pace::Timing;
