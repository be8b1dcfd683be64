//! From typed declarations to values: layers are merged, references followed, expressions computed.

mod item;
mod value;

pub use item::{Allow, Declaration, Evaluated, Face, Item, Layer, ServicePort, Target};
pub use value::{Data, Made, Origin, Reference, Value};
