//! What values are: numbers with their units, texts with a grammar, names with their limits.

pub mod number;

pub use number::{ArithmeticError, Dimension, Number, NumberError, NumberFault, Operation, Protocol};
