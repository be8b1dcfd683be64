//! What the tests over whole programs share: cases and their markers, and running a program from memory.
#![allow(dead_code, reason = "every test binary takes what it needs")]

pub(crate) mod blocks;
pub(crate) mod case;
pub(crate) mod command;
pub(crate) mod markers;
pub(crate) mod page;
pub(crate) mod pair;
pub(crate) mod program;
