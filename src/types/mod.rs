//! What values are: numbers with their units, texts with a grammar, names with their limits.

pub mod format;
pub mod name;
pub mod number;
mod pattern;

pub use format::FormatError;
pub use name::NameKind;
pub use number::{ArithmeticError, Dimension, Number, NumberError, NumberFault, Operation, Protocol};
pub use pattern::Pattern;
