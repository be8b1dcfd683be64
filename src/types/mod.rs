//! What values are: numbers with their units, texts with a grammar, names with their limits.

pub mod format;
pub mod name;
pub mod number;

pub use format::FormatError;
pub use name::NameKind;
pub use number::{ArithmeticError, Dimension, Number, NumberError, NumberFault, Operation, Protocol};
